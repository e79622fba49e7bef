"""The order desk: list, detail, and the steps of an order."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.checkout import OrderUrl, OrderVoucherAnswer, TotalsAnswer
from bosonline.adapters.inbound.rest.cursors import Cursor, encode
from bosonline.adapters.inbound.rest.fields import (
    MAX_INTEGER,
    Answer,
    Body,
    Choice,
    Day,
    Flag,
    Inside,
    ListOf,
    MapOf,
    Moment,
    Page,
    Query,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.patterns import INVOICE, SKU
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.texts import tell_refusal, tell_suspicion
from bosonline.application.ordering import OrderFilter, Ordering, OrderPage, OutOfStock, StatusOutcome
from bosonline.application.shipping.booking_ports import CancelRefused
from bosonline.domain.errors import Rejected
from bosonline.domain.identity import Member
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    EntryKind,
    Invoice,
    OrderNotFound,
    OrderStatusChanged,
    PaymentMethod,
    PaymentStatus,
    Status,
    StatusNotAllowed,
    invoice_of,
    number_of,
)
from bosonline.domain.ordering.search import SEARCHED
from bosonline.domain.ordering.suspicion import Suspicion
from bosonline.domain.shipping import CouriersUnavailable
from bosonline.domain.shipping.shipment import BookingUnderWay, ParcelBooked, ParcelUnderWay, ShipmentState

_STATUSES = [status.value for status in Status]
_PAYMENT_STATUSES = [status.value for status in PaymentStatus]
_METHODS = [method.value for method in PaymentMethod]
_SUSPICIONS = [suspicion.value for suspicion in Suspicion]


class InvoicesNeeded(Rejected):
    """One invoice or several, and not both."""

    code = "invoice-needed"
    text = "Name one order as invoice, or several as invoices"
    field = "invoice"


class RecordFilters:
    """What orders of one status can be narrowed down by."""

    payment_status = Choice(_PAYMENT_STATUSES, load_default=None)
    payment_method = Choice(_METHODS, load_default=None)
    form_id = WholeNumber(least=1, load_default=None)
    sku = Text(most=64, pattern=SKU, load_default=None)
    cs = WholeNumber(least=1, load_default=None)
    courier_code = Text(most=20, load_default=None)
    date_by = Choice(["created", "paid", "shipped"], load_default="created")
    start_date = Day(load_default=None)
    end_date = Day(load_default=None)
    follow_up_attempts = WholeNumber(most=1000, load_default=None)
    quarantined = Flag(load_default=None)
    category = Choice(list(SEARCHED), load_default=None)
    keyword = Text(most=100, load_default=None)


class OrderFilters(RecordFilters):
    """What a list, a recap and a download of orders can be narrowed down by."""

    status = Choice(_STATUSES, load_default=None)


class OrderQuery(OrderFilters, Page):
    sort_by = Choice(["created_at"], load_default="created_at")
    cursor = Cursor()


class RecapQuery(OrderFilters, Query):
    pass


class StatusBody(Body):
    invoice = Text(most=24, pattern=INVOICE, load_default=None)
    invoices = ListOf(Text(most=24, pattern=INVOICE), least=1, most=200, load_default=None)
    status = Choice(_STATUSES, required=True)
    reason = Text(most=255, load_default=None)


class StaffAnswer(Answer):
    staff_id = WholeNumber(required=True, allow_none=True)
    name = Text(required=True)


class RowAnswer(Answer):
    invoice = Text(required=True)
    created_at = Moment(required=True)
    status = Choice(_STATUSES, required=True)
    payment_status = Choice(_PAYMENT_STATUSES, required=True)
    payment_method = Choice(_METHODS, required=True)
    customer_name = Text(required=True)
    customer_phone = Text(required=True, allow_none=True)
    total = WholeNumber(required=True)
    items = WholeNumber(required=True)
    qty = WholeNumber(required=True)
    form = Text(required=True, allow_none=True)
    cs = Inside(StaffAnswer, required=True, allow_none=True)
    courier_code = Text(required=True, allow_none=True)
    awb = Text(required=True, allow_none=True)
    follow_up_attempts = WholeNumber(required=True)
    quarantined = Flag(required=True)
    duplicate_of = Text(required=True, allow_none=True)


class QuarantineReasonAnswer(Answer):
    code = Choice(_SUSPICIONS, required=True, allow_none=True)
    message = Text(required=True, most=255)


class ListAnswer(Answer):
    data = ListOf(Inside(RowAnswer), required=True)
    total = WholeNumber(allow_none=True)
    total_capped = Flag()
    next_cursor = Text(required=True, allow_none=True, most=1200)


class SumAnswer(Answer):
    status = Choice(_STATUSES, required=True)
    orders = WholeNumber(required=True)
    total = WholeNumber(required=True)
    paid = WholeNumber(required=True)


class RecapAnswer(Answer):
    data = ListOf(Inside(SumAnswer), required=True)
    orders = WholeNumber(required=True)
    total = WholeNumber(required=True)
    paid = WholeNumber(required=True)


class CustomerAnswer(Answer):
    name = Text(required=True)
    phone = Text(required=True, allow_none=True)
    email = Text(required=True, allow_none=True)


class AddressAnswer(Answer):
    street = Text(required=True, most=500, multiline=True)
    district_code = Text(required=True)
    village_code = Text(required=True, allow_none=True)
    post_code = Text(required=True, allow_none=True)
    region = Text(required=True)


class LineAnswer(Answer):
    sku = Text(required=True)
    product_name = Text(required=True)
    name = Text(required=True)
    qty = WholeNumber(required=True)
    price = WholeNumber(required=True)
    hpp = WholeNumber(required=True)
    weight = WholeNumber(required=True)
    subtotal = WholeNumber(required=True)
    discount = WholeNumber(required=True)


class FollowUpAnswer(Answer):
    attempt = WholeNumber(required=True)
    at = Moment(required=True)
    by = Inside(StaffAnswer, required=True)
    channel = Text(required=True)
    state = Text(required=True)
    text = Text(required=True, most=4096, multiline=True)
    outcome = Text(required=True, allow_none=True)


class HistoryAnswer(Answer):
    at = Moment(required=True)
    by = Inside(StaffAnswer, required=True)
    what = Text(required=True)


class PaymentAnswer(Answer):
    number = WholeNumber(required=True, least=1)
    kind = Choice([kind.value for kind in EntryKind], required=True)
    amount = WholeNumber(required=True)
    paid_at = Moment(required=True)
    bank_account_id = WholeNumber(required=True, allow_none=True)
    note = Text(required=True, most=500, multiline=True)
    proof = WholeNumber(required=True, allow_none=True, least=1)
    by = Inside(StaffAnswer, required=True)
    at = Moment(required=True)


class ProofAnswer(Answer):
    number = WholeNumber(required=True, least=1)
    payment = WholeNumber(required=True, allow_none=True, least=1)
    url = Text(required=True)
    by = Inside(StaffAnswer, required=True)
    at = Moment(required=True)


class FeeAnswer(Answer):
    name = Text(required=True)
    amount = WholeNumber(required=True)


class NoteAnswer(Answer):
    number = WholeNumber(required=True, least=1)
    text = Text(required=True, most=2000, multiline=True)
    by = Inside(StaffAnswer, required=True)
    at = Moment(required=True)


class PaidToAnswer(Answer):
    id = WholeNumber(required=True)
    bank_name = Text(required=True)
    account_name = Text(required=True)
    account_number = Text(required=True)


class CodAnswer(Answer):
    due = WholeNumber(required=True, least=-MAX_INTEGER)
    collected = WholeNumber(required=True, least=-MAX_INTEGER)
    remitted = WholeNumber(required=True, least=-MAX_INTEGER)
    return_cost = WholeNumber(required=True, least=-MAX_INTEGER)


class ParcelAnswer(Answer):
    state = Choice([state.value for state in ShipmentState], required=True)


class DetailAnswer(Answer):
    invoice = Text(required=True)
    order_url = Text(required=True, most=2000)
    created_at = Moment(required=True)
    status = Choice(_STATUSES, required=True)
    cancel_reason = Text(required=True, allow_none=True)
    payment_status = Choice(_PAYMENT_STATUSES, required=True)
    payment_method = Choice(_METHODS, required=True)
    customer_name = Text(required=True)
    customer_phone = Text(required=True, allow_none=True)
    total = WholeNumber(required=True)
    qty = WholeNumber(required=True)
    form = Text(required=True, allow_none=True)
    cs = Inside(StaffAnswer, required=True, allow_none=True)
    cs_reason = Text(required=True, allow_none=True, most=255)
    courier_code = Text(required=True, allow_none=True)
    service_code = Text(required=True, allow_none=True)
    awb = Text(required=True, allow_none=True)
    shipment = Inside(ParcelAnswer, required=True, allow_none=True)
    follow_up_attempts = WholeNumber(required=True)
    quarantined = Flag(required=True)
    quarantine_reasons = ListOf(Inside(QuarantineReasonAnswer), required=True)
    duplicate_of = Text(required=True, allow_none=True)
    customer = Inside(CustomerAnswer, required=True)
    address = Inside(AddressAnswer, required=True)
    items = ListOf(Inside(LineAnswer), required=True)
    totals = Inside(TotalsAnswer, required=True)
    paid = WholeNumber(required=True)
    due_at = Moment(required=True, allow_none=True)
    paid_at = Moment(required=True, allow_none=True)
    shipped_at = Moment(required=True, allow_none=True)
    bank_account_id = WholeNumber(required=True, allow_none=True)
    bank_accounts = ListOf(Inside(PaidToAnswer), required=True)
    vouchers = ListOf(Inside(OrderVoucherAnswer), required=True)
    note = Text(required=True, most=1000, multiline=True)
    answers = MapOf(Text(most=2000, multiline=True), required=True, data_key="fields")
    source = MapOf(Text(most=500), required=True)
    fees = ListOf(Inside(FeeAnswer), required=True)
    notes = ListOf(Inside(NoteAnswer), required=True, most=10_000)
    cod = Inside(CodAnswer, required=True, allow_none=True)
    payments = ListOf(Inside(PaymentAnswer), required=True, most=10_000)
    proofs = ListOf(Inside(ProofAnswer), required=True, most=10_000)
    follow_ups = ListOf(Inside(FollowUpAnswer), required=True, most=10_000)
    history = ListOf(Inside(HistoryAnswer), required=True, most=10_000)


class OutcomeAnswer(Answer):
    invoice = Text(required=True)
    ok = Flag(required=True)
    status = Choice(_STATUSES)
    code = Text()
    message = Text()


class StatusAnswer(Answer):
    message = Text(required=True)
    data = ListOf(Inside(OutcomeAnswer), required=True, most=200)


_ROW_EXAMPLE = {
    "invoice": "INV0822",
    "created_at": "2026-01-01T03:00:00+00:00",
    "status": "pending",
    "payment_status": "unpaid",
    "payment_method": "bank_transfer",
    "customer_name": "Budi",
    "customer_phone": "+6281311112222",
    "total": 105000,
    "items": 1,
    "qty": 2,
    "form": "Kopi Arabica",
    "cs": None,
    "courier_code": None,
    "awb": None,
    "follow_up_attempts": 0,
    "quarantined": False,
    "duplicate_of": None,
}


_SUM_EXAMPLE = {"status": "pending", "orders": 1, "total": 105000, "paid": 0}


def ordering(ordering: Ordering, order_url: OrderUrl) -> Api:
    """The operations of the order desk."""
    api = Api("order")

    @api.get(
        "/store/order",
        query=OrderQuery,
        answer=ListAnswer,
        answer_example={"data": [_ROW_EXAMPLE], "total": 1, "next_cursor": None},
    )
    def order_list(call: Call) -> dict[str, Any]:
        """Order List

        The store's orders, newest first. What buyers left unfinished is shown by `status=abandoned` alone, once the
        store's quiet minutes have passed since they last typed, and sorted by that moment. `keyword` searches the
        beginning of the invoice, name, phone or waybill that `category` names, or of any of them. `total` is exact up
        to 10,000, and at any length where at most `status`, `payment_status` and `payment_method` narrow the list; else
        `total_capped` is true above that. With `cursor` nothing is counted, and no order is repeated or skipped while
        others come in. Without the right `order: update` phones are masked and cannot be searched.
        """
        query = call.query
        place = query["cursor"]
        page = ordering.list_orders(
            member=call.member,
            shown=order_filter(call.member, query),
            newest_first=query["sort_dir"] == "desc",
            start=query["start"],
            limit=query["limit"],
            after=place and (place.value, invoice_of(place.id)),
        )
        return _page(page)

    @api.get(
        "/store/order/recap",
        query=RecapQuery,
        answer=RecapAnswer,
        answer_example={"data": [_SUM_EXAMPLE], "orders": 1, "total": 105000, "paid": 0},
    )
    def recap_order_list(call: Call) -> dict[str, Any]:
        """Recap Order List

        How many orders the list shows by the same filters in each status, what they come to, and what of it was paid.
        Every status is there, also without orders; abandoned records are told only of `status: abandoned`.
        """
        sums = ordering.recap_orders(member=call.member, shown=order_filter(call.member, call.query))
        return {
            "data": [
                {"status": one.status.value, "orders": one.orders, "total": one.total.idr, "paid": one.paid.idr}
                for one in sums
            ],
            "orders": sum(one.orders for one in sums),
            "total": Money.total(one.total for one in sums).idr,
            "paid": Money.total(one.paid for one in sums).idr,
        }

    @api.get("/store/order/<invoice:invoice>", answer=DetailAnswer, refusals=(OrderNotFound,))
    def detail_order(call: Call, invoice: Invoice) -> Tagged:
        """Detail Order

        Everything about one order, with its lines, payments, follow-ups and history. Without the right
        `order: update` the buyer's phone and e-mail address are masked; that others saw them is kept in the audit log.
        `proofs` are pictures that show a payment, given by the buyer or with the `payment` of that number; each is had
        from its `url`, a path of this API. `quarantine_reasons` say why the order waits apart: a `code` where it was
        held back by itself, none where a member of staff wrote the reason. `duplicate_of` is an order of the same goods
        from the same phone within the day before, which this one may repeat. `cod` says
        of cash on delivery what is still due, what the courier holds, what it handed on, and what returning cost.
        """
        order = dict(ordering.read_order(member=call.member, invoice=invoice))
        order["proofs"] = [{**proof, "url": proof_path(invoice, proof["number"])} for proof in order["proofs"]]
        order["quarantine_reasons"] = told_reasons(order["quarantine_reasons"])
        order["order_url"] = order_url(order.pop("secret"), call.member.store)
        return Tagged(order, order.pop("version"))

    def update_status(call: Call) -> dict[str, Any]:
        invoice, invoices = call.body["invoice"], call.body["invoices"]
        if (invoice is None) == (invoices is None):
            raise InvoicesNeeded
        status = Status(call.body["status"])
        if invoices is not None:
            return _batch(
                ordering.change_statuses(
                    member=call.member, invoices=invoices, status=status, reason=call.body["reason"]
                )
            )
        changed = ordering.change_status(
            member=call.member,
            invoice=invoice,
            status=status,
            reason=call.body["reason"],
            seen_version=call.seen_version,
        )
        return {"message": "Order status updated", "data": [_changed(changed)]}

    update_status.__doc__ = """Update Status Order

        One order, or several at once: then each is answered for by itself. Cancelling gives the reserved stock back.
        An order whose parcel is booked is cancelled only if the courier lets go of the parcel.
        """
    facts: dict[str, Any] = {
        "body": StatusBody,
        "answer": StatusAnswer,
        "example": {"invoice": "INV0822", "status": "cancelled", "reason": "stok habis"},
        "answer_example": {
            "message": "Order status updated",
            "data": [{"invoice": "INV0822", "ok": True, "status": "cancelled"}],
        },
        "refusals": (
            *(OrderNotFound, OutOfStock, StatusNotAllowed, InvoicesNeeded),
            *(ParcelBooked, ParcelUnderWay, BookingUnderWay, CancelRefused, CouriersUnavailable),
        ),
        "versioned": True,
    }
    api.patch("/store/order/status", **facts)(update_status)
    api.put("/store/order/status", **facts)(update_status)
    return api


def proof_path(invoice: Invoice, number: int) -> str:
    """Where a proof of payment is looked at."""
    return f"/store/order/{invoice}/proofs/{number}"


def told_reasons(reasons: Sequence[str]) -> list[dict[str, object]]:
    """Why an order waits apart, in the language that was asked for."""
    told = (tell_suspicion(reason, language()) for reason in reasons)
    return [{"code": code, "message": message} for code, message in told]


def order_filter(member: Member, query: Mapping[str, Any]) -> OrderFilter:
    """The filter that is asked for; days are those of the store."""
    return OrderFilter(
        status=query["status"],
        payment_status=query["payment_status"],
        payment_method=query["payment_method"],
        form=query["form_id"],
        cs=query["cs"],
        courier_code=query["courier_code"],
        sku=query["sku"],
        **_days(member, query),
        follow_ups=query["follow_up_attempts"],
        is_quarantined=query["quarantined"],
        category=query["category"],
        keyword=query["keyword"],
    )


def _days(member: Member, query: Mapping[str, Any]) -> dict[str, Any]:
    first, last = query["start_date"], query["end_date"]
    return {
        f"{query['date_by']}_from": first and _midnight(member, first),
        f"{query['date_by']}_until": last and _midnight(member, last + timedelta(days=1)),
    }


def _midnight(member: Member, day: Any) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(member.zone)).astimezone(UTC)


def _page(page: OrderPage) -> dict[str, Any]:
    after = page.next_after
    answer: dict[str, Any] = {
        "data": page.rows,
        "total": page.total,
        "next_cursor": after and encode(after[0], number_of(after[1])),
    }
    if page.is_capped:
        answer["total_capped"] = True
    if page.total is None:
        del answer["total"]
    return answer


def _changed(changed: OrderStatusChanged) -> dict[str, Any]:
    return {"invoice": changed.invoice, "ok": True, "status": changed.became}


def _batch(outcomes: list[StatusOutcome]) -> dict[str, Any]:
    return {"message": "Order status updated", "data": [_outcome(one) for one in outcomes]}


def _outcome(one: StatusOutcome) -> dict[str, Any]:
    if isinstance(one.outcome, OrderStatusChanged):
        return _changed(one.outcome)
    message = tell_refusal(one.outcome, language())
    return {"invoice": one.invoice, "ok": False, "code": one.outcome.code, "message": message}
