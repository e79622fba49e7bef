"""Orders as the seller's staff read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bosonline.application.identity.ports import Witness
from bosonline.application.ordering.ports import OrderDesk, OrderFilter, OrderPage, StatusSum
from bosonline.application.ports import Clock
from bosonline.application.stores.ports import StoreDesk
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import Action, AuditEntry, Member, Module, masked_email
from bosonline.domain.money import ZERO
from bosonline.domain.ordering import Invoice, OrderNotFound, Status
from bosonline.domain.phone import Phone
from bosonline.domain.stores import StoreSettings


def sees_contacts(member: Member) -> bool:
    """Whether the member may see how to reach buyers: whoever works on orders has to call them."""
    return member.may(Module.ORDER, Action.UPDATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrders:
    """The orders of the member's store, a page at a time.

    What buyers left unfinished is among them where its status is asked for, and only once the store's quiet minutes
    have passed since they last typed. For who may not see how to reach buyers phones are masked and cannot be
    searched: `Forbidden`.
    """

    desk: OrderDesk
    stores: StoreDesk
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        shown: OrderFilter,
        newest_first: bool = True,
        start: int = 0,
        limit: int = 10,
        after: tuple[datetime, Invoice] | None = None,
    ) -> OrderPage:
        shown = seen_by(member, shown, stores=self.stores, clock=self.clock)
        page = self.desk.page(member.store, shown, newest_first=newest_first, start=start, limit=limit, after=after)
        return page if sees_contacts(member) else replace(page, rows=[masked_order(row) for row in page.rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapOrders:
    """How many orders of a list stand in each status, and what they come to, to the rupiah; `Forbidden` as the list.

    Every status is told, also one without orders; where the list is of one status, that one alone.
    """

    desk: OrderDesk
    stores: StoreDesk
    clock: Clock

    def __call__(self, *, member: Member, shown: OrderFilter) -> Sequence[StatusSum]:
        seen = seen_by(member, shown, stores=self.stores, clock=self.clock)
        found = {one.status: one for one in self.desk.recap(member.store, seen)}
        unless_named = [status for status in Status if status is not Status.ABANDONED]
        told: Sequence[Status] = unless_named if shown.status is None else [Status(shown.status)]
        return [found.get(status) or StatusSum(status=status, orders=0, total=ZERO, paid=ZERO) for status in told]


def seen_by(member: Member, shown: OrderFilter, *, stores: StoreDesk, clock: Clock) -> OrderFilter:
    """What this member sees of what is asked for: no phones without the right (`Forbidden`), nobody who still types."""
    if not sees_contacts(member):
        if shown.category == "customer_phone":
            raise Forbidden
        shown = replace(shown, by_phone=False)
    if shown.status != Status.ABANDONED:
        return shown
    store = stores.get(member.store)
    settings = StoreSettings() if store is None else store.settings
    quiet = clock() - settings.abandoned_after + timedelta(microseconds=1)
    return replace(shown, created_until=min(shown.created_until or quiet, quiet))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOrder:
    """Everything about one order, with its lines, follow-ups and history; or `OrderNotFound`.

    Who may not see how to reach buyers gets phone and address masked; that others saw them is noted.
    """

    desk: OrderDesk
    witness: Witness
    clock: Clock

    def __call__(self, *, member: Member, invoice: Invoice) -> Mapping[str, Any]:
        found = self.desk.detail(member.store, invoice)
        if found is None:
            raise OrderNotFound
        if not sees_contacts(member):
            return masked_order(found)
        self.witness(
            AuditEntry(act="personal-data-read", by=member.author, at=self.clock(), about=invoice, store=member.store)
        )
        return found


def masked_order(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order with what leads to its buyer masked."""
    phone = row["customer_phone"] and Phone(row["customer_phone"]).masked
    masked = {**row, "customer_phone": phone}
    if "customer" in row:
        email = row["customer"]["email"]
        masked["customer"] = {**row["customer"], "phone": phone, "email": email and masked_email(email)}
    if "history" in row:
        masked["history"] = [_masked_entry(entry) for entry in row["history"]]
    return masked


def _masked_entry(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    mask = {"customer_phone": lambda text: Phone(text).masked, "customer_email": masked_email}.get(entry["what"])
    if mask is None:
        return entry
    return {**entry, **{side: entry[side] and mask(entry[side]) for side in ("from", "to")}}
