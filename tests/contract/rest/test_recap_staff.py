"""The figures of each CS over REST, in the sample store."""

from datetime import datetime
from zoneinfo import ZoneInfo

from .test_attending import INVOICE, Send, send, told  # noqa: F401  # a fixture


def test_each_cs_is_told_with_the_period_before(send: Send) -> None:  # noqa: F811
    number = int(told(send("GET", "/staff"))["data"][0]["staff_id"])
    told(send("PUT", "/order/cs", {"invoice": INVOICE, "staff_id": number}))
    order = told(send("GET", f"/order/{INVOICE}"))
    day = datetime.fromisoformat(order["created_at"]).astimezone(ZoneInfo("Asia/Jakarta")).date().isoformat()

    found = told(send("GET", f"/recap/cs?start_date={day}&end_date={day}&compare=1"))

    listed = told(send("GET", f"/order/recap?start_date={day}&end_date={day}&cs={number}"))
    mine = next(one for one in found["data"] if one["staff_id"] == number)
    assert (found["start_date"], found["end_date"]) == (day, day)
    assert (mine["name"], mine["orders"]) == (order["cs"]["name"], listed["orders"])
    assert mine["rate"] == round(100 * mine["paid"] / mine["orders"], 1)
    assert set(mine["before"]) == {"orders", "followed_up", "paid", "rate", "revenue"}
    for figure in ("orders", "followed_up", "paid", "revenue"):
        assert found["total"][figure] == sum(one[figure] for one in found["data"])


def test_a_period_that_ends_before_it_begins_is_refused(send: Send) -> None:  # noqa: F811
    refused = told(send("GET", "/recap/cs?start_date=2026-01-02&end_date=2026-01-01"), 422)

    assert (refused["code"], list(refused["errors"])) == ("period-invalid", ["end_date"])
