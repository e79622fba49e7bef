"""Which problems an operation can answer with, by status and code."""

from collections.abc import Mapping

from bosonline.adapters.inbound.rest.access import Open
from bosonline.adapters.inbound.rest.api import PATH_MEMBER, Operation
from bosonline.adapters.inbound.rest.cursors import Cursor, CursorOfAnotherOrder
from bosonline.adapters.inbound.rest.paths import CONVERTERS
from bosonline.adapters.inbound.rest.problems import code_of, status_of
from bosonline.adapters.inbound.rest.reading import IdempotencyKeyInvalid, NoStoreYet, NotForKeys
from bosonline.adapters.inbound.rest.samples import sample_of, sample_of_status
from bosonline.adapters.inbound.texts import tell_status
from bosonline.application.ports import KeyReused, TwinInFlight
from bosonline.domain.errors import (
    ChangedMeanwhile,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Refusal,
    Throttled,
    Unauthenticated,
    Unavailable,
)
from bosonline.domain.identity import (
    AccessTokenExpired,
    AccessTokenInvalid,
    AccountClosed,
    ApiKeyInvalid,
    SessionEnded,
    StaffSwitchedOff,
    StoreNotOpen,
    SuspendedStore,
)

Samples = Mapping[str, dict[str, object]]


def _of_http(status: int) -> Samples:
    code = code_of(status)
    return {code: sample_of_status(status, code, tell_status(status, {"accepts": "application/json"}, "en"))}


def _of(*refusals: type[Refusal]) -> Samples:
    return {refusal.code: sample_of(refusal) for refusal in refusals}


_WRONG = sample_of_status(
    422, "validation-failed", "name: is required", errors={"name": ["is required"], "items.0.qty": ["is required"]}
)
COMMON: Mapping[int, Samples] = {
    400: _of_http(400),
    401: _of(
        Unauthenticated,
        AccessTokenInvalid,
        AccessTokenExpired,
        ApiKeyInvalid,
        SessionEnded,
        AccountClosed,
        StaffSwitchedOff,
        StoreNotOpen,
    ),
    403: _of(Forbidden, NoStoreYet, NotForKeys, SuspendedStore),
    404: _of(NotFound),
    405: _of_http(405),
    409: _of(ChangedMeanwhile, TwinInFlight),
    412: _of(PreconditionFailed),
    413: _of_http(413),
    415: _of_http(415),
    422: {"validation-failed": _WRONG, **_of(IdempotencyKeyInvalid, KeyReused)},
    429: _of(Throttled),
    503: _of(Unavailable),
}
"""What any operation may answer with that its statuses admit; declared once."""


def possible_refusals(operation: Operation) -> dict[int, Samples]:
    """The problems of those statuses under which the operation has refusals of its own, the common ones with them."""
    found: dict[int, dict[str, dict[str, object]]] = {}
    for refusal in (*operation.refusals, *_of_cursor(operation)):
        status = status_of(refusal)
        no_token = status == 401 and operation.access is Open.PUBLIC
        found.setdefault(status, {} if no_token else dict(COMMON.get(status, {})))[refusal.code] = sample_of(refusal)
    return dict(found)


def _of_cursor(operation: Operation) -> tuple[type[Refusal], ...]:
    members = operation.query.fields.values() if operation.query is not None else ()
    mixed = any(isinstance(member, Cursor) and len(member.kinds) > 1 for member in members)
    return (CursorOfAnotherOrder,) if mixed else ()


def statuses_of(operation: Operation) -> list[int]:
    """Every status of an error that the operation can answer with."""
    statuses = {404, 422, 429, 503, *possible_refusals(operation)}
    if operation.accepts:
        statuses |= {400, 413, 415}
    if any(CONVERTERS[kind or "default"].knows_reserved_words for kind, _ in PATH_MEMBER.findall(operation.rule)):
        statuses.add(405)  # such a word there is another address
    if operation.access is not Open.PUBLIC:
        statuses |= {401, 403}
    if operation.method != "GET":
        statuses.add(409)
    if operation.idempotent:
        statuses.add(413)
    if operation.versioned:
        statuses.add(412)
    return sorted(statuses)
