"""When a store makes follow-ups by itself."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.application.ordering import FollowingUp
from bosonline.domain.ordering.follow_up_schedule import LONGEST_HOURS, FollowUpSchedule, ScheduleInvalid


class ScheduleBody(Body):
    enabled = Flag(required=True)
    hours = ListOf(WholeNumber(least=1, most=LONGEST_HOURS), least=1, most=20, load_default=None)


class ScheduleFacts(Answer):
    enabled = Flag(required=True)
    hours = ListOf(WholeNumber(), required=True)
    gateway = Flag(required=True)


class ScheduleAnswer(Answer):
    data = Inside(ScheduleFacts, required=True)


class SavedScheduleAnswer(Answer):
    message = Text(required=True)
    data = Inside(ScheduleFacts, required=True)


_EXAMPLE = {"enabled": True, "hours": [2, 24, 72]}


def declare_schedule(api: Api, following_up: FollowingUp) -> None:
    """Add the operations of the schedule to those of follow-ups."""

    def told(schedule: FollowUpSchedule) -> dict[str, Any]:
        gateway = following_up.follow_up.messenger is not None
        return {"enabled": schedule.is_on, "hours": list(schedule.hours), "gateway": gateway}

    @api.get(
        "/store/order/follow-up-schedule",
        answer=ScheduleAnswer,
        answer_example={"data": {**_EXAMPLE, "gateway": True}},
    )
    def follow_up_schedule(call: Call) -> dict[str, Any]:
        """Follow-up schedule

        How many hours after the order each attempt is made by itself, and whether that is switched on. It takes a
        `gateway` that sends; without one nothing is sent.
        """
        return {"data": told(following_up.read_schedule(store=call.member.store))}

    @api.put(
        "/store/order/follow-up-schedule",
        body=ScheduleBody,
        answer=SavedScheduleAnswer,
        example=_EXAMPLE,
        answer_example={"message": "Schedule saved", "data": {**_EXAMPLE, "gateway": True}},
        refusals=(ScheduleInvalid,),
    )
    def save_follow_up_schedule(call: Call) -> dict[str, Any]:
        """Follow-up schedule (write)

        Switch it on or off. `hours` rise, one for each attempt and at most as many as the store offers; left out they
        are 2, 24 and 72. What fell due more than three days ago is not made up for; quiet hours are waited out, and
        who opted out, has paid or is quarantined is left alone.
        """
        hours = call.body["hours"]
        is_on = call.body["enabled"]
        wanted = FollowUpSchedule(is_on=is_on) if hours is None else FollowUpSchedule(is_on=is_on, hours=tuple(hours))
        saved = following_up.save_schedule(store=call.member.store, schedule=wanted)
        return {"message": "Schedule saved", "data": told(saved)}
