"""What was sold of each product, as the list of products tells it and as the orders do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bosonline.application.catalog.ports import ProductFilter, Sales
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormContent, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, PaymentMethod, Status
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.catalog import two_variants
from bosonline.testing.selling import COFFEE, SPOON, Stall, a_checkout, open_stall
from bosonline.testing.shops import product_desk_of

HALVES = (Sku("GILING-HALUS"), Sku("GILING-KASAR"))
SHIPPED = (Status.PROCESSING, Status.READY, Status.SHIPPED)
NAMES = ("on_hand", "reserved", "sold", "revenue")


def stall_of(backend: Backend) -> Stall:
    """Coffee, dearer on the form, spoons, and one product of two variants."""
    stall = open_stall(backend)
    for sku in (COFFEE, SPOON):
        stall.add_goods(sku, price=15_000, on_hand=10)
    details = replace(two_variants(*HALVES), name="Giling")
    details = replace(
        details, variants=tuple(replace(one, stock=details.variants[0].stock) for one in details.variants)
    )
    stall.shop.catalog.add(store=stall.member.store, by=stall.member.author, sku=Sku("GILING"), details=details)
    stall.publish(
        FormContent(
            items=(FormItem(sku=COFFEE, price=Money(16_001)), *(FormItem(sku=sku) for sku in (SPOON, *HALVES))),
            payment_methods=(PaymentMethod.COD,),
            flat_shipping=Money(9_000),
        )
    )
    return stall


def order(stall: Stall, steps: Sequence[Status], *items: tuple[Sku, int], phone: str) -> Invoice:
    """An order that took these steps."""
    invoice = stall.check_out(a_checkout(*items, phone=phone, method=PaymentMethod.COD)).invoice
    for step in steps:
        stall.move(invoice, step)
    return invoice


def figures(stall: Stall) -> Mapping[str, tuple[int, ...]]:
    """On hand, reserved, sold and earned of every product, as the list tells."""
    listing = Listing(sort_by="sku", category="sku")
    page = product_desk_of(stall.backend).page(stall.member.store, listing, ProductFilter(), after=None)
    return {row["sku"]: tuple(row[name] for name in NAMES) for row in page.rows}


def test_what_left_the_warehouse_and_did_not_come_back_is_sold(backend: Backend) -> None:
    stall = stall_of(backend)
    order(stall, (), (COFFEE, 1), phone="081311110001")
    order(stall, (Status.CANCELLED,), (COFFEE, 1), phone="081311110002")
    order(stall, SHIPPED, (COFFEE, 2), (HALVES[0], 1), (HALVES[1], 2), phone="081311110003")
    order(stall, (*SHIPPED, Status.DELIVERED), (COFFEE, 1), (SPOON, 3), phone="081311110004")
    order(stall, (*SHIPPED, Status.RETURNING), (HALVES[1], 1), phone="081311110005")
    order(stall, (*SHIPPED, Status.RETURNING, Status.RETURNED), (COFFEE, 4), (SPOON, 1), phone="081311110006")

    found = figures(stall)

    assert found == {
        "KOPI": (7, 1, 3, 48_003),
        "SENDOK": (7, 0, 3, 45_000),
        "GILING": (16, 0, 4, 45_000 + 3 * 50_000),
    }
    sales = product_desk_of(backend).sales
    assert sales(stall.member.store, Sku("GILING")) == Sales(sold=4, revenue=195_000)
    assert sales(stall.member.store, Sku("NONE")) == Sales(sold=0, revenue=0)


def test_products_are_listed_by_what_was_sold(backend: Backend) -> None:
    stall = stall_of(backend)
    order(stall, SHIPPED, (COFFEE, 1), (SPOON, 3), (HALVES[0], 2), phone="081311110001")

    def listed(sort_by: str) -> list[str]:
        listing = Listing(sort_by=sort_by, category="sku")
        page = product_desk_of(backend).page(stall.member.store, listing, ProductFilter(), after=None)
        return [row["sku"] for row in page.rows]

    assert listed("sold") == ["SENDOK", "GILING", "KOPI"]
    assert listed("revenue") == ["GILING", "SENDOK", "KOPI"]
    assert listed("on_hand") == ["GILING", "KOPI", "SENDOK"]
