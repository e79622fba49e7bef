"""Members of staff and their standing."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.errors import Refusal
from bosonline.domain.identity import (
    EVERY_RIGHT,
    AccountClosed,
    Action,
    ForAdmins,
    Member,
    Module,
    NotYourself,
    OwnerStays,
    Place,
    Presence,
    Rights,
    RightsBeyondOwn,
    Role,
    SessionEnded,
    SessionId,
    StaffId,
    StaffMember,
    StaffRemoved,
    StaffSwitchedOff,
    Standing,
    StoreId,
    StoreNotOpen,
    UserId,
    check_grant,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PLACE = Place(
    staff=StaffId(3),
    role=Role.CS,
    rights=EVERY_RIGHT,
    is_active=True,
    store=StoreId(2),
    store_name="Kopi Siti",
    store_is_open=True,
    zone="Asia/Jakarta",
)
STANDING = Standing(
    user=UserId(1), name="Alice", email="a@example.com", is_platform_admin=False, is_open=True, place=PLACE
)
PRESENCE = Presence(
    session=SessionId("s"),
    standing=STANDING,
    last_used_at=NOON,
    expires_at=NOON + timedelta(days=1),
    ended_at=None,
)


def member(role: Role) -> StaffMember:
    return StaffMember(id=StaffId(3), store=StoreId(2), user=UserId(1), role=role, hired_at=NOON)


def acting(role: Role, rights: Rights = frozenset(), *, staff: int = 9) -> Member:
    return Member(store=StoreId(2), user=UserId(9), staff=StaffId(staff), name="Siti", role=role, rights=rights)


OWNER = acting(Role.OWNER)
READ_ORDERS: Rights = frozenset({(Module.ORDER, Action.READ)})
READ_PRODUCTS: Rights = frozenset({(Module.PRODUCT, Action.READ)})


def test_the_owner_stays_as_they_are() -> None:
    owner = member(Role.OWNER)

    for by in (OWNER, acting(Role.ADMIN), acting(Role.OWNER, staff=3)):
        with pytest.raises(OwnerStays):
            owner.switch(on=False, by=by)
        with pytest.raises(OwnerStays):
            owner.remove(at=NOON, by=by)
        with pytest.raises(OwnerStays):
            owner.grant(Role.CS, EVERY_RIGHT, by=by)
    assert owner == member(Role.OWNER)


@pytest.mark.parametrize("role", [Role.OWNER, Role.PLATFORM_ADMIN])
def test_nobody_is_made_an_owner(role: Role) -> None:
    with pytest.raises(OwnerStays):
        check_grant(role, frozenset(), by=OWNER)
    with pytest.raises(OwnerStays):
        member(Role.CS).grant(role, frozenset(), by=OWNER)


def test_rights_are_kept_for_cs_alone() -> None:
    alice = member(Role.CS)
    alice.grant(Role.CS, EVERY_RIGHT, by=OWNER)
    assert alice.rights == EVERY_RIGHT

    alice.grant(Role.ADMIN, EVERY_RIGHT, by=OWNER)
    assert (alice.role, alice.rights) == (Role.ADMIN, frozenset())


def test_customer_service_has_no_say_over_admins() -> None:
    admin, by = member(Role.ADMIN), acting(Role.CS, EVERY_RIGHT)

    with pytest.raises(ForAdmins):
        admin.switch(on=False, by=by)
    with pytest.raises(ForAdmins):
        admin.remove(at=NOON, by=by)
    with pytest.raises(ForAdmins):
        admin.grant(Role.CS, frozenset(), by=by)
    with pytest.raises(ForAdmins):
        member(Role.CS).grant(Role.ADMIN, frozenset(), by=by)
    with pytest.raises(ForAdmins):
        check_grant(Role.ADMIN, frozenset(), by=by)
    assert admin == member(Role.ADMIN)


def test_nobody_grants_what_they_do_not_have() -> None:
    by, alice = acting(Role.CS, READ_ORDERS), replace(member(Role.CS), rights=READ_PRODUCTS)

    with pytest.raises(RightsBeyondOwn, match="produk read") as refused:
        check_grant(Role.CS, READ_ORDERS | READ_PRODUCTS, by=by)
    assert refused.value.facts == {"rights": "produk read"}
    alice.grant(Role.CS, READ_ORDERS | READ_PRODUCTS, by=by)
    assert alice.rights == READ_ORDERS | READ_PRODUCTS
    alice.grant(Role.CS, frozenset(), by=by)
    with pytest.raises(RightsBeyondOwn):
        alice.grant(Role.CS, READ_PRODUCTS, by=by)
    assert alice.rights == frozenset()


@given(
    own=st.frozensets(st.sampled_from(sorted(EVERY_RIGHT))),
    wanted=st.frozensets(st.sampled_from(sorted(EVERY_RIGHT))),
    role=st.sampled_from([Role.ADMIN, Role.CS]),
)
def test_nobody_edits_themselves_upward(own: Rights, wanted: Rights, role: Role) -> None:
    myself = replace(member(Role.CS), rights=own)

    with suppress(Refusal):
        myself.grant(role, wanted, by=acting(Role.CS, own, staff=3))

    assert myself.role is Role.CS
    assert myself.rights <= own


def test_nobody_locks_themselves_out() -> None:
    admin, by = member(Role.ADMIN), acting(Role.ADMIN, staff=3)

    with pytest.raises(NotYourself):
        admin.switch(on=False, by=by)
    with pytest.raises(NotYourself):
        admin.remove(at=NOON, by=by)


def test_who_is_removed_works_no_more() -> None:
    alice = member(Role.CS)

    assert alice.remove(at=NOON, by=OWNER) == StaffRemoved(staff=alice.id, by=OWNER.author, at=NOON)
    assert (alice.is_active, alice.removed_at) == (False, NOON)


def test_the_account_bears_the_rights_of_the_moment() -> None:
    account = PRESENCE.admit(NOON)

    assert (account.user, account.session, account.name) == (1, "s", "Alice")
    assert account.member is not None
    assert (account.member.store, account.member.staff, account.member.role) == (2, 3, Role.CS)
    assert account.member.rights == EVERY_RIGHT


@pytest.mark.parametrize(
    ("presence", "refusal"),
    [
        (replace(PRESENCE, ended_at=NOON), SessionEnded),
        (replace(PRESENCE, expires_at=NOON), SessionEnded),
        (replace(PRESENCE, standing=replace(STANDING, is_open=False)), AccountClosed),
        (replace(PRESENCE, standing=replace(STANDING, place=replace(PLACE, is_active=False))), StaffSwitchedOff),
        (replace(PRESENCE, standing=replace(STANDING, place=replace(PLACE, store_is_open=False))), StoreNotOpen),
    ],
)
def test_who_may_not_act_is_told_why(presence: Presence, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        presence.admit(NOON)


def test_the_platforms_admin_works_in_a_store_that_is_not_open() -> None:
    standing = replace(STANDING, is_platform_admin=True, place=replace(PLACE, store_is_open=False))

    assert replace(PRESENCE, standing=standing).admit(NOON).is_platform_admin


@pytest.mark.parametrize(
    ("standing", "role"),
    [
        (STANDING, Role.CS),
        (replace(STANDING, place=None), Role.OWNER),
        (replace(STANDING, place=None, is_platform_admin=True), Role.PLATFORM_ADMIN),
    ],
)
def test_everybody_has_a_role(standing: Standing, role: Role) -> None:
    assert standing.role is role


def test_use_is_noted_once_a_minute() -> None:
    assert not PRESENCE.is_to_be_noted(NOON + timedelta(seconds=59))
    assert PRESENCE.is_to_be_noted(NOON + timedelta(seconds=60))
