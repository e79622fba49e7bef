"""How a partner enters Winpay: SNAP's headers, signature and external ids, and SNAP's refusals."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from .callbacks import Address
from .reading import MISSING, Reading
from .signatures import proves, string_to_sign
from .twin import Refused
from .wire import Answer, Request, json_answer

WIB = timezone(timedelta(hours=7))

# How far the clocks may be apart is unknown.
_CLOCKS_APART = timedelta(minutes=15)
AMOUNT = r"\d{1,14}(\.\d{2})?"
_HEADERS = ("x-timestamp", "x-partner-id", "x-signature", "x-external-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    id: str
    key: rsa.RSAPublicKey
    callback: Address
    signs_full_path: bool = True


class Partners:
    """The partners that are known, and the external ids they used today."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Partner] = {}
        self._external_ids: dict[str, set[tuple[str, str]]] = {}

    def add(self, partner: Partner) -> None:
        with self._lock:
            self._known[partner.id] = partner

    def get(self, partner_id: str) -> Partner | None:
        with self._lock:
            return self._known.get(partner_id)

    def forget_external_ids(self) -> None:
        with self._lock:
            self._external_ids.clear()

    def enter(self, request: Request, service: str) -> tuple[Partner, dict[str, Any]]:
        """The partner behind a call, once headers, signature and external id hold, and the call's body."""
        for name in _HEADERS:
            if not request.headers.get(name):
                raise Refused(snap_error(400, service, "02", f"Invalid mandatory field {name.title()}"))
        timestamp, partner_id, signature, external_id = (request.headers[name] for name in _HEADERS)
        partner = self.get(partner_id)
        if partner is None:
            raise Refused(snap_error(404, service, "16", "Partner tidak ada"))
        text = string_to_sign(method=request.method, path=request.path, body=request.body, timestamp=timestamp)
        if not _is_timely(timestamp) or not proves(partner.key, signature, text):
            raise Refused(snap_error(401, service, "00", "Invalid signature"))
        self._use_external_id(partner_id, external_id, service)
        body = request.json_object()
        if body is None:
            raise Refused(snap_error(400, service, "00", "Bad Request"))
        return partner, body

    def _use_external_id(self, partner_id: str, external_id: str, service: str) -> None:
        """An external id serves once a day."""
        today = datetime.now(WIB).date().isoformat()
        with self._lock:
            if today not in self._external_ids:
                self._external_ids = {today: set()}
            used = self._external_ids[today]
            if (partner_id, external_id) in used:
                raise Refused(snap_error(409, service, "00", "Cannot use same X-EXTERNAL-ID in same day"))
            used.add((partner_id, external_id))


def snap_error(status: int, service: str, case: str, message: str) -> Answer:
    """A SNAP error: the code is the HTTP status, the service and the case."""
    return json_answer({"responseCode": f"{status}{service}{case}", "responseMessage": message}, status)


def read_amount(read: Reading, name: str, *, needed: bool) -> str:
    if not needed:
        return ""
    read.one_of(f"{name}.currency", ("IDR",))
    return read.text(f"{name}.value", most=14, like=AMOUNT)


def read_expiry(read: Reading, name: str, *, needed: bool) -> datetime | None:
    """More than a minute from now and at most three months."""
    text = read.text(name, most=32, needed=needed)
    if not text:
        return None
    at, now = instant(text), datetime.now(UTC)
    if at is None or not now + timedelta(minutes=1) < at <= now + timedelta(days=92):
        read.blame(name)
    return at


def check(read: Reading, service: str) -> None:
    for name, how in read.wrong.items():
        if how == MISSING:
            raise Refused(snap_error(400, service, "02", f"Invalid mandatory field {name}"))
        raise Refused(snap_error(400, service, "01", f"Invalid field format {name}"))


def instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _is_timely(timestamp: str) -> bool:
    at = instant(timestamp)
    return at is not None and at.utcoffset() == WIB.utcoffset(None) and abs(datetime.now(UTC) - at) <= _CLOCKS_APART
