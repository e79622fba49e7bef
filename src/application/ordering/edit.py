"""The seller changes an order that has not left yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from bosonline.application.forms.ports import OrderForms
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.placing import NoBankAccount
from bosonline.application.ordering.ports import OrderingWork
from bosonline.application.ordering.price_service import PriceService, parcel_in
from bosonline.application.ordering.reception import Draw, content_of
from bosonline.application.ordering.unique_codes import coded
from bosonline.application.payments.ports import BankAccounts
from bosonline.application.ports import Clock, Once
from bosonline.application.shipping.rates import Offer
from bosonline.application.stores.ports import Regions, StoreRecords
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Rejected
from bosonline.domain.identity import AuditEntry, Author, Member, StoreId
from bosonline.domain.money import ZERO, Money
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
    send_by,
    switch_payment,
    with_fees,
    with_shipping,
)
from bosonline.domain.ordering.pricing import with_cod_fee
from bosonline.domain.ordering.unique_code import is_due_by_transfer
from bosonline.domain.shipping import Parcel, RatesUnavailable
from bosonline.domain.stores import RegionUnknown, StoreSettings


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

    Where a courier carries the order, its service is asked for the price there, between two transactions; else there is
    one.
    Raises `OrderNotFound`, `PreconditionFailed`, `OrderNotEditable`, `ParcelBooked`, `PhoneInvalid`, `RegionUnknown`,
    `RatesUnavailable` where nobody says what shipping costs there, and what `PriceService` does.
    """

    work: OpenEditingWork
    phones: PhoneReader
    regions: Regions
    clock: Clock
    draw: Draw
    price: PriceService = field(default_factory=PriceService)

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
        if address is not None and self.regions.district(address.district_code) is None:
            raise RegionUnknown(field="address.district_code", region=address.district_code)
        edit = partial(
            self._edited,
            member=member,
            invoice=invoice,
            name=name,
            phone=phone,
            email=email,
            address=address,
            seen_version=seen_version,
            now=self.clock(),
        )
        try:
            return edit(priced=None)
        except _PriceWanted as wanted:
            wants = wanted
        offer = self.price(
            store=member.store,
            order=wants.order,
            parcel=wants.parcel,
            district_code=wants.district_code,
            courier=wants.courier,
            service=wants.service,
        )
        return edit(priced=_Priced(wants.order.version, offer))

    def _edited(
        self,
        *,
        member: Member,
        invoice: Invoice,
        name: str | None,
        phone: str | None,
        email: str | None,
        address: NewAddress | None,
        seen_version: int | None,
        now: datetime,
        priced: "_Priced | None",
    ) -> Edited:
        """The order after the edit, in one transaction; raises `_PriceWanted` where a price must be known first."""
        by = member.author
        with self.work(member.store) as work:
            order = _editable(work, invoice, seen_version)
            if address is not None and priced is None:
                _want_price(work, order, address.district_code)
            settings = work.stores.get().settings
            was = order.customer
            customer = Customer(
                name=was.name if name is None else name,
                phone=was.phone if phone is None else self.phones.read(phone, field="phone"),
                email=was.email if email is None else email,
            )
            goes_to = order.address if address is None else address_at(self.regions, address)
            totals = order.totals
            if goes_to.district_code != order.address.district_code and order.courier_code is None:
                totals = _shipped_to(work, order, settings, goes_to.district_code)
            elif goes_to.district_code != order.address.district_code:
                totals = _carried_to(order, priced, settings, at=now, by=by)
            totals = _told_apart(work, order, totals, draw=self.draw())
            personal = rewrite_customer(order, customer, goes_to, at=now, by=by)
            repriced, moved = reprice(order, totals, at=now, by=by)
            if personal:
                facts = {"fields": ", ".join(personal)}
                work.audit(AuditEntry(act="buyer-changed", by=by, at=now, about=invoice, facts=facts))
            fees = work.fees.of(invoice)
            if _keep(work, order, OrderEdited(invoice=invoice, fields=(*personal, *repriced), at=now), moved):
                work.commit()
            return Edited(order=order, fees=fees, settings=settings)


@dataclass(frozen=True, slots=True)
class _Priced:
    """An offer for an order as it was in a version."""

    version: int
    offer: Offer


class _PriceWanted(Exception):  # it never leaves this module
    """A courier carries the order, and must be asked outside the transaction."""

    def __init__(self, order: Order, parcel: Parcel, *, district_code: str, courier: str, service: str) -> None:
        super().__init__()
        self.order = order
        self.parcel = parcel
        self.district_code = district_code
        self.courier = courier
        self.service = service


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCourier:
    """Let a courier's service carry an order, at its present price; fees, total and payment status follow.

    The couriers are asked between two transactions. Raises `OrderNotFound`, `PreconditionFailed`, `OrderNotEditable`,
    `ParcelBooked`, `ChangedMeanwhile` where the order changed while they were asked, and what `PriceService` does.
    """

    work: OpenEditingWork
    clock: Clock
    draw: Draw
    price: PriceService

    def __call__(
        self, *, member: Member, invoice: Invoice, courier: str, service: str, seen_version: int | None = None
    ) -> Edited:
        now, by = self.clock(), member.author
        with self.work(member.store) as work:
            seen = _editable(work, invoice, seen_version)
            parcel = parcel_in(work, seen)
        offer = self.price(
            store=member.store,
            order=seen,
            parcel=parcel,
            district_code=seen.address.district_code,
            courier=courier,
            service=service,
        )
        with self.work(member.store) as work:
            order = _editable(work, invoice, seen_version)
            if order.version != seen.version:
                raise ChangedMeanwhile
            settings, fees = work.stores.get().settings, work.fees.of(invoice)
            price = offer.rate.price
            chosen = send_by(order, courier, service, price=price, quote_id=offer.quote_id, at=now, by=by)
            totals = with_shipping(order, price, basis_points=settings.cod_fee_basis_points)
            totals = _told_apart(work, order, totals, draw=self.draw())
            repriced, moved = reprice(order, totals, at=now, by=by)
            if _keep(work, order, OrderEdited(invoice=invoice, fields=(*chosen, *repriced), at=now), moved):
                work.commit()
            return Edited(order=order, fees=fees, settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFees:
    """Replace what is charged besides.

    Raises `OrderNotFound`, `PreconditionFailed`, `OrderNotEditable` and `ParcelBooked`.
    """

    work: OpenEditingWork
    clock: Clock
    draw: Draw

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
            totals = _told_apart(work, order, totals, draw=self.draw())
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
    draw: Draw

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
            given = replace(given, unique_code=_code(work, order, given, settings, draw=self.draw()))
            fields, moved = switch_payment(order, given, basis_points=settings.cod_fee_basis_points, at=now, by=by)
            fees = work.fees.of(invoice)
            if _keep(work, order, OrderEdited(invoice=invoice, fields=tuple(fields), at=now), moved):
                work.commit()
            return Edited(order=order, fees=fees, settings=settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What the seller changes about orders."""

    customer: EditCustomer
    courier: EditCourier
    fees: EditFees
    payment: SwitchPayment


def _editable(work: EditingWork, invoice: Invoice, seen_version: int | None) -> Order:
    order = work.orders.get(invoice)
    if seen_version not in (None, order.version):
        raise PreconditionFailed
    check_editable(order)
    return order


def _want_price(work: EditingWork, order: Order, district_code: str) -> None:
    courier, service = order.courier_code, order.service_code
    if courier is None or service is None or order.address.district_code == district_code:
        return
    raise _PriceWanted(order, parcel_in(work, order), district_code=district_code, courier=courier, service=service)


def _carried_to(order: Order, priced: _Priced | None, settings: StoreSettings, *, at: datetime, by: Author) -> Totals:
    """The totals of an order that its own courier carries elsewhere, at the price that was asked for."""
    if priced is None or priced.version != order.version:
        raise ChangedMeanwhile
    rate = priced.offer.rate
    assert order.courier_code is not None  # noqa: S101  # that is why it was asked for
    assert order.service_code is not None  # noqa: S101
    send_by(
        order, order.courier_code, order.service_code, price=rate.price, quote_id=priced.offer.quote_id, at=at, by=by
    )
    return with_shipping(order, rate.price, basis_points=settings.cod_fee_basis_points)


def _shipped_to(work: EditingWork, order: Order, settings: StoreSettings, district_code: str) -> Totals:
    shipping = flat_shipping(content_of(work.forms, order), settings, district_code)
    if shipping is None:
        raise RatesUnavailable
    return with_shipping(order, shipping, basis_points=settings.cod_fee_basis_points)


def _told_apart(work: EditingWork, order: Order, totals: Totals, *, draw: int) -> Totals:
    """New totals of an order that bears a code, which still tells it from all others or is replaced."""
    if not totals.unique_code or totals.total == order.totals.total or not is_due_by_transfer(order):
        return totals
    return coded(work, totals, account=order.bank_account, invoice=order.invoice, draw=draw)


def _code(work: EditingWork, order: Order, given: Instructions, settings: StoreSettings, *, draw: int) -> Money:
    """The code of an order that is to be paid in another way: none but for a transfer, and what was paid keeps its."""
    if given.method is not PaymentMethod.BANK_TRANSFER:
        return ZERO
    is_switched = order.payment_method is not given.method
    if not (is_switched or is_due_by_transfer(order)) or not settings.unique_codes:
        return order.totals.unique_code
    totals = with_cod_fee(order.totals, given.method, basis_points=settings.cod_fee_basis_points)
    return coded(work, totals, account=given.bank_account, invoice=order.invoice, draw=draw).unique_code


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
