"""Schemathesis against an application: every operation, all checks, all phases, valid and invalid data.

It needs the `test` extra, and is imported by nothing else of this package.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.serving import WSGIRequestHandler, make_server

SignIn = Callable[[], str]
"""Signs a user in anew and gives the access token."""

EXPECTED = ["2xx", "401", "403", "404", "409", "412", "422", "429", "503"]
"""What data may lead to that keeps to the description: rules of business decide, and versions and limits pass."""


@schemathesis.check
def well_formed_is_read(_ctx: Any, response: Any, case: Any) -> None:
    """What keeps to the description never fails validation: a 422 then is a rule's, under the rule's own code."""
    if case.meta is not None and case.meta.generation.mode.is_positive and response.status_code in (400, 415, 422):
        code = json.loads(response.content).get("code")
        assert code not in ("validation-failed", "bad-request", "unsupported-media-type"), response.text


@schemathesis.check
def refusals_are_described(_ctx: Any, response: Any, case: Any) -> None:
    """The code of every problem stands among the examples of its operation and status."""
    document = case.operation.schema.raw_schema
    answers = document["paths"][case.operation.path][case.operation.method.lower()]["responses"]
    described = answers.get(str(response.status_code))
    if case.method.lower() != case.operation.method.lower() or response.status_code < 400 or described is None:
        return
    if response.status_code == 503:  # which party or part is out of reach is the adapters' to say
        return
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    known = described["content"]["application/problem+json"]["examples"]
    code = json.loads(response.content)["code"]
    assert code in known, f"{code} is not among {', '.join(known)}"


def findings(
    app: Flask, sign_in: Mapping[str, SignIn], *, folder: Path, examples: int = 10, ending: Collection[str] = ()
) -> tuple[list[str], dict[str, set[int]]]:
    """What is found wrong, and the statuses that each operation answered with.

    `sign_in` gives access tokens by the name of their bearer, who must not see each other's records. `ending` are the
    operations (`POST /auth/logout`) after which a token is worth nothing: they come last, each time with another one.
    `folder` takes a file that names the bearers; `examples` says how long to go on.
    """
    tokens = {name: give() for name, give in sign_in.items()}
    bearers = {"path": str(_bearers(tokens, folder)), **({"peers": [*tokens]} if len(tokens) > 1 else {})}
    wrong: dict[str, str] = {}
    answered: dict[str, set[int]] = {}
    with served(app) as address:
        url = f"{address}/openapi.json"
        schema = schemathesis.openapi.from_url(url, config=_config(examples, {"wfc": bearers}))
        _run(schema.exclude(lambda shown: shown.operation.label in ending), wrong, answered)
        if ending:
            schema = schemathesis.openapi.from_url(url, config=_config(examples, {}))
            schema.auth(refresh_interval=None)(_always_anew(next(iter(sign_in.values()))))
            _run(schema.include(lambda shown: shown.operation.label in ending), wrong, answered)
    return sorted(wrong.values()), answered


def _config(examples: int, auth: dict[str, Any]) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "auth": auth,
            "checks": {"positive_data_acceptance": {"expected-statuses": EXPECTED}},
            "generation": {"mode": "all", "max-examples": examples, "database": "none"},
        }
    )


def _always_anew(sign_in: SignIn) -> type:
    class Anew:
        def get(self, _case: Any, _context: Any) -> str:
            return sign_in()

        def set(self, case: Any, data: str, _context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return Anew


def _run(schema: Any, wrong: dict[str, str], answered: dict[str, set[int]]) -> None:
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError):
            wrong.setdefault(f"{event.info.title} {event.label}", f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.ScenarioFinished):
            _collect(event.recorder, wrong, answered)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a socket of this machine; gives its address."""

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, *_: Any) -> None:
            """Say nothing: the application has its own log."""

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _bearers(tokens: Mapping[str, str], folder: Path) -> Path:
    path = folder / "bearers.json"
    bearers = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in tokens.items()
    ]
    path.write_text(json.dumps({"auth": bearers}))
    return path


def _collect(recorder: Any, wrong: dict[str, str], answered: dict[str, set[int]]) -> None:
    for case_id, node in recorder.cases.items():
        interaction = recorder.interactions.get(case_id)
        if interaction is not None and interaction.response is not None:
            answered.setdefault(node.value.operation.label, set()).add(interaction.response.status_code)
        for check in recorder.checks.get(case_id, ()):
            if check.failure_info is not None:
                failure = check.failure_info.failure
                phase = node.value.meta.phase.name if node.value.meta else ""
                key = f"{node.value.operation.label} {check.name} {failure.title} {phase}"
                wrong.setdefault(key, f"{key}\n{failure.message}\n{check.failure_info.code_sample}\n")
