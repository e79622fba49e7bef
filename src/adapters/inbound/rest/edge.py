"""What surrounds every request: its id, the headers of every answer, other origins, the log line and the figures.

It wraps the application as plain WSGI, which costs a few microseconds where Flask's own hooks would cost tens.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from uuid_utils import uuid7

from bosonline.application.ports import REQUEST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = "bosonline.request_id"
"""Where the request's id stands in its WSGI environment."""

OPERATION = "bosonline.operation"
"""Where the operation stands that the request reached, by its key; never the path, which may hold a secret."""

_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII).fullmatch
_PREFLIGHT = "HTTP_ACCESS_CONTROL_REQUEST_METHOD"

_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Cache-Control", "no-store"),
)
_IN_PRODUCTION = (("Strict-Transport-Security", "max-age=31536000"),)
_EXPOSED = "ETag, Idempotency-Replayed, Retry-After, X-Request-Id, Location, Content-Disposition"
_MAY_ASK = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
    (
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Accept-Language, Idempotency-Key, If-Match, X-Request-Id",
    ),
    ("Access-Control-Max-Age", "600"),
)


class Observe(Protocol):
    """Takes note of an answered request: its operation, its status, and for how many seconds it was worked on."""

    def __call__(self, operation: str, status: str, seconds: float, /) -> None: ...


class Edge:
    """The outermost part of the application."""

    def __init__(
        self,
        inner: "WSGIApplication",
        *,
        observe: Observe,
        cors_origins: Sequence[str] = (),
        in_production: bool = False,
        access_log: bool = True,
    ) -> None:
        self._inner = inner
        self._observe = observe
        self._origins = frozenset(cors_origins)
        self._headers = _ALWAYS + (_IN_PRODUCTION if in_production else ())
        self._log: Any = None
        self._access_log = access_log

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began = perf_counter()
        request_id = environ.get("HTTP_X_REQUEST_ID", "")
        if not _SANE_ID(request_id):
            request_id = str(uuid7())
        environ[REQUEST_ID] = request_id
        own = [("X-Request-Id", request_id), *self._shared_with(environ.get("HTTP_ORIGIN"))]

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            given = {name for name, _ in headers}
            headers = [*headers, *(header for header in self._headers if header[0] not in given), *own]
            self._tell(environ, status[:3], perf_counter() - began)
            return start_response(status, headers, *error)

        if environ["REQUEST_METHOD"] == "OPTIONS" and _PREFLIGHT in environ and len(own) > 2:
            environ[OPERATION] = "preflight"
            start("204 No Content", list(_MAY_ASK))
            return []
        worked_on = REQUEST.set(request_id)
        try:
            return self._inner(environ, start)
        finally:
            REQUEST.reset(worked_on)

    def _shared_with(self, origin: str | None) -> list[tuple[str, str]]:
        if not self._origins:
            return []
        vary = [("Vary", "Origin")]
        if origin is None or not ("*" in self._origins or origin in self._origins):
            return vary
        return [*vary, ("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", _EXPOSED)]

    def _tell(self, environ: "WSGIEnvironment", status: str, seconds: float) -> None:
        operation = environ.get(OPERATION, "unmatched")
        self._observe(operation, status, seconds)
        if not self._access_log:
            return
        if self._log is None:  # the first request: whoever configures the log has done so by now
            self._log = structlog.get_logger("bosonline.access").bind()
        self._log.info(
            "request",
            operation=operation,
            status=int(status),
            ms=round(seconds * 1000, 2),
            request_id=environ[REQUEST_ID],
        )
