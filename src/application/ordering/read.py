"""Orders as the seller's staff read them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bosonline.application.identity.ports import Witness
from bosonline.application.ordering.ports import OrderDesk, OrderFilter, OrderPage
from bosonline.application.ports import Clock
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import Action, AuditEntry, Member, Module, masked_email
from bosonline.domain.ordering import Invoice, OrderNotFound
from bosonline.domain.phone import Phone


def sees_contacts(member: Member) -> bool:
    """Whether the member may see how to reach buyers: whoever works on orders has to call them."""
    return member.may(Module.ORDER, Action.UPDATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrders:
    """The orders of the member's store, a page at a time.

    For who may not see how to reach buyers phones are masked and cannot be searched: `Forbidden`.
    """

    desk: OrderDesk

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
        is_open = sees_contacts(member)
        if not is_open:
            if shown.category == "customer_phone":
                raise Forbidden
            shown = replace(shown, by_phone=False)
        page = self.desk.page(member.store, shown, newest_first=newest_first, start=start, limit=limit, after=after)
        return page if is_open else replace(page, rows=[_masked(row) for row in page.rows])


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
            return _masked(found)
        self.witness(
            AuditEntry(act="personal-data-read", by=member.author, at=self.clock(), about=invoice, store=member.store)
        )
        return found


def _masked(row: Mapping[str, Any]) -> Mapping[str, Any]:
    phone = row["customer_phone"] and Phone(row["customer_phone"]).masked
    masked = {**row, "customer_phone": phone}
    if "customer" in row:
        email = row["customer"]["email"]
        masked["customer"] = {**row["customer"], "phone": phone, "email": email and masked_email(email)}
    return masked
