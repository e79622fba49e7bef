"""What every reader of goods for sheets must do."""

from typing import Any

from bosonline.application.catalog.goods_sheets import GoodsAsked, GoodsSheet
from bosonline.domain.catalog import Attribute, Parcel, Prices, ProductDetails, Sku, Stock, Variant
from bosonline.domain.identity import SYSTEM, StoreId
from bosonline.domain.money import Money
from bosonline.testing.backends import Backend
from bosonline.testing.shops import goods_reader_of, shop_on
from bosonline.testing.uploads import keep_uploads

STORE, OTHER = StoreId(7), StoreId(8)
EVERYTHING = GoodsAsked()


def add(backend: Backend, sku: str, *, store: StoreId = STORE, price: int = 45_000, **more: Any) -> None:
    """A product; with `variants` (SKU by stock) it has attributes."""
    prices, parcel = Prices(selling=Money(price), listed=Money(price + 1), cost=Money(2)), Parcel(weight=250, width=3)
    stocks: dict[str, int] = more.pop("variants", {})
    given: dict[str, Any] = {"name": f"Barang {sku}", "prices": prices, "parcel": parcel, **more}
    if stocks:
        given["attributes"] = (Attribute(name="Ukuran", items=tuple(stocks)),)
        given["variants"] = tuple(
            Variant(sku=Sku(one), name=f"Ukuran {one}", prices=prices, parcel=parcel, stock=Stock(on_hand=on_hand))
            for one, on_hand in stocks.items()
        )
    shop_on(backend).catalog.add(store=store, by=SYSTEM, sku=Sku(sku), details=ProductDetails(**given))


def rows(backend: Backend, sheet: GoodsSheet, asked: GoodsAsked = EVERYTHING) -> list[dict[str, Any]]:
    """The rows of a sheet, with its columns alone."""
    found = goods_reader_of(backend).rows(sheet, STORE, asked)
    return [{column.name: row[column.name] for column in sheet.columns} for row in found]


def skus(backend: Backend, sheet: GoodsSheet, **asked: Any) -> list[str]:
    """The SKUs of a sheet's rows."""
    return [row["sku"] for row in rows(backend, sheet, GoodsAsked(**asked))]


class GoodsReaderContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_every_column_is_filled(self, backend: Backend) -> None:
        """Products and their variants have the words of the API; stock stands where it can be changed."""
        keep_uploads(backend.work, STORE, backend.clock(), "a.png", "b.png")
        add(backend, "KOPI", description="Dari Gayo", category=None, on_hand=9, images=("a.png", "b.png"))
        add(backend, "BAJU", variants={"BAJU-M": 3, "BAJU-L": 4}, is_active=False)

        baju, kopi = rows(backend, GoodsSheet.PRODUCTS)
        assert kopi == {
            "sku": "KOPI",
            "name": "Barang KOPI",
            "description": "Dari Gayo",
            "path_url": "barang-kopi",
            "category_id": None,
            "weight": 250,
            "length": 0,
            "width": 3,
            "height": 0,
            "publish_rate": 45_001,
            "price": 45_000,
            "hpp": 2,
            "order_status": 1,
            "image": "a.png, b.png",
            "variants": 1,
            "stok": 9,
            "stok_seen": 9,
        }
        assert [baju[name] for name in ("variants", "stok", "stok_seen", "order_status", "image")] == [
            *(2, None, None, 0, ""),
        ]
        large, medium, single = rows(backend, GoodsSheet.VARIANTS)
        assert [row["sku"] for row in (large, medium, single)] == ["BAJU-L", "BAJU-M", "KOPI"]
        assert [large[name] for name in ("product_sku", "product", "name", "min_qty", "status", "stok", "hpp")] == [
            *("BAJU", "Barang BAJU", "Ukuran BAJU-L", 1, 1, 4, 2),
        ]
        assert rows(backend, GoodsSheet.INVENTORY)[1] == {
            "sku": "BAJU-M",
            "product": "Barang BAJU",
            "variant": "Ukuran BAJU-M",
            "stok": 3,
            "stok_seen": 3,
            "reserved": 0,
            "available": 3,
            "reason": None,
        }

    def test_only_what_was_asked_for(self, backend: Backend) -> None:
        """By status, what is available, and a keyword taken literally; never another store's."""
        add(backend, "A_1", on_hand=9, description="Kopi 100%")
        add(backend, "AB1", on_hand=2, is_active=False)
        add(backend, "BAJU", variants={"BAJU-M": 3, "BAJU-L": 0})
        add(backend, "A_2", store=OTHER)

        assert skus(backend, GoodsSheet.PRODUCTS) == ["AB1", "A_1", "BAJU"]
        assert skus(backend, GoodsSheet.PRODUCTS, is_active=True) == ["A_1", "BAJU"]
        assert skus(backend, GoodsSheet.PRODUCTS, searched="sku", keyword="a_") == ["A_1"]
        assert skus(backend, GoodsSheet.PRODUCTS, searched="description", keyword="100%") == ["A_1"]
        assert skus(backend, GoodsSheet.VARIANTS, is_active=False) == ["AB1"]
        assert skus(backend, GoodsSheet.VARIANTS, searched="variant", keyword="UKURAN") == ["BAJU-L", "BAJU-M"]
        assert skus(backend, GoodsSheet.INVENTORY, available_most=2) == ["AB1", "BAJU-L"]
        assert skus(backend, GoodsSheet.INVENTORY, searched="product", keyword="baju") == ["BAJU-L", "BAJU-M"]
        assert skus(backend, GoodsSheet.INVENTORY, category_id=5) == []

    def test_rows_are_counted_up_to_a_bound(self, backend: Backend) -> None:
        """One more says that there are more."""
        for number in range(4):
            add(backend, f"A-{number}")

        reader = goods_reader_of(backend)
        assert [reader.count(GoodsSheet.PRODUCTS, STORE, EVERYTHING, most=most) for most in (2, 3, 4, 9)] == [
            3,
            4,
            4,
            4,
        ]
        assert reader.count(GoodsSheet.INVENTORY, STORE, GoodsAsked(searched="sku", keyword="-3"), most=9) == 1
