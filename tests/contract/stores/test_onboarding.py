"""Opening a store can be taken up again where it stopped."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bosonline.application.stores import WarehouseWritten
from bosonline.domain.identity import Member, Role, ServesAlready, UserId
from bosonline.domain.stores import Step, Store, SubdomainReserved
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user, hire
from bosonline.testing.stores import places_on, stores_on

BOGOR = WarehouseWritten(
    name="Gudang", contact_name="Siti", phone="081234567890", address="Jl. Raya 1", district_code="32.01.01"
)


def open_it(
    backend: Backend, owner: UserId, *, subdomain: str = "kopisiti", warehouse: WarehouseWritten | None = None
) -> Store:
    return stores_on(backend).open(
        owner=owner, name="Kopi Siti", phone="081234567890", subdomain=subdomain, warehouse=warehouse
    )


def test_who_asks_again_goes_on_where_they_stopped(backend: Backend) -> None:
    siti, onboarding = add_user(backend), stores_on(backend).onboarding
    assert onboarding(store=None).done == frozenset()
    first = open_it(backend, siti)
    assert onboarding(store=first.id).done == {Step.STORE}

    again = open_it(backend, siti, warehouse=BOGOR)

    assert again == first
    assert onboarding(store=first.id).done == {Step.STORE, Step.WAREHOUSE}
    assert open_it(backend, siti, warehouse=replace(BOGOR, name="Lain")) == first
    with backend.work(first.id) as work:
        (only,) = work.warehouses.all()
    assert (only.name, only.is_default) == ("Gudang", True)
    topics = [letter.topic for letter in backend.outbox.claim(limit=10, lease=timedelta(minutes=1)).letters]
    assert topics == ["StoreOpened", "WarehouseAdded"]


def test_a_warehouse_may_come_by_itself(backend: Backend, siti: Member) -> None:
    places_on(backend).add_warehouse(member=siti, written=BOGOR)

    assert stores_on(backend).onboarding(store=siti.store).done == {Step.STORE, Step.WAREHOUSE}


def test_another_store_is_not_opened(backend: Backend) -> None:
    siti, alice = add_user(backend), add_user(backend, email="alice@example.com")
    store = open_it(backend, siti)
    hire(backend, store.id, alice, role=Role.ADMIN)

    with pytest.raises(ServesAlready):
        open_it(backend, siti, subdomain="tehsiti")
    with pytest.raises(ServesAlready):
        open_it(backend, alice, warehouse=BOGOR)
    assert stores_on(backend).onboarding(store=store.id).done == {Step.STORE}


def test_a_reserved_name_is_nobodys(backend: Backend) -> None:
    with pytest.raises(SubdomainReserved):
        open_it(backend, add_user(backend), subdomain="admin")
