"""What every adapter of the ports of payments must do."""

from dataclasses import replace

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormContent, FormItem, FormStatus
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import PaymentMethod
from bosonline.domain.payments import Bank, BankAccount, BankAccountKnown
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, a_checkout, coffee_stall
from bosonline.testing.shops import account_book_of

STORE, OTHER_STORE = StoreId(1), StoreId(2)
BCA, BRI = Bank("014", "BCA"), Bank("002", "BRI")
OLDEST = Listing(sort_by="created_at", category="account_name", descending=False)


def add(
    backend: Backend, bank: Bank = BCA, number: str = "1234567890", *, store: StoreId = STORE, is_active: bool = True
) -> BankAccount:
    """Keep an account."""
    account = BankAccount.of(
        bank, store=store, account_name=f"SITI {bank.name}", account_number=number, created_at=backend.clock()
    )
    with backend.work(store) as work:
        kept: BankAccount = work.bank_accounts.add(replace(account, is_active=is_active))
        work.commit()
    return kept


def referred_to(backend: Backend, account: BankAccount, store: StoreId) -> bool:
    """Whether orders refer to an account."""
    with backend.work(store) as work:
        found: bool = work.bank_accounts.is_referred_to(account.id)
    return found


class BankAccountsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_active_accounts_come_back_as_they_were_added(self, backend: Backend) -> None:
        """The oldest first, of this store alone, within a work and to readers."""
        first, second = add(backend), add(backend, BRI)
        add(backend, number="99999", is_active=False)
        add(backend, store=OTHER_STORE)

        with backend.work(STORE) as work:
            assert list(work.bank_accounts.active()) == [first, second]
        assert list(account_book_of(backend).active(STORE)) == [first, second]
        assert (first.id > 0, first.version) == (True, 1)

    def test_a_store_has_an_account_once(self, backend: Backend) -> None:
        """The same number at another bank, or of another store, is another account."""
        add(backend)
        add(backend, BRI)
        add(backend, store=OTHER_STORE)

        with pytest.raises(BankAccountKnown):
            add(backend)
        assert account_book_of(backend).page(STORE, OLDEST).total == 2

    def test_what_changed_is_kept(self, backend: Backend) -> None:
        """Under its next version, by one who saw the present one."""
        kept = add(backend)
        with backend.work(STORE) as work:
            saved = work.bank_accounts.save(replace(kept, account_name="SITI R", is_active=False))
            work.commit()

        assert (saved.account_name, saved.is_active, saved.version) == ("SITI R", False, 2)
        with backend.work(STORE) as work:
            assert list(work.bank_accounts.all()) == [saved]
            assert list(work.bank_accounts.active()) == []
        with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
            work.bank_accounts.save(kept)
        with pytest.raises(ChangedMeanwhile), backend.work(OTHER_STORE) as work:
            work.bank_accounts.save(replace(saved, store=OTHER_STORE))

    def test_an_account_cannot_become_another_one_of_the_store(self, backend: Backend) -> None:
        """Though it can become one that was given up."""
        kept, other = add(backend), add(backend, BRI)
        as_kept = replace(other, bank_code=kept.bank_code)
        with pytest.raises(BankAccountKnown), backend.work(STORE) as work:
            work.bank_accounts.save(as_kept)
        with backend.work(STORE) as work:
            work.bank_accounts.save(replace(kept, is_active=False, archived_at=backend.clock()))
            work.bank_accounts.save(as_kept)
            work.commit()
        with backend.work(STORE) as work:
            assert [one.id for one in work.bank_accounts.all()] == [other.id]

    def test_an_archived_account_is_shown_nowhere(self, backend: Backend) -> None:
        """It can be added again, under an id of its own."""
        kept = add(backend)
        with backend.work(STORE) as work:
            work.bank_accounts.save(replace(kept, is_active=False, archived_at=backend.clock()))
            work.commit()

        book = account_book_of(backend)
        assert (book.page(STORE, OLDEST).total, book.find(STORE, kept.id), list(book.active(STORE))) == (0, None, [])
        assert add(backend).id != kept.id

    def test_a_removed_account_is_gone(self, backend: Backend) -> None:
        """From its own store alone."""
        kept, others = add(backend), add(backend, store=OTHER_STORE)
        with backend.work(STORE) as work:
            work.bank_accounts.remove(kept.id)
            work.commit()

        book = account_book_of(backend)
        assert (book.find(STORE, kept.id), book.find(STORE, others.id)) == (None, None)
        assert book.find(OTHER_STORE, others.id) is not None

    def test_orders_refer_to_the_accounts_that_their_buyers_were_told(self, backend: Backend) -> None:
        """Whether it is one or several, in this store."""
        stall = coffee_stall(backend)
        store = stall.member.store
        first = account_book_of(backend).active(store)[0]
        assert not referred_to(backend, first, store)
        stall.check_out(a_checkout())
        assert referred_to(backend, first, store)

        backend.clock.advance(minutes=1)
        second = add(backend, BRI, store=store)
        assert not referred_to(backend, second, store)
        stall.check_out(a_checkout(method=PaymentMethod.COD, phone="0813 1111 3333"))
        assert not referred_to(backend, second, store)
        backend.clock.advance(minutes=1)
        stall.check_out(a_checkout(phone="0813 1111 4444"))
        assert referred_to(backend, second, store)

    def test_the_forms_that_take_transfers(self, backend: Backend) -> None:
        """Published ones, of this store."""
        stall = coffee_stall(backend)
        items = (FormItem(sku=COFFEE),)
        stall.publish(FormContent(items=items, payment_methods=(PaymentMethod.COD,)), slug="cod")
        transfer = FormContent(items=items, payment_methods=(PaymentMethod.BANK_TRANSFER,))
        stall.publish(transfer, slug="draft", status=FormStatus.DRAFT)
        stall.publish(transfer, slug="beans")
        coffee_stall(backend)

        with backend.work(stall.member.store) as work:
            assert list(work.transfer_forms.published()) == ["Form kopi", "Form beans"]

    def test_the_list_shows_what_an_account_has(self, backend: Backend) -> None:
        """Inactive ones too."""
        kept = add(backend, is_active=False)

        (row,) = account_book_of(backend).page(STORE, OLDEST).rows
        assert account_book_of(backend).find(STORE, kept.id) == row
        assert account_book_of(backend).find(OTHER_STORE, kept.id) is None
        assert row == {
            "id": kept.id,
            "bank_code": "014",
            "bank_name": "BCA",
            "account_name": "SITI BCA",
            "account_number": "1234567890",
            "is_active": False,
            "version": 1,
            "created_at": backend.clock(),
        }

    def test_the_list_is_sorted_searched_and_cut(self, backend: Backend) -> None:
        """And counted as it is searched."""
        for bank in (BRI, BCA):
            add(backend, bank)
            backend.clock.advance(minutes=1)
        book = account_book_of(backend)

        def names(listing: Listing) -> list[object]:
            return [row["bank_name"] for row in book.page(STORE, listing).rows]

        assert names(OLDEST) == ["BRI", "BCA"]
        assert names(replace(OLDEST, sort_by="bank_name")) == ["BCA", "BRI"]
        assert names(replace(OLDEST, start=1)) == ["BCA"]
        assert book.page(STORE, replace(OLDEST, limit=1)).total == 2
        searched = book.page(STORE, replace(OLDEST, category="bank_name", keyword="bc"))
        assert ([row["bank_name"] for row in searched.rows], searched.total) == (["BCA"], 1)
        assert book.page(STORE, replace(OLDEST, keyword="%")).total == 0
