"""The label on a parcel: where it goes, who carries it, and what the courier has to collect."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import black

from bosonline.adapters.outbound.paper.parts import carried_by, name_of, phone_of, weight_of
from bosonline.adapters.outbound.paper.sheets import LINE, Sheet, grid, space, stacked
from bosonline.adapters.outbound.paper.type import Barcode, says
from bosonline.adapters.outbound.paper.words import WORDS, told_weight
from bosonline.application.ordering import Printout
from bosonline.application.ordering.print_orders import OrderRow
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod
from bosonline.domain.ordering.template import shortened

_CONTENTS = 160


def label_of(order: OrderRow, printout: Printout, sheet: Sheet) -> Sequence[Any]:
    """The story of one label."""
    return [
        _head(order, printout, sheet),
        space(5),
        *_waybill(order, printout, sheet),
        space(5),
        _cash(order, printout, sheet),
        space(6),
        *_recipient(order, printout, sheet),
        space(6),
        _rule(sheet),
        space(3),
        *_sender(printout, sheet),
        space(5),
        _rule(sheet),
        space(3),
        _parcel(order, printout, sheet),
    ]


def _head(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    carried = says(carried_by(order) or words["no_courier"], size + 5, bold=True, align="right")
    row = [says(printout.sender.name, size + 1, bold=True), carried]
    return grid([row], [sheet.inner * 0.5] * 2, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))


def _waybill(order: OrderRow, printout: Printout, sheet: Sheet) -> list[Any]:
    words, size = WORDS[printout.language], sheet.text
    if not order["awb"]:
        return [says(words["no_waybill"], size, align="center")]
    told = says(f"{words['waybill']}: {order['awb']}", size + 2, bold=True, align="center")
    return [Barcode(order["awb"], height=42, module=1.6), space(2), told]


def _cash(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words = WORDS[printout.language]
    left = max(0, order["totals"]["total"] - order["paid"])
    if order["payment_method"] == PaymentMethod.COD and left:
        told = says(f"{words['collect']} {Money(left)}", 15, bold=True, align="center", white=True)
        drawn: Any = ("BACKGROUND", (0, 0), (-1, -1), black)
    else:
        told = says(words["nothing"], sheet.text + 1, bold=True, align="center")
        drawn = ("BOX", (0, 0), (-1, -1), 1, black)
    padded = (("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 5))
    return grid([[told]], [sheet.inner], drawn, *padded)


def _recipient(order: OrderRow, printout: Printout, sheet: Sheet) -> list[Any]:
    words, size, address = WORDS[printout.language], sheet.text, order["address"]
    code = f"{words['post_code']} {address['post_code']}"
    return stacked(
        (
            says(words["recipient"], size - 1),
            says(order["customer_name"] or words["erased"], size + 4, bold=True),
            says(phone_of(order), size + 2.5, bold=True),
            says(address["street"], size + 1.5),
            says(address["region"], size + 1.5, bold=True),
            says(code, size + 2.5, bold=True) if address["post_code"] else None,
        )
    )


def _sender(printout: Printout, sheet: Sheet) -> list[Any]:
    words, size, sender = WORDS[printout.language], sheet.text, printout.sender
    who = " · ".join(part for part in (sender.name, sender.contact, sender.phone) if part)
    where = ", ".join(part for part in (sender.address, f"{sender.region} {sender.post_code}".strip()) if part)
    return stacked((says(words["sender"], size - 1), says(who, size, bold=True), says(where, size) if where else None))


def _parcel(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    goods = ", ".join(f"{line['qty']}x {name_of(line)}" for line in order["items"])
    told = [
        says(f"{words['weight']}: {told_weight(weight_of(order), printout.language)}", size + 1, bold=True),
        says(f"{words['pieces']}: {order['qty']}", size),
        says(f"{words['contents']}: {shortened(goods, _CONTENTS)}", size - 0.5),
    ]
    code = [Barcode(order["invoice"], height=22), space(1), says(order["invoice"], size, bold=True, align="center")]
    widths = [sheet.inner * 0.56, sheet.inner * 0.44]
    return grid([[told, code]], widths, ("RIGHTPADDING", (0, 0), (0, 0), 8))


def _rule(sheet: Sheet) -> Any:
    return grid([[""]], [sheet.inner], ("LINEABOVE", (0, 0), (-1, -1), 0.6, LINE), rowHeights=[1])
