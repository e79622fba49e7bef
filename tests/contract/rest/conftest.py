"""The whole product on SQLite with the sample store, for tests that walk everything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.cli import sample_data
from bosonline.container import Container, create_app, open_container
from bosonline.domain.identity import Client, Session, SessionId, checked_email, hash_of
from bosonline.settings import Settings
from bosonline.testing.uploads import DOCUMENTED, LOGO, keep_uploads

NEIGHBOUR = ("Tono Wibowo", "tono@example.com", "081377770001", "teh-tono-2026")


@dataclass(frozen=True, slots=True)
class Product:
    """The application, and the container that it was made from."""

    app: Flask
    container: Container

    def token_of(self, email: str) -> str:
        """A fresh access token of an account, without its password."""
        container, at = self.container, self.container.clock()()
        session = SessionId(container.secrets().identifier())
        with container.work() as work:
            user = work.users.of_email(checked_email(email))
            assert user is not None
            client = Client(ip="127.0.0.1", user_agent="test")
            opened = Session.begin(session, user=user.id, client=client, at=at)
            work.sessions.add(opened, hash_of(container.tokens().refresh(user.id, session, at=at)))
            work.commit()
        return container.tokens().access(user.id, session, at=at)


@pytest.fixture
def boscod_url() -> str | None:
    """Where Boscod is, for those who call it."""
    return None


@pytest.fixture
def product(tmp_path: Path, boscod_url: str | None) -> Iterator[Product]:
    """The product with the sample store and a neighbour's, and without limits."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'product.db'}",
        sqlite_synchronous="OFF",
        auth_rate=0,
        public_rate=0,
        var=tmp_path,
        boscod_url=boscod_url,
        boscod_token=None if boscod_url is None else "sandbox",
    )
    container = open_container(settings)
    metadata.create_all(container.database().writing)
    keep_uploads(container.work, sample_data.load(container), container.clock()(), DOCUMENTED, LOGO)
    _open_neighbour(container)
    yield Product(create_app(settings, container), container)
    container.database().dispose()


@pytest.fixture
def full_app(product: Product) -> Flask:
    """The application with everything in it."""
    return product.app


@pytest.fixture
def token(product: Product) -> Callable[[], str]:
    """Fresh access tokens of the sample store's owner."""
    return lambda: product.token_of(sample_data.OWNER[1])


@pytest.fixture
def other_token(product: Product) -> Callable[[], str]:
    """Fresh access tokens of another store's owner."""
    return lambda: product.token_of(NEIGHBOUR[1])


def _open_neighbour(container: Container) -> None:
    name, email, phone, password = NEIGHBOUR
    at = container.clock()()
    with container.work() as work:
        user = work.users.add(
            name=name,
            email=checked_email(email),
            phone=container.phones().read(phone),
            password_hash=container.hasher().hash(password),
            at=at,
            email_verified_at=at,
        )
        assert user is not None
        work.commit()
    container.stores().open(owner=user, name="Teh Tono", phone=phone, subdomain="tehtono")
