"""The invoice: what was ordered, what it costs, and how to pay."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.outbound.paper.parts import moment, name_of, recipient, seller, shipping
from bosonline.adapters.outbound.paper.sheets import LINE, Sheet, grid, lined, space, stacked
from bosonline.adapters.outbound.paper.type import Barcode, says
from bosonline.adapters.outbound.paper.words import WORDS
from bosonline.application.ordering import Printout
from bosonline.application.ordering.print_orders import OrderRow
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod, PaymentStatus, Status
from bosonline.domain.ordering.wording import told_method

_FEES = (
    ("goods", "goods", 1),
    ("product_discount", "product_discount", -1),
    ("shipping", "shipping_cost", 1),
    ("shipping_discount", "shipping_discount", -1),
    ("insurance", "insurance", 1),
    ("cod_fee", "cod_fee", 1),
    ("other_fees", "other_fees", 1),
    ("unique_code", "unique_code", 1),
)
_OPEN = (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID, PaymentStatus.COD_DUE)


def invoice_of(order: OrderRow, printout: Printout, sheet: Sheet) -> Sequence[Any]:
    """The story of one invoice."""
    gap = sheet.text
    return [
        _head(order, printout, sheet),
        space(gap),
        _people(order, printout, sheet),
        space(gap),
        _lines(order, printout, sheet),
        space(gap),
        _totals(order, printout, sheet),
        space(gap),
        grid([[_how_to_pay(order, printout, sheet)]], [sheet.inner], splitByRow=0),
        *_note(order, printout, sheet),
    ]


def _head(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    align = "right" if sheet.is_wide else "left"
    state = "cancelled" if order["status"] == Status.CANCELLED else order["payment_status"]
    facts = stacked(
        (
            says(f"{words['invoice']} {order['invoice']}", size + 4, bold=True, align=align),
            space(3),
            Barcode(order["invoice"], height=size * 2.4, align=align),
            space(3),
            says(f"{words['date']}: {moment(order['created_at'], printout.zone)}", size, align=align),
            says(words[state], size + 1, bold=True, align=align),
        )
    )
    return _beside(seller(printout, sheet), facts, sheet)


def _people(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    return _beside(recipient(order, printout, sheet), shipping(order, printout, sheet), sheet)


def _beside(left: list[Any], right: list[Any], sheet: Sheet) -> Any:
    if sheet.is_wide:
        return grid([[left, right]], [sheet.inner * 0.56, sheet.inner * 0.44], ("RIGHTPADDING", (0, 0), (0, 0), 12))
    return grid([[left], [right]], [sheet.inner], ("TOPPADDING", (0, 1), (0, 1), 5))


def _lines(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    if sheet.is_wide:
        head = ["#", words["product"], words["qty"], words["price"], words["amount"]]
        rows = [
            [str(number), _product(line, words, size), _count(line["qty"]), _rupiah(line["price"]), _amount(line)]
            for number, line in enumerate(order["items"], 1)
        ]
        widths = [24.0, 0.0, 46.0, 82.0, 92.0]
    else:
        head = [words["product"], words["qty"], words["amount"]]
        rows = [
            [_product(line, words, size, price=True), _count(line["qty"]), _amount(line)] for line in order["items"]
        ]
        widths = [0.0, size * 5, size * 8.6]
    widths[widths.index(0.0)] = sheet.inner - sum(widths)
    return lined([head, *rows], widths, size=size, numbers=3 if sheet.is_wide else 2)


def _product(line: Any, words: Any, size: float, *, price: bool = False) -> list[Any]:
    small = f"SKU {line['sku']}" + (f" · {_rupiah(line['price'])}" if price else "")
    discount = f"{words['discount']} -{_rupiah(line['discount'])}"
    return stacked(
        (
            says(name_of(line), size),
            says(small, size - 1.5),
            says(discount, size - 1.5) if line["discount"] else None,
        )
    )


def _amount(line: Any) -> str:
    return _rupiah(line["subtotal"])


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _rupiah(amount: int) -> str:
    return str(Money(amount))


def _totals(order: OrderRow, printout: Printout, sheet: Sheet) -> Any:
    words, size = WORDS[printout.language], sheet.text
    totals, paid = order["totals"], order["paid"]
    told = [(words[word], sign * totals[part]) for part, word, sign in _FEES if totals[part] or part == "goods"]
    rows = [[says(name, size), says(_rupiah(amount), size, align="right")] for name, amount in told]
    bold = [(words["total"], totals["total"])]
    if paid and order["payment_status"] in _OPEN:
        bold += [(words["paid_so_far"], -paid), (words["left"], _left(order))]
    for name, amount in bold:
        rows.append([says(name, size + 1, bold=True), says(_rupiah(amount), size + 1, bold=True, align="right")])
    width = sheet.inner * 0.46 if sheet.is_wide else sheet.inner
    widths = [sheet.inner - width, width * 0.55, width * 0.45]
    return grid(
        [["", *row] for row in rows],
        widths,
        ("FONTSIZE", (0, 0), (0, -1), 1),
        ("LEADING", (0, 0), (0, -1), 1),
        ("LINEABOVE", (1, len(told)), (-1, len(told)), 0.8, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        splitByRow=0,
    )


def _left(order: OrderRow) -> int:
    left: int = order["totals"]["total"] - order["paid"]
    return max(0, left)


def _how_to_pay(order: OrderRow, printout: Printout, sheet: Sheet) -> list[Any]:
    words, size = WORDS[printout.language], sheet.text
    method = PaymentMethod(order["payment_method"])
    called = says(f"{words['method']}: {told_method(method, printout.language)}", size)
    if order["payment_status"] not in _OPEN or order["status"] == Status.CANCELLED:
        return [called]
    amount = _rupiah(_left(order))
    found = [says(words["how"], size, bold=True), called]
    if method is PaymentMethod.COD:
        return [*found, says(words["cash"].format(amount=amount), size)]
    if order["due_at"] is not None:
        found.append(says(f"{words['due']} {moment(order['due_at'], printout.zone)}", size))
    if method is PaymentMethod.BANK_TRANSFER and order["bank_accounts"]:
        accounts = [
            says(f"{account['bank_name']} {account['account_number']} – {account['account_name']}", size, bold=True)
            for account in order["bank_accounts"]
        ]
        return [*found, says(words["transfer"].format(amount=amount), size), *accounts]
    return [*found, says(words["online"].format(amount=amount), size), says(order["order_url"], size, bold=True)]


def _note(order: OrderRow, printout: Printout, sheet: Sheet) -> list[Any]:
    if not order["note"]:
        return []
    return [space(sheet.text), says(f"{WORDS[printout.language]['note']}: {order['note']}", sheet.text)]
