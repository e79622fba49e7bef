"""What is left of an order whose buyer was erased, and which orders stand in the way."""

from dataclasses import replace

from bosonline.domain.ordering.customer import Customer
from bosonline.domain.ordering.history import HistoryEntry
from bosonline.domain.ordering.order import Order
from bosonline.domain.ordering.status import PaymentStatus, Status
from bosonline.domain.phone import ERASED_PHONE

UNDER_WAY = (Status.PENDING, Status.PROCESSING, Status.READY, Status.SHIPPED, Status.RETURNING)
"""Somebody still has to reach the buyer of such an order; one that was only abandoned stands in nobody's way."""

IMPERSONAL = frozenset(
    (
        *(
            "placed",
            "abandoned",
            "status",
            "payment_status",
            "paid",
            "proof",
            "follow-up",
            "follow-up-outcome",
            "opt-out",
        ),
        *("shipping", "shipping_discount", "cod_fee", "other_fees", "unique_code", "total"),
        *("payment_method", "bank_account", "due_at", "district_code", "quarantine", "shipment", "awb"),
    )
)
"""Entries of an order's history that say nothing about who bought; what others were and became is erased."""

ERASED_STORE_NAME = "(dihapus)"


def is_in_the_way(order: Order) -> bool:
    """Whether the order has to end before its buyer can be erased; a late payment is to be given back first."""
    return order.status in UNDER_WAY or order.payment_status is PaymentStatus.PAID_AFTER_EXPIRY


def erase(order: Order) -> None:
    """Leave what the books need: goods, amounts, dates and the district."""
    order.customer = Customer(name="", phone=ERASED_PHONE)
    address = order.address
    region = address.region.partition(", ")[2] if address.village_code else address.region
    order.address = replace(address, street="", region=region, village_code=None, post_code=None)
    order.note, order.cancel_reason, order.content, order.cs_reason = "", None, "", None
    order.quarantine_reasons, order.answers, order.source = (), {}, {}


def erased_entry(entry: HistoryEntry) -> HistoryEntry:
    """An entry of the history of such an order."""
    return entry if entry.what in IMPERSONAL else replace(entry, was=None, became=None)
