"""What a front end loads to draw a form, in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace

import pytest

from bosonline.domain.catalog import Attribute, Parcel, Prices, ProductDetails, Sku, Stock, Tier, Variant
from bosonline.domain.forms import Bump, FormContent, FormItem, FormNotFound, FormStatus
from bosonline.domain.money import Money
from bosonline.domain.ordering import Availability, PaymentMethod
from bosonline.domain.stores import StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, FORM, SPOON, Stall, a_checkout, coffee_stall, load_form_on, open_stall

TEA, LEAVES, BAGS = Sku("TEH"), Sku("TEH-DAUN"), Sku("TEH-CELUP")
METHODS = (PaymentMethod.COD, PaymentMethod.BANK_TRANSFER)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store that sells coffee and spoons, ten of each."""
    return coffee_stall(backend)


def add_tea(stall: Stall) -> None:
    """A product of two variants, one with wholesale tiers, with images and a list price."""
    prices = Prices(selling=Money(20_000), listed=Money(25_000), cost=Money(9_000))
    leaves = Variant(
        sku=LEAVES,
        name="Daun",
        prices=prices,
        parcel=Parcel(weight=120),
        min_qty=2,
        wholesale=(Tier(min_qty=10, price=Money(18_000)),),
        stock=Stock(on_hand=1),
    )
    details = ProductDetails(
        name="Teh",
        description="<p>Pucuk</p>",
        prices=prices,
        parcel=Parcel(weight=100),
        attributes=(Attribute(name="Bentuk", items=("Daun", "Celup")),),
        variants=(leaves, replace(leaves, sku=BAGS, name="Celup", min_qty=1, stock=Stock(on_hand=4))),
    )
    stall.shop.catalog.add(store=stall.member.store, by=stall.member.author, sku=TEA, details=details)


def test_goods_are_shown_at_the_forms_conditions(stall: Stall) -> None:
    add_tea(stall)
    items = (FormItem(sku=BAGS, max_qty=3), FormItem(sku=LEAVES), FormItem(sku=COFFEE, price=Money(40_000)))
    bumps = (Bump(sku=Sku("TIDUR"), price=Money(1)), Bump(sku=BAGS, price=Money(15_000), text="Satu lagi?"))
    stall.add_goods(Sku("TIDUR"), is_active=False)
    stall.publish(FormContent(items=items, bumps=bumps, payment_methods=METHODS), slug="teh")

    loaded = load_form_on(stall.backend)(subdomain=stall.subdomain, form="teh")

    bags, leaves, coffee = loaded.offers
    assert (bags.price, bags.was, bags.max_qty) == (Money(20_000), Money(25_000), 3)
    assert bags.wholesale == (Tier(min_qty=10, price=Money(18_000)),)
    assert (bags.availability, bags.left) == (Availability.LOW, 4)
    assert (bags.goods.product_sku, bags.goods.product_name, bags.goods.description) == (TEA, "Teh", "<p>Pucuk</p>")
    assert (leaves.availability, leaves.left) == (Availability.SOLD_OUT, None)
    assert (coffee.price, coffee.was, coffee.wholesale, coffee.max_qty) == (Money(40_000), Money(45_000), (), None)
    assert (coffee.availability, coffee.left) == (Availability.AVAILABLE, None)
    assert {at: (bump.price, bump.text, bump.max_qty) for at, bump in loaded.bumps.items()} == {
        1: (Money(15_000), "Satu lagi?", 1)
    }
    assert loaded.reason is None


def test_what_is_left_follows_the_orders(stall: Stall) -> None:
    load = load_form_on(stall.backend)

    def standing() -> list[tuple[str, int | None]]:
        return [(one.availability, one.left) for one in load(subdomain=stall.subdomain, form=FORM).offers]

    assert standing() == [("available", None), ("available", None)]
    stall.check_out(a_checkout((COFFEE, 7)))
    assert standing() == [("low", 3), ("available", None)]
    stall.check_out(a_checkout((COFFEE, 3)))
    assert standing() == [("sold_out", None), ("available", None)]
    assert load(subdomain=stall.subdomain, form=FORM).reason is None
    stall.check_out(a_checkout((SPOON, 10)))
    loaded = load(subdomain=stall.subdomain, form=FORM)
    assert loaded.reason is not None
    assert (loaded.reason.code, len(loaded.offers)) == ("form-sold-out", 2)


def test_nobody_can_transfer_where_no_account_is_active(stall: Stall) -> None:
    load = load_form_on(stall.backend)
    before = load(subdomain=stall.subdomain, form=FORM)
    assert (before.payment_methods, len(before.accounts)) == (METHODS, 1)

    with stall.backend.work(stall.member.store) as work:
        (account,) = work.bank_accounts.all()
        work.bank_accounts.save(replace(account, is_active=False))
        work.commit()

    after = load(subdomain=stall.subdomain, form=FORM)
    assert (after.payment_methods, after.accounts) == ((PaymentMethod.COD,), ())


def test_a_closed_form_offers_nothing_and_a_draft_is_not_there(stall: Stall) -> None:
    content = FormContent(items=(FormItem(sku=COFFEE),), payment_methods=METHODS)
    stall.publish(content, slug="tutup", status=FormStatus.CLOSED)
    stall.publish(content, slug="draf", status=FormStatus.DRAFT)
    load = load_form_on(stall.backend)

    closed = load(subdomain=stall.subdomain, form="tutup")

    assert closed.reason is not None
    assert (closed.reason.code, closed.offers, closed.bumps, closed.accounts) == ("form-closed", (), {}, ())
    for slug in ("draf", "tak-ada"):
        with pytest.raises(FormNotFound):
            load(subdomain=stall.subdomain, form=slug)


def test_goods_of_another_store_are_never_shown(stall: Stall) -> None:
    other = open_stall(stall.backend, settings=StoreSettings(low_stock=0))
    other.add_goods(COFFEE, price=1_000, on_hand=1)
    other.publish(FormContent(items=(FormItem(sku=COFFEE),), payment_methods=METHODS))
    load = load_form_on(stall.backend)

    (theirs,) = load(subdomain=other.subdomain, form=FORM).offers
    ours, _ = load(subdomain=stall.subdomain, form=FORM).offers

    assert (theirs.price, theirs.availability, theirs.left) == (Money(1_000), Availability.AVAILABLE, None)
    assert ours.price == Money(45_000)
