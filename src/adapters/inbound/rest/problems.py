"""Every error of the API as `application/problem+json` (RFC 9457): one table from kinds of refusal to HTTP."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from flask import Flask, Response, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bosonline.adapters.inbound.rest.edge import OPERATION, REQUEST_ID
from bosonline.adapters.inbound.rest.fields import Wrong
from bosonline.adapters.inbound.texts import asked_language, tell_cell, tell_member, tell_refusal, tell_status
from bosonline.domain.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Refusal,
    Rejected,
    Throttled,
    Unauthenticated,
    Unavailable,
)

STATUS_OF: Mapping[type[Refusal], int] = {
    NotFound: 404,
    Conflict: 409,
    Rejected: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    PreconditionFailed: 412,
    Throttled: 429,
    Unavailable: 503,
}
TITLES = {
    404: "Record not found",
    413: "Content Too Large",
    422: "Unprocessable Content",
    503: "Service Unavailable",
}
"""Titles that the published documentation gives, or that Python's versions differ in; every other is its phrase."""

MEDIA = "application/problem+json"
CHALLENGE = 'Bearer realm="bosonline"'
RETRY_AFTER = 5
"""Seconds to wait where a refusal does not say."""

_CODES = {413: "content-too-large", 422: "unprocessable-content"}
_OWN_MEMBERS = ("field", "retry_after", "cells")
_STANDARD = frozenset(("type", "title", "status", "detail", "code", "message", "request_id", "errors"))
_TOLD_AT_MOST = 50
_log = structlog.get_logger("bosonline.rest")


class Malformed(Exception):
    """What was sent is not of the media type (415) or cannot be read as such (400)."""

    def __init__(self, status: int, accepts: str = "application/json") -> None:
        super().__init__(status)
        self.status = status
        self.accepts = accepts


def language() -> str:
    """The language that the caller asked for; English where none was."""
    return asked_language(request.headers.get("Accept-Language"))


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status of a refusal, by its kind."""
    return next(STATUS_OF[kind] for kind in refusal.__mro__ if kind in STATUS_OF)


def title_of(status: int) -> str:
    """What a problem of this status is called."""
    return TITLES.get(status) or HTTPStatus(status).phrase


def described(status: int, code: str, detail: str, request_id: str, **members: object) -> dict[str, object]:
    """The members of a problem."""
    return {
        "type": f"urn:bosonline:error:{code}",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "code": code,
        "message": detail,
        "request_id": request_id,
        **members,
    }


def problem(status: int, code: str, detail: str, **members: object) -> Response:
    """One problem as an answer."""
    body = described(status, code, detail, request.environ.get(REQUEST_ID, ""), **members)
    return Response(orjson.dumps(body), status, content_type=MEDIA)


def members_of(refusal: Refusal, detail: str) -> dict[str, object]:
    """What a problem says beyond the standard members: the facts, and the member of the request that is at fault.

    A fact that bears the name of a standard member is told as `current_...`: the `status` of an order is not HTTP's.
    """
    members = {
        f"current_{name}" if name in _STANDARD else name: fact
        for name, fact in refusal.facts.items()
        if name not in _OWN_MEMBERS
    }
    field = refusal.facts.get("field", refusal.field)
    if field is not None:
        members["errors"] = {str(field): [detail]}
    if "lines" in refusal.facts:
        members["errors"] = _told_by_line(refusal.facts["lines"])
    if "cells" in refusal.facts:
        members["errors"] = errors_of(refusal.facts)
    return members


def errors_of(facts: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with each cell of a file, where a refusal names cells: by `rows.12.price`."""
    errors: dict[str, list[str]] = {}
    for cell in facts.get("cells", ()):
        told = tell_cell(cell["code"], cell["facts"], language())
        errors.setdefault(f"rows.{cell['row']}.{cell['column']}", []).append(told)
    return errors


def _told_by_line(lines: Any) -> dict[str, list[str]]:
    """What is wrong with each line of a list, by the member at fault; a line has its `field` and `code`."""
    errors: dict[str, list[str]] = {}
    for line in lines:
        if len(errors) == _TOLD_AT_MOST:
            errors["..."] = [tell_member("too-many", {}, language())]
            break
        errors.setdefault(line["field"], []).append(tell_member(line["code"], line, language()))
    return errors


def refused(refusal: Refusal) -> Response:
    """A refusal of the domain as an answer."""
    status = status_of(type(refusal))
    detail = tell_refusal(refusal, language())
    answer = problem(status, refusal.code, detail, **members_of(refusal, detail))
    if status == 401:
        sent = "Authorization" in request.headers
        answer.headers["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"' if sent else CHALLENGE
    if status in (429, 503) or "retry_after" in refusal.facts:
        answer.headers["Retry-After"] = str(refusal.facts.get("retry_after") or RETRY_AFTER)
    return answer


def wrong_members(error: ValidationError) -> Response:
    """What is wrong with a body or query, by the path of the member."""
    told = language()
    errors: dict[str, list[str]] = {}
    for path, found in _flat(error.messages):
        if len(errors) == _TOLD_AT_MOST:
            errors["..."] = [tell_member("too-many", {}, told)]
            break
        text = found if isinstance(found, str) else tell_member(found.code, found.facts, told)
        errors.setdefault(path[:200], []).append(text)
    first = next(iter(errors))
    return problem(422, "validation-failed", f"{first}: {errors[first][0]}", errors=errors)


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, Wrong | str]]:
    if isinstance(messages, Wrong | str):
        yield path or "body", messages
    elif isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _flat(inner, here)
    else:
        for inner in messages:
            yield from _flat(inner, path)


def http_problem(status: int, **facts: object) -> Response:
    """A problem of HTTP itself, before any operation was reached."""
    return problem(status, code_of(status), tell_status(status, facts, language()))


def code_of(status: int) -> str:
    """The code of a problem of HTTP itself."""
    return _CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "-")


def register(app: Flask) -> None:
    """Answer every error of the application as a problem."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(ValidationError, wrong_members)
    app.register_error_handler(Malformed, lambda error: http_problem(error.status, accepts=error.accepts))

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        answer = http_problem(error.code or 500)
        if isinstance(error, MethodNotAllowed):
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return answer

    @app.errorhandler(Exception)
    def of_bug(error: Exception) -> Response:
        if app.config["PROPAGATE_BUGS"]:
            raise error
        _log.error("bug", operation=request.environ.get(OPERATION), exc_info=error)
        return http_problem(500)
