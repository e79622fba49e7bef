"""What buyers leave on a form, on memory, SQLite and PostgreSQL: kept, typed on, finished, followed up, erased."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.application.ordering import Draft, DraftKept, FormClosed, OrderFilter, OutOfStock, Receipt
from bosonline.application.ports import Once, Replayed
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.forms import FormContent, FormItem, FormNotFound, FormStatus
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    AbandonedNotFound,
    CartItem,
    Channel,
    FollowUpTooEarly,
    Invoice,
    NotAbandonedAnyMore,
    NotOnOffer,
    NotOpenToFollowUp,
    PaymentMethod,
    PaymentMethodNotTaken,
    QuestionUnknown,
    Secret,
    Status,
    StatusNotAllowed,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import RegionUnknown, StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import ALICE, COFFEE, FORM, SPOON, Stall, a_checkout, coffee_stall
from bosonline.testing.traces import found_of

PHONE = "0813 1111 2222"
ABANDONED = OrderFilter(status=Status.ABANDONED)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store that sells coffee and spoons, on the first day of its Monday."""
    return coffee_stall(backend)


def leave(stall: Stall, *, phone: str = PHONE, once: Once | None = None, **typed: Any) -> DraftKept:
    draft = Draft(phone=phone, **typed)
    return stall.ordering.drafts.keep(subdomain=stall.subdomain, form=FORM, draft=draft, once=once)


def type_on(stall: Stall, token: Secret, *, phone: str = PHONE, **typed: Any) -> DraftKept:
    return stall.ordering.drafts.change(token=token, draft=Draft(phone=phone, **typed))


def finish(stall: Stall, token: Secret, *items: tuple[Sku, int], phone: str = PHONE) -> Receipt:
    return stall.check_out(replace(a_checkout(*items, phone=phone), abandoned=token))


def detail(stall: Stall, invoice: Invoice) -> Any:
    return stall.ordering.read_order(member=stall.member, invoice=invoice)


def listed(stall: Stall, shown: OrderFilter) -> list[str]:
    return [row["invoice"] for row in stall.ordering.list_orders(member=stall.member, shown=shown).rows]


def items(*wanted: tuple[Sku, int]) -> list[CartItem]:
    return [CartItem(sku=sku, qty=qty) for sku, qty in wanted]


def pass_time(stall: Stall, **span: int) -> None:
    stall.backend.clock.now += timedelta(**span)


def test_a_phone_alone_is_kept_under_an_invoice_of_its_own(stall: Stall) -> None:
    first, second = leave(stall), leave(stall)

    assert first.invoice != second.invoice
    assert first.token != second.token
    kept = detail(stall, first.invoice)
    assert (kept["status"], kept["payment_status"], kept["items"], kept["total"]) == ("abandoned", "cod_due", [], 0)
    assert (kept["customer_phone"], kept["customer_name"], kept["address"]["district_code"]) == (
        "+6281311112222",
        "",
        "",
    )
    assert [(entry["what"], entry["from"], entry["to"]) for entry in kept["history"]] == [
        ("abandoned", None, "abandoned")
    ]


def test_what_is_known_is_priced_and_nothing_is_reserved(stall: Stall) -> None:
    kept = leave(
        stall,
        name="Budi",
        street="Jl. Melati 5",
        district_code="31.71.01",
        items=items((COFFEE, 2), (SPOON, 1)),
        payment_method=PaymentMethod.BANK_TRANSFER,
        source={"utm_source": "ig"},
    )

    found = detail(stall, kept.invoice)
    assert [(line["sku"], line["qty"], line["price"]) for line in found["items"]] == [
        (COFFEE, 2, 45_000),
        (SPOON, 1, 15_000),
    ]
    assert (found["total"], found["totals"]["shipping"], found["due_at"]) == (120_000, 15_000, None)
    assert (found["payment_status"], found["source"]) == ("unpaid", {"utm_source": "ig"})
    assert "Gambir" in found["address"]["region"]
    assert stall.stock(COFFEE).reserved == 0


def test_the_fee_for_cash_on_delivery_is_known_too(stall: Stall) -> None:
    kept = leave(stall, items=items((COFFEE, 1)), payment_method=PaymentMethod.COD)

    assert detail(stall, kept.invoice)["totals"]["cod_fee"] == 1_800


def test_goods_that_went_off_sale_are_left_out(stall: Stall) -> None:
    stall.add_goods(Sku("LAMA"), is_active=False)
    stall.publish(
        FormContent(
            items=(FormItem(sku=Sku("LAMA")), FormItem(sku=SPOON)),
            payment_methods=(PaymentMethod.COD,),
            flat_shipping=None,
        ),
        slug="lama",
    )
    draft = Draft(phone=PHONE, items=items((Sku("LAMA"), 1), (SPOON, 1)))
    kept = stall.ordering.drafts.keep(subdomain=stall.subdomain, form="lama", draft=draft)

    found = detail(stall, kept.invoice)
    assert [line["sku"] for line in found["items"]] == [SPOON]
    assert found["totals"]["goods"] == 15_000


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"phone": "12345"}, PhoneInvalid),
        ({"district_code": "99.99.99"}, RegionUnknown),
        ({"village_code": "31.71.01.1001"}, RegionUnknown),
        ({"items": items((Sku("LAIN"), 1))}, NotOnOffer),
        ({"bumps": [3]}, NotOnOffer),
        ({"payment_method": PaymentMethod.QRIS}, PaymentMethodNotTaken),
        ({"answers": {"cups": "3"}}, QuestionUnknown),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    stall: Stall, typed: dict[str, Any], refusal: type[Refusal]
) -> None:
    kept = leave(stall)
    before = detail(stall, kept.invoice)

    with pytest.raises(refusal):
        leave(stall, **typed)
    with pytest.raises(refusal):
        type_on(stall, kept.token, **typed)
    assert detail(stall, kept.invoice) == before
    pass_time(stall, minutes=15)
    assert listed(stall, ABANDONED) == [kept.invoice]


def test_a_form_that_is_closed_or_not_there_keeps_nothing(stall: Stall) -> None:
    kept = leave(stall)
    with pytest.raises(FormNotFound):
        stall.ordering.drafts.keep(subdomain=stall.subdomain, form="tidak-ada", draft=Draft(phone=PHONE))
    found = stall.shop.forms.list(store=stall.member.store, listing=Listing(sort_by="name", category="name"))
    form: Any = found.rows[0]["id"]
    stall.shop.forms.change_status(store=stall.member.store, by=ALICE, form=form, status=FormStatus.CLOSED)

    with pytest.raises(FormClosed):
        leave(stall)
    with pytest.raises(FormClosed):
        type_on(stall, kept.token)


def test_a_buyer_types_on_and_the_quiet_minutes_begin_anew(stall: Stall) -> None:
    kept = leave(stall, name="Bu", items=items((COFFEE, 1)))
    pass_time(stall, minutes=14)
    again = type_on(stall, kept.token, phone="0813 9999 8888", name="Budi")

    found = detail(stall, kept.invoice)
    assert again == kept
    assert (found["customer_name"], found["customer_phone"], found["items"]) == ("Budi", "+6281399998888", [])
    assert len(found["history"]) == 1
    pass_time(stall, minutes=14, seconds=59)
    assert listed(stall, ABANDONED) == []
    pass_time(stall, seconds=1)
    assert listed(stall, ABANDONED) == [kept.invoice]


def test_the_abandoned_are_in_no_other_list(stall: Stall) -> None:
    leave(stall)
    ordered = stall.check_out(a_checkout()).invoice
    pass_time(stall, hours=1)

    assert listed(stall, OrderFilter()) == [ordered]
    assert listed(stall, OrderFilter(keyword="INV")) == [ordered]
    page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(), limit=1)
    assert (page.total, page.next_after) == (1, None)
    assert listed(stall, OrderFilter(status=Status.PENDING)) == [ordered]


def test_the_store_says_how_long_a_buyer_may_be_silent(backend: Backend) -> None:
    stall = coffee_stall(backend, settings=StoreSettings(abandoned_after=timedelta(hours=2)))
    kept = leave(stall)

    pass_time(stall, minutes=119)
    assert listed(stall, ABANDONED) == []
    pass_time(stall, minutes=1)
    assert listed(stall, ABANDONED) == [kept.invoice]
    shown = replace(ABANDONED, created_until=stall.backend.clock() - timedelta(hours=3))
    assert listed(stall, shown) == []


def test_a_token_of_nobody_or_of_another_store_opens_nothing(backend: Backend, stall: Stall) -> None:
    neighbour = coffee_stall(backend)
    kept = leave(stall, name="Budi")

    with pytest.raises(AbandonedNotFound):
        type_on(stall, Secret("x" * 43))
    other = finish(neighbour, kept.token, (COFFEE, 1))

    assert not other.repeated
    assert detail(stall, kept.invoice)["status"] == "abandoned"


def test_the_checkout_makes_it_the_order(stall: Stall) -> None:
    kept = leave(stall, name="Bu", items=items((SPOON, 1)), source={"utm_source": "ig"})
    pass_time(stall, hours=3)
    receipt = finish(stall, kept.token, (COFFEE, 2))

    assert (receipt.invoice, receipt.secret, receipt.repeated) == (kept.invoice, kept.token, False)
    found = detail(stall, kept.invoice)
    assert (found["status"], found["total"], found["customer_name"]) == ("pending", 105_000, "Budi")
    assert (found["created_at"], found["source"]) == (stall.backend.clock(), {"utm_source": "ig"})
    assert [line["sku"] for line in found["items"]] == [COFFEE]
    assert [(entry["what"], entry["from"], entry["to"]) for entry in found["history"]] == [
        ("abandoned", None, "abandoned"),
        ("placed", "abandoned", "pending"),
    ]
    assert (stall.stock(COFFEE).reserved, stall.stock(SPOON).reserved) == (2, 0)
    assert listed(stall, OrderFilter()) == [kept.invoice]
    assert listed(stall, ABANDONED) == []


def test_the_same_checkout_twice_is_the_same_order_however_late(stall: Stall) -> None:
    kept = leave(stall)
    first = finish(stall, kept.token)
    pass_time(stall, hours=5)
    again = finish(stall, kept.token)

    assert (again.invoice, again.repeated) == (first.invoice, True)
    assert stall.stock(COFFEE).reserved == 1


def test_another_checkout_under_a_token_that_is_spent_is_an_order_of_its_own(stall: Stall) -> None:
    kept = leave(stall)
    first = finish(stall, kept.token)
    other = finish(stall, kept.token, (SPOON, 1))

    assert other.invoice != first.invoice
    assert not other.repeated
    with pytest.raises(NotAbandonedAnyMore):
        type_on(stall, kept.token)


def test_a_checkout_that_fails_leaves_the_record_as_it_was(stall: Stall) -> None:
    kept = leave(stall, name="Budi")
    before = detail(stall, kept.invoice)

    with pytest.raises(OutOfStock):
        finish(stall, kept.token, (COFFEE, 11))

    assert detail(stall, kept.invoice) == before


def test_the_record_of_another_form_is_not_made_its_order(stall: Stall) -> None:
    stall.publish(
        FormContent(
            items=(FormItem(sku=COFFEE),),
            payment_methods=(PaymentMethod.BANK_TRANSFER,),
            flat_shipping=Money(0),
        ),
        slug="lain",
    )
    kept = leave(stall)
    other = stall.check_out(replace(a_checkout(), abandoned=kept.token), form="lain")

    assert other.invoice != kept.invoice
    assert detail(stall, kept.invoice)["status"] == "abandoned"


def test_two_who_finish_at_once_make_one_order(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=100)

    def finish_it(token: Secret, phone: str) -> Receipt:
        while True:
            try:
                return finish(stall, token, (COFFEE, 1), phone=phone)
            except ChangedMeanwhile:
                continue

    for number in range(5):
        phone = f"0813 1111 22{number:02d}"
        token = leave(stall, phone=phone).token
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda _: finish_it(token, phone), range(4)))  # noqa: B023
        assert len({receipt.invoice for receipt in made}) == 1
        assert [receipt.repeated for receipt in made].count(False) == 1
        entries = detail(stall, made[0].invoice)["history"]
        assert [entry["what"] for entry in entries] == ["abandoned", "placed"]
    assert stall.stock(COFFEE).reserved == 5


def test_who_types_while_somebody_finishes_does_not_undo_the_order(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=100)
    for number in range(5):
        phone = f"0813 1111 22{number:02d}"
        kept = leave(stall, phone=phone)

        def type_it(kept: DraftKept = kept) -> str:
            try:
                return type_on(stall, kept.token, name="Lain").invoice
            except (NotAbandonedAnyMore, ChangedMeanwhile):
                return kept.invoice

        def finish_it(kept: DraftKept = kept, phone: str = phone) -> str:
            while True:
                try:
                    return finish(stall, kept.token, (COFFEE, 1), phone=phone).invoice
                except ChangedMeanwhile:
                    continue

        with ThreadPoolExecutor(2) as pool:
            ends = [pool.submit(type_it), pool.submit(finish_it)]
            assert {end.result(60) for end in ends} == {kept.invoice}
        found = detail(stall, kept.invoice)
        assert (found["status"], found["customer_name"], len(found["items"])) == ("pending", "Budi", 1)


def test_it_is_followed_up_after_the_quiet_minutes_and_the_order_goes_on_counting(stall: Stall) -> None:
    kept = leave(stall, name="Budi")
    follow = stall.ordering.following_up.follow_up
    store = stall.member.store
    with pytest.raises(FollowUpTooEarly):
        follow(store=store, by=ALICE, invoice=kept.invoice, attempt=1)
    pass_time(stall, minutes=15)
    first = follow(store=store, by=ALICE, invoice=kept.invoice, attempt=1)
    type_on(stall, kept.token, name="Budi S")
    with pytest.raises(FollowUpTooEarly):
        follow(store=store, by=ALICE, invoice=kept.invoice, attempt=2)
    finish(stall, kept.token)
    second = follow(store=store, by=ALICE, invoice=kept.invoice, attempt=2)

    assert first.channel is Channel.LINK
    assert "Budi" in first.text
    assert second.attempt == 2
    assert [one["attempt"] for one in detail(stall, kept.invoice)["follow_ups"]] == [1, 2]


def test_the_seller_can_cancel_it_and_nothing_else(stall: Stall) -> None:
    kept = leave(stall, items=items((COFFEE, 1)))
    for wanted in (Status.PENDING, Status.PROCESSING, Status.SHIPPED):
        with pytest.raises(StatusNotAllowed) as refused:
            stall.move(kept.invoice, wanted)
        assert refused.value.facts["allowed"] == ["cancelled"]
    stall.move(kept.invoice, Status.CANCELLED)

    assert stall.stock(COFFEE).reserved == 0
    with pytest.raises(NotAbandonedAnyMore):
        type_on(stall, kept.token)
    pass_time(stall, minutes=20)
    with pytest.raises(NotOpenToFollowUp):
        stall.ordering.following_up.follow_up(store=stall.member.store, by=ALICE, invoice=kept.invoice, attempt=1)
    ordered = finish(stall, kept.token)
    assert ordered.invoice != kept.invoice


def test_the_same_key_keeps_it_once(stall: Stall) -> None:
    once = Once(scope=f"of {stall.subdomain}", key="k", fingerprint="f", returns=DraftKept)
    first = leave(stall, once=once)
    with pytest.raises(Replayed) as replayed:
        leave(stall, once=once)

    assert replayed.value.result == first


def test_erasing_the_buyer_erases_what_was_left(stall: Stall) -> None:
    kept = leave(
        stall,
        phone="081377778888",
        name="Ratnaningtyas Sekarwati",
        street="Jl. Srigunting Abandi 7",
        note="Jangan dibel",
    )
    personal_data_on(stall.backend).erase(member=stall.member, phone="081377778888")

    assert found_of(stall.backend, "Ratnaningtyas", "Srigunting", "dibel", "81377778888") == set()
    with pytest.raises(AbandonedNotFound):
        type_on(stall, kept.token)
    ordered = finish(stall, kept.token, phone="081377778888")
    assert ordered.invoice != kept.invoice
    assert detail(stall, kept.invoice)["customer_phone"] is None
