"""The REST API of identity on each backend."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.pages import account_pages
from bosonline.adapters.inbound.rest.api_keys import api_keys
from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.audit_log import audit_log
from bosonline.adapters.inbound.rest.auth import auth
from bosonline.adapters.inbound.rest.password_reset import password_reset
from bosonline.adapters.inbound.rest.profile import profile
from bosonline.adapters.inbound.rest.staff import staff
from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity

CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@dataclass(frozen=True, slots=True)
class Caller:
    """Speaks JSON to the application, perhaps with a token."""

    client: FlaskClient
    token: str | None = None

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is None:
            return self.client.open(path, method=method, headers=sent)
        return self.client.open(path, method=method, headers=sent, json=body)


@pytest.fixture
def known(backend: Backend) -> TestIdentity:
    """Identity on the backend."""
    return TestIdentity(backend)


@pytest.fixture
def app(known: TestIdentity) -> Flask:
    """The operations of identity."""
    identity = known.identity
    return create_rest(
        [
            auth(identity),
            password_reset(identity),
            profile(identity),
            staff(identity.staffing),
            api_keys(identity.key_keeping),
            audit_log(identity.read_audit_log),
        ],
        authenticate=identity.authenticate,
        options=RestOptions(propagate_bugs=True, access_log=False),
        pages=[partial(account_pages, identity=identity)],
    )


@pytest.fixture
def nobody(app: Flask) -> Caller:
    """A caller without a token."""
    return Caller(app.test_client())


@pytest.fixture
def sign_in(app: Flask, nobody: Caller) -> Callable[..., tuple[Caller, dict[str, Any]]]:
    """Signs somebody in: who calls with the token, and the answer."""

    def sign_in(username: str = "siti@example.com", password: str = PASSWORD) -> tuple[Caller, dict[str, Any]]:
        answer = nobody("POST", "/auth/login", {"username": username, "password": password}, User_Agent=CHROME)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.get_json()
        return Caller(app.test_client(), told["token"]["access_token"]), told

    return sign_in
