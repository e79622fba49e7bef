"""Products: the rules that hold for every one of them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bosonline.adapters.inbound.texts.rules import RULES
from bosonline.adapters.outbound.codec import plain, revive
from bosonline.application.spreadsheets import SheetRule
from bosonline.domain.catalog import (
    Attribute,
    Parcel,
    ParcelOutOfBounds,
    PriceOutOfBounds,
    Prices,
    Product,
    ProductDetails,
    ProductInvalid,
    ProductRule,
    Sku,
    SkuInvalid,
    Stock,
    StockOutOfBounds,
    Variant,
    checked_sku,
    sku_of,
)
from bosonline.domain.forms import FormRule
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.images import ImageRule
from bosonline.domain.money import Money
from bosonline.domain.promotions import VoucherRule
from bosonline.domain.stores.notice import NoticeRule
from bosonline.testing.strategies import product_details, skus

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PRICES = Prices(selling=Money(45_000), listed=Money(50_000))
PLAIN = ProductDetails(name="Kopi", prices=PRICES, parcel=Parcel(weight=250))
SIZE = Attribute(name="Ukuran", items=("S", "M"))


def variant(sku: str = "A-1", name: str = "S", *, min_qty: int = 1) -> Variant:
    return Variant(sku=Sku(sku), name=name, prices=PRICES, parcel=Parcel(weight=250), min_qty=min_qty)


def create(details: ProductDetails, sku: str = "A") -> Product:
    return Product.create(store=StoreId(1), sku=Sku(sku), details=details, at=NOON)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(product_details(), skus())
def test_what_the_rules_admit_becomes_a_product(details: ProductDetails, sku: Sku) -> None:
    product = create(details, sku)

    assert product.slug
    if details.attributes:
        assert product.variants == details.variants
    else:
        (only,) = product.variants
        assert (only.sku, only.prices, only.stock.on_hand) == (sku, details.prices, details.on_hand)
    assert revive(plain(product), Product) == product


@pytest.mark.parametrize(
    ("details", "field", "rule"),
    [
        (replace(PLAIN, name=" "), "name", ProductRule.NAME),
        (replace(PLAIN, name="x" * 256), "name", ProductRule.NAME),
        (replace(PLAIN, description="x" * 10_001), "description", ProductRule.DESCRIPTION),
        (replace(PLAIN, slug="a--b"), "path_url", ProductRule.PATH),
        (replace(PLAIN, slug=""), "path_url", ProductRule.PATH),
        (replace(PLAIN, images=("a.png", "../b.png")), "image.1.file_name", ProductRule.IMAGE),
        (replace(PLAIN, attendants=(StaffId(5), StaffId(5))), "product_cs", ProductRule.STAFF_ONCE),
        (replace(PLAIN, attributes=(SIZE,)), "varian_items", ProductRule.VARIANTS_OF_ATTRIBUTES),
        (replace(PLAIN, variants=(variant(),)), "varian_items", ProductRule.VARIANTS_OF_ATTRIBUTES),
        (
            replace(PLAIN, attributes=(SIZE, SIZE), variants=(variant(),)),
            "attributes",
            ProductRule.ATTRIBUTE_NAMES,
        ),
        (
            replace(PLAIN, attributes=(Attribute(name="A", items=()),), variants=(variant(),)),
            "attributes.0.items",
            ProductRule.ATTRIBUTE_ITEMS,
        ),
        (
            replace(PLAIN, attributes=(SIZE,), variants=(variant("A"), variant("A", "M"))),
            "varian_items",
            ProductRule.VARIANT_SKUS,
        ),
        (
            replace(PLAIN, attributes=(SIZE,), variants=(variant("A"), variant("B"))),
            "varian_items",
            ProductRule.VARIANT_NAMES,
        ),
        (
            replace(PLAIN, attributes=(SIZE,), variants=(variant(min_qty=0),)),
            "varian_items.0.min_qty",
            ProductRule.MIN_QTY,
        ),
        (
            replace(PLAIN, attributes=(SIZE,), variants=tuple(variant(f"A{n}", f"{n}") for n in range(201))),
            "varian_items",
            ProductRule.VARIANTS,
        ),
    ],
)
def test_every_rule_refuses_and_names_the_member(details: ProductDetails, field: str, rule: ProductRule) -> None:
    with pytest.raises(ProductInvalid) as refused:
        create(details)

    assert refused.value.facts == {"field": field, "why": rule.value}
    assert str(refused.value) == rule.value


def test_every_rule_can_be_told_in_indonesian() -> None:
    rules = (*ProductRule, *FormRule, *ImageRule, *NoticeRule, *SheetRule, *VoucherRule)
    assert set(RULES) == {rule.value for rule in rules}
    assert all(told != rule for rule, told in RULES.items())


@given(st.integers(-2, 500_003), st.integers(-2, 1_003))
def test_parcels_have_bounds(weight: int, side: int) -> None:
    fits = 1 <= weight <= 500_000 and 0 <= side <= 1_000
    try:
        Parcel(weight=weight, height=side)
    except ParcelOutOfBounds:
        assert not fits
    else:
        assert fits


@given(st.integers(-2, 2) | st.integers(999_999_998, 1_000_000_002), st.sampled_from(["selling", "listed", "cost"]))
def test_prices_have_bounds(amount: int, which: str) -> None:
    try:
        replace(PRICES, **{which: Money(amount)})
    except PriceOutOfBounds:
        assert not 0 <= amount <= 1_000_000_000
    else:
        assert 0 <= amount <= 1_000_000_000


@given(st.integers(-2, 12), st.integers(-2, 12))
def test_stock_is_never_less_than_what_is_reserved(on_hand: int, reserved: int) -> None:
    try:
        stock = Stock(on_hand=on_hand, reserved=reserved)
    except StockOutOfBounds:
        assert not 0 <= reserved <= on_hand
    else:
        assert stock.available == on_hand - reserved >= 0


@given(st.text(max_size=80))
def test_a_sku_that_is_made_up_is_one(name: str) -> None:
    assert checked_sku(sku_of(name)) == sku_of(name)


@pytest.mark.parametrize("text", ["", "a b", "a/b", "x" * 65, "ä", "Checkout", "dummy", "a\n"])
def test_what_is_no_sku(text: str) -> None:
    with pytest.raises(SkuInvalid):
        checked_sku(text)
