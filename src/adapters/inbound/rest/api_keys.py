"""API keys, by which programs act for a store."""

from collections.abc import Mapping
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.rights import MODULES, ModuleAnswer, ModuleBody, modules_of, rights_of
from bosonline.application.identity import ApiKeyMade, KeyKeeping
from bosonline.application.identity.ports import Listed
from bosonline.domain.identity import ApiKeyId, ApiKeyNotFound, RightsBeyondOwn, TooManyApiKeys


class ApiKeyBody(Body):
    name = Text(required=True, least=1, most=120)
    scopes = ListOf(Inside(ModuleBody), least=1, most=len(MODULES), required=True)


class ApiKeysQuery(Page):
    sort_by = Choice(["created_at", "name"], load_default="created_at")
    category = Choice(["name"], load_default="name")


class ApiKeyAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    hint = Text(required=True)
    scopes = ListOf(Inside(ModuleAnswer), required=True)
    created_at = Text(required=True)
    created_by = Text(required=True)
    last_used_at = Text(required=True, allow_none=True)


class NewApiKeyAnswer(ApiKeyAnswer):
    key = Text(required=True)


class ApiKeyMadeAnswer(Answer):
    message = Text(required=True)
    data = Inside(NewApiKeyAnswer, required=True)


class ApiKeysAnswer(Answer):
    data = ListOf(Inside(ApiKeyAnswer), required=True)
    total = WholeNumber(required=True)


class RevokedAnswer(Answer):
    id = WholeNumber(required=True)


class ApiKeyRevokedAnswer(Answer):
    message = Text(required=True)
    data = Inside(RevokedAnswer, required=True)


_EXAMPLE = {"name": "Cash register", "scopes": [{"name": "order", "access": ["read"]}]}
_ROW_EXAMPLE = {
    "id": 12,
    "name": "Cash register",
    "hint": "bos_Zk3vX9",
    "scopes": [{"id": 3, "name": "order", "access": ["read"]}],
    "created_at": "2026-01-05T03:00:00+00:00",
    "created_by": "Siti Rahma",
    "last_used_at": None,
}
_MADE_EXAMPLE = {
    "message": "API key created; it is shown this once",
    "data": {**_ROW_EXAMPLE, "key": "bos_Zk3vX9qLmT1wRb7cYd5eZk3vX9qLmT1wRb7cYd5e-01"},
}


def api_keys(keeping: KeyKeeping) -> Api:
    """The operations on a store's API keys."""
    api = Api("store")

    @api.post(
        "/store/api-keys",
        body=ApiKeyBody,
        answer=ApiKeyMadeAnswer,
        status=201,
        idempotent=False,
        example=_EXAMPLE,
        answer_example=_MADE_EXAMPLE,
        refusals=(RightsBeyondOwn, TooManyApiKeys),
    )
    def make_api_key(call: Call) -> dict[str, Any]:
        """API keys

        Makes a key with some of your own rights, to be sent as `Authorization: Bearer bos_...`. It is shown this once:
        only its hash is kept. A key never has more rights than its maker has at that moment, dies with its maker's
        place in the store, and cannot hand out access itself.
        """
        made = keeping.make(member=call.member, name=call.body["name"], scopes=rights_of(call.body["scopes"]))
        return {"message": _MADE_EXAMPLE["message"], "data": _made(made, call.member.name)}

    @api.get(
        "/store/api-keys",
        query=ApiKeysQuery,
        answer=ApiKeysAnswer,
        render=_listed,
        answer_example={"data": [_ROW_EXAMPLE], "total": 1},
    )
    def list_api_keys(call: Call) -> Listed:
        """API keys (list)

        The keys that are good, by how they begin, and when each was last used (to the minute).
        """
        query = {**call.query, "sort_by": {"created_at": "made_at"}.get(call.query["sort_by"], "name")}
        return keeping.list(member=call.member, listing=listing_of(query))

    @api.delete(
        "/store/api-keys/<id:id>",
        answer=ApiKeyRevokedAnswer,
        answer_example={"message": "API key revoked", "data": {"id": 12}},
        refusals=(ApiKeyNotFound,),
    )
    def revoke_api_key(call: Call, number: int) -> dict[str, Any]:
        """API key (revoke)

        The key is good no more, from the next request on.
        """
        keeping.revoke(member=call.member, key=ApiKeyId(number))
        return {"message": "API key revoked", "data": {"id": number}}

    return api


def _made(made: ApiKeyMade, maker: str) -> dict[str, Any]:
    return {
        "id": made.id,
        "name": made.key.name,
        "key": made.secret,
        "hint": made.key.hint,
        "scopes": modules_of(made.key.scopes),
        "created_at": made.key.made_at,
        "created_by": maker,
        "last_used_at": None,
    }


def _listed(listed: Listed) -> dict[str, Any]:
    return {"data": [_row(row) for row in listed.rows], "total": listed.total}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "hint": row["hint"],
        "scopes": modules_of(row["scopes"]),
        "created_at": row["made_at"],
        "created_by": row["made_by"],
        "last_used_at": row["last_used_at"],
    }
