"""Stores: their names, and how one is opened."""

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.application.stores import FirstWarehouse
from bosonline.domain.identity import ServesAlready, UserId
from bosonline.domain.names import free_name, plain_name, stem_of
from bosonline.domain.stores import (
    RESERVED_SUBDOMAINS,
    Onboarding,
    RegionUnknown,
    Step,
    StoreNameInvalid,
    StoreSettings,
    SubdomainInvalid,
    SubdomainTaken,
    Zone,
    checked_subdomain,
)
from bosonline.testing.backends import Backend, memory_backend
from bosonline.testing.identity import add_user, hire
from bosonline.testing.shops import shop_on
from bosonline.testing.strategies import subdomains

WAREHOUSE = FirstWarehouse(
    name="Gudang", contact_name="Siti", phone="081234567890", address="Jl. Raya 1", district_code="32.01.01"
)


@given(subdomains())
def test_subdomains_are_taken_in_any_case(name: str) -> None:
    assert checked_subdomain(f" {name.upper()} ") == name


@given(st.text(string.ascii_lowercase + "-_. A0", max_size=45))
def test_a_subdomain_is_a_name_that_can_stand_in_an_address(text: str) -> None:
    try:
        name = checked_subdomain(text)
    except SubdomainInvalid:
        return
    assert 3 <= len(name) <= 40
    assert set(name) <= set(string.ascii_lowercase + string.digits + "-")
    assert not name.startswith("-")
    assert not name.endswith("-")


@pytest.mark.parametrize("name", [*sorted(RESERVED_SUBDOMAINS), "ab", "a" * 41, "-abc", "abc-", "xn--caf-dma", "tökö"])
def test_names_that_no_store_has(name: str) -> None:
    with pytest.raises(SubdomainInvalid):
        checked_subdomain(name)


@given(st.text(max_size=60), st.sets(st.integers(2, 9)), st.integers(6, 40))
def test_a_free_name_is_free_and_not_too_long(text: str, numbers: set[int], most: int) -> None:
    base = plain_name(text, most=most) or "toko"
    taken = {base} | {f"{base[: most - 2].rstrip('-')}-{number}" for number in numbers}

    name = free_name(base, taken, most=most)

    assert name not in taken
    assert len(name) <= most
    assert free_name(base, [], most=most) == base


@given(st.text("ab-", min_size=1, max_size=50), st.integers(7, 40), st.integers(0, 120))
def test_numbered_names_begin_with_the_stem(text: str, most: int, numbers: int) -> None:
    base = plain_name(text, most=most) or "toko"
    taken: set[str] = set()
    for _ in range(numbers + 1):
        taken.add(free_name(base, taken, most=most))

    assert len(taken) == numbers + 1
    assert all(name.startswith(stem_of(base, most=most)) for name in taken)


def test_settings_survive_being_kept() -> None:
    changed = replace(StoreSettings(), zone=Zone.WIT, unique_codes=True)

    assert plain(changed)["payment_deadline"] == 86_400
    assert plain(changed)["quiet_from"] == "20:00"
    assert revive(plain(changed), StoreSettings) == changed


@given(st.sets(st.sampled_from(Step)))
def test_an_onboarding_is_complete_when_nothing_is_missing(done: set[Step]) -> None:
    assert Onboarding(frozenset(done)).is_complete == (len(done) == len(Step))


@pytest.fixture
def backend() -> Backend:
    return memory_backend()


def test_who_opens_a_store_owns_it(backend: Backend) -> None:
    user = add_user(backend)
    shop = shop_on(backend)

    store = shop.stores.open(
        owner=user,
        name=" Kopi Siti ",
        phone="0812-3456-7890",
        subdomain="KopiSiti",
        zone=Zone.WITA,
        warehouse=WAREHOUSE,
    )

    assert (store.name, store.subdomain, store.settings.zone) == ("Kopi Siti", "kopisiti", Zone.WITA)
    with backend.work() as work:
        place = work.standings.of(user).place
    assert (place.store, place.role.name) == (store.id, "OWNER")
    assert shop.stores.onboarding(store=store.id).done == {Step.STORE, Step.WAREHOUSE}
    with pytest.raises(ServesAlready):
        shop.stores.open(owner=user, name="Teh", phone="081234567890", subdomain="tehsiti")


def test_a_place_that_does_not_exist_opens_nothing(backend: Backend) -> None:
    user = add_user(backend)
    nowhere = replace(WAREHOUSE, district_code="00.00.00")

    with pytest.raises(RegionUnknown) as refused:
        shop_on(backend).stores.open(
            owner=user, name="Kopi", phone="081234567890", subdomain="kopisiti", warehouse=nowhere
        )

    assert refused.value.facts == {"region": "00.00.00", "field": "warehouse.district_code"}
    with backend.work() as work:
        assert work.standings.of(user).place is None


def test_who_serves_in_a_store_opens_no_other(backend: Backend) -> None:
    shop = shop_on(backend)
    store = shop.stores.open(owner=add_user(backend), name="Kopi", phone="081234567890", subdomain="kopisiti")
    alice = add_user(backend, email="alice@example.com")
    hire(backend, store.id, alice)

    with pytest.raises(ServesAlready):
        shop.stores.open(owner=alice, name="Teh", phone="081234567890", subdomain="tehalice")


def test_a_suggestion_is_a_name_that_the_next_may_take(backend: Backend) -> None:
    shop = shop_on(backend)
    users = [add_user(backend, email=f"{number}@example.com") for number in range(4)]

    def open_as(user: UserId, subdomain: str) -> str:
        return shop.stores.open(owner=user, name="Kopi", phone="081234567890", subdomain=subdomain).subdomain

    open_as(users[0], "k" * 40)
    for user in users[1:]:
        with pytest.raises(SubdomainTaken) as refused:
            open_as(user, "k" * 40)
        suggested = str(refused.value.facts["suggestion"])
        assert open_as(user, suggested) == suggested


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_store_has_a_name(backend: Backend, name: str) -> None:
    with pytest.raises(StoreNameInvalid):
        shop_on(backend).stores.open(owner=add_user(backend), name=name, phone="081234567890", subdomain="kopisiti")
