"""Vouchers: what a seller takes off the goods or the shipping, on which terms, and how often."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import NewType

from bosonline.domain.catalog.measures import MAX_PRICE
from bosonline.domain.catalog.sku import RESERVED_CODES, Sku
from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.stores.payment_method import PaymentMethod

VoucherId = NewType("VoucherId", int)
VoucherCode = NewType("VoucherCode", str)

MAX_USES = 10_000_000
MAX_QTY = 10_000

_CODE = re.compile(r"(?!\.+\Z)[A-Za-z0-9._-]{1,64}", re.ASCII)
_PROVINCE = re.compile(r"[0-9]{2}", re.ASCII)
_COURIER = re.compile(r"[A-Za-z0-9_-]{1,20}", re.ASCII)


class VoucherKind(StrEnum):
    """What a voucher takes off from: the goods, or the shipping; the words are those of the API."""

    PRODUCT = "product"
    SHIPPING = "ongkir"


class DiscountKind(StrEnum):
    """How a discount is reckoned; the words are those of the API."""

    FIXED = "fix"
    PERCENT = "percent"


class VoucherStatus(IntEnum):
    """How a voucher stands on a day; the numbers are those of the API."""

    OFF = 0
    SCHEDULED = 1
    ACTIVE = 2
    ENDED = 3
    USED_UP = 4


class VoucherRule(StrEnum):
    """What holds for every voucher."""

    DESCRIPTION = "A description has 1 to 255 characters"
    PERCENT = "A discount in percent lies between 1 and 100"
    AMOUNT = "A discount in rupiah lies between Rp1 and Rp1.000.000.000"
    CEILING = "The ceiling of a discount lies between Rp1 and Rp1.000.000.000"
    PERIOD = "The last day is not before the first"
    STOCK = "A voucher can be used 1 to 10000000 times"
    LIMIT = "One buyer can use a voucher 1 to 10000000 times"
    ITEMS = "A voucher names at most 100 SKUs, each of them once"
    MIN_PURCHASE = "A minimum purchase lies between Rp0 and Rp1.000.000.000"
    MIN_QTY = "A minimum quantity lies between 0 and 10000"
    METHODS_ONCE = "A payment method is named once"
    PROVINCES = "A province is named once, by the two digits of its code"
    COURIERS = "A courier is named once, by its code"


class VoucherCodeInvalid(Rejected):
    """Not a code, or a word that is reserved."""

    code = "voucher-code-invalid"
    text = "A voucher code has 1 to 64 letters, digits, dots, dashes or underscores, and is not a reserved word"
    field = "code"


class VoucherCodeFixed(Rejected):
    """A voucher keeps the code that it was made with."""

    code = "voucher-code-fixed"
    text = "A voucher keeps its code; make another voucher for another code"
    field = "code"


class VoucherCodeTaken(Conflict):
    """The store has a voucher of this code, in whatever case it is written."""

    code = "voucher-code-taken"
    text = "Your store has a voucher with this code already"
    field = "code"


class VoucherInvalid(Rejected):
    """The terms contradict a rule, which the fact `why` tells."""

    code = "voucher-invalid"
    text = "{why}"


class VoucherItemUnknown(Rejected):
    """A voucher names what the store does not sell; the fact `skus` tells it."""

    code = "voucher-item-unknown"
    text = "Your store sells no variant with the SKU: {told}"
    field = "items"

    @classmethod
    def of(cls, skus: Iterable[Sku]) -> "VoucherItemUnknown":
        """The refusal that names these."""
        listed = sorted(skus)
        return cls(skus=listed, told=", ".join(listed))


class VoucherInUse(Conflict):
    """Buyers have used the voucher: what they were promised stays; the fact `fixed` names what was to be changed."""

    code = "voucher-in-use"
    text = "Buyers have used this voucher, so these stay as they are: {told}; make another voucher instead"

    @classmethod
    def of(cls, fixed: Iterable[str]) -> "VoucherInUse":
        """The refusal that names these members."""
        names = list(fixed)
        return cls(fixed=names, told=", ".join(names))


class VoucherStockBelowUsed(Rejected):
    """More uses were made than the voucher would have."""

    code = "voucher-stock-below-used"
    text = "This voucher has been used {used} times already; it cannot have fewer uses than that"
    field = "voucher_stok"


class VoucherClosed(Conflict):
    """A voucher that was deleted after it had been used: it is kept for its orders alone."""

    code = "voucher-closed"
    text = "This voucher was deleted and is kept for its orders alone"


class VoucherNotFound(NotFound):
    """The store has no voucher of this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherCreated:
    """A store has one more voucher."""

    code: VoucherCode
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherChanged:
    """A voucher has other terms."""

    code: VoucherCode
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherSwitched:
    """A voucher was switched on or off."""

    code: VoucherCode
    is_on: bool
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRemoved:
    """A voucher is gone; `is_kept` where it is kept for the orders that used it."""

    code: VoucherCode
    is_kept: bool
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A fixed amount of rupiah or a percentage, with a ceiling where one is named."""

    kind: DiscountKind
    value: int
    ceiling: Money | None = None

    @property
    def has_worth(self) -> bool:
        """Whether it takes anything off: a percentage of 1 to 100, or an amount above zero."""
        return 1 <= self.value <= 100 if self.kind is DiscountKind.PERCENT else self.value > 0

    def off(self, amount: Money) -> Money:
        """What it takes off an amount: percentages rounded down, never more than the ceiling or the amount itself."""
        taken = amount.percent_down(self.value) if self.kind is DiscountKind.PERCENT else Money(self.value)
        return min(taken, amount, *(() if self.ceiling is None else (self.ceiling,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherTerms:
    """What a seller promises, to whom and how often; what is empty restricts nothing.

    `starts_on` and `ends_on` are days in the store's zone, both of them within; `stock` is how often it can be used in
    all, `limit` how often by one buyer. The minimum purchase and quantity count the goods that the voucher names.
    """

    description: str
    kind: VoucherKind
    discount: Discount
    starts_on: date
    ends_on: date
    stock: int
    limit: int
    items: tuple[Sku, ...] = ()
    min_purchase: Money = ZERO
    min_qty: int = 0
    payment_methods: tuple[PaymentMethod, ...] = ()
    provinces: tuple[str, ...] = ()
    couriers: tuple[str, ...] = ()
    is_listed: bool = True

    def check(self) -> None:
        """Refuse with `VoucherInvalid` what contradicts the rules, naming the member at fault."""
        _demand(1 <= len(self.description.strip()) <= 255, "description", VoucherRule.DESCRIPTION)
        self._check_discount()
        _demand(self.starts_on <= self.ends_on, "end_date", VoucherRule.PERIOD)
        _demand(1 <= self.stock <= MAX_USES, "voucher_stok", VoucherRule.STOCK)
        _demand(1 <= self.limit <= MAX_USES, "voucher_limit", VoucherRule.LIMIT)
        self._check_conditions()

    def _check_discount(self) -> None:
        discount, ceiling = self.discount, self.discount.ceiling
        is_percent = discount.kind is DiscountKind.PERCENT
        rule = VoucherRule.PERCENT if is_percent else VoucherRule.AMOUNT
        _demand(discount.has_worth and discount.value <= MAX_PRICE.idr, "discount_value", rule)
        _demand(ceiling is None or ZERO < ceiling <= MAX_PRICE, "max_discount", VoucherRule.CEILING)

    def _check_conditions(self) -> None:
        _demand(len(self.items) <= 100 and _unlike(self.items), "items", VoucherRule.ITEMS)
        _demand(ZERO <= self.min_purchase <= MAX_PRICE, "min_purchase", VoucherRule.MIN_PURCHASE)
        _demand(0 <= self.min_qty <= MAX_QTY, "min_qty", VoucherRule.MIN_QTY)
        _demand(_unlike(self.payment_methods), "payment_methods", VoucherRule.METHODS_ONCE)
        provinces_hold = _unlike(self.provinces) and all(_PROVINCE.fullmatch(code) for code in self.provinces)
        _demand(provinces_hold, "provinces", VoucherRule.PROVINCES)
        couriers_hold = _unlike(self.couriers) and all(_COURIER.fullmatch(code) for code in self.couriers)
        _demand(couriers_hold, "couriers", VoucherRule.COURIERS)

    def fixed_against(self, other: "VoucherTerms") -> list[str]:
        """What of these terms a used voucher keeps and the other terms have otherwise, as the API calls it."""
        kept = {
            "type": self.kind == other.kind,
            "discount_type": self.discount.kind == other.discount.kind,
            "discount_value": self.discount.value == other.discount.value,
            "max_discount": self.discount.ceiling == other.discount.ceiling,
            "start_date": self.starts_on == other.starts_on,
        }
        return [name for name, same in kept.items() if not same]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """One voucher of one store; `id` is 0 until it is kept. `used` counts the uses that were not given back."""

    id: VoucherId = VoucherId(0)
    store: StoreId
    code: VoucherCode
    terms: VoucherTerms
    is_on: bool = True
    used: int = 0
    created_at: datetime
    closed_at: datetime | None = None
    version: int = 0

    @classmethod
    def of(cls, code: str, terms: VoucherTerms, *, store: StoreId, at: datetime) -> "Voucher":
        """A new voucher that is switched on; `VoucherCodeInvalid` or `VoucherInvalid`."""
        checked = checked_code(code)
        terms.check()
        return cls(store=store, code=checked, terms=terms, created_at=at)

    def status(self, today: date) -> VoucherStatus:
        """How it stands on a day of the store."""
        if not self.is_on or self.closed_at is not None:
            return VoucherStatus.OFF
        if today > self.terms.ends_on:
            return VoucherStatus.ENDED
        if self.used >= self.terms.stock:
            return VoucherStatus.USED_UP
        return VoucherStatus.SCHEDULED if today < self.terms.starts_on else VoucherStatus.ACTIVE

    def kept(self, voucher: VoucherId) -> "Voucher":
        """This voucher with the id under which it is kept from now on."""
        return replace(self, id=voucher, version=1)

    def created(self) -> VoucherCreated:
        """The news of this voucher."""
        return VoucherCreated(code=self.code, at=self.created_at)

    def change(
        self, terms: VoucherTerms, *, was_used: bool, by: Author, at: datetime
    ) -> tuple["Voucher", VoucherChanged | None]:
        """The voucher under other terms, and the news of it; None where they are the same.

        What a used voucher takes off, from what and since when stays: `VoucherInUse`. `VoucherStockBelowUsed`,
        `VoucherClosed`, `VoucherInvalid`.
        """
        self._demand_open()
        terms.check()
        fixed = self.terms.fixed_against(terms)
        if was_used and fixed:
            raise VoucherInUse.of(fixed)
        if terms.stock < self.used:
            raise VoucherStockBelowUsed(used=self.used)
        if terms == self.terms:
            return self, None
        return replace(self, terms=terms), VoucherChanged(code=self.code, by=by, at=at)

    def switch(self, *, on: bool, by: Author, at: datetime) -> tuple["Voucher", VoucherSwitched | None]:
        """The voucher switched on or off, and the news of it; None where it was so already. `VoucherClosed`."""
        self._demand_open()
        if on is self.is_on:
            return self, None
        return replace(self, is_on=on), VoucherSwitched(code=self.code, is_on=on, by=by, at=at)

    def close(self, *, by: Author, at: datetime) -> tuple["Voucher", VoucherRemoved]:
        """The voucher as it is kept for the orders that used it, and the news of it; `VoucherClosed`."""
        self._demand_open()
        return replace(self, is_on=False, closed_at=at), self.removed(is_kept=True, by=by, at=at)

    def removed(self, *, is_kept: bool, by: Author, at: datetime) -> VoucherRemoved:
        """The news that it is gone."""
        return VoucherRemoved(code=self.code, is_kept=is_kept, by=by, at=at)

    def _demand_open(self) -> None:
        if self.closed_at is not None:
            raise VoucherClosed


def checked_code(text: str) -> VoucherCode:
    """The text as a voucher code, or `VoucherCodeInvalid`."""
    if not _CODE.fullmatch(text) or text.lower() in RESERVED_CODES:
        raise VoucherCodeInvalid
    return VoucherCode(text)


def code_key(code: str) -> str:
    """What a code is known by: buyers type it in whatever case."""
    return code.lower()


def _demand(holds: bool, field: str, rule: VoucherRule) -> None:
    if not holds:
        raise VoucherInvalid(field=field, why=rule.value)


def _unlike(values: tuple[object, ...]) -> bool:
    return len(set(values)) == len(values)
