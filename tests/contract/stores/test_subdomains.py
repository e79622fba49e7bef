"""The name of a store on the platform: free or not, changed, and held for a while."""

from datetime import timedelta

import pytest

from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import Member
from bosonline.domain.stores import (
    SubdomainChangedTooOften,
    SubdomainInvalid,
    SubdomainReserved,
    SubdomainTaken,
)
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user
from bosonline.testing.stores import addresses_of, stores_on


def leads_to(backend: Backend, name: str) -> str | None:
    address = addresses_of(backend).of_subdomain(name)
    return None if address is None else address.subdomain


@pytest.mark.parametrize("asked", ["KopiBudi ", "kopisiti"])
def test_a_name_that_is_to_be_had(backend: Backend, siti: Member, asked: str) -> None:
    check = stores_on(backend).check_subdomain(subdomain=asked, store=siti.store)

    assert (check.available, check.reason, check.suggestion) == (True, None, None)


@pytest.mark.parametrize(
    ("asked", "reason", "suggestion"),
    [
        ("kopisiti", SubdomainTaken, "kopisiti-2"),
        ("admin", SubdomainReserved, "admin-2"),
        ("Kopi & Teh Budi!", SubdomainInvalid, "kopi-teh-budi"),
        ("x", SubdomainInvalid, "toko-x"),
        ("???", SubdomainInvalid, "toko-baru"),
        ("toko!", SubdomainInvalid, "toko-baru"),
    ],
)
def test_a_name_that_is_not_comes_with_one_that_is(
    backend: Backend, siti: Member, asked: str, reason: type[Exception], suggestion: str
) -> None:
    assert siti.name == "kopisiti"
    stores = stores_on(backend)

    check = stores.check_subdomain(subdomain=asked, store=None)

    assert (check.available, type(check.reason), check.suggestion) == (False, reason, suggestion)
    assert stores.check_subdomain(subdomain=suggestion, store=None).available


def test_the_former_name_leads_to_the_store_and_is_nobody_elses(backend: Backend, siti: Member, budi: Member) -> None:
    stores = stores_on(backend)
    rudi = add_user(backend, email="rudi@example.com")
    backend.outbox.claim(limit=100, lease=timedelta(hours=1))

    saved = stores.change_subdomain(member=siti, subdomain="Kopi-Bogor")

    assert (saved.subdomain, saved.version) == ("kopi-bogor", 2)
    assert stores.read(store=siti.store) == saved
    assert [leads_to(backend, name) for name in ("kopi-bogor", "kopisiti")] == ["kopi-bogor"] * 2
    (letter,) = backend.outbox.claim(limit=100, lease=timedelta(hours=1)).letters
    assert letter.topic == "SubdomainChanged"
    assert (letter.payload["was"], letter.payload["now"]) == ("kopisiti", "kopi-bogor")
    with pytest.raises(SubdomainTaken):
        stores.change_subdomain(member=budi, subdomain="kopisiti")
    with pytest.raises(SubdomainTaken):
        stores.open(owner=rudi, name="Kopi Rudi", phone="081234567890", subdomain="kopisiti")
    assert not stores.check_subdomain(subdomain="kopisiti", store=budi.store).available

    backend.clock.advance(days=30)

    assert leads_to(backend, "kopisiti") is None
    assert stores.change_subdomain(member=budi, subdomain="kopisiti").subdomain == "kopisiti"
    assert leads_to(backend, "kopisiti") == "kopisiti"


def test_a_store_takes_its_former_name_back(backend: Backend, siti: Member) -> None:
    stores = stores_on(backend)
    stores.change_subdomain(member=siti, subdomain="kopi-bogor")
    assert stores.check_subdomain(subdomain="kopisiti", store=siti.store).available

    assert stores.change_subdomain(member=siti, subdomain="kopisiti").subdomain == "kopisiti"

    assert [leads_to(backend, name) for name in ("kopi-bogor", "kopisiti")] == ["kopisiti"] * 2


def test_the_present_name_again_changes_nothing(backend: Backend, siti: Member) -> None:
    assert stores_on(backend).change_subdomain(member=siti, subdomain="kopisiti").version == 1


def test_names_are_not_collected(backend: Backend, siti: Member) -> None:
    stores = stores_on(backend)
    for number in range(5):
        stores.change_subdomain(member=siti, subdomain=f"kopi-{number}")
        backend.clock.advance(days=1)

    with pytest.raises(SubdomainChangedTooOften) as refused:
        stores.change_subdomain(member=siti, subdomain="kopi-lagi")

    assert refused.value.facts["until"] == "2026-02-04T10:00+07:00"
    assert stores.change_subdomain(member=siti, subdomain="kopi-2").subdomain == "kopi-2"
    backend.clock.advance(days=26)
    assert stores.change_subdomain(member=siti, subdomain="kopi-lagi").subdomain == "kopi-lagi"


@pytest.mark.parametrize("name", ["admin", "a", "-kopi"])
def test_what_is_no_name_is_refused(backend: Backend, siti: Member, name: str) -> None:
    with pytest.raises(SubdomainInvalid):
        stores_on(backend).change_subdomain(member=siti, subdomain=name)


def test_whoever_saw_an_older_version_changes_no_name(backend: Backend, siti: Member) -> None:
    with pytest.raises(PreconditionFailed):
        stores_on(backend).change_subdomain(member=siti, subdomain="kopi-bogor", seen_version=7)
