"""An order as its page tells it: where it stands, the steps of its way, and the rows of what it costs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ordering import PublicOrder
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod, PaymentStatus, Status

_WAY = (Status.PENDING, Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED)
_TAKEN_OFF = ("product_discount", "shipping_discount")
_FEES = ("shipping", "cod_fee", "insurance", "other_fees", "unique_code")
_BACK = (Status.RETURNING, Status.RETURNED)
UNIQUE_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an order stands: the word for it, its tone (`good`, `warn`, `bad` or none), and what there is to say."""

    word: str
    tone: str = ""
    help: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of an order's way; `state` is `done`, `now` or empty."""

    word: str
    state: str
    at: datetime | None = None


def standing_of(order: PublicOrder) -> Standing:
    """Where the order stands, in the words of its page."""
    if order.status is Status.CANCELLED:
        late = order.payment_status is PaymentStatus.PAID_AFTER_EXPIRY
        given_back = order.payment_status is PaymentStatus.REFUNDED
        text = "paid_after_expiry" if late else "refunded" if given_back else None
        if order.is_expired:
            return Standing(word="expired", tone="bad", help=text or "expired_help")
        return Standing(word="cancelled", tone="bad", help=text)
    if order.due:
        return Standing(word=order.payment_status.value, tone="warn")
    told = order.payment_status.value if order.payment_status is PaymentStatus.OVERPAID else None
    is_there = order.status is Status.DELIVERED
    return Standing(
        word=order.status.value, tone="good" if is_there else "warn" if order.status in _BACK else "", help=told
    )


def steps_of(order: PublicOrder) -> list[Step]:
    """The way of an order that is on it; one that ended otherwise has none."""
    if order.status not in _WAY:
        return []
    is_cod = order.payment_method is PaymentMethod.COD
    here = _WAY.index(order.status)
    reached = [
        ("step_placed", True, order.created_at),
        *([] if is_cod else [("step_paid", not order.due, order.paid_at)]),
        ("step_processing", here >= _WAY.index(Status.PROCESSING), None),
        ("step_shipped", here >= _WAY.index(Status.SHIPPED), order.shipped_at),
        ("step_delivered", here >= _WAY.index(Status.DELIVERED), None),
    ]
    last = max(at for at, (_, is_reached, _) in enumerate(reached) if is_reached)
    return [
        Step(word=word, state="now" if at == last else "done" if at < last and is_reached else "", at=when)
        for at, (word, is_reached, when) in enumerate(reached)
    ]


def costs_of(order: PublicOrder) -> Iterator[tuple[str, Money]]:
    """The parts of the total that are not nothing, by their words; what is taken off is below zero."""
    parts: Mapping[str, int] = order.totals.as_facts()
    yield "subtotal", order.totals.goods
    for name in ("product_discount", *_FEES, "shipping_discount"):
        if parts[name]:
            yield name, Money(-parts[name] if name in _TAKEN_OFF else parts[name])


def marked(order: PublicOrder) -> tuple[str, str]:
    """The amount that is due in two parts, of which the second is what a unique code shows in."""
    told = str(order.due)
    if not order.totals.unique_code or len(told) <= UNIQUE_DIGITS + 2:
        return told, ""
    return told[:-UNIQUE_DIGITS], told[-UNIQUE_DIGITS:]
