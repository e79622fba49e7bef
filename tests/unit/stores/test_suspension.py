"""Stores are suspended by the platform, and restored."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bosonline.domain.identity import (
    Account,
    Place,
    Role,
    SessionId,
    StaffId,
    Standing,
    StoreId,
    SuspendedStore,
    UserId,
)
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Store, StoreStatus, StoreStatusUnfit, Subdomain, SuspensionReasonInvalid

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
RINA = UserId(9)


def store(status: StoreStatus = StoreStatus.OPEN) -> Store:
    return Store(
        id=StoreId(2),
        owner=UserId(1),
        name="Kopi Siti",
        phone=Phone("+6281234567890"),
        subdomain=Subdomain("kopisiti"),
        status=status,
        created_at=NOON,
    )


def test_a_store_is_suspended_and_restored() -> None:
    shop = store()

    suspended = shop.suspend(reason=" Barang palsu ", by=RINA, at=NOON)
    assert (shop.status, shop.suspended_for) == (StoreStatus.SUSPENDED, "Barang palsu")
    assert (suspended.store, suspended.reason, suspended.by) == (2, "Barang palsu", RINA)
    restored = shop.restore(by=RINA, at=NOON)
    assert (shop.status, shop.suspended_for, restored.store) == (StoreStatus.OPEN, None, 2)


@pytest.mark.parametrize("status", [StoreStatus.SUSPENDED, StoreStatus.CLOSED])
def test_only_an_open_store_is_suspended(status: StoreStatus) -> None:
    with pytest.raises(StoreStatusUnfit):
        store(status).suspend(reason="Barang palsu", by=RINA, at=NOON)


@pytest.mark.parametrize("status", [StoreStatus.OPEN, StoreStatus.CLOSED])
def test_only_a_suspended_store_is_restored(status: StoreStatus) -> None:
    with pytest.raises(StoreStatusUnfit):
        store(status).restore(by=RINA, at=NOON)


@pytest.mark.parametrize("reason", [" ", "x" * 501])
def test_a_seller_is_told_why(reason: str) -> None:
    shop = store()
    with pytest.raises(SuspensionReasonInvalid):
        shop.suspend(reason=reason, by=RINA, at=NOON)
    assert shop.status is StoreStatus.OPEN


def account(*, is_platform_admin: bool = False, suspended_for: str | None = "Barang palsu") -> Account:
    """The account of one who serves in a store, as it signs in."""
    place = Place(
        staff=StaffId(3),
        role=Role.OWNER,
        rights=frozenset(),
        is_active=True,
        store=StoreId(2),
        store_name="Kopi Siti",
        store_is_open=False,
        suspended_for=suspended_for,
        zone="Asia/Jakarta",
    )
    standing = Standing(
        user=UserId(1), name="Siti", email="s@example.com", is_platform_admin=False, is_open=True, place=place
    )
    standing = replace(standing, is_platform_admin=is_platform_admin)
    standing.check()
    return standing.account(SessionId("s"))


def test_people_of_a_suspended_store_sign_in_and_are_told_why_they_can_do_nothing() -> None:
    member = account().member

    assert member is not None
    with pytest.raises(SuspendedStore) as caught:
        member.demand_store()
    assert caught.value.facts == {"reason": "Barang palsu"}


def test_the_platforms_admin_works_in_a_suspended_store() -> None:
    member = account(is_platform_admin=True).member

    assert member is not None
    member.demand_store()
