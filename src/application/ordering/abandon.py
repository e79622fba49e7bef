"""A buyer leaves a form: what was typed after the phone number is kept, for the seller to follow up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.cart_rates import parcel_of
from bosonline.application.ordering.choosing import Choice, ChooseShipping, QuoteNeeded
from bosonline.application.ordering.destination import address_at
from bosonline.application.ordering.ports import AbandonedDesk, NewSecret, OpenOrderingWork, OrderingWork
from bosonline.application.ordering.pricing import FormClosed, line_of
from bosonline.application.ordering.reception import Draw, attend
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import Regions
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import BUYER
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    AbandonedNotFound,
    Address,
    CartItem,
    Customer,
    FormReference,
    Invoice,
    PaymentMethod,
    Secret,
    Typed,
    check_answers,
    check_method,
    fill_cart,
    pieces,
)
from bosonline.domain.ordering.abandoned import NOWHERE, begin, known_totals, type_on
from bosonline.domain.shipping import Parcel
from bosonline.domain.stores import RegionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a buyer has typed so far, as in `Checkout`; all but the phone may be missing."""

    phone: str
    name: str = ""
    email: str | None = None
    street: str = ""
    district_code: str = ""
    village_code: str | None = None
    post_code: str | None = None
    items: Sequence[CartItem] = ()
    bumps: Sequence[int] = ()
    payment_method: PaymentMethod | None = None
    shipping: Choice = field(default_factory=Choice)
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKept:
    """The record of what was typed; whoever has the token may type on, or make it an order."""

    token: Secret
    invoice: Invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was typed, as far as it can be told without the goods."""

    typed: Typed
    shipping: Choice
    cart: Sequence[CartItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDraft:
    """Hold what a buyer has typed against the form, as strictly as an order, but for what is missing.

    Where no way to pay was chosen, the form's first one stands for it. Raises `FormClosed`, `PhoneInvalid`,
    `RegionUnknown` and the refusals of the cart.
    """

    regions: Regions
    phones: PhoneReader

    def __call__(self, front: Storefront, draft: Draft) -> _Read:
        if not front.is_selling:
            raise FormClosed
        content = front.content
        method = draft.payment_method or content.payment_methods[0]
        check_method(content, method)
        phone = self.phones.read(draft.phone, field="customer.phone")
        return _Read(
            typed=Typed(
                customer=Customer(name=draft.name, phone=phone, email=draft.email),
                address=self._address(draft),
                payment_method=method,
                form=FormReference(id=front.form, name=front.form_name, version=front.form_version),
                note=draft.note,
                answers=check_answers(content.fields, draft.answers, is_complete=False),
                source=draft.source,
                courier_code=draft.shipping.courier,
                service_code=draft.shipping.service,
            ),
            shipping=draft.shipping,
            cart=fill_cart(content, draft.items, draft.bumps),
        )

    def _address(self, draft: Draft) -> Address:
        if draft.district_code:
            return address_at(self.regions, draft)
        if draft.village_code:
            raise RegionUnknown(field="address.village_code", region=draft.village_code)
        return replace(NOWHERE, street=draft.street, post_code=draft.post_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDraft:
    """Add lines and totals to what was typed, as far as they are known; what is not on sale any more is left out.

    A courier's price is known where the quote that was cited holds; nobody outside is asked. Raises
    `CourierNotOffered`, `CourierDoesNotCollect`, `QuoteUnknown` and `QuoteNotMeant`.
    """

    choose: ChooseShipping

    def __call__(self, work: OrderingWork, front: Storefront, found: _Read, *, at: datetime) -> Typed:
        wanted = pieces(found.cart)
        on_sale = work.stock.look(wanted) if wanted else {}
        lines = tuple(line_of(item, on_sale[item.sku]) for item in found.cart if item.sku in on_sale)
        parcel = parcel_of((one, wanted[one.sku]) for one in on_sale.values())
        totals = known_totals(
            lines,
            found.typed.payment_method,
            self._shipping(front, found, parcel, at),
            cod_share=front.settings.cod_fee_basis_points,
        )
        return replace(found.typed, lines=lines, totals=totals)

    def _shipping(self, front: Storefront, found: _Read, parcel: Parcel, at: datetime) -> Money | None:
        if found.shipping.courier is None:
            return front.content.flat_shipping
        typed = found.typed
        try:
            chosen = self.choose(
                front,
                found.shipping,
                method=typed.payment_method,
                district_code=typed.address.district_code,
                parcel=parcel,
                at=at,
            )
        except QuoteNeeded:
            return None
        return chosen.price


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDraft:
    """Keep what a buyer has typed on a form, under an invoice number of its own.

    Nothing is reserved. Each call makes a new record: who knows a phone number learns nothing of what was typed
    under it. Raises `FormNotFound` and what `ReadDraft` and `PriceDraft` do.
    """

    storefronts: Storefronts
    read: ReadDraft
    price: PriceDraft
    work: OpenOrderingWork
    clock: Clock
    new_secret: NewSecret
    draw: Draw

    def __call__(self, *, subdomain: str, form: str, draft: Draft, once: Once | None = None) -> DraftKept:
        front = self.storefronts.find(subdomain=subdomain, slug=form)
        if front is None:
            raise FormNotFound
        found, now = self.read(front, draft), self.clock()
        with self.work(front.store, once) as work:
            order = begin(
                self.price(work, front, found, at=now),
                invoice=work.orders.next_invoice(),
                secret=self.new_secret(),
                at=now,
                by=BUYER,
            )
            attendance = work.reception.attendance(order.customer.phone)
            attend(order, attendance, front.content, draw=self.draw(), at=now)
            work.orders.add(order)
            kept = DraftKept(token=order.secret, invoice=order.invoice)
            work.commit(kept)
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """Keep what a buyer has typed by now under the token that they were given; what was left out is gone.

    Raises `AbandonedNotFound`, `NotAbandonedAnyMore` and what `ReadDraft` and `PriceDraft` do.
    """

    desk: AbandonedDesk
    storefronts: Storefronts
    read: ReadDraft
    price: PriceDraft
    work: OpenOrderingWork
    clock: Clock

    def __call__(self, *, token: Secret, draft: Draft) -> DraftKept:
        place = self.desk.place(token)
        front = None if place is None else self.storefronts.find(subdomain=place.subdomain, slug=place.slug)
        if front is None:
            raise AbandonedNotFound
        found, now = self.read(front, draft), self.clock()
        with self.work(front.store) as work:
            order = work.orders.by_secret(token)
            if order is None:
                raise AbandonedNotFound
            type_on(order, self.price(work, front, found, at=now), at=now)
            work.orders.replace(order)
            work.commit()
        return DraftKept(token=token, invoice=order.invoice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What buyers type before they order: one part of `Ordering`."""

    keep: KeepDraft
    change: ChangeDraft
