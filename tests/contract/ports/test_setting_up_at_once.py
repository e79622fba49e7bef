"""Names are taken once, however many want them at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bosonline.domain.catalog import Sku, SkuTaken
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import SYSTEM, UserId
from bosonline.domain.stores import Store, SubdomainTaken
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.catalog import STORE, plain_product
from bosonline.testing.identity import add_user
from bosonline.testing.shops import shop_on

T = TypeVar("T")
AT_ONCE = 8


def again_after_a_lost_race(call: Callable[[], T]) -> T:
    """As the API does it."""
    while True:
        try:
            return call()
        except ChangedMeanwhile:
            continue


def test_a_subdomain_goes_to_one_of_many(backend: Backend) -> None:
    shop = shop_on(backend)
    users = [add_user(backend, email=f"{number}@example.com") for number in range(AT_ONCE)]

    def open_store(user: UserId) -> Store | str:
        try:
            return again_after_a_lost_race(
                lambda: shop.stores.open(owner=user, name="Kopi", phone="081234567890", subdomain="kopisiti")
            )
        except SubdomainTaken as refused:
            return str(refused.facts["suggestion"])

    with ThreadPoolExecutor(AT_ONCE) as threads:
        outcomes = list(threads.map(open_store, users))

    (store,) = (outcome for outcome in outcomes if isinstance(outcome, Store))
    assert [outcome for outcome in outcomes if outcome != store] == ["kopisiti-2"] * (AT_ONCE - 1)
    with backend.work() as work:
        places = [work.standings.of(user).place for user in users]
    assert [place.store for place in places if place is not None] == [store.id]


def test_skus_that_are_made_up_at_once_all_differ(backend: Backend) -> None:
    shop = shop_on(backend)

    def add(_: int) -> Sku:
        return again_after_a_lost_race(
            lambda: shop.catalog.add(store=STORE, by=SYSTEM, details=plain_product("Kopi"))
        ).sku

    with ThreadPoolExecutor(AT_ONCE) as threads:
        made = set(threads.map(add, range(AT_ONCE)))

    assert made == {"KOPI", *(f"KOPI-{number}" for number in range(2, AT_ONCE + 1))}


def test_a_sku_that_is_named_goes_to_one_of_many(backend: Backend) -> None:
    shop = shop_on(backend)

    def add(_: int) -> bool:
        try:
            again_after_a_lost_race(
                lambda: shop.catalog.add(store=STORE, by=SYSTEM, sku=Sku("A"), details=plain_product())
            )
        except SkuTaken:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert sorted(threads.map(add, range(AT_ONCE))) == [False] * (AT_ONCE - 1) + [True]
