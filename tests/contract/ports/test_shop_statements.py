"""What setting up shop and finding a form cost the database: statements, which have no noise."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from bosonline.domain.catalog import Attribute, Parcel, Sku, Stock, StockChange, Variant
from bosonline.domain.identity import SYSTEM
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.catalog import NEWEST, PRICES, STORE, page, plain_product
from bosonline.testing.contracts.forms import add as add_form
from bosonline.testing.contracts.inventory import inventory
from bosonline.testing.contracts.stores import keep, new_store
from bosonline.testing.shops import product_desk_of, shop_on, storefronts_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)

PARCEL, STOCK = Parcel(weight=250), Stock(on_hand=1)


@contextmanager
def counted(backend: Backend) -> Iterator[list[str]]:
    """The statements that are executed meanwhile, without those that begin and end transactions."""
    seen: list[str] = []
    database = backend.database

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engines = {database.single, database.snapshot, database.writing} if database.is_sqlite else {database.writing}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_a_buyer_finds_a_form_in_one_statement(backend: Backend) -> None:
    add_form(backend, keep(backend, new_store(backend)))
    fronts = storefronts_of(backend)
    for _ in range(2):
        with counted(backend) as seen:
            assert fronts.find(subdomain="kopisiti", slug="kopi-arabica") is not None
        assert len(seen) == 1


@pytest.mark.parametrize("variants", [2, 20])
def test_a_product_takes_as_many_statements_with_few_variants_as_with_many(backend: Backend, variants: int) -> None:
    offered = [
        Variant(sku=Sku(f"A-{number}"), name=f"{number}", prices=PRICES, parcel=PARCEL, stock=STOCK)
        for number in range(variants)
    ]
    details = replace(plain_product(), attributes=(Attribute(name="A", items=("a",)),), variants=tuple(offered))
    with counted(backend) as added:
        shop_on(backend).catalog.add(store=STORE, by=SYSTEM, sku=Sku("A"), details=details)
    with counted(backend) as read:
        product_desk_of(backend).find(STORE, Sku("A"))

    assert (len(added), len(read)) == (5, 1), (added, read)


def test_a_page_is_one_statement_and_the_count_another(backend: Backend) -> None:
    for number in range(3):
        shop_on(backend).catalog.add(store=STORE, by=SYSTEM, sku=Sku(f"A{number}"), details=plain_product())
    with counted(backend) as seen:
        first = page(backend, NEWEST, limit=2)
    assert len(seen) == 2
    with counted(backend) as seen:
        page(backend, NEWEST, limit=2, after=first.next_after)
    assert len(seen) == 1


@pytest.mark.parametrize("variants", [1, 20])
def test_an_inventory_is_set_right_in_as_many_statements_for_many_lines_as_for_one(
    backend: Backend, variants: int
) -> None:
    """PostgreSQL locks the products besides."""
    skus = [Sku(f"A{number}") for number in range(variants)]
    for sku in skus:
        shop_on(backend).catalog.add(store=STORE, by=SYSTEM, sku=sku, details=plain_product())
    lines = [StockChange(sku=sku, delta=1, reason="x") for sku in skus]
    with counted(backend) as sent:
        shop_on(backend).catalog.adjust_inventory(store=STORE, by=SYSTEM, adjustments=lines)

    assert len(sent) == (5 if backend.name == "sqlite" else 6), sent


def test_a_page_of_the_inventory_is_one_statement_and_the_count_another(backend: Backend) -> None:
    for number in range(3):
        shop_on(backend).catalog.add(store=STORE, by=SYSTEM, sku=Sku(f"A{number}"), details=plain_product())
    with counted(backend) as seen:
        first = inventory(backend, limit=2)
    assert len(seen) == 2
    with counted(backend) as seen:
        inventory(backend, limit=2, after=first.next_after)
    assert len(seen) == 1
