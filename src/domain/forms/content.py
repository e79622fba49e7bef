"""What a form offers and asks: values that are kept with the form as one document."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Rejected
from bosonline.domain.identity import StaffId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.stores import PaymentMethod

CourierCode = NewType("CourierCode", str)

OFFERED_METHODS = (PaymentMethod.COD, PaymentMethod.BANK_TRANSFER)
"""The methods that take no payment channel."""

MAX_PRICE = Money(1_000_000_000)
MAX_QTY = 10_000
PIXELS = ("meta", "tiktok", "google", "gtm")
"""The tracking services whose pixels a form can carry."""

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_PIXEL = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9][^\s<>\"'\\]{0,1990}", re.ASCII)


class FieldKind(StrEnum):
    """How a field of the seller's own is filled in."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHOICE = "choice"
    CHECKBOX = "checkbox"
    DATE = "date"


class SuccessKind(StrEnum):
    """What a buyer sees after ordering."""

    TEXT = "text"
    REDIRECT = "redirect"


class FormRule(StrEnum):
    """What holds for every form."""

    ITEMS = "A form offers 1 to 100 items"
    ITEMS_ONCE = "An item is offered once"
    PRICE = "A price lies between Rp0 and Rp1.000.000.000"
    MAX_QTY = "The largest quantity of an item lies between 1 and 10000"
    BUMPS = "A form has at most 5 order bumps"
    METHODS = "A form takes at least one payment method, and names each once"
    COURIERS_ONCE = "A courier is named once"
    FIELDS = "A form asks at most 30 fields of its own"
    FIELD_NAMES = "Fields have different names"
    FIELD_NAME = "A field's name has 1 to 40 lower-case letters, digits and underscores and begins with a letter"
    OPTIONS = "A choice has options, each of them once; no other kind of field has any"
    STAFF_ONCE = "A member of staff is named once"
    WEIGHT = "A weight lies between 1 and 100"
    PIXEL = "A pixel is the id that Meta, TikTok, Google or GTM gave: letters, digits and dashes"
    REDIRECT = "A redirect takes an address"
    ADDRESS = "An address begins with https:// or http:// and has at most 2000 characters"


class FormContentInvalid(Rejected):
    """A part of the form contradicts a rule, which the fact `why` tells."""

    code = "form-content-invalid"
    text = "{why}"


class PaymentMethodUnavailable(Rejected):
    """The store has no payment channel for this method."""

    code = "payment-method-unavailable"
    text = "{method} takes a payment channel, and this store has none; cod and bank_transfer are available"
    field = "payment_methods"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormItem:
    """A variant on offer; without a price of its own it sells at the variant's."""

    sku: Sku
    price: Money | None = None
    max_qty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """Something that the seller asks besides name, phone and address."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = False
    options: tuple[str, ...] = ()


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
class SuccessPage:
    """What a buyer sees after ordering: a text, or another address."""

    kind: SuccessKind = SuccessKind.TEXT
    title: str = ""
    text: str = ""
    url: str | None = None
    whatsapp: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContent:
    """Everything about a form but its name, its address and its status."""

    items: tuple[FormItem, ...]
    payment_methods: tuple[PaymentMethod, ...]
    fields: tuple[FormField, ...] = ()
    couriers: tuple[CourierCode, ...] = ()
    flat_shipping: Money | None = None
    attendants: tuple[Attendant, ...] = ()
    bumps: tuple[Bump, ...] = ()
    takes_vouchers: bool = True
    pixels: Mapping[str, str] = field(default_factory=dict)
    success_page: SuccessPage = field(default_factory=SuccessPage)

    @property
    def skus(self) -> frozenset[Sku]:
        """Every SKU that the form mentions."""
        return frozenset((*(item.sku for item in self.items), *(bump.sku for bump in self.bumps)))

    def item(self, sku: Sku) -> FormItem | None:
        """The offer of a SKU, or None where the form does not offer it."""
        return next((item for item in self.items if item.sku == sku), None)

    def check(self) -> None:
        """Refuse what contradicts the rules, naming the member at fault."""
        self._check_goods()
        self._check_payment()
        self._check_fields()
        self._check_links()

    def _check_goods(self) -> None:
        _demand(1 <= len(self.items) <= 100, "items", FormRule.ITEMS)
        _demand(_unlike(item.sku for item in self.items), "items", FormRule.ITEMS_ONCE)
        for at, item in enumerate(self.items):
            _demand(item.price is None or ZERO <= item.price <= MAX_PRICE, f"items.{at}.price", FormRule.PRICE)
            bound = item.max_qty is None or 1 <= item.max_qty <= MAX_QTY
            _demand(bound, f"items.{at}.max_qty", FormRule.MAX_QTY)
        _demand(len(self.bumps) <= 5, "bumps", FormRule.BUMPS)
        for at, bump in enumerate(self.bumps):
            _demand(ZERO <= bump.price <= MAX_PRICE, f"bumps.{at}.price", FormRule.PRICE)
        shipping = self.flat_shipping
        _demand(shipping is None or ZERO <= shipping <= MAX_PRICE, "flat_shipping", FormRule.PRICE)

    def _check_payment(self) -> None:
        _demand(len(self.payment_methods) > 0, "payment_methods", FormRule.METHODS)
        _demand(_unlike(self.payment_methods), "payment_methods", FormRule.METHODS)
        for method in self.payment_methods:
            if method not in OFFERED_METHODS:
                raise PaymentMethodUnavailable(method=method.value)
        _demand(_unlike(self.couriers), "couriers", FormRule.COURIERS_ONCE)

    def _check_fields(self) -> None:
        _demand(len(self.fields) <= 30, "fields", FormRule.FIELDS)
        _demand(_unlike(asked.name for asked in self.fields), "fields", FormRule.FIELD_NAMES)
        for at, asked in enumerate(self.fields):
            _demand(bool(_FIELD_NAME.fullmatch(asked.name)), f"fields.{at}.name", FormRule.FIELD_NAME)
            paired = (asked.kind is FieldKind.CHOICE) == bool(asked.options)
            _demand(paired and _unlike(asked.options), f"fields.{at}.options", FormRule.OPTIONS)
        _demand(_unlike(one.staff for one in self.attendants), "cs", FormRule.STAFF_ONCE)
        for at, one in enumerate(self.attendants):
            _demand(1 <= one.weight <= 100, f"cs.{at}.weight", FormRule.WEIGHT)

    def _check_links(self) -> None:
        for name, pixel in self.pixels.items():
            _demand(name in PIXELS and bool(_PIXEL.fullmatch(pixel)), f"pixels.{name}", FormRule.PIXEL)
        page = self.success_page
        redirects = page.kind is SuccessKind.REDIRECT
        _demand(page.url is not None or not redirects, "success_page.url", FormRule.REDIRECT)
        _demand(page.url is None or bool(_ADDRESS.fullmatch(page.url)), "success_page.url", FormRule.ADDRESS)


def _demand(holds: bool, field: str, rule: FormRule) -> None:
    if not holds:
        raise FormContentInvalid(field=field, why=rule.value)


def _unlike(values: Iterable[object]) -> bool:
    listed = list(values)
    return len(set(listed)) == len(listed)
