"""The bank accounts of a store (rekening)."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.application.identity.ports import Listed
from bosonline.application.payments import Payments
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.payments import (
    AccountNameInvalid,
    AccountNumberImplausible,
    AccountNumberInvalid,
    BankAccount,
    BankAccountId,
    BankAccountKnown,
    BankAccountNotFound,
    BankUnknown,
    LastBankAccount,
)


class BankAccountBody(Body):
    bank_code = Text(required=True, most=3, pattern="[0-9]{3}")
    account_name = Text(required=True, least=1, most=120)
    account_number = Text(required=True, least=5, most=40)


class RekeningStatusBody(Body):
    status = Choice([1, 0], required=True)


class BankAccountsQuery(Page):
    sort_by = Choice(["created_at", "bank_name", "account_name"], load_default="created_at")
    category = Choice(["account_name", "account_number", "bank_name"], load_default="account_name")


class BanksQuery(Page):
    sort_by = Choice(["name", "code"], load_default="name")
    sort_dir = Choice(["asc", "desc"], load_default="asc")
    category = Choice(["name", "code"], load_default="name")


class BankAnswer(Answer):
    code = Text(required=True)
    name = Text(required=True)
    digits = ListOf(WholeNumber(), required=True)


class BankList(Answer):
    data = ListOf(Inside(BankAnswer), required=True)
    total = WholeNumber(required=True)


class RekeningAnswer(Answer):
    id = WholeNumber(required=True)
    bank_code = Text(required=True)
    bank_name = Text(required=True)
    account_name = Text(required=True)
    account_number = Text(required=True)
    status = Choice([1, 0], required=True)
    created_at = Text(required=True)


class RekeningWritten(Answer):
    message = Text(required=True)
    data = Inside(RekeningAnswer, required=True)


class RekeningList(Answer):
    data = ListOf(Inside(RekeningAnswer), required=True)
    total = WholeNumber(required=True)


class RekeningRemoved(Answer):
    message = Text(required=True)


EXAMPLE = {"bank_code": "014", "account_name": "SITI RAHMA", "account_number": "1234567890"}
_REKENING_EXAMPLE = {
    "id": 3,
    "bank_code": "014",
    "bank_name": "BCA",
    "account_name": "SITI RAHMA",
    "account_number": "1234567890",
    "status": 1,
    "created_at": "2026-01-01T03:00:00+00:00",
}
_REMOVED = {"message": "Rekening deleted"}
_WRONG = (AccountNameInvalid, AccountNumberImplausible, AccountNumberInvalid, BankAccountKnown, BankUnknown)
_STALE = (BankAccountNotFound, PreconditionFailed)


def payments(facade: Payments) -> Api:
    """The operations of a store's bank accounts."""
    api = Api("rekening")
    _reads(api, facade)
    _writes(api, facade)
    return api


def _reads(api: Api, facade: Payments) -> None:
    @api.get(
        "/store/banks",
        query=BanksQuery,
        answer=BankList,
        render=_banks,
        answer_example={"data": [{"code": "014", "name": "BCA", "digits": [10]}], "total": 1},
    )
    def bank_list(call: Call) -> Listed:
        """Bank List

        The banks that an account can be at, by the three digits by which transfers name them. `digits` says how long
        a bank's account numbers are; it is empty where they are of several lengths.
        """
        return facade.list_banks(listing=listing_of(call.query))

    @api.get(
        "/store/rekening",
        query=BankAccountsQuery,
        answer=RekeningList,
        render=_listed,
        answer_example={"data": [_REKENING_EXAMPLE], "total": 1},
    )
    def get_rekening_list(call: Call) -> Listed:
        """Get Rekening List

        The accounts of the store, those that are switched off (`status` 0) among them. Members without the right
        `rekening: update` see the last four digits of each number alone, and cannot search by number.
        """
        return facade.list_bank_accounts(member=call.member, listing=listing_of(call.query))

    @api.get(
        "/store/rekening/<id:id>",
        answer=RekeningAnswer,
        answer_example=_REKENING_EXAMPLE,
        refusals=(BankAccountNotFound,),
    )
    def rekening_detail(call: Call, number: int) -> Tagged:
        """Rekening Detail

        One account; its number is masked as in the list.
        """
        row = facade.read_bank_account(member=call.member, account=BankAccountId(number))
        return Tagged(_row(row), row["version"])


def _writes(api: Api, facade: Payments) -> None:
    @api.post(
        "/store/rekening",
        body=BankAccountBody,
        answer=RekeningWritten,
        render=_added,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Rekening created", "data": _REKENING_EXAMPLE},
        refusals=_WRONG,
    )
    def create_rekening(call: Call) -> BankAccount:
        """Create Rekening

        Add an account that buyers can transfer to. `bank_code` is the three digits by which transfers name a bank.
        """
        return facade.add_bank_account(member=call.member, **call.body, once=call.once)

    @api.put(
        "/store/rekening/<id:id>",
        body=BankAccountBody,
        answer=RekeningWritten,
        versioned=True,
        example=EXAMPLE,
        answer_example={"message": "Rekening updated", "data": _REKENING_EXAMPLE},
        refusals=(*_STALE, *_WRONG),
    )
    def edit_rekening(call: Call, number: int) -> Tagged:
        """Edit Rekening

        Write an account anew. Orders keep the account that their buyers were told.
        """
        changed = facade.change_bank_account(
            member=call.member, account=BankAccountId(number), **call.body, **_seen(call)
        )
        return _written("Rekening updated", changed)

    @api.delete(
        "/store/rekening/<id:id>",
        answer=RekeningRemoved,
        versioned=True,
        answer_example=_REMOVED,
        refusals=(*_STALE, LastBankAccount),
    )
    def delete_rekening(call: Call, number: int) -> dict[str, str]:
        """Delete Rekening

        Give an account up. Orders keep what their buyers were told. The last active account stays while a published
        form takes bank transfers.
        """
        facade.remove_bank_account(member=call.member, account=BankAccountId(number), **_seen(call))
        return _REMOVED

    @api.patch(
        "/store/rekening/<id:id>/status",
        body=RekeningStatusBody,
        answer=RekeningWritten,
        versioned=True,
        example={"status": 0},
        answer_example={"message": "Rekening status updated", "data": {**_REKENING_EXAMPLE, "status": 0}},
        refusals=(*_STALE, LastBankAccount),
    )
    def edit_status_rekening(call: Call, number: int) -> Tagged:
        """Edit Status Rekening

        Let buyers transfer to an account (1), or no longer (0). Orders keep what their buyers were told. The last
        active account stays on while a published form takes bank transfers; the refusal names these in `forms`.
        """
        switched = facade.switch_bank_account(
            member=call.member, account=BankAccountId(number), is_active=bool(call.body["status"]), **_seen(call)
        )
        return _written("Rekening status updated", switched)


def _seen(call: Call) -> dict[str, Any]:
    return {"seen_version": call.seen_version}


def _written(message: str, account: BankAccount) -> Tagged:
    return Tagged({"message": message, "data": _row(asdict(account))}, account.version)


def _added(account: BankAccount) -> dict[str, Any]:
    return {"message": "Rekening created", "data": _row(asdict(account))}


def _banks(listed: Listed) -> dict[str, Any]:
    return {"data": listed.rows, "total": listed.total}


def _listed(listed: Listed) -> dict[str, Any]:
    return {"data": [_row(row) for row in listed.rows], "total": listed.total}


def _row(account: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "bank_code", "bank_name", "account_name", "account_number", "created_at")
    return {**{name: account[name] for name in names}, "status": int(account["is_active"])}
