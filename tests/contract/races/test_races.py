"""Real threads against a real server: whatever meets at the same instant, the books are right and nobody sees a 500."""

from collections import Counter
from functools import partial
from itertools import permutations

import pytest

from bosonline.domain.ordering import PaymentMethod
from bosonline.testing.served_store import LAST_STEPS, ServedStore
from bosonline.testing.web import Answer, at_once


def statuses(answers: list[Answer]) -> Counter[tuple[int, str | None]]:
    """How many of each."""
    return Counter((answer.status, answer.code) for answer in answers)


def oversell(store: ServedStore, *, buyers: int, units: int) -> None:
    """More buyers than goods: as many orders as there are goods, and everybody else is told."""
    form, skus = store.sell(units)

    answers = at_once(partial(store.check_out, form, skus, buyer=buyer) for buyer in range(buyers))

    assert statuses(answers) == {(201, None): units, (409, "out-of-stock"): buyers - units}
    assert len({answer.data["invoice"] for answer in answers if answer.status == 201}) == units
    assert store.stock(skus[0]) == (units, units)
    assert len(store.orders(form)) == units
    store.check_books(form, skus)


def baskets(store: ServedStore, *, buyers: int, units: int) -> None:
    """Baskets of three in every order, a third of them cancelled again, while others still come."""
    form, skus = store.sell(units, units, units)
    orders = list(permutations(skus))

    def buy(buyer: int) -> list[Answer]:
        bought = store.check_out(form, orders[buyer % len(orders)], buyer=buyer)
        if bought.status != 201 or buyer % 3:
            return [bought]
        return [bought, store.move("alice", bought.data["invoice"], "cancelled")]

    answers = [answer for each in at_once(partial(buy, buyer) for buyer in range(buyers)) for answer in each]

    assert set(statuses(answers)) <= {(201, None), (200, None), (409, "out-of-stock")}
    kept = list(store.orders(form).values())
    assert kept.count("pending") == units
    store.check_books(form, skus)


def test_nothing_is_sold_that_is_not_there(served: ServedStore) -> None:
    oversell(served, buyers=240, units=120)


def test_baskets_in_opposite_orders_and_cancels(served: ServedStore) -> None:
    baskets(served, buyers=240, units=60)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_ten_thousand_buyers_of_five_thousand_pieces(served: ServedStore) -> None:
    oversell(served, buyers=10_000, units=5_000)
    baskets(served, buyers=10_000, units=2_000)


def test_who_presses_often_orders_once(served: ServedStore) -> None:
    form, skus = served.sell(100)
    calls = [partial(served.check_out, form, skus, buyer=buyer) for buyer in range(20) for _ in range(8)]

    answers = at_once(calls)

    assert statuses(answers) == {(201, None): 160}
    for buyer in range(20):
        own = answers[buyer * 8 : buyer * 8 + 8]
        assert len({answer.data["invoice"] for answer in own}) == 1
        assert [answer.data["repeated"] for answer in own].count(False) == 1
    assert len(served.orders(form)) == 20
    served.check_books(form, skus)


def test_who_presses_often_for_the_last_piece_gets_it(served: ServedStore) -> None:
    for buyer in range(10):
        form, skus = served.sell(1)
        answers = at_once([partial(served.check_out, form, skus, buyer=buyer)] * 8)
        assert statuses(answers) == {(201, None): 8}
        assert len(served.orders(form)) == 1


def test_a_key_has_one_effect_whoever_else_sends_it(served: ServedStore) -> None:
    form, skus = served.sell(1_000)
    calls = [
        partial(served.check_out, form, skus, buyer=buyer, key=f"{form}-{buyer}")
        for buyer in range(30)
        for _ in range(6)
    ]

    answers = at_once(calls)

    assert set(statuses(answers)) <= {(201, None), (409, "twin-in-flight")}
    for buyer in range(30):
        made = [answer for answer in answers[buyer * 6 : buyer * 6 + 6] if answer.status == 201]
        assert [answer.replayed for answer in made].count(False) == 1
        again = served.check_out(form, skus, buyer=buyer, key=f"{form}-{buyer}")
        assert again.replayed
        assert [answer.body for answer in made] == [again.body] * len(made)
        assert not again.data["repeated"]
    assert len(served.orders(form)) == 30
    served.check_books(form, skus)


def test_two_who_follow_up_make_one_attempt(served: ServedStore) -> None:
    form, skus = served.sell(20)
    invoices = [served.check_out(form, skus, buyer=buyer).data["invoice"] for buyer in range(20)]
    for attempt in (1, 2):
        calls = [
            partial(served.follow_up, who, invoice, attempt) for invoice in invoices for who in ("alice", "bob") * 3
        ]
        answers = at_once(calls)
        assert statuses(answers) == {(200, None): 120}
        for at in range(20):
            pressed = [answer.data for answer in answers[at * 6 : at * 6 + 6]]
            winners = {data["by"]["name"] for data in pressed}
            assert [data["repeated"] for data in pressed].count(False) == 1
            assert len(winners) == len({data["text"] for data in pressed}) == 1
            theirs = [data["whatsapp_url"] is not None for data in pressed]
            assert theirs == [who.title() in winners for who in ("alice", "bob") * 3]
    served.check_books(form, skus)


def test_an_order_is_cancelled_or_shipped(served: ServedStore) -> None:
    form, skus = served.sell(30)
    invoices = [served.check_out(form, skus, buyer=buyer).data["invoice"] for buyer in range(30)]
    for step in LAST_STEPS:
        assert statuses(at_once(partial(served.move, "alice", invoice, step) for invoice in invoices)) == {
            (200, None): 30
        }

    rivals = [("alice", "cancelled"), ("bob", "shipped"), ("bob", "cancelled"), ("alice", "shipped")]
    answers = at_once(partial(served.move, who, invoice, step) for invoice in invoices for who, step in rivals)

    assert statuses(answers) == {(200, None): 30, (409, "status-not-allowed"): 90}
    shipped = list(served.orders(form).values()).count("shipped")
    assert served.stock(skus[0]) == (30 - shipped, 0)
    served.check_books(form, skus, holding=())


def test_who_did_not_see_the_last_version_changes_nothing(served: ServedStore) -> None:
    form, skus = served.sell(30)
    invoices = [served.check_out(form, skus, buyer=buyer).data["invoice"] for buyer in range(30)]
    rivals = [("alice", "processing"), ("bob", "cancelled"), ("bob", "processing"), ("alice", "cancelled")]

    answers = at_once(
        partial(served.move, who, invoice, step, version=1) for invoice in invoices for who, step in rivals
    )

    assert set(statuses(answers)) <= {(200, None), (412, "precondition-failed"), (409, "changed-meanwhile")}
    for at, invoice in enumerate(invoices):
        assert [answer.status for answer in answers[at * 4 : at * 4 + 4]].count(200) == 1
        assert served.order(invoice).headers["etag"] == '"2"'
    served.check_books(form, skus, holding=("processing",))


def test_buyers_on_both_sides_of_a_cancel(served: ServedStore) -> None:
    """What is given back is sold again, and never twice."""
    form, skus = served.sell(10)
    first = [served.check_out(form, skus, buyer=buyer).data["invoice"] for buyer in range(10)]
    cancels = [partial(served.move, who, invoice, "cancelled") for invoice in first for who in ("alice", "bob")]
    buys = [partial(served.check_out, form, skus, buyer=100 + buyer) for buyer in range(40)]
    mixed = [call for pair in zip(cancels, buys, strict=False) for call in pair] + buys[len(cancels) :]

    answers = at_once(mixed)

    assert set(statuses(answers)) <= {
        (200, None),
        (201, None),
        (409, "out-of-stock"),
        (409, "status-not-allowed"),
    }
    assert statuses(answers)[200, None] == 10
    assert statuses(answers)[201, None] == 10
    served.check_books(form, skus)


def test_a_voucher_is_used_as_often_as_it_can_be(served: ServedStore) -> None:
    """Some press twice, some cancel and so give their use back: at the end every use that is left out was used."""
    form, skus = served.sell(1_000)
    code = f"RAMAI-{form}"
    served.give_voucher(code, uses=40)

    def buy(buyer: int) -> list[Answer]:
        bought = served.check_out(form, skus, buyer=buyer, voucher_codes=[code])
        if bought.status != 201 or buyer % 8:
            return [bought]
        return [bought, served.move("alice", bought.data["invoice"], "cancelled")]

    buyers = [buyer for buyer in range(160) for _ in range(1 + (buyer % 5 == 1))]
    answers = [answer for each in at_once(partial(buy, buyer) for buyer in buyers) for answer in each]

    who_pressed_twice = (409, "status-not-allowed")
    assert set(statuses(answers)) <= {(201, None), (200, None), (422, "voucher-used-up"), who_pressed_twice}
    assert list(served.orders(form).values()).count("pending") <= 40
    later = [served.check_out(form, skus, buyer=1_000 + buyer, voucher_codes=[code]) for buyer in range(40)]
    assert statuses(later)[201, None] + list(served.orders(form).values()).count("pending") >= 40
    ((used, rows),) = served.rows(
        "SELECT v.used, count(u.invoice) FROM vouchers v LEFT JOIN voucher_uses u"
        " ON u.store_id = v.store_id AND u.voucher_id = v.id AND u.given_back_at IS NULL"
        " WHERE v.store_id = :store AND v.code = :code GROUP BY v.used",
        store=served.store,
        code=code,
    )
    assert used == rows == list(served.orders(form).values()).count("pending") == 40
    served.check_books(form, skus)


def test_money_that_meets_a_cancel_is_not_lost(served: ServedStore) -> None:
    served.take_transfers()
    form, skus = served.sell(40, methods=[PaymentMethod.BANK_TRANSFER])
    made = [served.check_out(form, skus, buyer=buyer, payment_method="bank_transfer") for buyer in range(40)]
    bills = {answer.data["invoice"]: answer.data["totals"]["total"] for answer in made}
    confirms = [partial(served.confirm, "alice", invoice, total) for invoice, total in bills.items()]
    cancels = [partial(served.move, "bob", invoice, "cancelled") for invoice in bills]

    answers = at_once(call for pair in zip(confirms, cancels, strict=True) for call in pair)

    assert set(statuses(answers)) <= {(200, None), (409, "changed-meanwhile")}
    for at, (invoice, total) in enumerate(bills.items()):
        confirmed, cancelled = answers[at * 2], answers[at * 2 + 1]
        order = served.order(invoice).body
        assert order["paid"] == total * (confirmed.status == 200)
        assert (order["status"] == "cancelled") == (cancelled.status == 200)
        if (confirmed.status, cancelled.status) == (200, 200):
            assert order["payment_status"] in ("paid", "paid_after_expiry")
    served.check_books(form, skus, holding=("pending", "processing"))


def test_of_two_who_edit_what_they_saw_one_does(served: ServedStore) -> None:
    form, skus = served.sell(20)
    invoices = [served.check_out(form, skus, buyer=buyer).data["invoice"] for buyer in range(20)]
    rivals = [("alice", "Budi A"), ("bob", "Budi B"), ("alice", "Budi C"), ("bob", "Budi D")]

    answers = at_once(
        partial(served.rename_buyer, who, invoice, name, version=1) for invoice in invoices for who, name in rivals
    )

    assert set(statuses(answers)) <= {(200, None), (412, "precondition-failed"), (409, "changed-meanwhile")}
    for at, invoice in enumerate(invoices):
        own = answers[at * 4 : at * 4 + 4]
        assert [answer.status for answer in own].count(200) == 1
        (winner,) = [name for answer, (_, name) in zip(own, rivals, strict=True) if answer.status == 200]
        assert served.order(invoice).body["customer"]["name"] == winner
    served.check_books(form, skus)
