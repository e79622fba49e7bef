"""Follow-ups, their templates, and the buyers who want none."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.codec import revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.ordering import SqlOrders
from bosonline.adapters.outbound.sql.tables.ordering import follow_up_templates, follow_ups, opt_outs
from bosonline.adapters.outbound.sql.tables.payments import bank_accounts
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.ordering.follow_up_ports import FollowUpFile, OwnTemplates
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.ordering import Invoice, Order, PaymentMethod
from bosonline.domain.ordering.default_templates import TemplateKind
from bosonline.domain.ordering.follow_up import Channel, FollowUp, FollowUpOutcome, FollowUpState
from bosonline.domain.ordering.follow_up_rules import Circumstances, FollowUpNotFound
from bosonline.domain.ordering.message import Sender, kind_of
from bosonline.domain.ordering.template import Template
from bosonline.domain.payments import BankAccount, BankAccountId
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Language, StoreSettings

_NO_ACCOUNT = 0

_this_store = stores.c.id == bindparam("store")
_own_text = (
    select(follow_up_templates.c.text)
    .where(
        follow_up_templates.c.store_id == bindparam("store"),
        follow_up_templates.c.payment_method == bindparam("kind"),
        follow_up_templates.c.attempt <= bindparam("number"),
    )
    .order_by(follow_up_templates.c.attempt.desc())
    .limit(1)
    .scalar_subquery()
)
_account_to_tell = and_(
    bank_accounts.c.store_id == stores.c.id,
    or_(
        bank_accounts.c.id == bindparam("account"),
        and_(bindparam("account", type_=bank_accounts.c.id.type).is_(None), bank_accounts.c.is_active),
    ),
)
_GIVEN = (
    select(
        stores.c.name.label("store_name"),
        stores.c.settings,
        opt_outs.c.at.label("opted_out_at"),
        _own_text.label("template"),
        *(column for column in follow_ups.c if column.name != "store_id"),
        *(column.label(f"account_{column.name}") for column in bank_accounts.c if column.name != "store_id"),
    )
    .select_from(
        stores.outerjoin(opt_outs, and_(opt_outs.c.store_id == stores.c.id, opt_outs.c.phone == bindparam("of_phone")))
        .outerjoin(
            follow_ups,
            and_(
                follow_ups.c.store_id == stores.c.id,
                follow_ups.c.invoice == bindparam("of_invoice"),
                follow_ups.c.attempt == bindparam("known"),
            ),
        )
        .outerjoin(bank_accounts, _account_to_tell)
    )
    .where(_this_store)
    .order_by(bank_accounts.c.id)
)
_of_order = and_(follow_ups.c.store_id == bindparam("of_store"), follow_ups.c.invoice == bindparam("of_invoice"))
_this = and_(_of_order, follow_ups.c.attempt == bindparam("of_attempt"))
_MADE = select(follow_ups).where(_of_order).order_by(follow_ups.c.attempt)
_GET = select(follow_ups).where(_this)
_ADD = insert(follow_ups)
_SAVE = (
    update(follow_ups)
    .where(_this)
    .values({name: bindparam(name) for name in ("state", "message_id", "lease_until", "outcome")})
)
_REMOVE = delete(follow_ups).where(_this)

_OPT_IN = delete(opt_outs).where(
    opt_outs.c.store_id == bindparam("of_store"), opt_outs.c.phone == bindparam("of_phone")
)
_OPT_OUT = {
    True: sqlite.insert(opt_outs).on_conflict_do_nothing().returning(opt_outs.c.phone),
    False: postgresql.insert(opt_outs).on_conflict_do_nothing().returning(opt_outs.c.phone),
}

_ALONE = select(stores.c.id).where(_this_store).with_for_update()
_FORGET_TEMPLATES = delete(follow_up_templates).where(follow_up_templates.c.store_id == bindparam("of_store"))
_ADD_TEMPLATES = insert(follow_up_templates)
_TEMPLATES = (
    select(
        stores.c.settings,
        follow_up_templates.c.payment_method,
        follow_up_templates.c.text,
    )
    .select_from(stores.outerjoin(follow_up_templates, follow_up_templates.c.store_id == stores.c.id))
    .where(_this_store)
    .order_by(follow_up_templates.c.payment_method, follow_up_templates.c.attempt)
)


class SqlFollowUps:
    """The attempts of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def circumstances(self, order: Order, attempt: int, /) -> Circumstances:
        is_transfer = order.payment_method is PaymentMethod.BANK_TRANSFER
        values = {
            "store": self._store,
            "of_phone": order.customer.phone.e164,
            "of_invoice": order.invoice,
            "known": min(attempt, order.follow_ups),
            "kind": kind_of(order).value,
            "number": attempt,
            "account": order.bank_account if is_transfer else _NO_ACCOUNT,
        }
        rows = self._execute(_GIVEN, values).all()
        if not rows:
            raise NotFound
        if rows[0].attempt is None and order.follow_ups:
            raise ChangedMeanwhile
        return _circumstances(rows, self._store, attempt)

    def get(self, invoice: Invoice, attempt: int, /) -> FollowUp:
        row = self._execute(_GET, self._key(invoice, attempt)).one_or_none()
        if row is None:
            raise FollowUpNotFound
        return _follow_up(row)

    def made(self, invoice: Invoice, /) -> Sequence[FollowUp]:
        """All attempts on an order, the first one first."""
        return [_follow_up(row) for row in self._execute(_MADE, {"of_store": self._store, "of_invoice": invoice})]

    def add(self, made: FollowUp, /) -> None:
        values = {
            "store_id": self._store,
            "invoice": made.invoice,
            "attempt": made.attempt,
            "at": made.at,
            "staff_id": made.by.staff,
            "by": made.by.name,
            "channel": made.channel.value,
            "text": made.text,
        }
        self._execute(_ADD, {**values, **_changeable(made)})

    def save(self, made: FollowUp, /) -> None:
        self._execute(_SAVE, {**self._key(made.invoice, made.attempt), **_changeable(made)})

    def remove(self, unsent: FollowUp, /) -> None:
        self._execute(_REMOVE, self._key(unsent.invoice, unsent.attempt))

    def _key(self, invoice: Invoice, attempt: int) -> dict[str, object]:
        return {"of_store": self._store, "of_invoice": invoice, "of_attempt": attempt}


class SqlOptOuts:
    """The buyers who asked one store not to write to them, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def add(self, phone: Phone, /, *, at: datetime, by: Author) -> bool:
        values = {"store_id": self._store, "phone": phone.e164, "at": at, "staff_id": by.staff, "by": by.name}
        return self._execute(_OPT_OUT[self._is_sqlite], values).scalar_one_or_none() is not None

    def remove(self, phone: Phone, /) -> bool:
        return bool(self._execute(_OPT_IN, {"of_store": self._store, "of_phone": phone.e164}).rowcount)


class SqlFollowUpTemplates:
    """The texts that one store has written itself, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def replace(self, own: OwnTemplates, /) -> None:
        rows = [
            {"store_id": self._store, "payment_method": kind.value, "attempt": attempt, "text": template.text}
            for kind, templates in own.items()
            for attempt, template in enumerate(templates, 1)
        ]
        # Two who write at the same time take turns, so that nobody finds half of each.
        self._execute(_ALONE, {"store": self._store})
        self._execute(_FORGET_TEMPLATES, {"of_store": self._store})
        if rows:
            self._execute(_ADD_TEMPLATES, rows)


class SqlFollowUpDesk:
    """Follow-ups as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self, store: StoreId, invoice: Invoice, /) -> FollowUpFile:
        with self._database.read_snapshot() as connection:
            order = SqlOrders(connection.execute, store, self._database).get(invoice)
            follow_ups = SqlFollowUps(connection.execute, store)
            given = follow_ups.circumstances(order, order.follow_ups + 1)
            return FollowUpFile(order=order, made=follow_ups.made(invoice), given=given)

    def templates(self, store: StoreId, /) -> tuple[Language, OwnTemplates]:
        with self._database.read() as connection:
            rows = connection.execute(_TEMPLATES, {"store": store}).all()
        if not rows:
            raise NotFound
        written = (row for row in rows if row.payment_method is not None)
        own = {
            TemplateKind(kind): tuple(Template(row.text) for row in of_kind)
            for kind, of_kind in groupby(written, lambda row: row.payment_method)
        }
        return revive(rows[0].settings, StoreSettings).language, own


def _circumstances(rows: Sequence[Any], store: StoreId, attempt: int) -> Circumstances:
    row = rows[0]
    known = None if row.attempt is None else _follow_up(row)
    is_made = known is not None and known.attempt == attempt
    return Circumstances(
        sender=Sender(
            store_name=row.store_name,
            settings=revive(row.settings, StoreSettings),
            bank_accounts=tuple(_account(one, store) for one in rows if one.account_id is not None),
            template=None if row.template is None else Template(row.template),
        ),
        opted_out=row.opted_out_at is not None,
        made=known if is_made else None,
        last=None if is_made else known,
    )


def _changeable(made: FollowUp) -> dict[str, object]:
    return {
        "state": made.state.value,
        "message_id": made.message_id,
        "lease_until": made.lease_until,
        "outcome": made.outcome and made.outcome.value,
    }


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(
        invoice=Invoice(row.invoice),
        attempt=row.attempt,
        at=row.at,
        by=Author(None if row.staff_id is None else StaffId(row.staff_id), row.by),
        channel=Channel(row.channel),
        state=FollowUpState(row.state),
        text=row.text,
        message_id=row.message_id,
        lease_until=row.lease_until,
        outcome=None if row.outcome is None else FollowUpOutcome(row.outcome),
    )


def _account(row: Any, store: StoreId) -> BankAccount:
    return BankAccount(
        id=BankAccountId(row.account_id),
        store=store,
        bank_code=row.account_bank_code,
        bank_name=row.account_bank_name,
        account_name=row.account_account_name,
        account_number=row.account_account_number,
        is_active=row.account_is_active,
        created_at=row.account_created_at,
        version=row.account_version,
    )
