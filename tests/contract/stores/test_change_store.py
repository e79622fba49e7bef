"""A store is set as a whole, by whoever saw it last."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bosonline.application.stores import StoreWritten
from bosonline.domain.errors import PreconditionFailed, Rejected
from bosonline.domain.identity import Member
from bosonline.domain.images import ImageUnknown
from bosonline.domain.money import Money
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import (
    FlatRate,
    FlatRateTwice,
    Language,
    LogoInvalid,
    QuarantineLimits,
    RegionUnknown,
    SettingOutOfRange,
    StoreNameInvalid,
    StoreSettings,
    Zone,
)
from bosonline.testing.backends import Backend
from bosonline.testing.stores import stores_on
from bosonline.testing.uploads import keep_uploads

EVERYTHING: dict[str, Any] = {
    "logo": "logo.webp",
    "zone": Zone.WITA,
    "language": Language.ENGLISH,
    "payment_deadline": timedelta(hours=6),
    "abandoned_after": timedelta(minutes=20),
    "cod_fee_basis_points": 250,
    "insurance": True,
    "unique_codes": True,
    "duplicate_window": timedelta(minutes=1),
    "quiet_from": time(21, 30),
    "quiet_until": time(7),
    "low_stock": 9,
    "quarantine": QuarantineLimits(orders_per_phone=5, orders_per_address=6, shortest_name=2),
    "quote_validity": timedelta(minutes=45),
    "follow_ups_offered": 3,
    "flat_rates": (FlatRate(area="32.01", price=Money(9_000)), FlatRate(price=Money(30_000))),
}


def test_everything_is_set_at_once_and_told(backend: Backend, siti: Member) -> None:
    stores = stores_on(backend)
    backend.outbox.claim(limit=100, lease=timedelta(hours=1))
    keep_uploads(backend.work, siti.store, backend.clock(), "logo.webp")

    saved = stores.change(
        member=siti, written=StoreWritten(name=" Kopi Siti Bogor ", phone="0813 1111 2222", rest=EVERYTHING)
    )

    assert stores.read(store=siti.store) == saved
    assert (saved.name, saved.phone.e164, saved.logo, saved.version) == (
        "Kopi Siti Bogor",
        "+6281311112222",
        "logo.webp",
        2,
    )
    settings = {name: value for name, value in EVERYTHING.items() if name != "logo"}
    assert saved.settings == StoreSettings(**settings)
    (letter,) = backend.outbox.claim(limit=100, lease=timedelta(hours=1)).letters
    assert (letter.topic, letter.store) == ("StoreChanged", siti.store)
    assert set(letter.payload["changed"]) == {"name", "phone", *EVERYTHING}
    assert letter.payload["by"] == {"staff": siti.staff, "name": "kopisiti"}


def test_what_is_left_out_stays(backend: Backend, siti: Member) -> None:
    stores = stores_on(backend)
    keep_uploads(backend.work, siti.store, backend.clock(), "logo.webp")
    stores.change(member=siti, written=StoreWritten(name="Kopi", phone="081311112222", rest=EVERYTHING))

    saved = stores.change(
        member=siti, written=StoreWritten(name="Kopi", phone="081311112222", rest={"logo": None, "low_stock": 1})
    )

    assert saved.logo is None
    settings = {name: value for name, value in EVERYTHING.items() if name != "logo"}
    assert saved.settings == replace(StoreSettings(**settings), low_stock=1)


def test_what_changes_nothing_is_no_news(backend: Backend, siti: Member) -> None:
    stores = stores_on(backend)
    present = stores.read(store=siti.store)
    backend.outbox.claim(limit=100, lease=timedelta(hours=1))

    saved = stores.change(member=siti, written=StoreWritten(name=present.name, phone=present.phone.e164))

    assert saved == present
    assert backend.outbox.claim(limit=100, lease=timedelta(hours=1)).letters == ()


@pytest.mark.parametrize(
    ("written", "refusal", "field"),
    [
        ({"name": " "}, StoreNameInvalid, "name"),
        ({"phone": "12"}, PhoneInvalid, "phone"),
        ({"rest": {"logo": "../../etc/passwd"}}, LogoInvalid, "logo"),
        ({"rest": {"logo": "1750661540-444.png"}}, ImageUnknown, "logo"),
        ({"rest": {"payment_deadline": timedelta(0)}}, SettingOutOfRange, "payment_deadline"),
        ({"rest": {"cod_fee_basis_points": 5001}}, SettingOutOfRange, "cod_fee_basis_points"),
        ({"rest": {"low_stock": -1}}, SettingOutOfRange, "low_stock"),
        ({"rest": {"flat_rates": (FlatRate(area="99", price=Money(1)),)}}, RegionUnknown, "flat_rates.0.area"),
        ({"rest": {"flat_rates": (FlatRate(price=Money(1)),) * 2}}, FlatRateTwice, "flat_rates"),
    ],
)
def test_either_all_of_it_holds_or_nothing_changes(
    backend: Backend, siti: Member, written: dict[str, Any], refusal: type[Rejected], field: str
) -> None:
    stores = stores_on(backend)
    before = stores.read(store=siti.store)

    with pytest.raises(refusal) as refused:
        stores.change(member=siti, written=StoreWritten(**{"name": "Lain", "phone": "081311112222", **written}))

    assert refused.value.facts.get("field", refused.value.field) == field
    assert stores.read(store=siti.store) == before


def test_whoever_saw_an_older_version_changes_nothing(backend: Backend, siti: Member) -> None:
    stores = stores_on(backend)
    stores.change(member=siti, written=StoreWritten(name="Kopi", phone="081311112222"), seen_version=1)

    with pytest.raises(PreconditionFailed):
        stores.change(member=siti, written=StoreWritten(name="Teh", phone="081311112222"), seen_version=1)

    assert stores.read(store=siti.store).name == "Kopi"
