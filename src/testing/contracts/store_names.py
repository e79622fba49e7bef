"""What every adapter of the names of stores must do, and of the areas of providers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bosonline.application.stores.ports import Area, DueDomain, StoreAddress
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.stores import (
    DomainKnown,
    DomainName,
    DomainState,
    DomainTaken,
    Found,
    OldName,
    StoreDomain,
    Subdomain,
)
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.stores import keep, new_store
from bosonline.testing.stores import addresses_of, domain_rounds_of, name_desk_of, provider_areas_of

SITI = Author(None, "Siti")


def own(backend: Backend, name: str = "kopisiti.com", *, state: DomainState = DomainState.PENDING) -> StoreDomain:
    """A domain of a store's own that is not kept yet."""
    return StoreDomain(name=DomainName(name), token="token", state=state, created_at=backend.clock())


class StoreNamesContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    @pytest.fixture
    def stores(self, backend: Backend) -> tuple[StoreId, StoreId]:
        """Two stores: kopisiti and tehbudi."""
        names = ("kopisiti", "tehbudi")
        first, second = (keep(backend, new_store(backend, owner=n, subdomain=name)).id for n, name in enumerate(names))
        return first, second

    def test_former_names_are_held_for_their_time(self, backend: Backend, stores: tuple[StoreId, StoreId]) -> None:
        """They lead to the store and stand among the names that are taken, until then or until they are released."""
        until = backend.clock() + timedelta(days=30)
        siti, budi = stores
        with backend.work(siti) as work:
            for name in ("kopi-lama", "kopi-tua"):
                work.former_names.hold(OldName(name=Subdomain(name), until=until))
            work.former_names.release(Subdomain("kopi-tua"))
            work.commit()
        with backend.work(budi) as work:
            work.former_names.release(Subdomain("kopi-lama"))
            assert work.former_names.all() == []
            work.commit()

        names, now = name_desk_of(backend), backend.clock()
        assert names.beginning("kopi", at=now) == {"kopisiti", "kopi-lama"}
        assert names.subdomains(siti, at=now) == {"kopisiti", "kopi-lama"}
        assert names.subdomains(budi, at=now) == {"tehbudi"}
        with backend.work(siti) as work:
            assert work.former_names.all() == [OldName(name=Subdomain("kopi-lama"), until=until)]
            assert work.stores.subdomains_beginning("kopi", at=until) == {"kopisiti"}
        addresses = addresses_of(backend)
        assert addresses.of_subdomain("kopi-lama") == StoreAddress(subdomain=Subdomain("kopisiti"))
        backend.clock.now = until
        assert addresses.of_subdomain("kopi-lama") is None
        assert names.beginning("kopi", at=until) == {"kopisiti"}

    def test_a_name_that_is_over_may_be_held_by_another(
        self, backend: Backend, stores: tuple[StoreId, StoreId]
    ) -> None:
        """As if it had never been anybody's."""
        for store, until in ((stores[0], backend.clock()), (stores[1], backend.clock() + timedelta(days=1))):
            with backend.work(store) as work:
                work.former_names.hold(OldName(name=Subdomain("kopi-lama"), until=until))
                work.commit()

        assert addresses_of(backend).of_subdomain("kopi-lama") == StoreAddress(subdomain=Subdomain("tehbudi"))

    def test_the_platforms_name_is_there_from_the_first(
        self, backend: Backend, stores: tuple[StoreId, StoreId]
    ) -> None:
        """And is the default."""
        (given,) = name_desk_of(backend).domains(stores[0])

        assert (given.name, given.state, given.is_default) == (None, DomainState.VERIFIED, True)
        assert addresses_of(backend).of_subdomain("kopisiti") == StoreAddress(subdomain=Subdomain("kopisiti"))
        assert addresses_of(backend).of_store(stores[0]) == StoreAddress(subdomain=Subdomain("kopisiti"))
        assert addresses_of(backend).of_subdomain("nobody") is None
        assert addresses_of(backend).of_store(StoreId(999_999)) is None

    def test_a_domain_comes_back_as_it_was_kept(self, backend: Backend, stores: tuple[StoreId, StoreId]) -> None:
        """To its own store."""
        domain = own(backend)
        with backend.work(stores[0]) as work:
            work.domains.add(domain)
            found = Found(texts=("a", "b"), aliases=("x.example",), addresses=("192.0.2.1",))
            domain.look_over(found, target="x.example", at=backend.clock())
            work.domains.save(domain)
            work.commit()

        assert name_desk_of(backend).domains(stores[0])[1:] == [domain]
        assert (domain.version, domain.missing_since) == (2, backend.clock())
        assert [one.name for one in name_desk_of(backend).domains(stores[1])] == [None]
        with pytest.raises(DomainKnown), backend.work(stores[0]) as work:
            work.domains.add(own(backend))

    def test_a_domain_is_saved_by_whoever_saw_it_last(self, backend: Backend, stores: tuple[StoreId, StoreId]) -> None:
        """And by its own store."""
        domain = own(backend)
        with backend.work(stores[0]) as work:
            work.domains.add(domain)
            work.commit()
        stale = replace(domain)
        with backend.work(stores[0]) as work:
            work.domains.save(domain)
            for lost in (work.domains.save, work.domains.remove):
                with pytest.raises(ChangedMeanwhile):
                    lost(stale)
            work.commit()
        with backend.work(stores[1]) as work:
            for foreign in (work.domains.save, work.domains.remove):
                with pytest.raises(ChangedMeanwhile):
                    foreign(domain)
        with backend.work(stores[0]) as work:
            work.domains.remove(domain)
            work.commit()
        assert [one.name for one in name_desk_of(backend).domains(stores[0])] == [None]

    def test_one_store_alone_has_verified_a_domain(self, backend: Backend, stores: tuple[StoreId, StoreId]) -> None:
        """Others may want it, and wait."""
        domains = [own(backend), own(backend)]
        for store, domain in zip(stores, domains, strict=True):
            with backend.work(store) as work:
                work.domains.add(domain)
                work.commit()
        domains[0].state = domains[1].state = DomainState.VERIFIED
        with backend.work(stores[0]) as work:
            work.domains.save(domains[0])
            work.commit()

        with pytest.raises(DomainTaken), backend.work(stores[1]) as work:
            work.domains.save(domains[1])

        addresses = addresses_of(backend)
        assert addresses.of_domain("kopisiti.com") == StoreAddress(subdomain=Subdomain("kopisiti"))
        assert addresses.of_domain("teh.example") is None
        domains[0].state = DomainState.LAPSED
        with backend.work(stores[0]) as work:
            work.domains.save(domains[0])
            work.commit()
        assert addresses.of_domain("kopisiti.com") is None
        with backend.work(stores[1]) as work:
            work.domains.save(domains[1])
            work.commit()
        assert addresses.of_domain("kopisiti.com") == StoreAddress(subdomain=Subdomain("tehbudi"))

    def test_a_store_has_one_default(self, backend: Backend, stores: tuple[StoreId, StoreId]) -> None:
        """Which is told with every name that leads to the store."""
        domain = own(backend)
        with backend.work(stores[0]) as work:
            work.domains.add(domain)
            work.commit()
        domain.state, domain.is_default = DomainState.VERIFIED, True
        with pytest.raises(ChangedMeanwhile), backend.work(stores[0]) as work:
            work.domains.save(domain)
        with backend.work(stores[0]) as work:
            given = next(one for one in work.domains.all() if one.name is None)
            given.is_default = False
            work.domains.save(given)
            work.domains.save(domain)
            work.commit()

        told = StoreAddress(subdomain=Subdomain("kopisiti"), domain=DomainName("kopisiti.com"))
        assert addresses_of(backend).of_subdomain("kopisiti") == told
        assert addresses_of(backend).of_domain("kopisiti.com") == told
        assert addresses_of(backend).of_store(stores[0]) == told

    def test_what_has_not_been_looked_over_for_the_longest_is_due_first(
        self, backend: Backend, stores: tuple[StoreId, StoreId]
    ) -> None:
        """Of every store, but never the names that the platform gives."""
        added = []
        for hours, store in ((2, stores[0]), (1, stores[1]), (3, stores[0])):
            domain = own(backend, f"toko-{hours}.com")
            domain.checked_at = backend.clock() - timedelta(hours=hours) if hours > 1 else None
            with backend.work(store) as work:
                work.domains.add(domain)
                work.commit()
            added.append(DueDomain(store, domain.id))

        rounds, now = domain_rounds_of(backend), backend.clock()
        in_order = [added[2], added[0], added[1]]
        assert rounds.due(checked_before=now + timedelta(seconds=1), limit=10) == in_order
        assert rounds.due(checked_before=now + timedelta(seconds=1), limit=2) == in_order[:2]
        assert rounds.due(checked_before=now - timedelta(hours=2), limit=10) == in_order[:1]


class ProviderAreasContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_the_newest_version_counts(self, backend: Backend) -> None:
        """Of each provider by itself."""
        areas = provider_areas_of(backend)
        assert (areas.version("boscod"), areas.ours("boscod", "14910"), areas.theirs("boscod", "31.71.01")) == (
            None,
            None,
            None,
        )
        areas.replace("boscod", "2025", [Area(provider_id="1", code="31.71.01")])
        backend.clock.advance(days=1)
        areas.replace(
            "boscod",
            "2026",
            [Area(provider_id="14911", code="31.71.01"), Area(provider_id="14910", code="31.71.01")],
        )
        backend.clock.advance(days=1)
        areas.replace("lion", "2027", [Area(provider_id="14910", code="32.01.01")])

        assert areas.version("boscod") == "2026"
        assert [areas.ours("boscod", provider_id) for provider_id in ("14910", "14911", "1")] == [
            "31.71.01",
            "31.71.01",
            None,
        ]
        assert areas.theirs("boscod", "31.71.01") == "14910"
        assert areas.theirs("lion", "31.71.01") is None
        assert areas.codes("boscod", ["14910", "1"]) == {"14910": "31.71.01"}
        assert areas.ids("boscod", ["31.71.01", "31.71.02"]) == {"31.71.01": "14910"}
        assert (areas.codes("boscod", []), areas.ids("jne", ["31.71.01"])) == ({}, {})

    def test_a_version_of_the_same_name_is_replaced(self, backend: Backend) -> None:
        """Wholly, however many areas it has, and counts as the newest."""
        areas = provider_areas_of(backend)
        areas.replace("boscod", "1", [Area(provider_id=str(n), code="31.71.01") for n in range(2500)])
        backend.clock.advance(days=1)
        areas.replace("boscod", "2", [Area(provider_id="1", code="31.71.02")])
        backend.clock.advance(days=1)
        areas.replace("boscod", "1", [Area(provider_id="7", code="31.71.03")])

        assert areas.version("boscod") == "1"
        assert [areas.ours("boscod", provider_id) for provider_id in ("1", "7")] == [None, "31.71.03"]
