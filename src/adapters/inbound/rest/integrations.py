"""A store's own accounts with outside parties."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Moment, Text, WholeNumber
from bosonline.application.shipping.integrations import Integrating, IntegrationShown
from bosonline.domain.shipping.integration import Party, PartyUnknown, party_of

_VISIBLE = r"[!-~]{8,1000}"


class IntegrationBody(Body):
    token = Text(required=True, allow_none=True, most=1000, pattern=_VISIBLE)
    webhook_key = Text(allow_none=True, most=1000, pattern=_VISIBLE, load_default=None)
    renew_webhook_url = Flag(load_default=False)


class SetByAnswer(Answer):
    staff_id = WholeNumber(required=True, allow_none=True)
    name = Text(required=True)


class IntegrationAnswer(Answer):
    party = Choice([party.value for party in Party], required=True)
    account = Choice(["own", "shared", "none"], required=True)
    hint = Text(required=True, allow_none=True)
    webhook_key_set = Flag(required=True)
    set_at = Moment(required=True, allow_none=True)
    set_by = Inside(SetByAnswer, required=True, allow_none=True)
    webhook_url = Text(required=True, most=2000)


class IntegrationsAnswer(Answer):
    data = ListOf(Inside(IntegrationAnswer), required=True)
    total = WholeNumber(required=True)


class IntegrationSavedAnswer(Answer):
    message = Text(required=True)
    data = Inside(IntegrationAnswer, required=True)


_ROW_EXAMPLE: dict[str, Any] = {
    "party": "boscod",
    "account": "own",
    "hint": "...x9Qm",
    "webhook_key_set": False,
    "set_at": "2026-01-05T03:00:00+00:00",
    "set_by": {"staff_id": 5, "name": "Siti Rahma"},
    "webhook_url": "https://toko.example/webhooks/boscod/7/Zk3vX9qLmT1wRb7cYd5e",
}


def integrations(facade: Integrating) -> Api:
    """The operations on a store's accounts with outside parties."""
    api = Api("store")

    @api.get(
        "/store/integrations",
        answer=IntegrationsAnswer,
        answer_example={"data": [_ROW_EXAMPLE], "total": 1},
    )
    def list_integrations(call: Call) -> dict[str, Any]:
        """Integrations

        The parties that the store can have accounts with. Credentials are never shown: `hint` is the end of the token.
        `account` says whether parcels go by the store's `own` account, by the one `shared` by this installation, or
        by `none`. Tell the party `webhook_url`: it holds a secret, so that nobody else can call there.
        """
        shown = facade.read(member=call.member)
        return {"data": [_row(one) for one in shown], "total": len(shown)}

    @api.put(
        "/store/integrations/<party>",
        body=IntegrationBody,
        answer=IntegrationSavedAnswer,
        example={"token": "a-token-from-boscod-x9Qm"},
        answer_example={"message": "Integration saved", "data": _ROW_EXAMPLE},
        refusals=(PartyUnknown,),
    )
    def save_integration(call: Call, party: str) -> dict[str, Any]:
        """Integration (write)

        Sets the store's credentials for a party, in place of what was set; they are sealed, and cannot be read again.
        `token: null` gives the store's own account up. With a `webhook_key` every webhook has to carry
        `X-Boscod-Signature: sha256=<HMAC-SHA256 of the body, in hex>`; without one nothing is asked for.
        `renew_webhook_url` ends the present address of webhooks.
        """
        body = call.body
        saved = facade.save(
            member=call.member,
            party=party_of(party),
            token=body["token"],
            webhook_key=body["webhook_key"],
            renews_webhook=body["renew_webhook_url"],
        )
        return {"message": "Integration saved", "data": _row(saved)}

    return api


def _row(shown: IntegrationShown) -> dict[str, Any]:
    return {
        "party": shown.party.value,
        "account": "own" if shown.is_set else "shared" if shown.is_shared else "none",
        "hint": shown.hint,
        "webhook_key_set": shown.has_webhook_key,
        "set_at": shown.set_at,
        "set_by": shown.by and {"staff_id": shown.by.staff, "name": shown.by.name},
        "webhook_url": shown.webhook_url,
    }
