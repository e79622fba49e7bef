"""What the buyer made of a follow-up, and the wish to get none."""

from dataclasses import dataclass

from bosonline.application.ordering.follow_up_ports import OpenFollowUpWork
from bosonline.application.ordering.read_follow_ups import AttemptMade
from bosonline.application.ports import Clock
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.ordering.follow_up import FollowUpOutcome
from bosonline.domain.ordering.follow_up_rules import answer, check_reachable, note_wish
from bosonline.domain.phone import Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFollowUpOutcome:
    """Note what the buyer made of an attempt; noting the same again changes nothing.

    Raises `OrderNotFound`, and `FollowUpNotFound` where that attempt was not made.
    """

    work: OpenFollowUpWork
    clock: Clock

    def __call__(
        self, *, store: StoreId, by: Author, invoice: Invoice, attempt: int, outcome: FollowUpOutcome
    ) -> AttemptMade:
        now = self.clock()
        with self.work(store) as work:
            order = work.orders.get(invoice)
            made = work.follow_ups.get(invoice, attempt)
            noted = answer(order, made, outcome, at=now, by=by)
            if noted is not None:
                work.orders.save(order)
                work.follow_ups.save(made)
                work.record(noted)
                work.commit()
        return AttemptMade.of(made, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """Note that the buyer of an order wants no follow-ups from this store any more, or wants them again.

    It holds for every order of the same phone. Returns the phone; raises `OrderNotFound`, or `NotOpenToFollowUp` where
    the buyer's personal data were erased.
    """

    work: OpenFollowUpWork
    clock: Clock

    def __call__(self, *, store: StoreId, by: Author, invoice: Invoice, opted_out: bool = True) -> Phone:
        now = self.clock()
        with self.work(store) as work:
            order = work.orders.get(invoice)
            check_reachable(order)
            phone = order.customer.phone
            opt_outs = work.opt_outs
            changed = opt_outs.add(phone, at=now, by=by) if opted_out else opt_outs.remove(phone)
            if changed:
                work.record(note_wish(order, opted_out=opted_out, at=now, by=by))
                work.orders.save(order)
                work.commit()
        return phone
