"""Being told what is kept, and being forgotten."""

from collections.abc import Mapping
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.auth import LONGEST_PASSWORD, client
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Moment, Text, WholeNumber
from bosonline.adapters.inbound.rest.ordering import DetailAnswer, told_reasons
from bosonline.application.identity.data_deletion import DataDeletions
from bosonline.application.ordering.personal_data import BuyerErased, PersonalData
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import GuessedTooOften, PasswordWrong
from bosonline.domain.identity.data_deletion import DataDeletion, OpenOrdersFirst
from bosonline.domain.phone import PhoneInvalid


class DataDeletionBody(Body):
    password = Text(required=True, least=1, most=LONGEST_PASSWORD)


class BuyerBody(Body):
    phone = Text(required=True, least=1, most=255)


class DataDeletionState(Answer):
    state = Choice(["none", "requested"], required=True)
    requested_at = Moment(required=True, allow_none=True)
    executes_at = Moment(required=True, allow_none=True)
    deadline = Moment(required=True, allow_none=True)


class DataDeletionWritten(Answer):
    message = Text(required=True)
    data = Inside(DataDeletionState, required=True)


class BuyerErasedState(Answer):
    orders = WholeNumber(required=True)
    erased_at = Moment(required=True)


class BuyerErasedAnswer(Answer):
    message = Text(required=True)
    data = Inside(BuyerErasedState, required=True)


class KeptOrder(DetailAnswer):
    class Meta:
        exclude = ("order_url",)


class BuyerBlockedAnswer(Answer):
    reason = Text(required=True)
    at = Moment(required=True)


class BuyerAnswer(Answer):
    phone = Text(required=True)
    opted_out = Flag(required=True)
    blocked = Inside(BuyerBlockedAnswer, required=True, allow_none=True)
    orders = ListOf(Inside(KeptOrder), required=True, most=1_000_000)


_REQUESTED = {
    "state": "requested",
    "requested_at": "2026-01-05T03:00:00+00:00",
    "executes_at": "2026-01-06T03:00:00+00:00",
    "deadline": "2026-01-08T03:00:00+00:00",
}
_NONE = {"state": "none", "requested_at": None, "executes_at": None, "deadline": None}
_BUYER = {"phone": "0813 1111 2222"}


def data_deletion(facade: DataDeletions) -> Api:
    """The operations of an account that is to be forgotten."""
    api = Api("profile")

    @api.post(
        "/profile/data-deletion",
        body=DataDeletionBody,
        answer=DataDeletionWritten,
        idempotent=False,
        example={"password": "kopi-tubruk-di-pagi-hari"},
        answer_example={"message": "Data deletion requested", "data": _REQUESTED},
        refusals=(PasswordWrong, GuessedTooOften, OpenOrdersFirst),
    )
    def ask(call: Call) -> dict[str, Any]:
        """Data Deletion

        Asks that the account, and the store that it owns, be erased; takes the password once more. Until `executes_at`
        it can be withdrawn, by `deadline` (3 x 24 hours) it is done and cannot be undone. Open orders end first: the
        refusal lists them in `invoices`. The store's forms are closed at once. Asked again, the first request stands.
        """
        wish = facade.ask(account=call.account, password=call.body["password"], client=client(call))
        return {"message": "Data deletion requested", "data": _state(wish)}

    @api.get("/profile/data-deletion", answer=DataDeletionState, answer_example=_REQUESTED)
    def show(call: Call) -> dict[str, Any]:
        """Data Deletion (state)

        What was asked for, and when it is carried out.
        """
        return _state(facade.show(account=call.account))

    @api.delete(
        "/profile/data-deletion",
        answer=DataDeletionWritten,
        answer_example={"message": "Data deletion withdrawn", "data": _NONE},
        refusals=(NotFound,),
    )
    def withdraw(call: Call) -> dict[str, Any]:
        """Data Deletion (withdraw)

        Stay after all, until `executes_at`. Forms stay closed until they are published again.
        """
        facade.withdraw(account=call.account)
        return {"message": "Data deletion withdrawn", "data": _NONE}

    return api


def customers(facade: PersonalData) -> Api:
    """What a store does for its buyers' personal data."""
    api = Api("store")

    @api.post(
        "/store/customers/data-deletion",
        body=BuyerBody,
        answer=BuyerErasedAnswer,
        render=_erased,
        example=_BUYER,
        answer_example={
            "message": "Personal data erased",
            "data": {"orders": 2, "erased_at": "2026-01-05T03:00:00+00:00"},
        },
        refusals=(PhoneInvalid, OpenOrdersFirst),
    )
    def erase(call: Call) -> BuyerErased:
        """Data Deletion (buyer)

        Erases at once who a buyer is: name, phone, e-mail, street, notes, answers and message texts. Amounts, dates
        and districts stay. Open orders end first: the refusal lists them in `invoices`. It cannot be undone.
        """
        return facade.erase(member=call.member, phone=call.body["phone"], once=call.once)

    @api.post(
        "/store/customers/data-export",
        body=BuyerBody,
        answer=BuyerAnswer,
        idempotent=False,
        example=_BUYER,
        answer_example={"phone": "+6281311112222", "opted_out": False, "blocked": None, "orders": []},
        refusals=(PhoneInvalid, NotFound),
    )
    def export(call: Call) -> Mapping[str, Any]:
        """Personal data of a person

        Everything that the store keeps about one buyer, to be handed over on request.
        """
        found = facade.export(member=call.member, phone=call.body["phone"])
        return {**found, "orders": [_kept(order) for order in found["orders"]]}

    return api


def _state(wish: DataDeletion | None) -> dict[str, Any]:
    if wish is None:
        return _NONE
    return {
        "state": "requested",
        "requested_at": wish.asked_at,
        "executes_at": wish.executes_at,
        "deadline": wish.deadline,
    }


def _kept(order: Mapping[str, Any]) -> dict[str, Any]:
    return {**order, "quarantine_reasons": told_reasons(order["quarantine_reasons"])}


def _erased(erased: BuyerErased) -> dict[str, Any]:
    return {"message": "Personal data erased", "data": {"orders": erased.orders, "erased_at": erased.at}}
