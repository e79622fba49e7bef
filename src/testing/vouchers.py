"""Vouchers on a backend, wired as the product wires them, and some to begin with."""

from datetime import date
from typing import Any

from bosonline.adapters.outbound.memory.promotions import MemoryVoucherDesk
from bosonline.adapters.outbound.sql.voucher_desk import SqlVoucherDesk
from bosonline.application.promotions import (
    ChangeVoucher,
    CreateVoucher,
    ListVouchers,
    Promotions,
    ReadVoucher,
    RemoveVoucher,
    StoreToday,
    SwitchVoucher,
)
from bosonline.application.promotions.ports import VoucherDesk
from bosonline.domain.money import Money
from bosonline.domain.promotions import Discount, DiscountKind, VoucherKind, VoucherTerms
from bosonline.testing.backends import Backend
from bosonline.testing.stores import REGIONS, store_desk_of

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)


def promotions_on(backend: Backend) -> Promotions:
    """The facade of those who make vouchers."""
    work, clock, desk = backend.work, backend.clock, voucher_desk_of(backend)
    today = StoreToday(stores=store_desk_of(backend), clock=clock)
    return Promotions(
        list=ListVouchers(desk=desk, today=today),
        read=ReadVoucher(desk=desk, today=today),
        create=CreateVoucher(work=work, regions=REGIONS, clock=clock),
        change=ChangeVoucher(work=work, regions=REGIONS, clock=clock),
        switch=SwitchVoucher(work=work, clock=clock),
        remove=RemoveVoucher(work=work, clock=clock),
    )


def voucher_desk_of(backend: Backend) -> VoucherDesk:
    """Vouchers as they are read, on this backend."""
    return MemoryVoucherDesk(backend.database) if backend.name == "memory" else SqlVoucherDesk(backend.database)


def terms(**changes: Any) -> VoucherTerms:
    """Rp20.000 off the shipping, 100 times in 2026 and once by each buyer, but for these changes."""
    usual: dict[str, Any] = {
        "description": "Diskon ongkir 20rb",
        "kind": VoucherKind.SHIPPING,
        "discount": fixed(20_000),
        "starts_on": FIRST_DAY,
        "ends_on": LAST_DAY,
        "stock": 100,
        "limit": 1,
    }
    return VoucherTerms(**{**usual, **changes})


def fixed(value: int, ceiling: int | None = None) -> Discount:
    """A fixed amount off."""
    return Discount(kind=DiscountKind.FIXED, value=value, ceiling=None if ceiling is None else Money(ceiling))


def percent(value: int, ceiling: int | None = None) -> Discount:
    """A percentage off."""
    return Discount(kind=DiscountKind.PERCENT, value=value, ceiling=None if ceiling is None else Money(ceiling))
