"""The whole product keeps to its API description, whatever is sent: schemathesis against the served application.

`full_app` is the application with everything in it and without limits; Boscod's twin carries its parcels. `token` gives
a fresh access token of a store's owner whenever it is called, however many passwords were guessed meanwhile;
`other_token` (where there is one) that of another store's owner, who must not see the first one's records.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bosonline.sandbox import Boscod
from bosonline.testing.description import SignIn, findings

from .conftest import Product

ENDING = ("POST /auth/logout", "PUT /auth/password", "DELETE /auth/sessions/{id}", "POST /profile/data-deletion")
"""After these, a token is worth nothing."""


@pytest.fixture
def boscod_url() -> Iterator[str]:
    """Boscod's twin."""
    twin = Boscod().start()
    yield twin.url
    twin.stop()


@pytest.fixture
def full_app(product: Product) -> Flask:
    """The application, which knows Boscod's districts."""
    product.container.shipping().areas.know()
    return product.app


@pytest.fixture
def sign_in(request: pytest.FixtureRequest, token: SignIn) -> dict[str, SignIn]:
    """Access tokens by the name of who bears them."""
    try:
        return {"owner": token, "neighbour": request.getfixturevalue("other_token")}
    except pytest.FixtureLookupError:
        return {"owner": token}


@pytest.mark.timeout(1200)
def test_what_is_described_is_what_happens(full_app: Flask, sign_in: dict[str, SignIn], tmp_path: Path) -> None:
    wrong, _ = findings(full_app, sign_in, folder=tmp_path, examples=1, ending=ENDING)

    assert not wrong, "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_what_is_described_is_what_happens_for_long(
    full_app: Flask, sign_in: dict[str, SignIn], tmp_path: Path
) -> None:
    wrong, answered = findings(full_app, sign_in, folder=tmp_path, examples=200, ending=ENDING)
    never_done = [name for name, statuses in answered.items() if not any(200 <= status < 300 for status in statuses)]

    assert not wrong, "\n".join(wrong)
    assert not never_done
