"""What a key may do is what its maker may do, at most."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.errors import Refusal
from bosonline.domain.identity import (
    EVERY_RIGHT,
    AccountClosed,
    ApiKeyId,
    ApiKeyInvalid,
    KeyPresence,
    Member,
    NewApiKey,
    Place,
    RightsBeyondOwn,
    Role,
    StaffId,
    StaffSwitchedOff,
    Standing,
    StoreId,
    StoreNotOpen,
    UserId,
    check_own,
    hash_of,
)
from bosonline.testing.identity import an_owner

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SECRET = "bos_Zk3vX9qLmT1wRb7cYd5eZk3vX9qLmT1wRb7cYd5e-01"
PLACE = Place(
    staff=StaffId(3),
    role=Role.ADMIN,
    rights=frozenset(),
    is_active=True,
    store=StoreId(2),
    store_name="Kopi Siti",
    store_is_open=True,
    zone="Asia/Jayapura",
)
MAKER = Standing(
    user=UserId(1), name="Siti", email="siti@example.com", is_platform_admin=True, is_open=True, place=PLACE
)
PRESENCE = KeyPresence(
    key=ApiKeyId(7),
    store=StoreId(2),
    name="Kasir",
    scopes=EVERY_RIGHT,
    last_used_at=None,
    revoked_at=None,
    maker=MAKER,
)
RIGHTS = st.frozensets(st.sampled_from(sorted(EVERY_RIGHT)))


def placed(**facts: object) -> KeyPresence:
    return replace(PRESENCE, maker=replace(MAKER, place=replace(PLACE, **facts)))  # type: ignore[arg-type]


def test_a_key_acts_under_its_own_name_and_is_no_admin() -> None:
    account = PRESENCE.admit()

    assert (account.key, account.name, account.is_platform_admin) == (7, "Kasir", False)
    member = account.member
    assert member is not None
    assert (member.author.name, member.author.staff, member.is_admin) == ("Kasir", 3, False)
    assert (member.store, member.zone, member.rights) == (2, "Asia/Jayapura", EVERY_RIGHT)


@given(scopes=RIGHTS, own=RIGHTS, role=st.sampled_from([Role.OWNER, Role.ADMIN, Role.CS]))
def test_it_has_its_scopes_as_far_as_its_maker_has_them(
    scopes: frozenset[object], own: frozenset[object], role: Role
) -> None:
    presence = replace(placed(role=role, rights=own), scopes=scopes)  # type: ignore[arg-type]

    member = presence.admit().member

    assert member is not None
    assert member.held == (scopes & own if role is Role.CS else scopes)


@pytest.mark.parametrize(
    ("presence", "refusal"),
    [
        (replace(PRESENCE, revoked_at=NOON), ApiKeyInvalid),
        (replace(PRESENCE, maker=replace(MAKER, place=None)), ApiKeyInvalid),
        (placed(store=StoreId(9)), ApiKeyInvalid),
        (replace(PRESENCE, maker=replace(MAKER, is_open=False)), AccountClosed),
        (placed(is_active=False), StaffSwitchedOff),
        (
            replace(PRESENCE, maker=replace(MAKER, is_platform_admin=False, place=replace(PLACE, store_is_open=False))),
            StoreNotOpen,
        ),
    ],
)
def test_it_is_good_no_longer_than_its_maker(presence: KeyPresence, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        presence.admit()


def test_only_the_hash_and_the_beginning_of_a_secret_are_kept() -> None:
    key = NewApiKey.of(SECRET, name="Kasir", scopes=EVERY_RIGHT, by=an_owner(), at=NOON)

    assert (key.hash, key.hint) == (hash_of(SECRET), "bos_Zk3vX9")
    assert SECRET not in repr(key)


def test_nobody_makes_a_key_with_more_than_they_have() -> None:
    reader = Member(
        store=StoreId(2),
        user=UserId(1),
        staff=StaffId(3),
        name="Alice",
        role=Role.CS,
        rights=frozenset(sorted(EVERY_RIGHT)[:2]),
    )

    check_own(reader.rights, by=reader)
    check_own(EVERY_RIGHT, by=an_owner())
    with pytest.raises(RightsBeyondOwn):
        check_own(EVERY_RIGHT, by=reader)


def test_use_is_noted_once_a_minute() -> None:
    used = replace(PRESENCE, last_used_at=NOON)

    assert PRESENCE.is_to_be_noted(NOON)
    assert not used.is_to_be_noted(NOON + timedelta(seconds=59))
    assert used.is_to_be_noted(NOON + timedelta(minutes=1))
