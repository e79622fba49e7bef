"""What several kinds of paper show alike."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bosonline.adapters.outbound.paper.sheets import Sheet, stacked
from bosonline.adapters.outbound.paper.type import says
from bosonline.adapters.outbound.paper.words import WORDS
from bosonline.application.ordering import Printout
from bosonline.application.ordering.print_orders import OrderRow
from bosonline.domain.phone import ERASED_PHONE, Phone
from bosonline.domain.stores import Zone

_CLOCKS = {Zone.WIB: "WIB", Zone.WITA: "WITA", Zone.WIT: "WIT"}


def moment(at: datetime, zone: Zone) -> str:
    """An instant on the store's clock: `31/01/2026 10.00 WIB`."""
    return f"{at.astimezone(ZoneInfo(zone)):%d/%m/%Y %H.%M} {_CLOCKS[zone]}"


def phone_of(order: OrderRow) -> str:
    """The buyer's phone as `08...`, or as it was masked; nothing where it was erased."""
    phone: str | None = order["customer_phone"]
    if phone is None or phone == ERASED_PHONE.e164:
        return ""
    return phone if "*" in phone else Phone(phone).local


def name_of(line: Any) -> str:
    """Product and variant, which often bear the same name."""
    product, variant = line["product_name"], line["name"]
    return product if variant in ("", product) else f"{product} – {variant}"


def weight_of(order: OrderRow) -> int:
    """The goods in grams."""
    return sum(line["weight"] * line["qty"] for line in order["items"])


def carried_by(order: OrderRow) -> str:
    """Courier and service, in capitals as they name themselves; nothing where none is chosen."""
    return " ".join(part for part in (order["courier_code"], order["service_code"]) if part).upper()


def region_of(order: OrderRow) -> str:
    """The region with its post code."""
    address = order["address"]
    return " ".join(part for part in (address["region"], address["post_code"]) if part)


def recipient(order: OrderRow, printout: Printout, sheet: Sheet) -> list[Any]:
    """Who it goes to, and where."""
    words, size = WORDS[printout.language], sheet.text
    street, phone = order["address"]["street"], phone_of(order)
    return stacked(
        (
            says(words["to"], size - 1),
            says(order["customer_name"] or words["erased"], size, bold=True),
            says(phone, size) if phone else None,
            says(street, size) if street else None,
            says(region_of(order), size),
        )
    )


def seller(printout: Printout, sheet: Sheet) -> list[Any]:
    """The store, and how to reach it."""
    sender, size = printout.sender, sheet.text
    place = ", ".join(part for part in (sender.address, sender.region) if part)
    return stacked(
        (
            says(sender.name, size + 4, bold=True),
            says(sender.phone, size),
            says(f"{place} {sender.post_code}", size) if place else None,
        )
    )


def shipping(order: OrderRow, printout: Printout, sheet: Sheet) -> list[Any]:
    """Who carries it, and under which number."""
    words, size = WORDS[printout.language], sheet.text
    return stacked(
        (
            says(words["shipping"], size - 1),
            says(carried_by(order) or words["no_courier"], size, bold=True),
            says(f"{words['waybill']}: {order['awb']}", size) if order["awb"] else None,
        )
    )
