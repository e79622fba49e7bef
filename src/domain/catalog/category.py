"""Categories that products are filed under: the platform's, which every store sees, and each store's own."""

from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.domain.catalog.ids import CategoryId
from bosonline.domain.errors import Conflict, Forbidden, NotFound, Rejected
from bosonline.domain.identity import StoreId, UserId

CATEGORY_NAME_LENGTH = 80
_NOT_KEPT = CategoryId(0)


class CategoryNameInvalid(Rejected):
    """A category has a name of a reasonable length."""

    code = "category-name-invalid"
    text = "A category's name has 1 to 80 characters"
    field = "name"


class CategoryKnown(Conflict):
    """The store, or the platform, has a category of this name."""

    code = "category-known"
    text = "There is a category of this name already"
    field = "name"


class CategoryInUse(Conflict):
    """Products are filed under the category."""

    code = "category-in-use"
    text = "Products are filed under this category; file them under another first"


class CategoryOfPlatform(Forbidden):
    """The category is the platform's, and only used by the store."""

    code = "category-of-platform"
    text = "This category is the platform's; only categories of your own can be changed or deleted"


class CategoryUnknown(Rejected):
    """A product was to be filed under a category that its store does not see."""

    code = "category-unknown"
    text = "Neither your store nor the platform has a category {category}"
    field = "category_id"


class CategoryNotFound(NotFound):
    """The store sees no category of this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAdded:
    """There is a new category; no `store` means that it is the platform's."""

    category: CategoryId
    store: StoreId | None
    name: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChanged:
    """A category has another name, or is offered or not offered any more."""

    category: CategoryId
    was: str
    name: str
    is_active: bool
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRemoved:
    """A store has given a category up."""

    category: CategoryId
    name: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of one store, or of the platform where there is no `store`; `id` is 0 until it is kept."""

    id: CategoryId = _NOT_KEPT
    store: StoreId | None
    name: str
    is_active: bool = True
    created_at: datetime
    version: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= CATEGORY_NAME_LENGTH or self.name != _in_words(self.name):
            raise CategoryNameInvalid

    @classmethod
    def create(cls, *, store: StoreId | None, name: str, is_active: bool, at: datetime) -> "Category":
        """A category by its name, in which only single spaces stand between words; or `CategoryNameInvalid`."""
        return cls(store=store, name=_in_words(name), is_active=is_active, created_at=at)

    @property
    def sounds(self) -> str:
        """The name as it is compared with others: in whatever case."""
        return self.name.casefold()

    def kept(self, category: CategoryId) -> "Category":
        """This category with the id under which it is kept from now on."""
        return replace(self, id=category, version=1)

    def added(self, *, by: UserId) -> CategoryAdded:
        """The news of this category, once it is kept."""
        return CategoryAdded(category=self.id, store=self.store, name=self.name, by=by, at=self.created_at)

    def changed_to(self, *, name: str, is_active: bool, by: UserId, at: datetime) -> tuple["Category", CategoryChanged]:
        """The category as it is from now on; `CategoryNameInvalid`, or `CategoryOfPlatform`."""
        self._demand_own()
        became = replace(self, name=_in_words(name), is_active=is_active)
        news = CategoryChanged(category=self.id, was=self.name, name=became.name, is_active=is_active, by=by, at=at)
        return became, news

    def removed(self, *, by: UserId, at: datetime) -> CategoryRemoved:
        """The news that it is given up; `CategoryOfPlatform`."""
        self._demand_own()
        return CategoryRemoved(category=self.id, name=self.name, by=by, at=at)

    def _demand_own(self) -> None:
        if self.store is None:
            raise CategoryOfPlatform


def _in_words(name: str) -> str:
    return " ".join(name.split())
