"""The seller changes an order that has not left yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bosonline.application.forms.ports import OrderForms
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.check_out import NoBankAccount
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.ports import OrderingWork
from bosonline.application.ordering.pricing import RatesUnavailable
from bosonline.application.payments.ports import BankAccounts
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions, StoreRecords
from bosonline.domain.errors import PreconditionFailed, Rejected
from bosonline.domain.forms import FormContent, FormId, FormNotFound
from bosonline.domain.identity import AuditEntry, Member, StoreId
from bosonline.domain.ordering import (
    Customer,
    Fee,
    Instructions,
    Invoice,
    Order,
    OrderEdited,
    OrderStatusChanged,
    PaymentMethod,
    Totals,
    check_editable,
    flat_shipping,
    reprice,
    rewrite_customer,
    switch_payment,
    with_fees,
    with_shipping,
)
from bosonline.domain.stores import StoreSettings


class BankAccountNotActive(Rejected):
    """Buyers cannot be sent to this account."""

    code = "bank-account-not-active"
    text = "Your store has no active bank account with the id {account}"
    field = "bank_account_id"


class Fees(Protocol):
    """What is charged besides on the orders of the work's store."""

    def of(self, invoice: Invoice, /) -> Sequence[Fee]:
        """The fees of an order, as they were given."""
        ...

    def replace(self, invoice: Invoice, fees: Sequence[Fee], /) -> None:
        """Keep these fees of an order and no others."""
        ...


class EditingWork(OrderingWork, Protocol):
    """A transaction on the orders of one store, and on what decides about their figures."""

    @property
    def fees(self) -> Fees: ...

    @property
    def forms(self) -> OrderForms: ...

    @property
    def stores(self) -> StoreRecords: ...

    @property
    def bank_accounts(self) -> BankAccounts: ...


class OpenEditingWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> EditingWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """Where an order is to go instead; it replaces the address as a whole."""

    street: str
    district_code: str
    village_code: str | None = None
    post_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An order as it stands now, with its fees, and the settings of its store."""

    order: Order
    fees: Sequence[Fee]
    settings: StoreSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCustomer:
    """Change who gets an order, or where; what is left out stays. Another district is shipped to at its own price.

    Raises `OrderNotFound`, `PreconditionFailed`, `OrderNotEditable`, `ParcelBooked`, `PhoneInvalid`, `RegionUnknown`,
    and `RatesUnavailable` where nobody says what shipping costs there.
    """

    work: OpenEditingWork
    phones: PhoneReader
    regions: Regions
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        name: str | None = None,
        phone: str | None = None,
        email: str | None = None,
        address: NewAddress | None = None,
        seen_version: int | None = None,
    ) -> Edited:
        now, by = self.clock(), member.author
        with self.work(member.store) as work:
            order = _editable(work, invoice, seen_version)
            settings = work.stores.get().settings
            was = order.customer
            customer = Customer(
                name=was.name if name is None else name,
                phone=was.phone if phone is None else self.phones.read(phone, field="phone"),
                email=was.email if email is None else email,
            )
            goes_to = order.address if address is None else address_at(self.regions, address)
            totals = order.totals
            if goes_to.district_code != order.address.district_code:
                totals = _shipped_to(work, order, settings, goes_to.district_code)
            personal = rewrite_customer(order, customer, goes_to, at=now, by=by)
            repriced, moved = reprice(order, totals, at=now, by=by)
            if personal:
                facts = {"fields": ", ".join(personal)}
                work.audit(AuditEntry(act="buyer-changed", by=by, at=now, about=invoice, facts=facts))
            fees = work.fees.of(invoice)
            if _keep(work, order, OrderEdited(invoice=invoice, fields=(*personal, *repriced), at=now), moved):
                work.commit()
            return Edited(order=order, fees=fees, settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFees:
    """Replace what is charged besides.

    Raises `OrderNotFound`, `PreconditionFailed`, `OrderNotEditable` and `ParcelBooked`.
    """

    work: OpenEditingWork
    clock: Clock

    def __call__(
        self, *, member: Member, invoice: Invoice, fees: Sequence[Fee], seen_version: int | None = None
    ) -> Edited:
        now, by = self.clock(), member.author
        with self.work(member.store) as work:
            order = _editable(work, invoice, seen_version)
            settings, had = work.stores.get().settings, work.fees.of(invoice)
            fields = []
            if list(had) != list(fees):
                order.remember(at=now, by=by, what="fees", was=_listed(had), became=_listed(fees))
                fields.append("fees")
            totals = with_fees(order, fees, basis_points=settings.cod_fee_basis_points)
            repriced, moved = reprice(order, totals, at=now, by=by)
            if _keep(work, order, OrderEdited(invoice=invoice, fields=(*fields, *repriced), at=now), moved):
                work.fees.replace(invoice, fees)
                work.commit()
            return Edited(order=order, fees=tuple(fees), settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPayment:
    """Let an order be paid in another way, or to a certain account; the buyer gets the whole deadline anew.

    Raises `OrderNotFound`, `PreconditionFailed`, `OrderNotEditable`, `ParcelBooked`, `PaymentMethodUnavailable`,
    `PaymentBegun`, `BankAccountNotActive` and `NoBankAccount`.
    """

    work: OpenEditingWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        method: PaymentMethod,
        bank_account: int | None = None,
        seen_version: int | None = None,
    ) -> Edited:
        now, by = self.clock(), member.author
        with self.work(member.store) as work:
            order = _editable(work, invoice, seen_version)
            settings = work.stores.get().settings
            given = Instructions(method=method)
            if method is PaymentMethod.BANK_TRANSFER:
                accounts = [one for one in work.bank_accounts.active() if bank_account in (None, one.id)]
                if not accounts:
                    raise NoBankAccount if bank_account is None else BankAccountNotActive(account=bank_account)
                given = Instructions(
                    method=method,
                    pay_to=tuple(account.target for account in accounts),
                    bank_account=accounts[0].id if len(accounts) == 1 else None,
                    due_at=now + settings.payment_deadline,
                )
            fields, moved = switch_payment(order, given, basis_points=settings.cod_fee_basis_points, at=now, by=by)
            fees = work.fees.of(invoice)
            if _keep(work, order, OrderEdited(invoice=invoice, fields=tuple(fields), at=now), moved):
                work.commit()
            return Edited(order=order, fees=fees, settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What the seller changes about orders."""

    customer: EditCustomer
    fees: EditFees
    payment: SwitchPayment


def _editable(work: EditingWork, invoice: Invoice, seen_version: int | None) -> Order:
    order = work.orders.get(invoice)
    if seen_version not in (None, order.version):
        raise PreconditionFailed
    check_editable(order)
    return order


def _shipped_to(work: EditingWork, order: Order, settings: StoreSettings, district_code: str) -> Totals:
    shipping = flat_shipping(_content(work, order), settings, district_code)
    if shipping is None:
        raise RatesUnavailable
    return with_shipping(order, shipping, basis_points=settings.cod_fee_basis_points)


def _content(work: EditingWork, order: Order) -> FormContent | None:
    if order.form is None:
        return None
    try:
        return work.forms.get(FormId(order.form.id)).content
    except FormNotFound:
        return None


def _keep(work: EditingWork, order: Order, edited: OrderEdited, moved: OrderStatusChanged | None) -> bool:
    if not edited.fields:
        return False
    work.orders.save(order)
    work.record(edited)
    if moved is not None:
        work.record(moved)
    return True


def _listed(fees: Sequence[Fee]) -> str | None:
    return "; ".join(f"{fee.name}: {fee.amount.idr}" for fee in fees) or None
