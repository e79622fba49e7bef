"""What a member of a store may do: per module and action."""

from enum import IntEnum, StrEnum


class Role(IntEnum):
    """The role of a user; the numbers are those of the API."""

    OWNER = 1
    ADMIN = 2
    CS = 3
    PLATFORM_ADMIN = 9


class Module(StrEnum):
    """A part of the shop for which rights are granted; the names are those of the API."""

    PRODUCT = "produk"
    FORM = "form"
    ORDER = "order"
    VOUCHER = "voucher"
    BANK_ACCOUNT = "rekening"
    WAREHOUSE = "gudang"
    STORE = "toko"
    STAFF = "staff"
    REPORT = "laporan"

    @property
    def number(self) -> int:
        """Its number in the API, which never changes."""
        return _NUMBERS[self]


_NUMBERS = {
    Module.PRODUCT: 1,
    Module.FORM: 2,
    Module.ORDER: 3,
    Module.VOUCHER: 4,
    Module.BANK_ACCOUNT: 5,
    Module.WAREHOUSE: 6,
    Module.STORE: 7,
    Module.STAFF: 8,
    Module.REPORT: 9,
}


class Action(StrEnum):
    """What may be done in a module."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


Right = tuple[Module, Action]
Rights = frozenset[Right]

EVERY_RIGHT: Rights = frozenset((module, action) for module in Module for action in Action)


def held(role: Role, granted: Rights) -> Rights:
    """The rights that somebody of this role has in the store: owner and admin all of them, CS what was granted."""
    return EVERY_RIGHT if role in (Role.OWNER, Role.ADMIN) else granted


def serves_customers(role: Role, granted: Rights) -> bool:
    """Whether somebody is of customer service, and sees orders."""
    return role is Role.CS and (Module.ORDER, Action.READ) in granted


def told(rights: Rights) -> str:
    """The rights in words, such as `order read, produk update`."""
    return ", ".join(f"{module} {action}" for module, action in sorted(rights))
