"""Domain values as plain JSON values and back, for what is kept as a document: events and results."""

from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.strategies import configure_union_passthrough

from bosonline.domain.errors import Refusal
from bosonline.domain.money import Money
from bosonline.domain.phone import Phone

T = TypeVar("T")

_SECOND = timedelta(seconds=1)

_converter = Converter()
configure_union_passthrough(str | int | float | bool | None, _converter)
for _type, _out, _in in (
    (Money, lambda money: money.idr, lambda idr, _: Money(idr)),
    (Phone, lambda phone: phone.e164, lambda e164, _: Phone(e164)),
    (datetime, lambda at: at.isoformat(), lambda text, _: datetime.fromisoformat(text)),
    (date, lambda day: day.isoformat(), lambda text, _: date.fromisoformat(text)),
    (time, lambda hour: hour.strftime("%H:%M"), lambda text, _: time.fromisoformat(text)),
    (timedelta, lambda span: span // _SECOND, lambda seconds, _: timedelta(seconds=seconds)),
):
    _converter.register_unstructure_hook(_type, _out)
    _converter.register_structure_hook(_type, _in)


def plain(value: object) -> Any:
    """The value in dicts, lists, text, numbers, booleans and None."""
    return _converter.unstructure(value)


def revive(kept: Any, as_type: type[T]) -> T:
    """The value that `plain` was given, of the type named."""
    return _converter.structure(kept, as_type)


def refusal(code: str, facts: dict[str, object]) -> Refusal:
    """The refusal that was kept by its code and facts."""
    return _refusals()[code](**facts)


def _refusals() -> dict[str, type[Refusal]]:
    found: dict[str, type[Refusal]] = {}
    kinds = [Refusal]
    while kinds:
        for kind in kinds.pop().__subclasses__():
            found.setdefault(kind.code, kind)
            kinds.append(kind)
    return found
