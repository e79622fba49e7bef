"""Vouchers: the use cases of those who make them."""

from dataclasses import dataclass

from bosonline.application.promotions.vouchers import (
    ChangeVoucher,
    CreateVoucher,
    DatedVoucher,
    ListVouchers,
    ReadVoucher,
    RemoveVoucher,
    StoreToday,
    SwitchVoucher,
)

__all__ = [
    "ChangeVoucher",
    "CreateVoucher",
    "DatedVoucher",
    "ListVouchers",
    "Promotions",
    "ReadVoucher",
    "RemoveVoucher",
    "StoreToday",
    "SwitchVoucher",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotions:
    """Everything that a seller can do with vouchers."""

    list: ListVouchers
    read: ReadVoucher
    create: CreateVoucher
    change: ChangeVoucher
    switch: SwitchVoucher
    remove: RemoveVoucher
