"""The life of a parcel at Boscod, step by step."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

# Boscod's status codes are unknown but for "2", which seems to mean delivered. The others are assumed, here only.
STATUS_CODES = {
    "pending_pickup": "0",
    "in_transit": "1",
    "delivered": "2",
    "returned": "3",
    "cancelled": "4",
    "pickup_assigned": "5",
    "picked_up": "6",
    "out_for_delivery": "7",
    "attempt_failed": "8",
    "returning": "9",
    "lost": "10",
    "refused": "11",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A scan: its note (the published ones where there is one), what it says, the status it sets, what may follow."""

    note: str
    description: str
    status: str | None
    at_destination: bool = False
    may_follow: tuple[str, ...] = ()


# The first of may_follow is the usual way on. A delivered parcel goes nowhere by itself.
STEPS: dict[str, Step] = {
    "booked": Step(
        note="Pending Pickup",
        description="Pesanan dibuat, menunggu penjemputan",
        status="pending_pickup",
        may_follow=("pickup_assigned", "cancelled"),
    ),
    "pickup_assigned": Step(
        note="Pickup assigned",
        description="Kurir dalam perjalanan menjemput paket",
        status="pickup_assigned",
        may_follow=("picked_up",),
    ),
    "picked_up": Step(
        note="Pick Up scan",
        description="Paket telah dijemput kurir",
        status="picked_up",
        may_follow=("loading", "lost"),
    ),
    "loading": Step(
        note="Loading scan",
        description="Paket dimuat ke kendaraan",
        status="in_transit",
        may_follow=("sending", "lost"),
    ),
    "sending": Step(
        note="Sending scan", description="Paket dikirim ke kota tujuan", status=None, may_follow=("arrival", "lost")
    ),
    "arrival": Step(
        note="Arrival Scan",
        description="Paket tiba di kota tujuan",
        status=None,
        at_destination=True,
        may_follow=("unloading", "lost"),
    ),
    "unloading": Step(
        note="Unloading scan",
        description="Paket dibongkar di gudang tujuan",
        status=None,
        at_destination=True,
        may_follow=("out_for_delivery", "lost"),
    ),
    "out_for_delivery": Step(
        note="Delivery scan",
        description="Paket dibawa kurir menuju alamat penerima",
        status="out_for_delivery",
        at_destination=True,
        may_follow=("delivered", "attempt_failed", "refused", "lost"),
    ),
    "attempt_failed": Step(
        note="Problem scan",
        description="Penerima tidak di tempat",
        status="attempt_failed",
        at_destination=True,
        may_follow=("out_for_delivery", "returning"),
    ),
    "refused": Step(
        note="Refused scan",
        description="Penerima menolak paket",
        status="refused",
        at_destination=True,
        may_follow=("returning",),
    ),
    "returning": Step(
        note="Return scan",
        description="Paket dikembalikan ke pengirim",
        status="returning",
        at_destination=True,
        may_follow=("returned",),
    ),
    "delivered": Step(
        note="POD scan",
        description="Paket telah diterima",
        status="delivered",
        at_destination=True,
        may_follow=("returning",),
    ),
    "returned": Step(note="Return POD scan", description="Paket telah kembali ke pengirim", status="returned"),
    "cancelled": Step(note="Cancelled", description="Pesanan dibatalkan", status="cancelled"),
    "lost": Step(note="Lost", description="Paket dinyatakan hilang", status="lost"),
}
_ENDS = frozenset({"delivered", "returned", "cancelled", "lost"})


@dataclass(slots=True, kw_only=True)
class Parcel:
    order_no: str
    order_code: str
    account: str
    courier_code: str
    service_code: str
    origin: str
    destination: str
    awb: str | None = None
    step: str = "booked"
    status: str = STATUS_CODES["pending_pickup"]
    updated: int = 0
    history: deque[dict[str, Any]] = field(default_factory=deque)

    @property
    def is_pending_pickup(self) -> bool:
        return self.step == "booked"

    @property
    def next_step(self) -> str | None:
        return None if self.step in _ENDS else STEPS[self.step].may_follow[0]

    def way_to(self, goal: str) -> list[str] | None:
        """The shortest way from here to a step, or None where no way leads."""
        ways = deque([[step] for step in STEPS[self.step].may_follow])
        seen: set[str] = set()
        while ways:
            way = ways.popleft()
            if way[-1] == goal:
                return way
            if way[-1] not in seen:
                seen.add(way[-1])
                ways.extend([*way, step] for step in STEPS[way[-1]].may_follow)
        return None

    def take(self, name: str, *, photo: str | None = None) -> dict[str, Any]:
        """Make a step; the scan goes on top of the history, never in the same second as the one before."""
        step = STEPS[name]
        self.step = name
        self.updated = max(int(time.time()), self.updated + 1)
        if step.status is not None:
            self.status = STATUS_CODES[step.status]
        scan = {
            "note": step.note,
            "description": step.description,
            "branch": self.destination if step.at_destination else self.origin,
            "update_on": self.updated,
            "status": None if step.status is None else self.status,
            "pod_photo": photo if name == "delivered" else None,
        }
        self.history.appendleft(scan)
        return scan

    def tracked(self) -> dict[str, Any]:
        """The answer of the tracking call."""
        return {"last_status": self.status, "last_update": self.updated, "history": list(self.history)}

    def listed(self) -> dict[str, Any]:
        return {
            "order_no": self.order_no,
            "order_code": self.order_code,
            "awb": self.awb,
            "courier_code": self.courier_code,
            "service_code": self.service_code,
            "step": self.step,
            "next": list(STEPS[self.step].may_follow),
            **self.tracked(),
        }
