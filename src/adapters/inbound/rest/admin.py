"""What the platform's admins do beside announcements and tips."""

from collections.abc import Mapping
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.categories import (
    CategoryWritten,
    NewCategoryBody,
    added,
    new_category,
)
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.application.catalog import Categories
from bosonline.application.identity.ports import Listed
from bosonline.application.stores import Oversight
from bosonline.domain.catalog import Category, CategoryKnown, CategoryNameInvalid
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import StoreId
from bosonline.domain.stores import Store, StoreStatus, StoreStatusUnfit, SuspensionReasonInvalid
from bosonline.domain.stores.store import REASON_LENGTH

_STATUSES = [status.value for status in StoreStatus]


class SuspensionBody(Body):
    reason = Text(required=True, least=1, most=REASON_LENGTH)


class StoresQuery(Page):
    sort_by = Choice(["created_at", "name", "subdomain"], load_default="created_at")
    category = Choice(["name", "subdomain", "owner_email"], load_default="name")
    status = Choice(_STATUSES, load_default=None)


class OwnerAnswer(Answer):
    name = Text(required=True)
    email = Text(required=True)


class StoreRow(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    subdomain = Text(required=True)
    status = Choice(_STATUSES, required=True)
    suspended_for = Text(required=True, most=REASON_LENGTH, allow_none=True)
    owner = Inside(OwnerAnswer, required=True)
    orders = WholeNumber(required=True)
    created_at = Text(required=True)


class StoreList(Answer):
    data = ListOf(Inside(StoreRow), required=True)
    total = WholeNumber(required=True)


class StandingAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    subdomain = Text(required=True)
    status = Choice(_STATUSES, required=True)
    suspended_for = Text(required=True, most=REASON_LENGTH, allow_none=True)


class StandingWritten(Answer):
    message = Text(required=True)
    data = Inside(StandingAnswer, required=True)


SUSPENSION_EXAMPLE = {"reason": "Barang palsu"}
_STANDING_EXAMPLE = {
    "id": 456,
    "name": "Kopi Siti",
    "subdomain": "kopisiti",
    "status": "suspended",
    "suspended_for": "Barang palsu",
}
_ROW_EXAMPLE = {
    **_STANDING_EXAMPLE,
    "owner": {"name": "Siti Rahma", "email": "siti@example.com"},
    "orders": 1250,
    "created_at": "2026-01-01T03:00:00+00:00",
}


def platform_categories(facade: Categories) -> Api:
    """The operations of the categories that every store sees."""
    api = Api("admin")

    @api.post(
        "/admin/categories",
        body=NewCategoryBody,
        answer=CategoryWritten,
        render=added,
        status=201,
        example={"name": "Makanan & Minuman"},
        answer_example={
            "message": "Category created",
            "data": {"id": 3, "name": "Makanan & Minuman", "status": 1, "own": False},
        },
        refusals=(CategoryKnown, CategoryNameInvalid),
    )
    def add_platform_category(call: Call) -> Category:
        """Categories

        Add a category that every store can file products under; the stores can not change it.
        """
        return facade.add(store=None, by=call.account.user, once=call.once, **new_category(call))

    return api


def platform_stores(facade: Oversight) -> Api:
    """The operations of the stores as the platform sees them."""
    api = Api("admin")

    @api.get(
        "/admin/stores",
        query=StoresQuery,
        answer=StoreList,
        render=_listed,
        answer_example={"data": [_ROW_EXAMPLE], "total": 1},
    )
    def stores(call: Call) -> Listed:
        """Stores

        Every store with its owner and the `orders` that it has had so far; those that were abandoned are not counted.
        """
        status = call.query["status"]
        return facade.list(listing=listing_of(call.query), status=None if status is None else StoreStatus(status))

    @api.post(
        "/admin/stores/<id:id>/suspend",
        body=SuspensionBody,
        answer=StandingWritten,
        render=_suspended,
        example=SUSPENSION_EXAMPLE,
        answer_example={"message": "Store suspended", "data": _STANDING_EXAMPLE},
        refusals=(NotFound, StoreStatusUnfit, SuspensionReasonInvalid),
    )
    def suspend_store(call: Call, store: int) -> Store:
        """Store suspended

        The store takes no more orders, and its people are told the `reason` whatever they do in it, though they can
        sign in. It stands in the store's audit log.
        """
        return facade.suspend(store=StoreId(store), reason=call.body["reason"], by=call.account.user, once=call.once)

    @api.post(
        "/admin/stores/<id:id>/restore",
        answer=StandingWritten,
        render=_restored,
        answer_example={
            "message": "Store restored",
            "data": {**_STANDING_EXAMPLE, "status": "open", "suspended_for": None},
        },
        refusals=(NotFound, StoreStatusUnfit),
    )
    def restore_store(call: Call, store: int) -> Store:
        """Store restored

        A store that was suspended goes on as it was.
        """
        return facade.restore(store=StoreId(store), by=call.account.user, once=call.once)

    return api


def _listed(listed: Listed) -> dict[str, Any]:
    return {"data": [_row(row) for row in listed.rows], "total": listed.total}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "name", "subdomain", "status", "suspended_for", "orders", "created_at")
    owner = {"name": row["owner_name"], "email": row["owner_email"]}
    return {**{name: row[name] for name in names}, "owner": owner}


def _suspended(store: Store) -> Tagged:
    return _told(store, "Store suspended")


def _restored(store: Store) -> Tagged:
    return _told(store, "Store restored")


def _told(store: Store, message: str) -> Tagged:
    row = {
        "id": store.id,
        "name": store.name,
        "subdomain": store.subdomain,
        "status": store.status,
        "suspended_for": store.suspended_for,
    }
    return Tagged({"message": message, "data": row}, store.version)
