"""What every order is made by, whoever makes it: a buyer on a form, or somebody of the seller's."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bosonline.application.ordering.cart_rates import parcel_of
from bosonline.application.ordering.choosing import Choice, ChooseShipping, Chosen, QuoteNeeded
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.ports import NewSecret, OpenOrderingWork, OrderingWork, OutOfStock, Taken
from bosonline.application.ordering.pricing import Terms, conditions_of, lines_of
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.reception import Arrival, Draw, Known, Maker, receive
from bosonline.application.ordering.unique_codes import coded
from bosonline.application.ordering.vouchers import note_uses, take_uses, unlike
from bosonline.application.payments.ports import AccountBook
from bosonline.application.ports import Once
from bosonline.domain.errors import Conflict, Unavailable
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    CartItem,
    Customer,
    FormReference,
    Invoice,
    Order,
    OrderPlaced,
    PaymentMethod,
    Totals,
    VoucherKindTwice,
    VouchersNotTaken,
    goods_key,
    pieces,
    quote,
)
from bosonline.domain.ordering.abandoned import finish
from bosonline.domain.payments import BankAccount
from bosonline.domain.promotions import VoucherKind
from bosonline.domain.shipping import Parcel
from bosonline.domain.stores import StoreSettings

ALIKE_WITHIN = timedelta(days=1)
"""So long after an order one of the same goods from the same phone is taken for a possible repetition."""


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


class PlacedBefore(Exception):  # it never leaves the use cases
    """The order is there already: the same submission made it."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order


class _PriceNeeded(Exception):
    """The transaction has to end first: the price of this parcel is to be asked for."""

    def __init__(self, parcel: Parcel) -> None:
        super().__init__()
        self.parcel = parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is ordered, held against everything but the goods, the vouchers and a courier's promise.

    `content` is its digest, by which it is known again. What sending costs goes by the `choice`, but for a price that
    the seller's own people name (`shipping`).
    """

    terms: Terms
    form: FormReference | None
    cart: Sequence[CartItem]
    customer: Customer
    address: Address
    payment_method: PaymentMethod
    accounts: tuple[BankAccount, ...]
    vouchers: Sequence[str]
    content: str
    choice: Choice = field(default_factory=Choice)
    shipping: Money | None = None
    expected_total: int | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Make an order of a wish, inside a work: goods, price, vouchers, code, order, reception.

    The goods come first: who wants the same ones waits there, and sees the other's order. Under `left` it becomes the
    order of what a buyer had left. Raises `PlacedBefore`, `OutOfStock`, `BelowMinimum`, `PriceChanged`, `QuoteUnknown`,
    `QuoteNotMeant`, `CourierNotOffered`, `CourierDoesNotCollect`, `VoucherRefused` and `VoucherKindTwice`.
    """

    phone_hash: PhoneHash
    new_secret: NewSecret
    draw: Draw
    choose: ChooseShipping

    def __call__(
        self, work: OrderingWork, wish: Wish, maker: Maker, *, at: datetime, left: Order | None = None
    ) -> tuple[Order, OrderPlaced]:
        settings, buyer = wish.terms.settings, self.phone_hash(wish.terms.store, wish.customer.phone)
        invoice = work.orders.next_invoice() if left is None else left.invoice
        taken, known = _take(work, wish, maker, invoice=invoice, buyer=buyer, at=at)
        if known.twin is not None:
            raise PlacedBefore(work.orders.get(known.twin))
        lines, chosen = lines_of(wish.cart, taken), self._chosen(wish, taken, at)
        conditions = conditions_of(
            wish.terms,
            wish.payment_method,
            district_code=wish.address.district_code,
            courier=chosen.courier,
            shipping=chosen.price,
            at=at,
        )
        quoted = quote(lines, conditions, take_uses(work, wish.vouchers, buyer=buyer))
        check_expected(wish.expected_total, quoted.totals)
        account = wish.accounts[0].id if len(wish.accounts) == 1 else None
        totals = quoted.totals
        if wish.accounts and settings.unique_codes:
            totals = coded(work, totals, account=account, invoice=invoice, draw=self.draw())
        order, placed = Order.place(
            invoice=invoice,
            secret=self.new_secret() if left is None else left.secret,
            at=at,
            by=maker.by,
            customer=wish.customer,
            address=wish.address,
            lines=quoted.lines,
            totals=totals,
            payment_method=wish.payment_method,
            due_at=due_at(settings, wish.payment_method, at),
            form=wish.form,
            bank_account=account,
            pay_to=tuple(account.target for account in wish.accounts),
            vouchers=quoted.vouchers,
            courier_code=chosen.courier,
            service_code=chosen.service,
            quoted_shipping=chosen.quoted,
            quote_id=chosen.quote_id,
            note=wish.note,
            answers=wish.answers,
            source=wish.source,
            content=wish.content,
        )
        if left is not None:
            finish(left, order)
        receive(order, known, maker, content=wish.terms.content, limits=settings.quarantine, draw=self.draw(), at=at)
        (work.orders.add if left is None else work.orders.replace)(order)
        note_uses(work, order, buyer=buyer, at=at)
        return order, placed

    @contextmanager
    def pricing(self, wish: Wish) -> Iterator[None]:
        """Around the work: where that ends for want of a price, couriers are asked what it costs at present.

        Raises `QuoteStale` with the present prices, and `RatesUnavailable`.
        """
        try:
            yield
        except _PriceNeeded as needed:
            raise self.choose.anew(
                wish.terms,
                method=wish.payment_method,
                district_code=wish.address.district_code,
                parcel=needed.parcel,
            ) from None

    def _chosen(self, wish: Wish, taken: Sequence[Taken], at: datetime) -> Chosen:
        if wish.shipping is not None:
            return Chosen(price=wish.shipping, courier=wish.choice.courier, service=wish.choice.service)
        wanted = pieces(wish.cart)
        parcel = parcel_of((one, wanted[one.sku]) for one in taken)
        try:
            return self.choose(
                wish.terms,
                wish.choice,
                method=wish.payment_method,
                district_code=wish.address.district_code,
                parcel=parcel,
                at=at,
            )
        except QuoteNeeded:
            raise _PriceNeeded(parcel) from None


def receipt_of(wish: Wish, order: Order, *, repeated: bool = False) -> Receipt:
    """What is told of the order that was made, or had been made."""
    until = order.due_at and wish.terms.settings.local(order.due_at)
    return Receipt.of(order, store=wish.terms.store, due_at=until, repeated=repeated)


def told_again(open_work: OpenOrderingWork, wish: Wish, order: Order, once: Once | None) -> Receipt:
    """What is told of an order that is there already, kept under the caller's key."""
    receipt = receipt_of(wish, order, repeated=True)
    if once is not None:
        with open_work(wish.terms.store, once) as work:
            work.commit(receipt)
    return receipt


def vouchers_of(terms: Terms, codes: Sequence[str]) -> Sequence[str]:
    """The codes as typed, each once: none where the form takes none (`VouchersNotTaken`), and one of a kind."""
    typed = unlike(codes)
    if typed and terms.content is not None and not terms.content.takes_vouchers:
        raise VouchersNotTaken
    if len(typed) > len(VoucherKind):
        raise VoucherKindTwice
    return typed


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


def _take(
    work: OrderingWork, wish: Wish, maker: Maker, *, invoice: Invoice, buyer: str, at: datetime
) -> tuple[list[Taken], Known]:
    """The goods, and what is known of the buyer; the goods may be gone because the buyer's own order has them."""
    try:
        taken = work.stock.take(pieces(wish.cart), invoice=invoice, by=maker.by, at=at)
    except OutOfStock:
        known = _known(work, wish, maker, buyer=buyer, at=at)
        if known.twin is None:
            raise
        return [], known
    return taken, _known(work, wish, maker, buyer=buyer, at=at)


def _known(work: OrderingWork, wish: Wish, maker: Maker, *, buyer: str, at: datetime) -> Known:
    settings = wish.terms.settings
    known = work.reception.look(
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
    return replace(known, twin=None) if maker.by_reference else known
