"""What every adapter of the ports of categories must do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Category, CategoryInUse, CategoryKnown, CategoryNotFound, Product, Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.catalog import OTHER_STORE, SITI, STORE, plain_product
from bosonline.testing.platform import category_desk_of

BY_NAME = Listing(sort_by="name", category="name", descending=False)


def add(backend: Backend, name: str = "Kopi", *, store: StoreId | None = STORE, is_active: bool = True) -> Category:
    """Keep a category."""
    with backend.work(store) as work:
        made = Category.create(store=store, name=name, is_active=is_active, at=backend.clock())
        kept: Category = work.categories.add(made)
        work.commit()
    return kept


def file_under(backend: Backend, category: Category) -> Product:
    """A product in the category, not kept yet."""
    details = replace(plain_product(), category=category.id)
    return Product.create(store=STORE, sku=Sku("ESB-006"), details=details, at=backend.clock())


def names(backend: Backend, listing: Listing = BY_NAME, *, is_active: bool | None = None) -> list[object]:
    """The names that the store sees."""
    return [row["name"] for row in category_desk_of(backend).page(STORE, listing, is_active=is_active).rows]


class CategoriesContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_store_sees_its_own_and_the_platforms(self, backend: Backend) -> None:
        """And nobody else's."""
        own, common = add(backend), add(backend, "Minuman", store=None, is_active=False)
        others = add(backend, "Teh", store=OTHER_STORE)

        with backend.work(STORE) as work:
            assert work.categories.get(own.id) == own
            assert work.categories.get(common.id) == common
            with pytest.raises(CategoryNotFound):
                work.categories.get(others.id)
        with backend.work() as work:
            assert work.categories.get(common.id) == common
            with pytest.raises(CategoryNotFound):
                work.categories.get(own.id)
        rows = category_desk_of(backend).page(STORE, BY_NAME, is_active=None).rows
        assert [dict(row) for row in rows] == [
            {"id": own.id, "name": "Kopi", "is_active": True, "is_own": True},
            {"id": common.id, "name": "Minuman", "is_active": False, "is_own": False},
        ]

    def test_a_name_is_seen_once(self, backend: Backend) -> None:
        """In whatever case; another store may have it too, and so may the platform later."""
        add(backend, "Minuman", store=None)
        kept = add(backend)
        add(backend, store=OTHER_STORE)

        for name, store in (("KOPI", STORE), ("minuman", STORE), ("MINUMAN", None)):
            with pytest.raises(CategoryKnown):
                add(backend, name, store=store)
        with pytest.raises(CategoryKnown), backend.work(STORE) as work:
            work.categories.save(replace(kept, name="mInuman"))
        add(backend, "Kopi", store=None)
        with backend.work(STORE) as work:
            assert work.categories.save(replace(kept, name="Teh")).name == "Teh"

    def test_the_version_that_was_changed_counts(self, backend: Backend) -> None:
        """Whoever comes second has to look again."""
        kept = add(backend)
        with backend.work(STORE) as work:
            saved = work.categories.save(replace(kept, name="KOPI", is_active=False))
            work.commit()

        assert saved == replace(kept, name="KOPI", is_active=False, version=2)
        with backend.work(STORE) as work:
            assert work.categories.get(kept.id) == saved
        with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
            work.categories.save(kept)
        with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
            work.categories.remove(kept)

    def test_only_the_own_are_changed(self, backend: Backend) -> None:
        """Not the platform's, nor another store's."""
        for category in (add(backend, "Minuman", store=None), add(backend, "Teh", store=OTHER_STORE)):
            with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
                work.categories.save(replace(category, name="Baru"))
            with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
                work.categories.remove(category)

    def test_what_is_in_use_stays(self, backend: Backend) -> None:
        """And what is not goes."""
        used, free = add(backend), add(backend, "Teh")
        with backend.work(STORE) as work:
            work.products.add(file_under(backend, used), by=SITI)
            work.commit()

        with pytest.raises(CategoryInUse), backend.work(STORE) as work:
            work.categories.remove(used)
        with backend.work(STORE) as work:
            work.categories.remove(free)
            work.commit()
        assert names(backend) == ["Kopi"]

    def test_a_category_is_not_removed_while_a_product_is_filed_under_it(self, backend: Backend) -> None:
        """Whoever removes it waits, and is told then."""
        category = add(backend)

        def remove() -> None:
            with backend.work(STORE) as work:
                work.categories.remove(category)
                work.commit()

        with ThreadPoolExecutor(1) as pool:
            with backend.work(STORE) as work:
                work.categories.get(category.id)
                removing = pool.submit(remove)
                with pytest.raises(TimeoutError):
                    removing.result(timeout=0.3)
                work.products.add(file_under(backend, category), by=SITI)
                work.commit()
            with pytest.raises(CategoryInUse):
                removing.result(timeout=10)

    def test_the_list_is_sorted_searched_and_cut(self, backend: Backend) -> None:
        """By status too."""
        for name, is_active in (("B", True), ("A", False), ("Cb", True)):
            add(backend, name, is_active=is_active)
            backend.clock.advance(minutes=1)

        assert names(backend) == ["A", "B", "Cb"]
        assert names(backend, replace(BY_NAME, sort_by="created_at", descending=True)) == ["Cb", "A", "B"]
        assert names(backend, replace(BY_NAME, start=1, limit=1)) == ["B"]
        assert names(backend, replace(BY_NAME, keyword="b"), is_active=True) == ["B", "Cb"]
        assert (names(backend, is_active=False), names(backend, is_active=True)) == (["A"], ["B", "Cb"])
        assert category_desk_of(backend).page(STORE, replace(BY_NAME, limit=1), is_active=True).total == 2
