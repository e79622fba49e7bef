"""The name under which the platform reaches a store."""

from dataclasses import dataclass

from bosonline.application.ports import Clock
from bosonline.application.stores.ports import NameDesk, OpenStoresWork
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import AuditEntry, Member, StoreId
from bosonline.domain.names import free_name, plain_name, stem_of
from bosonline.domain.stores import (
    RESERVED_SUBDOMAINS,
    OldName,
    Store,
    Subdomain,
    SubdomainInvalid,
    SubdomainTaken,
    checked_subdomain,
)
from bosonline.domain.stores.subdomain import MAX_LENGTH

_FALLBACK = "toko-baru"
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SubdomainCheck:
    """Whether a name is to be had; where it is not, why (the refusal that taking it would meet) and one that is."""

    subdomain: str
    available: bool
    reason: SubdomainInvalid | SubdomainTaken | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSubdomain:
    """Look whether a name is free, before taking it."""

    names: NameDesk
    clock: Clock

    def __call__(self, *, subdomain: str, store: StoreId | None) -> SubdomainCheck:
        """The answer for this store; its own name, and those that it holds, are free to it."""
        try:
            name = checked_subdomain(subdomain)
        except SubdomainInvalid as reason:
            suggestion = self._near(subdomain)
            return SubdomainCheck(subdomain=subdomain, available=False, reason=reason, suggestion=suggestion)
        taken = self.names.beginning(stem_of(name, most=MAX_LENGTH), at=self.clock())
        if name not in taken or (store is not None and name in self.names.subdomains(store, at=self.clock())):
            return SubdomainCheck(subdomain=name, available=True)
        suggestion = free_name(name, taken | RESERVED_SUBDOMAINS, most=MAX_LENGTH)
        reason_taken = SubdomainTaken(suggestion=suggestion)
        return SubdomainCheck(subdomain=name, available=False, reason=reason_taken, suggestion=suggestion)

    def _near(self, text: str) -> str:
        plain = plain_name(text.removeprefix("xn--"), most=MAX_LENGTH - 5)
        base = plain if len(plain) >= _SHORTEST else f"toko-{plain}".rstrip("-") if plain else _FALLBACK
        base = _FALLBACK if base == "toko" or base.startswith("xn--") else base
        taken = self.names.beginning(stem_of(base, most=MAX_LENGTH), at=self.clock())
        return free_name(base, taken | RESERVED_SUBDOMAINS, most=MAX_LENGTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSubdomain:
    """Reach the store by another name; the former one leads to it for a while, and is nobody else's meanwhile."""

    work: OpenStoresWork
    clock: Clock

    def __call__(self, *, member: Member, subdomain: str, seen_version: int | None = None) -> Store:
        """The store; `SubdomainInvalid`, `SubdomainTaken`, `SubdomainChangedTooOften`, `PreconditionFailed`."""
        name, now = checked_subdomain(subdomain), self.clock()
        with self.work(member.store) as work:
            store = work.stores.get()
            if seen_version not in (None, store.version):
                raise PreconditionFailed
            if name == store.subdomain:
                return store
            former = work.former_names.all()
            held = {one.name for one in former if one.until > now}
            taken = work.stores.subdomains_beginning(stem_of(name, most=MAX_LENGTH), at=now)
            _demand_free(name, taken - held)
            changed = store.rename(name, former=former, by=member.author, at=now)
            work.stores.save(store)
            work.former_names.release(name)
            work.former_names.hold(OldName(name=changed.was, until=changed.until))
            work.record(changed)
            facts = {"was": changed.was, "became": name}
            work.audit(
                AuditEntry(act="subdomain-changed", by=member.author, at=now, about=f"store {store.id}", facts=facts)
            )
            work.commit(store)
        return store


def _demand_free(name: Subdomain, taken: frozenset[str]) -> None:
    if name in taken:
        raise SubdomainTaken(suggestion=free_name(name, taken | RESERVED_SUBDOMAINS, most=MAX_LENGTH))
