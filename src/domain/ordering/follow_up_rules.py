"""Following buyers up: attempts are counted 1, 2, 3, ... without gaps, and each is made at most once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Author
from bosonline.domain.ordering.follow_up import (
    BuyerOptedIn,
    BuyerOptedOut,
    Channel,
    FollowUp,
    FollowUpAnswered,
    FollowUpOutcome,
    FollowUpState,
)
from bosonline.domain.ordering.message import Sender, follow_up_text
from bosonline.domain.ordering.order import Order
from bosonline.domain.ordering.quiet_hours import quiet_until
from bosonline.domain.ordering.status import PaymentStatus, Status
from bosonline.domain.stores import StoreSettings

SENDING_LEASE = timedelta(minutes=2)
"""How long a sending may take before its fate counts as unknown."""

LAST_ATTEMPT = 2**31 - 1
"""The highest number that an attempt can have."""

SUGGESTED_AFTER = (timedelta(hours=2), timedelta(hours=24), timedelta(hours=72))
"""When the first attempts are due, counted from the order."""

OPEN_STATUSES = (Status.ABANDONED, Status.PENDING, Status.PROCESSING)
OPEN_PAYMENTS = (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID, PaymentStatus.COD_DUE)
"""What an order has to be so that its buyer may be reminded."""


class FollowUpAttemptInvalid(Rejected):
    """Attempts are numbered from 1."""

    code = "follow-up-attempt-invalid"
    text = "Attempts are numbered 1, 2, 3, ... up to {most}"
    field = "follow_up_attempts"


class FollowUpOutOfTurn(Conflict):
    """An attempt before this one is missing; the fact `expected` is the number that may be made."""

    code = "follow-up-out-of-turn"
    text = "The next attempt is number {expected}, not {attempt}"


class FollowUpBeingSent(Conflict):
    """The attempt before this one has not come to its end."""

    code = "follow-up-being-sent"
    text = "Attempt {attempt} is being sent at this moment; ask again shortly"


class NotOpenToFollowUp(Conflict):
    """There is nothing to remind the buyer of."""

    code = "not-open-to-follow-up"
    text = "An order that is {status} with payment {payment_status} is not followed up"


class FollowUpTooEarly(Conflict):
    """The buyer left the form a moment ago and may still be typing."""

    code = "follow-up-too-early"
    text = "The buyer may still be filling in the form; follow up after {until}"


class OptedOut(Conflict):
    """The buyer asked not to be written to."""

    code = "opted-out"
    text = "The buyer asked not to be followed up"


class QuietHoursNow(Conflict):
    """It is night where the buyer lives; the fact `quiet_until` says when it ends."""

    code = "quiet-hours"
    text = "Nothing is sent in the quiet hours of the buyer; try again after {quiet_until}"


class FollowUpNotFound(NotFound):
    """The order has no attempt of this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What following up depends on besides the order: the sender, the buyer's wish, this attempt and the last one."""

    sender: Sender
    opted_out: bool = False
    made: FollowUp | None = None
    last: FollowUp | None = None

    @property
    def settings(self) -> StoreSettings:
        """The settings of the store."""
        return self.sender.settings


def check_attempt(attempt: int) -> None:
    """Refuse a number that no attempt can have."""
    if type(attempt) is not int or not 1 <= attempt <= LAST_ATTEMPT:
        raise FollowUpAttemptInvalid(most=LAST_ATTEMPT)


def follow_up(
    order: Order, given: Circumstances, *, attempt: int, at: datetime, by: Author, channel: Channel, link: str
) -> FollowUp:
    """Make the next attempt: ready to be pressed, or claimed for the gateway until its lease ends.

    `link` leads to the order's page. Raises `FollowUpOutOfTurn`, `FollowUpBeingSent`, `NotOpenToFollowUp`,
    `FollowUpTooEarly`, `OptedOut` or, for a gateway, `QuietHoursNow`: the first of these that is the case.
    """
    _check_turn(order, given, attempt, at)
    check_open(order, given, at)
    through_gateway = channel is Channel.GATEWAY
    if through_gateway:
        _check_awake(order, given, at)
    _count(order, attempt, at=at, by=by)
    return FollowUp(
        invoice=order.invoice,
        attempt=attempt,
        at=at,
        by=by,
        channel=channel,
        state=FollowUpState.SENDING if through_gateway else FollowUpState.READY,
        text=follow_up_text(order, given.sender, attempt=attempt, by=by, link=link),
        lease_until=at + SENDING_LEASE if through_gateway else None,
    )


def message_id(order: Order, attempt: int) -> str:
    """What an attempt's message is called at a gateway: the same whenever the attempt is made, and nobody else's."""
    digest = hashlib.sha256(f"{order.secret}/{attempt}".encode()).hexdigest()
    return f"{order.invoice}-{attempt}-{digest[:16]}"


def withdraw(order: Order, unsent: FollowUp, *, at: datetime) -> bool:
    """Take back an attempt that was certainly not sent; False where a later one was made, so that it must stay."""
    if order.follow_ups != unsent.attempt:
        return False
    _count(order, unsent.attempt - 1, at=at, by=unsent.by)
    return True


def check_open(order: Order, given: Circumstances, at: datetime) -> None:
    """Refuse where there is nothing to remind the buyer of, or the buyer does not want it."""
    if order.status is Status.ABANDONED:
        until = order.created_at + given.settings.abandoned_after
        if at < until:
            raise FollowUpTooEarly(until=_told(until, given.settings))
    elif order.status not in OPEN_STATUSES or order.payment_status not in OPEN_PAYMENTS:
        raise NotOpenToFollowUp(status=order.status.value, payment_status=order.payment_status.value)
    check_reachable(order)
    if given.opted_out:
        raise OptedOut


def check_reachable(order: Order) -> None:
    """Refuse where the buyer's personal data were erased: there is nobody to write to."""
    if order.customer.is_erased:
        raise NotOpenToFollowUp(status=order.status.value, payment_status=order.payment_status.value)


def quiet_for(order: Order, settings: StoreSettings, at: datetime) -> datetime | None:
    """When the quiet hours end that the buyer of an order is in; None: they are in none."""
    return quiet_until(at, district_code=order.address.district_code, settings=settings)


def due_at(order: Order, settings: StoreSettings, attempt: int) -> datetime | None:
    """When an attempt is due: some hours after the order, and never in quiet hours; None for later attempts."""
    if attempt > len(SUGGESTED_AFTER):
        return None
    due = order.created_at + SUGGESTED_AFTER[attempt - 1]
    return quiet_for(order, settings, due) or due


def answer(
    order: Order, made: FollowUp, outcome: FollowUpOutcome, *, at: datetime, by: Author
) -> FollowUpAnswered | None:
    """Note what the buyer made of an attempt; None where that was noted before."""
    if made.outcome is outcome:
        return None
    was = made.outcome and f"{made.attempt}: {made.outcome.value}"
    order.remember(at=at, by=by, what="follow-up-outcome", was=was, became=f"{made.attempt}: {outcome.value}")
    made.outcome = outcome
    return FollowUpAnswered(invoice=order.invoice, attempt=made.attempt, outcome=outcome, at=at)


def note_wish(order: Order, *, opted_out: bool, at: datetime, by: Author) -> BuyerOptedOut | BuyerOptedIn:
    """The buyer of this order asked not to be written to, or to be written to again."""
    was, became = ("no", "yes") if opted_out else ("yes", "no")
    order.remember(at=at, by=by, what="opt-out", was=was, became=became)
    return BuyerOptedOut(invoice=order.invoice, at=at) if opted_out else BuyerOptedIn(invoice=order.invoice, at=at)


def _count(order: Order, attempts: int, *, at: datetime, by: Author) -> None:
    was, order.follow_ups = order.follow_ups, attempts
    order.remember(at=at, by=by, what="follow-up", was=str(was), became=str(attempts))


def _check_turn(order: Order, given: Circumstances, attempt: int, at: datetime) -> None:
    expected = order.follow_ups + 1
    if attempt != expected:
        raise FollowUpOutOfTurn(expected=expected, attempt=attempt)
    if given.last is not None and given.last.state_at(at) is FollowUpState.SENDING:
        raise FollowUpBeingSent(attempt=given.last.attempt, retry_after=5)


def _check_awake(order: Order, given: Circumstances, at: datetime) -> None:
    until = quiet_for(order, given.settings, at)
    if until is not None:
        wait = int((until - at).total_seconds()) + 1
        raise QuietHoursNow(quiet_until=_told(until, given.settings), retry_after=wait)


def _told(at: datetime, settings: StoreSettings) -> str:
    return settings.local(at).isoformat(timespec="seconds")
