"""What the use cases of stores need from outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.identity.ports import Listed, Listing, Staff, Standings
from bosonline.application.images.ports import Uploads
from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.stores import (
    District,
    DomainId,
    DomainName,
    OldName,
    Onboarding,
    Place,
    Store,
    StoreDomain,
    Subdomain,
    Village,
    Warehouse,
)


class DnsUnavailable(Unavailable):
    """No name server answered: nothing is known of the records."""

    code = "dns-unavailable"
    text = "The name servers do not answer at the moment; try again shortly"


class Regions(Protocol):
    """The places of Indonesia by their Kemendagri codes in the dotted form."""

    def district(self, code: str, /) -> District | None:
        """The kecamatan of this code, or None."""
        ...

    def village(self, code: str, /) -> Village | None:
        """The kelurahan or desa of this code, or None."""
        ...


class RegionSearch(Protocol):
    """The places of Indonesia as people look for them."""

    def search(self, keyword: str, /, *, limit: int) -> Sequence[Place]:
        """The places that the words or post code mean, the likeliest first; a letter may be wrong."""
        ...

    def children(self, code: str | None, /) -> Sequence[Place]:
        """What lies directly in a place, by name; the provinces where None is named."""
        ...

    def place(self, code: str, /) -> Place | None:
        """The place of this code, of whatever level, or None."""
        ...


class StoreRecords(Protocol):
    """The stores, in one transaction."""

    def add(self, store: Store, /) -> None:
        """Keep a new store, which gets its id; `ChangedMeanwhile` where its name or its owner is taken by now.

        Its subdomain becomes the first, and the default, of the names in `domains`.
        """
        ...

    def get(self) -> Store:
        """The work's own store."""
        ...

    def save(self, store: Store, /) -> None:
        """Keep what changed; `ChangedMeanwhile`, also where its new name is taken by now."""
        ...

    def subdomains_beginning(self, beginning: str, /, *, at: datetime) -> frozenset[str]:
        """Every subdomain that begins so, and every former one that a store still holds."""
        ...


class FormerNames(Protocol):
    """The former subdomains of the work's store."""

    def all(self) -> Sequence[OldName]:
        """Those that are remembered, whether or not they are still held."""
        ...

    def hold(self, name: OldName, /) -> None:
        """Keep a name from others until its time is over."""
        ...

    def release(self, name: Subdomain, /) -> None:
        """Hold it no longer, if it was held."""
        ...


class StoreDomains(Protocol):
    """The names of the work's store: its subdomain, and the domains of its own."""

    def add(self, domain: StoreDomain, /) -> None:
        """Keep a new domain, which gets its id; `DomainKnown`."""
        ...

    def all(self) -> Sequence[StoreDomain]:
        """Every name, the oldest first: that of the platform."""
        ...

    def save(self, domain: StoreDomain, /) -> None:
        """Keep what changed; `ChangedMeanwhile`, `DomainTaken` where another store has verified it."""
        ...

    def remove(self, domain: StoreDomain, /) -> None:
        """Forget a domain; or `ChangedMeanwhile`."""
        ...


class Warehouses(Protocol):
    """The warehouses of the work's store."""

    def add(self, warehouse: Warehouse, /) -> Warehouse:
        """Keep a new warehouse, which comes back with its id; `ChangedMeanwhile` where there is another default."""
        ...

    def all(self) -> Sequence[Warehouse]:
        """Every warehouse, the oldest first."""
        ...

    def save(self, warehouse: Warehouse, /) -> Warehouse:
        """Keep what changed; it comes back with its new version. `ChangedMeanwhile`."""
        ...

    def remove(self, warehouse: Warehouse, /) -> None:
        """Give it up; or `ChangedMeanwhile`."""
        ...


class Roster(Protocol):
    """Who serves in the work's store."""

    def serving(self, staff: Collection[StaffId], /) -> frozenset[StaffId]:
        """Those of these who are not removed."""
        ...


class StoresWork(UnitOfWork, Protocol):
    """A transaction on one store, or on none until one is opened."""

    @property
    def stores(self) -> StoreRecords: ...

    @property
    def former_names(self) -> FormerNames: ...

    @property
    def domains(self) -> StoreDomains: ...

    @property
    def warehouses(self) -> Warehouses: ...

    @property
    def staff(self) -> Staff: ...

    @property
    def standings(self) -> Standings: ...

    @property
    def uploads(self) -> Uploads: ...

    def enter_store(self, store: StoreId, /) -> None:
        """From here on the work belongs to this store, which it has just opened."""
        ...


class OpenStoresWork(Protocol):
    """Begin a transaction, perhaps under a caller's key."""

    def __call__(self, store: StoreId | None, once: Once | None = None, /) -> StoresWork: ...


class StoreDesk(Protocol):
    """Stores as they are read."""

    def get(self, store: StoreId, /) -> Store | None:
        """The store, or None."""
        ...

    def onboarding(self, store: StoreId, /) -> Onboarding:
        """Which steps of the onboarding the store has done."""
        ...

    def warehouses(self, store: StoreId, listing: Listing, /) -> Listed:
        """Warehouses as rows with the members of `Warehouse`, by `created_at` or `name`."""
        ...


class NameDesk(Protocol):
    """The names of stores as they are read."""

    def beginning(self, beginning: str, /, *, at: datetime) -> frozenset[str]:
        """Every subdomain that begins so, and every former one that a store still holds."""
        ...

    def subdomains(self, store: StoreId, /, *, at: datetime) -> frozenset[str]:
        """The subdomain of a store, and the former ones that it still holds."""
        ...

    def domains(self, store: StoreId, /) -> Sequence[StoreDomain]:
        """Every name of the store that can stand in links, the oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAddress:
    """How a store is reached: its subdomain, and the domain of its own that stands in links."""

    subdomain: Subdomain
    domain: DomainName | None = None


class StoreAddresses(Protocol):
    """Stores by the names that requests come under; whose they are is nothing that a store keeps secret."""

    def of_subdomain(self, name: str, /) -> StoreAddress | None:
        """The store that has this subdomain, or had it and holds it still."""
        ...

    def of_domain(self, name: str, /) -> StoreAddress | None:
        """The store that has verified this domain."""
        ...

    def of_store(self, store: StoreId, /) -> StoreAddress | None:
        """The store of this id."""
        ...


class DomainRecords(Protocol):
    """What DNS says at this moment. Each answer is empty where there is nothing; `DnsUnavailable`."""

    def texts(self, name: str, /) -> Sequence[str]:
        """The texts (TXT) under a name."""
        ...

    def aliases(self, name: str, /) -> Sequence[str]:
        """The names that a name stands for (CNAME), one after the other."""
        ...

    def addresses(self, name: str, /) -> Sequence[str]:
        """The addresses (A, AAAA) that a name leads to."""
        ...


class PublicSuffixes(Protocol):
    """The names under which anybody can register a domain."""

    def covers(self, name: str, /) -> bool:
        """Whether this is such a name itself, like `com`, `co.id` or `github.io`."""
        ...


@dataclass(frozen=True, slots=True)
class DueDomain:
    """A domain that has not been looked over for a while."""

    store: StoreId
    id: DomainId


class DomainRounds(Protocol):
    """The domains of every store, for the rounds that look them over."""

    def due(self, *, checked_before: datetime, limit: int) -> Sequence[DueDomain]:
        """Domains of the stores' own that were last looked over before then, the longest ago first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A district under the id that a courier or aggregator knows it by."""

    provider_id: str
    code: str


class ProviderAreas(Protocol):
    """Our districts under the ids of each provider, in versions; the newest import counts."""

    def version(self, provider: str, /) -> str | None:
        """The version that counts, or None."""
        ...

    def ours(self, provider: str, provider_id: str, /) -> str | None:
        """The code of the district that the provider calls so."""
        ...

    def theirs(self, provider: str, code: str, /) -> str | None:
        """What the provider calls the district of this code."""
        ...

    def codes(self, provider: str, provider_ids: Collection[str], /) -> Mapping[str, str]:
        """The codes of those of the provider's districts that are known, by its ids."""
        ...

    def ids(self, provider: str, codes: Collection[str], /) -> Mapping[str, str]:
        """What the provider calls those of our districts that it knows, by their codes."""
        ...

    def replace(self, provider: str, version: str, areas: Sequence[Area], /) -> None:
        """Keep these as the version that counts; one of the same name is replaced."""
        ...
