"""DNS, asked of a server on this machine; and DNS in memory, which has to say the same."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest

from bosonline.adapters.outbound.dns import DnsRecords
from bosonline.adapters.outbound.dns import records as records_module
from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.application.stores import Domains
from bosonline.application.stores.ports import DnsUnavailable, DomainRecords
from bosonline.domain.stores import DomainState
from bosonline.testing.backends import memory_backend
from bosonline.testing.stores import PLATFORM, domains_on, open_as


@dataclass(slots=True)
class NameServer:
    """Answers over UDP from a zone; `rcode` makes it refuse, `is_silent` makes it say nothing at all."""

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    is_silent: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    channel: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    def __post_init__(self) -> None:
        self.channel.bind(("127.0.0.1", 0))
        self.channel.settimeout(0.1)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.channel.getsockname()[1]}"

    def serve(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                wire, sender = self.channel.recvfrom(4096)
            except TimeoutError:
                continue
            query = dns.message.from_wire(wire)
            asked = query.question[0]
            name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
            self.asked.append((name, kind))
            if not self.is_silent:
                self.channel.sendto(self._answer(query, name, kind).to_wire(), sender)

    def _answer(self, query: dns.message.Message, name: str, kind: str) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        answer.set_rcode(self.rcode)
        if self.rcode != dns.rcode.NOERROR:
            return answer
        if not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        while (name, "CNAME") in self.zone and kind != "CNAME":
            target = self.zone[name, "CNAME"]
            answer.answer.append(dns.rrset.from_text(name + ".", 60, "IN", "CNAME", *target))
            name = target[0].removesuffix(".").lower()
        if (name, kind) in self.zone:
            answer.answer.append(dns.rrset.from_text(name + ".", 60, "IN", kind, *self.zone[name, kind]))
        return answer


@pytest.fixture
def server() -> Iterator[NameServer]:
    made, stop = NameServer(), threading.Event()
    thread = threading.Thread(target=made.serve, args=(stop,))
    thread.start()
    yield made
    stop.set()
    thread.join()
    made.channel.close()


@pytest.fixture
def asking(server: NameServer) -> DnsRecords:
    return DnsRecords(server.address)


ZONE = {
    ("_bosonline.kopisiti.com", "TXT"): ['"bosonline-verification=token-1"', '"two " "parts"'],
    ("kopisiti.com", "CNAME"): ["alias.example."],
    ("alias.example", "CNAME"): ["Toko.BosOnline.id."],
    ("toko.bosonline.id", "A"): ["192.0.2.2", "192.0.2.1"],
    ("toko.bosonline.id", "AAAA"): ["2001:db8::1"],
    ("loop.example", "CNAME"): ["loop2.example."],
    ("loop2.example", "CNAME"): ["loop.example."],
}
IN_MEMORY = MemoryDomainRecords(
    txt={"_bosonline.kopisiti.com": ["bosonline-verification=token-1", "two parts"]},
    cname={
        "kopisiti.com": "alias.example",
        "alias.example": "toko.bosonline.id",
        "loop.example": "loop2.example",
        "loop2.example": "loop.example",
    },
    address={"toko.bosonline.id": ["192.0.2.2", "192.0.2.1", "2001:db8::1"]},
)


@pytest.mark.parametrize("kind", ["asked", "memory"])
def test_what_dns_says(server: NameServer, asking: DnsRecords, kind: str) -> None:
    server.zone |= ZONE
    records: DomainRecords = asking if kind == "asked" else IN_MEMORY

    assert sorted(records.texts("_bosonline.kopisiti.com")) == ["bosonline-verification=token-1", "two parts"]
    assert list(records.aliases("kopisiti.com")) == ["alias.example", "toko.bosonline.id"]
    assert list(records.addresses("toko.bosonline.id")) == ["192.0.2.1", "192.0.2.2", "2001:db8::1"]
    assert list(records.addresses("kopisiti.com")) == ["192.0.2.1", "192.0.2.2", "2001:db8::1"]
    assert list(records.aliases("loop.example")) == ["loop2.example", "loop.example"]
    for nothing in (records.texts("kopisiti.com"), records.texts("nobody.example"), records.aliases("nobody.example")):
        assert list(nothing) == []
    assert list(records.addresses("nobody.example")) == []


def test_an_address_leads_to_itself(server: NameServer, asking: DnsRecords) -> None:
    assert asking.addresses("127.0.0.1") == ["127.0.0.1"]
    assert server.asked == []


def test_what_strangers_write_is_cut_and_cleaned(server: NameServer, asking: DnsRecords) -> None:
    long = " ".join(f'"{"x" * 250}"' for _ in range(3))
    server.zone["_bosonline.kopisiti.com", "TXT"] = [long, r'"a\010b\027[31m"']

    assert sorted(asking.texts("_bosonline.kopisiti.com")) == ["ab[31m", "x" * 255]


def test_a_flood_of_records_is_not_kept(server: NameServer, asking: DnsRecords) -> None:
    server.zone["kopisiti.com", "A"] = [f"192.0.2.{n}" for n in range(1, 60)]

    assert len(asking.addresses("kopisiti.com")) == records_module.MOST_RECORDS


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_a_server_that_does_not_know_proves_nothing(
    server: NameServer, asking: DnsRecords, rcode: dns.rcode.Rcode
) -> None:
    server.rcode = rcode

    with pytest.raises(DnsUnavailable) as refused:
        asking.texts("kopisiti.com")
    assert refused.value.facts["retry_after"] > 0  # type: ignore[operator]


def test_a_silent_server_is_not_waited_for_long(
    server: NameServer, asking: DnsRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_module, "SECONDS_IN_ALL", 0.3)
    server.is_silent = True

    with pytest.raises(DnsUnavailable):
        asking.aliases("kopisiti.com")


@pytest.mark.parametrize("named", ["localhost", "127.0.0.1:x", "dns.example:53"])
def test_a_resolver_is_named_by_its_address(named: str) -> None:
    with pytest.raises(ValueError, match=r"resolver|port|Port"):
        DnsRecords(named)


def test_a_seller_proves_a_domain_by_real_look_ups(server: NameServer, asking: DnsRecords) -> None:
    backend = memory_backend()
    siti = open_as(backend, "kopisiti")
    domains: Domains = domains_on(backend, asking)
    added = domains.add(member=siti, domain="kopisiti.com")
    before = domains.verify(store=siti.store, domain=added.id)
    txt, cname = added.records
    server.zone |= {(txt.name, "TXT"): [f'"{txt.value}"'], (cname.name, "CNAME"): [f"{cname.value}."]}

    after = domains.verify(store=siti.store, domain=added.id)

    assert (before.state, after.state) == (DomainState.PENDING, DomainState.VERIFIED)
    assert [record.found for record in before.records] == [(), ()]
    assert [record.found for record in after.records] == [(txt.value,), (PLATFORM.target,)]
    assert {("_bosonline.kopisiti.com", "TXT"), ("kopisiti.com", "CNAME")} <= set(server.asked)
