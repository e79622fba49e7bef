"""Bank accounts: the use cases."""

from dataclasses import dataclass

from bosonline.application.payments.bank_accounts import (
    AddBankAccount,
    ChangeBankAccount,
    ListBankAccounts,
    ListBanks,
    ReadBankAccount,
    RemoveBankAccount,
    SwitchBankAccount,
)

__all__ = [
    "AddBankAccount",
    "ChangeBankAccount",
    "ListBankAccounts",
    "ListBanks",
    "Payments",
    "ReadBankAccount",
    "RemoveBankAccount",
    "SwitchBankAccount",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Everything that can be done with money matters."""

    list_banks: ListBanks
    add_bank_account: AddBankAccount
    list_bank_accounts: ListBankAccounts
    read_bank_account: ReadBankAccount
    change_bank_account: ChangeBankAccount
    switch_bank_account: SwitchBankAccount
    remove_bank_account: RemoveBankAccount
