"""What every place that keeps uploads does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bosonline.domain.catalog import Parcel, Prices, ProductDetails, Sku
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.images import UploadKind
from bosonline.domain.money import Money
from bosonline.testing.backends import Backend
from bosonline.testing.shops import shop_on
from bosonline.testing.stores import open_as
from bosonline.testing.uploads import an_upload, keep_uploads, upload_rounds_of

A_DAY = timedelta(hours=24)
BY = Author(StaffId(1), "Siti")


def hold(backend: Backend, store: StoreId, *names: str) -> frozenset[str]:
    """Hold uploads in a transaction that names them nowhere."""
    with backend.work(store) as work:
        held: frozenset[str] = work.uploads.hold(names)
        work.commit()
    return held


def look_over(backend: Backend, store: StoreId, *, now: datetime) -> Sequence[str]:
    """Have what was idle for a day given up; everything that is given up by then, by name."""
    with backend.work(store) as work:
        work.uploads.give_up_idle(at=now, idle_before=now - A_DAY)
        work.commit()
    with backend.work(store) as work:
        return [name for _, name in work.uploads.given_up(limit=100)]


def sell(backend: Backend, store: StoreId, sku: str, *, images: tuple[str, ...] = (), description: str = "") -> None:
    """A product of the store."""
    prices = Prices(selling=Money(1000), listed=Money(1000), cost=Money(500))
    details = ProductDetails(
        name=sku, prices=prices, parcel=Parcel(weight=1), images=images, description=description, on_hand=1
    )
    shop_on(backend).catalog.add(store=store, by=BY, sku=Sku(sku), details=details)


class UploadsContract:
    """Inherit from it and define the fixture `backend`."""

    def test_an_upload_can_be_held_once_its_files_are_there(self, backend: Backend) -> None:
        store, other = open_as(backend, "satu").store, open_as(backend, "dua").store
        with backend.work(store) as work:
            work.uploads.add(an_upload(store, "a.png", backend.clock()))
            work.commit()
        assert hold(backend, store, "a.png", "b.png") == frozenset()
        with backend.work(store) as work:
            assert work.uploads.settle("a.png")
            assert not work.uploads.settle("b.png")
            work.commit()
        assert hold(backend, store, "a.png", "b.png") == {"a.png"}
        assert hold(backend, other, "a.png") == frozenset()

    def test_what_was_idle_for_long_is_given_up_and_cannot_be_held_again(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        keep_uploads(backend.work, store, began, "a.png")
        assert look_over(backend, store, now=began + A_DAY) == []
        assert look_over(backend, store, now=began + A_DAY + timedelta(seconds=1)) == ["a.png"]
        assert hold(backend, store, "a.png") == frozenset()
        with backend.work(store) as work:
            assert not work.uploads.settle("a.png")

    def test_what_never_came_is_given_up_too(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        with backend.work(store) as work:
            work.uploads.add(an_upload(store, "a.png", began))
            work.commit()
        assert look_over(backend, store, now=began + 2 * A_DAY) == ["a.png"]

    def test_who_holds_begins_the_day_anew(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        keep_uploads(backend.work, store, began, "a.png")
        assert hold(backend, store, "a.png") == {"a.png"}
        assert look_over(backend, store, now=began + 2 * A_DAY) == []
        assert look_over(backend, store, now=began + 3 * A_DAY) == []
        assert look_over(backend, store, now=began + 4 * A_DAY) == ["a.png"]

    def test_what_a_product_names_stays(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        keep_uploads(backend.work, store, began, "a.png", "b.png", "c.png")
        sell(backend, store, "A", images=("a.png",))
        sell(backend, store, "B", description="Lihat:\nb.png.")
        assert look_over(backend, store, now=began + 9 * A_DAY) == ["c.png"]

    def test_what_another_store_names_does_not_stay(self, backend: Backend) -> None:
        store, other, began = open_as(backend, "satu").store, open_as(backend, "dua").store, backend.clock()
        for one in (store, other):
            keep_uploads(backend.work, one, began, "a.png")
        sell(backend, other, "A", images=("a.png",))
        assert look_over(backend, store, now=began + 9 * A_DAY) == ["a.png"]
        assert look_over(backend, other, now=began + 9 * A_DAY) == []

    def test_what_is_the_logo_stays(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        keep_uploads(backend.work, store, began, "a.png", "b.png")
        with backend.work(store) as work:
            found = work.stores.get()
            found.logo = "b.png"
            work.stores.save(found)
            work.commit()
        assert look_over(backend, store, now=began + 9 * A_DAY) == ["a.png"]

    def test_all_of_a_kind_are_given_up_whoever_names_them(self, backend: Backend) -> None:
        store, other, began = open_as(backend, "satu").store, open_as(backend, "dua").store, backend.clock()
        for one in (store, other):
            keep_uploads(backend.work, one, began, "a.png")
        sell(backend, store, "A", images=("a.png",))
        with backend.work(store) as work:
            work.uploads.give_up(UploadKind.IMAGE, at=began)
            work.commit()
        assert look_over(backend, store, now=began) == ["a.png"]
        assert look_over(backend, other, now=began) == []

    def test_only_what_was_given_up_is_removed(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        keep_uploads(backend.work, store, began, "a.png", "b.png")
        sell(backend, store, "A", images=("b.png",))
        assert look_over(backend, store, now=began + 9 * A_DAY) == ["a.png"]
        with backend.work(store) as work:
            work.uploads.remove(["a.png", "b.png"])
            work.commit()
        assert look_over(backend, store, now=began + 9 * A_DAY) == []
        assert hold(backend, store, "b.png") == {"b.png"}

    def test_given_up_ones_are_told_a_few_at_a_time(self, backend: Backend) -> None:
        store, began = open_as(backend, "satu").store, backend.clock()
        keep_uploads(backend.work, store, began, "a.png", "b.png", "c.png")
        look_over(backend, store, now=began + 9 * A_DAY)
        with backend.work(store) as work:
            told = work.uploads.given_up(limit=2)
        assert list(told) == [(UploadKind.IMAGE, "a.png"), (UploadKind.IMAGE, "b.png")]

    def test_stores_that_have_uploads_are_found(self, backend: Backend) -> None:
        stores = [open_as(backend, name).store for name in ("satu", "dua", "tiga")]
        for store in stores[::2]:
            keep_uploads(backend.work, store, backend.clock(), "a.png", "b.png")
        assert list(upload_rounds_of(backend).stores()) == sorted(stores[::2])
