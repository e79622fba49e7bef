"""Chase the buyer of an order, at most once for each attempt."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ordering.follow_up_ports import FollowUpWork, OpenFollowUpWork
from bosonline.application.ordering.messaging import Links, Messenger, MessengerDown, MessengerSilent, OrderUrl
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Invoice, Order
from bosonline.domain.ordering.follow_up import Channel, FollowUp, FollowUpState
from bosonline.domain.ordering.follow_up_rules import (
    Circumstances,
    check_attempt,
    follow_up,
    message_id,
    quiet_for,
    withdraw,
)

WITHDRAWALS = 10
"""How often a withdrawal is tried that loses races against other changes of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """An attempt as it stands. `repeated`: it was made before, by `by`, and nothing was done now.

    `whatsapp_url` opens the chat, for the one who made the attempt; `quiet_until` says that the buyer is asleep.
    """

    invoice: Invoice
    attempt: int
    at: datetime
    by: Author
    channel: Channel
    state: FollowUpState
    text: str
    repeated: bool = False
    whatsapp_url: str | None = None
    quiet_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpOrder:
    """Chase the buyer of an unpaid order, and remember that we did.

    Without a messenger the answer carries a link that whoever follows up presses. With one the attempt is claimed,
    sent and settled: in two transactions, none of them open during the call. A message that was certainly not sent
    frees its number again (`MessengerDown`); one of unknown fate keeps it, and is never sent again.

    Raises `FollowUpAttemptInvalid`, `OrderNotFound`, `FollowUpOutOfTurn`, `FollowUpBeingSent`, `NotOpenToFollowUp`,
    `FollowUpTooEarly`, `OptedOut`, `QuietHoursNow`, `MessengerDown`, and `ChangedMeanwhile` when somebody else made
    the attempt at the same instant: made again, the call answers `repeated`.
    """

    work: OpenFollowUpWork
    clock: Clock
    links: Links
    order_url: OrderUrl
    messenger: Messenger | None = None

    def __call__(
        self, *, store: StoreId, by: Author, invoice: Invoice, attempt: int, once: Once | None = None
    ) -> FollowedUp:
        check_attempt(attempt)
        now = self.clock()
        with self.work(store, once) as work:
            order = work.orders.get(invoice)
            given = work.follow_ups.circumstances(order, attempt)
            repeated = given.made is not None
            link = self.order_url(order.secret, store)
            made = given.made or self._make(work, order, given, attempt=attempt, at=now, by=by, link=link)
            result = self._answer(order, given, made, by=by, now=now, repeated=repeated)
            if repeated or self.messenger is None:
                work.commit(result)
                return result
            work.commit()
        return self._send(self.messenger, order, given, made, store=store, once=once)

    def _make(
        self,
        work: FollowUpWork,
        order: Order,
        given: Circumstances,
        *,
        attempt: int,
        at: datetime,
        by: Author,
        link: str,
    ) -> FollowUp:
        channel = Channel.LINK if self.messenger is None else Channel.GATEWAY
        made = follow_up(order, given, attempt=attempt, at=at, by=by, channel=channel, link=link)
        work.orders.save(order)
        work.follow_ups.add(made)
        if made.state is FollowUpState.READY:
            work.record(made.made())
        return made

    def _send(
        self,
        messenger: Messenger,
        order: Order,
        given: Circumstances,
        claimed: FollowUp,
        *,
        store: StoreId,
        once: Once | None,
    ) -> FollowedUp:
        settling = once and once.settling()
        number = message_id(order, claimed.attempt)
        try:
            news = claimed.sent(messenger.send(message_id=number, to=order.customer.phone, text=claimed.text))
        except MessengerSilent:
            news = claimed.silent()
        except MessengerDown:
            self._withdraw(store, claimed, settling)
            raise
        result = self._answer(order, given, claimed, by=claimed.by, now=self.clock())
        with self.work(store, settling) as work:
            work.follow_ups.save(claimed)
            work.record(news)
            work.commit(result)
        return result

    def _withdraw(self, store: StoreId, claimed: FollowUp, settling: Once | None) -> None:
        for _ in range(WITHDRAWALS):
            with suppress(ChangedMeanwhile), self.work(store, settling) as work:
                order = work.orders.get(claimed.invoice)
                if withdraw(order, claimed, at=self.clock()):
                    work.orders.save(order)
                    work.follow_ups.remove(claimed)
                work.forget()
                work.commit()
                return

    def _answer(
        self,
        order: Order,
        given: Circumstances,
        made: FollowUp,
        *,
        by: Author,
        now: datetime,
        repeated: bool = False,
    ) -> FollowedUp:
        is_theirs = made.channel is Channel.LINK and (made.by.staff, made.by.name) == (by.staff, by.name)
        can_write = is_theirs and not order.customer.is_erased
        return FollowedUp(
            invoice=made.invoice,
            attempt=made.attempt,
            at=made.at,
            by=made.by,
            channel=made.channel,
            state=made.state_at(now),
            text=made.text,
            repeated=repeated,
            whatsapp_url=self.links(to=order.customer.phone, text=made.text) if can_write else None,
            quiet_until=quiet_for(order, given.settings, now) if made.channel is Channel.LINK else None,
        )
