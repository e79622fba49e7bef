"""Domains of a store's own over REST, and what hosts lead to."""

import pytest

from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.testing.backends import Backend
from bosonline.testing.stores import PLATFORM

from .conftest import Caller, Callers

NAME = "kopisiti.com"


def set_records(records: MemoryDomainRecords, shown: dict[str, list[dict[str, str]]]) -> None:
    txt, cname = shown["records"]
    records.txt[txt["name"]] = [txt["value"]]
    records.cname[cname["name"]] = cname["value"]


def bring(caller: Caller, records: MemoryDomainRecords, name: str = NAME) -> int:
    added = caller("POST", "/store/subdomains", {"domain": name}).get_json()["data"]
    set_records(records, added)
    number: int = added["id"]
    assert caller("POST", f"/store/subdomains/{number}/verify").get_json()["data"]["state"] == "verified"
    return number


def test_a_domain_is_brought_verified_and_made_the_default(call: Callers, records: MemoryDomainRecords) -> None:
    siti = call("siti")
    given = siti("GET", "/store/subdomains").get_json()
    assert given["total"] == 1
    assert (given["data"][0]["domain"], given["data"][0]["kind"]) == ("kopisiti.bosonline.id", "subdomain")

    added = siti("POST", "/store/subdomains", {"domain": NAME}, Idempotency_Key="k")
    again = siti("POST", "/store/subdomains", {"domain": NAME}, Idempotency_Key="k")

    assert (added.status_code, again.get_json()) == (201, added.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    shown = added.get_json()["data"]
    assert [record["value"] for record in shown["records"]] == ["bosonline-verification=token-1", PLATFORM.target]
    number = shown["id"]
    refused = siti("PATCH", f"/store/subdomains/{number}/default")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "domain-not-verified")
    pending = siti("POST", f"/store/subdomains/{number}/verify").get_json()
    assert (pending["message"], pending["data"]["state"]) == ("Domain not verified yet", "pending")
    set_records(records, shown)

    verified = siti("POST", f"/store/subdomains/{number}/verify").get_json()

    assert (verified["message"], verified["data"]["state"]) == ("Domain verified", "verified")
    assert [record["found"] for record in verified["data"]["records"]] == [
        ["bosonline-verification=token-1"],
        [PLATFORM.target],
    ]
    chosen = siti("PATCH", f"/store/subdomains/{number}/default")
    assert chosen.get_json()["data"] == {**verified["data"], "is_default": True}
    listed = siti("GET", "/store/subdomains").get_json()["data"]
    assert [one["is_default"] for one in listed] == [False, True]


@pytest.mark.parametrize(
    ("domain", "status", "code"),
    [
        ("kopisiti", 422, "domain-invalid"),
        ("co.id", 422, "domain-not-ownable"),
        ("x.bosonline.id", 422, "domain-not-ownable"),
    ],
)
def test_what_nobody_can_bring(call: Callers, domain: str, status: int, code: str) -> None:
    answer = call("siti")("POST", "/store/subdomains", {"domain": domain})

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_silent_name_servers_are_told(call: Callers, records: MemoryDomainRecords) -> None:
    siti = call("siti")
    number = bring(siti, records)
    records.is_down = True

    answer = siti("POST", f"/store/subdomains/{number}/verify")

    assert (answer.status_code, answer.get_json()["code"]) == (503, "dns-unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_another_stores_domains(call: Callers, records: MemoryDomainRecords) -> None:
    number = bring(call("siti"), records)
    budi = call("budi")

    for method, path in (
        ("POST", f"/store/subdomains/{number}/verify"),
        ("PATCH", f"/store/subdomains/{number}/default"),
    ):
        answer = budi(method, path)
        assert (answer.status_code, answer.get_json()["detail"]) == (404, "Record not found")
    wanted = budi("POST", "/store/subdomains", {"domain": NAME}).get_json()["data"]
    set_records(records, wanted)
    taken = budi("POST", f"/store/subdomains/{wanted['id']}/verify")
    assert (taken.status_code, taken.get_json()["code"]) == (409, "domain-taken")
    assert call("alice")("GET", "/store/subdomains").status_code == 200
    assert call("alice")("POST", "/store/subdomains", {"domain": "alice.com"}).status_code == 403


def test_hosts_lead_to_stores(backend: Backend, call: Callers, records: MemoryDomainRecords) -> None:
    siti = call("siti")
    bring(siti, records)
    siti("PUT", "/store/subdomain", {"subdomain": "kopi-bogor"})
    backend.clock.advance(seconds=10)

    def status(host: str) -> int:
        return call(host=host)("GET", "/docs?x=1").status_code

    known = ("localhost", "bosonline.id", "kopi-bogor.localhost", "kopi-bogor.bosonline.id", "KopiSiti.com", NAME)
    assert [status(host) for host in known] == [200] * 6
    strangers = (
        "evil.example",
        "nobody.localhost",
        "kopi-bogor.evil.example",
        "kopisiti.com.evil.example",
        "www.kopisiti.com",
        "a.kopi-bogor.localhost",
        ".localhost",
        "%00.localhost",
    )
    assert [status(host) for host in strangers] == [404] * 8


def test_a_former_name_leads_readers_on(backend: Backend, call: Callers) -> None:
    call("siti")("PUT", "/store/subdomain", {"subdomain": "kopi-bogor"})
    backend.clock.advance(seconds=10)
    former = call(host="kopisiti.localhost:8080")

    read = former("GET", "/docs/a%0d%0ab?next=//evil.example")
    written = former("POST", "/docs", {})

    assert (read.status_code, read.headers["Cache-Control"]) == (308, "no-store")
    assert read.headers["Location"] == "http://kopi-bogor.localhost:8080/docs/a%0D%0Ab?next=//evil.example"
    assert written.status_code == 405
    backend.clock.advance(days=30)
    assert former("GET", "/docs").status_code == 404


def test_what_is_signed_in_is_of_the_tokens_store_whatever_the_host(
    backend: Backend, call: Callers, records: MemoryDomainRecords
) -> None:
    bring(call("siti"), records)
    backend.clock.advance(seconds=10)

    for host in ("kopisiti.localhost", NAME):
        assert call("budi", host=host)("GET", "/store").get_json()["subdomain"] == "tehbudi"
