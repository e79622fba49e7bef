"""Whether a voucher counts for a purchase: twelve checks in their order, of which the first that fails is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Rejected
from bosonline.domain.money import Money
from bosonline.domain.promotions.voucher import Voucher, VoucherKind
from bosonline.domain.stores.payment_method import PaymentMethod


class VoucherRefused(Rejected):
    """A voucher does not count for this purchase."""

    field = "voucher_code"


class VoucherUnknown(VoucherRefused):
    """The store has no voucher of this code."""

    code = "voucher-unknown"
    text = "There is no voucher with this code here"


class VoucherOff(VoucherRefused):
    """The seller has switched it off, or given it up."""

    code = "voucher-off"
    text = "This voucher is switched off"


class VoucherPaymentMethod(VoucherRefused):
    """It is for other payment methods."""

    code = "voucher-payment-method"
    text = "This voucher is for another way to pay: {methods}"


class VoucherUsedByBuyer(VoucherRefused):
    """The buyer has used it as often as one may."""

    code = "voucher-used-by-buyer"
    text = "You have used this voucher already; one buyer can use it {limit} times"


class VoucherUsedUp(VoucherRefused):
    """It has been used as often as it can be."""

    code = "voucher-used-up"
    text = "This voucher is used up"


class VoucherNotInPeriod(VoucherRefused):
    """Today is before its first day or after its last."""

    code = "voucher-not-in-period"
    text = "This voucher is valid from {start_date} to {end_date}"


class VoucherProducts(VoucherRefused):
    """It is for other goods."""

    code = "voucher-products"
    text = "This voucher is for other products than these"


class VoucherMinimumPurchase(VoucherRefused):
    """The goods that it is for cost too little."""

    code = "voucher-minimum-purchase"
    text = "This voucher takes a purchase of at least Rp{min_purchase}"


class VoucherRegion(VoucherRefused):
    """It is for other destinations."""

    code = "voucher-region"
    text = "This voucher is not for this destination"


class VoucherCourier(VoucherRefused):
    """It is for other couriers."""

    code = "voucher-courier"
    text = "This voucher is for another courier"


class VoucherMinimumQuantity(VoucherRefused):
    """The goods that it is for are too few."""

    code = "voucher-minimum-quantity"
    text = "This voucher takes at least {min_qty} pieces"


class VoucherAmount(VoucherRefused):
    """It takes nothing off."""

    code = "voucher-amount"
    text = "This voucher has no discount that could be taken off"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseItem:
    """Some of one variant at what it costs in all."""

    sku: Sku
    qty: int
    subtotal: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a voucher is held against; `district_code` and `courier` are None while they are not known.

    `today` is the day in the store's zone, and `shipping` what shipping costs.
    """

    items: Sequence[PurchaseItem]
    payment_method: PaymentMethod
    shipping: Money
    today: date
    district_code: str | None = None
    courier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A voucher that a buyer wants to use, and how often they have used it; None where there is none of that code."""

    code: str
    voucher: Voucher | None
    used_by_buyer: int = 0


def meant(voucher: Voucher, purchase: Purchase) -> list[PurchaseItem]:
    """The goods of a purchase that a voucher is for."""
    named = frozenset(voucher.terms.items)
    return [item for item in purchase.items if not named or item.sku in named]


def discount_on(voucher: Voucher, purchase: Purchase) -> Money:
    """What a voucher takes off a purchase: of the goods that it is for, or of the shipping; never more than these."""
    if voucher.terms.kind is VoucherKind.SHIPPING:
        return voucher.terms.discount.off(purchase.shipping)
    return voucher.terms.discount.off(Money.total(item.subtotal for item in meant(voucher, purchase)))


def reason_against(candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    """The first of the twelve checks that fails, as the refusal to tell; None where the voucher counts."""
    voucher = candidate.voucher
    if voucher is None:
        return VoucherUnknown()
    return next((reason for check in _CHECKS if (reason := check(voucher, candidate, purchase)) is not None), None)


_Check = Callable[[Voucher, Candidate, Purchase], VoucherRefused | None]


def _is_on(voucher: Voucher, _candidate: Candidate, _purchase: Purchase) -> VoucherRefused | None:
    return None if voucher.is_on and voucher.closed_at is None else VoucherOff()


def _method(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    methods = voucher.terms.payment_methods
    if not methods or purchase.payment_method in methods:
        return None
    return VoucherPaymentMethod(methods=", ".join(methods))


def _by_buyer(voucher: Voucher, candidate: Candidate, _purchase: Purchase) -> VoucherRefused | None:
    limit = voucher.terms.limit
    return VoucherUsedByBuyer(limit=limit) if candidate.used_by_buyer >= limit else None


def _by_all(voucher: Voucher, _candidate: Candidate, _purchase: Purchase) -> VoucherRefused | None:
    return VoucherUsedUp() if voucher.used >= voucher.terms.stock else None


def _period(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    first, last = voucher.terms.starts_on, voucher.terms.ends_on
    if first <= purchase.today <= last:
        return None
    return VoucherNotInPeriod(start_date=first.isoformat(), end_date=last.isoformat())


def _products(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    return None if meant(voucher, purchase) else VoucherProducts()


def _minimum_purchase(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    least = voucher.terms.min_purchase
    bought = Money.total(item.subtotal for item in meant(voucher, purchase))
    return VoucherMinimumPurchase(min_purchase=least.idr) if bought < least else None


def _region(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    provinces = voucher.terms.provinces
    return VoucherRegion() if provinces and (purchase.district_code or "")[:2] not in provinces else None


def _courier(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    couriers = voucher.terms.couriers
    return VoucherCourier() if couriers and purchase.courier not in couriers else None


def _minimum_quantity(voucher: Voucher, _candidate: Candidate, purchase: Purchase) -> VoucherRefused | None:
    least = voucher.terms.min_qty
    pieces = sum(item.qty for item in meant(voucher, purchase))
    return VoucherMinimumQuantity(min_qty=least) if pieces < least else None


def _amount(voucher: Voucher, _candidate: Candidate, _purchase: Purchase) -> VoucherRefused | None:
    return None if voucher.terms.discount.has_worth else VoucherAmount()


_CHECKS: tuple[_Check, ...] = (
    _is_on,
    _method,
    _by_buyer,
    _by_all,
    _period,
    _products,
    _minimum_purchase,
    _region,
    _courier,
    _minimum_quantity,
    _amount,
)
"""The checks that follow the first, which is that there is a voucher of the code."""
