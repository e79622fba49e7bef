"""Domains of a store's own: brought along, listed, and put into links."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import (
    NameDesk,
    OpenStoresWork,
    PublicSuffixes,
    StoreDesk,
    StoreDomains,
)
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import AuditEntry, Author, Member, StoreId
from bosonline.domain.stores import (
    DnsRecord,
    DomainId,
    DomainKnown,
    DomainNotFound,
    DomainNotOwnable,
    DomainState,
    StoreDomain,
    Subdomain,
    TooManyDomains,
    checked_domain,
)
from bosonline.domain.stores.store_domain import MOST_DOMAINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The names of the platform: its hosts, the one that subdomains are told under, and where domains have to lead."""

    hosts: Collection[str]
    host: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainShown:
    """A name of a store with all that its seller has to know."""

    id: DomainId
    name: str
    is_own: bool
    state: DomainState
    is_default: bool
    records: tuple[DnsRecord, ...]
    created_at: datetime
    checked_at: datetime | None


def shown(domain: StoreDomain, platform: Platform, subdomain: Subdomain) -> DomainShown:
    """A name as its seller sees it."""
    return DomainShown(
        id=domain.id,
        name=domain.name or f"{subdomain}.{platform.host}",
        is_own=domain.name is not None,
        state=domain.state,
        is_default=domain.is_default,
        records=domain.records(platform.target),
        created_at=domain.created_at,
        checked_at=domain.checked_at,
    )


def deed(act: str, domain: StoreDomain, by: Author, at: datetime) -> AuditEntry:
    """The entry of the audit log about a name of a store."""
    return AuditEntry(act=act, by=by, at=at, about=f"domain {domain.id}", facts={"name": domain.name or "subdomain"})


def of_id(domains: StoreDomains, domain: DomainId) -> StoreDomain:
    """The domain of this id, or `DomainNotFound`."""
    for one in domains.all():
        if one.id == domain:
            return one
    raise DomainNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDomains:
    """The names of a store, with the DNS records to set and what was found of them last."""

    names: NameDesk
    stores: StoreDesk
    platform: Platform

    def __call__(self, *, store: StoreId) -> Sequence[DomainShown]:
        """The subdomain first, then the domains of its own, the oldest first."""
        found = self.stores.get(store)
        if found is None:
            raise NotFound
        return [shown(domain, self.platform, found.subdomain) for domain in self.names.domains(store)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDomain:
    """A store is to be reached by a domain that its seller has registered; it has to be verified next."""

    work: OpenStoresWork
    clock: Clock
    suffixes: PublicSuffixes
    platform: Platform
    new_token: Callable[[], str]

    def __call__(self, *, member: Member, domain: str, once: Once | None = None) -> DomainShown:
        """The domain and the records to set; `DomainInvalid`, `DomainNotOwnable`, `DomainKnown`, `TooManyDomains`."""
        name = checked_domain(domain, platform_hosts=self.platform.hosts)
        if self.suffixes.covers(name):
            raise DomainNotOwnable(domain=name)
        added = StoreDomain(name=name, token=self.new_token(), created_at=self.clock())
        with self.work(member.store, once) as work:
            store = work.stores.get()
            own = [one.name for one in work.domains.all() if one.name is not None]
            if name in own:
                raise DomainKnown
            if len(own) >= MOST_DOMAINS:
                raise TooManyDomains(most=MOST_DOMAINS)
            work.domains.add(added)
            work.record(added.added(by=member.author))
            work.audit(deed("domain-added", added, member.author, added.created_at))
            told = shown(added, self.platform, store.subdomain)
            work.commit(told)
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDomainDefault:
    """Links to the store name it by this from now on."""

    work: OpenStoresWork
    clock: Clock
    platform: Platform

    def __call__(self, *, member: Member, domain: DomainId) -> DomainShown:
        """The name; `DomainNotFound`, or `DomainNotVerified`."""
        with self.work(member.store) as work:
            store = work.stores.get()
            chosen = of_id(work.domains, domain)
            if not chosen.is_default:
                changed = chosen.make_default(by=member.author, at=self.clock())
                for other in work.domains.all():
                    if other.is_default:
                        other.is_default = False
                        work.domains.save(other)
                work.domains.save(chosen)
                work.record(changed)
                work.audit(deed("domain-made-default", chosen, member.author, changed.at))
                work.commit()
        return shown(chosen, self.platform, store.subdomain)
