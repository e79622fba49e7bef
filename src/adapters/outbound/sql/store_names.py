"""The names that stores are reached by: former subdomains, domains of their own, and who is meant by a name."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, delete, insert, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import literally
from bosonline.adapters.outbound.sql.stores import BEGINNING
from bosonline.adapters.outbound.sql.tables.metadata import Instant
from bosonline.adapters.outbound.sql.tables.stores import former_subdomains, store_domains, stores
from bosonline.application.ports import Clock
from bosonline.application.stores.ports import DueDomain, StoreAddress
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.stores import (
    DomainId,
    DomainKnown,
    DomainName,
    DomainState,
    DomainTaken,
    Found,
    OldName,
    StoreDomain,
    Subdomain,
)

_FORMER = select(former_subdomains).where(former_subdomains.c.store_id == bindparam("store"))
_RELEASE = delete(former_subdomains).where(
    former_subdomains.c.store_id == bindparam("of_store"), former_subdomains.c.name == bindparam("of_name")
)
_DOMAINS = select(store_domains).where(store_domains.c.store_id == bindparam("store")).order_by(store_domains.c.id)
_ADD = insert(store_domains).returning(store_domains.c.id)
_IS_IT = (
    store_domains.c.store_id == bindparam("of_store"),
    store_domains.c.id == bindparam("of_domain"),
    store_domains.c.version == bindparam("was"),
)
_SAVE = update(store_domains).where(*_IS_IT)
_REMOVE = delete(store_domains).where(*_IS_IT)
_now = bindparam("now", type_=Instant)
_SUBDOMAINS = union_all(
    select(stores.c.subdomain).where(stores.c.id == bindparam("store")),
    select(former_subdomains.c.name).where(
        former_subdomains.c.store_id == bindparam("store"), former_subdomains.c.until > _now
    ),
)
_chosen = (
    select(store_domains.c.name)
    .where(store_domains.c.store_id == stores.c.id, store_domains.c.is_default)
    .scalar_subquery()
    .label("domain")
)
_named: BindParameter[str] = bindparam("name")
_OF_SUBDOMAIN = union_all(
    select(stores.c.subdomain, _chosen, literal(0).label("rank")).where(stores.c.subdomain == _named),
    select(stores.c.subdomain, _chosen, literal(1).label("rank"))
    .join(former_subdomains, former_subdomains.c.store_id == stores.c.id)
    .where(former_subdomains.c.name == _named, former_subdomains.c.until > _now),
).order_by("rank")
_OF_STORE = select(stores.c.subdomain, _chosen).where(stores.c.id == bindparam("store"))
_OF_DOMAIN = select(stores.c.subdomain, _chosen).where(
    stores.c.id
    == select(store_domains.c.store_id)
    .where(store_domains.c.name == _named, store_domains.c.state == DomainState.VERIFIED.value)
    .scalar_subquery()
)
_DUE = (
    select(store_domains.c.store_id, store_domains.c.id)
    .where(
        store_domains.c.name.is_not(None),
        case((store_domains.c.checked_at.is_(None), store_domains.c.created_at), else_=store_domains.c.checked_at)
        < bindparam("before", type_=Instant),
    )
    .order_by(
        case((store_domains.c.checked_at.is_(None), store_domains.c.created_at), else_=store_domains.c.checked_at)
    )
    .limit(bindparam("most"))
)


def _hold(dialect: Any) -> Any:
    new = dialect.insert(former_subdomains)
    return new.on_conflict_do_update(
        index_elements=[former_subdomains.c.name],
        set_={"store_id": new.excluded.store_id, "until": new.excluded.until},
    )


_HOLD = {True: _hold(sqlite), False: _hold(postgresql)}


class SqlFormerNames:
    """The former subdomains of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def all(self) -> Sequence[OldName]:
        rows = self._execute(_FORMER, {"store": self._store})
        return [OldName(name=Subdomain(row.name), until=row.until) for row in rows]

    def hold(self, name: OldName, /) -> None:
        self._execute(_HOLD[self._is_sqlite], {"store_id": self._store, "name": name.name, "until": name.until})

    def release(self, name: Subdomain, /) -> None:
        self._execute(_RELEASE, {"of_store": self._store, "of_name": name})


class SqlStoreDomains:
    """The names of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, domain: StoreDomain, /) -> None:
        domain.version = 1
        values = {"store_id": self._store, "created_at": domain.created_at, **_values(domain)}
        try:
            domain.id = DomainId(self._execute(_ADD, values).scalar_one())
        except IntegrityError as error:
            raise DomainKnown from error

    def all(self) -> Sequence[StoreDomain]:
        return [_domain(row) for row in self._execute(_DOMAINS, {"store": self._store})]

    def save(self, domain: StoreDomain, /) -> None:
        values = {**_values(domain), "version": domain.version + 1}
        try:
            saved = self._execute(_SAVE, {**self._is(domain), **values}).rowcount
        except IntegrityError as error:
            # Two of a store's names were made the default at once, or two stores verified one domain.
            raise (ChangedMeanwhile if domain.is_default else DomainTaken) from error
        if not saved:
            raise ChangedMeanwhile
        domain.version += 1

    def remove(self, domain: StoreDomain, /) -> None:
        if not self._execute(_REMOVE, self._is(domain)).rowcount:
            raise ChangedMeanwhile

    def _is(self, domain: StoreDomain) -> dict[str, object]:
        return {"of_store": self._store, "of_domain": domain.id, "was": domain.version}


class SqlNameDesk:
    """The names of stores as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beginning(self, beginning: str, /, *, at: datetime) -> frozenset[str]:
        with self._database.read() as connection:
            return frozenset(connection.execute(BEGINNING, {"like": f"{literally(beginning)}%", "now": at}).scalars())

    def subdomains(self, store: StoreId, /, *, at: datetime) -> frozenset[str]:
        with self._database.read() as connection:
            return frozenset(connection.execute(_SUBDOMAINS, {"store": store, "now": at}).scalars())

    def domains(self, store: StoreId, /) -> Sequence[StoreDomain]:
        with self._database.read() as connection:
            return [_domain(row) for row in connection.execute(_DOMAINS, {"store": store})]


class SqlStoreAddresses:
    """Stores by the names that requests come under."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def of_subdomain(self, name: str, /) -> StoreAddress | None:
        with self._database.read() as connection:
            return _address(connection.execute(_OF_SUBDOMAIN, {"name": name, "now": self._clock()}).first())

    def of_domain(self, name: str, /) -> StoreAddress | None:
        with self._database.read() as connection:
            return _address(connection.execute(_OF_DOMAIN, {"name": name}).first())

    def of_store(self, store: StoreId, /) -> StoreAddress | None:
        with self._database.read() as connection:
            return _address(connection.execute(_OF_STORE, {"store": store}).first())


class SqlDomainRounds:
    """The domains of every store, for the rounds that look them over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, *, checked_before: datetime, limit: int) -> Sequence[DueDomain]:
        with self._database.read() as connection:
            rows = connection.execute(_DUE, {"before": checked_before, "most": limit}).all()
        return [DueDomain(StoreId(row.store_id), DomainId(row.id)) for row in rows]


def _address(row: Any) -> StoreAddress | None:
    if row is None:
        return None
    return StoreAddress(subdomain=Subdomain(row.subdomain), domain=row.domain and DomainName(row.domain))


def _values(domain: StoreDomain) -> dict[str, object]:
    return {
        "name": domain.name,
        "token": domain.token,
        "state": domain.state.value,
        "is_default": domain.is_default,
        "found": plain(domain.found),
        "checked_at": domain.checked_at,
        "missing_since": domain.missing_since,
        "version": domain.version,
    }


def _domain(row: Any) -> StoreDomain:
    return StoreDomain(
        id=DomainId(row.id),
        name=row.name and DomainName(row.name),
        token=row.token,
        state=DomainState(row.state),
        is_default=row.is_default,
        found=revive(row.found, Found),
        created_at=row.created_at,
        checked_at=row.checked_at,
        missing_since=row.missing_since,
        version=row.version,
    )
