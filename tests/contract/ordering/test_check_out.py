"""Checkout on memory, SQLite and PostgreSQL: every refusal, the figures, repeated submissions and kept outcomes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bosonline.adapters.outbound.sql.tables.transaction import outbox
from bosonline.application.ordering import (
    Checkout,
    FormClosed,
    NoBankAccount,
    OrderFilter,
    OutOfStock,
    PriceChanged,
    RatesUnavailable,
    Receipt,
)
from bosonline.application.ports import KEPT_FOR, KeyReused, Once, Replayed
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Refusal
from bosonline.domain.forms import Bump, FieldKind, FormContent, FormField, FormItem, FormNotFound, FormStatus
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    AnswerMissing,
    AnswerNotADate,
    AnswerNotAnOption,
    AnswerNotANumber,
    AnswerNotTrueOrFalse,
    BelowMinimum,
    CartItem,
    Invoice,
    NotOnOffer,
    PaymentMethod,
    PaymentMethodNotTaken,
    PaymentStatus,
    QuestionUnknown,
    Status,
    TooMany,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import RegionUnknown, StoreSettings, Zone
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, FORM, SPOON, Stall, a_checkout, coffee_stall, open_stall

COD, TRANSFER = PaymentMethod.COD, PaymentMethod.BANK_TRANSFER
EVERYTHING = FormContent(
    items=(FormItem(sku=COFFEE, price=Money(40_000), max_qty=5), FormItem(sku=SPOON)),
    payment_methods=(TRANSFER,),
    flat_shipping=Money(15_000),
    bumps=(Bump(sku=SPOON, price=Money(10_000)), Bump(sku=COFFEE, price=Money(30_000))),
    fields=(
        FormField(name="grind", label="Gilingan", kind=FieldKind.CHOICE, is_required=True, options=("halus", "kasar")),
        FormField(name="cups", label="Cangkir", kind=FieldKind.NUMBER),
        FormField(name="gift", label="Kado", kind=FieldKind.CHECKBOX),
        FormField(name="day", label="Tanggal", kind=FieldKind.DATE),
    ),
)
ANSWERED = {"grind": "halus"}


def once(stall: Stall, key: str = "k", fingerprint: str = "f") -> Once:
    scope = f"store:{stall.subdomain} POST /store/order/checkout"
    return Once(scope=scope, key=key, fingerprint=fingerprint, returns=Receipt)


def full_stall(backend: Backend) -> Stall:
    """A store whose form has a price, a limit, bumps and questions of its own."""
    stall = open_stall(backend)
    stall.add_goods(COFFEE, on_hand=10)
    stall.add_goods(SPOON, price=15_000, on_hand=3, min_qty=2)
    stall.publish(EVERYTHING)
    return stall


def reserved(stall: Stall) -> tuple[int, int]:
    return stall.stock(COFFEE).reserved, stall.stock(SPOON).reserved


def announced(stall: Stall) -> list[str]:
    """The topics of the letters of this store, since others share the outbox."""
    database = stall.backend.database
    if stall.backend.name == "memory":
        return [
            type(posted.event).__name__ for posted in database.outbox.values() if posted.store == stall.member.store
        ]
    with database.read() as connection:
        statement = select(outbox.c.topic).where(outbox.c.store_id == stall.member.store)
        return list(connection.execute(statement).scalars())


def invoices(stall: Stall) -> list[str]:
    page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(), limit=50)
    return [row["invoice"] for row in page.rows]


def refused(stall: Stall, checkout: Checkout, *, form: str = FORM) -> Refusal:
    """The refusal of this checkout, which leaves nothing behind."""
    before = (reserved(stall), invoices(stall))
    with pytest.raises(Refusal) as refusal:
        stall.check_out(checkout, form=form)
    assert (reserved(stall), invoices(stall)) == before
    return refusal.value


class TestRefusals:
    """Each says what is wrong, and nothing is left behind."""

    @pytest.mark.parametrize(
        ("changes", "kind", "facts"),
        [
            (
                {"items": [CartItem(sku=COFFEE, qty=1), CartItem(sku=COFFEE, qty=5)]},
                TooMany,
                {"field": "items.1.qty", "sku": COFFEE, "max_qty": 5},
            ),
            ({"items": [CartItem(sku=Sku("TEH"), qty=1)]}, NotOnOffer, {"field": "items.0.sku", "sku": "TEH"}),
            ({"bumps": [0, 2]}, NotOnOffer, {"field": "bumps.1", "sku": "2"}),
            ({"bumps": [-1]}, NotOnOffer, {"field": "bumps.0", "sku": "-1"}),
            ({"payment_method": COD}, PaymentMethodNotTaken, {"taken": "bank_transfer"}),
            ({"answers": {}}, AnswerMissing, {"field": "fields.grind", "label": "Gilingan"}),
            ({"answers": {"grind": " "}}, AnswerMissing, {"field": "fields.grind", "label": "Gilingan"}),
            (
                {"answers": {"grind": "sedang"}},
                AnswerNotAnOption,
                {"field": "fields.grind", "label": "Gilingan", "options": ["halus", "kasar"]},
            ),
            ({"answers": {**ANSWERED, "cups": "dua"}}, AnswerNotANumber, {"field": "fields.cups", "label": "Cangkir"}),
            ({"answers": {**ANSWERED, "gift": "ya"}}, AnswerNotTrueOrFalse, {"field": "fields.gift", "label": "Kado"}),
            ({"answers": {**ANSWERED, "day": "besok"}}, AnswerNotADate, {"field": "fields.day", "label": "Tanggal"}),
            ({"answers": {**ANSWERED, "milk": "1"}}, QuestionUnknown, {"field": "fields.milk", "label": "milk"}),
            ({"phone": "12345"}, PhoneInvalid, {"field": "customer.phone"}),
            (
                {"district_code": "31.71.99"},
                RegionUnknown,
                {"field": "address.district_code", "region": "31.71.99"},
            ),
            (
                {"village_code": "51.71.01.1001"},
                RegionUnknown,
                {"field": "address.village_code", "region": "51.71.01.1001"},
            ),
            ({"bank_account": 10**9}, NoBankAccount, {}),
            (
                {"items": [CartItem(sku=SPOON, qty=4), CartItem(sku=COFFEE, qty=1)]},
                OutOfStock,
                {"items": [{"sku": SPOON, "available": 3}]},
            ),
            ({"items": [CartItem(sku=SPOON, qty=1)]}, BelowMinimum, {"sku": SPOON, "min_qty": 2}),
        ],
    )
    def test_what_is_wrong_is_named(
        self, backend: Backend, changes: dict[str, Any], kind: type[Refusal], facts: dict[str, Any]
    ) -> None:
        stall = full_stall(backend)

        refusal = refused(stall, replace(a_checkout((COFFEE, 2)), **{"answers": ANSWERED, **changes}))

        assert (type(refusal), refusal.facts) == (kind, facts)

    def test_a_form_that_is_not_there_and_one_of_another_store_are_not_found(self, backend: Backend) -> None:
        stall, other = open_stall(backend), coffee_stall(backend)

        assert isinstance(refused(other, a_checkout(), form="teh"), FormNotFound)
        with pytest.raises(FormNotFound):
            stall.check_out(a_checkout())
        with pytest.raises(FormNotFound):
            stall.ordering.check_out(subdomain="nobody", form=FORM, checkout=a_checkout())
        assert invoices(other) == []

    @pytest.mark.parametrize("status", [FormStatus.DRAFT, FormStatus.CLOSED])
    def test_a_form_that_is_not_published_takes_nothing(self, backend: Backend, status: FormStatus) -> None:
        stall = coffee_stall(backend)
        made = stall.publish(replace(EVERYTHING, fields=()), slug="lain")
        stall.shop.forms.change_status(
            store=stall.member.store, by=stall.member.author, form=made.form.id, status=status
        )

        assert isinstance(refused(stall, a_checkout(), form="lain"), FormClosed)

    def test_goods_that_are_not_on_sale_are_out_of_stock(self, backend: Backend) -> None:
        stall = open_stall(backend)
        stall.add_goods(COFFEE, is_active=False)
        stall.publish(FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(COD,), flat_shipping=Money(0)))

        with pytest.raises(OutOfStock) as refusal:
            stall.check_out(a_checkout(method=COD))
        assert refusal.value.facts == {"items": [{"sku": COFFEE, "available": 0}]}

    def test_without_a_shipping_cost_there_is_no_order(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        stall.publish(FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(COD,)), slug="lain")

        assert isinstance(refused(stall, a_checkout(method=COD), form="lain"), RatesUnavailable)

    def test_everything_that_is_short_is_named_with_what_is_left(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        stall.check_out(a_checkout((COFFEE, 7)))

        refusal = refused(stall, a_checkout((SPOON, 11), (COFFEE, 4)))

        assert refusal.facts == {"items": [{"sku": SPOON, "available": 10}, {"sku": COFFEE, "available": 3}]}

    def test_what_the_buyer_was_shown_is_compared_and_not_believed(self, backend: Backend) -> None:
        stall = coffee_stall(backend)

        refusal = refused(stall, a_checkout((COFFEE, 2), expected_total=104_999))

        assert isinstance(refusal, PriceChanged)
        assert refusal.facts["totals"] == {
            "goods": 90_000,
            "shipping": 15_000,
            "cod_fee": 0,
            "insurance": 0,
            "other_fees": 0,
            "unique_code": 0,
            "product_discount": 0,
            "shipping_discount": 0,
            "total": 105_000,
        }
        assert stall.check_out(a_checkout((COFFEE, 2), expected_total=105_000)).totals.total == Money(105_000)


class TestOrders:
    """What an accepted checkout becomes."""

    def test_a_transfer_is_due_at_the_stores_deadline_on_its_own_clock(self, backend: Backend) -> None:
        stall = coffee_stall(backend, settings=StoreSettings(zone=Zone.WIT, payment_deadline=timedelta(hours=6)))

        receipt = stall.check_out(a_checkout((COFFEE, 2)))

        assert (receipt.status, receipt.payment_status, receipt.repeated) == (
            Status.PENDING,
            PaymentStatus.UNPAID,
            False,
        )
        assert receipt.totals.as_facts() | {"total": 0} == {
            **dict.fromkeys(receipt.totals.as_facts(), 0),
            "goods": 90_000,
            "shipping": 15_000,
        }
        assert receipt.totals.total == Money(105_000)
        assert receipt.due_at is not None
        assert receipt.due_at.isoformat() == "2026-01-05T18:00:00+09:00"
        assert [(one.bank_name, one.account_number) for one in receipt.bank_accounts] == [("BCA", "1234567890")]

    @pytest.mark.parametrize(("points", "fee"), [(300, 3_150), (301, 3_161), (0, 0)])
    def test_cash_on_delivery_costs_its_share_rounded_up(self, backend: Backend, points: int, fee: int) -> None:
        stall = coffee_stall(backend, settings=StoreSettings(cod_fee_basis_points=points))

        receipt = stall.check_out(a_checkout((COFFEE, 2), method=COD))

        assert receipt.payment_status is PaymentStatus.COD_DUE
        assert (receipt.totals.cod_fee, receipt.totals.total) == (Money(fee), Money(105_000 + fee))
        assert (receipt.due_at, receipt.bank_accounts) == (None, ())

    def test_the_order_is_kept_as_it_was_made(self, backend: Backend) -> None:
        stall = full_stall(backend)
        asked = replace(
            a_checkout((COFFEE, 1), (COFFEE, 1), (SPOON, 1), bumps=[0, 1, 0]),
            phone="0062 813-1111.2222",
            answers={"day": "2026-02-01", "grind": " kasar "},
            village_code="31.71.01.1001",
            note="pagi",
            source={"utm_source": "ig"},
        )

        receipt = stall.check_out(asked)

        order = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
        assert [(line["sku"], line["qty"], line["price"], line["hpp"]) for line in order["items"]] == [
            (COFFEE, 2, 40_000, 22_500),
            (SPOON, 1, 15_000, 7_500),
            (SPOON, 1, 10_000, 7_500),
            (COFFEE, 1, 30_000, 22_500),
        ]
        assert order["totals"] == receipt.totals.as_facts()
        assert order["total"] == 80_000 + 15_000 + 10_000 + 30_000 + 15_000
        assert order["customer"] == {"name": "Budi", "phone": "+6281311112222", "email": None}
        assert order["address"]["region"].startswith("Gambir")
        assert order["address"]["post_code"] == "10110"
        assert order["fields"] == {"grind": "kasar", "day": "2026-02-01"}
        assert (order["note"], order["source"], order["form"]) == ("pagi", {"utm_source": "ig"}, "Form kopi")
        assert [(one["what"], one["to"], one["by"]["name"]) for one in order["history"]] == [
            ("placed", "pending", "buyer")
        ]
        assert reserved(stall) == (3, 2)

    def test_all_that_is_left_can_be_ordered_and_nothing_more(self, backend: Backend) -> None:
        stall = coffee_stall(backend, on_hand=3)

        stall.check_out(a_checkout((COFFEE, 3)))

        assert refused(stall, a_checkout(phone="081399998888")).facts["items"] == [{"sku": COFFEE, "available": 0}]

    def test_an_order_is_announced_once(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        stall.check_out(a_checkout())
        stall.check_out(a_checkout())

        assert announced(stall).count("OrderPlaced") == 1


class TestRepeatedSubmissions:
    """The same buyer, goods, way to pay and street within the window: the same order."""

    def test_within_the_window_it_is_the_same_order(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout((COFFEE, 2), (SPOON, 1)))
        backend.clock.advance(minutes=9, seconds=59)

        again = stall.check_out(a_checkout((SPOON, 1), (COFFEE, 2), phone="+62 813 1111 2222", street="JL.  Melati 5 "))

        assert again == replace(first, repeated=True)
        assert (reserved(stall), invoices(stall)) == ((2, 1), [first.invoice])

    def test_after_the_window_it_is_another(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout())
        backend.clock.advance(minutes=10)

        again = stall.check_out(a_checkout())

        assert not again.repeated
        assert (reserved(stall), invoices(stall)) == ((2, 0), [again.invoice, first.invoice])

    @pytest.mark.parametrize(
        "other",
        [
            a_checkout((COFFEE, 2)),
            a_checkout((SPOON, 1)),
            a_checkout(phone="081399998888"),
            a_checkout(method=COD),
            a_checkout(street="Jl. Melati 6"),
        ],
    )
    def test_anything_else_is_another_order(self, backend: Backend, other: Checkout) -> None:
        stall = coffee_stall(backend)
        stall.check_out(a_checkout())

        assert not stall.check_out(other).repeated
        assert len(invoices(stall)) == 2

    def test_on_another_form_it_is_another_order(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        content = FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(TRANSFER,), flat_shipping=Money(0))
        stall.publish(content, slug="lain")
        stall.check_out(a_checkout())

        assert not stall.check_out(a_checkout(), form="lain").repeated

    def test_after_a_cancelled_order_it_is_another(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout())
        stall.move(first.invoice, Status.CANCELLED)

        assert not stall.check_out(a_checkout()).repeated

    def test_who_got_the_last_piece_is_shown_the_order_again(self, backend: Backend) -> None:
        stall = coffee_stall(backend, on_hand=1)
        first = stall.check_out(a_checkout())

        assert stall.check_out(a_checkout()) == replace(first, repeated=True)
        assert isinstance(refused(stall, a_checkout(phone="081399998888")), OutOfStock)

    def test_a_repeat_is_not_held_against_new_prices(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout(expected_total=60_000))

        assert stall.check_out(a_checkout(expected_total=1)) == replace(first, repeated=True)


class TestKeys:
    """One effect for each key, and the same answer for as long as it is kept."""

    def test_a_success_is_given_again_whatever_has_changed(self, backend: Backend) -> None:
        stall = coffee_stall(backend, on_hand=2)
        first = stall.check_out(a_checkout(), once=once(stall))
        stall.move(first.invoice, Status.CANCELLED)
        backend.clock.advance(hours=23)
        stall.check_out(a_checkout((COFFEE, 2), phone="081399998888"))

        with pytest.raises(Replayed) as replay:
            stall.check_out(a_checkout(), once=once(stall))

        assert replay.value.result == first
        assert len(invoices(stall)) == 2

    def test_a_success_is_given_again_when_the_form_has_closed_since(self, backend: Backend) -> None:
        stall = open_stall(backend)
        stall.add_goods(COFFEE)
        content = FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(TRANSFER,), flat_shipping=Money(0))
        form = stall.publish(content).form
        first = stall.check_out(a_checkout(), once=once(stall))
        stall.shop.forms.change_status(
            store=stall.member.store, by=stall.member.author, form=form.id, status=FormStatus.CLOSED
        )

        with pytest.raises(Replayed) as replay:
            stall.check_out(a_checkout(), once=once(stall))
        assert replay.value.result == first
        with pytest.raises(FormClosed):
            stall.check_out(a_checkout(), once=once(stall, "other"))

    def test_a_refusal_is_given_again_whatever_has_changed(self, backend: Backend) -> None:
        stall = coffee_stall(backend, on_hand=1)
        taken = stall.check_out(a_checkout(phone="081399998888"))
        with pytest.raises(OutOfStock):
            stall.check_out(a_checkout(), once=once(stall))
        stall.move(taken.invoice, Status.CANCELLED)

        with pytest.raises(Replayed) as replay:
            stall.check_out(a_checkout(), once=once(stall))

        assert isinstance(replay.value.result, OutOfStock)
        assert replay.value.result.facts == {"items": [{"sku": COFFEE, "available": 0}]}
        assert not stall.check_out(a_checkout(), once=once(stall, "other")).repeated

    @pytest.mark.parametrize(
        ("wrong", "kind"),
        [
            (a_checkout(phone="1"), PhoneInvalid),
            (a_checkout((COFFEE, 1), expected_total=1), PriceChanged),
            (a_checkout((COFFEE, 11)), OutOfStock),
        ],
    )
    def test_every_refusal_of_a_checkout_is_kept(self, backend: Backend, wrong: Checkout, kind: type[Refusal]) -> None:
        stall = coffee_stall(backend)
        with pytest.raises(kind) as first:
            stall.check_out(wrong, once=once(stall))

        with pytest.raises(Replayed) as replay:
            stall.check_out(wrong, once=once(stall))

        assert isinstance(replay.value.result, kind)
        assert replay.value.result.facts == first.value.facts

    def test_what_was_out_of_reach_is_not_kept(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        missing = replace(a_checkout(), bank_account=10**9)
        for _ in range(2):
            with pytest.raises(NoBankAccount):
                stall.check_out(missing, once=once(stall))

        assert stall.check_out(a_checkout(), once=once(stall)).invoice

    def test_a_repeated_submission_is_kept_as_such(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout())
        again = stall.check_out(a_checkout(), once=once(stall))
        backend.clock.advance(minutes=20)

        with pytest.raises(Replayed) as replay:
            stall.check_out(a_checkout(), once=once(stall))

        assert replay.value.result == again == replace(first, repeated=True)

    def test_two_keys_for_one_submission_are_one_order(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout(), once=once(stall, "one"))

        assert stall.check_out(a_checkout(), once=once(stall, "two")) == replace(first, repeated=True)
        assert invoices(stall) == [first.invoice]

    def test_a_key_is_for_one_content(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        stall.check_out(a_checkout(), once=once(stall))

        with pytest.raises(KeyReused):
            stall.check_out(a_checkout((COFFEE, 2)), once=once(stall, fingerprint="other"))
        with pytest.raises(KeyReused):
            stall.check_out(a_checkout(phone="1"), once=once(stall, fingerprint="wrong"))
        assert len(invoices(stall)) == 1

    def test_a_key_is_forgotten_in_time(self, backend: Backend) -> None:
        stall = coffee_stall(backend)
        first = stall.check_out(a_checkout(), once=once(stall))
        backend.clock.advance(seconds=KEPT_FOR.total_seconds())

        later = stall.check_out(a_checkout((COFFEE, 2)), once=once(stall, fingerprint="other"))

        assert later.invoice != first.invoice


def test_numbers_count_up_and_no_order_has_anothers(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=100)
    for _ in range(40):
        stall.check_out(a_checkout())
        backend.clock.advance(minutes=11)

    listed = invoices(stall)
    assert listed == sorted(set(listed), reverse=True)
    assert (len(listed), listed[-1]) == (40, Invoice("INV0001"))


def test_the_moment_of_an_order_is_that_of_the_clock(backend: Backend) -> None:
    backend.clock.now = datetime(2026, 3, 1, 17, 30, 0, 123456, tzinfo=UTC)
    stall = coffee_stall(backend)

    receipt = stall.check_out(a_checkout())

    order = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
    assert (order["created_at"], order["due_at"]) == (backend.clock.now, backend.clock.now + timedelta(days=1))
