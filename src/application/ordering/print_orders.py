"""Orders on paper: invoices, labels and packing lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bosonline.application.identity.ports import Listing, Witness
from bosonline.application.ordering.messaging import OrderUrl
from bosonline.application.ordering.ports import OrderDesk
from bosonline.application.ordering.read import masked_order, sees_contacts
from bosonline.application.ports import Clock
from bosonline.application.stores.ports import Regions, StoreDesk
from bosonline.domain.errors import Forbidden, NotFound, Unavailable
from bosonline.domain.identity import AuditEntry, Member
from bosonline.domain.ordering import Invoice, Secret, Status
from bosonline.domain.ordering.paper import OrdersUnknown, PaperKind, PaperSize, check_paper
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Language, Store, Zone

OrderRow = Mapping[str, Any]


class PressBusy(Unavailable):
    """Others are printing, and more are waiting than can wait."""

    code = "press-busy"
    text = "Others are printing at the moment; try again shortly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who a parcel comes from: the store by its name, at its default warehouse where it has one."""

    name: str
    phone: str
    contact: str = ""
    address: str = ""
    region: str = ""
    post_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """What is to be printed: orders as the desk tells them, each with `order_url`, the page of its buyer."""

    kind: PaperKind
    size: PaperSize
    language: Language
    zone: Zone
    sender: Sender
    orders: Sequence[OrderRow]


class Press(Protocol):
    """Makes paper of orders."""

    def __call__(self, printout: Printout, /) -> bytes:
        """The printout as PDF; text that cannot be shown is left out or replaced. `PressBusy`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrders:
    """Invoices, labels or packing lists of some orders, in the order they are named, as one PDF; all of them or none.

    Who may not see how to reach buyers gets phones masked, and no labels: `Forbidden`. What was printed is noted.
    Raises `OrdersUnknown`, `PaperNotDue`, `LabelOfQuarantined`, `PressBusy`.
    """

    desk: OrderDesk
    stores: StoreDesk
    regions: Regions
    order_url: OrderUrl
    press: Press
    witness: Witness
    clock: Clock

    def __call__(self, *, member: Member, invoices: Sequence[Invoice], kind: PaperKind, size: PaperSize) -> bytes:
        is_open = sees_contacts(member)
        if kind is PaperKind.LABEL and not is_open:
            raise Forbidden
        orders = self._orders(member, invoices, kind)
        store = self.stores.get(member.store)
        if store is None:
            raise NotFound
        printed = self.press(
            Printout(
                kind=kind,
                size=size,
                language=store.settings.language,
                zone=store.settings.zone,
                sender=self._sender(store),
                orders=[self._shown(member, order if is_open else masked_order(order)) for order in orders],
            )
        )
        facts = {"kind": kind.value, "orders": str(len(orders)), "invoices": ", ".join(dict.fromkeys(invoices))}
        self.witness(
            AuditEntry(act="orders-printed", by=member.author, at=self.clock(), facts=facts, store=member.store)
        )
        return printed

    def _orders(self, member: Member, invoices: Sequence[Invoice], kind: PaperKind) -> list[OrderRow]:
        found = self.desk.several(member.store, list(dict.fromkeys(invoices)))
        unknown = [invoice for invoice in invoices if invoice not in found]
        if unknown:
            at = invoices.index(unknown[0])
            raise OrdersUnknown(field=f"invoices.{at}", invoices=unknown, told=", ".join(unknown))
        for invoice, order in found.items():
            check_paper(
                kind,
                invoice=invoice,
                status=Status(order["status"]),
                is_quarantined=order["quarantined"],
                field=f"invoices.{invoices.index(invoice)}",
            )
        return [found[invoice] for invoice in dict.fromkeys(invoices)]

    def _shown(self, member: Member, order: OrderRow) -> OrderRow:
        return {**order, "order_url": self.order_url(Secret(order["secret"]), member.store)}

    def _sender(self, store: Store) -> Sender:
        listing = Listing(limit=100, sort_by="created_at", descending=False, category="name")
        places = [row for row in self.stores.warehouses(store.id, listing).rows if row["is_default"]]
        if not places:
            return Sender(name=store.name, phone=store.phone.local)
        place: Mapping[str, Any] = places[0]
        district = self.regions.district(place["district"])
        return Sender(
            name=store.name,
            phone=Phone(**place["phone"]).local,
            contact=place["contact_name"],
            address=place["address"],
            region=district.path if district else "",
            post_code=place["post_code"] or "",
        )
