"""The answer to whoever signed in, as the published documentation has it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bosonline.adapters.inbound.rest.fields import Answer, Inside, Text, WholeNumber
from bosonline.application.identity import SignedIn
from bosonline.domain.identity import Standing
from bosonline.domain.identity.session import ACCESS_LIFE

_ZONE_WITHOUT_STORE = "Asia/Jakarta"
_SECONDS = int(ACCESS_LIFE.total_seconds())


class TokenAnswer(Answer):
    access_token = Text(required=True, most=4096)
    refresh_token = Text(required=True, most=4096)
    expires_in = WholeNumber(required=True)
    issued_at = Text(required=True)
    token_type = Text(required=True)


class UserAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    email = Text(required=True)
    role_id = WholeNumber(required=True)
    store_id = WholeNumber(required=True, allow_none=True)
    staff_id = WholeNumber(required=True, allow_none=True)
    store_name = Text(required=True, allow_none=True)
    boscod = Text(required=True, most=4096, allow_none=True)


class SignedInAnswer(Answer):
    message = Text(required=True)
    token = Inside(TokenAnswer, required=True)
    user = Inside(UserAnswer, required=True)


EXAMPLE = {
    "message": "Login successful",
    "token": {
        "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl",
        "refresh_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl",
        "expires_in": _SECONDS,
        "issued_at": "2025-06-15 03:00:07.429721+07",
        "token_type": "Bearer",
    },
    "user": {
        "id": 123,
        "name": "John Doe",
        "email": "john@example.com",
        "role_id": 1,
        "store_id": 456,
        "staff_id": 789,
        "store_name": "string",
        "boscod": "token_from_boscod_api",
    },
}


def signed_in(result: SignedIn) -> dict[str, Any]:
    """Tokens and user."""
    place = result.standing.place
    return {
        "message": "Login successful",
        "token": {
            "access_token": result.access_token,
            "refresh_token": result.refresh_token,
            "expires_in": _SECONDS,
            "issued_at": _with_short_offset(
                result.issued_at.astimezone(ZoneInfo(place.zone if place else _ZONE_WITHOUT_STORE))
            ),
            "token_type": "Bearer",
        },
        "user": user(result.standing, result.boscod),
    }


def user(standing: Standing, boscod: str | None) -> dict[str, Any]:
    """The user, and the store that they own or serve."""
    place = standing.place
    return {
        "id": standing.user,
        "name": standing.name,
        "email": standing.email,
        "role_id": standing.role.value,
        "store_id": place and place.store,
        "staff_id": place and place.staff,
        "store_name": place and place.store_name,
        "boscod": boscod,
    }


def _with_short_offset(at: datetime) -> str:
    """`2025-06-15 03:00:07.429721+07`."""
    return at.isoformat(" ", "microseconds").removesuffix(":00")
