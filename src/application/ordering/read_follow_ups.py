"""What was done to reach a buyer, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ordering.follow_up_ports import FollowUpDesk, FollowUpFile
from bosonline.application.ordering.messaging import OrderUrl
from bosonline.application.ports import Clock
from bosonline.domain.errors import Conflict
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.ordering.follow_up import Channel, FollowUp, FollowUpOutcome, FollowUpState
from bosonline.domain.ordering.follow_up_rules import FollowUpTooEarly, check_open, due_at
from bosonline.domain.ordering.message import follow_up_text


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptMade:
    """One attempt, as it can be told now."""

    attempt: int
    at: datetime
    by: Author
    channel: Channel
    state: FollowUpState
    text: str
    outcome: FollowUpOutcome | None

    @classmethod
    def of(cls, made: FollowUp, now: datetime) -> "AttemptMade":
        """The attempt, a sending that nobody ended told as of unknown fate."""
        return cls(
            attempt=made.attempt,
            at=made.at,
            by=made.by,
            channel=made.channel,
            state=made.state_at(now),
            text=made.text,
            outcome=made.outcome,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAttempt:
    """The attempt that comes next: its text, and when it is due where that is said."""

    attempt: int
    text: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLog:
    """The attempts on one order; `next` is None where the order is not followed up any more."""

    made: Sequence[AttemptMade]
    next: NextAttempt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFollowUpAttempts:
    """The attempts made on an order, the next one's text and when it is due; or `OrderNotFound`."""

    desk: FollowUpDesk
    clock: Clock
    order_url: OrderUrl

    def __call__(self, *, store: StoreId, by: Author, invoice: Invoice) -> FollowUpLog:
        now = self.clock()
        file = self.desk.file(store, invoice)
        made = tuple(AttemptMade.of(one, now) for one in file.made)
        return FollowUpLog(made=made, next=self._next(file, store, by, now))

    def _next(self, file: FollowUpFile, store: StoreId, by: Author, now: datetime) -> NextAttempt | None:
        order, given = file.order, file.given
        try:
            check_open(order, given, now)
        except FollowUpTooEarly:
            pass
        except Conflict:
            return None
        attempt = order.follow_ups + 1
        link = self.order_url(order.secret, store)
        text = follow_up_text(order, given.sender, attempt=attempt, by=by, link=link)
        return NextAttempt(attempt=attempt, text=text, due_at=due_at(order, given.settings, attempt))
