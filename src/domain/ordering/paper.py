"""What is printed of orders, and of which."""

from collections.abc import Mapping
from enum import StrEnum

from bosonline.domain.errors import Conflict, NotFound
from bosonline.domain.ordering.status import Status

PRINTED_AT_ONCE = 200
"""How many orders one print run takes at most."""


class PaperKind(StrEnum):
    """What is printed; the words are those of the API."""

    INVOICE = "invoice"
    LABEL = "label"
    PACKING_LIST = "packing_list"


class PaperSize(StrEnum):
    """What it is printed on: sheets, or the roll of a receipt printer 80 mm wide."""

    A4 = "a4"
    A6 = "a6"
    THERMAL_80 = "thermal-80"


PRINTED: Mapping[PaperKind, tuple[Status, ...]] = {
    PaperKind.INVOICE: tuple(status for status in Status if status is not Status.ABANDONED),
    PaperKind.LABEL: (Status.PROCESSING, Status.READY, Status.SHIPPED),
    PaperKind.PACKING_LIST: tuple(
        status for status in Status if status not in (Status.ABANDONED, Status.CANCELLED, Status.RETURNED)
    ),
}
"""Of which orders each kind is printed. A label makes a parcel leave, so the order must have been taken on."""


class OrdersUnknown(NotFound):
    """Some of the orders that were named are not there; the fact `invoices` lists them, and nothing was printed."""

    code = "orders-unknown"
    text = "Record not found: {told}"


class PaperNotDue(Conflict):
    """This is not printed of an order that stands where this one does; nothing was printed."""

    code = "paper-not-due"
    text = "{invoice} is {status}; a {kind} is printed of orders that are: {due}"


class LabelOfQuarantined(Conflict):
    """An order in quarantine is not sent before somebody has looked at it; nothing was printed."""

    code = "label-of-quarantined"
    text = "{invoice} is in quarantine: let it out before you send it"


def check_paper(kind: PaperKind, *, invoice: str, status: Status, is_quarantined: bool, field: str) -> None:
    """Refuse what is not printed of this order: `PaperNotDue`, `LabelOfQuarantined`."""
    if status not in PRINTED[kind]:
        due = ", ".join(PRINTED[kind])
        raise PaperNotDue(field=field, invoice=invoice, status=status.value, kind=kind.value, due=due)
    if kind is PaperKind.LABEL and is_quarantined:
        raise LabelOfQuarantined(field=field, invoice=invoice)
