"""One backend under the machine of the catalog: it calls the use cases, and tells what comes of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bosonline.application.catalog import Catalog
from bosonline.application.catalog.ports import InventoryFilter, ProductFilter
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import (
    Adjusted,
    Adjustment,
    Attribute,
    Count,
    Parcel,
    Prices,
    Product,
    ProductDetails,
    ProductNotFound,
    ProductRemoved,
    Sku,
    Stock,
    Variant,
    VariantEdit,
    VariantId,
)
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import BUYER
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Customer,
    Invoice,
    Line,
    Order,
    OrderStatusChanged,
    PaymentMethod,
    PaymentStatus,
    Secret,
    Status,
    Totals,
)
from bosonline.domain.phone import Phone
from bosonline.testing.inventory import inventory_desk_of, movements_of
from bosonline.testing.selling import Stall
from bosonline.testing.shops import product_desk_of

PRODUCTS = (Sku("P0"), Sku("P1"), Sku("P2"))
GRINDS = ("A", "B", "C")
_SOLD = (Status.SHIPPED, Status.DELIVERED, Status.RETURNING)
_OWN = ("id", "created_at", "archived_at", "last_movement")
_BY_SKU = Listing(sort_by="sku", descending=False, category="sku", limit=50)
_CUSTOMER = Customer(name="Budi", phone=Phone("+6281311112222"))
_ADDRESS = Address(street="Jl. Melati 5", district_code="31.71.01", region="Gambir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a product shall be: plain without `grinds`, each of which is a variant with its stock and what was seen."""

    price: int
    on_hand: int
    seen: int | None
    grinds: Sequence[str]

    def skus(self, product: Sku) -> list[Sku]:
        """What its variants are called."""
        return [Sku(f"{product}-{grind}") for grind in self.grinds] or [product]

    def details(self, product: Sku) -> ProductDetails:
        """The same as a seller says it."""
        prices = Prices(selling=Money(self.price), listed=Money(self.price))
        parcel, stock = Parcel(weight=250), Stock(on_hand=self.on_hand)
        variants = [
            Variant(sku=sku, name=sku, prices=prices, parcel=parcel, stock=stock)
            for sku in (self.skus(product) if self.grinds else ())
        ]
        return ProductDetails(
            name=f"Barang {product}",
            prices=prices,
            parcel=parcel,
            on_hand=self.on_hand,
            attributes=(Attribute(name="Giling", items=tuple(self.grinds)),) if variants else (),
            variants=tuple(variants),
        )

    def counts(self, product: Sku) -> dict[Sku, Count]:
        """What was counted of each variant."""
        return {sku: Count(on_hand=self.on_hand, seen=self.seen) for sku in self.skus(product)}


@dataclass(slots=True, kw_only=True)
class Side:
    """One backend with the store that this run has in it, and the orders made there."""

    stall: Stall
    orders: list[Order] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The backend's."""
        return self.stall.backend.name

    def outcome(self, call: Callable[["Side"], object]) -> object:
        """What comes of a call, in words that no backend has for itself."""
        try:
            return _told(call(self))
        except Refusal as refusal:
            return (refusal.code, refusal.facts)

    # What is done

    def add(self, product: Sku, wish: Wish) -> Product:
        """A new product."""
        return self._catalog.add(**self._by, sku=product, details=wish.details(product))

    def edit(self, product: Sku, wish: Wish) -> Product:
        """A product is said anew, with other variants perhaps."""
        return self._catalog.edit(
            **self._by, product=product, details=wish.details(product), counts=wish.counts(product)
        )

    def edit_variant(self, product: Sku, wish: Wish) -> Product:
        """One variant costs something else, and is counted."""
        variant = wish.skus(product)[0]
        said = VariantEdit(selling=Money(wish.price))
        count = wish.counts(product)[variant]
        return self._catalog.edit_variant(**self._by, product=product, variant=variant, said=said, count=count)

    def switch(self, product: Sku, is_active: bool) -> Product:
        """A product is sold, or no longer."""
        return self._catalog.switch(**self._by, product=product, is_active=is_active)

    def remove(self, product: Sku) -> ProductRemoved:
        """A product is given up."""
        return self._catalog.remove(**self._by, product=product)

    def restore(self, product: Sku) -> Product:
        """A product is taken back."""
        return self._catalog.restore(**self._by, product=product)

    def adjust(self, adjustments: Sequence[Adjustment]) -> Sequence[Adjusted]:
        """Stock is set right."""
        return self._catalog.adjust_inventory(**self._by, adjustments=adjustments)

    def buy(self, pieces: Mapping[Sku, int], discount: int) -> Order:
        """A buyer orders, with a discount on each line."""
        clock = self.stall.backend.clock
        with self.stall.backend.work(self.stall.member.store) as work:
            invoice = work.orders.next_invoice()
            taken = work.stock.take(pieces, invoice=invoice, by=BUYER, at=clock())
            lines = tuple(
                Line(
                    variant=one.variant,
                    sku=one.sku,
                    product_name=one.product_name,
                    name=one.name,
                    qty=pieces[one.sku],
                    price=one.price,
                    cost_price=one.cost_price,
                    weight=one.weight,
                    discount=Money(discount),
                )
                for one in taken
            )
            goods = Money.total(line.subtotal for line in lines)
            order, _ = Order.place(
                invoice=invoice,
                secret=Secret(f"{self.stall.subdomain}-{invoice}"),
                at=clock(),
                by=BUYER,
                customer=_CUSTOMER,
                address=_ADDRESS,
                lines=lines,
                totals=Totals(goods=goods, product_discount=Money(discount * len(lines))),
                payment_method=PaymentMethod.COD,
                due_at=None,
            )
            work.orders.add(order)
            work.commit()
        self.orders.append(order)
        return order

    def move(self, at: int, wanted: Status) -> OrderStatusChanged:
        """An order takes a step."""
        changed = self.stall.move(self.orders[at].invoice, wanted)
        self.orders[at] = self._load(self.orders[at].invoice)
        return changed

    def pay_late(self, at: int) -> None:
        """The money for a cancelled order arrives."""
        with self.stall.backend.work(self.stall.member.store) as work:
            order = work.orders.get(self.orders[at].invoice)
            order.payment_status = PaymentStatus.PAID_AFTER_EXPIRY
            work.orders.save(order)
            work.commit()

    # What is read

    def shown(self) -> object:
        """The lists of products and of the inventory, without what each backend numbers for itself."""
        desk, store = product_desk_of(self.stall.backend), self.stall.member.store
        pages = [
            desk.page(store, _BY_SKU, ProductFilter(is_archived=is_archived), after=None)
            for is_archived in (False, True)
        ]
        inventory = inventory_desk_of(self.stall.backend).page(store, _BY_SKU, InventoryFilter(), after=None)
        return [(page.total, _rows(page.rows)) for page in pages], (inventory.total, _rows(inventory.rows))

    def on_sale(self) -> list[Sku]:
        """What can be ordered at this moment."""
        shown, store = InventoryFilter(is_active=True), self.stall.member.store
        page = inventory_desk_of(self.stall.backend).page(store, _BY_SKU, shown, after=None)
        return [row["sku"] for row in page.rows if row["available"]]

    def check(self) -> None:
        """What orders hold is reserved, what they took away is sold, and the movements add up to the stock."""
        reserved: Counter[VariantId] = Counter()
        sold: Counter[VariantId] = Counter()
        revenue: Counter[VariantId] = Counter()
        for order in self.orders:
            for variant, (qty, amount) in order.goods_by_variant.items():
                reserved[variant] += qty if order.holds_stock else 0
                sold[variant] += qty if order.status in _SOLD else 0
                revenue[variant] += amount.idr if order.status in _SOLD else 0
        for product in self._products():
            variants = (*product.variants, *product.former)
            for one in variants:
                self._check_variant(one, reserved[one.id])
            sales = product_desk_of(self.stall.backend).sales(self.stall.member.store, product.sku)
            of_all = sum(sold[one.id] for one in variants), sum(revenue[one.id] for one in variants)
            assert (sales.sold, sales.revenue) == of_all, (self.name, product.sku)

    def _check_variant(self, variant: Variant, reserved: int) -> None:
        stock = variant.stock
        assert 0 <= stock.reserved <= stock.on_hand, (self.name, variant)
        assert stock.reserved == reserved, (self.name, variant, reserved)
        moved = movements_of(self.stall.backend, self.stall.member.store, variant.id)
        summed = sum(one.on_hand for one in moved), sum(one.reserved for one in moved)
        assert summed == (stock.on_hand, stock.reserved), (self.name, variant, moved)

    def _products(self) -> list[Product]:
        found = []
        with self.stall.backend.work(self.stall.member.store) as work:
            for sku in PRODUCTS:
                try:
                    found.append(work.products.get(sku))
                except ProductNotFound:
                    continue
        return found

    def _load(self, invoice: Invoice) -> Order:
        with self.stall.backend.work(self.stall.member.store) as work:
            order: Order = work.orders.get(invoice)
        return order

    @property
    def _catalog(self) -> Catalog:
        return self.stall.shop.catalog

    @property
    def _by(self) -> dict[str, Any]:
        return {"store": self.stall.member.store, "by": self.stall.member.author}


def _rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in _OWN} | {"moved": _moved(row.get("last_movement"))}
        for row in rows
    ]


def _moved(movement: Any) -> object:
    return movement and (movement.on_hand, movement.reserved, movement.reason, movement.by.name)


def _told(result: object) -> object:
    match result:
        case Product(sku=sku, variants=variants, former=former, version=version):
            return sku, version, [_variant(one) for one in variants], sorted(one.sku for one in former)
        case ProductRemoved(sku=sku, is_kept=is_kept):
            return sku, is_kept
        case OrderStatusChanged(was=was, became=became):
            return was, became
        case Order(lines=lines, totals=totals):
            return [(line.sku, line.qty, line.price.idr) for line in lines], totals.total.idr
        case [Adjusted(), *_]:
            return [(one.sku, one.was, one.became) for one in result if isinstance(one, Adjusted)]
    return result


def _variant(one: Variant) -> object:
    return one.sku, one.name, one.prices.selling.idr, one.stock, one.is_active
