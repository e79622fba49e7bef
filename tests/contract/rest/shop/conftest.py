"""The operations of a seller who sets up shop, on works in memory, with tokens that name who calls."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.catalog import catalog
from bosonline.adapters.inbound.rest.downloads import downloads
from bosonline.adapters.inbound.rest.forms import forms
from bosonline.adapters.inbound.rest.images import images, serve_images
from bosonline.adapters.inbound.rest.imports import imports
from bosonline.adapters.inbound.rest.inventory import inventory
from bosonline.adapters.inbound.rest.payments import payments
from bosonline.adapters.inbound.rest.product_editing import product_editing
from bosonline.adapters.inbound.rest.product_life import product_life
from bosonline.adapters.inbound.rest.stores import stores
from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity import Account, Action, Member, Module, Rights, Role, SessionId, UserId
from bosonline.testing.backends import Backend, memory_backend
from bosonline.testing.identity import add_user, hire, open_store
from bosonline.testing.shops import shop_on
from bosonline.testing.uploads import DOCUMENTED, images_on, keep_uploads

STAFF: dict[str, Rights] = {
    "alice": frozenset({(Module.PRODUCT, Action.READ)}),
    "clerk": frozenset({(Module.BANK_ACCOUNT, Action.READ)}),
    "editor": frozenset({(Module.BANK_ACCOUNT, Action.READ), (Module.BANK_ACCOUNT, Action.UPDATE)}),
}
PEOPLE = ("siti", "budi", "rudi", *STAFF)


@dataclass(slots=True)
class Seller:
    """Somebody at the API, under one token."""

    client: FlaskClient
    token: str

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Call an operation; header names are written with underscores."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, json=body, headers=sent)

    def send(
        self, content: bytes, *, name: str = "foto.jpg", media: str = "image/jpeg", **headers: str
    ) -> TestResponse:
        """Upload an image."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {header.replace("_", "-"): value for header, value in headers.items()}
        # Werkzeug's own client would leave a temporary file open.
        part = f'Content-Disposition: form-data; name="image"; filename="{name}"\r\nContent-Type: {media}\r\n\r\n'
        form = b"--bound\r\n" + part.encode() + content + b"\r\n--bound--\r\n"
        sent["Content-Type"] = "multipart/form-data; boundary=bound"
        return self.client.post("/store/products/images", data=form, headers=sent)


@pytest.fixture
def backend() -> Backend:
    """The ports in memory."""
    return memory_backend()


@pytest.fixture
def files() -> MemoryFiles:
    """Where images are kept."""
    return MemoryFiles()


@pytest.fixture
def sellers(backend: Backend, files: MemoryFiles) -> Callable[[str], Seller]:
    """`siti` and `budi` own a store each, `alice`, `clerk` and `editor` serve in Siti's, `rudi` has no store."""
    users = {name: add_user(backend, email=f"{name}@example.com") for name in PEOPLE}
    for owner in ("siti", "budi"):
        open_store(backend, users[owner])
    place = _place(backend, users["siti"])
    keep_uploads(backend.work, place.store, backend.clock(), DOCUMENTED)
    for name, rights in STAFF.items():
        hire(backend, place.store, users[name], rights=rights)
    shop = shop_on(backend)
    facade = images_on(backend, files)
    apis = [
        stores(shop.stores, "https://{}.example".format),
        catalog(shop.catalog),
        images(facade, "https://toko.example"),
        inventory(shop.catalog),
        imports(shop.catalog),
        downloads(shop.catalog, "https://bosonline.id"),
        product_editing(shop.catalog),
        product_life(shop.catalog),
        forms(shop.forms, "https://{}.example/f/{}".format),
        payments(shop.payments),
    ]

    def authenticate(*, access_token: str) -> Account:
        if access_token not in users:
            raise Unauthenticated
        return _account(backend, users[access_token])

    app = create_rest(
        apis,
        authenticate=authenticate,
        options=RestOptions(propagate_bugs=True, access_log=False),
        pages=[partial(serve_images, fetch=facade.fetch)],
    )
    return lambda name: Seller(app.test_client(), name)


@pytest.fixture
def siti(sellers: Callable[[str], Seller]) -> Seller:
    """The owner of a store."""
    return sellers("siti")


def _place(backend: Backend, user: UserId) -> Member:
    member = _account(backend, user).member
    assert member is not None
    return member


def _account(backend: Backend, user: UserId) -> Account:
    with backend.work() as work:
        standing = work.standings.of(user)
    place = standing.place
    member = place and Member(
        store=place.store, user=user, staff=place.staff, name=standing.name, role=Role(place.role), rights=place.rights
    )
    return Account(user=user, session=SessionId("s"), name=standing.name, member=member)
