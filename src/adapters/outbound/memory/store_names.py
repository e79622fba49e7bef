"""The names that stores are reached by, in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.stores import DomainKey, FormerName, beginning_so
from bosonline.application.ports import Clock
from bosonline.application.stores.ports import Area, DueDomain, StoreAddress
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.stores import (
    DomainId,
    DomainKnown,
    DomainState,
    DomainTaken,
    OldName,
    Store,
    StoreDomain,
    Subdomain,
)


class MemoryFormerNames:
    """The former subdomains of one store, in one transaction."""

    def __init__(self, shelf: Shelf[Subdomain, FormerName], store: StoreId) -> None:
        self._shelf, self._store = shelf, store

    def all(self) -> Sequence[OldName]:
        return [name for store, name in self._shelf.values() if store == self._store]

    def hold(self, name: OldName, /) -> None:
        self._shelf.put(name.name, (self._store, name))

    def release(self, name: Subdomain, /) -> None:
        held = self._shelf.get(name)
        if held is not None and held[0] == self._store:
            self._shelf.remove(name)


class MemoryStoreDomains:
    """The names of one store, in one transaction."""

    def __init__(self, shelf: Shelf[DomainKey, StoreDomain], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, domain: StoreDomain, /) -> None:
        if any(domain.name == other.name for other in self.all()):
            raise DomainKnown
        domain.id, domain.version = DomainId(self._next_id()), 1
        self._shelf.put((self._store, domain.id), domain)

    def all(self) -> Sequence[StoreDomain]:
        return _domains_of(self._shelf, self._store)

    def save(self, domain: StoreDomain, /) -> None:
        self._demand_known(domain)
        if domain.is_default and any(other.is_default and other.id != domain.id for other in self.all()):
            raise ChangedMeanwhile
        if domain.state is DomainState.VERIFIED and domain.name is not None and self._is_another_stores(domain):
            raise DomainTaken
        domain.version += 1
        self._shelf.put((self._store, domain.id), domain)

    def remove(self, domain: StoreDomain, /) -> None:
        self._demand_known(domain)
        self._shelf.remove((self._store, domain.id))

    def _demand_known(self, domain: StoreDomain) -> None:
        known = self._shelf.get((self._store, domain.id))
        if known is None or known.version != domain.version:
            raise ChangedMeanwhile

    def _is_another_stores(self, domain: StoreDomain) -> bool:
        return any(
            other.name == domain.name and other.state is DomainState.VERIFIED
            for (store, _), other in self._shelf.items()
            if store != self._store
        )


class MemoryNameDesk:
    """The names of stores as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def beginning(self, beginning: str, /, *, at: datetime) -> frozenset[str]:
        return beginning_so(beginning, self._database.read("stores"), self._database.read("former_names"), at)

    def subdomains(self, store: StoreId, /, *, at: datetime) -> frozenset[str]:
        known: Store | None = self._database.read("stores").get(store)
        former = self._database.read("former_names").values()
        held = {name.name for of, name in former if of == store and name.until > at}
        return frozenset(held if known is None else held | {known.subdomain})

    def domains(self, store: StoreId, /) -> Sequence[StoreDomain]:
        return _domains_of(self._database.read("store_domains"), store)


class MemoryStoreAddresses:
    """Stores by the names that requests come under."""

    def __init__(self, database: MemoryDatabase, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def of_subdomain(self, name: str, /) -> StoreAddress | None:
        for store in self._database.read("stores").values():
            if store.subdomain == name:
                return self.of_store(store.id)
        held: FormerName | None = self._database.read("former_names").get(name)
        return self.of_store(held[0]) if held is not None and held[1].until > self._clock() else None

    def of_domain(self, name: str, /) -> StoreAddress | None:
        for (store, _), domain in self._database.read("store_domains").items():
            if domain.name == name and domain.state is DomainState.VERIFIED:
                return self.of_store(store)
        return None

    def of_store(self, store: StoreId, /) -> StoreAddress | None:
        known: Store | None = self._database.read("stores").get(store)
        if known is None:
            return None
        domains = _domains_of(self._database.read("store_domains"), store)
        chosen = next((domain.name for domain in domains if domain.is_default), None)
        return StoreAddress(subdomain=known.subdomain, domain=chosen)


class MemoryDomainRounds:
    """The domains of every store, for the rounds that look them over."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def due(self, *, checked_before: datetime, limit: int) -> Sequence[DueDomain]:
        domains = self._database.read("store_domains").items()
        found = sorted(
            (domain.checked_at or domain.created_at, store, key)
            for (store, key), domain in domains
            if domain.name is not None and (domain.checked_at or domain.created_at) < checked_before
        )
        return [DueDomain(store, key) for _, store, key in found[:limit]]


class MemoryProviderAreas:
    """Our districts under the ids of each provider; the newest import counts."""

    def __init__(self) -> None:
        self._versions: dict[str, dict[str, Sequence[Area]]] = {}

    def version(self, provider: str, /) -> str | None:
        return next(reversed(self._versions.get(provider, {})), None)

    def ours(self, provider: str, provider_id: str, /) -> str | None:
        return next((area.code for area in self._present(provider) if area.provider_id == provider_id), None)

    def theirs(self, provider: str, code: str, /) -> str | None:
        return min((area.provider_id for area in self._present(provider) if area.code == code), default=None)

    def codes(self, provider: str, provider_ids: Collection[str], /) -> Mapping[str, str]:
        return {area.provider_id: area.code for area in self._present(provider) if area.provider_id in provider_ids}

    def ids(self, provider: str, codes: Collection[str], /) -> Mapping[str, str]:
        known = ((code, self.theirs(provider, code)) for code in codes)
        return {code: provider_id for code, provider_id in known if provider_id is not None}

    def replace(self, provider: str, version: str, areas: Sequence[Area], /) -> None:
        versions = self._versions.setdefault(provider, {})
        versions.pop(version, None)
        versions[version] = tuple(areas)

    def _present(self, provider: str) -> Sequence[Area]:
        version = self.version(provider)
        return () if version is None else self._versions[provider][version]


def _domains_of(shelf: Shelf[DomainKey, StoreDomain], store: StoreId) -> Sequence[StoreDomain]:
    found = (domain for (of, _), domain in shelf.items() if of == store)
    return sorted(found, key=lambda domain: domain.id)
