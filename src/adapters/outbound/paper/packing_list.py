"""The packing list: what goes into the parcel, with boxes to tick."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.outbound.paper.parts import (
    carried_by,
    moment,
    name_of,
    region_of,
    weight_of,
)
from bosonline.adapters.outbound.paper.sheets import Sheet, grid, lined, space, stacked
from bosonline.adapters.outbound.paper.type import Barcode, Box, says
from bosonline.adapters.outbound.paper.words import WORDS, told_weight
from bosonline.application.ordering import Printout
from bosonline.application.ordering.print_orders import OrderRow


def packing_list_of(order: OrderRow, printout: Printout, sheet: Sheet) -> Sequence[Any]:
    """The story of one packing list."""
    words, size = WORDS[printout.language], sheet.text
    told = [f"{name}: {answer}" for name, answer in order["fields"].items()]
    told += [f"{words['note']}: {order['note']}"] if order["note"] else []
    return [
        _head(order, printout, sheet),
        space(size),
        _lines(order, printout, sheet),
        space(size),
        says(f"{words['pieces']}: {order['qty']} · {words['weight']}: {_weight(order, printout)}", size + 1, bold=True),
        *(says(text, size) for text in told),
        space(size * 2),
        says(f"{words['packed_by']}: ____________   {words['checked_by']}: ____________", size),
    ]


def _weight(order: OrderRow, printout: Printout) -> str:
    return told_weight(weight_of(order), printout.language)


def _head(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    left = [
        says(f"{words['packing_list']} {order['invoice']}", size + 4, bold=True),
        says(f"{printout.sender.name} · {moment(order['created_at'], printout.zone)}", size),
        says(f"{words['to']}: {order['customer_name'] or words['erased']} – {region_of(order)}", size),
        says(f"{words['courier']}: {carried_by(order) or words['no_courier']}", size),
    ]
    right = stacked(
        (
            Barcode(order["invoice"], height=size * 2.6),
            says(order["invoice"], size, align="center"),
            space(4) if order["awb"] else None,
            Barcode(order["awb"], height=size * 2.6) if order["awb"] else None,
            says(order["awb"], size, align="center") if order["awb"] else None,
        )
    )
    if sheet.is_wide:
        return grid([[left, right]], [sheet.inner * 0.6, sheet.inner * 0.4], ("RIGHTPADDING", (0, 0), (0, 0), 10))
    return grid([[left], [right]], [sheet.inner], ("TOPPADDING", (0, 1), (0, 1), 5))


def _lines(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    rows = [
        [
            Box(size * 1.3),
            [says(name_of(line), size), says(f"SKU {line['sku']}", size - 0.5, bold=True)],
            says(f"{line['qty']} ×", size + 3, bold=True, align="right"),
        ]
        for line in order["items"]
    ]
    widths = [size * 2.2, 0.0, size * 7]
    widths[1] = sheet.inner - sum(widths)
    return lined([["", words["product"], words["qty"]], *rows], widths, size=size, numbers=1)
