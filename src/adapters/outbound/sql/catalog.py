"""Products with their variants; one statement per table."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Text, bindparam, cast, delete, func, insert, literal, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import begins, literally
from bosonline.adapters.outbound.sql.product_list import read_page
from bosonline.adapters.outbound.sql.product_rows import product_of, product_row, variant_of, variant_row
from bosonline.adapters.outbound.sql.product_sums import ProductSums
from bosonline.adapters.outbound.sql.tables.catalog import products, stock_movements, variants
from bosonline.adapters.outbound.sql.tables.ordering import order_lines
from bosonline.application.catalog.ports import Place, ProductFilter, ProductPage, Sales, SkusInUse
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Product, ProductId, ProductNotFound, Sku, Variant, VariantId
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId

_of_store = products.c.store_id == bindparam("store")
_variant_of_store = variants.c.store_id == bindparam("store")
_MEASURES = ("price", "publish_rate", "cost_price", "weight", "length", "width", "height")
_ADD = insert(products).returning(products.c.id)
_ADD_VARIANTS = insert(variants).returning(variants.c.position, variants.c.id)
_GET = select(products).where(_of_store, products.c.sku == bindparam("of_sku")).with_for_update()
_GET_VARIANTS = (
    select(variants)
    .where(_variant_of_store, variants.c.product_id == bindparam("of_product"))
    .order_by(variants.c.id)
    .with_for_update()
)


def _listed(*, is_sqlite: bool, numbers: bool = False) -> Any:
    """What a list in JSON names, however much it is, as one value."""
    wanted: Any = bindparam("wanted", type_=Text)
    if is_sqlite:
        return select(func.json_each(wanted).table_valued("value").c.value)
    each = func.jsonb_array_elements_text(cast(wanted, postgresql.JSONB)).column_valued("each")
    return select(cast(each, BigInteger) if numbers else each)


def _get_several(*, is_sqlite: bool) -> tuple[Any, Any]:
    wanted, theirs = _listed(is_sqlite=is_sqlite), _listed(is_sqlite=is_sqlite, numbers=True)
    of_products = select(products).where(_of_store, products.c.sku.in_(wanted))
    of_variants = select(variants).where(_variant_of_store, variants.c.product_id.in_(theirs))
    return of_products.order_by(products.c.id).with_for_update(), of_variants.order_by(variants.c.id).with_for_update()


_GET_SEVERAL = {is_sqlite: _get_several(is_sqlite=is_sqlite) for is_sqlite in (True, False)}
_CHANGE = (
    update(products)
    .where(_of_store, products.c.id == bindparam("of_product"), products.c.version == bindparam("was"))
    .values(
        {
            name: bindparam(name)
            for name in (
                *("sku", "name", "slug", "description", "category_id", *_MEASURES, "attributes", "images", "served_by"),
                *("is_active", "version", "archived_at"),
            )
        }
    )
)
_these: Any = bindparam("these", expanding=True)
_ARCHIVE_VARIANTS = (
    update(variants)
    .where(_variant_of_store, variants.c.id.in_(_these), variants.c.archived_at.is_(None))
    .values(archived_at=bindparam("at"))
)
_DROP_VARIANTS = delete(variants).where(_variant_of_store, variants.c.id.in_(_these))
_DROP_MOVEMENTS = delete(stock_movements).where(
    stock_movements.c.store_id == bindparam("store"), stock_movements.c.variant_id.in_(_these)
)
_DROP = delete(products).where(_of_store, products.c.id == bindparam("of_product"))
_ORDERED = (
    select(order_lines.c.variant_id)
    .where(order_lines.c.store_id == bindparam("store"), order_lines.c.variant_id.in_(_these))
    .distinct()
)


def _change_variants(insert_: Any) -> Any:
    """Write variants anew that are there already: one statement for all of them, their stock left alone."""
    rows = insert_(variants)
    names = ("position", "sku", "name", *_MEASURES, "min_qty", "wholesale", "is_active", "archived_at")
    anew = {name: rows.excluded[name] for name in names}
    return rows.on_conflict_do_update(index_elements=[variants.c.id], set_=anew)


_CHANGE_VARIANTS = {True: _change_variants(sqlite.insert), False: _change_variants(postgresql.insert)}
_REMEMBER = insert(stock_movements)
_TAKEN = union_all(
    select(products.c.sku).where(_of_store, products.c.sku == bindparam("product")),
    select(variants.c.sku).where(_variant_of_store, variants.c.sku.in_(bindparam("skus", expanding=True))),
)
_BEGINNING = union_all(
    select(products.c.sku, literal(0).label("of_variant")).where(_of_store, begins(products.c.sku)),
    select(variants.c.sku, literal(1)).where(_variant_of_store, begins(variants.c.sku)),
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
    """The products of one store, in one transaction.

    Who changes a product holds its row and those of its variants, the variants' in the order of their ids, as
    checkouts do: what an edit decides on their stock holds until it is saved.
    """

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def add(self, product: Product, /, *, by: Author) -> None:
        product.version = 1
        try:
            product.id = ProductId(self._execute(_ADD, {**product_row(product), **_sums(product)}).scalar_one())
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        self._add_variants(product, by, product.created_at)

    def get(self, sku: Sku, /) -> Product:
        row = self._execute(_GET, {"store": self._store, "of_sku": sku}).one_or_none()
        if row is None:
            raise ProductNotFound
        # In a statement of its own: who had to wait for the product sees the variants as they are now.
        return _whole(row, self._execute(_GET_VARIANTS, {"store": self._store, "of_product": row.id}).all())

    def several(self, skus: Collection[Sku], /) -> Mapping[Sku, Product]:
        of_products, of_variants = _GET_SEVERAL[self._is_sqlite]
        rows = self._execute(of_products, {"store": self._store, "wanted": _json(list(skus))}).all()
        theirs = defaultdict[int, list[Any]](list)
        for one in self._execute(of_variants, {"store": self._store, "wanted": _json([row.id for row in rows])}):
            theirs[one.product_id].append(one)
        return {Sku(row.sku): _whole(row, theirs[row.id]) for row in rows}

    def save(self, product: Product, /, *, dropped: Collection[VariantId] = (), by: Author, at: datetime) -> None:
        was, product.version = product.version, product.version + 1
        found = {"store": self._store, "of_product": product.id, "was": was}
        fixed = ("store_id", "created_at")
        values = {name: value for name, value in product_row(product).items() if name not in fixed}
        try:
            if not self._execute(_CHANGE, {**found, **values}).rowcount:
                raise ChangedMeanwhile
            self._forget(dropped)
            if product.former:
                left = [one.id for one in product.former]
                self._execute(_ARCHIVE_VARIANTS, {"store": self._store, "these": left, "at": at})
            known = [
                {**variant_row(product, variant, position), "id": variant.id}
                for position, variant in enumerate(product.variants, 1)
                if variant.id
            ]
            if known:
                self._execute(_CHANGE_VARIANTS[self._is_sqlite], known)
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        self._add_variants(product, by, at)
        ProductSums(self._execute, self._store, is_sqlite=self._is_sqlite).sum_up(product.id)

    def remove(self, product: Product, /) -> None:
        self._forget([one.id for one in (*product.variants, *product.former)])
        self._execute(_DROP, {"store": self._store, "of_product": product.id})

    def ordered(self, variants: Collection[VariantId], /) -> frozenset[VariantId]:
        return frozenset(self._execute(_ORDERED, {"store": self._store, "these": list(variants)}).scalars())

    def taken(self, *, product: Sku | None, variants: Collection[Sku]) -> frozenset[Sku]:
        values = {"store": self._store, "product": product, "skus": list(variants)}
        return frozenset(self._execute(_TAKEN, values).scalars())

    def skus_beginning(self, beginning: str, /) -> frozenset[str]:
        used = _skus(self._execute(_BEGINNING, _beginning(self._store, beginning)), beginning)
        return used.products | used.variants

    def on_sale(self, skus: Collection[Sku], /) -> frozenset[Sku]:
        return frozenset(self._execute(_ON_SALE, {"store": self._store, "skus": list(skus)}).scalars())

    def _add_variants(self, product: Product, by: Author, at: datetime) -> None:
        new = [
            variant_row(product, variant, position)
            for position, variant in enumerate(product.variants, 1)
            if not variant.id
        ]
        if not new:
            return
        try:
            added = self._execute(_ADD_VARIANTS, new).all()
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        ids = {row.position: VariantId(row.id) for row in added}
        product.variants = tuple(
            variant.kept(ids[at]) if at in ids else variant for at, variant in enumerate(product.variants, 1)
        )
        self._remember_initial_stock([one for one in product.variants if one.id in ids.values()], by, at)

    def _forget(self, dropped: Collection[VariantId]) -> None:
        if dropped:
            values = {"store": self._store, "these": list(dropped)}
            self._execute(_DROP_MOVEMENTS, values)
            self._execute(_DROP_VARIANTS, values)

    def _remember_initial_stock(self, added: Sequence[Variant], by: Author, at: datetime) -> None:
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
                "at": at,
            }
            for variant in added
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
        if not rows:
            return None
        return product_of(rows[0], [variant_of(row._mapping, "variant_") for row in rows])

    def skus(self, store: StoreId, beginning: str, /) -> SkusInUse:
        with self._database.read() as connection:
            return _skus(connection.execute(_BEGINNING, _beginning(store, beginning)), beginning)

    def page(self, store: StoreId, listing: Listing, shown: ProductFilter, /, *, after: Place | None) -> ProductPage:
        return read_page(self._database, store, listing, shown, after=after)

    def sales(self, store: StoreId, sku: Sku, /) -> Sales:
        with self._database.read() as connection:
            row = connection.execute(_SALES, {"store": store, "of_sku": sku}).one_or_none()
        return Sales(sold=0, revenue=0) if row is None else Sales(sold=row.sold, revenue=row.revenue)


def _json(listed: list[Any]) -> str:
    return orjson.dumps(listed).decode()


def _whole(row: Any, variants: Sequence[Any]) -> Product:
    ranged = sorted((one for one in variants if one.archived_at is None), key=lambda one: int(one.position))
    former = [variant_of(one._mapping) for one in variants if one.archived_at is not None]
    return product_of(row, [variant_of(one._mapping) for one in ranged], former)


def _sums(product: Product) -> dict[str, object]:
    """What a new product's row says about its variants; see `ProductSums` for what becomes of it."""
    prices = [variant.prices.selling.idr for variant in product.variants]
    on_hand = sum(variant.stock.on_hand for variant in product.variants)
    return {"min_price": min(prices), "max_price": max(prices), "on_hand": on_hand}


def _beginning(store: StoreId, beginning: str) -> dict[str, object]:
    return {"store": store, "like": f"{literally(beginning)}%"}


def _skus(found: Any, beginning: str) -> SkusInUse:
    rows = [row for row in found if row.sku.startswith(beginning)]
    return SkusInUse(
        products=frozenset(row.sku for row in rows if not row.of_variant),
        variants=frozenset(row.sku for row in rows if row.of_variant),
    )
