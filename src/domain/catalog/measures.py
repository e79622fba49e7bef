"""What goods weigh, measure, cost and number, within bounds that keep out slips of the keyboard."""

from dataclasses import dataclass

from bosonline.domain.errors import Conflict, Rejected
from bosonline.domain.money import ZERO, Money

MAX_PRICE = Money(1_000_000_000)
MAX_WEIGHT = 500_000
MAX_LENGTH = 1_000
MAX_STOCK = 10_000_000


class ParcelOutOfBounds(Rejected):
    """A weight or a length that no parcel has."""

    code = "parcel-out-of-bounds"
    text = "A weight lies between 1 and 500000 grams, a length, width or height between 0 and 1000 cm"
    field = "weight"


class PriceOutOfBounds(Rejected):
    """A price below zero or beyond a milliard."""

    code = "price-out-of-bounds"
    text = "A price lies between Rp0 and Rp1.000.000.000"
    field = "price"


class StockOutOfBounds(Rejected):
    """Less than nothing on hand, or more than a warehouse holds, or more reserved than there is."""

    code = "stock-out-of-bounds"
    text = "Stock lies between 0 and 10000000 and is never less than what orders have reserved"
    field = "stok"


class StockBelowReserved(Conflict):
    """An edit would leave less on hand than orders have reserved."""

    code = "stock-below-reserved"
    text = "{sku}: of {on_hand} on hand orders have reserved {reserved}, so that there cannot be {wanted}"
    field = "stok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Weight in grams and the three sides in cm; a side of 0 is not known."""

    weight: int
    length: int = 0
    width: int = 0
    height: int = 0

    def __post_init__(self) -> None:
        sides = (self.length, self.width, self.height)
        if not 1 <= self.weight <= MAX_WEIGHT or not all(0 <= side <= MAX_LENGTH for side in sides):
            raise ParcelOutOfBounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The selling price, the list price that it is compared with, and what the goods cost the seller."""

    selling: Money
    listed: Money
    cost: Money = ZERO

    def __post_init__(self) -> None:
        for amount in (self.selling, self.listed, self.cost):
            if not ZERO <= amount <= MAX_PRICE:
                raise PriceOutOfBounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What is in the warehouse, and how much of it orders have reserved."""

    on_hand: int = 0
    reserved: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.reserved <= self.on_hand <= MAX_STOCK:
            raise StockOutOfBounds

    @property
    def available(self) -> int:
        """What can still be ordered."""
        return self.on_hand - self.reserved
