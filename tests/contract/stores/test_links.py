"""What links to a store name, and what is remembered of names for a moment."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.adapters.outbound.remembering import RememberedAddresses
from bosonline.application.stores.ports import StoreAddress
from bosonline.container import Addresses, platform_of
from bosonline.domain.identity import Member, StoreId
from bosonline.domain.ordering import Secret
from bosonline.domain.stores import Subdomain
from bosonline.testing.backends import Backend, TestClock
from bosonline.testing.stores import addresses_of, domains_on, stores_on


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        ("https://bosonline.id", "https://kopisiti.com"),
        ("http://127.0.0.1:8080", "http://kopisiti.com:8080"),
    ],
)
def test_links_take_the_default_name(backend: Backend, siti: Member, base_url: str, shown: str) -> None:
    records = MemoryDomainRecords()
    links, domains = Addresses(base_url, addresses_of(backend)), domains_on(backend, records)
    added = domains.add(member=siti, domain="kopisiti.com")
    txt, cname = added.records
    records.txt[txt.name], records.cname[cname.name] = [txt.value], cname.value
    domains.verify(store=siti.store, domain=added.id)
    assert links.store("kopisiti") == f"{base_url}/s/kopisiti"
    assert links.form("kopisiti", "kopi") == f"{base_url}/s/kopisiti/f/kopi"
    assert links.order(Secret("s3cret"), siti.store) == f"{base_url}/o/s3cret"

    domains.make_default(member=siti, domain=added.id)

    assert (links.store("kopisiti"), links.form("kopisiti", "kopi")) == (shown, f"{shown}/f/kopi")
    assert links.order(Secret("s3cret"), siti.store) == f"{shown}/o/s3cret"
    domains.make_default(member=siti, domain=domains.list(store=siti.store)[0].id)
    assert links.store("kopisiti") == f"{base_url}/s/kopisiti"


def test_the_platforms_own_names() -> None:
    platform = platform_of(("bosonline.id", "127.0.0.1"), "bosonline.id", "https://api.bosonline.net:8443", None)

    assert platform.hosts == {"bosonline.id", "127.0.0.1", "api.bosonline.net"}
    assert (platform.host, platform.target) == ("bosonline.id", "bosonline.id")
    elsewhere = platform_of(("bosonline.id",), "bosonline.id", "https://bosonline.id", "edge.bosonline.net")
    assert (elsewhere.target, "edge.bosonline.net" in elsewhere.hosts) == ("edge.bosonline.net", True)


@dataclass(slots=True)
class CountedAddresses:
    """Knows one store, and what it was asked."""

    asked: list[str] = field(default_factory=list)
    known: StoreAddress | None = None

    def of_subdomain(self, name: str, /) -> StoreAddress | None:
        self.asked.append(name)
        return self.known

    def of_domain(self, name: str, /) -> StoreAddress | None:
        self.asked.append(name)
        return None

    def of_store(self, store: StoreId, /) -> StoreAddress | None:
        self.asked.append(str(store))
        return self.known


def test_names_are_remembered_for_a_moment_and_not_without_end() -> None:
    clock, counted = TestClock(), CountedAddresses()
    remembered = RememberedAddresses(counted, clock, moment=timedelta(seconds=5), most=2)

    assert [remembered.of_subdomain("kopi"), remembered.of_domain("kopi"), remembered.of_subdomain("kopi")] == [
        None
    ] * 3
    assert counted.asked == ["kopi", "kopi"]
    counted.known = StoreAddress(subdomain=Subdomain("kopi"))
    clock.advance(seconds=4.9)
    assert remembered.of_subdomain("kopi") is None
    clock.advance(seconds=0.1)
    assert remembered.of_subdomain("kopi") == counted.known
    for name in ("a", "b"):
        remembered.of_subdomain(name)
    counted.asked.clear()
    remembered.of_subdomain("kopi")
    remembered.of_subdomain("b")
    assert counted.asked == ["kopi"]


def test_a_change_of_names_shows_after_the_moment(backend: Backend, siti: Member) -> None:
    remembered = RememberedAddresses(addresses_of(backend), backend.clock)
    assert remembered.of_subdomain("kopi-bogor") is None

    stores_on(backend).change_subdomain(member=siti, subdomain="kopi-bogor")
    backend.clock.advance(seconds=5)

    for name in ("kopi-bogor", "kopisiti"):
        assert remembered.of_subdomain(name) == StoreAddress(subdomain=Subdomain("kopi-bogor"))
