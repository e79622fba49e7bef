"""Products with their variants; one statement per table."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, union_all
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import begins, literally
from bosonline.adapters.outbound.sql.product_list import read_page
from bosonline.adapters.outbound.sql.tables.catalog import products, stock_movements, variants
from bosonline.application.catalog.ports import Place, ProductFilter, ProductPage, Sales
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import (
    Attribute,
    Parcel,
    Prices,
    Product,
    ProductId,
    Sku,
    Stock,
    Variant,
    VariantId,
)
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.money import Money

_of_store = products.c.store_id == bindparam("store")
_variant_of_store = variants.c.store_id == bindparam("store")
_ADD = insert(products).returning(products.c.id)
_ADD_VARIANTS = insert(variants).returning(variants.c.position, variants.c.id)
_REMEMBER = insert(stock_movements)
_TAKEN = union_all(
    select(products.c.sku).where(_of_store, products.c.sku == bindparam("product")),
    select(variants.c.sku).where(_variant_of_store, variants.c.sku.in_(bindparam("skus", expanding=True))),
)
_BEGINNING = union_all(
    select(products.c.sku).where(_of_store, begins(products.c.sku)),
    select(variants.c.sku).where(_variant_of_store, begins(variants.c.sku)),
)
_ON_SALE = (
    select(variants.c.sku)
    .join(products, (products.c.store_id == variants.c.store_id) & (products.c.id == variants.c.product_id))
    .where(
        _variant_of_store,
        variants.c.sku.in_(bindparam("skus", expanding=True)),
        variants.c.archived_at.is_(None),
        products.c.archived_at.is_(None),
    )
)
_FIND = (
    select(products, *(column.label(f"variant_{column.name}") for column in variants.c))
    .join(variants, (variants.c.store_id == products.c.store_id) & (variants.c.product_id == products.c.id))
    .where(
        _of_store,
        products.c.sku == bindparam("of_sku"),
        products.c.archived_at.is_(None),
        variants.c.archived_at.is_(None),
    )
    .order_by(variants.c.position)
)
_SALES = select(products.c.sold, products.c.revenue).where(_of_store, products.c.sku == bindparam("of_sku"))


class SqlProducts:
    """The products of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, product: Product, /, *, by: Author) -> None:
        product.version = 1
        try:
            product.id = ProductId(self._execute(_ADD, {**self._row(product), **_sums(product)}).scalar_one())
            added = self._execute(_ADD_VARIANTS, self._variant_rows(product)).all()
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        ids = {row.position: VariantId(row.id) for row in added}
        product.variants = tuple(variant.kept(ids[at]) for at, variant in enumerate(product.variants, 1))
        self._remember_initial_stock(product, by)

    def taken(self, *, product: Sku, variants: Collection[Sku]) -> frozenset[Sku]:
        values = {"store": self._store, "product": product, "skus": list(variants)}
        return frozenset(self._execute(_TAKEN, values).scalars())

    def skus_beginning(self, beginning: str, /) -> frozenset[str]:
        found = self._execute(_BEGINNING, {"store": self._store, "like": f"{literally(beginning)}%"}).scalars()
        return frozenset(sku for sku in found if sku.startswith(beginning))

    def on_sale(self, skus: Collection[Sku], /) -> frozenset[Sku]:
        return frozenset(self._execute(_ON_SALE, {"store": self._store, "skus": list(skus)}).scalars())

    def _row(self, product: Product) -> dict[str, object]:
        return {
            "store_id": self._store,
            "sku": product.sku,
            "name": product.name,
            "slug": product.slug,
            "description": product.description,
            "category_id": product.category,
            **_measures(product.prices, product.parcel),
            "attributes": plain(product.attributes),
            "images": list(product.images),
            "served_by": list(product.attendants),
            "is_active": int(product.is_active),
            "version": product.version,
            "created_at": product.created_at,
            "archived_at": product.archived_at,
        }

    def _variant_rows(self, product: Product) -> list[dict[str, object]]:
        return [
            {
                "store_id": self._store,
                "product_id": product.id,
                "position": position,
                "sku": variant.sku,
                "name": variant.name,
                **_measures(variant.prices, variant.parcel),
                "min_qty": variant.min_qty,
                "on_hand": variant.stock.on_hand,
                "reserved": variant.stock.reserved,
                "is_active": int(variant.is_active),
                "archived_at": None,
            }
            for position, variant in enumerate(product.variants, 1)
        ]

    def _remember_initial_stock(self, product: Product, by: Author) -> None:
        moves = [
            {
                "store_id": self._store,
                "variant_id": variant.id,
                "on_hand": variant.stock.on_hand,
                "reserved": 0,
                "reason": "initial",
                "invoice": None,
                "staff_id": by.staff,
                "by": by.name,
                "at": product.created_at,
            }
            for variant in product.variants
            if variant.stock.on_hand
        ]
        if moves:
            self._execute(_REMEMBER, moves)


class SqlProductDesk:
    """Products as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, store: StoreId, sku: Sku, /) -> Product | None:
        with self._database.read() as connection:
            rows = connection.execute(_FIND, {"store": store, "of_sku": sku}).all()
        return _product(rows) if rows else None

    def page(self, store: StoreId, listing: Listing, shown: ProductFilter, /, *, after: Place | None) -> ProductPage:
        return read_page(self._database, store, listing, shown, after=after)

    def sales(self, store: StoreId, sku: Sku, /) -> Sales:
        with self._database.read() as connection:
            row = connection.execute(_SALES, {"store": store, "of_sku": sku}).one_or_none()
        return Sales(sold=0, revenue=0) if row is None else Sales(sold=row.sold, revenue=row.revenue)


def _sums(product: Product) -> dict[str, object]:
    """What a new product's row says about its variants; see `ProductSums` for what becomes of it."""
    prices = [variant.prices.selling.idr for variant in product.variants]
    on_hand = sum(variant.stock.on_hand for variant in product.variants)
    return {"min_price": min(prices), "max_price": max(prices), "on_hand": on_hand}


def _measures(prices: Prices, parcel: Parcel) -> dict[str, object]:
    return {
        "price": prices.selling.idr,
        "publish_rate": prices.listed.idr,
        "cost_price": prices.cost.idr,
        "weight": parcel.weight,
        "length": parcel.length,
        "width": parcel.width,
        "height": parcel.height,
    }


def _product(rows: Sequence[Any]) -> Product:
    row = rows[0]
    return Product(
        id=ProductId(row.id),
        store=StoreId(row.store_id),
        sku=Sku(row.sku),
        name=row.name,
        slug=row.slug,
        description=row.description,
        category=row.category_id,
        prices=Prices(selling=Money(row.price), listed=Money(row.publish_rate), cost=Money(row.cost_price)),
        parcel=Parcel(weight=row.weight, length=row.length, width=row.width, height=row.height),
        attributes=revive(row.attributes, tuple[Attribute, ...]),
        images=tuple(row.images),
        attendants=tuple(StaffId(staff) for staff in row.served_by),
        variants=tuple(_variant(one) for one in rows),
        is_active=bool(row.is_active),
        created_at=row.created_at,
        archived_at=row.archived_at,
        version=row.version,
    )


def _variant(row: Any) -> Variant:
    return Variant(
        id=VariantId(row.variant_id),
        sku=Sku(row.variant_sku),
        name=row.variant_name,
        prices=Prices(
            selling=Money(row.variant_price),
            listed=Money(row.variant_publish_rate),
            cost=Money(row.variant_cost_price),
        ),
        parcel=Parcel(
            weight=row.variant_weight, length=row.variant_length, width=row.variant_width, height=row.variant_height
        ),
        min_qty=row.variant_min_qty,
        stock=Stock(on_hand=row.variant_on_hand, reserved=row.variant_reserved),
        is_active=bool(row.variant_is_active),
    )
