"""Reading the body of Boscod's ``POST /v1/order``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .areas import District, areas
from .couriers import COURIERS, Courier
from .reading import Reading

_PHONE = r"(62|08)\d{6,13}"

# Of the sixteen members of an item eleven are unknown. These names are assumed; none of them is required, and each is
# looked at only where it is given.
_WHOLE_MEMBERS = ("item_value", "item_qty", "item_length", "item_width", "item_height", "cod")
_TEXT_MEMBERS = ("item_name", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    order_code: str
    sender: District
    courier: Courier
    service_code: str
    receivers: tuple[District, ...]


def read_booking(body: Mapping[str, Any]) -> tuple[Booking, Reading]:
    """The booking, which counts only when nothing is wrong with the reading."""
    read = Reading(body)
    order_code = read.text("order_code", most=64)
    read.text("sender_name", most=50)
    read.text("sender_address", least=10, most=500)
    read.text("sender_phone", most=15, like=_PHONE)
    read.one_of("pickup_via", ("0", "1", "2"))
    read.one_of("order_type", ("0", "1"))
    sender = _district(read, "sender_addr_id")
    receivers, services = [], set()
    for place, item in enumerate(read.items("items")):
        inner = Reading(item if isinstance(item, Mapping) else {}, prefix=f"items[{place}].")
        receivers.append(_read_receiver(inner))
        services.add(_read_service(inner))
        read.wrong.update(inner.wrong)
    if len({courier.code for courier, _ in services}) > 1:
        read.blame("items", "for several couriers")
    courier, service_code = next(iter(services), (COURIERS["idx"], ""))
    booking = Booking(
        order_code=order_code,
        sender=sender,
        courier=courier,
        service_code=service_code,
        receivers=tuple(receivers),
    )
    return booking, read


def _read_receiver(item: Reading) -> District:
    item.text("receiver_name", most=50)
    item.text("receiver_phone", most=15, like=_PHONE)
    item.text("receiver_address", least=10, most=200)
    for name in _TEXT_MEMBERS:
        item.text(name, least=0, needed=False)
    for name in _WHOLE_MEMBERS:
        item.whole(name, default=0)
    item.whole("insurance", most=1, default=0)
    return _district(item, "receiver_addr_id")


def _read_service(item: Reading) -> tuple[Courier, str]:
    """The service names its courier, unless ``courier_code`` (assumed) does."""
    code = item.text("service_code", most=32)
    named = item.text("courier_code", needed=False)
    for courier in COURIERS.values():
        if named in ("", courier.code) and any(service.code == code for service in courier.services):
            return courier, code
    if code:
        item.blame("service_code")
    return COURIERS["idx"], code


def _district(read: Reading, name: str) -> District:
    """A district by its id, which is a string in an order."""
    text = read.text(name, like=r"\d{1,9}")
    place = areas().districts.get(int(text or 0))
    if place is None:
        read.blame(name)
        return next(iter(areas().districts.values()))
    return place
