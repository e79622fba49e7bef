"""A whole printout as one PDF: what reportlab is loaded for."""

import io
from collections.abc import Callable, Mapping, Sequence

from reportlab.pdfgen.canvas import Canvas

from bosonline.adapters.outbound.paper.invoice import invoice_of
from bosonline.adapters.outbound.paper.label import label_of
from bosonline.adapters.outbound.paper.packing_list import packing_list_of
from bosonline.adapters.outbound.paper.sheets import Sheet, pour, pour_four, shapes
from bosonline.adapters.outbound.paper.type import set_type
from bosonline.adapters.outbound.paper.words import WORDS
from bosonline.application.ordering import Printout
from bosonline.application.ordering.print_orders import OrderRow
from bosonline.domain.ordering.paper import PaperKind, PaperSize

_LAYOUTS: Mapping[PaperKind, Callable[[OrderRow, Printout, Sheet], Sequence[object]]] = {
    PaperKind.INVOICE: invoice_of,
    PaperKind.LABEL: label_of,
    PaperKind.PACKING_LIST: packing_list_of,
}


def printed(printout: Printout) -> bytes:
    """The PDF."""
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
