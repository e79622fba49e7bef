"""Categories that products are filed under."""

from dataclasses import dataclass

from bosonline.application.catalog.ports import CategoryDesk, OpenCategoriesWork, ProductCategories
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock, Once
from bosonline.domain.catalog import Category, CategoryId, CategoryNotFound, CategoryRemoved, CategoryUnknown
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import StoreId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCategories:
    """A page of the categories that a store sees."""

    categories: CategoryDesk

    def __call__(self, *, store: StoreId, listing: Listing, is_active: bool | None = None) -> Listed:
        """The rows and how many there are in all."""
        return self.categories.page(store, listing, is_active=is_active)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCategory:
    """A store has a category of its own, or the platform one for every store."""

    work: OpenCategoriesWork
    clock: Clock

    def __call__(
        self, *, store: StoreId | None, by: UserId, name: str, is_active: bool = True, once: Once | None = None
    ) -> Category:
        """The category, the platform's without a `store`; `CategoryNameInvalid` or `CategoryKnown`."""
        with self.work(store, once) as work:
            category = Category.create(store=store, name=name, is_active=is_active, at=self.clock())
            category = work.categories.add(category)
            work.record(category.added(by=by))
            work.commit(category)
        return category


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCategory:
    """A store names one of its categories anew, or offers it no more."""

    work: OpenCategoriesWork
    clock: Clock

    def __call__(
        self,
        *,
        store: StoreId,
        by: UserId,
        category: CategoryId,
        name: str,
        is_active: bool | None = None,
        seen_version: int | None = None,
    ) -> Category:
        """The category; whether it is offered stays as it was where nothing is said.

        `CategoryNotFound`, `CategoryOfPlatform`, `CategoryNameInvalid`, `CategoryKnown`, or `PreconditionFailed`.
        """
        with self.work(store) as work:
            known = _seen(work.categories, category, seen_version)
            offered = known.is_active if is_active is None else is_active
            became, news = known.changed_to(name=name, is_active=offered, by=by, at=self.clock())
            if became != known:
                became = work.categories.save(became)
                work.record(news)
                work.commit()
        return became


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCategory:
    """A store gives one of its categories up."""

    work: OpenCategoriesWork
    clock: Clock

    def __call__(
        self, *, store: StoreId, by: UserId, category: CategoryId, seen_version: int | None = None
    ) -> CategoryRemoved:
        """What was given up; `CategoryNotFound`, `CategoryOfPlatform`, `CategoryInUse` or `PreconditionFailed`."""
        with self.work(store) as work:
            known = _seen(work.categories, category, seen_version)
            news = known.removed(by=by, at=self.clock())
            work.categories.remove(known)
            work.record(news)
            work.commit()
        return news


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories:
    """Everything that can be done with categories."""

    list: ListCategories
    add: AddCategory
    change: ChangeCategory
    remove: RemoveCategory


def demand_category(categories: ProductCategories, category: int | None) -> None:
    """Refuse with `CategoryUnknown` unless the store sees the category, which then stays until the work ends."""
    if category is None:
        return
    try:
        categories.get(CategoryId(category))
    except CategoryNotFound as refusal:
        raise CategoryUnknown(category=category) from refusal


def _seen(categories: ProductCategories, category: CategoryId, seen_version: int | None) -> Category:
    found = categories.get(category)
    if seen_version not in (None, found.version):
        raise PreconditionFailed
    return found
