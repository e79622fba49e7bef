"""Edits of products: who stays the same variant, what becomes of the stock, what many pieces cost."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.rich_text import sanitize
from bosonline.domain.catalog import (
    Attribute,
    Count,
    Parcel,
    Prices,
    Product,
    ProductDetails,
    ProductId,
    ProductInvalid,
    ProductRule,
    Sku,
    SkuTaken,
    Stock,
    StockBelowReserved,
    StockOutOfBounds,
    Tier,
    Variant,
    VariantEdit,
    VariantId,
    VariantNotFound,
    copy_of,
    edit,
    edit_variant,
    price_at,
)
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PRICES, PARCEL = Prices(selling=Money(45_000), listed=Money(50_000)), Parcel(weight=250)
SIZE = Attribute(name="Ukuran", items=("S", "M"))


def variant(sku: str, name: str | None = None) -> Variant:
    return Variant(sku=Sku(sku), name=name or sku, prices=PRICES, parcel=PARCEL)


def shirt(*skus: str, on_hand: int = 10, reserved: int = 0) -> Product:
    """A kept product with these variants, numbered from 1."""
    details = ProductDetails(
        name="Kaus", prices=PRICES, parcel=PARCEL, attributes=(SIZE,), variants=tuple(map(variant, skus))
    )
    product = Product.create(store=StoreId(1), sku=Sku("KAUS"), details=details, at=NOON)
    stock = Stock(on_hand=on_hand, reserved=reserved)
    kept = (replace(one, id=VariantId(at), stock=stock) for at, one in enumerate(product.variants, 1))
    return replace(product, id=ProductId(1), variants=tuple(kept))


def powder() -> Product:
    """A kept product without attributes."""
    details = ProductDetails(name="Kopi", prices=PRICES, parcel=PARCEL, on_hand=7)
    product = Product.create(store=StoreId(1), sku=Sku("KOPI"), details=details, at=NOON)
    return replace(product, variants=(product.variants[0].kept(VariantId(1)),))


def saying(product: Product, variants: Sequence[Variant]) -> ProductDetails:
    return replace(product.details, variants=tuple(variants))


def test_variants_stay_by_sku_then_by_name() -> None:
    product = shirt("A", "B", "C")
    wanted = [variant("B", "neu"), variant("A2", "A"), variant("D")]

    made = edit(product, saying(product, wanted), counts={})

    assert [(one.sku, one.id) for one in made.became.variants] == [("B", 2), ("A2", 1), ("D", 0)]
    assert [one.sku for one in made.removed] == ["C"]
    assert (made.lost, made.claimed) == (frozenset((Sku("A"), Sku("C"))), frozenset((Sku("A2"), Sku("D"))))
    assert made.changed == ("variants",)
    assert [one.stock.on_hand for one in made.became.variants] == [10, 10, 0]


def test_a_variant_that_left_comes_back_under_its_sku() -> None:
    product = shirt("A", "B")
    left = edit(product, saying(product, product.variants[:1]), counts={}).became

    back = edit(left, saying(left, [variant("A"), variant("B")]), counts={Sku("B"): Count(on_hand=3)})

    assert [(one.sku, one.id) for one in back.became.variants] == [("A", 1), ("B", 2)]
    assert (back.became.former, back.moved, back.claimed) == ((), {"B": -7}, frozenset())


def test_a_sku_of_a_variant_that_left_is_not_given_to_another() -> None:
    product = shirt("A", "B")
    left = edit(product, saying(product, product.variants[:1]), counts={}).became

    with pytest.raises(SkuTaken):
        edit_variant(left, Sku("A"), VariantEdit(sku=Sku("B")))


def test_the_variant_of_a_product_without_attributes_is_the_product() -> None:
    product = powder()

    renamed = edit(product, replace(product.details, name="Kopi Kasar", wholesale=()), counts={}, sku=Sku("KASAR"))
    edited = edit_variant(product, Sku("KOPI"), VariantEdit(sku=Sku("X"), name="Y", selling=Money(1), is_active=False))

    (only,) = renamed.became.variants
    assert (only.id, only.sku, only.name, only.stock) == (1, "KASAR", "Kopi Kasar", Stock(on_hand=7))
    (only,) = edited.became.variants
    assert (only.id, only.sku, only.name, only.prices.selling) == (1, "X", "Y", Money(1))
    whole = edited.became
    assert (whole.sku, whole.name, whole.prices.selling, whole.is_active) == ("X", "Y", Money(1), False)
    assert not only.is_active


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 100), st.none() | st.integers(0, 100))
def test_stock_changes_by_what_the_editor_meant(reserved: int, free: int, wanted: int, seen: int | None) -> None:
    on_hand = reserved + free
    product = shirt("A", on_hand=on_hand, reserved=reserved)
    becomes = wanted if seen is None else on_hand + wanted - seen
    count = Count(on_hand=wanted, seen=seen, field="varian_items.0.stok")
    said = saying(product, product.variants)
    if becomes < reserved:
        with pytest.raises(StockBelowReserved) as refused:
            edit(product, said, counts={Sku("A"): count})
        assert refused.value.facts["field"] == "varian_items.0.stok"
        return
    made = edit(product, said, counts={Sku("A"): count})
    assert made.became.variants[0].stock == Stock(on_hand=becomes, reserved=reserved)
    assert made.moved == ({"A": becomes - on_hand} if becomes != on_hand else {})


def test_stock_has_an_upper_bound() -> None:
    product = shirt("A")
    with pytest.raises(StockOutOfBounds):
        edit_variant(product, Sku("A"), VariantEdit(), count=Count(on_hand=10_000_000, seen=9))


@pytest.mark.parametrize(
    ("said", "field", "rule"),
    [
        (VariantEdit(sku=Sku("B")), "sku", ProductRule.VARIANT_SKUS),
        (VariantEdit(name="B"), "name", ProductRule.VARIANT_NAMES),
        (VariantEdit(min_qty=0), "min_qty", ProductRule.MIN_QTY),
        (VariantEdit(wholesale=(Tier(min_qty=1, price=Money(1)),)), "wholesale", ProductRule.TIERS_RISE),
        (VariantEdit(wholesale=(Tier(min_qty=2, price=Money(45_000)),)), "wholesale", ProductRule.TIERS_FALL),
    ],
)
def test_what_is_wrong_with_a_variant_is_said_of_its_member(said: VariantEdit, field: str, rule: ProductRule) -> None:
    with pytest.raises(ProductInvalid) as refused:
        edit_variant(shirt("A", "B"), Sku("A"), said)

    assert refused.value.facts == {"field": field, "why": rule.value}


def test_a_variant_that_is_not_there_is_not_found() -> None:
    with pytest.raises(VariantNotFound):
        edit_variant(shirt("A"), Sku("B"), VariantEdit())


@given(st.lists(st.tuples(st.integers(2, 50), st.integers(0, 40)), max_size=4), st.integers(1, 60))
def test_the_highest_tier_reached_is_the_price(given_: list[tuple[int, int]], qty: int) -> None:
    tiers = tuple(Tier(min_qty=least, price=Money(price)) for least, price in given_)
    one = replace(variant("A"), wholesale=tiers, prices=Prices(selling=Money(41), listed=Money(41)))
    steps = [(1, 41), *given_]
    is_fit = all(a[0] < b[0] and a[1] > b[1] for a, b in itertools.pairwise(steps))
    try:
        one.check()
    except ProductInvalid:
        assert not is_fit
    else:
        assert is_fit
        assert price_at(qty, selling=Money(41), tiers=tiers) == Money([p for least, p in steps if qty >= least][-1])


def test_a_copy_has_skus_of_its_own_and_nothing_on_hand() -> None:
    sku, details = copy_of(shirt("A", "B"), lambda near: Sku(f"{near}-2"))

    assert (sku, details.is_active) == ("KAUS-2", False)
    assert [(one.sku, one.id, one.stock) for one in details.variants] == [("A-2", 0, Stock()), ("B-2", 0, Stock())]


@pytest.mark.parametrize(
    "text",
    ["a < b & c > d", "x <3 kopi", "1 && 2", "&lt;script&gt;", "baris\nbaru\t", "“kutip” 'x' \"y\"", "", "a<1", "3<>4"],
)
def test_plain_text_stays_as_it_was_typed(text: str) -> None:
    assert sanitize(text) == text


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("<script>alert(1)</script>halo", "halo"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<b onclick=alert(1)>tebal</b>", "<b>tebal</b>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow">x</a>'),
        ("<iframe src=//a.example></iframe>ok", "ok"),
        ("<!-- x --><p>ok</p>", "<p>ok</p>"),
        ("<img src=x onerror=alert(1) ", "&lt;img src=x onerror=alert(1) "),
        ("a<b", "a&lt;b"),
        ("<style>p{}</style><p style='x'>ok</p>", "<p>ok</p>"),
        ("<svg><style><a title='</style><img src=x onerror=alert(1)>'>", ""),
    ],
)
def test_nothing_that_acts_is_left(hostile: str, safe: str) -> None:
    assert sanitize(hostile) == safe


@given(st.lists(st.sampled_from(["<", ">", "script", "<b>", "</p>", "<svg>", "&lt;", "&", "'", '"', "<a href=", "x "])))
def test_what_was_made_safe_stays_as_it_is(parts: list[str]) -> None:
    safe = sanitize("".join(parts))

    assert sanitize(safe) == safe
    assert "<script" not in safe
    assert "<svg" not in safe
