"""The order desk in memory: the same rows as from a database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.application.ordering.ports import OrderFilter, OrderPage, OrderSize, StaffSum, StatusSum
from bosonline.domain.catalog import VariantId
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Assignment, HistoryEntry, Invoice, Line, Order, PaymentEntry, Status
from bosonline.domain.ordering.search import beginnings, name_key
from bosonline.domain.ordering.status import BROUGHT_NOTHING, PAID
from bosonline.domain.shipping.cod_ledger import cod_told


class MemoryOrderDesk:
    """The order desk on a `MemoryDatabase`."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(
        self,
        store: StoreId,
        shown: OrderFilter,
        *,
        newest_first: bool,
        start: int,
        limit: int,
        after: tuple[datetime, Invoice] | None,
    ) -> OrderPage:
        orders = sorted(self._shown(store, shown), key=_place, reverse=newest_first)
        total = None if after else len(orders)
        if after is not None:
            orders = [order for order in orders if (_place(order) < after if newest_first else _place(order) > after)]
            start = 0
        found = orders[start : start + limit]
        return OrderPage(
            rows=[_row(order) for order in found],
            total=total,
            next_after=_place(found[-1]) if len(orders) > start + limit else None,
        )

    def size(self, store: StoreId, shown: OrderFilter, /, *, most: int) -> OrderSize:
        orders = self._shown(store, shown)[: most + 1]
        return OrderSize(orders=len(orders), lines=sum(len(order.lines) for order in orders))

    def recap(self, store: StoreId, shown: OrderFilter, /) -> Sequence[StatusSum]:
        sums: dict[Status, list[Order]] = {}
        for order in self._shown(store, shown):
            sums.setdefault(order.status, []).append(order)
        return [
            StatusSum(
                status=status,
                orders=len(some),
                total=Money.total(order.totals.total for order in some),
                paid=Money.total(order.paid for order in some),
            )
            for status, some in sums.items()
        ]

    def recap_staff(self, store: StoreId, since: datetime, until: datetime, /) -> Sequence[StaffSum]:
        given: dict[StaffId | None, list[Order]] = {}
        for order in self._shown(store, OrderFilter(created_from=since, created_until=until)):
            if order.status is not Status.ABANDONED:
                given.setdefault(None if order.cs is None else order.cs.staff, []).append(order)
        sums = [
            StaffSum(
                staff=staff,
                name=max((order.cs.name for order in some if order.cs), default=None),
                orders=len(some),
                followed_up=sum(order.follow_ups > 0 for order in some),
                paid=sum(order.payment_status in PAID for order in some),
                revenue=Money.total(order.totals.total for order in some if order.status not in BROUGHT_NOTHING),
            )
            for staff, some in given.items()
        ]
        return sorted(sums, key=lambda one: (-one.orders, one.staff or 0))

    def _shown(self, store: StoreId, shown: OrderFilter) -> list[Order]:
        orders = [order for (of, _), order in self._database.read("orders").items() if of == store]
        if shown.sku is not None:
            meant = self._variants(store, shown.sku)
            orders = [order for order in orders if any(line.variant in meant for line in order.lines)]
        return [order for order in orders if _is_shown(order, shown)]

    def _variants(self, store: StoreId, sku: str) -> set[VariantId]:
        products = [product for product in self._database.read("products").values() if product.store == store]
        return {variant.id for product in products for variant in product.variants if sku in (product.sku, variant.sku)}

    def detail(self, store: StoreId, invoice: Invoice) -> Mapping[str, Any] | None:
        order = self._database.read("orders").get((store, invoice))
        if order is None:
            return None
        history = self._database.read("order_history").get((store, invoice)) or []
        payments = self._database.read("order_payments").get((store, invoice)) or []
        made = sorted(
            (
                one
                for (of, number, _), one in self._database.read("follow_ups").items()
                if (of, number) == (store, invoice)
            ),
            key=lambda one: one.attempt,
        )
        notes = self._database.read("order_notes").get((store, invoice)) or []
        proofs = self._database.read("order_proofs").get((store, invoice)) or []
        shown = {proof.payment: proof.number for proof in proofs}
        fees = self._database.read("order_fees").get((store, invoice)) or ()
        posted = self._database.read("cod_entries").get((store, invoice)) or []
        return {
            **_detail(order, history, made),
            "fees": [{"name": fee.name, "amount": fee.amount.idr} for fee in fees],
            "notes": [
                {"number": note.number, "text": note.text, "by": _author(note.by), "at": note.at} for note in notes
            ],
            "cod": cod_told((entry.account, entry.amount) for entry in posted),
            "payments": [_payment(entry, shown.get(entry.number)) for entry in payments],
            "proofs": [
                {"number": proof.number, "payment": proof.payment, "by": _author(proof.by), "at": proof.at}
                for proof in proofs
            ],
        }

    def several(self, store: StoreId, invoices: Sequence[Invoice], /) -> Mapping[Invoice, Mapping[str, Any]]:
        kept = self._database.read("orders")
        found = {invoice: kept.get((store, invoice)) for invoice in invoices}
        return {invoice: _told(order) for invoice, order in found.items() if order is not None}


def _place(order: Order) -> tuple[datetime, Invoice]:
    return order.created_at, order.invoice


def _is_shown(order: Order, shown: OrderFilter) -> bool:
    values = {
        "status": order.status,
        "payment_status": order.payment_status,
        "payment_method": order.payment_method,
        "form": order.form and order.form.id,
        "cs": None if order.cs is None else order.cs.staff,
        "courier_code": order.courier_code,
        "follow_ups": order.follow_ups,
        "is_quarantined": order.is_quarantined,
    }
    if any(getattr(shown, name) not in (None, value) for name, value in values.items()):
        return False
    if shown.status is None and order.status is Status.ABANDONED:
        return False
    dates = {"created": order.created_at, "paid": order.paid_at, "shipped": order.shipped_at}
    for date, at in dates.items():
        first, last = getattr(shown, f"{date}_from"), getattr(shown, f"{date}_until")
        if first is not None and (at is None or at < first):
            return False
        if last is not None and (at is None or at >= last):
            return False
    return not shown.keyword or _is_found(order, shown, shown.keyword)


def _is_found(order: Order, shown: OrderFilter, keyword: str) -> bool:
    searched = {
        "invoice": order.invoice,
        "customer_name": name_key(order.customer.name),
        "customer_phone": order.customer.phone.e164,
        "awb": order.awb or "",
    }
    meant = beginnings(keyword, category=shown.category, by_phone=shown.by_phone)
    return any(searched[where].startswith(begins) for where, begins in meant.items())


def _phone(order: Order) -> str | None:
    return None if order.customer.is_erased else order.customer.phone.e164


def _author(by: Author) -> dict[str, Any]:
    return {"staff_id": by.staff, "name": by.name}


def _cs(cs: Assignment | None) -> dict[str, Any] | None:
    return None if cs is None else {"staff_id": cs.staff, "name": cs.name}


def _row(order: Order) -> dict[str, Any]:
    return {
        "invoice": order.invoice,
        "created_at": order.created_at,
        "status": order.status.value,
        "payment_status": order.payment_status.value,
        "payment_method": order.payment_method.value,
        "customer_name": order.customer.name,
        "customer_phone": _phone(order),
        "total": order.totals.total.idr,
        "items": len(order.lines),
        "qty": order.qty,
        "form": order.form and order.form.name,
        "cs": _cs(order.cs),
        "courier_code": order.courier_code,
        "awb": order.awb,
        "follow_up_attempts": order.follow_ups,
        "quarantined": order.is_quarantined,
        "duplicate_of": order.duplicate_of,
    }


def _told(order: Order) -> dict[str, Any]:
    return {
        **{name: value for name, value in _row(order).items() if name != "items"},
        "version": order.version,
        "secret": order.secret,
        "cancel_reason": order.cancel_reason,
        "cs_reason": order.cs_reason,
        "quarantine_reasons": list(order.quarantine_reasons),
        "service_code": order.service_code,
        "shipment": order.parcel and {"state": order.parcel.value},
        "customer": {
            "name": order.customer.name,
            "phone": _phone(order),
            "email": order.customer.email,
        },
        "address": {
            "street": order.address.street,
            "district_code": order.address.district_code,
            "village_code": order.address.village_code,
            "post_code": order.address.post_code,
            "region": order.address.region,
        },
        "items": [_line(line) for line in order.lines],
        "totals": order.totals.as_facts(),
        "paid": order.paid.idr,
        "due_at": order.due_at,
        "paid_at": order.paid_at,
        "shipped_at": order.shipped_at,
        "bank_account_id": order.bank_account,
        "bank_accounts": [asdict(target) for target in order.pay_to],
        "vouchers": [
            {"code": voucher.code, "type": voucher.kind.value, "discount": voucher.discount.idr}
            for voucher in order.vouchers
        ],
        "note": order.note,
        "fields": dict(order.answers),
        "source": dict(order.source),
    }


def _detail(order: Order, history: list[HistoryEntry], made: list[Any]) -> dict[str, Any]:
    return {
        **_told(order),
        "follow_ups": [
            {
                "attempt": one.attempt,
                "at": one.at,
                "by": _author(one.by),
                "channel": one.channel.value,
                "state": one.state.value,
                "text": one.text,
                "outcome": one.outcome and one.outcome.value,
            }
            for one in made
        ],
        "history": [
            {"at": entry.at, "by": _author(entry.by), "what": entry.what, "from": entry.was, "to": entry.became}
            for entry in history
        ],
    }


def _payment(entry: PaymentEntry, proof: int | None) -> dict[str, Any]:
    return {
        "number": entry.number,
        "kind": entry.kind.value,
        "amount": entry.amount.idr,
        "paid_at": entry.paid_at,
        "bank_account_id": entry.bank_account,
        "note": entry.note,
        "proof": proof,
        "by": _author(entry.by),
        "at": entry.at,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "sku": line.sku,
        "product_name": line.product_name,
        "name": line.name,
        "qty": line.qty,
        "price": line.price.idr,
        "hpp": line.cost_price.idr,
        "weight": line.weight,
        "subtotal": line.subtotal.idr,
        "discount": line.discount.idr,
    }
