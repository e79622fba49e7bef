"""How sellers are paid."""

from bosonline.domain.payments.bank_account import (
    AccountNameInvalid,
    AccountNumberImplausible,
    AccountNumberInvalid,
    Bank,
    BankAccount,
    BankAccountAdded,
    BankAccountChanged,
    BankAccountId,
    BankAccountKnown,
    BankAccountNotFound,
    BankAccountRemoved,
    BankAccountSwitched,
    BankUnknown,
    LastBankAccount,
    TransferTarget,
    masked_number,
)

__all__ = [
    "AccountNameInvalid",
    "AccountNumberImplausible",
    "AccountNumberInvalid",
    "Bank",
    "BankAccount",
    "BankAccountAdded",
    "BankAccountChanged",
    "BankAccountId",
    "BankAccountKnown",
    "BankAccountNotFound",
    "BankAccountRemoved",
    "BankAccountSwitched",
    "BankUnknown",
    "LastBankAccount",
    "TransferTarget",
    "masked_number",
]
