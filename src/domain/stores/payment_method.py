"""How a buyer may pay."""

from enum import StrEnum


class PaymentMethod(StrEnum):
    """The methods of payment; the words are those of the API."""

    COD = "cod"
    BANK_TRANSFER = "bank_transfer"
    QRIS = "qris"
    VIRTUAL_ACCOUNT = "virtual_account"
