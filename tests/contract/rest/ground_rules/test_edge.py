"""What surrounds every request: ids, headers, other origins, proxies, log lines, figures and probes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from bosonline.domain.errors import Unavailable

ORIGIN = "https://shop.example"
PREFLIGHT = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"}


@pytest.mark.parametrize("path", ["/", "/toys", "/nowhere", "/healthz", "/docs", "/openapi.json"])
def test_every_answer_has_an_id_and_the_headers_of_safety(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert UUID(headers["X-Request-Id"]).version == 7
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == ("no-cache" if path == "/openapi.json" else "no-store")
    assert "Strict-Transport-Security" not in headers


def test_production_speaks_https_alone(make_app: Callable[..., Flask]) -> None:
    assert "Strict-Transport-Security" in make_app(in_production=True).test_client().get("/").headers


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("abc-1.2:3_4", True), ("a" * 65, False), ("", False), ("a b", False), ("a\xff", False), ("<script>", False)],
)
def test_a_sane_id_of_the_caller_is_kept(client: FlaskClient, sent: str, kept: bool) -> None:
    answer = client.get("/nowhere", headers={"X-Request-Id": sent})

    assert (answer.headers["X-Request-Id"] == sent) is kept
    assert answer.get_json()["request_id"] == answer.headers["X-Request-Id"]


def test_other_origins_are_refused_by_default(client: FlaskClient) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": ORIGIN}).headers
    assert client.options("/toys", headers=PREFLIGHT).status_code == 405


def test_a_named_origin_may_ask(make_app: Callable[..., Flask]) -> None:
    client = make_app(cors_origins=[ORIGIN]).test_client()
    asked = client.options("/toys/T1", headers=PREFLIGHT)
    answer = client.get("/toys", headers={"Origin": ORIGIN})
    stranger = client.options("/toys", headers={**PREFLIGHT, "Origin": "https://other.example"})

    assert asked.status_code == 204
    assert "PUT" in asked.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Idempotency-Replayed" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Vary"] == "Origin"
    assert stranger.status_code == 405
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_any_origin_may_ask_where_all_are_named(make_app: Callable[..., Flask]) -> None:
    client = make_app(cors_origins=["*"]).test_client()

    assert client.get("/", headers={"Origin": ORIGIN}).headers["Access-Control-Allow-Origin"] == ORIGIN


def test_a_line_per_request_by_operation_and_without_secrets(make_app: Callable[..., Flask]) -> None:
    client = make_app(access_log=True).test_client()
    with capture_logs() as lines:
        client.post("/webhooks/toys/Zk3vX9qLmT1wRb7cYd5e")
        client.get("/toys?keyword=secret", headers={"Authorization": "Bearer owner"})
        client.get("/Zk3vX9qLmT1wRb7cYd5e")

    assert [(line["operation"], line["status"]) for line in lines] == [
        ("POST /webhooks/toys/{secret}", 200),
        ("GET /toys", 200),
        ("unmatched", 404),
    ]
    assert all(line["ms"] >= 0 and line["request_id"] for line in lines)
    assert "Zk3vX9qLmT1wRb7cYd5e" not in repr(lines)
    assert "secret'" not in repr(lines)


def test_figures_are_counted_by_operation_and_status(client: FlaskClient) -> None:
    client.get("/toys")
    client.get("/toys?x=1")
    client.get("/elsewhere/1")
    client.get("/elsewhere/2")
    told = client.get("/metrics").get_data(as_text=True)

    assert 'bosonline_request_seconds_count{operation="GET /toys",status="401"} 2.0' in told
    assert 'bosonline_request_seconds_count{operation="unmatched",status="404"} 2.0' in told
    assert "elsewhere" not in told


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.8"}, 401),
        ({"REMOTE_ADDR": ""}, 401),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 401),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"}, 401),
        ({"REMOTE_ADDR": "10.0.0.8", "HTTP_AUTHORIZATION": "Bearer figures"}, 200),
        ({"REMOTE_ADDR": "10.0.0.8", "HTTP_AUTHORIZATION": "Bearer other"}, 401),
        ({"REMOTE_ADDR": "10.0.0.8", "HTTP_AUTHORIZATION": "Bearer \xff"}, 401),
    ],
)
def test_figures_are_for_this_machine_or_a_token(
    make_app: Callable[..., Flask], environ: dict[str, str], status: int
) -> None:
    client = make_app(metrics_token="figures").test_client()

    assert client.get("/metrics", environ_overrides=environ).status_code == status


def test_without_a_token_none_will_do(client: FlaskClient) -> None:
    for sent in ("Bearer ", "Bearer None"):
        peer = {"REMOTE_ADDR": "10.0.0.8", "HTTP_AUTHORIZATION": sent}
        assert client.get("/metrics", environ_overrides=peer).status_code == 401


def test_readiness(make_app: Callable[..., Flask]) -> None:
    def out_of_reach() -> Any:
        raise Unavailable

    ready = make_app(ready=lambda: {"database": True, "schema": True}).test_client().get("/readyz")
    behind = make_app(ready=lambda: {"database": True, "schema": False}).test_client().get("/readyz")
    gone = make_app(ready=out_of_reach).test_client().get("/readyz")

    assert (ready.status_code, ready.get_json()["status"]) == (200, "ready")
    assert (behind.status_code, behind.get_json()["checks"]) == (503, {"database": True, "schema": False})
    assert (gone.status_code, gone.get_json()["code"]) == (503, "not-ready")
    assert gone.headers["Retry-After"]


@pytest.mark.parametrize(
    ("host", "status", "subdomain"),
    [
        ("localhost", 200, None),
        ("localhost:8080", 200, None),
        ("LOCALHOST.", 200, None),
        ("127.0.0.1", 200, None),
        ("127.0.0.1:1", 200, None),
        ("[::1]", 200, None),
        ("[::1]:8080", 200, None),
        ("kopisiti.localhost:8080", 200, "kopisiti"),
        ("kopisiti.example", 200, "kopisiti"),
        ("a.kopisiti.localhost", 404, None),
        ("a.127.0.0.1", 404, None),
        (".localhost", 404, None),
        ("evil.example", 404, None),
        ("", 404, None),
        ("[::1", 404, None),
        ("localhost:x", 404, None),
        ("a b", 404, None),
        ("\xff", 404, None),
        ("x" * 300, 404, None),
    ],
)
def test_which_store_a_host_names(
    make_app: Callable[..., Flask], host: str, status: int, subdomain: str | None
) -> None:
    client = make_app(store_of_domain={"kopisiti.example": "kopisiti"}.get).test_client()
    answer = client.get("/shelf/kopi", environ_overrides={"HTTP_HOST": host})

    assert answer.status_code == status
    assert answer.get_json().get("subdomain") == subdomain


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_answer_on_any_host(client: FlaskClient, path: str) -> None:
    assert client.get(path, environ_overrides={"HTTP_HOST": "10.1.2.3:9"}).status_code == 200


def test_what_a_proxy_says_counts_only_where_one_is_known(make_app: Callable[..., Flask]) -> None:
    seen: list[str] = []

    def limit(_kind: str, caller: str) -> None:
        seen.append(caller)

    said = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Host": "evil.example"}
    for hops in (0, 1, 2):
        client = make_app(proxy_hops=hops, rate_limit=limit).test_client()
        assert client.post("/auth/hello", json={"name": "a"}, headers=said).status_code == 200

    assert seen == ["127.0.0.1", "203.0.113.9", "198.51.100.7"]


@pytest.mark.parametrize(
    ("peer", "caller"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_who_is_limited(make_app: Callable[..., Flask], peer: str, caller: str) -> None:
    seen: list[tuple[str, str]] = []

    def limit(kind: str, who: str) -> int | None:
        seen.append((kind, who))
        return 7

    client = make_app(rate_limit=limit).test_client()
    answer = client.post("/auth/hello", json={"name": "a"}, environ_overrides={"REMOTE_ADDR": peer})

    assert seen == [("auth", caller)]
    assert (answer.status_code, answer.get_json()["code"], answer.headers["Retry-After"]) == (429, "throttled", "7")


@pytest.mark.parametrize(("method", "path"), [("GET", "/toys"), ("POST", "/webhooks/toys/Zk3vX9qLmT1wRb7cYd5e")])
def test_who_is_not_limited(make_app: Callable[..., Flask], method: str, path: str) -> None:
    client = make_app(rate_limit=lambda *_: 1).test_client()

    assert client.open(path, method=method, headers={"Authorization": "Bearer owner"}).status_code == 200


def test_the_root_says_what_this_is(client: FlaskClient) -> None:
    assert client.get("/").get_json()["documentation"] == "/docs"
    assert client.get("/", headers={"Accept": "*/*"}).content_type == "application/json"
    page = client.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.content_type == "text/html; charset=utf-8"
    assert 'href="/docs"' in page.get_data(as_text=True)


def test_an_unknown_address_tells_where_to_look(client: FlaskClient) -> None:
    answer = client.get("/toy")

    assert answer.status_code == 404
    assert "/docs" in answer.get_json()["detail"]


def test_the_explorer_comes_from_here_alone(client: FlaskClient) -> None:
    page = client.get("/docs")
    policy = page.headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert "//" not in page.get_data(as_text=True)
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "explorer.js", "favicon-32x32.png"):
        assert f"/docs/{asset}" in page.get_data(as_text=True)
        with client.get(f"/docs/{asset}") as answer:
            assert answer.status_code == 200
    assert client.get("/docs/index.css").status_code == 404
    assert client.get("/docs/..%2f__init__.py").status_code == 404


def test_the_answer_to_head_is_that_of_get_without_its_body(owner: FlaskClient) -> None:
    answer = owner.head("/toys")

    assert answer.status_code == 200
    assert answer.get_data() == b""
    assert answer.headers["Content-Length"] == owner.get("/toys").headers["Content-Length"]
