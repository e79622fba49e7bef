"""The figures of each CS."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Day, Flag, Inside, ListOf, Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.form_schemas import Percent
from bosonline.application.ordering import PeriodInvalid, RecapStaff
from bosonline.application.ordering.ports import StaffSum
from bosonline.domain.money import Money


class StaffRecapQuery(Query):
    start_date = Day(load_default=None)
    end_date = Day(load_default=None)
    compare = Flag(load_default=False)


class FiguresAnswer(Answer):
    orders = WholeNumber(required=True)
    followed_up = WholeNumber(required=True)
    paid = WholeNumber(required=True)
    rate = Percent(required=True, allow_none=True)
    revenue = WholeNumber(required=True)


class StaffFiguresAnswer(FiguresAnswer):
    staff_id = WholeNumber(required=True, allow_none=True)
    name = Text(required=True, allow_none=True)
    before = Inside(FiguresAnswer, allow_none=True, required=True)


class StaffRecapAnswer(Answer):
    start_date = Text(required=True)
    end_date = Text(required=True)
    data = ListOf(Inside(StaffFiguresAnswer), required=True)
    total = Inside(FiguresAnswer, required=True)
    before = Inside(FiguresAnswer, allow_none=True, required=True)


_FIGURES = {"orders": 40, "followed_up": 31, "paid": 25, "rate": 62.5, "revenue": 3_150_000}
_EXAMPLE = {
    "start_date": "2026-01-01",
    "end_date": "2026-01-31",
    "data": [{"staff_id": 7, "name": "Alice", **_FIGURES, "before": None}],
    "total": _FIGURES,
    "before": None,
}


def recap_staff(recap: RecapStaff) -> Api:
    """The operation that recaps by CS."""
    api = Api("store")

    @api.get(
        "/store/recap/cs",
        query=StaffRecapQuery,
        answer=StaffRecapAnswer,
        answer_example=_EXAMPLE,
        refusals=(PeriodInvalid,),
    )
    def recap_cs(call: Call) -> dict[str, Any]:
        """Recap CS

        What each CS did from `start_date` to `end_date` (the store's days; without them the last 30): `orders` that
        were made then and are assigned to them, `followed_up` of these at least once, `paid` of these and the `rate` of
        payment (percent), and the `revenue`, which is the totals but for orders that were cancelled or came back.
        `staff_id` null stands for nobody. With `compare` 1 `before` holds the same of as many days before.
        """
        query = call.query
        found = recap(
            member=call.member, first=query["start_date"], last=query["end_date"], compared=query["compare"] is True
        )
        earlier = None if found.before is None else {one.staff: [one] for one in found.before}
        return {
            "start_date": found.first.isoformat(),
            "end_date": found.last.isoformat(),
            "data": [
                {
                    "staff_id": one.staff,
                    "name": one.name,
                    **_figures([one]),
                    "before": None if earlier is None else _figures(earlier.get(one.staff, [])),
                }
                for one in found.staff
            ],
            "total": _figures(found.staff),
            "before": None if found.before is None else _figures(found.before),
        }

    return api


def _figures(sums: Sequence[StaffSum]) -> dict[str, Any]:
    orders, paid = sum(one.orders for one in sums), sum(one.paid for one in sums)
    return {
        "orders": orders,
        "followed_up": sum(one.followed_up for one in sums),
        "paid": paid,
        "rate": round(100 * paid / orders, 1) if orders else None,
        "revenue": Money.total(one.revenue for one in sums).idr,
    }
