"""What every adapter of the ports of the catalog must do."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from bosonline.application.catalog.ports import PRODUCT_ORDERS, Place, ProductFilter, ProductPage, SkusInUse
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import (
    Attribute,
    Edit,
    Parcel,
    Prices,
    Product,
    ProductDetails,
    ProductNotFound,
    Sku,
    Stock,
    Variant,
    VariantId,
    archived,
    edit,
)
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice
from bosonline.testing.backends import Backend
from bosonline.testing.inventory import inventory_desk_of
from bosonline.testing.shops import product_desk_of
from bosonline.testing.strategies import product_details

STORE, OTHER_STORE = StoreId(1), StoreId(2)
SITI, BUDI = Author(StaffId(5), "Siti"), Author(StaffId(6), "Budi")
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


class ProductEditsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_every_edit_comes_back_as_it_was_saved(self, backend: Backend) -> None:
        """Whatever the product was before: what stays keeps its ids, and what is gone is gone."""

        @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(before=product_details(), after=product_details())
        def check(before: ProductDetails, after: ProductDetails) -> None:
            store = StoreId(next(_stores))
            product = add(backend, before, store=store)
            made = save(backend, edit(got(backend, product.sku, store), after, counts={}))
            assert product_desk_of(backend).find(store, product.sku) == replace(made, former=())
            assert got(backend, product.sku, store) == made
            assert all(variant.id for variant in made.variants)

        check()

    def test_a_product_is_got_for_its_own_store_alone(self, backend: Backend) -> None:
        """And under its SKU."""
        product = add(backend, plain_product())

        assert got(backend, product.sku) == product
        with backend.work(OTHER_STORE) as work, pytest.raises(ProductNotFound):
            work.products.get(product.sku)
        with backend.work(STORE) as work, pytest.raises(ProductNotFound):
            work.products.get(Sku("ELSE"))

    def test_saving_leaves_the_stock_of_those_that_stay_alone(self, backend: Backend) -> None:
        """New ones bring theirs, with a movement; positions follow the edit."""
        add(backend, two_variants("A", "B"))
        known = got(backend, "ESB-006")
        new = replace(two_variants("C").variants[0], stock=Stock(on_hand=4))
        first, second = known.variants
        details = replace(known.details, variants=(new, second, replace(first, stock=Stock(on_hand=99))))
        made = edit(known, details, counts={})
        raised = [replace(one, stock=Stock(on_hand=77)) if one.id else one for one in made.became.variants]
        saved = save(backend, replace(made, became=replace(made.became, variants=tuple(raised))))

        found = product_desk_of(backend).find(STORE, Sku("ESB-006"))
        assert found is not None
        assert [(one.sku, one.id, one.stock.on_hand) for one in found.variants] == [
            ("C", saved.variants[0].id, 4),
            ("B", second.id, 0),
            ("A", first.id, 10),
        ]
        moved = inventory_desk_of(backend).movements(STORE, found.variants[0].id)
        assert [(one.on_hand, one.reason, one.by) for one in moved] == [(4, "initial", BUDI)]
        (row,) = page(backend).rows
        assert (row["on_hand"], row["variants"], row["version"]) == (14, 3, 2)

    def test_a_variant_that_left_stays_for_its_orders_and_can_come_back(self, backend: Backend) -> None:
        """It is not for sale, its SKU stays taken, and its stock still moves."""
        add(backend, two_variants("A", "B"))
        known = got(backend, "ESB-006")
        left, stays = known.variants
        reserve(backend, left.sku, 3)
        save(backend, edit(known, replace(known.details, variants=(stays,)), counts={}))

        former = got(backend, "ESB-006").former
        assert [(one.id, one.stock) for one in former] == [(left.id, Stock(on_hand=10, reserved=3))]
        with backend.work(STORE) as work:
            assert work.products.on_sale([left.sku]) == frozenset()
            assert work.products.taken(product=None, variants=[left.sku]) == {left.sku}
        (row,) = page(backend).rows
        assert (row["on_hand"], row["reserved"], row["variants"]) == (0, 0, 1)

        known = got(backend, "ESB-006")
        again = (stays, replace(left, id=VariantId(0), stock=Stock()))
        save(backend, edit(known, replace(known.details, variants=again), counts={}))
        found = got(backend, "ESB-006")
        assert (found.former, found.variants[1].id) == ((), left.id)
        assert found.variants[1].stock == Stock(on_hand=10, reserved=3)

    def test_what_is_dropped_frees_its_sku(self, backend: Backend) -> None:
        """And its movements go with it."""
        add(backend, two_variants("A", "B"))
        known = got(backend, "ESB-006")
        gone, stays = known.variants
        made = edit(known, replace(known.details, variants=(stays,)), counts={})
        save(backend, made.dropping([gone.id]), dropped=[gone.id])

        assert got(backend, "ESB-006").former == ()
        assert inventory_desk_of(backend).movements(STORE, gone.id) == []
        assert add(backend, two_variants("A"), sku="ESB-007").variants[0].sku == "A"

    def test_a_removed_product_leaves_nothing(self, backend: Backend) -> None:
        """Its SKUs are free again."""
        product = add(backend, two_variants("A", "B"))
        other = add(backend, plain_product(), sku="ELSE")
        with backend.work(STORE) as work:
            work.products.remove(work.products.get(product.sku))
            work.commit()

        assert product_desk_of(backend).find(STORE, product.sku) is None
        assert product_desk_of(backend).find(STORE, other.sku) == other
        assert inventory_desk_of(backend).movements(STORE, product.variants[0].id) == []
        assert add(backend, two_variants("A", "B")).sku == product.sku

    def test_an_archived_product_is_found_by_its_sku_alone(self, backend: Backend) -> None:
        """It is neither read nor on sale, and its SKUs stay taken."""
        add(backend, plain_product())
        known = got(backend, "ESB-006")
        gone, _ = archived(known, is_referred_to=True, at=backend.clock())
        save(backend, Edit(was=known, became=gone))

        assert product_desk_of(backend).find(STORE, known.sku) is None
        assert got(backend, "ESB-006").archived_at == backend.clock()
        with backend.work(STORE) as work:
            assert work.products.on_sale([known.sku]) == frozenset()
            assert work.products.taken(product=known.sku, variants=[known.sku]) == {known.sku}
        assert [row["sku"] for row in page(backend, shown=ProductFilter(is_archived=True)).rows] == [known.sku]

    def test_who_saves_an_old_version_is_told(self, backend: Backend) -> None:
        """Nothing of theirs is kept."""
        add(backend, plain_product())
        known = got(backend, "ESB-006")
        save(backend, edit(known, replace(known.details, name="Kopi Kasar"), counts={}))

        with pytest.raises(ChangedMeanwhile):
            save(backend, edit(known, replace(known.details, name="Kopi Halus"), counts={}))
        assert got(backend, "ESB-006").name == "Kopi Kasar"

    @pytest.mark.parametrize(("sku", "variant"), [("TAKEN", "A"), ("ESB-006", "B")])
    def test_who_edits_into_a_sku_that_is_gone_by_now_is_told(self, backend: Backend, sku: str, variant: str) -> None:
        """The constraint decides."""
        add(backend, two_variants("B"), sku="TAKEN")
        add(backend, two_variants("A"))
        known = got(backend, "ESB-006")
        one = replace(known.variants[0], sku=Sku(variant))

        with pytest.raises(ChangedMeanwhile):
            save(backend, edit(known, replace(known.details, variants=(one,)), counts={}, sku=Sku(sku)))

    def test_skus_in_use_are_told_by_kind(self, backend: Backend) -> None:
        """Those of archived products among them."""
        add(backend, two_variants("KOPI-1", "TEH-1"), sku="KOPI")
        add(backend, plain_product(), sku="KOPI-2", store=OTHER_STORE)
        known = got(backend, "KOPI")
        save(backend, Edit(was=known, became=archived(known, is_referred_to=True, at=backend.clock())[0]))

        used = product_desk_of(backend).skus(STORE, "KOPI")
        assert used == SkusInUse(products=frozenset({"KOPI"}), variants=frozenset({"KOPI-1"}))


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


def got(backend: Backend, sku: str, store: StoreId = STORE) -> Product:
    """The product as a work finds it."""
    with backend.work(store) as work:
        product: Product = work.products.get(Sku(sku))
    return product


def save(backend: Backend, made: Edit, *, dropped: Sequence[VariantId] = ()) -> Product:
    """Keep what an edit made; the product as it was saved."""
    with backend.work(made.became.store) as work:
        work.products.save(made.became, dropped=dropped, by=BUDI, at=backend.clock())
        work.commit()
    return made.became


def reserve(backend: Backend, sku: Sku, qty: int) -> None:
    """A buyer takes some."""
    with backend.work(STORE) as work:
        work.stock.take({sku: qty}, invoice=Invoice("INV0001"), by=BUDI, at=backend.clock())
        work.commit()


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
