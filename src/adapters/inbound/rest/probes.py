"""What whoever runs the product asks of it: is it alive, is it ready, how is it doing. They answer on any Host."""

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Protocol

import orjson
from flask import Flask, Response, request

from bosonline.adapters.inbound.rest.metrics import CONTENT_TYPE, Metrics
from bosonline.adapters.inbound.rest.problems import CHALLENGE, RETRY_AFTER, http_problem, problem
from bosonline.adapters.inbound.texts import tell_status
from bosonline.domain.errors import Unavailable


class Ready(Protocol):
    """What must be so before requests are taken, by name: the database answers, its schema is current."""

    def __call__(self) -> Mapping[str, bool]: ...


def always_ready() -> Mapping[str, bool]:
    """Nothing has to be so."""
    return {}


def register(app: Flask, metrics: Metrics, ready: Ready, metrics_token: str | None) -> None:
    """Answer the probes."""

    @app.get("/healthz")
    def healthz() -> Response:
        return Response(b'{"status":"alive"}', content_type="application/json")

    @app.get("/readyz")
    def readyz() -> Response:
        try:
            checks = ready()
        except Unavailable:
            checks = {"database": False}
        if all(checks.values()):
            return Response(orjson.dumps({"status": "ready", "checks": checks}), content_type="application/json")
        answer = problem(503, "not-ready", tell_status(503, {}, "en"), checks=checks)
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer

    @app.get("/metrics")
    def figures() -> Response:
        if not (_is_local() or _bears(metrics_token)):
            answer = http_problem(401)
            answer.headers["WWW-Authenticate"] = CHALLENGE
            return answer
        return Response(metrics.exposition(), content_type=CONTENT_TYPE)


def _is_local() -> bool:
    """Whether the peer is this machine itself, and no proxy on it that speaks for somebody else."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _bears(token: str | None) -> bool:
    sent = request.headers.get("Authorization", "")
    return token is not None and hmac.compare_digest(sent.encode(), f"Bearer {token}".encode())
