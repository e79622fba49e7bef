"""What the platform's admin and its sellers see of each other over REST, on every backend."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.admin import platform_categories, platform_stores
from bosonline.adapters.inbound.rest.announcements import announcements
from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.catalog import catalog
from bosonline.adapters.inbound.rest.categories import categories
from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity import Account, Email, SessionId, UserId
from bosonline.domain.phone import Phone
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user, hire, open_store
from bosonline.testing.platform import categories_on, noticeboard_on, oversight_on
from bosonline.testing.shops import shop_on


@dataclass(slots=True)
class Caller:
    """Somebody at the API, under one token."""

    client: FlaskClient
    token: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Call an operation; header names are written with underscores."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, json=body, headers=sent)


@pytest.fixture
def call(backend: Backend) -> Callable[[str], Caller]:
    """`admin` is the platform's, `siti` and `budi` own a store each, `alice` serves Siti without rights."""
    users = {name: add_user(backend, email=f"{name}@example.com", name=name) for name in ("siti", "budi", "alice")}
    stores = {name: open_store(backend, users[name], name=f"Toko {name.title()}") for name in ("siti", "budi")}
    hire(backend, stores["siti"], users["alice"])
    users["admin"] = _platform_admin(backend)

    def authenticate(*, access_token: str) -> Account:
        if access_token not in users:
            raise Unauthenticated
        with backend.work() as work:
            standing = work.standings.of(users[access_token])
        standing.check()
        account: Account = standing.account(SessionId("s"))
        return account

    kinds = categories_on(backend)
    apis = [
        announcements(noticeboard_on(backend)),
        catalog(shop_on(backend).catalog),
        categories(kinds),
        platform_categories(kinds),
        platform_stores(oversight_on(backend)),
    ]
    app = create_rest(apis, authenticate=authenticate, options=RestOptions(propagate_bugs=True, access_log=False))
    return lambda name: Caller(app.test_client(), name)


@pytest.fixture
def admin(call: Callable[[str], Caller]) -> Caller:
    """An admin of the platform, who has no store."""
    return call("admin")


@pytest.fixture
def siti(call: Callable[[str], Caller]) -> Caller:
    """The owner of a store."""
    return call("siti")


def _platform_admin(backend: Backend) -> UserId:
    with backend.work() as work:
        user: UserId | None = work.users.add(
            name="Rina",
            email=Email("admin@example.com"),
            phone=Phone("+6281234567890"),
            password_hash="-",
            at=backend.clock(),
            is_platform_admin=True,
        )
        work.commit()
    assert user is not None
    return user
