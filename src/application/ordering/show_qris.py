"""The QRIS of an order, to be scanned or saved."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bosonline.application.ordering.public_order import ReadPublicOrder
from bosonline.domain.errors import Conflict
from bosonline.domain.ordering import Invoice, Secret


class QrisNotDue(Conflict):
    """The order is paid in another way, or has been paid, or has ended, or its store has no QRIS (any more)."""

    code = "qris-not-due"
    text = "There is nothing to be paid by QRIS for this order"


class QrFormat(StrEnum):
    """How a code is drawn."""

    PNG = "png"
    SVG = "svg"


class DrawQr(Protocol):
    """Draws a text as a QR code."""

    def __call__(self, text: str, drawn_as: QrFormat, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QrisDrawn:
    """A QR code, and what it is called where it is saved."""

    invoice: Invoice
    drawn_as: QrFormat
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowQris:
    """Draw what the buyer pays an order by: the store's own QRIS with what is due. `OrderNotFound`, `QrisNotDue`."""

    read: ReadPublicOrder
    draw: DrawQr

    def __call__(self, *, secret: Secret, drawn_as: QrFormat = QrFormat.PNG) -> QrisDrawn:
        order = self.read(secret=secret)
        if order.qris is None:
            raise QrisNotDue
        return QrisDrawn(invoice=order.invoice, drawn_as=drawn_as, content=self.draw(order.qris, drawn_as))
