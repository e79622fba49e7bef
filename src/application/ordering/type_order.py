"""Somebody of the seller's types an order that came by chat, telephone or mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.attend import BY_HAND, AttendingWork, OpenAttendingWork, somebody
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.placing import (
    PlacedBefore,
    PlaceOrder,
    Wish,
    accounts_to_pay,
    check_qris,
    receipt_of,
    told_again,
    vouchers_of,
)
from bosonline.application.ordering.pricing import FormClosed, StoreTerms, Terms
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.reception import Maker
from bosonline.application.payments.ports import AccountBook
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions, StoreDesk
from bosonline.domain.errors import Forbidden, NotFound, Refusal
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import Action, Member, Module, StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Assignment,
    CartItem,
    Customer,
    FormReference,
    PaymentMethod,
    check_method,
    digest,
    fill_cart,
    flat_shipping,
)
from bosonline.domain.promotions import code_key
from bosonline.domain.shipping import RatesUnavailable
from bosonline.domain.stores import Store

CHANNEL = "channel"
"""The word of an order's source that says how it came in, where no buyer sent it."""

MANUAL = "manual"
TYPED = "typed"
"""Why the member who typed an order looks after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedOrder:
    """An order as it is typed: goods by SKU, at a price of the seller's own where an item has one.

    `shipping` is what the seller says that shipping costs; else it is the flat rate of the form, or of the store.
    `form` is the slug of the form whose prices and methods count, if any; `cs` looks after it, or whoever types it.
    """

    name: str
    phone: str
    email: str | None = None
    street: str
    district_code: str
    village_code: str | None = None
    post_code: str | None = None
    items: Sequence[CartItem]
    payment_method: PaymentMethod
    bank_account: int | None = None
    shipping: Money | None = None
    form: str | None = None
    vouchers: Sequence[str] = ()
    note: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    cs: StaffId | None = None
    expected_total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyOrder:
    """Hold a typed order against the store, its form, and the regions.

    Raises `FormNotFound`, `FormClosed`, `PhoneInvalid`, `RegionUnknown`, `NoBankAccount`, `NoQris`,
    `RatesUnavailable`, `VouchersNotTaken`, `VoucherKindTwice`, `Forbidden` (own prices take the right to update
    orders), and of a form `NotOnOffer`, `TooMany` and `PaymentMethodNotTaken`.
    """

    stores: StoreDesk
    storefronts: Storefronts
    regions: Regions
    phones: PhoneReader
    accounts: AccountBook

    def __call__(self, *, member: Member, typed: TypedOrder, channel: str = MANUAL) -> Wish:
        store = self.stores.get(member.store)
        if store is None:
            raise NotFound
        if any(item.price is not None for item in typed.items):
            member.demand((Module.ORDER, Action.UPDATE))
        front = self._front(store, typed)
        terms: Terms = StoreTerms(store=store.id, settings=store.settings) if front is None else front
        cart = _cart(front, typed)
        check_qris(store.settings, typed.payment_method)
        phone = self.phones.read(typed.phone, field="customer.phone")
        address = address_at(self.regions, typed)
        vouchers = vouchers_of(terms, typed.vouchers)
        form = None if front is None else FormReference(id=front.form, name=front.form_name, version=front.form_version)
        return Wish(
            terms=terms,
            form=form,
            cart=cart,
            customer=Customer(name=typed.name, phone=phone, email=typed.email),
            address=address,
            payment_method=typed.payment_method,
            accounts=accounts_to_pay(self.accounts, store.id, typed.payment_method, chosen=typed.bank_account),
            vouchers=vouchers,
            shipping=_shipping(terms, typed, address),
            expected_total=typed.expected_total,
            note=typed.note,
            source={**typed.source, CHANNEL: channel},
            content=digest(
                form=None if form is None else form.id,
                phone=phone,
                cart=cart,
                method=typed.payment_method,
                street=address.street,
                vouchers=[code_key(code) for code in vouchers],
            ),
        )

    def _front(self, store: Store, typed: TypedOrder) -> Storefront | None:
        if typed.form is None:
            return None
        front = self.storefronts.find(subdomain=store.subdomain, slug=typed.form)
        if front is None:
            raise FormNotFound
        if not front.is_selling:
            raise FormClosed
        return front


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeOrder:
    """Make the order that a member of staff typed, by the rules of a checkout; the seller's word counts for shipping.

    The same content for the same buyer within the store's window is answered with the order that there is. Raises
    what `ReadyOrder` does, `OutOfStock`, `BelowMinimum`, `PriceChanged`, `StaffUnknown` and `VoucherRefused`.
    """

    ready: ReadyOrder
    work: OpenAttendingWork
    clock: Clock
    place: PlaceOrder

    def __call__(self, *, member: Member, typed: TypedOrder, once: Once | None = None) -> Receipt:
        try:
            wish = self.ready(member=member, typed=typed)
        except Forbidden:
            raise
        except Refusal:
            if once is not None:
                # What was accepted under this key stays accepted, whatever has changed since.
                with self.work(member.store, once):
                    raise
            raise
        try:
            with self.work(member.store, once) as work:
                maker = Maker(by=member.author, vouches=True, cs=_attendant(work, member, typed))
                order, placed = self.place(work, wish, maker, at=self.clock())
                work.record(placed)
                work.commit(receipt := receipt_of(wish, order))
                return receipt
        except PlacedBefore as before:
            return told_again(self.work, wish, before.order, once)


def _attendant(work: AttendingWork, member: Member, typed: TypedOrder) -> tuple[Assignment, str]:
    """Who looks after the order, and why: whom the member names, else the member."""
    if typed.cs is None:
        return Assignment(member.staff, member.name), TYPED
    return somebody(work, typed.cs), BY_HAND


def _cart(front: Storefront | None, typed: TypedOrder) -> list[CartItem]:
    """The items at the form's prices, if there is one, but for those that have a price of their own."""
    if front is None:
        return merged(typed.items)
    check_method(front.content, typed.payment_method)
    offered = {item.sku: item.price for item in fill_cart(front.content, typed.items, ())}
    return merged(
        [
            item if item.price is not None else CartItem(sku=item.sku, qty=item.qty, price=offered[item.sku])
            for item in typed.items
        ]
    )


def merged(items: Sequence[CartItem]) -> list[CartItem]:
    """Items of the same goods at the same price as one."""
    cart: dict[tuple[str, Money | None], CartItem] = {}
    for item in items:
        before = cart.get((item.sku, item.price))
        qty = item.qty + (before.qty if before else 0)
        cart[item.sku, item.price] = CartItem(sku=item.sku, qty=qty, price=item.price)
    return list(cart.values())


def _shipping(terms: Terms, typed: TypedOrder, address: Address) -> Money:
    if typed.shipping is not None:
        return typed.shipping
    flat = flat_shipping(terms.content, terms.settings, address.district_code)
    if flat is None:
        raise RatesUnavailable
    return flat
