"""What is kept about people, and how it is erased: amounts, dates and districts stay, so that the books balance."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.catalog import stock_movements
from bosonline.adapters.outbound.sql.tables.forms import form_versions, form_views, forms
from bosonline.adapters.outbound.sql.tables.identity import api_keys, audit_log, data_deletions, sessions, staff
from bosonline.adapters.outbound.sql.tables.images import uploads
from bosonline.adapters.outbound.sql.tables.ordering import (
    blocklist,
    erased_phones,
    follow_up_templates,
    follow_ups,
    opt_outs,
    order_fees,
    order_history,
    order_notes,
    order_payments,
    order_proofs,
    orders,
)
from bosonline.adapters.outbound.sql.tables.payments import bank_accounts
from bosonline.adapters.outbound.sql.tables.promotions import voucher_uses, vouchers
from bosonline.adapters.outbound.sql.tables.shipping import integrations, shipment_events, shipments, webhook_inbox
from bosonline.adapters.outbound.sql.tables.stores import former_subdomains, store_domains, stores, warehouses
from bosonline.adapters.outbound.sql.tables.transaction import idempotency
from bosonline.adapters.outbound.sql.tables.worker import jobs
from bosonline.application.ordering.personal_data import BuyerBlocked, BuyerFile
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormStatus
from bosonline.domain.identity import Module, StoreId, UserId
from bosonline.domain.identity.data_deletion import DataDeletion
from bosonline.domain.images import UploadKind
from bosonline.domain.ordering import Invoice, PaymentStatus
from bosonline.domain.ordering.blocklist import street_key
from bosonline.domain.ordering.erasure import ERASED_STORE_NAME, IMPERSONAL, UNDER_WAY
from bosonline.domain.phone import ERASED_PHONE, Phone
from bosonline.domain.stores import JobState, StoreStatus

_store: BindParameter[int] = bindparam("of_store")
_of_store = orders.c.store_id == _store
_of_phone = orders.c.customer_phone == bindparam("of_phone")
_not_erased = orders.c.customer_phone != ERASED_PHONE.e164
_open = or_(
    orders.c.status.in_([status.value for status in UNDER_WAY]),
    orders.c.payment_status == PaymentStatus.PAID_AFTER_EXPIRY.value,
)
_invoices = select(orders.c.invoice).where(_of_store).limit(bindparam("most"))
_newest = (orders.c.created_at.desc(), orders.c.invoice.desc())
_OPEN = {
    True: _invoices.where(_of_phone, _open).order_by(orders.c.created_at),
    False: _invoices.where(_open).order_by(orders.c.created_at),
}
_SOME = {True: _invoices.where(_of_phone), False: _invoices.where(_not_erased)}
_these: BindParameter[list[str]] = bindparam("these", expanding=True)


def _erase_orders(find: Any) -> Any:
    # The region of a village begins with the village's name; what follows is the district's.
    of_district = func.substr(orders.c.region, find(orders.c.region, ", ") + 2)
    return (
        update(orders)
        .where(_of_store, orders.c.invoice.in_(_these))
        .values(
            customer_name="",
            name_key=None,
            customer_phone=ERASED_PHONE.e164,
            customer_email=None,
            street="",
            region=case((orders.c.village_code.is_not(None), of_district), else_=orders.c.region),
            village_code=None,
            post_code=None,
            cancel_reason=None,
            cs_reason=None,
            address_key=None,
            quarantine_reasons=None,
            note="",
            answers={},
            source={},
            content="",
            version=orders.c.version + 1,
        )
    )


_ERASE_ORDERS = {True: _erase_orders(func.instr), False: _erase_orders(func.strpos)}
_ERASE_HISTORY = (
    update(order_history)
    .where(
        order_history.c.store_id == _store,
        order_history.c.invoice.in_(_these),
        order_history.c.what.not_in(sorted(IMPERSONAL)),
    )
    .values(was=None, became=None)
)
_ERASE_FOLLOW_UPS = (
    update(follow_ups)
    .where(follow_ups.c.store_id == _store, follow_ups.c.invoice.in_(_these))
    .values(text="", message_id=None)
)
_ERASE_PAYMENTS = (
    update(order_payments)
    .where(order_payments.c.store_id == _store, order_payments.c.invoice.in_(_these))
    .values(note="")
)
_ERASE_FEES = (
    update(order_fees).where(order_fees.c.store_id == _store, order_fees.c.invoice.in_(_these)).values(name="")
)
_ERASE_NOTES = (
    update(order_notes).where(order_notes.c.store_id == _store, order_notes.c.invoice.in_(_these)).values(text="")
)
_proofs = (order_proofs.c.store_id == _store, order_proofs.c.invoice.in_(_these))
_GIVE_UP_PROOFS = (
    update(uploads)
    .where(
        uploads.c.store_id == _store,
        uploads.c.kind == UploadKind.PROOF.value,
        uploads.c.given_up_at.is_(None),
        uploads.c.file_name.in_(select(order_proofs.c.file_name).where(*_proofs)),
    )
    .values(given_up_at=bindparam("now", type_=uploads.c.given_up_at.type))
)
_FORGET_PROOFS = delete(order_proofs).where(*_proofs)
_ERASE_PARCELS = (
    update(shipments).where(shipments.c.store_id == _store, shipments.c.invoice.in_(_these)).values(problem=None)
)
_ERASE_SCANS = (
    update(shipment_events)
    .where(shipment_events.c.store_id == _store, shipment_events.c.invoice.in_(_these))
    .values(description="")
)
_ERASURE = (
    *(_FORGET_PROOFS, _ERASE_PARCELS, _ERASE_SCANS),
    *(_ERASE_NOTES, _ERASE_HISTORY, _ERASE_FOLLOW_UPS, _ERASE_PAYMENTS, _ERASE_FEES),
)
_scope_of_staff = select(literal(1)).where(
    staff.c.store_id == _store,
    idempotency.c.scope.like(literal("user:") + cast(staff.c.user_id, Text) + " %"),
)
_scope_of_store = select(literal(1)).where(
    stores.c.id == _store, idempotency.c.scope.like(literal("store:") + stores.c.subdomain + " %")
)
_of_its_people = or_(_scope_of_staff.exists(), _scope_of_store.exists())
_FORGET_RESULTS = delete(idempotency).where(
    cast(idempotency.c.result, Text).like(bindparam("mentions"), escape="\\"), _of_its_people
)
_FORGET_ALL_RESULTS = delete(idempotency).where(_of_its_people)
_ERASE_WISH = delete(opt_outs).where(opt_outs.c.store_id == _store, opt_outs.c.phone == bindparam("of_phone"))
_ERASE_BLOCKED = (
    update(blocklist)
    .where(blocklist.c.store_id == _store, blocklist.c.phone == bindparam("of_phone"))
    .values(phone=None, reason="")
)
_PLACES = select(orders.c.street, orders.c.district_code).where(_of_store, orders.c.invoice.in_(_these)).distinct()
_UNBLOCK = delete(blocklist).where(
    blocklist.c.store_id == _store, blocklist.c.key.in_(bindparam("these_keys", expanding=True))
)
_is_noted = and_(erased_phones.c.store_id == _store, erased_phones.c.phone_hash == bindparam("of_hash"))
_NOTED = select(erased_phones.c.at).where(_is_noted)
_NOTE_AGAIN = update(erased_phones).where(_is_noted).values(at=bindparam("now"))
_NOTE = insert(erased_phones)
_STOP_SELLING = (
    update(forms)
    .where(forms.c.store_id == _store, forms.c.status == FormStatus.PUBLISHED.value)
    .values(status=FormStatus.CLOSED.value, version=forms.c.version + 1)
)

_its_people = select(staff.c.user_id).where(staff.c.store_id == _store, staff.c.removed_at.is_(None))
_END_SESSIONS = (
    update(sessions)
    .where(sessions.c.user_id.in_(_its_people), sessions.c.ended_at.is_(None))
    .values(ended_at=bindparam("now"))
)
_DISMISS = (
    update(staff)
    .where(staff.c.store_id == _store, staff.c.removed_at.is_(None))
    .values(active=False, removed_at=bindparam("now"), version=staff.c.version + 1)
)
_DISMISS_ONE = _DISMISS.where(staff.c.user_id == bindparam("of_user"))
_CLOSE = (
    update(stores)
    .where(stores.c.id == _store)
    .values(
        name=ERASED_STORE_NAME,
        phone=ERASED_PHONE.e164,
        subdomain=bindparam("nameless"),
        logo=None,
        status=StoreStatus.CLOSED.value,
        version=stores.c.version + 1,
    )
)
_END_JOBS = (
    update(jobs)
    .where(jobs.c.store_id == _store)
    .values(
        state=case((jobs.c.finished_at.is_(None), JobState.FAILED.value), else_=jobs.c.state),
        finished_at=func.coalesce(jobs.c.finished_at, bindparam("now", type_=jobs.c.finished_at.type)),
        files_until=bindparam("now", type_=jobs.c.files_until.type),
        asked={},
        outcome={},
        lease=None,
        due_at=None,
    )
)
_order_jobs = update(jobs).where(jobs.c.store_id == _store, jobs.c.module == Module.ORDER.value)
_END_ORDER_FILES = _order_jobs.where(jobs.c.finished_at.is_not(None)).values(
    files_until=case((jobs.c.files_until.is_not(None), bindparam("now", type_=jobs.c.files_until.type))), asked={}
)
_END_ORDER_JOBS = _order_jobs.where(jobs.c.finished_at.is_(None)).values(
    state=JobState.FAILED.value,
    finished_at=bindparam("now", type_=jobs.c.finished_at.type),
    outcome=bindparam("told", type_=jobs.c.outcome.type),
    asked={},
    lease=None,
    due_at=None,
)
_UNTELL_LOG = update(audit_log).where(audit_log.c.store_id == _store).values(facts={})
_UNTELL = update(orders).where(_of_store).values(pay_to=None)
_UNTELL_USES = update(voucher_uses).where(voucher_uses.c.store_id == _store).values(phone_hash="")
_FORGOTTEN = tuple(
    delete(table).where(table.c.store_id == _store)
    for table in (
        api_keys,
        bank_accounts,
        warehouses,
        form_versions,
        form_views,
        forms,
        vouchers,
        follow_up_templates,
        opt_outs,
        blocklist,
        store_domains,
        former_subdomains,
        integrations,
        webhook_inbox,
    )
)
_signed = (
    (order_history, "by"),
    (order_payments, "by"),
    (order_notes, "by"),
    (order_proofs, "by"),
    (follow_ups, "by"),
    (shipments, "by"),
    (stock_movements, "by"),
    (orders, "cs_name"),
    (audit_log, "by"),
    (blocklist, "by"),
    (jobs, "by"),
)
_staff_of = {table: table.c.cs_staff_id if table is orders else table.c.staff_id for table, _ in _signed}
_UNSIGN = tuple(
    update(table).where(table.c.store_id == _store, _staff_of[table].is_not(None)).values({name: ""})
    for table, name in _signed
)
_places = select(staff.c.id).where(staff.c.store_id == _store, staff.c.user_id == bindparam("of_user"))
_UNSIGN_ONE = tuple(
    update(table).where(table.c.store_id == _store, _staff_of[table].in_(_places)).values({name: ""})
    for table, name in _signed
)


class SqlTraces:
    """What one store keeps about people, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def open_orders(self, phone: Phone | None, /, *, limit: int) -> Sequence[str]:
        return self._invoices(_OPEN, phone, limit)

    def erase_orders(self, phone: Phone | None, /, *, limit: int, at: datetime) -> int:
        these = self._invoices(_SOME, phone, limit)
        if these:
            which = {"of_store": self._store, "these": these}
            self._unblock(which)
            self._execute(_GIVE_UP_PROOFS, {**which, "now": at})
            for statement in (_ERASE_ORDERS[self._is_sqlite], *_ERASURE):
                self._execute(statement, which)
            for invoice in these:
                self._execute(_FORGET_RESULTS, {"of_store": self._store, "mentions": f'%"{invoice}"%'})
        return len(these)

    def erase_wish(self, phone: Phone, /) -> None:
        self._execute(_ERASE_WISH, {"of_store": self._store, "of_phone": phone.e164})

    def erase_blocked(self, phone: Phone, /) -> None:
        self._execute(_ERASE_BLOCKED, {"of_store": self._store, "of_phone": phone.e164})
        self._execute(_FORGET_RESULTS, {"of_store": self._store, "mentions": f'%"{phone.e164}"%'})

    def note_erased(self, phone_hash: str, /, *, at: datetime) -> None:
        if not self._execute(_NOTE_AGAIN, {"of_store": self._store, "of_hash": phone_hash, "now": at}).rowcount:
            self._execute(_NOTE, {"store_id": self._store, "phone_hash": phone_hash, "at": at})

    def end_order_jobs(self, *, at: datetime, outcome: Mapping[str, object]) -> None:
        now = {"of_store": self._store, "now": at}
        self._execute(_END_ORDER_FILES, now)
        self._execute(_END_ORDER_JOBS, {**now, "told": dict(outcome)})

    def was_erased(self, phone_hash: str, /) -> bool:
        return self._execute(_NOTED, {"of_store": self._store, "of_hash": phone_hash}).one_or_none() is not None

    def stop_selling(self) -> None:
        self._execute(_STOP_SELLING, {"of_store": self._store})

    def close(self, *, at: datetime) -> None:
        now = {"of_store": self._store, "now": at}
        self._execute(_FORGET_ALL_RESULTS, {"of_store": self._store})
        self._execute(_END_SESSIONS, now)
        self._execute(_DISMISS, now)
        self._execute(_END_JOBS, now)
        self._execute(_CLOSE, {"of_store": self._store, "nameless": f"erased-{self._store}"})
        for statement in (_UNTELL, _UNTELL_LOG, _UNTELL_USES, *_FORGOTTEN, *_UNSIGN):
            self._execute(statement, {"of_store": self._store})

    def leave(self, user: UserId, /, *, at: datetime) -> None:
        who = {"of_store": self._store, "of_user": user}
        for statement in _UNSIGN_ONE:
            self._execute(statement, who)
        self._execute(_DISMISS_ONE, {**who, "now": at})

    def _unblock(self, which: dict[str, object]) -> None:
        """Addresses have no keyed hash: nothing is left of them."""
        keys = {street_key(row.street, row.district_code) for row in self._execute(_PLACES, which)}
        self._execute(_UNBLOCK, {"of_store": self._store, "these_keys": sorted(keys)})

    def _invoices(self, statements: dict[bool, Any], phone: Phone | None, limit: int) -> list[str]:
        values: dict[str, object] = {"of_store": self._store, "most": limit}
        if phone is not None:
            values["of_phone"] = phone.e164
        return [row[0] for row in self._execute(statements[phone is not None], values)]


_DELETION = select(data_deletions).where(data_deletions.c.user_id == bindparam("of_user"))
_DELETION_ALONE = _DELETION.with_for_update()
_ADD_DELETION = insert(data_deletions)
_REMOVE_DELETION = delete(data_deletions).where(data_deletions.c.user_id == bindparam("of_user"))
_DUE = (
    select(data_deletions)
    .where(data_deletions.c.executes_at <= bindparam("now"))
    .order_by(data_deletions.c.executes_at, data_deletions.c.user_id)
)


class SqlDataDeletions:
    """The wishes of users to be forgotten, in one transaction."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute

    def of(self, user: UserId, /) -> DataDeletion | None:
        return _deletion(self._execute(_DELETION_ALONE, {"of_user": user}).one_or_none())

    def add(self, deletion: DataDeletion, /) -> None:
        values = {
            "user_id": deletion.user,
            "asked_at": deletion.asked_at,
            "executes_at": deletion.executes_at,
        }
        try:
            self._execute(_ADD_DELETION, values)
        except IntegrityError as error:
            raise ChangedMeanwhile from error

    def remove(self, user: UserId, /) -> None:
        self._execute(_REMOVE_DELETION, {"of_user": user})


class SqlDueDeletions:
    """The wishes of users to be forgotten, as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, at: datetime, /) -> Sequence[DataDeletion]:
        with self._database.read() as connection:
            return [found for row in connection.execute(_DUE, {"now": at}) if (found := _deletion(row))]

    def of(self, user: UserId, /) -> DataDeletion | None:
        with self._database.read() as connection:
            return _deletion(connection.execute(_DELETION, {"of_user": user}).one_or_none())


_OF_BUYER = select(orders.c.invoice).where(_of_store, _of_phone).order_by(*_newest)
_WISH = select(opt_outs.c.at).where(opt_outs.c.store_id == _store, opt_outs.c.phone == bindparam("of_phone"))

_BLOCK = select(blocklist.c.reason, blocklist.c.at).where(
    blocklist.c.store_id == _store, blocklist.c.phone == bindparam("of_phone")
)


class SqlBuyerDesk:
    """Buyers as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, store: StoreId, phone: Phone, /) -> BuyerFile:
        who = {"of_store": store, "of_phone": phone.e164}
        with self._database.read_snapshot() as connection:
            invoices = [Invoice(row[0]) for row in connection.execute(_OF_BUYER, who)]
            wish = connection.execute(_WISH, who).one_or_none()
            block = connection.execute(_BLOCK, who).one_or_none()
        blocked = None if block is None else BuyerBlocked(reason=block.reason, at=block.at)
        return BuyerFile(invoices=invoices, opted_out=wish is not None, blocked=blocked)


def _deletion(row: Any) -> DataDeletion | None:
    if row is None:
        return None
    return DataDeletion(user=UserId(row.user_id), asked_at=row.asked_at, executes_at=row.executes_at)
