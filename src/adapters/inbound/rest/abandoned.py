"""What a buyer has typed on a form so far, for whoever draws it."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.checkout import EXAMPLE, CheckoutBody, ItemBody, StoreNotNamed, choice_of
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Inside, ListOf, Text
from bosonline.adapters.inbound.rest.patterns import DISTRICT_CODE, EMAIL, POST_CODE, VILLAGE_CODE
from bosonline.application.ordering import (
    CourierDoesNotCollect,
    CourierNotOffered,
    Draft,
    DraftKept,
    Drafts,
    FormClosed,
)
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormNotFound
from bosonline.domain.ordering import (
    AbandonedNotFound,
    AnswerNotANumber,
    CartItem,
    NotAbandonedAnyMore,
    NotOnOffer,
    PaymentMethod,
    PaymentMethodNotTaken,
    QuestionUnknown,
    Secret,
    TooMany,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.shipping import QuoteNotMeant, QuoteUnknown
from bosonline.domain.stores import RegionUnknown


class BuyerBody(Body):
    phone = Text(required=True, least=1, most=60)
    name = Text(most=120, load_default="")
    email = Text(most=254, pattern=EMAIL, load_default=None)


class PlaceBody(Body):
    street = Text(most=500, multiline=True, load_default="")
    district_code = Text(most=8, pattern=DISTRICT_CODE, load_default="")
    village_code = Text(most=13, pattern=VILLAGE_CODE, load_default=None)
    post_code = Text(most=5, pattern=POST_CODE, load_default=None)


class DraftBody(CheckoutBody):
    """The members of a checkout; but for the form, the store and the phone all may be missing."""

    customer = Inside(BuyerBody, required=True)
    address = Inside(PlaceBody, load_default=None)
    items = ListOf(Inside(ItemBody), most=50, load_default=())
    payment_method = Choice([method.value for method in PaymentMethod], load_default=None)


class MoreBody(DraftBody):
    """The same; the token names form and store."""

    form = Text(least=1, most=80, load_default=None)


class KeptAnswer(Answer):
    token = Text(required=True)
    invoice = Text(required=True)


class DraftAnswer(Answer):
    message = Text(required=True)
    data = Inside(KeptAnswer, required=True)


_MORE_EXAMPLE = {name: EXAMPLE[name] for name in ("customer", "address", "items", "payment_method")}
_ANSWER_EXAMPLE = {"message": "Kept", "data": {"token": "dGhlLXNlY3JldC1vZi1hbi1vcmRlcg", "invoice": "INV0823"}}
_REFUSALS = (
    AnswerNotANumber,
    CourierDoesNotCollect,
    CourierNotOffered,
    FormClosed,
    NotOnOffer,
    PaymentMethodNotTaken,
    PhoneInvalid,
    QuestionUnknown,
    QuoteNotMeant,
    QuoteUnknown,
    RegionUnknown,
    TooMany,
)


def abandoned(drafts: Drafts) -> Api:
    """The public operations for what is not an order yet."""
    api = Api("order")

    def kept(made: DraftKept) -> dict[str, Any]:
        return {"message": "Kept", "data": {"token": made.token, "invoice": made.invoice}}

    @api.post(
        "/store/order/abandoned",
        body=DraftBody,
        answer=DraftAnswer,
        render=kept,
        status=201,
        example={"form": EXAMPLE["form"], "subdomain": EXAMPLE["subdomain"], "customer": {"phone": "0813 1111 2222"}},
        answer_example=_ANSWER_EXAMPLE,
        refusals=(*_REFUSALS, FormNotFound, StoreNotNamed),
    )
    def request_create_order_abandoned(call: Call) -> DraftKept:
        """Request Create Order Abandoned

        Keep what a buyer has typed so far, at least the phone, in case they leave: the seller sees it once the store's
        quiet minutes have passed. Nothing is reserved, and no voucher is used; members that only an order needs are
        taken and not kept. With the `token` the buyer types on, and `abandoned_token` in the checkout makes the record
        the order. Without the token nobody reads or changes it; each call makes a record of its own.
        """
        subdomain = call.subdomain or call.body["subdomain"]
        if subdomain is None:
            raise StoreNotNamed
        return drafts.keep(subdomain=subdomain, form=call.body["form"], draft=_draft(call.body), once=call.once)

    @api.put(
        "/store/order/abandoned/<secret:token>",
        body=MoreBody,
        answer=DraftAnswer,
        render=kept,
        example=_MORE_EXAMPLE,
        answer_example=_ANSWER_EXAMPLE,
        refusals=(*_REFUSALS, AbandonedNotFound, NotAbandonedAnyMore),
    )
    def updated_order_abandoned(call: Call, token: str) -> DraftKept:
        """Updated Order Abandoned

        Keep what the buyer has typed by now; what is left out is gone, and the quiet minutes begin anew. The token
        names store and form: `subdomain` and `form` may be sent, and are not looked at.
        """
        return drafts.change(token=Secret(token), draft=_draft(call.body))

    return api


def _draft(body: dict[str, Any]) -> Draft:
    method = body["payment_method"]
    return Draft(
        **body["customer"],
        **(body["address"] or {}),
        items=[CartItem(sku=Sku(item["sku"]), qty=item["qty"]) for item in body["items"]],
        bumps=body["bumps"],
        payment_method=None if method is None else PaymentMethod(method),
        shipping=choice_of(body),
        note=body["note"],
        answers=body["answers"],
        source=body["source"],
    )
