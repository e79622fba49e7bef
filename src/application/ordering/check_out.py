"""A buyer orders on a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.choosing import Choice
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
from bosonline.application.ordering.ports import OpenOrderingWork, OrderingWork
from bosonline.application.ordering.pricing import FormClosed
from bosonline.application.ordering.receipt import Receipt
from bosonline.application.ordering.reception import Maker
from bosonline.application.payments.ports import AccountBook
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import BUYER
from bosonline.domain.ordering import (
    CartItem,
    Customer,
    FormReference,
    Order,
    PaymentMethod,
    Secret,
    Status,
    check_answers,
    check_built_in,
    check_method,
    digest,
    fill_cart,
)
from bosonline.domain.ordering.abandoned import can_be_finished
from bosonline.domain.ordering.suspicion import Suspicion
from bosonline.domain.promotions import code_key


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
    accounts: AccountBook
    work: OpenOrderingWork
    clock: Clock
    place: PlaceOrder

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
        buyer = Maker(by=BUYER, noticed=checkout.noticed)
        try:
            with self.place.pricing(wish), self.work(front.store, once) as work:
                left = _left(work, front, checkout, wish)
                order, placed = self.place(work, wish, buyer, at=self.clock(), left=left)
                work.record(placed)
                work.commit(receipt := receipt_of(wish, order))
                return receipt
        except PlacedBefore as before:
            return told_again(self.work, wish, before.order, once)

    def _wish(self, front: Storefront, checkout: Checkout) -> Wish:
        if not front.is_selling:
            raise FormClosed
        cart = fill_cart(front.content, checkout.items, checkout.bumps)
        check_method(front.content, checkout.payment_method)
        check_qris(front.settings, checkout.payment_method)
        answers = check_answers(front.content.fields, checkout.answers)
        built_in = front.content.built_in
        check_built_in(built_in, email=checkout.email, note=checkout.note, post_code=checkout.post_code)
        vouchers = vouchers_of(front, checkout.vouchers)
        phone = self.phones.read(checkout.phone, field="customer.phone")
        address = address_at(self.regions, checkout)
        return Wish(
            terms=front,
            form=FormReference(id=front.form, name=front.form_name, version=front.form_version),
            cart=cart,
            customer=Customer(name=checkout.name, phone=phone, email=checkout.email),
            address=address,
            payment_method=checkout.payment_method,
            accounts=accounts_to_pay(self.accounts, front.store, checkout.payment_method, chosen=checkout.bank_account),
            vouchers=vouchers,
            choice=checkout.shipping,
            expected_total=checkout.expected_total,
            note=checkout.note,
            answers=answers,
            source=checkout.source,
            content=digest(
                form=front.form,
                phone=phone,
                cart=cart,
                method=checkout.payment_method,
                street=address.street,
                vouchers=[code_key(code) for code in vouchers],
                service=(checkout.shipping.courier, checkout.shipping.service),
            ),
        )


def _left(work: OrderingWork, front: Storefront, checkout: Checkout, wish: Wish) -> Order | None:
    """What the buyer had left and now finishes; `PlacedBefore` where the same submission made an order of it before."""
    found = None if checkout.abandoned is None else work.orders.by_secret(checkout.abandoned)
    if found is None or can_be_finished(found, front.form):
        return found
    if found.content == wish.content and found.status is not Status.CANCELLED:
        raise PlacedBefore(found)
    return None
