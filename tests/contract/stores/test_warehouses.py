"""Warehouses: several, exactly one the default."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.application.stores import Places, WarehouseWritten
from bosonline.domain.errors import PreconditionFailed, Rejected
from bosonline.domain.identity import Member
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import (
    Coordinates,
    CoordinatesInvalid,
    PostCodeInvalid,
    RegionUnknown,
    TooManyWarehouses,
    Warehouse,
    WarehouseId,
    WarehouseIsDefault,
    WarehouseNotFound,
)
from bosonline.testing.backends import Backend
from bosonline.testing.stores import audited, places_on

BOGOR = WarehouseWritten(
    name=" Gudang Bogor ",
    contact_name="Siti",
    phone="0812-3456-7890",
    address="Jl. Raya 1",
    district_code="32.01.01",
    post_code="16911",
    latitude="-6.48156",
    longitude="106.85424",
)
BY_NAME = Listing(sort_by="name", descending=False, category="name")


@pytest.fixture
def places(backend: Backend) -> Places:
    return places_on(backend)


def listed(places: Places, member: Member) -> list[tuple[object, object]]:
    rows = places.warehouses(store=member.store, listing=BY_NAME).rows
    return [(row["name"], row["is_default"]) for row in rows]


def test_the_first_is_the_default(places: Places, siti: Member, budi: Member) -> None:
    first = places.add_warehouse(member=siti, written=BOGOR)
    second = places.add_warehouse(member=siti, written=replace(BOGOR, name="Gudang Depok"))

    assert (first.name, first.phone.e164, first.coordinates) == (
        "Gudang Bogor",
        "+6281234567890",
        Coordinates(latitude=-6_481_560, longitude=106_854_240),
    )
    assert (first.is_default, second.is_default) == (True, False)
    assert listed(places, siti) == [("Gudang Bogor", True), ("Gudang Depok", False)]
    assert listed(places, budi) == []


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"district_code": "99.99.99"}, RegionUnknown, "district_code"),
        ({"district_code": "32.01"}, RegionUnknown, "district_code"),
        ({"phone": "1"}, PhoneInvalid, "phone"),
        ({"post_code": "00000"}, PostCodeInvalid, "post_code"),
        ({"latitude": "48.1", "longitude": "11.5"}, CoordinatesInvalid, "latitude"),
        ({"latitude": None}, CoordinatesInvalid, "latitude"),
        ({"latitude": "1e3"}, CoordinatesInvalid, "latitude"),
    ],
)
def test_what_is_wrong_is_told(
    places: Places, siti: Member, wrong: dict[str, Any], refusal: type[Rejected], field: str
) -> None:
    known = places.add_warehouse(member=siti, written=BOGOR)
    acts: tuple[Callable[[WarehouseWritten], object], ...] = (
        lambda written: places.add_warehouse(member=siti, written=written),
        lambda written: places.change_warehouse(member=siti, warehouse=known.id, written=written),
    )
    for act in acts:
        with pytest.raises(refusal) as refused:
            act(replace(BOGOR, **wrong))
        assert refused.value.facts.get("field", refused.value.field) == field
    assert listed(places, siti) == [("Gudang Bogor", True)]


def test_a_warehouse_is_described_anew_and_stays_the_default(places: Places, siti: Member) -> None:
    known = places.add_warehouse(member=siti, written=BOGOR)
    written = replace(BOGOR, name="Gudang Cibinong", latitude=None, longitude=None, post_code=None)

    became = places.change_warehouse(member=siti, warehouse=known.id, written=written, seen_version=1)

    assert (became.name, became.coordinates, became.post_code) == ("Gudang Cibinong", None, None)
    assert (became.is_default, became.version, became.created_at) == (True, 2, known.created_at)
    assert listed(places, siti) == [("Gudang Cibinong", True)]
    assert places.change_warehouse(member=siti, warehouse=known.id, written=written).version == 2


def test_the_default_moves_and_stays_one(places: Places, siti: Member) -> None:
    places.add_warehouse(member=siti, written=BOGOR)
    second = places.add_warehouse(member=siti, written=replace(BOGOR, name="Gudang Depok"))

    chosen = places.make_warehouse_default(member=siti, warehouse=second.id)

    assert chosen.is_default
    assert listed(places, siti) == [("Gudang Bogor", False), ("Gudang Depok", True)]
    assert places.make_warehouse_default(member=siti, warehouse=second.id) == chosen


def test_the_default_cannot_be_given_up(places: Places, siti: Member) -> None:
    first = places.add_warehouse(member=siti, written=BOGOR)
    second = places.add_warehouse(member=siti, written=replace(BOGOR, name="Gudang Depok"))

    with pytest.raises(WarehouseIsDefault) as refused:
        places.remove_warehouse(member=siti, warehouse=first.id)

    assert refused.value.facts["others"] == [second.id]
    assert places.remove_warehouse(member=siti, warehouse=second.id).name == "Gudang Depok"
    assert listed(places, siti) == [("Gudang Bogor", True)]
    with pytest.raises(WarehouseNotFound):
        places.remove_warehouse(member=siti, warehouse=second.id)


def test_another_stores_warehouse_is_not_there(places: Places, siti: Member, budi: Member) -> None:
    theirs = places.add_warehouse(member=siti, written=BOGOR)
    places.add_warehouse(member=budi, written=BOGOR)

    for act in every_change(places, budi, theirs.id):
        with pytest.raises(WarehouseNotFound):
            act(None)
    assert listed(places, siti) == [("Gudang Bogor", True)]


def test_whoever_saw_an_older_version_changes_nothing(places: Places, siti: Member) -> None:
    places.add_warehouse(member=siti, written=BOGOR)
    known: Warehouse = places.add_warehouse(member=siti, written=replace(BOGOR, name="Gudang Depok"))

    for act in every_change(places, siti, known.id):
        with pytest.raises(PreconditionFailed):
            act(known.version + 1)
    assert listed(places, siti) == [("Gudang Bogor", True), ("Gudang Depok", False)]


def test_a_store_has_not_any_number_of_them(places: Places, siti: Member) -> None:
    for number in range(50):
        places.add_warehouse(member=siti, written=replace(BOGOR, name=f"Gudang {number}"))

    with pytest.raises(TooManyWarehouses):
        places.add_warehouse(member=siti, written=BOGOR)


def test_deeds_are_noted(backend: Backend, places: Places, siti: Member) -> None:
    first = places.add_warehouse(member=siti, written=BOGOR)
    second = places.add_warehouse(member=siti, written=replace(BOGOR, name="Gudang Depok"))
    places.change_warehouse(member=siti, warehouse=second.id, written=replace(BOGOR, name="Gudang Beji"))
    places.make_warehouse_default(member=siti, warehouse=second.id)
    places.remove_warehouse(member=siti, warehouse=first.id)

    noted = [(entry.act, entry.about, entry.facts["name"]) for entry in audited(backend, siti.store)[1:]]
    assert noted == [
        ("warehouse-added", f"warehouse {first.id}", "Gudang Bogor"),
        ("warehouse-added", f"warehouse {second.id}", "Gudang Depok"),
        ("warehouse-changed", f"warehouse {second.id}", "Gudang Beji"),
        ("warehouse-made-default", f"warehouse {second.id}", "Gudang Beji"),
        ("warehouse-removed", f"warehouse {first.id}", "Gudang Bogor"),
    ]
    assert {entry.by for entry in audited(backend, siti.store)} == {siti.author}


def every_change(places: Places, member: Member, warehouse: WarehouseId) -> list[Callable[[int | None], object]]:
    written = replace(BOGOR, name="Lain")
    return [
        lambda seen: places.change_warehouse(member=member, warehouse=warehouse, written=written, seen_version=seen),
        lambda seen: places.make_warehouse_default(member=member, warehouse=warehouse, seen_version=seen),
        lambda seen: places.remove_warehouse(member=member, warehouse=warehouse, seen_version=seen),
    ]
