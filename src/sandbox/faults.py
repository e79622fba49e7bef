"""Fault switches: what a twin is told to do wrong, where, and how often.

Set with ``PUT /sandbox/faults``, read with ``GET``, cleared with ``DELETE``::

    {"faults": [{"kind": "status", "status": 503, "call": "rates", "times": 2}, {"kind": "slow", "seconds": 3}]}

``call`` names one call of the protocol (every call when left out), ``times`` how often the fault strikes (until cleared
when left out), ``after`` whether the party does its work before the fault shows. Of the faults of one call the delays
add up and of the others the first that still has times left strikes, so that a list plays in its order. ``form`` says
what rubbish looks like, how a connection is dropped, and how a courier fails; the first form counts when left out.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

DELAY = "slow"
WIRE_KINDS = (DELAY, "trickle", "status", "redirect", "rubbish", "half", "drop")
COURIER_KIND = "courier"
CALLBACK_KINDS = ("callback-lost", "callback-duplicate", "callback-late", "callback-reorder", "callback-forged")

FORMS = {
    "rubbish": ("html", "json", "members", "text", "empty", "huge"),
    "drop": ("close", "reset"),
    COURIER_KIND: ("error", "empty", "slow"),
}
MANNERS_OF_SENDING = ("half", "trickle")


class FaultMisspelt(ValueError):
    """A fault that no twin would understand."""


@dataclass(slots=True, kw_only=True)
class Fault:
    kind: str
    call: str | None = None
    times: int | None = None
    after: bool = False
    seconds: float = 1.0
    status: int = 503
    retry_after: int | None = None
    form: str | None = None
    courier: str | None = None
    copies: int = 1
    hits: int = 0

    def __post_init__(self) -> None:
        if self.form is None and self.kind in FORMS:
            self.form = FORMS[self.kind][0]

    @property
    def spent(self) -> bool:
        return self.times is not None and self.hits >= self.times


_MEMBERS: Mapping[str, Callable[[Any], bool]] = {
    "kind": lambda value: isinstance(value, str),
    "call": lambda value: value is None or isinstance(value, str),
    "times": lambda value: value is None or (type(value) is int and value >= 1),
    "after": lambda value: isinstance(value, bool),
    "seconds": lambda value: type(value) in (int, float) and 0 <= value <= 3600,
    "status": lambda value: type(value) is int and 400 <= value <= 599,
    "retry_after": lambda value: value is None or (type(value) is int and value >= 0),
    "form": lambda value: value is None or isinstance(value, str),
    "courier": lambda value: value is None or isinstance(value, str),
    "copies": lambda value: type(value) is int and 1 <= value <= 100,
    "hits": lambda value: type(value) is int,
}


class Faults:
    """The faults of one twin, safe to set while calls are under way."""

    def __init__(self, *, kinds: Collection[str], calls: Collection[str]) -> None:
        self.kinds = tuple(kinds)
        self.calls = tuple(calls)
        self._set: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, kind: str, **members: Any) -> None:
        """One more fault behind those that are set."""
        fault = self._read({"kind": kind, **members})
        with self._lock:
            self._set.append(fault)

    def replace(self, body: Mapping[str, Any]) -> None:
        """What PUT does: these faults and no others. A single fault may stand without its list."""
        listed = body.get("faults", [body] if "kind" in body else None)
        if not isinstance(listed, list):
            raise FaultMisspelt('expected {"faults": [{"kind": ...}, ...]}')
        faults = [self._read(fault) for fault in listed]
        with self._lock:
            self._set = faults

    def clear(self) -> None:
        with self._lock:
            self._set = []

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._set]

    def strike_wire(self, call: str) -> list[Fault]:
        """The faults of an HTTP call: every delay, and the first of the others."""
        with self._lock:
            delays = [fault for fault in self._matching(WIRE_KINDS, call) if fault.kind == DELAY]
            others = [fault for fault in self._matching(WIRE_KINDS, call) if fault.kind != DELAY]
            return self._count([*delays, *others[:1]])

    def strike_courier(self, courier: str) -> Fault | None:
        """The fault of one courier behind an aggregator; a fault without a name is every courier's."""
        with self._lock:
            fitting = [f for f in self._matching((COURIER_KIND,), None) if f.courier in (None, courier)]
            return next(iter(self._count(fitting[:1])), None)

    def strike_callback(self, call: str) -> dict[str, Fault]:
        """The faults of one callback by kind; they may come together (twice and late)."""
        with self._lock:
            by_kind: dict[str, Fault] = {}
            for fault in self._matching(CALLBACK_KINDS, call):
                by_kind.setdefault(fault.kind, fault)
            self._count(by_kind.values())
            return by_kind

    def _matching(self, kinds: Collection[str], call: str | None) -> list[Fault]:
        return [
            fault
            for fault in self._set
            if fault.kind in kinds and not fault.spent and (call is None or fault.call in (None, call))
        ]

    @staticmethod
    def _count(struck: Collection[Fault]) -> list[Fault]:
        for fault in struck:
            fault.hits += 1
        return list(struck)

    def _read(self, members: Any) -> Fault:
        if not isinstance(members, Mapping):
            raise FaultMisspelt("a fault is an object")
        unknown = set(members) - {field.name for field in fields(Fault)}
        if unknown:
            raise FaultMisspelt(f"unknown members: {', '.join(sorted(map(str, unknown)))}")
        wrong = [name for name, value in members.items() if not _MEMBERS[name](value)]
        if wrong:
            raise FaultMisspelt(f"members out of range: {', '.join(sorted(wrong))}")
        if members.get("kind") not in self.kinds:
            raise FaultMisspelt(f"kind is one of {', '.join(self.kinds)}")
        fault = Fault(**{**members, "hits": 0})
        if fault.call is not None and fault.call not in self.calls:
            raise FaultMisspelt(f"call is one of {', '.join(self.calls)}")
        if fault.form is not None and fault.form not in FORMS.get(fault.kind, ()):
            raise FaultMisspelt(f"form of {fault.kind} is one of {', '.join(FORMS.get(fault.kind, ()))}")
        return fault
