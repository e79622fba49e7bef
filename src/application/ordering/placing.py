"""What every order is made by, whoever makes it: a buyer on a form, or somebody of the seller's."""

from datetime import datetime

from bosonline.application.payments.ports import AccountBook
from bosonline.domain.errors import Conflict, Unavailable
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import PaymentMethod, Totals
from bosonline.domain.payments import BankAccount
from bosonline.domain.stores import StoreSettings


class PriceChanged(Conflict):
    """Whoever orders saw other figures than those of this moment; the fact `totals` has the new ones."""

    code = "price-changed"
    text = "The price has changed; see totals for the present figures"


class NoBankAccount(Unavailable):
    """The seller has no active account to transfer to."""

    code = "no-bank-account"
    text = "Bank transfer is not available here at the moment; choose another payment method"


class NoQris(Unavailable):
    """The seller has taken the store's QRIS away."""

    code = "no-qris"
    text = "QRIS is not available here at the moment; choose another payment method"


def check_qris(settings: StoreSettings, method: PaymentMethod) -> None:
    """Refuse with `NoQris` what is to be paid by a QRIS that the store does not have."""
    if method is PaymentMethod.QRIS and settings.qris is None:
        raise NoQris


def accounts_to_pay(
    book: AccountBook, store: StoreId, method: PaymentMethod, *, chosen: int | None
) -> tuple[BankAccount, ...]:
    """Where the buyer is told to transfer: to the account that was chosen, or any active one; `NoBankAccount`."""
    if method is not PaymentMethod.BANK_TRANSFER:
        return ()
    accounts = tuple(account for account in book.active(store) if chosen in (None, account.id))
    if not accounts:
        raise NoBankAccount
    return accounts


def check_expected(expected_total: int | None, totals: Totals) -> None:
    """Refuse with `PriceChanged` where somebody was shown another total (rupiah)."""
    if expected_total is not None and expected_total != totals.total.idr:
        raise PriceChanged(totals=totals.as_facts())


def due_at(settings: StoreSettings, method: PaymentMethod, now: datetime) -> datetime | None:
    """Until when an order has to be paid; nobody waits for cash on delivery."""
    return None if method is PaymentMethod.COD else now + settings.payment_deadline
