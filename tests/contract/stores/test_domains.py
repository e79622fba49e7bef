"""Domains of a store's own: brought along, proved, put into links, and looked over again and again."""

from datetime import timedelta

import pytest

from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.application.stores import Domains, DomainShown
from bosonline.application.stores.ports import DnsUnavailable
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import Member
from bosonline.domain.stores import (
    DomainInvalid,
    DomainKnown,
    DomainNotFound,
    DomainNotOwnable,
    DomainNotVerified,
    DomainState,
    DomainTaken,
    TooManyDomains,
)
from bosonline.testing.backends import Backend
from bosonline.testing.stores import PLATFORM, addresses_of, audited, domains_on

NAME = "kopisiti.com"
TARGET = PLATFORM.target


@pytest.fixture
def records() -> MemoryDomainRecords:
    return MemoryDomainRecords(address={TARGET: ["192.0.2.1", "192.0.2.2"]})


@pytest.fixture
def domains(backend: Backend, records: MemoryDomainRecords) -> Domains:
    return domains_on(backend, records)


def set_records(records: MemoryDomainRecords, shown: DomainShown) -> None:
    txt, cname = shown.records
    records.txt[txt.name] = [txt.value]
    records.cname[cname.name] = cname.value


def verified(domains: Domains, records: MemoryDomainRecords, member: Member, name: str = NAME) -> DomainShown:
    added = domains.add(member=member, domain=name)
    set_records(records, added)
    shown = domains.verify(store=member.store, domain=added.id)
    assert shown.state is DomainState.VERIFIED
    return shown


def topics(backend: Backend) -> list[str]:
    return [letter.topic for letter in backend.outbox.claim(limit=100, lease=timedelta(days=99)).letters]


def test_the_subdomain_stands_first_and_needs_nothing(domains: Domains, siti: Member) -> None:
    (given,) = domains.list(store=siti.store)

    assert (given.name, given.state, given.is_default) == ("kopisiti.bosonline.id", DomainState.VERIFIED, True)
    assert (given.is_own, given.records) == (False, ())
    assert domains.verify(store=siti.store, domain=given.id) == given


def test_a_domain_comes_with_the_records_to_set(domains: Domains, siti: Member) -> None:
    added = domains.add(member=siti, domain=" KopiSiti.com. ")

    assert [(record.type, record.name, record.value) for record in added.records] == [
        ("TXT", "_bosonline.kopisiti.com", "bosonline-verification=token-1"),
        ("CNAME", "kopisiti.com", TARGET),
    ]
    assert (added.state, added.is_default) == (DomainState.PENDING, False)
    assert [one.name for one in domains.list(store=siti.store)] == ["kopisiti.bosonline.id", NAME]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("kopisiti", DomainInvalid),
        ("kopi siti.com", DomainInvalid),
        ("-kopi.com", DomainInvalid),
        ("192.0.2.1", DomainInvalid),
        ("[::1]", DomainInvalid),
        ("kopi..com", DomainInvalid),
        ("http://kopisiti.com", DomainInvalid),
        ("kopisiti.com:443", DomainInvalid),
        (f"{'k' * 64}.com", DomainInvalid),
        (".".join(["k" * 60] * 5), DomainInvalid),
        ("com", DomainInvalid),
        ("co.id", DomainNotOwnable),
        ("my.id", DomainNotOwnable),
        ("github.io", DomainNotOwnable),
        ("kopisiti.localhost", DomainNotOwnable),
        ("bosonline.id", DomainNotOwnable),
        ("tehbudi.bosonline.id", DomainNotOwnable),
        ("printer.local", DomainNotOwnable),
        ("db.internal", DomainNotOwnable),
    ],
)
def test_what_nobody_can_bring_along(domains: Domains, siti: Member, name: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        domains.add(member=siti, domain=name)
    assert len(domains.list(store=siti.store)) == 1


def test_a_name_in_other_letters_is_kept_in_ascii(domains: Domains, siti: Member) -> None:
    assert domains.add(member=siti, domain="kafé.com").name == "xn--kaf-dma.com"


def test_a_domain_is_brought_along_once_and_not_without_end(domains: Domains, siti: Member) -> None:
    domains.add(member=siti, domain=NAME)
    with pytest.raises(DomainKnown):
        domains.add(member=siti, domain=NAME.upper())
    for number in range(9):
        domains.add(member=siti, domain=f"kopi-{number}.com")
    with pytest.raises(TooManyDomains):
        domains.add(member=siti, domain="kopi-10.com")


def test_what_is_missing_is_told(domains: Domains, records: MemoryDomainRecords, siti: Member) -> None:
    added = domains.add(member=siti, domain=NAME)
    records.txt[f"_bosonline.{NAME}"] = ["bosonline-verification=another"]
    records.cname[NAME] = "elsewhere.example"

    shown = domains.verify(store=siti.store, domain=added.id)

    assert shown.state is DomainState.PENDING
    assert [(record.found, record.is_set) for record in shown.records] == [
        (("bosonline-verification=another",), False),
        (("elsewhere.example",), False),
    ]
    assert domains.list(store=siti.store)[1] == shown


@pytest.mark.parametrize("missing", ["txt", "cname"])
def test_one_record_alone_proves_nothing(
    domains: Domains, records: MemoryDomainRecords, siti: Member, missing: str
) -> None:
    added = domains.add(member=siti, domain=NAME)
    set_records(records, added)
    getattr(records, missing).clear()

    shown = domains.verify(store=siti.store, domain=added.id)

    assert shown.state is DomainState.PENDING
    assert [record.is_set for record in shown.records] == [missing != "txt", missing != "cname"]


def test_both_records_prove_it(backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member) -> None:
    topics(backend)

    shown = verified(domains, records, siti)

    assert all(record.is_set for record in shown.records)
    assert shown.checked_at == backend.clock()
    assert topics(backend) == ["DomainAdded", "DomainVerified"]
    address = addresses_of(backend).of_domain(NAME)
    assert address is not None
    assert (address.subdomain, address.domain) == ("kopisiti", None)


@pytest.mark.parametrize(
    ("addresses", "leads"), [(["192.0.2.1"], True), (["192.0.2.1", "198.51.100.7"], False), ([], False)]
)
def test_at_the_top_of_a_domain_the_platforms_addresses_will_do(
    domains: Domains, records: MemoryDomainRecords, siti: Member, addresses: list[str], leads: bool
) -> None:
    added = domains.add(member=siti, domain=NAME)
    set_records(records, added)
    records.cname.clear()
    records.address[NAME] = addresses

    assert (domains.verify(store=siti.store, domain=added.id).state is DomainState.VERIFIED) is leads


def test_silent_name_servers_prove_nothing_and_change_nothing(
    domains: Domains, records: MemoryDomainRecords, siti: Member
) -> None:
    shown = verified(domains, records, siti)
    records.is_down = True

    with pytest.raises(DnsUnavailable):
        domains.verify(store=siti.store, domain=shown.id)

    assert domains.list(store=siti.store)[1] == shown


def test_what_one_store_has_verified_no_other_can(
    backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member, budi: Member
) -> None:
    verified(domains, records, siti)
    wanted = domains.add(member=budi, domain=NAME)
    set_records(records, wanted)

    with pytest.raises(DomainTaken):
        domains.verify(store=budi.store, domain=wanted.id)

    address = addresses_of(backend).of_domain(NAME)
    assert address is not None
    assert address.subdomain == "kopisiti"
    # The zone is another's now: the first store's proof is gone, and lapses.
    for _ in range(8):
        backend.clock.advance(hours=12, seconds=1)
        domains.look_over()
    assert domains.verify(store=budi.store, domain=wanted.id).state is DomainState.VERIFIED
    address = addresses_of(backend).of_domain(NAME)
    assert address is not None
    assert address.subdomain == "tehbudi"


def test_another_stores_domain_is_not_there(
    domains: Domains, records: MemoryDomainRecords, siti: Member, budi: Member
) -> None:
    shown = verified(domains, records, siti)

    with pytest.raises(DomainNotFound):
        domains.verify(store=budi.store, domain=shown.id)
    with pytest.raises(DomainNotFound):
        domains.make_default(member=budi, domain=shown.id)
    assert [one.name for one in domains.list(store=budi.store)] == ["tehbudi.bosonline.id"]


def test_links_take_the_default(backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member) -> None:
    given = domains.list(store=siti.store)[0]
    pending = domains.add(member=siti, domain="pending.kopisiti.com")
    with pytest.raises(DomainNotVerified):
        domains.make_default(member=siti, domain=pending.id)
    shown = verified(domains, records, siti)

    assert domains.make_default(member=siti, domain=shown.id).is_default

    assert [one.is_default for one in domains.list(store=siti.store)] == [False, False, True]
    address = addresses_of(backend).of_subdomain("kopisiti")
    assert address is not None
    assert address.domain == NAME
    domains.make_default(member=siti, domain=given.id)
    domains.make_default(member=siti, domain=given.id)
    assert [one.is_default for one in domains.list(store=siti.store)] == [True, False, False]
    assert topics(backend).count("DefaultDomainSet") == 2


def test_a_domain_lapses_only_when_its_records_stay_away(
    backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member
) -> None:
    shown = domains.make_default(member=siti, domain=verified(domains, records, siti).id)
    kept = dict(records.txt)

    def state_after(**span: float) -> DomainState:
        backend.clock.advance(**span)
        domains.look_over()
        return domains.list(store=siti.store)[1].state

    records.txt.clear()
    assert state_after(hours=13) is DomainState.VERIFIED
    records.txt |= kept
    assert state_after(days=4) is DomainState.VERIFIED
    records.txt.clear()
    assert state_after(hours=13) is DomainState.VERIFIED
    assert state_after(days=2) is DomainState.VERIFIED
    topics(backend)
    assert state_after(days=1) is DomainState.LAPSED
    assert topics(backend) == ["DomainLapsed"]
    assert [one.is_default for one in domains.list(store=siti.store)] == [True, False]
    assert addresses_of(backend).of_domain(NAME) is None
    records.txt |= kept
    assert domains.verify(store=siti.store, domain=shown.id).state is DomainState.VERIFIED


def test_rounds_go_on_past_what_cannot_be_found_out(
    backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member
) -> None:
    first = domains.add(member=siti, domain=NAME)
    records.is_down = True
    backend.clock.advance(hours=13)

    assert domains.look_over() == 1
    assert domains.look_over() == 0

    set_records(records, first)
    records.is_down = False
    backend.clock.advance(hours=13)
    assert domains.look_over() == 1
    assert domains.list(store=siti.store)[1].state is DomainState.VERIFIED


def test_what_never_came_to_anything_is_forgotten(
    backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member
) -> None:
    verified(domains, records, siti)
    domains.add(member=siti, domain="never.example.com")
    backend.clock.advance(days=29)
    domains.look_over()
    assert len(domains.list(store=siti.store)) == 3

    backend.clock.advance(days=1)
    domains.look_over()

    assert [one.name for one in domains.list(store=siti.store)] == ["kopisiti.bosonline.id", NAME]


def test_deeds_are_noted(backend: Backend, domains: Domains, records: MemoryDomainRecords, siti: Member) -> None:
    shown = verified(domains, records, siti)
    domains.make_default(member=siti, domain=shown.id)
    records.txt.clear()
    for _ in range(8):
        backend.clock.advance(hours=12, seconds=1)
        domains.look_over()

    assert [(entry.act, entry.by.name, entry.facts) for entry in audited(backend, siti.store)] == [
        ("store-opened", "kopisiti", {"subdomain": "kopisiti"}),
        ("domain-added", "kopisiti", {"name": NAME}),
        ("domain-verified", "system", {"name": NAME}),
        ("domain-made-default", "kopisiti", {"name": NAME}),
        ("domain-lapsed", "system", {"name": NAME}),
    ]
