"""Looking after orders: who does, what they note, and which orders wait apart."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Flag, Inside, Text, WholeNumber
from bosonline.adapters.inbound.rest.ordering import NoteAnswer, StaffAnswer
from bosonline.adapters.inbound.rest.patterns import INVOICE
from bosonline.application.ordering import Attended, Attending
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import StaffId
from bosonline.domain.ordering import Note, OrderNotFound
from bosonline.domain.stores import StaffUnknown


class AssignBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    staff_id = WholeNumber(least=1, required=True, allow_none=True)
    reason = Text(most=255, load_default="")


class QuarantineOrderBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    quarantined = Flag(required=True)
    reason = Text(most=255, load_default="")


class NoteBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    text = Text(required=True, least=1, most=2000, multiline=True)


class AttendedData(Answer):
    invoice = Text(required=True)
    cs = Inside(StaffAnswer, required=True, allow_none=True)
    cs_reason = Text(required=True, allow_none=True, most=255)
    quarantined = Flag(required=True)


class AttendedAnswer(Answer):
    message = Text(required=True)
    data = Inside(AttendedData, required=True)


class NotedAnswer(Answer):
    message = Text(required=True)
    data = Inside(NoteAnswer, required=True)


_DATA_EXAMPLE = {
    "invoice": "INV0822",
    "cs": {"staff_id": 2, "name": "Alice Wijaya"},
    "cs_reason": "Bob sedang libur",
    "quarantined": False,
}
_NOTE_EXAMPLE = {
    "number": 1,
    "text": "Minta dikirim hari Senin",
    "by": {"staff_id": 2, "name": "Alice Wijaya"},
    "at": "2026-01-01T03:00:00+00:00",
}


def attending(facade: Attending) -> Api:
    """The operations of looking after orders."""
    api = Api("order")

    @api.put(
        "/store/order/cs",
        body=AssignBody,
        answer=AttendedAnswer,
        versioned=True,
        example={"invoice": "INV0822", "staff_id": 2, "reason": "Bob sedang libur"},
        answer_example={"message": "Order assigned", "data": _DATA_EXAMPLE},
        refusals=(OrderNotFound, PreconditionFailed, StaffUnknown),
    )
    def assign_cs(call: Call) -> Tagged:
        """Assign CS

        Let a member of staff look after an order; `staff_id` null lets nobody. The reason is kept with the order.
        """
        staff = call.body["staff_id"]
        attended = facade.assign(
            member=call.member,
            invoice=call.body["invoice"],
            staff=None if staff is None else StaffId(staff),
            reason=call.body["reason"],
            seen_version=call.seen_version,
        )
        return _told("Order assigned", attended)

    @api.put(
        "/store/order/quarantine",
        body=QuarantineOrderBody,
        answer=AttendedAnswer,
        versioned=True,
        example={"invoice": "INV0822", "quarantined": False, "reason": "Pembelinya sudah dikenal"},
        answer_example={"message": "Quarantine updated", "data": _DATA_EXAMPLE},
        refusals=(OrderNotFound, PreconditionFailed),
    )
    def quarantine(call: Call) -> Tagged:
        """Quarantine

        Keep a suspicious order apart from the queue of customer service, or let it in. It is a flag: the order's
        status stays what it is.
        """
        attended = facade.quarantine(
            member=call.member,
            invoice=call.body["invoice"],
            on=call.body["quarantined"],
            reason=call.body["reason"],
            seen_version=call.seen_version,
        )
        return _told("Quarantine updated", attended)

    @api.post(
        "/store/order/notes",
        body=NoteBody,
        answer=NotedAnswer,
        render=_noted,
        status=201,
        example={"invoice": "INV0822", "text": "Minta dikirim hari Senin"},
        answer_example={"message": "Note added", "data": _NOTE_EXAMPLE},
        refusals=(OrderNotFound,),
    )
    def note(call: Call) -> Note:
        """Note

        Note something on an order for the seller's people; the buyer never sees it. The detail shows all notes.
        """
        return facade.note(member=call.member, invoice=call.body["invoice"], text=call.body["text"], once=call.once)

    return api


def _told(message: str, attended: Attended) -> Tagged:
    cs = attended.cs
    data: dict[str, Any] = {
        "invoice": attended.invoice,
        "cs": cs and {"staff_id": cs.staff, "name": cs.name},
        "cs_reason": attended.reason,
        "quarantined": attended.is_quarantined,
    }
    return Tagged({"message": message, "data": data}, attended.version)


def _noted(note: Note) -> dict[str, Any]:
    by = {"staff_id": note.by.staff, "name": note.by.name}
    return {"message": "Note added", "data": {"number": note.number, "text": note.text, "by": by, "at": note.at}}
