"""Proofs of payment: buyers give them, the seller's people look at them."""

from typing import Any

from flask import Response
from werkzeug.exceptions import RequestEntityTooLarge

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Choice, Flag, Inside, Moment, Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.images import FORM_BYTES, MEDIA
from bosonline.application.ordering import ProofKept, ProofNotFound, Proving
from bosonline.domain.errors import Forbidden
from bosonline.domain.images import MAX_BYTES, ImageInvalid
from bosonline.domain.ordering import Invoice, NothingToPay, OrderNotFound, Secret, TooManyProofs

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


class ProofQuery(Query):
    size = Choice(["full", "thumbnail"], load_default="full")


class GivenAnswer(Answer):
    invoice = Text(required=True)
    number = WholeNumber(required=True, least=1)
    at = Moment(required=True)
    repeated = Flag(required=True)


class GivenWritten(Answer):
    message = Text(required=True)
    data = Inside(GivenAnswer, required=True)


def proof_of(call: Call) -> bytes | None:
    """The picture that came with a form, where one did."""
    sent = call.files.get("proof")
    if sent is not None and len(sent.content) > MAX_BYTES:
        raise RequestEntityTooLarge
    return None if sent is None else sent.content


def proofs(facade: Proving) -> Api:
    """The operations on proofs of payment."""
    api = Api("order")

    @api.post(
        "/store/order/public/<secret:secret>/proof",
        files={"proof": True},
        max_body_bytes=MAX_BYTES + FORM_BYTES,
        answer=GivenWritten,
        render=_given,
        status=201,
        answer_example={
            "message": "Proof received",
            "data": {"invoice": "INV0822", "number": 1, "at": "2026-01-01T05:00:00+00:00", "repeated": False},
        },
        refusals=(ImageInvalid, NothingToPay, OrderNotFound, TooManyProofs),
    )
    def transfer_proof(call: Call, secret: Secret) -> ProofKept:
        """Transfer proof

        The buyer shows that they paid: a JPEG, PNG or WebP picture of at most 5 MB, which is drawn anew and shown to
        the seller alone. The payment stays as it is until the seller confirms it. The same picture is kept once, an
        order has at most five, and where nothing is to be transferred none is taken.
        """
        return facade.submit(secret=secret, content=proof_of(call) or b"", once=call.once)

    @api.get(
        "/store/order/<invoice:invoice>/proofs/<id:number>",
        query=ProofQuery,
        media=tuple(MEDIA.values()),
        refusals=(Forbidden, ProofNotFound),
    )
    def proof_of_payment(call: Call, invoice: Invoice, number: int) -> Response:
        """Proof of payment

        One of the pictures that Detail Order lists as `proofs`, or its thumbnail of at most 320 pixels a side. Since
        nothing in it can be masked, it takes the right `order: update`; that it was looked at is kept in the audit log.
        """
        name, opened = facade.read(
            member=call.member, invoice=invoice, number=number, is_thumbnail=call.query["size"] == "thumbnail"
        )
        answer = Response(opened.chunks, content_type=MEDIA[name.rpartition(".")[2]], headers=_HEADERS)
        answer.content_length = opened.size
        return answer

    return api


def _given(kept: ProofKept) -> dict[str, Any]:
    data = {"invoice": kept.invoice, "number": kept.number, "at": kept.at, "repeated": kept.repeated}
    return {"message": "Proof received", "data": data}
