"""The blocklist of a store, and what it knows about a phone number."""

from collections.abc import Mapping
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Flag,
    Inside,
    ListOf,
    Moment,
    Page,
    Query,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.ordering import StaffAnswer
from bosonline.adapters.inbound.rest.patterns import DISTRICT_CODE
from bosonline.application.identity.ports import Listed
from bosonline.application.ordering.blocklist import Blocking, NumberChecked
from bosonline.domain.ordering.blocklist import (
    Blocked,
    BlockedAlready,
    BlockedId,
    BlockedNotFound,
    PhoneOrAddressNeeded,
    StreetInvalid,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import RegionUnknown


class NumberQuery(Query):
    phone = Text(required=True, least=1, most=60)


class NumberAnswer(Answer):
    phone = Text(required=True)
    whatsapp = Flag(required=True)
    blocked = Flag(required=True)
    opted_out = Flag(required=True)
    orders = WholeNumber(required=True)


class BlockedPlaceBody(Body):
    street = Text(required=True, least=1, most=500, multiline=True)
    district_code = Text(required=True, most=8, pattern=DISTRICT_CODE)


class BlockBody(Body):
    phone = Text(least=1, most=60, load_default=None, allow_none=True)
    address = Inside(BlockedPlaceBody, load_default=None, allow_none=True)
    reason = Text(most=255, load_default="")


class BlocklistQuery(Page):
    sort_by = Choice(["created_at"], load_default="created_at")
    category = Choice(["phone", "street", "reason"], load_default="phone")


class BlockedPlaceAnswer(Answer):
    street = Text(required=True, most=500, multiline=True)
    district_code = Text(required=True)
    region = Text(required=True)


class BlockedAnswer(Answer):
    id = WholeNumber(required=True)
    kind = Choice(["phone", "address"], required=True)
    phone = Text(required=True, allow_none=True)
    address = Inside(BlockedPlaceAnswer, required=True, allow_none=True)
    reason = Text(required=True)
    by = Inside(StaffAnswer, required=True)
    created_at = Moment(required=True)


class BlockedList(Answer):
    data = ListOf(Inside(BlockedAnswer), required=True)
    total = WholeNumber(required=True)


class BlockedWritten(Answer):
    message = Text(required=True)
    data = Inside(BlockedAnswer, required=True)


class UnblockedAnswer(Answer):
    message = Text(required=True)


_EXAMPLE = {"phone": "0813 1111 2222", "reason": "Tiga kali menolak paket"}
_ENTRY_EXAMPLE = {
    "id": 4,
    "kind": "phone",
    "phone": "+6281311112222",
    "address": None,
    "reason": "Tiga kali menolak paket",
    "by": {"staff_id": 2, "name": "Alice Wijaya"},
    "created_at": "2026-01-01T03:00:00+00:00",
}
_UNBLOCKED = {"message": "Removed from the blocklist"}


def blocklist(facade: Blocking) -> Api:
    """The operations of a store's blocklist."""
    api = Api("order")

    @api.get(
        "/store/order/validate-wa",
        query=NumberQuery,
        answer=NumberAnswer,
        render=_checked,
        answer_example={
            "phone": "+6281311112222",
            "whatsapp": True,
            "blocked": False,
            "opted_out": False,
            "orders": 3,
        },
        refusals=(PhoneInvalid,),
    )
    def validation_number_wa(call: Call) -> NumberChecked:
        """Validation Number WA

        The normal form of a phone number however it is typed, whether WhatsApp can have it (a mobile phone's), whether
        the store has blocked it, whether its owner wants no follow-ups, and how many orders it has placed here.
        """
        return facade.check(member=call.member, phone=call.query["phone"])

    @api.get(
        "/store/blocklist",
        query=BlocklistQuery,
        answer=BlockedList,
        render=_listed,
        answer_example={"data": [_ENTRY_EXAMPLE], "total": 1},
    )
    def blocklist_list(call: Call) -> Listed:
        """Blocklist

        The phones and addresses that the store wants no orders from, the newest first. Phones are found however they
        are typed; without the right `order: update` they are masked and cannot be searched. Of a buyer whose personal
        data were erased neither phone nor reason is left, and the phone stays blocked.
        """
        return facade.list(member=call.member, listing=listing_of({**call.query, "sort_by": "at"}))

    @api.post(
        "/store/blocklist",
        body=BlockBody,
        answer=BlockedWritten,
        render=_written,
        status=201,
        example=_EXAMPLE,
        answer_example={"message": "Added to the blocklist", "data": _ENTRY_EXAMPLE},
        refusals=(BlockedAlready, PhoneInvalid, PhoneOrAddressNeeded, RegionUnknown, StreetInvalid),
    )
    def blocklist_add(call: Call) -> Blocked:
        """Blocklist (add)

        Block a phone, or an address. An address is known again whatever the case, punctuation and spaces of its
        street.
        """
        address = call.body["address"]
        return facade.block(
            member=call.member,
            phone=call.body["phone"],
            address=address and (address["street"], address["district_code"]),
            reason=call.body["reason"],
            once=call.once,
        )

    @api.delete(
        "/store/blocklist/<id:id>", answer=UnblockedAnswer, answer_example=_UNBLOCKED, refusals=(BlockedNotFound,)
    )
    def blocklist_remove(call: Call, number: int) -> dict[str, str]:
        """Blocklist (remove)

        Take a phone or an address off the blocklist.
        """
        facade.unblock(member=call.member, entry=BlockedId(number))
        return _UNBLOCKED

    return api


def _checked(checked: NumberChecked) -> dict[str, Any]:
    known = checked.known
    return {
        "phone": checked.phone.e164,
        "whatsapp": checked.phone.is_mobile,
        "blocked": known.is_blocked,
        "opted_out": known.opted_out,
        "orders": known.orders,
    }


def _listed(listed: Listed) -> dict[str, Any]:
    return {"data": [_row(row) for row in listed.rows], "total": listed.total}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    is_phone = row["kind"] == "phone"
    return {
        "id": row["id"],
        "kind": row["kind"],
        "phone": row["phone"],
        "address": None if is_phone else {name: row[name] for name in ("street", "district_code", "region")},
        "reason": row["reason"],
        "by": {"staff_id": row["staff_id"], "name": row["by"]},
        "created_at": row["at"],
    }


def _written(entry: Blocked) -> dict[str, Any]:
    place = entry.place
    data = {
        "id": entry.id,
        "kind": "phone" if place is None else "address",
        "phone": entry.phone and entry.phone.e164,
        "address": place and {"street": place.street, "district_code": place.district_code, "region": place.region},
        "reason": entry.reason,
        "by": {"staff_id": entry.by.staff, "name": entry.by.name},
        "created_at": entry.at,
    }
    return {"message": "Added to the blocklist", "data": data}
