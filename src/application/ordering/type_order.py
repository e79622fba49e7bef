"""Somebody of the seller's types an order that came by chat, telephone or mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.attend import AttendingWork, OpenAttendingWork, somebody
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.placing import accounts_to_pay, check_expected, due_at
from bosonline.application.ordering.ports import NewSecret, OutOfStock, Taken
from bosonline.application.ordering.pricing import FormClosed, lines_of
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.reception import Arrival, Draw
from bosonline.application.ordering.unique_codes import coded
from bosonline.application.ordering.vouchers import note_uses, take_uses, unlike
from bosonline.application.payments.ports import AccountBook
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions, StoreDesk
from bosonline.domain.errors import Forbidden, NotFound, Refusal
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import Action, Author, Member, Module, StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Assignment,
    CartItem,
    Conditions,
    Customer,
    FormReference,
    Invoice,
    Order,
    OrderPlaced,
    PaymentMethod,
    Secret,
    VoucherKindTwice,
    VouchersNotTaken,
    check_method,
    digest,
    fill_cart,
    flat_shipping,
    goods_key,
    pieces,
    quote,
)
from bosonline.domain.payments import BankAccount
from bosonline.domain.promotions import VoucherKind, code_key
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
class Readied:
    """A typed order that was held against everything but the goods and the vouchers."""

    typed: TypedOrder
    store: Store
    form: FormReference | None
    cart: Sequence[CartItem]
    customer: Customer
    address: Address
    accounts: tuple[BankAccount, ...]
    vouchers: Sequence[str]
    shipping: Money
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Who makes an order, when, what it is found by, and by which number its code is drawn."""

    invoice: Invoice
    secret: Secret
    member: Member
    at: datetime
    draw: int = 0
    channel: str = MANUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyOrder:
    """Hold a typed order against the store, its form, and the regions.

    Raises `FormNotFound`, `FormClosed`, `PhoneInvalid`, `RegionUnknown`, `NoBankAccount`, `RatesUnavailable`,
    `VouchersNotTaken`, `VoucherKindTwice`, `Forbidden` (own prices take the right to update orders), and of a form
    `NotOnOffer`, `TooMany` and `PaymentMethodNotTaken`.
    """

    stores: StoreDesk
    storefronts: Storefronts
    regions: Regions
    phones: PhoneReader
    accounts: AccountBook

    def __call__(self, *, member: Member, typed: TypedOrder) -> Readied:
        store = self.stores.get(member.store)
        if store is None:
            raise NotFound
        if any(item.price is not None for item in typed.items):
            member.demand((Module.ORDER, Action.UPDATE))
        front = self._front(store, typed)
        cart = _cart(front, typed)
        phone = self.phones.read(typed.phone, field="customer.phone")
        address = address_at(self.regions, typed)
        vouchers = _vouchers(front, typed)
        form = None if front is None else FormReference(id=front.form, name=front.form_name, version=front.form_version)
        return Readied(
            typed=typed,
            store=store,
            form=form,
            cart=cart,
            customer=Customer(name=typed.name, phone=phone, email=typed.email),
            address=address,
            accounts=accounts_to_pay(self.accounts, store.id, typed.payment_method, chosen=typed.bank_account),
            vouchers=vouchers,
            shipping=_shipping(store, front, typed, address),
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
    phone_hash: PhoneHash
    clock: Clock
    new_secret: NewSecret
    draw: Draw

    def __call__(self, *, member: Member, typed: TypedOrder, once: Once | None = None) -> Receipt:
        try:
            readied = self.ready(member=member, typed=typed)
        except Forbidden:
            raise
        except Refusal:
            if once is not None:
                # What was accepted under this key stays accepted, whatever has changed since.
                with self.work(member.store, once):
                    raise
            raise
        now, buyer = self.clock(), self.phone_hash(member.store, readied.customer.phone)
        with self.work(member.store, once) as work:
            invoice = work.orders.next_invoice()
            taken, twin = _take(work, readied, invoice=invoice, by=member.author, buyer=buyer, at=now)
            if twin is None:
                made = Making(invoice=invoice, secret=self.new_secret(), member=member, at=now, draw=self.draw())
                order, placed = place(work, readied, taken, made, buyer=buyer)
                work.record(placed)
                receipt = receipt_of(readied, order)
                work.commit(receipt)
                return receipt
        return self._again(readied, twin, once)

    def _again(self, readied: Readied, twin: Order, once: Once | None) -> Receipt:
        receipt = receipt_of(readied, twin, repeated=True)
        if once is not None:
            with self.work(readied.store.id, once) as work:
                work.commit(receipt)
        return receipt


def place(
    work: AttendingWork, readied: Readied, taken: Sequence[Taken], made: Making, *, buyer: str
) -> tuple[Order, OrderPlaced]:
    """Take the vouchers and keep the order, whose goods were taken; `buyer` is the keyed hash of the phone.

    Raises `BelowMinimum`, `VoucherRefused`, `VoucherKindTwice`, `StaffUnknown` and `PriceChanged`.
    """
    typed, at, by = readied.typed, made.at, made.member.author
    quoted = quote(
        lines_of(readied.cart, taken), _conditions(readied, at), take_uses(work, readied.vouchers, buyer=buyer)
    )
    check_expected(typed.expected_total, quoted.totals)
    account = readied.accounts[0].id if len(readied.accounts) == 1 else None
    totals = quoted.totals
    if readied.accounts and readied.store.settings.unique_codes:
        totals = coded(work, totals, account=account, invoice=made.invoice, draw=made.draw)
    order, placed = Order.place(
        invoice=made.invoice,
        secret=made.secret,
        at=at,
        by=by,
        customer=readied.customer,
        address=readied.address,
        lines=quoted.lines,
        totals=totals,
        payment_method=typed.payment_method,
        due_at=due_at(readied.store.settings, typed.payment_method, at),
        form=readied.form,
        bank_account=account,
        pay_to=tuple(account.target for account in readied.accounts),
        vouchers=quoted.vouchers,
        note=typed.note,
        source={**typed.source, CHANNEL: made.channel},
        content=readied.content,
    )
    cs = Assignment(made.member.staff, made.member.name) if typed.cs is None else somebody(work, typed.cs)
    order.assign(cs, reason=TYPED if typed.cs is None else "by hand", at=at, by=by)
    work.orders.add(order)
    note_uses(work, order, buyer=buyer, at=at)
    return order, placed


def receipt_of(readied: Readied, order: Order, *, repeated: bool = False) -> Receipt:
    """What is told of the order that was made."""
    until = order.due_at and readied.store.settings.local(order.due_at)
    return Receipt.of(order, store=readied.store.id, due_at=until, repeated=repeated)


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


def _vouchers(front: Storefront | None, typed: TypedOrder) -> Sequence[str]:
    codes = unlike(typed.vouchers)
    if codes and front is not None and not front.content.takes_vouchers:
        raise VouchersNotTaken
    if len(codes) > len(VoucherKind):
        raise VoucherKindTwice
    return codes


def _shipping(store: Store, front: Storefront | None, typed: TypedOrder, address: Address) -> Money:
    if typed.shipping is not None:
        return typed.shipping
    flat = flat_shipping(None if front is None else front.content, store.settings, address.district_code)
    if flat is None:
        raise RatesUnavailable
    return flat


def _conditions(readied: Readied, at: datetime) -> Conditions:
    settings = readied.store.settings
    return Conditions(
        shipping=readied.shipping,
        payment_method=readied.typed.payment_method,
        cod_basis_points=settings.cod_fee_basis_points,
        today=settings.local(at).date(),
        district_code=readied.address.district_code,
    )


def _take(
    work: AttendingWork, readied: Readied, *, invoice: Invoice, by: Author, buyer: str, at: datetime
) -> tuple[Sequence[Taken], Order | None]:
    """The goods, and the order that was made of the same before; goods first, as at a checkout."""
    try:
        taken = work.stock.take(pieces(readied.cart), invoice=invoice, by=by, at=at)
    except OutOfStock:
        twin = _twin(work, readied, buyer=buyer, at=at)
        if twin is None:
            raise
        return [], twin
    return taken, _twin(work, readied, buyer=buyer, at=at)


def _twin(work: AttendingWork, readied: Readied, *, buyer: str, at: datetime) -> Order | None:
    settings = readied.store.settings
    arrival = Arrival(
        phone=readied.customer.phone,
        phone_key=buyer,
        place_key=readied.address.key,
        content=readied.content,
        goods_key=goods_key(pieces(readied.cart)),
        same_since=at - settings.duplicate_window,
        alike_since=at,
        today=settings.day_begins(settings.local(at).date()),
        limits=settings.quarantine,
    )
    twin = work.reception.look(arrival).twin
    return None if twin is None else work.orders.get(twin)
