"""Vouchers at the checkout, and what becomes of them with the order, in memory, on SQLite and on PostgreSQL."""

from datetime import date
from typing import Any

import pytest

from bosonline.application.ordering import DraftCart, FormClosed, OutOfStock, PriceChanged
from bosonline.domain.catalog import Sku, Stock
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import FormContent, FormItem, FormNotFound, FormStatus
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    CartItem,
    Invoice,
    NotOnOffer,
    PaymentMethod,
    PaymentStatus,
    Status,
    VoucherKindTwice,
    VouchersNotTaken,
)
from bosonline.domain.promotions import VoucherKind, VoucherUsedByBuyer, VoucherUsedUp
from bosonline.testing.backends import Backend
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, SPOON, Stall, a_checkout, coffee_stall
from bosonline.testing.vouchers import add_voucher, fixed, percent, used, vouchers_for_buyers_on

SIX_WAYS = (
    "0813 1111 2222",
    "813-1111-2222",
    "6281311112222",
    "+62 813.1111.2222",
    "0062 813 1111 2222",
    "(0813)11112222",
)
GOODS: dict[str, Any] = {"kind": VoucherKind.PRODUCT, "discount": percent(10)}


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store that sells coffee at Rp45.000 and spoons at Rp15.000, and sends for Rp15.000."""
    return coffee_stall(backend, on_hand=100)


def detail(stall: Stall, invoice: Invoice) -> Any:
    return stall.ordering.read_order(member=stall.member, invoice=invoice)


def pay_late(stall: Stall, invoice: Invoice) -> None:
    """The money for a cancelled order arrives."""
    with stall.backend.work(stall.member.store) as work:
        order = work.orders.get(invoice)
        order.payment_status, order.paid = PaymentStatus.PAID_AFTER_EXPIRY, order.totals.total
        work.orders.save(order)
        work.commit()


def test_one_of_each_kind_is_taken_off_before_the_fee(stall: Stall) -> None:
    add_voucher(stall, "KOPI10", **{**GOODS, "items": (COFFEE,)})
    add_voucher(stall, "ONGKIR", discount=fixed(20_000))

    receipt = stall.check_out(
        a_checkout((COFFEE, 2), (SPOON, 1), method=PaymentMethod.COD, vouchers=["ongkir", " Kopi10 "])
    )

    totals = receipt.totals
    assert (totals.product_discount, totals.shipping_discount) == (Money(9_000), Money(15_000))
    assert (totals.cod_fee, totals.total) == (Money(2_880), Money(98_880))
    assert [(one.code, one.kind, one.discount) for one in receipt.vouchers] == [
        ("ONGKIR", VoucherKind.SHIPPING, Money(15_000)),
        ("KOPI10", VoucherKind.PRODUCT, Money(9_000)),
    ]
    shown = detail(stall, receipt.invoice)
    assert [(line["sku"], line["discount"]) for line in shown["items"]] == [(COFFEE, 9_000), (SPOON, 0)]
    assert shown["vouchers"] == [
        {"code": "ONGKIR", "type": "ongkir", "discount": 15_000},
        {"code": "KOPI10", "type": "product", "discount": 9_000},
    ]
    assert (used(stall, "KOPI10"), used(stall, "ONGKIR")) == (1, 1)
    with stall.backend.work(stall.member.store) as work:
        order = work.orders.get(receipt.invoice)
        assert (order.vouchers, order.totals) == (receipt.vouchers, totals)


def test_a_discount_is_spread_over_the_lines_to_the_rupiah(stall: Stall) -> None:
    add_voucher(stall, "TUJUH", **{**GOODS, "discount": percent(7, 9_998)})

    receipt = stall.check_out(a_checkout((COFFEE, 3), (SPOON, 1), vouchers=["TUJUH"]))

    lines = detail(stall, receipt.invoice)["items"]
    assert [line["discount"] for line in lines] == [8_998, 1_000]
    assert sum(line["discount"] for line in lines) == receipt.totals.product_discount.idr == 9_998


@pytest.mark.parametrize(
    ("vouchers", "refused"),
    [
        (["TIDAK-ADA"], "voucher-unknown"),
        (["KOPI10", "TIDAK-ADA"], "voucher-unknown"),
        (["KOPI10", "KOPI20"], "voucher-kind-twice"),
        (["KOPI10", "KOPI20", "ONGKIR"], "voucher-kind-twice"),
        (["COD"], "voucher-payment-method"),
        (["HABIS"], "voucher-used-up"),
        (["LEWAT"], "voucher-not-in-period"),
        (["BALI"], "voucher-region"),
    ],
)
def test_a_voucher_that_does_not_count_leaves_everything_as_it_was(
    stall: Stall, vouchers: list[str], refused: str
) -> None:
    add_voucher(stall, "KOPI10", **GOODS)
    add_voucher(stall, "KOPI20", **GOODS)
    add_voucher(stall, "ONGKIR")
    add_voucher(stall, "COD", payment_methods=(PaymentMethod.COD,))
    add_voucher(stall, "HABIS", stock=1)
    add_voucher(stall, "LEWAT", starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 2))
    add_voucher(stall, "BALI", provinces=("51",))
    stall.check_out(a_checkout((SPOON, 1), vouchers=["HABIS"], phone="081300000001"))

    with pytest.raises(Refusal) as told:
        stall.check_out(a_checkout((COFFEE, 2), vouchers=vouchers))

    assert (told.value.code, told.value.facts.get("field", told.value.field)) == (refused, "voucher_codes")
    assert stall.stock(COFFEE) == Stock(on_hand=100)
    assert [used(stall, code) for code in ("KOPI10", "KOPI20", "ONGKIR", "COD", "HABIS", "LEWAT")] == [0, 0, 0, 0, 1, 0]


def test_a_form_may_take_no_vouchers(stall: Stall) -> None:
    add_voucher(stall)
    content = FormContent(
        items=(FormItem(sku=COFFEE),),
        payment_methods=(PaymentMethod.COD,),
        flat_shipping=Money(0),
        takes_vouchers=False,
    )
    stall.publish(content, slug="tanpa")

    with pytest.raises(VouchersNotTaken):
        stall.check_out(a_checkout(method=PaymentMethod.COD, vouchers=["HEMAT"]), form="tanpa")
    assert stall.check_out(a_checkout(method=PaymentMethod.COD, vouchers=[" "]), form="tanpa").vouchers == ()


def test_a_total_without_the_discount_is_told_anew(stall: Stall) -> None:
    add_voucher(stall, discount=fixed(5_000))

    with pytest.raises(PriceChanged) as changed:
        stall.check_out(a_checkout(vouchers=["HEMAT"], expected_total=60_000))

    totals: Any = changed.value.facts["totals"]
    assert (totals["shipping_discount"], totals["total"]) == (5_000, 55_000)
    assert used(stall) == 0
    assert stall.check_out(a_checkout(vouchers=["HEMAT"], expected_total=55_000)).totals.total == Money(55_000)


def test_the_same_submission_uses_a_voucher_once(stall: Stall) -> None:
    add_voucher(stall)
    first, again = (stall.check_out(a_checkout(vouchers=["HEMAT"])) for _ in range(2))

    assert (again.invoice, again.repeated, again.vouchers) == (first.invoice, True, first.vouchers)
    assert used(stall) == 1


def test_one_buyer_is_known_however_the_phone_is_typed(stall: Stall) -> None:
    add_voucher(stall, limit=2)
    outcomes: list[object] = []
    for qty, phone in enumerate(SIX_WAYS, 1):
        try:
            outcomes.append(stall.check_out(a_checkout((COFFEE, qty), phone=phone, vouchers=["HEMAT"])).repeated)
        except VoucherUsedByBuyer as refused:
            outcomes.append(refused.facts["limit"])

    assert outcomes == [False, False, 2, 2, 2, 2]
    assert used(stall) == 2


def test_a_phone_that_was_erased_keeps_counting(stall: Stall) -> None:
    add_voucher(stall)
    receipt = stall.check_out(a_checkout(vouchers=["HEMAT"]))
    for status in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED):
        stall.move(receipt.invoice, status)
    personal_data_on(stall.backend).erase(member=stall.member, phone=SIX_WAYS[1])

    assert detail(stall, receipt.invoice)["customer_phone"] is None
    with pytest.raises(VoucherUsedByBuyer):
        stall.check_out(a_checkout((COFFEE, 2), vouchers=["HEMAT"]))


@pytest.mark.parametrize(
    "way",
    [
        [Status.CANCELLED],
        [Status.PROCESSING, Status.READY, Status.CANCELLED],
        [Status.PROCESSING, Status.READY, Status.SHIPPED, Status.RETURNING, Status.RETURNED],
    ],
)
def test_what_was_used_is_given_back_once(stall: Stall, way: list[Status]) -> None:
    add_voucher(stall, "KOPI10", **{**GOODS, "stock": 1})
    add_voucher(stall, stock=1)
    receipt = stall.check_out(a_checkout(vouchers=["HEMAT", "KOPI10"]))
    for status in way[:-1]:
        stall.move(receipt.invoice, status)
    assert (used(stall), used(stall, "KOPI10")) == (1, 1)

    stall.move(receipt.invoice, way[-1])
    with pytest.raises(Refusal):
        stall.move(receipt.invoice, way[-1])

    assert (used(stall), used(stall, "KOPI10")) == (0, 0)
    assert stall.check_out(a_checkout((COFFEE, 3), vouchers=["HEMAT", "KOPI10"])).totals.shipping_discount
    assert detail(stall, receipt.invoice)["totals"]["shipping_discount"] == 15_000


def test_an_order_that_comes_back_takes_its_voucher_again(stall: Stall) -> None:
    add_voucher(stall)
    receipt = stall.check_out(a_checkout(vouchers=["HEMAT"]))
    stall.move(receipt.invoice, Status.CANCELLED)
    pay_late(stall, receipt.invoice)

    stall.move(receipt.invoice, Status.PROCESSING)
    assert used(stall) == 1
    stall.move(receipt.invoice, Status.CANCELLED)
    assert used(stall) == 0


def test_a_discount_is_honoured_where_somebody_else_had_the_last_use(stall: Stall) -> None:
    add_voucher(stall, stock=1)
    receipt = stall.check_out(a_checkout(vouchers=["HEMAT"]))
    stall.move(receipt.invoice, Status.CANCELLED)
    other = stall.check_out(a_checkout(vouchers=["HEMAT"], phone="081399998888"))
    pay_late(stall, receipt.invoice)

    stall.move(receipt.invoice, Status.PROCESSING)
    assert (used(stall), detail(stall, receipt.invoice)["totals"]["shipping_discount"]) == (1, 15_000)
    stall.move(receipt.invoice, Status.CANCELLED)
    assert used(stall) == 1
    stall.move(other.invoice, Status.CANCELLED)
    assert used(stall) == 0


def test_a_vouchers_last_use_is_told_to_be_gone(stall: Stall) -> None:
    add_voucher(stall, stock=1)
    stall.check_out(a_checkout(vouchers=["HEMAT"]))

    with pytest.raises(VoucherUsedUp):
        stall.check_out(a_checkout(vouchers=["HEMAT"], phone="081399998888"))


def test_an_erased_store_forgets_who_used_its_vouchers(stall: Stall) -> None:
    add_voucher(stall)
    stall.check_out(a_checkout(vouchers=["HEMAT"]))

    with stall.backend.work(stall.member.store) as work:
        work.traces.close(at=stall.backend.clock())
        work.commit()

    with pytest.raises(LookupError):
        used(stall)


class TestAsking:
    """What a buyer learns before the order."""

    def draft(self, *items: tuple[Sku, int], **more: Any) -> DraftCart:
        usual: dict[str, Any] = {"payment_method": PaymentMethod.COD, "district_code": "31.71.01"}
        cart = [CartItem(sku=sku, qty=qty) for sku, qty in items or ((COFFEE, 1),)]
        return DraftCart(items=cart, **{**usual, **more})

    def test_a_voucher_takes_off_what_the_checkout_would(self, stall: Stall) -> None:
        add_voucher(stall, "KOPI10", **GOODS)
        asked = vouchers_for_buyers_on(stall.backend)

        applied = asked.apply(
            subdomain=stall.subdomain,
            form="kopi",
            cart=self.draft((COFFEE, 2), (SPOON, 1), phone=SIX_WAYS[0]),
            code="kopi10",
        )

        wish = a_checkout((COFFEE, 2), (SPOON, 1), method=PaymentMethod.COD, vouchers=["KOPI10"])
        assert (applied.code, applied.discount, used(stall, "KOPI10")) == ("KOPI10", 10_500, 0)
        assert stall.check_out(wish).totals == applied.totals

    def test_a_buyer_who_has_used_it_is_told_so_when_known(self, stall: Stall) -> None:
        add_voucher(stall)
        stall.check_out(a_checkout(vouchers=["HEMAT"]))
        apply = vouchers_for_buyers_on(stall.backend).apply

        assert apply(subdomain=stall.subdomain, form="kopi", cart=self.draft(), code="HEMAT").discount == 15_000
        with pytest.raises(VoucherUsedByBuyer) as refused:
            apply(subdomain=stall.subdomain, form="kopi", cart=self.draft(phone=SIX_WAYS[4]), code="HEMAT")
        assert refused.value.facts["field"] == "voucher_code"

    def test_an_offer_has_the_listed_and_the_typed_each_once(self, stall: Stall, backend: Backend) -> None:
        add_voucher(stall, "A-ONGKIR")
        add_voucher(stall, "B-BESAR", **{**GOODS, "min_purchase": Money(10**6)})
        add_voucher(stall, "C-RAHASIA", is_listed=False)
        add_voucher(stall, "D-RAHASIA", is_listed=False)
        add_voucher(coffee_stall(backend), "E-TETANGGA", is_listed=False)

        offers = vouchers_for_buyers_on(backend).offer(
            subdomain=stall.subdomain,
            form="kopi",
            cart=self.draft(),
            codes=["d-rahasia", "a-ongkir", "A-ONGKIR", "e-tetangga"],
        )

        assert [(one.code, one.discount, one.reason and one.reason.code) for one in offers] == [
            ("D-RAHASIA", 15_000, None),
            ("A-ONGKIR", 15_000, None),
            ("e-tetangga", 0, "voucher-unknown"),
            ("B-BESAR", 0, "voucher-minimum-purchase"),
        ]

    def test_a_cart_that_could_not_be_ordered_is_refused_as_the_checkout_does(self, stall: Stall) -> None:
        apply = vouchers_for_buyers_on(stall.backend).apply
        stall.add_goods(Sku("LAMA"), is_active=False)
        content = FormContent(
            items=(FormItem(sku=Sku("LAMA")),), payment_methods=(PaymentMethod.COD,), flat_shipping=Money(0)
        )
        stall.publish(content, slug="lama")
        stall.publish(content, slug="draf", status=FormStatus.DRAFT)

        for form, cart, refusal in (
            ("tidak-ada", self.draft(), FormNotFound),
            ("draf", self.draft(), FormClosed),
            ("kopi", self.draft((Sku("X"), 1)), NotOnOffer),
            ("lama", self.draft((Sku("LAMA"), 1)), OutOfStock),
        ):
            with pytest.raises(refusal):
                apply(subdomain=stall.subdomain, form=form, cart=cart, code="HEMAT")

    def test_two_of_a_kind_are_refused_whatever_else_they_are(self, stall: Stall) -> None:
        for code in ("A", "B", "C"):
            add_voucher(stall, code)
        with pytest.raises(VoucherKindTwice):
            stall.check_out(a_checkout(vouchers=["A", "B", "C"]))
        assert [used(stall, code) for code in ("A", "B", "C")] == [0, 0, 0]
