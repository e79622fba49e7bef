"""The categories that a store files its products under: the platform's and its own."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.application.catalog import Categories
from bosonline.application.identity.ports import Listed
from bosonline.domain.catalog import (
    Category,
    CategoryId,
    CategoryInUse,
    CategoryKnown,
    CategoryNameInvalid,
    CategoryNotFound,
    CategoryOfPlatform,
    CategoryRemoved,
)
from bosonline.domain.catalog.category import CATEGORY_NAME_LENGTH


class NewCategoryBody(Body):
    name = Text(required=True, least=1, most=CATEGORY_NAME_LENGTH)
    status = Choice([1, 0], load_default=1)


class CategoryBody(Body):
    name = Text(required=True, least=1, most=CATEGORY_NAME_LENGTH)
    status = Choice([1, 0], load_default=None)


class CategoriesQuery(Page):
    sort_by = Choice(["name", "created_at"], load_default="name")
    sort_dir = Choice(["asc", "desc"], load_default="asc")
    category = Choice(["name"], load_default="name")
    status = Choice([1, 0], load_default=None)


class CategoryAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True, most=CATEGORY_NAME_LENGTH)
    status = Choice([1, 0], required=True)
    own = Flag(required=True)


class CategoryWritten(Answer):
    message = Text(required=True)
    data = Inside(CategoryAnswer, required=True)


class CategoryGone(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True, most=CATEGORY_NAME_LENGTH)


class CategoryDeleted(Answer):
    message = Text(required=True)
    data = Inside(CategoryGone, required=True)


class CategoryList(Answer):
    data = ListOf(Inside(CategoryAnswer), required=True)
    total = WholeNumber(required=True)


EXAMPLE = {"name": "Kopi", "status": 1}
CATEGORY_EXAMPLE = {"id": 12, "name": "Kopi", "status": 1, "own": True}
_PLATFORM_EXAMPLE = {"id": 3, "name": "Makanan & Minuman", "status": 1, "own": False}


def categories(facade: Categories) -> Api:
    """The operations of a store's categories."""
    api = Api("product")

    @api.get(
        "/store/categories",
        query=CategoriesQuery,
        answer=CategoryList,
        render=_listed,
        answer_example={"data": [CATEGORY_EXAMPLE, _PLATFORM_EXAMPLE], "total": 2},
    )
    def get_category(call: Call) -> Listed:
        """Get Category

        The categories that products can be filed under: the platform's and the store's own (`own`). Those of `status`
        0 are not offered any more, and what is filed under them stays there.
        """
        status = call.query["status"]
        return facade.list(
            store=call.member.store,
            listing=listing_of(call.query),
            is_active=None if status is None else bool(status),
        )

    @api.post(
        "/store/categories",
        body=NewCategoryBody,
        answer=CategoryWritten,
        render=added,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Category created", "data": CATEGORY_EXAMPLE},
        refusals=(CategoryKnown, CategoryNameInvalid),
    )
    def add_category(call: Call) -> Category:
        """Category (create)

        Add a category of the store's own. A name is there once, in whatever case, the platform's names among them.
        """
        return facade.add(store=call.member.store, by=call.member.user, once=call.once, **new_category(call))

    @api.put(
        "/store/categories/<id:id>",
        body=CategoryBody,
        answer=CategoryWritten,
        render=_changed,
        example=EXAMPLE,
        answer_example={"message": "Category updated", "data": CATEGORY_EXAMPLE},
        refusals=(CategoryKnown, CategoryNameInvalid, CategoryNotFound, CategoryOfPlatform),
        versioned=True,
    )
    def change_category(call: Call, category: int) -> Category:
        """Category (write)

        Name a category of the store's own anew; `status` stays as it was where it is left out.
        """
        status = call.body["status"]
        return facade.change(
            store=call.member.store,
            by=call.member.user,
            category=CategoryId(category),
            name=call.body["name"],
            is_active=None if status is None else bool(status),
            seen_version=call.seen_version,
        )

    @api.delete(
        "/store/categories/<id:id>",
        answer=CategoryDeleted,
        render=_removed,
        answer_example={"message": "Category deleted", "data": {"id": 12, "name": "Kopi"}},
        refusals=(CategoryInUse, CategoryNotFound, CategoryOfPlatform),
        versioned=True,
    )
    def remove_category(call: Call, category: int) -> CategoryRemoved:
        """Category (delete)

        Give up a category of the store's own under which no product is filed.
        """
        return facade.remove(
            store=call.member.store,
            by=call.member.user,
            category=CategoryId(category),
            seen_version=call.seen_version,
        )

    return api


def new_category(call: Call) -> dict[str, Any]:
    """What a body says about a new category."""
    return {"name": call.body["name"], "is_active": bool(call.body["status"])}


def added(category: Category) -> Tagged:
    """The category that was created."""
    return _told(category, "Category created")


def _changed(category: Category) -> Tagged:
    return _told(category, "Category updated")


def _told(category: Category, message: str) -> Tagged:
    row = {
        "id": category.id,
        "name": category.name,
        "status": int(category.is_active),
        "own": category.store is not None,
    }
    return Tagged({"message": message, "data": row}, category.version)


def _removed(removed: CategoryRemoved) -> dict[str, Any]:
    return {"message": "Category deleted", "data": {"id": removed.category, "name": removed.name}}


def _listed(listed: Listed) -> dict[str, Any]:
    rows = [
        {"id": row["id"], "name": row["name"], "status": int(bool(row["is_active"])), "own": row["is_own"]}
        for row in listed.rows
    ]
    return {"data": rows, "total": listed.total}
