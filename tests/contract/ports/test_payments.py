"""The ports of payments, and what orders keep of bank accounts, on memory, SQLite and PostgreSQL."""

import threading
from contextlib import suppress

import pytest

from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import BankAccountNeeded, FormContent, FormItem, FormStatus
from bosonline.domain.ordering import PaymentMethod
from bosonline.domain.payments import BankAccountId, LastBankAccount
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.payments import BRI, BankAccountsContract, add
from bosonline.testing.selling import ALICE, COFFEE, Stall, a_checkout, coffee_stall, open_stall
from bosonline.testing.shops import account_book_of


class TestBankAccounts(BankAccountsContract):
    pass


def accounts_of(stall: Stall) -> list[BankAccountId]:
    """The accounts of a store, by their ids."""
    return [account.id for account in account_book_of(stall.backend).active(stall.member.store)]


def test_orders_keep_the_accounts_that_they_showed(backend: Backend) -> None:
    stall = coffee_stall(backend)
    member, payments = stall.member, stall.shop.payments
    (first,) = account_book_of(backend).active(member.store)
    receipt = stall.check_out(a_checkout())
    assert receipt.bank_accounts == (first.target,)

    payments.change_bank_account(
        member=member, account=first.id, bank_code="008", account_name="BUDI", account_number="9" * 13
    )
    add(backend, BRI, store=member.store)
    payments.remove_bank_account(member=member, account=first.id)

    shown = stall.ordering.read_order(member=member, invoice=receipt.invoice)
    assert shown["bank_account_id"] == first.id
    assert shown["bank_accounts"] == [
        {"id": first.id, "bank_name": "BCA", "account_name": "SITI RAHMA", "account_number": "1234567890"}
    ]
    followed_up = stall.ordering.following_up.follow_up(
        store=member.store, by=ALICE, invoice=receipt.invoice, attempt=1
    )
    assert "BCA 1234567890 a.n. SITI RAHMA" in followed_up.text
    assert "9999" not in followed_up.text
    assert stall.check_out(a_checkout()).bank_accounts == receipt.bank_accounts
    assert [one.bank_name for one in stall.check_out(a_checkout(phone="0813 1111 3333")).bank_accounts] == ["BRI"]


def test_an_account_that_no_order_refers_to_is_forgotten(backend: Backend) -> None:
    stall = open_stall(backend)
    (first,) = accounts_of(stall)

    stall.shop.payments.remove_bank_account(member=stall.member, account=first)

    assert accounts_of(stall) == []
    assert add(backend, store=stall.member.store).version == 1


@pytest.mark.parametrize("_", range(5))
def test_two_accounts_are_not_switched_off_at_once_under_a_form(backend: Backend, _: int) -> None:
    """Nor is a form published while its last account goes."""
    stall = open_stall(backend)
    member = stall.member
    add(backend, BRI, store=member.store)
    stall.add_goods(COFFEE)
    transfer = FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(PaymentMethod.BANK_TRANSFER,))
    form = stall.publish(transfer, status=FormStatus.DRAFT).form
    start = threading.Barrier(3)

    def publish() -> None:
        start.wait()
        with suppress(BankAccountNeeded):
            stall.shop.forms.change_status(
                store=member.store, by=member.author, form=form.id, status=FormStatus.PUBLISHED
            )

    def switch_off(account: BankAccountId) -> None:
        start.wait()
        with suppress(LastBankAccount, ChangedMeanwhile):
            stall.shop.payments.switch_bank_account(member=member, account=account, is_active=False)

    works = [threading.Thread(target=publish)]
    works += [threading.Thread(target=switch_off, args=(account,)) for account in accounts_of(stall)]
    for work in works:
        work.start()
    for work in works:
        work.join()

    with backend.work(member.store) as work:
        published = bool(work.transfer_forms.published())
    assert bool(accounts_of(stall)) or not published
