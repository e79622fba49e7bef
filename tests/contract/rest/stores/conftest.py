"""The operations of stores, their names and places, on each backend, with tokens that name who calls."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.job_files import serve_job_files
from bosonline.adapters.inbound.rest.jobs import jobs
from bosonline.adapters.inbound.rest.regions import regions
from bosonline.adapters.inbound.rest.store_domains import store_domains
from bosonline.adapters.inbound.rest.stores import stores
from bosonline.adapters.inbound.rest.warehouses import warehouses
from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.adapters.outbound.remembering import RememberedAddresses
from bosonline.application.spreadsheets import CellsWrong, WrongCell
from bosonline.application.stores import JobBoard
from bosonline.application.stores.job_ports import JobResult, LeasedJob, Tell
from bosonline.application.stores.ports import StoreAddress
from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity import Account, Action, Member, Module, Role, SessionId
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user, hire
from bosonline.testing.jobs import jobs_on
from bosonline.testing.stores import REGIONS, addresses_of, domains_on, open_as, places_on, stores_on
from bosonline.testing.uploads import LOGO, keep_uploads

READING = frozenset({(Module.STORE, Action.READ), (Module.WAREHOUSE, Action.READ)})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at the API, perhaps under a token, by some host."""

    client: FlaskClient
    token: str | None = None
    host: str = "localhost"

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Call an operation; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        said = {"HTTP_HOST": self.host}
        return self.client.open(path, method=method, json=body, headers=sent, environ_overrides=said)


Callers = Callable[..., Caller]


@pytest.fixture
def records() -> MemoryDomainRecords:
    """What DNS says."""
    return MemoryDomainRecords()


@pytest.fixture
def siti(backend: Backend) -> Member:
    """The owner of kopisiti."""
    member = open_as(backend, "kopisiti")
    keep_uploads(backend.work, member.store, backend.clock(), LOGO)
    return member


def _three_rows(_leased: LeasedJob, tell: Tell) -> JobResult:
    tell(1, 3)
    return JobResult(outcome={"rows": 3}, file=BytesIO(b"sku\r\nA\r\nB\r\nC\r\n"), file_name="produk-2026-01-05.csv")


def _refuse(_leased: LeasedJob, _tell: Tell) -> JobResult:
    raise CellsWrong.of([WrongCell(12, "price", "not-whole-number"), WrongCell(13, "sku", "required")])


@pytest.fixture
def board(backend: Backend) -> JobBoard:
    """Jobs of two kinds: a download, and an import of what nobody takes."""
    return jobs_on(backend, {"product-download": _three_rows, "product-import": _refuse})


@pytest.fixture
def app(backend: Backend, records: MemoryDomainRecords, siti: Member, board: JobBoard) -> Flask:
    """`siti` and `budi` own a store each, `alice` may read Siti's settings and warehouses, `rudi` has no store."""
    budi = open_as(backend, "tehbudi")
    alice, rudi = (add_user(backend, email=f"{name}@example.com", name=name) for name in ("alice", "rudi"))
    hire(backend, siti.store, alice, role=Role.CS, rights=READING)
    users = {"siti": siti.user, "budi": budi.user, "alice": alice, "rudi": rudi}

    def authenticate(*, access_token: str) -> Account:
        if access_token not in users:
            raise Unauthenticated
        with backend.work() as work:
            account: Account = work.standings.of(users[access_token]).account(SessionId("session"))
        return account

    places, addresses = places_on(backend), RememberedAddresses(addresses_of(backend), backend.clock)
    return create_rest(
        [
            stores(stores_on(backend), "https://{}.example".format),
            store_domains(domains_on(backend, records)),
            regions(places),
            warehouses(places, REGIONS),
            jobs(board, "https://bosonline.id"),
        ],
        authenticate=authenticate,
        options=RestOptions(platform_hosts=("localhost", "bosonline.id"), propagate_bugs=True, access_log=False),
        pages=[partial(serve_job_files, fetch=board.fetch)],
        store_of_domain=partial(_store_of, addresses.of_domain),
        store_of_subdomain=partial(_store_of, addresses.of_subdomain),
    )


def _store_of(ask: Callable[[str], StoreAddress | None], name: str) -> str | None:
    address = ask(name)
    return None if address is None else address.subdomain


@pytest.fixture
def call(app: Flask) -> Callers:
    """Makes callers: by token, and perhaps by host."""
    return partial(Caller, app.test_client())
