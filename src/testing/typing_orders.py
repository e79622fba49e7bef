"""Typed and imported orders on every backend."""

from collections.abc import Callable
from typing import Any

from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.adapters.outbound.tokens import SystemSecrets
from bosonline.application.ordering import ChooseShipping, ImportOrders, PlaceOrder, ReadyOrder, TypedOrder, TypeOrder
from bosonline.domain.catalog import Sku
from bosonline.domain.money import Money
from bosonline.domain.ordering import CartItem, PaymentMethod, Secret
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, JAKARTA, PHONE_HASH, SEALS
from bosonline.testing.shops import REGIONS, account_book_of, store_desk_of, storefronts_of


def ready_on(backend: Backend) -> ReadyOrder:
    """What holds a typed order against the store."""
    return ReadyOrder(
        stores=store_desk_of(backend),
        storefronts=storefronts_of(backend),
        regions=REGIONS,
        phones=PhonenumbersReader(),
        accounts=account_book_of(backend),
    )


def type_order_on(backend: Backend) -> TypeOrder:
    """The use case, wired to a backend."""
    return TypeOrder(ready=ready_on(backend), work=backend.work, clock=backend.clock, place=_place_order())


def a_typed_order(*items: tuple[Sku, int], price: int | None = None, **more: Any) -> TypedOrder:
    """What a member of staff types from a chat; one coffee where nothing is named."""
    facts: dict[str, Any] = {
        "name": "Budi",
        "phone": "0813 1111 2222",
        "street": "Jl. Melati 5",
        "district_code": JAKARTA,
        "payment_method": PaymentMethod.BANK_TRANSFER,
        "shipping": Money(15_000),
    }
    cart = [
        CartItem(sku=sku, qty=qty, price=None if price is None else Money(price))
        for sku, qty in items or ((COFFEE, 1),)
    ]
    return TypedOrder(items=cart, **{**facts, **more})


def import_orders_on(backend: Backend) -> ImportOrders:
    """What makes orders of a sheet, wired to a backend."""
    return ImportOrders(
        spreadsheets=FileSpreadsheets(),
        ready=ready_on(backend),
        work=backend.work,
        place=_place_order(),
        clock=backend.clock,
    )


def _place_order() -> PlaceOrder:
    token: Callable[[], str] = SystemSecrets().token
    return PlaceOrder(
        phone_hash=PHONE_HASH,
        new_secret=lambda: Secret(token()),
        draw=lambda: 0,
        choose=ChooseShipping(seals=SEALS),
    )
