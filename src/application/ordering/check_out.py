"""A buyer orders on a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.cart_rates import parcel_of
from bosonline.application.ordering.choosing import Choice, ChooseShipping, Chosen, QuoteNeeded
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.placing import accounts_to_pay, check_expected, check_qris, due_at
from bosonline.application.ordering.ports import NewSecret, OpenOrderingWork, OrderingWork, OutOfStock, Taken
from bosonline.application.ordering.pricing import FormClosed, conditions_of, lines_of
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.reception import Arrival, Draw, Known, receive
from bosonline.application.ordering.unique_codes import coded
from bosonline.application.ordering.vouchers import note_uses, take_uses, unlike
from bosonline.application.payments.ports import AccountBook
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import BUYER
from bosonline.domain.ordering import (
    Address,
    CartItem,
    Conditions,
    Customer,
    FormReference,
    Invoice,
    Order,
    PaymentMethod,
    Secret,
    Status,
    VoucherKindTwice,
    VouchersNotTaken,
    check_answers,
    check_built_in,
    check_method,
    digest,
    fill_cart,
    goods_key,
    pieces,
    quote,
)
from bosonline.domain.ordering.abandoned import can_be_finished, finish
from bosonline.domain.ordering.suspicion import Suspicion
from bosonline.domain.payments import BankAccount
from bosonline.domain.promotions import VoucherKind, code_key
from bosonline.domain.shipping import Parcel

ALIKE_WITHIN = timedelta(days=1)
"""So long after an order one of the same goods from the same phone is taken for a possible repetition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What a buyer sends: the phone as typed, items by SKU and quantity, bumps by their position on the form.

    `shipping` is the courier's service with the quote of its price; nothing of it takes the seller's own price.
    `expected_total` (rupiah) is what the buyer was shown; `source` tells where they came from (`utm_*`, click ids);
    `abandoned` is the token of what they had typed before; `noticed` what is suspicious about the way it came.
    `vouchers` are codes as typed, at most one of a kind.
    """

    name: str
    phone: str
    email: str | None = None
    street: str
    district_code: str
    village_code: str | None = None
    post_code: str | None = None
    items: Sequence[CartItem]
    bumps: Sequence[int] = ()
    payment_method: PaymentMethod
    bank_account: int | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    vouchers: Sequence[str] = ()
    shipping: Choice = field(default_factory=Choice)
    expected_total: int | None = None
    abandoned: Secret | None = None
    noticed: Sequence[Suspicion] = ()


class _PriceNeeded(Exception):
    """The transaction has to end first: the price of this parcel is to be asked for."""

    def __init__(self, parcel: Parcel) -> None:
        super().__init__()
        self.parcel = parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What a buyer sent, held against the form; `content` is its digest, by which it is known again."""

    cart: Sequence[CartItem]
    answers: Mapping[str, str]
    customer: Customer
    address: Address
    accounts: tuple[BankAccount, ...]
    vouchers: Sequence[str]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOut:
    """Turn what a buyer sent into an order: everything is computed here, nothing that the client claims is believed.

    The same submission within the store's window is answered with the order that it made the first time; under the
    token of what the buyer had typed before it becomes that order, and is known again whenever it comes.
    Raises `FormNotFound`, `FormClosed`, `PhoneInvalid`, `RegionUnknown`, the refusals of the cart (`NotOnOffer`,
    `TooMany`, `BelowMinimum`, `PaymentMethodNotTaken`, those of answers), `OutOfStock`, `PriceChanged`,
    `NoBankAccount`, `NoQris`, `QuoteStale` with the present prices, `QuoteUnknown`, `QuoteNotMeant`,
    `CourierNotOffered`, `CourierDoesNotCollect`, `RatesUnavailable`, `VouchersNotTaken`, `VoucherKindTwice` and
    `VoucherRefused`.
    """

    storefronts: Storefronts
    regions: Regions
    phones: PhoneReader
    phone_hash: PhoneHash
    accounts: AccountBook
    work: OpenOrderingWork
    clock: Clock
    new_secret: NewSecret
    draw: Draw
    choose: ChooseShipping

    def __call__(self, *, subdomain: str, form: str, checkout: Checkout, once: Once | None = None) -> Receipt:
        front = self.storefronts.find(subdomain=subdomain, slug=form)
        if front is None:
            raise FormNotFound
        try:
            wish = self._wish(front, checkout)
        except Refusal:
            if once is not None:
                # What was accepted under this key stays accepted, though the form has closed since.
                with self.work(front.store, once):
                    raise
            raise
        try:
            return self._place(front, checkout, wish, once)
        except _PriceNeeded as needed:
            # The transaction is over: only now may couriers be asked what it costs at present.
            raise self.choose.anew(
                front,
                method=checkout.payment_method,
                district_code=wish.address.district_code,
                parcel=needed.parcel,
            ) from None

    def _place(self, front: Storefront, checkout: Checkout, wish: "_Wish", once: Once | None) -> Receipt:
        now, buyer = self.clock(), self.phone_hash(front.store, wish.customer.phone)
        with self.work(front.store, once) as work:
            left, made = _left(work, front, checkout, wish)
            if made is not None:
                work.commit(receipt := _receipt(front, made, repeated=True))
                return receipt
            invoice = work.orders.next_invoice() if left is None else left.invoice
            taken, known = _take(work, front, wish, invoice=invoice, buyer=buyer, at=now)
            if known.twin is None:
                lines, chosen = lines_of(wish.cart, taken), self._chosen(front, checkout, wish, taken, now)
                quoted = quote(
                    lines,
                    _conditions(front, checkout, wish, chosen, now),
                    take_uses(work, wish.vouchers, buyer=buyer),
                )
                check_expected(checkout.expected_total, quoted.totals)
                account = wish.accounts[0].id if len(wish.accounts) == 1 else None
                totals = quoted.totals
                if wish.accounts and front.settings.unique_codes:
                    totals = coded(work, totals, account=account, invoice=invoice, draw=self.draw())
                order, placed = Order.place(
                    invoice=invoice,
                    secret=self.new_secret() if left is None else left.secret,
                    at=now,
                    by=BUYER,
                    customer=wish.customer,
                    address=wish.address,
                    lines=quoted.lines,
                    totals=totals,
                    payment_method=checkout.payment_method,
                    due_at=due_at(front.settings, checkout.payment_method, now),
                    form=FormReference(id=front.form, name=front.form_name, version=front.form_version),
                    bank_account=account,
                    pay_to=tuple(account.target for account in wish.accounts),
                    vouchers=quoted.vouchers,
                    courier_code=chosen.courier,
                    service_code=chosen.service,
                    quoted_shipping=chosen.quoted,
                    quote_id=chosen.quote_id,
                    note=checkout.note,
                    answers=wish.answers,
                    source=checkout.source,
                    content=wish.content,
                )
                if left is not None:
                    finish(left, order)
                receive(
                    order,
                    known,
                    content=front.content,
                    limits=front.settings.quarantine,
                    draw=self.draw(),
                    at=now,
                    noticed=checkout.noticed,
                )
                _keep(work, order, left)
                note_uses(work, order, buyer=buyer, at=now)
                work.record(placed)
                receipt = _receipt(front, order)
                work.commit(receipt)
                return receipt
            twin = work.orders.get(known.twin)
        return self._again(front, twin, once)

    def _chosen(
        self, front: Storefront, checkout: Checkout, wish: "_Wish", taken: Sequence[Taken], at: datetime
    ) -> Chosen:
        wanted = pieces(wish.cart)
        parcel = parcel_of((one, wanted[one.sku]) for one in taken)
        try:
            return self.choose(
                front,
                checkout.shipping,
                method=checkout.payment_method,
                district_code=wish.address.district_code,
                parcel=parcel,
                at=at,
            )
        except QuoteNeeded:
            raise _PriceNeeded(parcel) from None

    def _again(self, front: Storefront, twin: Order, once: Once | None) -> Receipt:
        receipt = _receipt(front, twin, repeated=True)
        if once is not None:
            with self.work(front.store, once) as work:
                work.commit(receipt)
        return receipt

    def _wish(self, front: Storefront, checkout: Checkout) -> "_Wish":
        if not front.is_selling:
            raise FormClosed
        cart = fill_cart(front.content, checkout.items, checkout.bumps)
        check_method(front.content, checkout.payment_method)
        check_qris(front.settings, checkout.payment_method)
        answers = check_answers(front.content.fields, checkout.answers)
        built_in = front.content.built_in
        check_built_in(built_in, email=checkout.email, note=checkout.note, post_code=checkout.post_code)
        vouchers = _vouchers(front, checkout)
        phone = self.phones.read(checkout.phone, field="customer.phone")
        customer = Customer(name=checkout.name, phone=phone, email=checkout.email)
        address = address_at(self.regions, checkout)
        return _Wish(
            cart=cart,
            answers=answers,
            customer=customer,
            address=address,
            accounts=accounts_to_pay(self.accounts, front.store, checkout.payment_method, chosen=checkout.bank_account),
            vouchers=vouchers,
            content=digest(
                form=front.form,
                phone=customer.phone,
                cart=cart,
                method=checkout.payment_method,
                street=address.street,
                vouchers=[code_key(code) for code in vouchers],
                service=(checkout.shipping.courier, checkout.shipping.service),
            ),
        )


def _left(work: OrderingWork, front: Storefront, checkout: Checkout, wish: _Wish) -> tuple[Order | None, Order | None]:
    """What the buyer had left and now finishes, or else the order that the same submission made of it before."""
    found = None if checkout.abandoned is None else work.orders.by_secret(checkout.abandoned)
    if found is None:
        return None, None
    if can_be_finished(found, front.form):
        return found, None
    is_same = found.content == wish.content and found.status is not Status.CANCELLED
    return None, found if is_same else None


def _keep(work: OrderingWork, order: Order, left: Order | None) -> None:
    if left is None:
        work.orders.add(order)
    else:
        work.orders.replace(order)


def _take(
    work: OrderingWork, front: Storefront, wish: _Wish, *, invoice: Invoice, buyer: str, at: datetime
) -> tuple[list[Taken], Known]:
    """The goods, and what is known of the buyer: perhaps the order that the same submission made before.

    The goods come first: who wants the same ones waits here, and sees the other's order. They may be gone because
    that order has them.
    """
    try:
        taken = work.stock.take(pieces(wish.cart), invoice=invoice, by=BUYER, at=at)
    except OutOfStock:
        known = _known(work, front, wish, buyer=buyer, at=at)
        if known.twin is None:
            raise
        return [], known
    return taken, _known(work, front, wish, buyer=buyer, at=at)


def _known(work: OrderingWork, front: Storefront, wish: _Wish, *, buyer: str, at: datetime) -> Known:
    settings = front.settings
    return work.reception.look(
        Arrival(
            phone=wish.customer.phone,
            phone_key=buyer,
            place_key=wish.address.key,
            content=wish.content,
            goods_key=goods_key(pieces(wish.cart)),
            same_since=at - settings.duplicate_window,
            alike_since=at - ALIKE_WITHIN,
            today=settings.day_begins(settings.local(at).date()),
            limits=settings.quarantine,
        )
    )


def _vouchers(front: Storefront, checkout: Checkout) -> Sequence[str]:
    codes = unlike(checkout.vouchers)
    if codes and not front.content.takes_vouchers:
        raise VouchersNotTaken
    if len(codes) > len(VoucherKind):
        raise VoucherKindTwice
    return codes


def _conditions(front: Storefront, checkout: Checkout, wish: _Wish, chosen: Chosen, at: datetime) -> Conditions:
    return conditions_of(
        front,
        checkout.payment_method,
        district_code=wish.address.district_code,
        courier=chosen.courier,
        shipping=chosen.price,
        at=at,
    )


def _receipt(front: Storefront, order: Order, *, repeated: bool = False) -> Receipt:
    until = order.due_at and front.settings.local(order.due_at)
    return Receipt.of(order, store=front.store, due_at=until, repeated=repeated)
