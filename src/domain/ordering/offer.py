"""What a form offers at this moment, as buyers are shown it: prices, and whether there is any left."""

from dataclasses import dataclass
from enum import StrEnum

from bosonline.domain.catalog.sku import Sku
from bosonline.domain.catalog.wholesale import Tier
from bosonline.domain.errors import Conflict
from bosonline.domain.forms import Bump, FormItem
from bosonline.domain.money import Money


class FormSoldOut(Conflict):
    """Nothing that the form offers is left."""

    code = "form-sold-out"
    text = "Everything on this form is sold out at the moment"


class Availability(StrEnum):
    """What buyers are told of the stock."""

    AVAILABLE = "available"
    LOW = "low"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A variant on sale as a shop window shows it; `listed` is the price that its own is compared with."""

    sku: Sku
    product_sku: Sku
    product_name: str
    description: str
    images: tuple[str, ...]
    name: str
    price: Money
    listed: Money
    weight: int
    min_qty: int
    wholesale: tuple[Tier, ...]
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Goods at the form's conditions. How many there are is told of those alone that run low, as `left`.

    A price of the form's own has no wholesale tiers beside it. `text` is what the seller says to an order bump.
    """

    goods: Goods
    price: Money
    wholesale: tuple[Tier, ...] = ()
    min_qty: int = 1
    max_qty: int | None = None
    default_qty: int | None = None
    availability: Availability
    left: int | None = None
    text: str = ""

    @property
    def is_sold_out(self) -> bool:
        """Whether nobody can order it now."""
        return self.availability is Availability.SOLD_OUT

    @property
    def was(self) -> Money | None:
        """The price that this one is compared with, where that is higher."""
        return self.goods.listed if self.goods.listed > self.price else None


def offer_of(item: FormItem, goods: Goods, *, low_stock: int) -> Offer:
    """An item of a form; up to `low_stock` pieces run low."""
    least = max(goods.min_qty, item.min_qty)
    availability, left = _standing(goods, least, low_stock)
    bounds = [most for most in (item.max_qty, left) if most is not None]
    return Offer(
        goods=goods,
        price=goods.price if item.price is None else item.price,
        wholesale=goods.wholesale if item.price is None else (),
        min_qty=least,
        max_qty=min(bounds, default=None),
        default_qty=item.default_qty,
        availability=availability,
        left=left,
    )


def bump_of(bump: Bump, goods: Goods, *, low_stock: int) -> Offer:
    """An order bump: one piece more, at a price of its own."""
    availability, left = _standing(goods, 1, low_stock)
    return Offer(goods=goods, price=bump.price, max_qty=1, availability=availability, left=left, text=bump.text)


def _standing(goods: Goods, least: int, low_stock: int) -> tuple[Availability, int | None]:
    if goods.available < least:
        return Availability.SOLD_OUT, None
    if goods.available <= low_stock:
        return Availability.LOW, goods.available
    return Availability.AVAILABLE, None
