"""The ledger of what vouchers were used for.

A use is taken by a conditional update of the voucher's counter: whoever wants the same voucher waits there until the
other's transaction ends. How often the buyer has used it is told along; on PostgreSQL that is what was before the wait,
so that the row of the ledger is written on the condition that there is still a use for this buyer.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, and_, bindparam, case, cast, func, insert, null, select, update

from bosonline.adapters.outbound.sql.promotions import AMONG, candidate_of, of_store, standing, voucher_of
from bosonline.adapters.outbound.sql.tables.metadata import Instant
from bosonline.adapters.outbound.sql.tables.promotions import voucher_uses, vouchers
from bosonline.application.promotions.ports import VoucherUse
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.promotions import (
    Candidate,
    Voucher,
    VoucherId,
    code_key,
)

# The rows are locked in the order of their ids, as stock is, and read where they are locked.
_wanted = vouchers.c.code_key.in_([bindparam("of_code"), bindparam("of_other_code")])
_locked = (
    select(vouchers.c.id, vouchers.c.used, vouchers.c.stock)
    .where(of_store, _wanted)
    .order_by(vouchers.c.id)
    .with_for_update()
    .cte("locked")
)
_uses = (
    select(func.count())
    .where(standing, voucher_uses.c.voucher_id == vouchers.c.id)
    .correlate(vouchers)
    .scalar_subquery()
)
_TAKE = (
    update(vouchers)
    .where(of_store, vouchers.c.id == _locked.c.id, _locked.c.used < _locked.c.stock)
    # The first check of a constraint sees the row as it was before the wait; so its stock is written, too.
    .values(used=_locked.c.used + 1, stock=_locked.c.stock)
    .returning(*vouchers.c, _uses.label("by_buyer"))
)
_BY_BUYER = (
    select(voucher_uses.c.voucher_id, func.count().label("uses"))
    .where(standing, voucher_uses.c.voucher_id.in_([bindparam("of_id"), bindparam("of_other_id")]))
    .group_by(voucher_uses.c.voucher_id)
)
_NOTE = (
    insert(voucher_uses)
    .from_select(
        list(voucher_uses.c.keys()),
        select(
            vouchers.c.store_id,
            bindparam("of_invoice", type_=String),
            vouchers.c.id,
            vouchers.c.code,
            bindparam("of_buyer", type_=String),
            case(
                (vouchers.c.id == bindparam("of_id"), bindparam("taken_off", type_=BigInteger)),
                else_=bindparam("other_taken_off", type_=BigInteger),
            ),
            bindparam("now", type_=Instant),
            cast(null(), Instant),
            cast(null(), Instant),
        ).where(
            of_store, vouchers.c.id.in_([bindparam("of_id"), bindparam("of_other_id")]), _uses < vouchers.c.per_buyer
        ),
        include_defaults=False,
    )
    .returning(voucher_uses.c.voucher_id)
)
_of_order = and_(voucher_uses.c.store_id == bindparam("of_store"), voucher_uses.c.invoice == bindparam("of_invoice"))
_GIVE_BACK = (
    update(voucher_uses)
    .where(_of_order, voucher_uses.c.given_back_at.is_(None))
    .values(given_back_at=bindparam("now"))
    .returning(voucher_uses.c.voucher_id)
)
_these = vouchers.c.id.in_(bindparam("of_ids", expanding=True))
_LOCK = select(vouchers).where(of_store, _these).order_by(vouchers.c.id).with_for_update()
_COUNT_BACK = update(vouchers).where(of_store, _these).values(used=vouchers.c.used - 1)
_COUNT_ON = update(vouchers).where(of_store, _these).values(used=vouchers.c.used + 1)
_GIVEN_BACK = select(voucher_uses.c.voucher_id, voucher_uses.c.phone_hash).where(
    _of_order, voucher_uses.c.given_back_at.is_not(None)
)
_used_here = and_(_of_order, voucher_uses.c.voucher_id == bindparam("of_id"))
_TAKEN_AGAIN = update(voucher_uses).where(_used_here).values(given_back_at=None, honoured_at=None)
_HONOURED = update(voucher_uses).where(_used_here).values(honoured_at=bindparam("now"))


class SqlVoucherUses:
    """The ledger of uses of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def take(self, codes: Collection[str], /, *, buyer: str) -> Sequence[Candidate]:
        keys = [code_key(code) for code in codes]
        values = {"of_store": self._store, "of_code": keys[0], "of_other_code": keys[-1]}
        taken = self._execute(_TAKE, {**values, "of_buyer": buyer}).all()
        found = {row.code_key: voucher_of(row, uses_since=1) for row in taken}
        used = {row.id: row.by_buyer for row in taken}
        if len(found) < len(set(keys)):
            among = {"of_store": self._store, "of_codes": [key for key in keys if key not in found]}
            others = {row.code_key: _used_up(voucher_of(row)) for row in self._execute(AMONG, among)}
            found |= others
            used |= self._by_buyer([voucher.id for voucher in others.values()], buyer)
        return [candidate_of(code, found.get(key), used) for code, key in zip(codes, keys, strict=True)]

    def note(self, invoice: str, uses: Collection[VoucherUse], /, *, buyer: str, at: datetime) -> None:
        first, *others = uses
        other = others[0] if others else first
        values = {
            **self._order(invoice),
            "of_buyer": buyer,
            "of_id": first.voucher,
            "of_other_id": other.voucher,
            "taken_off": first.amount.idr,
            "other_taken_off": other.amount.idr,
            "now": at,
        }
        if len(self._execute(_NOTE, values).all()) < len(uses):
            raise ChangedMeanwhile

    def give_back(self, invoice: str, /, *, at: datetime) -> None:
        given = self._execute(_GIVE_BACK, {**self._order(invoice), "now": at}).scalars()
        self._count(_COUNT_BACK, list(given))

    def take_again(self, invoice: str, /, *, at: datetime) -> None:
        order = self._order(invoice)
        given = {row.voucher_id: row.phone_hash for row in self._execute(_GIVEN_BACK, order)}
        locked = self._execute(_LOCK, {"of_store": self._store, "of_ids": sorted(given)}).all()
        free = {row.id for row in locked if self._has_use_left(row, given[row.id])}
        self._count(_COUNT_ON, sorted(free))
        for voucher in given:
            statement = _TAKEN_AGAIN if voucher in free else _HONOURED
            self._execute(statement, {**order, "of_id": voucher, **({} if voucher in free else {"now": at})})

    def _has_use_left(self, row: Any, buyer: str) -> bool:
        by_buyer = self._by_buyer([row.id], buyer).get(row.id, 0)
        return bool(row.used < row.stock and by_buyer < row.per_buyer)

    def _count(self, statement: Any, found: list[VoucherId]) -> None:
        if not found:
            return
        these = {"of_store": self._store, "of_ids": found}
        if len(found) > 1:
            self._execute(_LOCK, these)
        self._execute(statement, these)

    def _by_buyer(self, found: list[VoucherId], buyer: str) -> dict[VoucherId, int]:
        if not found:
            return {}
        values = {"of_store": self._store, "of_buyer": buyer, "of_id": found[0], "of_other_id": found[-1]}
        return {row.voucher_id: row.uses for row in self._execute(_BY_BUYER, values)}

    def _order(self, invoice: str) -> dict[str, object]:
        return {"of_store": self._store, "of_invoice": invoice}


def _used_up(voucher: Voucher) -> Voucher:
    """One whose use could not be taken: another may have been given back since then."""
    return replace(voucher, used=max(voucher.used, voucher.terms.stock))
