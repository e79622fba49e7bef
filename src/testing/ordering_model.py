"""Ordering as nothing but lists, dicts and whole numbers: what every backend is held against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bosonline.testing.voucher_model import Coupon, Redeemed, shared

ACCOUNTS = 1
SHIFT = {"31.71.01": 7, "91.71.01": 9, "": 7}
"""Districts with the hours that their clocks are ahead of UTC; no district has the store's own, as the first."""

FOLLOWERS = {
    "abandoned": ["cancelled"],
    "pending": ["processing", "cancelled"],
    "processing": ["ready", "cancelled"],
    "ready": ["shipped", "processing", "cancelled"],
    "shipped": ["delivered", "returning"],
    "delivered": ["returning"],
    "returning": ["returned"],
    "returned": [],
    "cancelled": [],
}
HOLDING = ("pending", "processing", "ready")
KEPT, WINDOW, DEADLINE = timedelta(hours=24), timedelta(minutes=10), timedelta(hours=24)
ALIKE, ZONE = timedelta(days=1), timedelta(hours=7)
FROM_PHONE, TO_ADDRESS = 3, 10
"""How many orders a day wait nowhere apart."""


class Refused(Exception):
    """What the model does not do; `is_kept` says whether a key would remember it."""

    def __init__(self, code: str, *, is_kept: bool = True, **facts: object) -> None:
        super().__init__(code)
        self.outcome = ("refused", code, facts)
        self.is_kept = is_kept


class GivenAgain(Exception):
    """The key is known for this outcome."""

    def __init__(self, outcome: object) -> None:
        super().__init__("given again")
        self.outcome = ("replayed", outcome)


@dataclass(slots=True)
class Goods:
    """One product with one variant."""

    price: int
    min_qty: int
    is_active: bool
    on_hand: int
    reserved: int = 0

    @property
    def available(self) -> int:
        """What can still be ordered."""
        return self.on_hand - self.reserved if self.is_active else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A form: items by SKU with a price and a limit of their own, or None."""

    items: Mapping[str, tuple[int | None, int | None]]
    bumps: Sequence[tuple[str, int]]
    methods: Sequence[str]
    shipping: int | None
    asks: bool
    """Whether a whole number must be answered to the question `cups`."""

    takes_vouchers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a buyer sends: phone and street as `typed`, and as the shop reads them (None: no phone)."""

    typed: tuple[str, str]

    items: Sequence[tuple[str, int]]
    bumps: Sequence[int]
    method: str
    phone: str | None
    street: str
    district: str
    answer: str | None
    knows_account: bool
    expected: int | None
    codes: Sequence[str] = ()


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One follow-up."""

    at: datetime
    by: str
    channel: str
    state: str
    outcome: str | None = None


@dataclass(slots=True, kw_only=True)
class ModelOrder:
    """An order; lines are SKU, quantity and price."""

    number: int
    at: datetime
    form: str
    phone: str
    district: str
    content: object
    method: str
    lines: list[tuple[str, int, int]]
    totals: dict[str, int]
    status: str = "pending"
    payment: str
    due: datetime | None
    reason: str | None = None
    paid: int = 0
    payments: list[tuple[str, int]] = field(default_factory=list)
    fees: list[tuple[str, int]] = field(default_factory=list)
    uses: list[Redeemed] = field(default_factory=list)
    discounts: list[int] = field(default_factory=list)
    version: int = 1
    address: object = None
    suspicions: list[str] = field(default_factory=list)
    alike: int | None = None
    attempts: list[Attempt] = field(default_factory=list)
    history: list[tuple[str, str | None, str | None]] = field(default_factory=lambda: [("placed", None, "pending")])

    @property
    def pieces(self) -> dict[str, int]:
        """How many of each SKU."""
        return pieces((sku, qty) for sku, qty, _ in self.lines)

    def change(self, what: str, was: str | None, became: str | None) -> None:
        """One more entry of the history, in a version of its own."""
        self.history.append((what, was, became))
        self.version += 1

    def follow_on(self, left: "ModelOrder") -> None:
        """Go on where the buyer had left."""
        self.version, self.attempts = left.version + 1, left.attempts
        self.history = [*left.history, ("placed", "abandoned", "pending"), *self.history[1:]]

    def settle(self, payment: str) -> None:
        """The payment's state, in the version of the change that brought it about."""
        if payment != self.payment:
            self.history.append(("payment_status", self.payment, payment))
        self.payment = payment

    def note(self, kind: str, amount: int, payment: str) -> None:
        """Money moved."""
        self.settle(payment)
        paid = self.paid + (-amount if kind == "refunded" else amount)
        self.change("paid", str(self.paid), str(paid))
        self.paid = paid
        self.payments.append((kind, amount))


def standing(paid: int, total: int) -> str:
    """Where an order stands of which so much has been paid."""
    if paid == total:
        return "paid"
    if paid == 0:
        return "unpaid"
    return "partially_paid" if paid < total else "overpaid"


def pieces(goods: Any) -> dict[str, int]:
    """How many of each SKU, in the order in which they come first."""
    wanted: dict[str, int] = {}
    for sku, qty in goods:
        wanted[sku] = wanted.get(sku, 0) + qty
    return wanted


def discounted(totals: dict[str, int], uses: Sequence[Redeemed], method: str) -> dict[str, int]:
    """What it costs with vouchers: the courier's fee is a share of what is left to collect."""
    taken = {f"{part}_discount": 0 for part in ("product", "shipping")}
    for use in uses:
        taken["product_discount" if use.kind == "product" else "shipping_discount"] += use.discount
    collected = totals["goods"] + totals["shipping"] - sum(taken.values())
    fee = (collected * 3 + 99) // 100 if method == "cod" else 0
    parts = {**totals, **taken, "cod_fee": fee}
    return {**parts, "total": collected + fee + totals["other_fees"]}


@dataclass(slots=True)
class Model:
    """One store."""

    now: datetime
    goods: dict[str, Goods] = field(default_factory=dict)
    forms: dict[str, tuple[Offer, str]] = field(default_factory=dict)
    orders: list[ModelOrder] = field(default_factory=list)
    vouchers: dict[str, Coupon] = field(default_factory=dict)
    opted_out: set[str] = field(default_factory=set)
    kept: dict[tuple[str, str], tuple[object, object, datetime]] = field(default_factory=dict)

    def outcome(self, call: Callable[[], object]) -> object:
        """What comes of a call."""
        try:
            return ("done", call())
        except (Refused, GivenAgain) as other:
            return other.outcome

    def once(self, operation: str, key: str | None, fingerprint: object, call: Callable[[], object]) -> object:
        """The call under a key."""
        if key is None:
            return call()
        known = self.kept.get((operation, key))
        if known is not None and self.now - known[2] < KEPT:
            if known[0] != fingerprint:
                raise Refused("idempotency-key-reused", is_kept=False)
            raise GivenAgain(known[1])
        try:
            result = call()
        except Refused as refused:
            if refused.is_kept:
                self.kept[operation, key] = (fingerprint, refused.outcome, self.now)
            raise
        self.kept[operation, key] = (fingerprint, ("done", result), self.now)
        return result

    def order(self, number: int) -> ModelOrder:
        """The order of this number."""
        if not 0 <= number < len(self.orders):
            raise Refused("not-found")
        return self.orders[number]

    # Checkout

    def check_out(self, slug: str, ask: Ask, key: str | None) -> object:
        """A buyer orders."""
        if slug not in self.forms:
            raise Refused("not-found")
        return self.once("checkout", key, (slug, ask), lambda: self._placed(slug, ask))

    def cart(self, offer: Offer, ask: Ask) -> list[tuple[str, int, int]]:
        """The lines that an order would have."""
        lines: dict[str, tuple[str, int, int]] = {}
        for at, (sku, qty) in enumerate(ask.items):
            if sku not in offer.items:
                raise Refused("not-on-offer", field=f"items.{at}.sku", sku=sku)
            price, most = offer.items[sku]
            wanted = qty + (lines[sku][1] if sku in lines else 0)
            if most is not None and wanted > most:
                raise Refused("above-maximum-quantity", field=f"items.{at}.qty", sku=sku, max_qty=most)
            lines[sku] = (sku, wanted, self.goods[sku].price if price is None else price)
        bumps = []
        for at, bump in enumerate(dict.fromkeys(ask.bumps)):
            if bump >= len(offer.bumps):
                raise Refused("not-on-offer", field=f"bumps.{at}", sku=str(bump))
            bumps.append((offer.bumps[bump][0], 1, offer.bumps[bump][1]))
        return [*lines.values(), *bumps]

    def totals(self, offer: Offer, ask: Ask) -> dict[str, int]:
        """What it would cost."""
        if offer.shipping is None:
            raise Refused("rates-unavailable", is_kept=False)
        goods = sum(qty * price for _, qty, price in self.cart(offer, ask))
        fee = ((goods + offer.shipping) * 3 + 99) // 100 if ask.method == "cod" else 0
        parts = {"goods": goods, "shipping": offer.shipping, "cod_fee": fee}
        nothing = ("insurance", "other_fees", "unique_code", "product_discount", "shipping_discount")
        return {**parts, **dict.fromkeys(nothing, 0), "total": sum(parts.values())}

    def _placed(self, slug: str, ask: Ask, left: ModelOrder | None = None) -> object:
        offer, _ = self.forms[slug]
        lines = self._acceptable(slug, ask)
        wanted = pieces((sku, qty) for sku, qty, _ in lines)
        content = self._content(slug, ask)
        for twin in sorted(self.orders, key=lambda order: (order.at, order.number), reverse=True):
            same = (twin.phone, twin.content) == (ask.phone, content) and twin.status != "cancelled"
            if same and twin.at > self.now - WINDOW:
                return self._receipt(twin, repeated=True)
        self._demand_stock(wanted)
        for sku, qty in wanted.items():
            if qty < self.goods[sku].min_qty:
                raise Refused("below-minimum-quantity", sku=sku, min_qty=self.goods[sku].min_qty)
        uses, discounts = self._used(ask, lines, offer)
        totals = discounted(self.totals(offer, ask), uses, ask.method)
        if ask.expected not in (None, totals["total"]):
            raise Refused("price-changed", totals=totals)
        for sku, qty in wanted.items():
            self.goods[sku].reserved += qty
        for use in uses:
            self.vouchers[use.code].used += 1
        assert ask.phone is not None
        order = ModelOrder(
            number=len(self.orders) if left is None else left.number,
            at=self.now,
            form=f"Form {slug}",
            phone=ask.phone,
            district=ask.district,
            content=content,
            method=ask.method,
            lines=lines,
            totals=totals,
            uses=uses,
            discounts=discounts,
            due=None if ask.method == "cod" else self.now + DEADLINE,
            payment="cod_due" if ask.method == "cod" else standing(0, totals["total"]),
        )
        self._suspect(order, ask)
        if left is None:
            self.orders.append(order)
        else:
            order.follow_on(left)
            self.orders[left.number] = order
        return self._receipt(order, repeated=False)

    def _suspect(self, order: ModelOrder, ask: Ask) -> None:
        """Too many from one phone or to one address wait apart; the same goods may be a repetition."""
        assert ask.phone is not None
        order.address = (ask.street, ask.district)
        day = (self.now + ZONE).date()
        placed = [one for one in self.orders if one.status != "abandoned"]
        of_today = [one for one in placed if (one.at + ZONE).date() == day]
        if sum(one.phone == ask.phone for one in of_today) >= FROM_PHONE:
            order.suspicions.append("too-many-from-phone")
        if sum(one.address == order.address for one in of_today) >= TO_ADDRESS:
            order.suspicions.append("too-many-to-address")
        if order.suspicions:
            order.history.append(("quarantine", "no", "yes"))
            order.history += [("quarantine_reason", None, reason) for reason in order.suspicions]
        alike = [
            one
            for one in placed
            if (one.phone, one.pieces) == (ask.phone, order.pieces)
            and one.status != "cancelled"
            and one.at > self.now - ALIKE
        ]
        newest = max(alike, key=lambda one: (one.at, one.number), default=None)
        order.alike = None if newest is None else newest.number

    def _content(self, slug: str, ask: Ask) -> object:
        """By what a submission is known again."""
        wanted = pieces((sku, qty) for sku, qty, _ in self.cart(self.forms[slug][0], ask))
        return (slug, sorted(wanted.items()), ask.method, ask.street, sorted(ask.codes))

    def _used(self, ask: Ask, lines: list[tuple[str, int, int]], offer: Offer) -> tuple[list[Redeemed], list[int]]:
        """The vouchers with what they take off, and what each line gets of it."""
        if offer.shipping is None:
            raise Refused("rates-unavailable", is_kept=False)
        for code in ask.codes:
            self._demand_counts(code, lines, ask)
        kinds = [self.vouchers[code].kind for code in ask.codes]
        if len(set(kinds)) < len(kinds):
            raise Refused("voucher-kind-twice", field="voucher_codes")
        uses, discounts = [], [0 for _ in lines]
        for code in ask.codes:
            coupon = self.vouchers[code]
            meant = coupon.meant(lines)
            bases = [qty * price if (sku, qty, price) in meant else 0 for sku, qty, price in lines]
            use = Redeemed(code, coupon.kind, coupon.off(sum(bases) if coupon.kind == "product" else offer.shipping))
            uses.append(use)
            if use.kind == "product":
                discounts = shared(use.discount, bases)
        return uses, discounts

    def _demand_counts(self, code: str, lines: list[tuple[str, int, int]], ask: Ask) -> None:
        if code not in self.vouchers:
            raise Refused("voucher-unknown", field="voucher_codes")
        by_buyer = self.uses_by(code, ask.phone)
        reason = self.vouchers[code].reason_against(lines, ask.method, by_buyer)
        if reason is not None:
            raise Refused(reason[0], field="voucher_codes", **reason[1])

    def uses_by(self, code: str, phone: str | None) -> int:
        """How often a buyer uses a voucher at the moment; None: all buyers."""
        of_buyer = (order for order in self.orders if phone in (None, order.phone))
        return sum(use.code == code and use.counts for order in of_buyer for use in order.uses)

    def _acceptable(self, slug: str, ask: Ask) -> list[tuple[str, int, int]]:
        offer, status = self.forms[slug]
        if status != "published":
            raise Refused("form-closed")
        lines = self.cart(offer, ask)
        if ask.method not in offer.methods:
            raise Refused("payment-method-not-taken", taken=", ".join(offer.methods))
        self._check_answer(offer, ask)
        if ask.codes and not offer.takes_vouchers:
            raise Refused("vouchers-not-taken")
        if ask.phone is None:
            raise Refused("phone-invalid", field="customer.phone")
        if ask.district not in SHIFT:
            raise Refused("region-unknown", field="address.district_code", region=ask.district)
        if ask.method == "bank_transfer" and not ask.knows_account:
            raise Refused("no-bank-account", is_kept=False)
        return lines

    def _check_answer(self, offer: Offer, ask: Ask) -> None:
        named: dict[str, Any] = {"field": "fields.cups", "label": "Cangkir" if offer.asks else "cups"}
        if ask.answer is not None and not offer.asks:
            raise Refused("question-unknown", **named)
        if offer.asks and ask.answer is None:
            raise Refused("answer-missing", **named)
        if ask.answer is not None and not ask.answer.isdecimal():
            raise Refused("answer-not-a-number", **named)

    def _receipt(self, order: ModelOrder, *, repeated: bool) -> object:
        transfer = order.method == "bank_transfer"
        accounts = ACCOUNTS if transfer else 0
        return (order.number, order.status, order.payment, order.method, order.totals, order.due, accounts, repeated)

    def _demand_stock(self, wanted: Mapping[str, int]) -> None:
        left = {sku: self.goods[sku].available for sku in wanted}
        short = [{"sku": sku, "available": left[sku]} for sku, qty in wanted.items() if left[sku] < qty]
        if short:
            raise Refused("out-of-stock", items=short)

    # Steps

    def move(
        self, number: int, wanted: str, reason: str | None, seen: int | None = None, key: str | None = None
    ) -> object:
        """The seller takes an order one step on its way."""
        return self.once("move", key, (number, wanted, reason), lambda: self._moved(number, wanted, reason, seen))

    def allowed(self, order: ModelOrder) -> list[str]:
        """What may follow."""
        if order.status == "cancelled" and order.payment == "paid_after_expiry":
            return ["processing"]
        return FOLLOWERS[order.status]

    def _moved(self, number: int, wanted: str, reason: str | None, seen: int | None) -> object:
        order = self.order(number)
        if seen not in (None, order.version):
            raise Refused("precondition-failed", is_kept=False)
        allowed = self.allowed(order)
        if wanted not in allowed:
            raise Refused("status-not-allowed", status=order.status, wanted=wanted, allowed=allowed)
        was = order.status
        if was == "cancelled":
            self._demand_stock(order.pieces)
        for sku, qty in order.pieces.items():
            self.goods[sku].reserved += qty * ((wanted in HOLDING) - (was in HOLDING))
            self.goods[sku].on_hand += qty * ((wanted == "returned") - (wanted == "shipped"))
        self._move_uses(order, wanted, was)
        order.status = wanted
        if wanted == "cancelled":
            order.reason = reason
        order.change("status", was, wanted)
        if wanted == "delivered" and order.payment == "cod_due":
            order.settle("cod_collected")
        elif wanted == "returning" and order.payment == "cod_collected":
            order.settle("cod_due")
        elif was == "cancelled":
            order.settle(standing(order.paid, order.totals["total"]))
        return (number, was, wanted, self.now)

    def _move_uses(self, order: ModelOrder, wanted: str, was: str) -> None:
        """Uses are given back once, and taken again where there are any left."""
        for use in order.uses:
            coupon = self.vouchers[use.code]
            if wanted in ("cancelled", "returned") and use.counts:
                use.counts = False
                coupon.used -= 1
            elif was == "cancelled" and not use.counts:
                is_free = coupon.used < coupon.stock and self.uses_by(use.code, order.phone) < coupon.limit
                use.counts = is_free
                coupon.used += is_free
