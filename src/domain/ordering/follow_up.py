"""One attempt to reach a buyer, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bosonline.domain.identity import Author
from bosonline.domain.ordering.order import Invoice


class Channel(StrEnum):
    """How an attempt reaches the buyer: by a link that the sender presses, or sent by a gateway."""

    LINK = "link"
    GATEWAY = "gateway"


class FollowUpState(StrEnum):
    """How far an attempt has come; `unknown` is a sending that was never heard of again."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"


class FollowUpOutcome(StrEnum):
    """What the buyer made of it."""

    NO_ANSWER = "no_answer"
    WILL_PAY = "will_pay"
    ASKS = "asks"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFollowedUp:
    """A buyer was written to: the text is ready to be pressed, was sent, or was sent without word of its arrival."""

    invoice: Invoice
    attempt: int
    channel: Channel
    state: FollowUpState
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpAnswered:
    """Somebody noted what the buyer made of an attempt."""

    invoice: Invoice
    attempt: int
    outcome: FollowUpOutcome
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerOptedOut:
    """The buyer of an order wants no follow-ups from this store."""

    invoice: Invoice
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerOptedIn:
    """The buyer of an order may be followed up again."""

    invoice: Invoice
    at: datetime


@dataclass(slots=True, kw_only=True)
class FollowUp:
    """One attempt: who made it, when, how, with which text, and what came of it."""

    invoice: Invoice
    attempt: int
    at: datetime
    by: Author
    channel: Channel
    state: FollowUpState
    text: str
    message_id: str | None = None
    lease_until: datetime | None = None
    outcome: FollowUpOutcome | None = None

    def state_at(self, now: datetime) -> FollowUpState:
        """The state as it can be told now: nobody ends a sending after its lease, so that its fate is unknown."""
        if self.state is FollowUpState.SENDING and self.lease_until is not None and now >= self.lease_until:
            return FollowUpState.UNKNOWN
        return self.state

    def sent(self, message_id: str) -> OrderFollowedUp:
        """The gateway has taken the message."""
        self.state, self.message_id, self.lease_until = FollowUpState.SENT, message_id, None
        return self.made()

    def silent(self) -> OrderFollowedUp:
        """The gateway gave no answer: the message may be on its way, and is never sent again."""
        self.state, self.lease_until = FollowUpState.UNKNOWN, None
        return self.made()

    def made(self) -> OrderFollowedUp:
        """The news of this attempt."""
        return OrderFollowedUp(
            invoice=self.invoice, attempt=self.attempt, channel=self.channel, state=self.state, at=self.at
        )
