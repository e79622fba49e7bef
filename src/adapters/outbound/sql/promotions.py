"""Vouchers, as sellers make them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.tables.promotions import voucher_uses, vouchers
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.promotions import (
    Candidate,
    Discount,
    DiscountKind,
    Voucher,
    VoucherCode,
    VoucherCodeTaken,
    VoucherId,
    VoucherKind,
    VoucherNotFound,
    VoucherTerms,
    code_key,
)
from bosonline.domain.stores import PaymentMethod

of_store = vouchers.c.store_id == bindparam("of_store")
_this = and_(of_store, vouchers.c.id == bindparam("of_id"))
FIND = select(vouchers).where(of_store, vouchers.c.code_key == bindparam("of_code"))
"""One voucher, by what its code is known by."""
_GET = FIND.with_for_update()
AMONG = select(vouchers).where(of_store, vouchers.c.code_key.in_(bindparam("of_codes", expanding=True)))
"""Several vouchers, so."""
_FIXED = ("id", "store_id", "code", "code_key", "used", "created_at")
_SAVE = (
    update(vouchers)
    .where(_this, vouchers.c.version == bindparam("was"))
    .values({column.name: bindparam(column.name) for column in vouchers.c if column.name not in _FIXED})
)
_REMOVE = delete(vouchers).where(_this)
_WAS_USED = select(
    exists().where(voucher_uses.c.store_id == bindparam("of_store"), voucher_uses.c.voucher_id == bindparam("of_id"))
)


def _add(dialect: Any) -> Any:
    new = dialect.insert(vouchers)
    return new.on_conflict_do_nothing(index_elements=[vouchers.c.store_id, vouchers.c.code_key]).returning(
        vouchers.c.id
    )


_ADD = {True: _add(sqlite), False: _add(postgresql)}

standing = and_(
    voucher_uses.c.store_id == bindparam("of_store"),
    voucher_uses.c.phone_hash == bindparam("of_buyer"),
    voucher_uses.c.given_back_at.is_(None),
)
"""The uses of one buyer that were not given back."""


class SqlVouchers:
    """The vouchers of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def add(self, voucher: Voucher, /) -> Voucher:
        fixed = {
            "store_id": self._store,
            "code": voucher.code,
            "code_key": code_key(voucher.code),
            "used": 0,
            "created_at": voucher.created_at,
        }
        values = {**fixed, **_changeable(voucher), "version": 1}
        added = self._execute(_ADD[self._is_sqlite], values).scalar_one_or_none()
        if added is None:
            raise VoucherCodeTaken
        return voucher.kept(VoucherId(added))

    def get(self, code: str, /) -> Voucher:
        row = self._execute(_GET, {"of_store": self._store, "of_code": code_key(code)}).one_or_none()
        if row is None:
            raise VoucherNotFound
        return voucher_of(row)

    def was_used(self, voucher: VoucherId, /) -> bool:
        return bool(self._execute(_WAS_USED, {"of_store": self._store, "of_id": voucher}).scalar_one())

    def save(self, voucher: Voucher, /) -> Voucher:
        found = {"of_store": self._store, "of_id": voucher.id, "was": voucher.version}
        values = {**_changeable(voucher), "version": voucher.version + 1}
        if not self._execute(_SAVE, {**found, **values}).rowcount:
            raise ChangedMeanwhile
        return replace(voucher, version=voucher.version + 1)

    def remove(self, voucher: VoucherId, /) -> None:
        self._execute(_REMOVE, {"of_store": self._store, "of_id": voucher})


def candidate_of(code: str, voucher: Voucher | None, used: dict[VoucherId, int]) -> Candidate:
    """The voucher that was found for a code, with how often the buyer used it."""
    by_buyer = 0 if voucher is None else used.get(voucher.id, 0)
    return Candidate(code=code, voucher=voucher, used_by_buyer=by_buyer)


def _changeable(voucher: Voucher) -> dict[str, object]:
    terms = voucher.terms
    return {
        "description": terms.description,
        "kind": terms.kind.value,
        "discount_kind": terms.discount.kind.value,
        "discount_value": terms.discount.value,
        "ceiling": None if terms.discount.ceiling is None else terms.discount.ceiling.idr,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "stock": terms.stock,
        "per_buyer": terms.limit,
        "items": list(terms.items),
        "min_purchase": terms.min_purchase.idr,
        "min_qty": terms.min_qty,
        "payment_methods": [method.value for method in terms.payment_methods],
        "provinces": list(terms.provinces),
        "couriers": list(terms.couriers),
        "is_listed": terms.is_listed,
        "is_on": voucher.is_on,
        "closed_at": voucher.closed_at,
    }


def voucher_of(row: Any, *, uses_since: int = 0) -> Voucher:
    """The voucher in a row; `uses_since` of its uses were taken since the moment that is asked about."""
    return Voucher(
        id=VoucherId(row.id),
        store=StoreId(row.store_id),
        code=VoucherCode(row.code),
        terms=_terms(row),
        is_on=row.is_on,
        used=row.used - uses_since,
        created_at=row.created_at,
        closed_at=row.closed_at,
        version=row.version,
    )


def _terms(row: Any) -> VoucherTerms:
    ceiling = None if row.ceiling is None else Money(row.ceiling)
    return VoucherTerms(
        description=row.description,
        kind=VoucherKind(row.kind),
        discount=Discount(kind=DiscountKind(row.discount_kind), value=row.discount_value, ceiling=ceiling),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        stock=row.stock,
        limit=row.per_buyer,
        items=tuple(Sku(sku) for sku in row.items),
        min_purchase=Money(row.min_purchase),
        min_qty=row.min_qty,
        payment_methods=tuple(PaymentMethod(method) for method in row.payment_methods),
        provinces=tuple(row.provinces),
        couriers=tuple(row.couriers),
        is_listed=row.is_listed,
    )
