"""Where Boscod's parcels are: booked, moved along, cancelled, and reported by webhook."""

import hashlib
import hmac
import itertools
import secrets
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from .agenda import Agenda
from .areas import District
from .bookings import Booking
from .callbacks import Address, Callbacks, address_of
from .parcels import Parcel

# Whether and how Boscod proves its webhooks is unknown; this header is assumed, and sent only with a secret.
_PROOF_HEADER = "X-Boscod-Signature"


class Depot:
    """The parcels of all accounts. With a pace each makes a step by itself every so many seconds."""

    def __init__(
        self,
        *,
        agenda: Agenda,
        callbacks: Callbacks,
        webhook: Address,
        pace: float | None,
        awb_after: float,
        photo_of: Callable[[str], str],
    ) -> None:
        self._agenda = agenda
        self._callbacks = callbacks
        self._webhooks: dict[str | None, tuple[Address, str | None]] = {None: (webhook, None)}
        self._pace = pace
        self._awb_after = awb_after
        self._photo_of = photo_of
        self._parcels: dict[str, Parcel] = {}
        self._numbers = itertools.count(982_319_823)
        self.lock = threading.RLock()

    def set_webhook(self, address: Address, *, secret: str | None = None, token: str | None = None) -> None:
        """Where webhooks go: those of one account, or of every account that has no address of its own."""
        with self.lock:
            self._webhooks[token] = (address, secret)

    def knows_code(self, account: str, order_code: str) -> bool:
        with self.lock:
            mine = [parcel for parcel in self._parcels.values() if parcel.account == account]
            return any(parcel.order_code == order_code and parcel.step != "cancelled" for parcel in mine)

    def coded(self, account: str, order_code: str) -> Parcel | None:
        """The newest parcel of an account that was booked under a code of its own."""
        with self.lock:
            mine = [one for one in self._parcels.values() if (one.account, one.order_code) == (account, order_code)]
            return mine[-1] if mine else None

    def find(self, order_no: str) -> Parcel | None:
        with self.lock:
            return self._parcels.get(order_no)

    def listed(self, account: str | None = None) -> list[dict[str, Any]]:
        """The parcels of an account, or of all."""
        with self.lock:
            return [parcel.listed() for parcel in self._parcels.values() if account in (None, parcel.account)]

    def forget(self) -> None:
        with self.lock:
            self._parcels.clear()

    def book(self, account: str, booking: Booking, receiver: District) -> Parcel:
        """A parcel that waits for its pickup; the waybill comes later."""
        with self.lock:
            parcel = Parcel(
                order_no=f"BCD{next(self._numbers)}",
                order_code=booking.order_code,
                account=account,
                courier_code=booking.courier.code,
                service_code=booking.service_code,
                origin=booking.sender.city.name,
                destination=receiver.city.name,
            )
            parcel.take("booked")
            self._parcels[parcel.order_no] = parcel
        self._agenda.after(self._awb_after, partial(self._give_waybill, parcel))
        if self._pace is not None:
            self._agenda.after(self._pace, partial(self._live, parcel, self._pace))
        return parcel

    def advance(self, order_no: str, to: str | None = None) -> dict[str, Any]:
        """Let a parcel make its next step, or all steps of the shortest way to one.

        KeyError where there is no such parcel, ValueError where no way leads there.
        """
        with self.lock:
            parcel = self._parcels[order_no]
            goal = parcel.next_step if to is None else to
            way = None if goal is None else parcel.way_to(goal)
            if way is None:
                raise ValueError(f"a parcel that is {parcel.step} cannot go there")
            if "cancelled" not in way:
                self._give_waybill(parcel)
            for step in way:
                self.take(parcel, step)
            return parcel.listed()

    def take(self, parcel: Parcel, step: str) -> None:
        """One step, and the status push that tells of it."""
        with self.lock:
            scan = parcel.take(step, photo=self._photo_of(parcel.order_no))
            self._push("status", parcel, {name: scan[name] for name in ("note", "description", "update_on")})

    def _give_waybill(self, parcel: Parcel) -> None:
        with self.lock:
            if parcel.awb is None and parcel.step != "cancelled":
                parcel.awb = f"{parcel.courier_code.upper()}{secrets.randbelow(10**12):012}"
                self._push("awb", parcel, {"update_on": parcel.updated})

    def _live(self, parcel: Parcel, pace: float) -> None:
        with self.lock:
            if parcel.next_step is not None and parcel.order_no in self._parcels:
                self.advance(parcel.order_no)
                self._agenda.after(pace, partial(self._live, parcel, pace))

    def _push(self, call: str, parcel: Parcel, more: Mapping[str, Any]) -> None:
        """The bodies of the webhooks are unknown; these carry what a receiver cannot do without."""
        numbers = {"order_no": parcel.order_no, "order_code": parcel.order_code, "awb": parcel.awb}
        address, secret = self._webhooks.get(parcel.account, self._webhooks[None])
        url = address_of(address, {**numbers, "account": parcel.account})
        if url is not None:
            body = {"event": call, **numbers, "status": parcel.status, **more}
            self._callbacks.send(call=call, url=url, body=body, sign=partial(_proof, secret))


def _proof(secret: str | None, raw: bytes) -> dict[str, str]:
    if secret is None:
        return {}
    return {_PROOF_HEADER: "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}
