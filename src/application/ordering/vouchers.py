"""What vouchers come to for a buyer's cart, and how an order uses them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ordering.cart_rates import parcel_of
from bosonline.application.ordering.choosing import Choice, ChooseShipping, QuoteNeeded
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.ports import GoodsDesk, OpenOrderingWork, OrderingWork, OutOfStock, Taken
from bosonline.application.ordering.pricing import FormClosed, conditions_of, lines_of
from bosonline.application.ports import Clock, Once
from bosonline.application.promotions.ports import VoucherDesk, VoucherUse
from bosonline.application.stores.ports import Regions
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import FormNotFound
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    CartItem,
    Conditions,
    Line,
    Order,
    PaymentMethod,
    Totals,
    VouchersNotTaken,
    check_method,
    fill_cart,
    flat_shipping,
    pieces,
    purchase_of,
    quote,
)
from bosonline.domain.promotions import Candidate, VoucherKind, code_key, discount_on, reason_against
from bosonline.domain.stores import RegionUnknown

LISTED_AT_MOST = 50
"""How many vouchers a buyer is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCart:
    """What a buyer has chosen so far; phone (as typed), district and courier may not be known yet.

    A quote in `shipping` is the price that a courier promised for this cart to this district.
    """

    items: Sequence[CartItem]
    bumps: Sequence[int] = ()
    payment_method: PaymentMethod
    phone: str | None = None
    district_code: str | None = None
    shipping: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherApplied:
    """What a voucher takes off a cart, and what the cart costs with it."""

    code: str
    kind: VoucherKind
    totals: Totals

    @property
    def discount(self) -> int:
        """What it takes off, in rupiah."""
        totals = self.totals
        return (totals.shipping_discount if self.kind is VoucherKind.SHIPPING else totals.product_discount).idr


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherOffer:
    """A voucher that a buyer is shown, or has typed: what it takes off, or the reason why it does not count."""

    code: str
    description: str | None
    kind: VoucherKind | None
    discount: int
    reason: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceCart:
    """The lines of a draft cart at the form's prices, and what else its price depends on; nothing is taken."""

    storefronts: Storefronts
    regions: Regions
    goods: GoodsDesk
    choose: ChooseShipping
    clock: Clock

    def front(self, *, subdomain: str, form: str) -> Storefront:
        """The form; `FormNotFound`."""
        front = self.storefronts.find(subdomain=subdomain, slug=form)
        if front is None:
            raise FormNotFound
        return front

    def __call__(
        self, front: Storefront, cart: DraftCart, *, takes_vouchers: bool = True, shipping: Money | None = None
    ) -> tuple[tuple[Line, ...], Conditions]:
        """The lines and the conditions, on a form that `takes_vouchers` where that is asked for.

        `shipping` is a courier's price that the cart need not cite a quote for. No work may be open: couriers are
        asked where a quote holds no more.

        `FormClosed`, `VouchersNotTaken`, `RegionUnknown`, `RatesUnavailable`, `OutOfStock` for what is not sold any
        more, `QuoteStale` with the present prices, `QuoteUnknown`, `QuoteNotMeant`, `CourierNotOffered`,
        `CourierDoesNotCollect`, and the refusals of the cart.
        """
        if not front.is_selling:
            raise FormClosed
        if takes_vouchers and not front.content.takes_vouchers:
            raise VouchersNotTaken(field="form")
        if cart.district_code is not None and self.regions.district(cart.district_code) is None:
            raise RegionUnknown(field="address.district_code", region=cart.district_code)
        check_method(front.content, cart.payment_method)
        items = fill_cart(front.content, cart.items, cart.bumps)
        goods = self._goods(front, items)
        conditions = conditions_of(
            front,
            cart.payment_method,
            district_code=cart.district_code,
            courier=cart.shipping.courier,
            at=self.clock(),
            shipping=self._promised(front, cart, items, goods) if shipping is None else shipping,
        )
        return lines_of(items, goods), conditions

    def _promised(
        self, front: Storefront, cart: DraftCart, items: Sequence[CartItem], goods: Sequence[Taken]
    ) -> Money | None:
        """What a courier promised for this cart; None where nobody carries it yet, or at the seller's own price."""
        choice, district = cart.shipping, cart.district_code
        if choice.courier is None or district is None:
            return None
        if choice.quote_id is None and flat_shipping(front.content, front.settings, district) is not None:
            return None
        wanted, method = pieces(items), cart.payment_method
        parcel = parcel_of((one, wanted[one.sku]) for one in goods)
        try:
            chosen = self.choose(front, choice, method=method, district_code=district, parcel=parcel, at=self.clock())
        except QuoteNeeded:
            raise self.choose.anew(front, method=method, district_code=district, parcel=parcel) from None
        return chosen.price

    def _goods(self, front: Storefront, items: Sequence[CartItem]) -> Sequence[Taken]:
        wanted = pieces(items)
        found = self.goods.on_sale(front.store, wanted)
        gone = [sku for sku in wanted if sku not in {one.sku for one in found}]
        if gone:
            raise OutOfStock(items=[{"sku": sku, "available": 0} for sku in gone])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyVoucher:
    """What a voucher takes off a draft cart; nothing is used up by asking.

    Raises what `PriceCart` does, `PhoneInvalid`, and the first check that fails (`VoucherRefused`).
    """

    price: PriceCart
    vouchers: VoucherDesk
    phones: PhoneReader
    phone_hash: PhoneHash
    work: OpenOrderingWork

    def __call__(
        self, *, subdomain: str, form: str, cart: DraftCart, code: str, once: Once | None = None
    ) -> VoucherApplied:
        front = self.price.front(subdomain=subdomain, form=form)
        if once is None:
            return self._apply(front, cart, code)
        try:
            applied = self._apply(front, cart, code)
        except Refusal:
            # What was answered under this key is answered so again, though it would be refused by now.
            with self.work(front.store, once):
                raise
        with self.work(front.store, once) as work:
            work.commit(applied)
        return applied

    def _apply(self, front: Storefront, cart: DraftCart, code: str) -> VoucherApplied:
        lines, conditions = self.price(front, cart)
        phone = None if cart.phone is None else self.phones.read(cart.phone, field="customer.phone")
        buyer = None if phone is None else self.phone_hash(front.store, phone)
        candidates = self.vouchers.candidates(front.store, [code.strip()], buyer=buyer)
        quoted = quote(lines, conditions, candidates, field="voucher_code")
        (used,) = quoted.vouchers
        return VoucherApplied(code=used.code, kind=used.kind, totals=quoted.totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferVouchers:
    """The vouchers that the store shows its buyers, and those whose codes were typed, each held against a draft cart.

    Those that were typed come first. Raises what `PriceCart` does.
    """

    price: PriceCart
    vouchers: VoucherDesk

    def __call__(
        self, *, subdomain: str, form: str, cart: DraftCart, codes: Sequence[str] = ()
    ) -> Sequence[VoucherOffer]:
        front = self.price.front(subdomain=subdomain, form=form)
        lines, conditions = self.price(front, cart)
        typed = unlike(codes)
        keys = {code_key(code) for code in typed}
        found = self.vouchers.candidates(front.store, typed, buyer=None) if typed else []
        shown = self.vouchers.listed(front.store, today=conditions.today, buyer=None, limit=LISTED_AT_MOST)
        others = (one for one in shown if code_key(one.code) not in keys)
        return [_offer(candidate, lines, conditions) for candidate in (*found, *others)]


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersForBuyers:
    """What buyers learn about vouchers before they order."""

    apply: ApplyVoucher
    offer: OfferVouchers


def unlike(codes: Sequence[str]) -> list[str]:
    """The codes as typed, without blanks around them, each once in whatever case."""
    return list({code_key(code): code for code in (typed.strip() for typed in codes) if code}.values())


def take_uses(work: OrderingWork, codes: Sequence[str], *, buyer: str) -> Sequence[Candidate]:
    """Take a use of each voucher for an order that is being made; nothing where none is named."""
    return work.voucher_uses.take(codes, buyer=buyer) if codes else ()


def note_uses(work: OrderingWork, order: Order, *, buyer: str, at: datetime) -> None:
    """Write down which vouchers an order was made with."""
    if order.vouchers:
        uses = [VoucherUse(voucher=one.id, code=one.code, amount=one.discount) for one in order.vouchers]
        work.voucher_uses.note(order.invoice, uses, buyer=buyer, at=at)


def _offer(candidate: Candidate, lines: Sequence[Line], conditions: Conditions) -> VoucherOffer:
    purchase = purchase_of(lines, conditions)
    reason, voucher = reason_against(candidate, purchase), candidate.voucher
    if voucher is None:
        return VoucherOffer(code=candidate.code, description=None, kind=None, discount=0, reason=reason)
    return VoucherOffer(
        code=voucher.code,
        description=voucher.terms.description,
        kind=voucher.terms.kind,
        discount=0 if reason is not None else discount_on(voucher, purchase).idr,
        reason=reason,
    )
