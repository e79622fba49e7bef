"""How the page of an order tells where it stands."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bosonline.adapters.inbound.pages.order_view import costs_of, marked, standing_of, steps_of
from bosonline.adapters.inbound.pages.words import ORDER
from bosonline.application.ordering import PublicOrder
from bosonline.domain.forms import SuccessPage
from bosonline.domain.identity import StoreId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering import Invoice, PaymentMethod, PaymentStatus, Secret, Status, Totals
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import ShipmentState
from bosonline.domain.stores import Subdomain

AT = datetime(2026, 1, 1, tzinfo=UTC)
TOTALS = Totals(goods=Money(90_000), shipping=Money(15_000), unique_code=Money(37), product_discount=Money(5_000))
ORDERED = PublicOrder(
    store=StoreId(7),
    subdomain=Subdomain("kopisiti"),
    store_name="Kopi Siti",
    store_logo=None,
    contact=Phone("+6281234567890"),
    invoice=Invoice("INV0001"),
    secret=Secret("secret"),
    created_at=AT,
    status=Status.PENDING,
    payment_status=PaymentStatus.UNPAID,
    payment_method=PaymentMethod.BANK_TRANSFER,
    is_expired=False,
    lines=(),
    totals=TOTALS,
    vouchers=(),
    paid=ZERO,
    due=TOTALS.total,
    due_at=AT,
    parcel=None,
    pay_to=(),
    qris=None,
    name="Budi",
    phone="+6281******222",
    street="Jl. Melati 5",
    region="Gambir",
    post_code=None,
    paid_at=None,
    shipped_at=None,
    courier_code=None,
    awb=None,
    slug=None,
    success_page=SuccessPage(),
    whatsapp_text=None,
    parcel_events=(),
    version=1,
)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ABANDONED])
@pytest.mark.parametrize("payment", list(PaymentStatus))
def test_every_standing_has_words(status: Status, payment: PaymentStatus) -> None:
    payable = payment in (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID) and status is not Status.CANCELLED
    for is_expired in {False, status is Status.CANCELLED}:
        due = TOTALS.total if payable else ZERO
        order = replace(ORDERED, status=status, payment_status=payment, due=due, is_expired=is_expired)
        told = standing_of(order)
        assert told.word in ORDER["id"]
        assert told.help is None or told.help in ORDER["id"]
        assert all(step.word in ORDER["id"] for step in steps_of(order))


def test_every_state_of_a_parcel_has_words_in_both_languages() -> None:
    told = {f"parcel_{state.value}" for state in ShipmentState} | {"parcel_told"}
    assert told <= ORDER["id"].keys()
    assert ORDER["id"].keys() == ORDER["en"].keys()


def test_the_costs_sum_to_the_total() -> None:
    costs = dict(costs_of(ORDERED))

    assert Money.total(costs.values()) == TOTALS.total
    assert costs["product_discount"] == Money(-5_000)
    assert "cod_fee" not in costs
    assert set(costs) <= set(ORDER["id"])


def test_the_digits_of_the_unique_code_are_marked() -> None:
    assert marked(ORDERED) == ("Rp100.", "037")
    assert marked(replace(ORDERED, totals=replace(TOTALS, unique_code=ZERO), due=Money(100_000))) == ("Rp100.000", "")


def test_one_step_is_the_present_one() -> None:
    def states(**changes: object) -> list[str]:
        return [step.state for step in steps_of(replace(ORDERED, **changes))]  # type: ignore[arg-type]

    assert states() == ["now", "", "", "", ""]
    assert states(due=ZERO, payment_status=PaymentStatus.PAID) == ["done", "now", "", "", ""]
    assert states(due=ZERO, status=Status.SHIPPED) == ["done", "done", "done", "now", ""]
    assert states(due=ZERO, status=Status.SHIPPED, payment_method=PaymentMethod.COD) == ["done", "done", "now", ""]
    assert states(status=Status.CANCELLED) == states(status=Status.RETURNING) == []
