"""Following buyers up: attempts, what came of them, and the wish to get none."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Flag,
    Inside,
    ListOf,
    Moment,
    Query,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.follow_up_schedule import declare_schedule
from bosonline.adapters.inbound.rest.follow_up_templates import declare_templates
from bosonline.application.ordering.follow_up import FollowedUp
from bosonline.application.ordering.following_up import FollowingUp
from bosonline.application.ordering.messaging import MessageRefused, MessengerDown
from bosonline.application.ordering.read_follow_ups import AttemptMade, FollowUpLog
from bosonline.domain.identity import Author
from bosonline.domain.ordering import (
    FollowUpBeingSent,
    FollowUpNotFound,
    FollowUpOutcome,
    FollowUpOutOfTurn,
    FollowUpTooEarly,
    Invoice,
    NotOpenToFollowUp,
    OptedOut,
    OrderNotFound,
    QuietHoursNow,
)
from bosonline.domain.ordering.follow_up_rules import LAST_ATTEMPT
from bosonline.domain.ordering.template import MESSAGE_LENGTH

_OUTCOMES = [outcome.value for outcome in FollowUpOutcome]
_LONGEST_LINK = 60_000
_MESSAGES = {
    "ready": "Follow up {attempt} ready",
    "sending": "Follow up {attempt} is being sent",
    "sent": "Follow up {attempt} sent",
    "unknown": "Follow up {attempt} may have been sent: the gateway gave no answer",
}


class FollowUpBody(Body):
    invoice = Text(required=True, least=1, most=64)
    follow_up_attempts = WholeNumber(required=True, least=1, most=LAST_ATTEMPT)


class AttemptOutcomeBody(FollowUpBody):
    outcome = Choice(_OUTCOMES, required=True)


class OptOutBody(Body):
    invoice = Text(required=True, least=1, most=64)
    opted_out = Flag(load_default=True)


class AttemptsQuery(Query):
    invoice = Text(required=True, least=1, most=64)


class AuthorAnswer(Answer):
    staff_id = WholeNumber(required=True, allow_none=True)
    name = Text(required=True)


class FollowedUpData(Answer):
    invoice = Text(required=True)
    follow_up_attempts = WholeNumber(required=True, least=1)
    channel = Choice(["link", "gateway"], required=True)
    state = Choice(list(_MESSAGES), required=True)
    text = Text(required=True, most=MESSAGE_LENGTH, multiline=True)
    whatsapp_url = Text(required=True, allow_none=True, most=_LONGEST_LINK)
    repeated = Flag(required=True)
    at = Moment(required=True)
    by = Inside(AuthorAnswer, required=True)
    quiet_until = Moment(required=True, allow_none=True)


class FollowedUpAnswer(Answer):
    message = Text(required=True)
    data = Inside(FollowedUpData, required=True)


class AttemptAnswer(Answer):
    attempt = WholeNumber(required=True, least=1)
    at = Moment(required=True)
    by = Inside(AuthorAnswer, required=True)
    channel = Choice(["link", "gateway"], required=True)
    state = Choice(list(_MESSAGES), required=True)
    text = Text(required=True, most=MESSAGE_LENGTH, multiline=True)
    outcome = Choice(_OUTCOMES, required=True, allow_none=True)


class NextAttemptAnswer(Answer):
    attempt = WholeNumber(required=True, least=1)
    text = Text(required=True, most=MESSAGE_LENGTH, multiline=True)
    due_at = Moment(required=True, allow_none=True)


class AttemptsAnswer(Answer):
    data = ListOf(Inside(AttemptAnswer), required=True, most=LAST_ATTEMPT)
    total = WholeNumber(required=True)
    next = Inside(NextAttemptAnswer, required=True, allow_none=True)


class AttemptOutcomeAnswer(Answer):
    message = Text(required=True)
    data = Inside(AttemptAnswer, required=True)


class OptOutData(Answer):
    invoice = Text(required=True)
    phone = Text(required=True)
    opted_out = Flag(required=True)


class OptOutAnswer(Answer):
    message = Text(required=True)
    data = Inside(OptOutData, required=True)


_TEXT_EXAMPLE = "Halo Kak Budi, terima kasih sudah memesan di Kopi Siti"
_AUTHOR_EXAMPLE = {"staff_id": 5, "name": "Alice"}
_ATTEMPT_EXAMPLE = {
    "attempt": 1,
    "at": "2026-01-01T03:00:00+00:00",
    "by": _AUTHOR_EXAMPLE,
    "channel": "link",
    "state": "ready",
    "text": _TEXT_EXAMPLE,
    "outcome": None,
}


def follow_up(following_up: FollowingUp) -> Api:
    """The operations of follow-ups."""
    api = Api("order")

    @api.post(
        "/store/order/follow-up",
        body=FollowUpBody,
        answer=FollowedUpAnswer,
        render=followed_up,
        example={"invoice": "INV0821", "follow_up_attempts": 1},
        answer_example={
            "message": "Follow up 1 ready",
            "data": {
                "invoice": "INV0821",
                "follow_up_attempts": 1,
                "channel": "link",
                "state": "ready",
                "text": _TEXT_EXAMPLE,
                "whatsapp_url": "https://wa.me/6281311112222?text=Halo%20Kak%20Budi",
                "repeated": False,
                "at": "2026-01-01T03:00:00+00:00",
                "by": _AUTHOR_EXAMPLE,
                "quiet_until": None,
            },
        },
        refusals=(
            OrderNotFound,
            FollowUpOutOfTurn,
            FollowUpBeingSent,
            NotOpenToFollowUp,
            FollowUpTooEarly,
            OptedOut,
            QuietHoursNow,
            MessengerDown,
            MessageRefused,
        ),
    )
    def follow_up(call: Call) -> FollowedUp:
        """Follow Up

        Makes attempt number `follow_up_attempts` to reach the buyer. An attempt that was made before is answered with
        `repeated: true` and nothing is sent again. The link is for the one who made the attempt.
        """
        return following_up.follow_up(
            store=call.member.store,
            by=call.member.author,
            invoice=Invoice(call.body["invoice"]),
            attempt=call.body["follow_up_attempts"],
            once=call.once,
        )

    @api.get(
        "/store/order/follow-up-attempts",
        query=AttemptsQuery,
        answer=AttemptsAnswer,
        answer_example={
            "data": [_ATTEMPT_EXAMPLE],
            "total": 1,
            "next": {"attempt": 2, "text": _TEXT_EXAMPLE, "due_at": "2026-01-02T03:00:00+00:00"},
        },
        refusals=(OrderNotFound,),
    )
    def follow_up_attempts(call: Call) -> dict[str, Any]:
        """Follow Up Attempts

        The attempts made on an order, and the next one: its text and when it is due. `next` is null where the order
        is not followed up any more.
        """
        member = call.member
        return _log(
            following_up.read_attempts(store=member.store, by=member.author, invoice=Invoice(call.query["invoice"]))
        )

    @api.put(
        "/store/order/follow-up-outcome",
        body=AttemptOutcomeBody,
        answer=AttemptOutcomeAnswer,
        example={"invoice": "INV0821", "follow_up_attempts": 1, "outcome": "will_pay"},
        answer_example={"message": "Outcome noted", "data": {**_ATTEMPT_EXAMPLE, "outcome": "will_pay"}},
        refusals=(OrderNotFound, FollowUpNotFound),
    )
    def follow_up_outcome(call: Call) -> dict[str, Any]:
        """Follow-up outcome

        Notes what the buyer made of an attempt.
        """
        made = following_up.record_outcome(
            store=call.member.store,
            by=call.member.author,
            invoice=Invoice(call.body["invoice"]),
            attempt=call.body["follow_up_attempts"],
            outcome=FollowUpOutcome(call.body["outcome"]),
        )
        return {"message": "Outcome noted", "data": _attempt(made)}

    @api.put(
        "/store/order/opt-out",
        body=OptOutBody,
        answer=OptOutAnswer,
        example={"invoice": "INV0821", "opted_out": True},
        answer_example={
            "message": "The buyer is not followed up any more",
            "data": {"invoice": "INV0821", "phone": "+6281311112222", "opted_out": True},
        },
        refusals=(OrderNotFound,),
    )
    def opt_out(call: Call) -> dict[str, Any]:
        """Opt-out

        Notes that the buyer of an order wants no follow-ups any more, on any order with the same phone; with
        `opted_out: false` that they want them again.
        """
        opted_out = call.body["opted_out"]
        invoice = Invoice(call.body["invoice"])
        phone = following_up.opt_out(
            store=call.member.store, by=call.member.author, invoice=invoice, opted_out=opted_out
        )
        told = "not followed up any more" if opted_out else "followed up again"
        data = {"invoice": invoice, "phone": phone.e164, "opted_out": opted_out}
        return {"message": f"The buyer is {told}", "data": data}

    declare_templates(api, following_up)
    declare_schedule(api, following_up)
    return api


def followed_up(result: FollowedUp) -> dict[str, Any]:
    """An attempt as it is answered, now and when the call is made again."""
    told = "Follow up {attempt} was made before" if result.repeated else _MESSAGES[result.state]
    return {
        "message": told.format(attempt=result.attempt),
        "data": {
            "invoice": result.invoice,
            "follow_up_attempts": result.attempt,
            "channel": result.channel,
            "state": result.state,
            "text": result.text,
            "whatsapp_url": result.whatsapp_url,
            "repeated": result.repeated,
            "at": result.at,
            "by": _author(result.by),
            "quiet_until": result.quiet_until,
        },
    }


def _log(log: FollowUpLog) -> dict[str, Any]:
    following = log.next and {"attempt": log.next.attempt, "text": log.next.text, "due_at": log.next.due_at}
    return {"data": [_attempt(made) for made in log.made], "total": len(log.made), "next": following}


def _attempt(made: AttemptMade) -> dict[str, Any]:
    return {
        "attempt": made.attempt,
        "at": made.at,
        "by": _author(made.by),
        "channel": made.channel,
        "state": made.state,
        "text": made.text,
        "outcome": made.outcome,
    }


def _author(by: Author) -> dict[str, Any]:
    return {"staff_id": by.staff, "name": by.name}
