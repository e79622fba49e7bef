"""After the order: what to say, and once only to pixels that there was one.

The address of the order's own page is a secret, and pixels read addresses: what is known of the order stands in a
signed cookie of the form's pages, and the way to the order leads by a path that names nobody.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, Self

from flask import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from bosonline.application.ordering import Receipt

COOKIE = "order_done"
LIFE = 24 * 3600
"""Seconds for which the page after the order can be seen again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """An order that this browser made; `told` once pixels have heard of it."""

    secret: str
    invoice: str
    total: int
    method: str
    told: bool = False

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """What the page after the order says."""
        return cls(
            secret=receipt.secret,
            invoice=receipt.invoice,
            total=receipt.totals.total.idr,
            method=receipt.payment_method.value,
        )

    @property
    def key(self) -> str:
        """What services know the event by; nothing can be learnt from it."""
        return blake2b(self.secret.encode(), digest_size=12, person=b"purchase").hexdigest()


class DoneCookie:
    """Keeps in a browser which order it made last on a form."""

    def __init__(self, secret: str) -> None:
        self._form = URLSafeTimedSerializer(secret, salt="order done")

    def set(self, answer: Response, finished: Finished, *, path: str, is_secure: bool = False) -> None:
        """Remember the order for the pages below the form's path."""
        sealed = self._form.dumps(asdict(finished))
        text = sealed if isinstance(sealed, str) else sealed.decode()
        answer.set_cookie(COOKIE, text, max_age=LIFE, path=path, httponly=True, samesite="Lax", secure=is_secure)

    def read(self, request: Request) -> Finished | None:
        """The order, or None where the browser has brought nothing that was made here."""
        try:
            kept: Mapping[str, Any] = self._form.loads(request.cookies.get(COOKIE, ""), max_age=LIFE)
        except BadData:
            return None
        return Finished(**kept)
