"""From a declared operation to its route: read the request, run the view, write the answer."""

from collections.abc import Callable
from typing import Any, get_type_hints

import orjson
from flask import Flask, Response, request

from bosonline.adapters.inbound.rest import reading
from bosonline.adapters.inbound.rest.access import Open
from bosonline.adapters.inbound.rest.api import Authenticate, Call, Operation, Tagged
from bosonline.adapters.inbound.rest.limits import RateLimit, spend
from bosonline.adapters.inbound.rest.problems import refused
from bosonline.application.ports import Replayed
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Refusal

TRIES = 5
"""How often a call is made that lost a race against another transaction."""


def mount(app: Flask, operations: list[Operation], authenticate: Authenticate, rate_limit: RateLimit) -> None:
    """Give every operation its route."""
    for operation in operations:
        handler = _handler(operation, authenticate, rate_limit)
        app.add_url_rule(operation.rule, operation.key, handler, methods=[operation.method])


def _handler(operation: Operation, authenticate: Authenticate, rate_limit: RateLimit) -> Callable[..., Response]:
    returns = _result_type(operation)
    takes_body = operation.body is not None or bool(operation.files)

    def handle(**path: Any) -> Response:
        if operation.max_body_bytes is not None:
            request.max_content_length = operation.max_body_bytes
        call = Call()
        if operation.access is not Open.PUBLIC:
            call.known = reading.admit(operation.access, authenticate, takes_keys=operation.takes_keys)
        if operation.limit is not None:
            spend(rate_limit, operation.limit)
        call.query = reading.query(operation)
        if takes_body:
            reading.body(operation, call)
        if operation.idempotent:
            call.once = reading.once(operation, call, returns)
        return _perform(operation, call, list(path.values()))

    return handle


def _perform(operation: Operation, call: Call, path: list[Any]) -> Response:
    try:
        result = _for_a_version(operation, call, path) if operation.versioned else _with_retries(operation, call, path)
    except Replayed as replay:
        answer = refused(replay.result) if isinstance(replay.result, Refusal) else _answer(operation, replay.result)
        answer.headers["Idempotency-Replayed"] = "true"
        return answer
    return _answer(operation, result)


def _for_a_version(operation: Operation, call: Call, path: list[Any]) -> Any:
    *others, call.seen_version = reading.seen_versions()
    last = call.seen_version
    for call.seen_version in others:
        try:
            return _with_retries(operation, call, path)
        except PreconditionFailed:
            continue
    call.seen_version = last
    return _with_retries(operation, call, path)


def _with_retries(operation: Operation, call: Call, path: list[Any]) -> Any:
    for _ in range(TRIES - 1):
        try:
            return operation.view(call, *path)
        except ChangedMeanwhile:
            if call.seen_version is not None:
                raise
    return operation.view(call, *path)


def _answer(operation: Operation, result: Any) -> Response:
    if operation.render is not None:
        result = operation.render(result)
    if isinstance(result, Response):
        return result
    version = None
    if isinstance(result, Tagged):
        result, version = result.record, result.version
    answer = Response(orjson.dumps(result), operation.status, content_type="application/json")
    if version is not None:
        answer.headers["ETag"] = f'"{version}"'
    return answer


def _result_type(operation: Operation) -> type:
    if operation.render is None:
        return dict
    hints = get_type_hints(operation.render)
    hints.pop("return", None)
    if not hints:
        raise TypeError(f"{operation.key}: the first parameter of `render` must say what the use case gives")
    found: type = next(iter(hints.values()))
    return found
