"""A buyer orders on a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.ports import NewSecret, OpenOrderingWork, OrderingWork, OutOfStock, Taken
from bosonline.application.ordering.pricing import FormClosed, conditions_of, lines_of
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.vouchers import note_uses, take_uses, unlike
from bosonline.application.payments.ports import AccountBook
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions
from bosonline.domain.errors import Conflict, Refusal, Unavailable
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
    Totals,
    VoucherKindTwice,
    VouchersNotTaken,
    check_answers,
    check_method,
    digest,
    fill_cart,
    pieces,
    quote,
)
from bosonline.domain.ordering.abandoned import can_be_finished, finish
from bosonline.domain.payments import BankAccount
from bosonline.domain.promotions import VoucherKind, code_key


class PriceChanged(Conflict):
    """The buyer saw other figures than those of this moment; the fact `totals` has the new ones."""

    code = "price-changed"
    text = "The price has changed; see totals for the present figures"


class NoBankAccount(Unavailable):
    """The seller has no active account to transfer to."""

    code = "no-bank-account"
    text = "Bank transfer is not available here at the moment; choose another payment method"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What a buyer sends: the phone as typed, items by SKU and quantity, bumps by their position on the form.

    `expected_total` (rupiah) is what the buyer was shown; `source` tells where they came from (`utm_*`, click ids);
    `abandoned` is the token of what they had typed before. `vouchers` are codes as typed, at most one of a kind.
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
    expected_total: int | None = None
    abandoned: Secret | None = None


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
    `NoBankAccount`, `RatesUnavailable`, `VouchersNotTaken`, `VoucherKindTwice` and `VoucherRefused`.
    """

    storefronts: Storefronts
    regions: Regions
    phones: PhoneReader
    phone_hash: PhoneHash
    accounts: AccountBook
    work: OpenOrderingWork
    clock: Clock
    new_secret: NewSecret

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
        return self._place(front, checkout, wish, once)

    def _place(self, front: Storefront, checkout: Checkout, wish: "_Wish", once: Once | None) -> Receipt:
        now, buyer = self.clock(), self.phone_hash(front.store, wish.customer.phone)
        with self.work(front.store, once) as work:
            left, made = _left(work, front, checkout, wish)
            if made is not None:
                work.commit(receipt := _receipt(front, made, repeated=True))
                return receipt
            invoice = work.orders.next_invoice() if left is None else left.invoice
            taken, twin = _take(work, front, wish, invoice=invoice, at=now)
            if twin is None:
                quoted = quote(
                    lines_of(wish.cart, taken),
                    _conditions(front, checkout, wish, now),
                    take_uses(work, wish.vouchers, buyer=buyer),
                )
                _check_expected(checkout, quoted.totals)
                order, placed = Order.place(
                    invoice=invoice,
                    secret=self.new_secret() if left is None else left.secret,
                    at=now,
                    by=BUYER,
                    customer=wish.customer,
                    address=wish.address,
                    lines=quoted.lines,
                    totals=quoted.totals,
                    payment_method=checkout.payment_method,
                    due_at=_due_at(front, checkout.payment_method, now),
                    form=FormReference(id=front.form, name=front.form_name, version=front.form_version),
                    bank_account=wish.accounts[0].id if len(wish.accounts) == 1 else None,
                    pay_to=tuple(account.target for account in wish.accounts),
                    vouchers=quoted.vouchers,
                    note=checkout.note,
                    answers=wish.answers,
                    source=checkout.source,
                    content=wish.content,
                )
                _keep(work, order, left)
                note_uses(work, order, buyer=buyer, at=now)
                work.record(placed)
                receipt = _receipt(front, order)
                work.commit(receipt)
                return receipt
        return self._again(front, twin, once)

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
        answers = check_answers(front.content.fields, checkout.answers)
        vouchers = _vouchers(front, checkout)
        phone = self.phones.read(checkout.phone, field="customer.phone")
        customer = Customer(name=checkout.name, phone=phone, email=checkout.email)
        address = address_at(self.regions, checkout)
        return _Wish(
            cart=cart,
            answers=answers,
            customer=customer,
            address=address,
            accounts=self._accounts(front, checkout),
            vouchers=vouchers,
            content=digest(
                form=front.form,
                phone=customer.phone,
                cart=cart,
                method=checkout.payment_method,
                street=address.street,
                vouchers=[code_key(code) for code in vouchers],
            ),
        )

    def _accounts(self, front: Storefront, checkout: Checkout) -> tuple[BankAccount, ...]:
        if checkout.payment_method is not PaymentMethod.BANK_TRANSFER:
            return ()
        accounts = tuple(
            account for account in self.accounts.active(front.store) if checkout.bank_account in (None, account.id)
        )
        if not accounts:
            raise NoBankAccount
        return accounts


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
        finish(left, order)
        work.orders.replace(order)


def _take(
    work: OrderingWork, front: Storefront, wish: _Wish, *, invoice: Invoice, at: datetime
) -> tuple[list[Taken], Order | None]:
    """The goods, and the order that the same submission made before.

    The goods come first: who wants the same ones waits here, and sees the other's order. They may be gone because
    that order has them.
    """
    try:
        taken = work.stock.take(pieces(wish.cart), invoice=invoice, by=BUYER, at=at)
    except OutOfStock:
        twin = _twin(work, front, wish, at)
        if twin is None:
            raise
        return [], twin
    return taken, _twin(work, front, wish, at)


def _twin(work: OrderingWork, front: Storefront, wish: _Wish, at: datetime) -> Order | None:
    since = at - front.settings.duplicate_window
    return work.orders.twin(phone=wish.customer.phone, content=wish.content, since=since)


def _vouchers(front: Storefront, checkout: Checkout) -> Sequence[str]:
    codes = unlike(checkout.vouchers)
    if codes and not front.content.takes_vouchers:
        raise VouchersNotTaken
    if len(codes) > len(VoucherKind):
        raise VoucherKindTwice
    return codes


def _conditions(front: Storefront, checkout: Checkout, wish: _Wish, at: datetime) -> Conditions:
    return conditions_of(front, checkout.payment_method, district_code=wish.address.district_code, courier=None, at=at)


def _check_expected(checkout: Checkout, totals: Totals) -> None:
    if checkout.expected_total is not None and checkout.expected_total != totals.total.idr:
        raise PriceChanged(totals=totals.as_facts())


def _due_at(front: Storefront, method: PaymentMethod, now: datetime) -> datetime | None:
    return None if method is PaymentMethod.COD else now + front.settings.payment_deadline


def _receipt(front: Storefront, order: Order, *, repeated: bool = False) -> Receipt:
    due_at = order.due_at and front.settings.local(order.due_at)
    return Receipt.of(order, store=front.store, due_at=due_at, repeated=repeated)
