"""Vouchers as they are read."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, bindparam, case, func, or_, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.promotions import AMONG, FIND, candidate_of, of_store, standing, voucher_of
from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.adapters.outbound.sql.tables.promotions import voucher_uses, vouchers
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.promotions.ports import VoucherFilter
from bosonline.domain.identity import StoreId
from bosonline.domain.promotions import (
    Candidate,
    Voucher,
    VoucherId,
    VoucherStatus,
    code_key,
)

_today = bindparam("today", type_=Date)
_status = case(
    (or_(~vouchers.c.is_on, vouchers.c.closed_at.is_not(None)), VoucherStatus.OFF.value),
    (vouchers.c.ends_on < _today, VoucherStatus.ENDED.value),
    (vouchers.c.used >= vouchers.c.stock, VoucherStatus.USED_UP.value),
    (vouchers.c.starts_on > _today, VoucherStatus.SCHEDULED.value),
    else_=VoucherStatus.ACTIVE.value,
)
_ROWS = select(
    vouchers.c.code,
    vouchers.c.description,
    vouchers.c.kind.label("type"),
    vouchers.c.starts_on.label("start_date"),
    vouchers.c.ends_on.label("end_date"),
    _status.label("status"),
    vouchers.c.used,
    vouchers.c.stock,
    vouchers.c["items"],
).where(of_store)
_COLUMNS = {
    "code": vouchers.c.code,
    "description": vouchers.c.description,
    "type": vouchers.c.kind,
    "status": _status,
}
_CONDITIONS = {
    "active": _status == VoucherStatus.ACTIVE.value,
    "inactive": _status != VoucherStatus.ACTIVE.value,
    "of_kind": vouchers.c.kind == bindparam("of_kind"),
    "valid_from": vouchers.c.ends_on >= bindparam("valid_from", type_=Date),
    "valid_until": vouchers.c.starts_on <= bindparam("valid_until", type_=Date),
}
_NAMES = (
    select(variants.c.sku, products.c.name)
    .join(products, products.c.id == variants.c.product_id)
    .where(
        variants.c.store_id == bindparam("of_store"),
        variants.c.sku.in_(bindparam("skus", expanding=True)),
    )
)
_LISTED = (
    select(vouchers)
    .where(
        of_store,
        vouchers.c.is_listed,
        vouchers.c.is_on,
        vouchers.c.closed_at.is_(None),
        vouchers.c.ends_on >= _today,
    )
    .order_by(vouchers.c.code_key)
    .limit(bindparam("most"))
)


_BY_BUYER_AMONG = (
    select(voucher_uses.c.voucher_id, func.count().label("uses"))
    .where(standing, voucher_uses.c.voucher_id.in_(bindparam("of_ids", expanding=True)))
    .group_by(voucher_uses.c.voucher_id)
)


class SqlVoucherDesk:
    """Vouchers as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, shown: VoucherFilter, /) -> Listed:
        values: dict[str, object] = {"of_store": store, "today": shown.today}
        named: dict[str, object] = {
            "of_kind": shown.kind and shown.kind.value,
            "valid_from": shown.valid_from,
            "valid_until": shown.valid_until,
        }
        values |= {name: value for name, value in named.items() if value is not None}
        conditions = values.keys() & _CONDITIONS.keys()
        if shown.is_active is not None:
            conditions |= {"active" if shown.is_active else "inactive"}
        found = _list(frozenset(conditions)).read(self._database, listing, values)
        names = self._names(store, sorted({sku for row in found.rows for sku in _items(row)}))
        return Listed(rows=[{**row, "items": _named(_items(row), names)} for row in found.rows], total=found.total)

    def find(self, store: StoreId, code: str, /) -> Voucher | None:
        with self._database.read() as connection:
            row = connection.execute(FIND, {"of_store": store, "of_code": code_key(code)}).one_or_none()
        return None if row is None else voucher_of(row)

    def candidates(self, store: StoreId, codes: Collection[str], /, *, buyer: str | None) -> Sequence[Candidate]:
        keys = [code_key(code) for code in codes]
        with self._database.read_snapshot() as connection:
            found = {
                row.code_key: voucher_of(row)
                for row in connection.execute(AMONG, {"of_store": store, "of_codes": sorted(set(keys))})
            }
            used = _used_by(connection, store, found.values(), buyer)
        return [candidate_of(code, found.get(key), used) for code, key in zip(codes, keys, strict=True)]

    def listed(self, store: StoreId, /, *, today: date, buyer: str | None, limit: int) -> Sequence[Candidate]:
        with self._database.read_snapshot() as connection:
            rows = connection.execute(_LISTED, {"of_store": store, "today": today, "most": limit})
            found = [voucher_of(row) for row in rows]
            used = _used_by(connection, store, found, buyer)
        return [candidate_of(voucher.code, voucher, used) for voucher in found]

    def _names(self, store: StoreId, skus: list[str]) -> dict[str, str]:
        if not skus:
            return {}
        with self._database.read() as connection:
            return {row.sku: row.name for row in connection.execute(_NAMES, {"of_store": store, "skus": skus})}


@cache
def _list(conditions: frozenset[str]) -> ListStatements:
    return ListStatements(_ROWS.where(*(_CONDITIONS[name] for name in sorted(conditions))), _COLUMNS, vouchers.c.id)


def _used_by(connection: Any, store: StoreId, found: Collection[Voucher], buyer: str | None) -> dict[VoucherId, int]:
    if buyer is None or not found:
        return {}
    values = {"of_store": store, "of_buyer": buyer, "of_ids": [voucher.id for voucher in found]}
    return {row.voucher_id: row.uses for row in connection.execute(_BY_BUYER_AMONG, values)}


def _items(row: Any) -> list[str]:
    items: list[str] = row["items"]
    return items


def _named(items: list[str], names: dict[str, str]) -> list[dict[str, str]]:
    return [{"product_name": names.get(sku, ""), "sku": sku} for sku in items]
