"""What a form offers and asks: values that are kept with the form as one document.

Every member that came after the first release has a default, so that what was kept before can be read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Rejected
from bosonline.domain.forms.fields import BuiltInFields, FormField, check_fields
from bosonline.domain.forms.look import Texts, Theme
from bosonline.domain.forms.rules import FormRule, demand, unlike
from bosonline.domain.forms.success import SuccessPage
from bosonline.domain.identity import StaffId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.stores import PaymentMethod

CourierCode = NewType("CourierCode", str)

OFFERED_METHODS = (PaymentMethod.COD, PaymentMethod.BANK_TRANSFER, PaymentMethod.QRIS)
"""The methods that take no payment channel."""

MAX_PRICE = Money(1_000_000_000)
MAX_QTY = 10_000
BUMP_TEXT_LENGTH = 255

_PIXEL_IDS = {
    "meta": re.compile("[0-9]{1,20}", re.ASCII),
    "tiktok": re.compile("[A-Z0-9]{1,40}", re.ASCII),
    "google": re.compile("(?:G|AW|DC|UA)-[A-Z0-9]{1,20}(?:-[0-9]{1,4})?", re.ASCII),
    "gtm": re.compile("GTM-[A-Z0-9]{1,12}", re.ASCII),
}
PIXELS = tuple(_PIXEL_IDS)
"""The tracking services whose pixels a form can carry."""


class WhenSoldOut(StrEnum):
    """What buyers find when nothing of a form can be had: the items marked so, or a closed form."""

    SHOW = "show"
    CLOSE = "close"


class PaymentMethodUnavailable(Rejected):
    """The store has no payment channel for this method."""

    code = "payment-method-unavailable"
    text = "{method} takes a payment channel, and this store has none; cod and bank_transfer are available"
    field = "payment_methods"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormItem:
    """A variant on offer; without a price of its own it sells at the variant's.

    A buyer takes `min_qty` to `max_qty` pieces or none; the page begins with `default_qty`, else with the smallest.
    """

    sku: Sku
    price: Money | None = None
    max_qty: int | None = None
    min_qty: int = 1
    default_qty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bump:
    """One more variant, offered beside the order for a price of its own."""

    sku: Sku
    price: Money
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendant:
    """A member of customer service who serves the form's buyers, in proportion to the weight."""

    staff: StaffId
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """Everything about a form but its name, its address and its status.

    From `closes_at` on it takes no orders, whatever its status.
    """

    items: tuple[FormItem, ...]
    payment_methods: tuple[PaymentMethod, ...]
    fields: tuple[FormField, ...] = ()
    built_in: BuiltInFields = field(default_factory=BuiltInFields)
    couriers: tuple[CourierCode, ...] = ()
    flat_shipping: Money | None = None
    attendants: tuple[Attendant, ...] = ()
    bumps: tuple[Bump, ...] = ()
    takes_vouchers: bool = True
    texts: Texts = field(default_factory=Texts)
    theme: Theme = field(default_factory=Theme)
    pixels: Mapping[str, str] = field(default_factory=dict)
    closes_at: datetime | None = None
    when_sold_out: WhenSoldOut = WhenSoldOut.SHOW
    success_page: SuccessPage = field(default_factory=SuccessPage)

    @property
    def skus(self) -> frozenset[Sku]:
        """Every SKU that the form mentions."""
        return frozenset((*(item.sku for item in self.items), *(bump.sku for bump in self.bumps)))

    def item(self, sku: Sku) -> FormItem | None:
        """The offer of a SKU, or None where the form does not offer it."""
        return next((item for item in self.items if item.sku == sku), None)

    def is_over(self, at: datetime) -> bool:
        """Whether the closing time has come."""
        return self.closes_at is not None and at >= self.closes_at

    def check(self) -> None:
        """Refuse what contradicts the rules, naming the member at fault."""
        self._check_items()
        self._check_bumps()
        self._check_payment()
        check_fields(self.fields)
        self._check_attendants()
        self.theme.check()
        for name, pixel in self.pixels.items():
            known = _PIXEL_IDS.get(name)
            demand(known is not None and bool(known.fullmatch(pixel)), f"pixels.{name}", FormRule.PIXEL)
        self.success_page.check()

    def _check_items(self) -> None:
        demand(1 <= len(self.items) <= 100, "items", FormRule.ITEMS)
        demand(unlike(item.sku for item in self.items), "items", FormRule.ITEMS_ONCE)
        for at, item in enumerate(self.items):
            demand(item.price is None or ZERO <= item.price <= MAX_PRICE, f"items.{at}.price", FormRule.PRICE)
            most = MAX_QTY if item.max_qty is None else item.max_qty
            demand(1 <= most <= MAX_QTY, f"items.{at}.max_qty", FormRule.MAX_QTY)
            demand(1 <= item.min_qty <= most, f"items.{at}.min_qty", FormRule.MIN_QTY)
            begins = item.default_qty
            bound = begins is None or item.min_qty <= begins <= most
            demand(bound, f"items.{at}.default_qty", FormRule.DEFAULT_QTY)

    def _check_bumps(self) -> None:
        demand(len(self.bumps) <= 5, "bumps", FormRule.BUMPS)
        for at, bump in enumerate(self.bumps):
            demand(ZERO <= bump.price <= MAX_PRICE, f"bumps.{at}.price", FormRule.PRICE)
            demand(len(bump.text) <= BUMP_TEXT_LENGTH, f"bumps.{at}.text", FormRule.BUMP_TEXT)

    def _check_payment(self) -> None:
        demand(len(self.payment_methods) > 0, "payment_methods", FormRule.METHODS)
        demand(unlike(self.payment_methods), "payment_methods", FormRule.METHODS)
        for method in self.payment_methods:
            if method not in OFFERED_METHODS:
                raise PaymentMethodUnavailable(method=method.value)
        demand(unlike(self.couriers), "couriers", FormRule.COURIERS_ONCE)
        shipping = self.flat_shipping
        demand(shipping is None or ZERO <= shipping <= MAX_PRICE, "flat_shipping", FormRule.PRICE)

    def _check_attendants(self) -> None:
        demand(unlike(one.staff for one in self.attendants), "cs", FormRule.STAFF_ONCE)
        for at, one in enumerate(self.attendants):
            demand(1 <= one.weight <= 100, f"cs.{at}.weight", FormRule.WEIGHT)
