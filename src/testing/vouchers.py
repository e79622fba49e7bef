"""Vouchers on a backend, wired as the product wires them, and some to begin with."""

from datetime import date
from typing import Any

from bosonline.adapters.outbound.memory.ordering import MemoryGoodsDesk
from bosonline.adapters.outbound.memory.promotions import MemoryVoucherDesk
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.sql.stock import SqlGoodsDesk
from bosonline.adapters.outbound.sql.voucher_desk import SqlVoucherDesk
from bosonline.application.ordering import ApplyVoucher, ChooseShipping, OfferVouchers, PriceCart, VouchersForBuyers
from bosonline.application.ordering.ports import GoodsDesk
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
from bosonline.application.shipping.rates import AskRates
from bosonline.domain.money import Money
from bosonline.domain.promotions import Discount, DiscountKind, Voucher, VoucherKind, VoucherTerms
from bosonline.testing.backends import Backend
from bosonline.testing.selling import PHONE_HASH, SEALS, Stall
from bosonline.testing.shops import storefronts_of
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


def add_voucher(stall: Stall, code: str = "HEMAT", **changes: Any) -> Voucher:
    """A voucher of a store, on terms as `terms` makes them."""
    made = promotions_on(stall.backend).create(member=stall.member, code=code, terms=terms(**changes))
    return made.voucher


def used(stall: Stall, code: str = "HEMAT") -> int:
    """How many uses of a voucher were not given back."""
    found = voucher_desk_of(stall.backend).find(stall.member.store, code)
    if found is None:
        raise LookupError(code)
    return found.used


def vouchers_for_buyers_on(backend: Backend, ask_rates: AskRates | None = None) -> VouchersForBuyers:
    """What buyers learn about vouchers, wired to a backend."""
    desk = voucher_desk_of(backend)
    price = PriceCart(
        storefronts=storefronts_of(backend),
        regions=REGIONS,
        goods=goods_desk_of(backend),
        choose=ChooseShipping(seals=SEALS, ask=ask_rates),
        clock=backend.clock,
    )
    return VouchersForBuyers(
        apply=ApplyVoucher(
            price=price, vouchers=desk, phones=PhonenumbersReader(), phone_hash=PHONE_HASH, work=backend.work
        ),
        offer=OfferVouchers(price=price, vouchers=desk),
    )


def goods_desk_of(backend: Backend) -> GoodsDesk:
    """What is on sale, as it is read on this backend."""
    return MemoryGoodsDesk(backend.database) if backend.name == "memory" else SqlGoodsDesk(backend.database)
