"""The ports of promotions on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.promotions import VoucherDeskContract, VouchersContract, VoucherUsesContract


class TestVouchers(VouchersContract):
    pass


class TestVoucherUses(VoucherUsesContract):
    pass


class TestVoucherDesk(VoucherDeskContract):
    pass
