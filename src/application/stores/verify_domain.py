"""Whether a domain is the seller's: asked by them, and again and again on rounds."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bosonline.application.ports import Clock, Once
from bosonline.application.stores.domains import DomainShown, Platform, deed, of_id, shown
from bosonline.application.stores.ports import (
    DnsUnavailable,
    DomainRecords,
    DomainRounds,
    DueDomain,
    NameDesk,
    OpenStoresWork,
    StoresWork,
)
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import SYSTEM, Author, StoreId
from bosonline.domain.stores import (
    DomainId,
    DomainLapsed,
    DomainName,
    DomainNotFound,
    DomainTaken,
    DomainVerified,
    Found,
    StoreDomain,
)
from bosonline.domain.stores.store_domain import PROOF_LABEL

LOOKED_OVER_EVERY = timedelta(hours=12)
AT_A_TIME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyDomain:
    """Look a domain up in DNS, outside of any transaction, and take note of what is there."""

    work: OpenStoresWork
    clock: Clock
    names: NameDesk
    records: DomainRecords
    platform: Platform

    def __call__(
        self, *, store: StoreId, domain: DomainId, by: Author = SYSTEM, once: Once | None = None
    ) -> DomainShown:
        """The domain with what was found.

        `DomainNotFound`; `DnsUnavailable`, which changes nothing; `DomainTaken` where all is set but another store has
        verified it.
        """
        name = next((one.name for one in self.names.domains(store) if one.id == domain), None)
        found = None if name is None else self._look_up(name)
        with self.work(store, once) as work:
            known = of_id(work.domains, domain)
            if found is not None:
                self._settle(work, known, found, by)
            told = shown(known, self.platform, work.stores.get().subdomain)
            work.commit(told)
        return told

    def _look_up(self, name: DomainName) -> Found:
        records, target = self.records, self.platform.target
        return Found(
            texts=tuple(records.texts(f"{PROOF_LABEL}.{name}")),
            aliases=tuple(records.aliases(name)),
            addresses=tuple(records.addresses(name)),
            platform=tuple(records.addresses(target)),
        )

    def _settle(self, work: StoresWork, domain: StoreDomain, found: Found, by: Author) -> None:
        was_default = domain.is_default
        news = domain.look_over(found, target=self.platform.target, at=self.clock())
        work.domains.save(domain)
        if was_default and isinstance(news, DomainLapsed):
            given = next(one for one in work.domains.all() if one.name is None)
            given.is_default = True
            work.domains.save(given)
        if news is not None:
            work.record(news)
            act = "domain-verified" if isinstance(news, DomainVerified) else "domain-lapsed"
            work.audit(deed(act, domain, by, news.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class LookDomainsOver:
    """Verify again what has not been looked over for a while, and forget what never came to anything."""

    rounds: DomainRounds
    verify: VerifyDomain
    work: OpenStoresWork
    clock: Clock

    def __call__(self) -> int:
        """How many had their turn."""
        due = self.rounds.due(checked_before=self.clock() - LOOKED_OVER_EVERY, limit=AT_A_TIME)
        for one in due:
            with suppress(DnsUnavailable, DomainTaken, DomainNotFound, ChangedMeanwhile):
                self.verify(store=one.store, domain=one.id)
            with suppress(DomainNotFound, ChangedMeanwhile):
                self._end_turn(one)
        return len(due)

    def _end_turn(self, due: DueDomain) -> None:
        now = self.clock()
        with self.work(due.store) as work:
            known = of_id(work.domains, due.id)
            if known.is_idle(at=now):
                work.domains.remove(known)
            else:
                known.checked_at = now  # also where nothing was found out, so that the others get their turn
                work.domains.save(known)
            work.commit()
