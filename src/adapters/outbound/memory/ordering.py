"""Orders and stock in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.application.catalog.ports import StockMovement
from bosonline.application.ordering.ports import OutOfStock, Taken
from bosonline.domain.catalog import Product, Sku, Variant, VariantId
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import HistoryEntry, Invoice, Order, OrderNotFound, Secret, invoice_of

OrderKey = tuple[StoreId, Invoice]


class MemoryOrders:
    """The orders of one store, in one transaction."""

    def __init__(
        self,
        orders: Shelf[OrderKey, Order],
        history: Shelf[OrderKey, list[HistoryEntry]],
        numbers: Shelf[StoreId, int],
        store: StoreId,
    ) -> None:
        self._orders, self._history, self._numbers, self._store = orders, history, numbers, store

    def next_invoice(self) -> Invoice:
        number = (self._numbers.get(self._store) or 0) + 1
        self._numbers.put(self._store, number)
        return invoice_of(number)

    def get(self, invoice: Invoice) -> Order:
        order = self._orders.get((self._store, invoice))
        if order is None:
            raise OrderNotFound
        return order

    def by_secret(self, secret: Secret) -> Order | None:
        of_store = (order for (store, _), order in self._orders.items() if store == self._store)
        return next((order for order in of_store if order.secret == secret), None)

    def replace(self, order: Order) -> None:
        self.save(order)

    def add(self, order: Order) -> None:
        order.version = 1
        self._keep(order)

    def save(self, order: Order) -> None:
        if self.get(order.invoice).version != order.version:
            raise ChangedMeanwhile
        order.version += 1
        self._keep(order)

    def _keep(self, order: Order) -> None:
        key = (self._store, order.invoice)
        self._history.put(key, [*(self._history.get(key) or ()), *order.news])
        order.news.clear()
        self._orders.put(key, order)


class MemoryStock:
    """The stock of one store, in one transaction."""

    def __init__(
        self, products: Shelf[object, Product], movements: Shelf[object, StockMovement], store: StoreId
    ) -> None:
        self._products, self._movements, self._store = products, movements, store

    def take(self, wanted: Mapping[Sku, int], *, invoice: Invoice, by: Author, at: datetime) -> list[Taken]:
        on_sale = {sku: found for sku in wanted if (found := _on_sale(self._products, self._store, sku)) is not None}
        left = {sku: variant.stock.available for sku, (_, _, variant) in on_sale.items()}
        missing = [{"sku": sku, "available": left.get(sku, 0)} for sku, qty in wanted.items() if left.get(sku, 0) < qty]
        if missing:
            raise OutOfStock(items=missing)
        for sku, qty in wanted.items():
            self._change(on_sale[sku][2].id, 0, qty, reason="ordered", invoice=invoice, by=by, at=at)
        return [_taken(product, variant) for _, product, variant in (on_sale[sku] for sku in wanted)]

    def look(self, skus: Collection[Sku], /) -> Mapping[Sku, Taken]:
        found = ((sku, _on_sale(self._products, self._store, sku)) for sku in skus)
        return {sku: _taken(one[1], one[2]) for sku, one in found if one is not None}

    def release(self, order: Order, *, by: Author, at: datetime) -> None:
        self._change_all(order, 0, -1, reason="released", by=by, at=at)

    def ship(self, order: Order, *, by: Author, at: datetime) -> None:
        self._change_all(order, -1, -1, reason="shipped", by=by, at=at)

    def put_back(self, order: Order, *, by: Author, at: datetime) -> None:
        self._change_all(order, 1, 0, reason="returned", by=by, at=at)

    def _change_all(self, order: Order, on_hand: int, reserved: int, *, reason: str, by: Author, at: datetime) -> None:
        moved: dict[VariantId, int] = {}
        for line in order.lines:
            moved[line.variant] = moved.get(line.variant, 0) + line.qty
        for variant, qty in moved.items():
            self._change(variant, on_hand * qty, reserved * qty, reason=reason, invoice=order.invoice, by=by, at=at)

    def _change(
        self,
        variant: VariantId,
        on_hand: int,
        reserved: int,
        *,
        reason: str,
        invoice: Invoice,
        by: Author,
        at: datetime,
    ) -> None:
        for key, product in self._products.items():
            if product.store == self._store and any(one.id == variant for one in (*product.variants, *product.former)):
                product.variants, product.former = (
                    tuple(_moved(one, on_hand, reserved) if one.id == variant else one for one in kept)
                    for kept in (product.variants, product.former)
                )
                self._products.put(key, product)
        self._movements.put(
            object(),
            StockMovement(
                variant=variant, on_hand=on_hand, reserved=reserved, reason=reason, invoice=invoice, by=by, at=at
            ),
        )


class MemoryGoodsDesk:
    """What is on sale, as it is read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def on_sale(self, store: StoreId, skus: Collection[Sku], /) -> Sequence[Taken]:
        found = (_on_sale(self._database.read("products"), store, sku) for sku in skus)
        return [_taken(product, variant) for _, product, variant in filter(None, found)]


def _on_sale(products: Shelf[object, Product], store: StoreId, sku: Sku) -> tuple[object, Product, Variant] | None:
    for key, product in products.items():
        if product.store != store or not product.is_active or product.archived_at is not None:
            continue
        for variant in product.variants:
            if variant.sku == sku and variant.is_active:
                return key, product, variant
    return None


def _moved(variant: Variant, on_hand: int, reserved: int) -> Variant:
    stock = variant.stock
    moved = replace(stock, on_hand=stock.on_hand + on_hand, reserved=stock.reserved + reserved)
    return replace(variant, stock=moved)


def _taken(product: Product, variant: Variant) -> Taken:
    return Taken(
        variant=variant.id,
        sku=variant.sku,
        product_name=product.name,
        name=variant.name,
        price=variant.prices.selling,
        cost_price=variant.prices.cost,
        weight=variant.parcel.weight,
        length=variant.parcel.length,
        width=variant.parcel.width,
        height=variant.parcel.height,
        min_qty=variant.min_qty,
        wholesale=variant.wholesale,
    )
