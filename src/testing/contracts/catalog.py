"""What every adapter of the ports of the catalog must do."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from bosonline.application.catalog.ports import PRODUCT_ORDERS, Place, ProductFilter, ProductPage
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Attribute, Parcel, Prices, Product, ProductDetails, Sku, Stock, Variant
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.testing.backends import Backend
from bosonline.testing.shops import product_desk_of
from bosonline.testing.strategies import product_details

STORE, OTHER_STORE = StoreId(1), StoreId(2)
SITI = Author(StaffId(5), "Siti")
PRICES = Prices(selling=Money(45_000), listed=Money(50_000), cost=Money(40_000))
NEWEST = Listing(sort_by="created_at", category="name")
_stores = count(1000)


def add(backend: Backend, details: ProductDetails, *, sku: str = "ESB-006", store: StoreId = STORE) -> Product:
    """Keep a product."""
    product = Product.create(store=store, sku=Sku(sku), details=details, at=backend.clock())
    with backend.work(store) as work:
        work.products.add(product, by=SITI)
        work.commit()
    return product


def plain_product(name: str = "Kopi Bubuk", *, on_hand: int = 7) -> ProductDetails:
    """A product without attributes."""
    return ProductDetails(name=name, prices=PRICES, parcel=Parcel(weight=250), on_hand=on_hand)


def two_variants(*skus: str) -> ProductDetails:
    """A product with a variant for each SKU, dearer and scarcer one after the other."""
    return replace(
        plain_product("Biji Kopi"),
        attributes=(Attribute(name="Giling", items=("Halus", "Kasar")),),
        variants=tuple(
            Variant(
                sku=Sku(sku),
                name=sku,
                prices=replace(PRICES, selling=Money(45_000 + 5_000 * at)),
                parcel=Parcel(weight=1000),
                stock=Stock(on_hand=10 - 10 * at),
            )
            for at, sku in enumerate(skus)
        ),
    )


class ProductsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_every_product_comes_back_as_it_was_added(self, backend: Backend) -> None:
        """With its variants in their order, and with ids."""

        @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(details=product_details())
        def check(details: ProductDetails) -> None:
            store = StoreId(next(_stores))
            product = add(backend, details, store=store)
            assert product_desk_of(backend).find(store, product.sku) == product
            assert product.id > 0
            assert len({variant.id for variant in product.variants}) == len(product.variants)

        check()

    def test_a_product_of_another_store_does_not_exist(self, backend: Backend) -> None:
        """Neither for readers nor as a SKU that is taken or on sale."""
        product = add(backend, plain_product())

        assert product_desk_of(backend).find(OTHER_STORE, product.sku) is None
        with backend.work(OTHER_STORE) as work:
            assert work.products.taken(product=product.sku, variants=[product.sku]) == frozenset()
            assert work.products.on_sale([product.sku]) == frozenset()
            assert work.products.skus_beginning("ESB") == frozenset()

    def test_products_and_variants_are_two_name_spaces(self, backend: Backend) -> None:
        """A SKU is taken only in its own."""
        add(backend, two_variants("ESB-006-01", "ESB-006-02"))

        with backend.work(STORE) as work:
            taken = work.products.taken
            assert taken(product=Sku("ESB-006"), variants=[Sku("ESB-006-02"), Sku("X")]) == {"ESB-006", "ESB-006-02"}
            assert taken(product=Sku("ESB-006-01"), variants=[Sku("ESB-006")]) == frozenset()
            assert work.products.on_sale([Sku("ESB-006"), Sku("ESB-006-01")]) == {"ESB-006-01"}

    def test_skus_are_found_by_their_beginning(self, backend: Backend) -> None:
        """As they are written, wildcards included."""
        add(backend, two_variants("KOPI_1", "KOPI-2"), sku="KOPI")

        with backend.work(STORE) as work:
            assert work.products.skus_beginning("KOPI") == {"KOPI", "KOPI_1", "KOPI-2"}
            assert work.products.skus_beginning("KOPI_") == {"KOPI_1"}
            assert work.products.skus_beginning("kopi") == frozenset()

    @pytest.mark.parametrize("skus", [("ESB-006-02", "ESB-006-03"), ("ESB-006-01", "ESB-006-01-B")])
    def test_who_takes_a_sku_that_is_gone_by_now_is_told(self, backend: Backend, skus: tuple[str, str]) -> None:
        """The constraint decides, and nothing of the second product is left."""
        add(backend, two_variants("ESB-006-01", "ESB-006-02"))

        with pytest.raises(ChangedMeanwhile):
            add(backend, two_variants(*skus), sku="ESB-007")
        assert product_desk_of(backend).find(STORE, Sku("ESB-007")) is None


class ProductListContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_row_sums_up_the_variants(self, backend: Backend) -> None:
        """Prices from to, and stock of all."""
        product = add(backend, two_variants("A", "B"))

        (row,) = page(backend).rows
        assert row == {
            "id": product.id,
            "sku": "ESB-006",
            "name": "Biji Kopi",
            "slug": "biji-kopi",
            "category_id": None,
            "is_active": True,
            "images": [],
            "created_at": backend.clock(),
            "archived_at": None,
            "version": 1,
            "min_price": 45_000,
            "max_price": 50_000,
            "on_hand": 10,
            "reserved": 0,
            "variants": 2,
            "sold": 0,
            "revenue": 0,
        }

    @pytest.mark.parametrize("sort_by", PRODUCT_ORDERS)
    @pytest.mark.parametrize("descending", [True, False])
    def test_pages_follow_each_other_without_gap_or_repeat(
        self, backend: Backend, sort_by: str, descending: bool
    ) -> None:
        """By offset and by the place where the last one ended, though values repeat."""
        for number in (3, 1, 4, 2, 5):
            details = replace(
                plain_product(f"Kopi {number % 2}", on_hand=7 * (number % 3)),
                prices=replace(PRICES, selling=Money(45_000 - number % 2)),
            )
            add(backend, details, sku=f"S{number}")
            if number % 2:
                backend.clock.advance(minutes=1)
        listing = replace(NEWEST, sort_by=sort_by, descending=descending)
        whole = [row["sku"] for row in page(backend, listing).rows]
        assert len(whole) == 5

        by_offset = [row["sku"] for start in (0, 2, 4) for row in page(backend, listing, start=start, limit=2).rows]
        by_place, first = [], page(backend, listing, limit=2)
        following: ProductPage = first
        by_place += [row["sku"] for row in following.rows]
        while following.next_after is not None:
            following = page(backend, listing, limit=2, after=following.next_after)
            by_place += [row["sku"] for row in following.rows]
            assert following.total is None

        assert (by_offset, by_place, first.total) == (whole, whole, 5)

    @pytest.mark.parametrize(
        ("category", "keyword", "found"),
        [
            ("name", "KOPI", {"A_1", "B.2"}),
            ("name", "%", set()),
            ("sku", "_", {"A_1"}),
            ("sku", "b.", {"B.2"}),
            ("description", "GAYO", {"A_1"}),
            ("description", "kopi", set()),
        ],
    )
    def test_a_keyword_is_searched_literally_in_one_column(
        self, backend: Backend, category: str, keyword: str, found: set[str]
    ) -> None:
        """In whatever case."""
        for name, sku in (("Biji kopi", "A_1"), ("Kopi bubuk", "B.2"), ("Teh", "C")):
            about = "Dari Gayo" if sku == "A_1" else ""
            add(backend, replace(plain_product(name), description=about), sku=sku)

        shown = page(backend, replace(NEWEST, category=category, keyword=keyword))
        assert ({row["sku"] for row in shown.rows}, shown.total) == (found, len(found))

    def test_filters(self, backend: Backend) -> None:
        """By status and category, of this store alone."""
        add(backend, replace(plain_product(), is_active=False, category=3), sku="OFF")
        add(backend, replace(plain_product(), category=3), sku="ON")
        add(backend, plain_product(), sku="NONE")
        add(backend, plain_product(), sku="ELSE", store=OTHER_STORE)

        def found(shown: ProductFilter) -> set[str]:
            return {row["sku"] for row in page(backend, shown=shown).rows}

        assert found(ProductFilter()) == {"OFF", "ON", "NONE"}
        assert found(ProductFilter(is_active=True)) == {"ON", "NONE"}
        assert found(ProductFilter(is_active=False)) == {"OFF"}
        assert found(ProductFilter(is_active=True, category_id=3)) == {"ON"}


def page(
    backend: Backend,
    listing: Listing = NEWEST,
    *,
    start: int = 0,
    limit: int = 10,
    after: Place | None = None,
    shown: ProductFilter | None = None,
) -> ProductPage:
    """A page of the store's products."""
    asked = replace(listing, start=start, limit=limit)
    return product_desk_of(backend).page(STORE, asked, shown or ProductFilter(), after=after)
