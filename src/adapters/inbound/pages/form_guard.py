"""What tells a buyer from a program: where a form was sent from, how fast, and what only programs fill in.

Only what surely comes from another site is turned away, and even then what was typed is kept. All else that is odd goes
with the order as a reason to look at it: an honest buyer on an old phone must not lose an order to a rule.
"""

from collections.abc import Iterator

from flask import Request

from bosonline.domain.ordering.suspicion import Suspicion

HONEYPOT = "website"
"""A field that nobody sees; programs fill it in."""

LEAST_SECONDS = 3
"""Nobody reads and fills in a form faster."""


def is_foreign(request: Request) -> bool:
    """Whether another site made the browser send this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin not in (None, "null") and origin.partition("://")[2].lower() != request.host.lower()


def reasons_against(request: Request, *, began: int, now: int) -> Iterator[Suspicion]:
    """Why somebody should look at an order before it is worked on, if at all."""
    if request.form.get(HONEYPOT):
        yield Suspicion.TRAP_FILLED
    if now - began < LEAST_SECONDS:
        yield Suspicion.TOO_FAST
    if "Sec-Fetch-Site" not in request.headers and request.headers.get("Origin") == "null":
        yield Suspicion.NO_ORIGIN
