"""Orders on paper, by reportlab, one run at a time."""

import io
import threading
from collections.abc import Callable, Mapping, Sequence

from reportlab.pdfgen.canvas import Canvas

from bosonline.adapters.outbound.paper.invoice import invoice_of
from bosonline.adapters.outbound.paper.label import label_of
from bosonline.adapters.outbound.paper.packing_list import packing_list_of
from bosonline.adapters.outbound.paper.sheets import Sheet, pour, pour_four, shapes
from bosonline.adapters.outbound.paper.type import set_type
from bosonline.adapters.outbound.paper.words import WORDS
from bosonline.application.ordering import PressBusy, Printout
from bosonline.application.ordering.print_orders import OrderRow
from bosonline.domain.ordering.paper import PaperKind, PaperSize

WAITING_AT_MOST = 4
WAITED_SECONDS = 20.0

_LAYOUTS: Mapping[PaperKind, Callable[[OrderRow, Printout, Sheet], Sequence[object]]] = {
    PaperKind.INVOICE: invoice_of,
    PaperKind.LABEL: label_of,
    PaperKind.PACKING_LIST: packing_list_of,
}


class ReportlabPress:
    """Printouts as PDF with their own type in them.

    To lay out pages takes the processor for itself, so runs take turns: a few wait for theirs, `PressBusy` sends away
    the others, and requests of other kinds keep their threads.
    """

    def __init__(self, *, waiting: int = WAITING_AT_MOST, seconds: float = WAITED_SECONDS) -> None:
        self._turn, self._places, self._seconds = threading.Lock(), threading.BoundedSemaphore(waiting + 1), seconds

    def __call__(self, printout: Printout, /) -> bytes:
        if not self._places.acquire(blocking=False):
            raise PressBusy
        try:
            if not self._turn.acquire(timeout=self._seconds):
                raise PressBusy
            try:
                return _printed(printout)
            finally:
                self._turn.release()
        finally:
            self._places.release()


def _printed(printout: Printout) -> bytes:
    set_type()
    sheet, layout = shapes(printout.size, printout.kind), _LAYOUTS[printout.kind]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(sheet.width, sheet.height or sheet.width), pageCompression=1)
    canvas.setTitle(WORDS[printout.language][printout.kind.value])
    canvas.setCreator("BosOnline")
    stories = (layout(order, printout, sheet) for order in printout.orders)
    if printout.kind is PaperKind.LABEL and printout.size is PaperSize.A4:
        pour_four(canvas, stories, sheet)
    else:
        for order, story in zip(printout.orders, stories, strict=True):
            pour(canvas, story, sheet, called=order["invoice"])
    canvas.save()
    return file.getvalue()
