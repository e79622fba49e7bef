"""Accounts and logins."""

from typing import Any

from flask import request

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.devices import device_of
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.rest.signed_in import EXAMPLE as SIGNED_IN_EXAMPLE
from bosonline.adapters.inbound.rest.signed_in import SignedInAnswer, signed_in
from bosonline.application.identity import Identity, SignedIn
from bosonline.application.identity.ports import Listing
from bosonline.domain.identity import (
    AccountClosed,
    Client,
    EmailInvalid,
    GuessedTooOften,
    LoginRefused,
    OneTimeTokenInvalid,
    PasswordWeak,
    PasswordWrong,
    RefreshTokenInvalid,
    SessionEnded,
    SessionId,
    SessionNotFound,
    StaffSwitchedOff,
    StoreNotOpen,
    TokenReused,
    TokenRotated,
)
from bosonline.domain.phone import PhoneInvalid

LONGEST_PASSWORD = 128
LONGEST_TOKEN = 4096


class RegisterBody(Body):
    name = Text(required=True, least=1, most=120)
    email = Text(required=True, least=1, most=254)
    phone = Text(required=True, least=1, most=255)
    password = Text(required=True, least=1, most=LONGEST_PASSWORD)


class LoginBody(Body):
    username = Text(required=True, least=1, most=254)
    password = Text(required=True, least=1, most=LONGEST_PASSWORD)


class RefreshBody(Body):
    refresh_token = Text(required=True, least=1, most=LONGEST_TOKEN)


class LogoutBody(Body):
    everywhere = Flag(data_key="all", load_default=False)


class VerifyEmailBody(Body):
    token = Text(required=True, least=1)


class PasswordBody(Body):
    current_password = Text(required=True, least=1, most=LONGEST_PASSWORD)
    new_password = Text(required=True, least=1, most=LONGEST_PASSWORD)


class SessionsQuery(Page):
    sort_by = Choice(["last_used_at", "created_at"], load_default="last_used_at")
    category = Choice(["user_agent", "ip"], load_default="user_agent")


class LoginAttemptsQuery(Page):
    sort_by = Choice(["at"], load_default="at")
    category = Choice(["user_agent", "ip"], load_default="user_agent")


class MessageAnswer(Answer):
    message = Text(required=True)


class EndedAnswer(Answer):
    ended = WholeNumber(required=True)


class LogoutAnswer(MessageAnswer):
    data = Inside(EndedAnswer, required=True)


class SessionAnswer(Answer):
    id = Text(required=True)
    device = Text(required=True)
    ip = Text(required=True)
    user_agent = Text(required=True)
    created_at = Text(required=True)
    last_used_at = Text(required=True)
    current = Flag(required=True)


class SessionsAnswer(Answer):
    data = ListOf(Inside(SessionAnswer), required=True)
    total = WholeNumber(required=True)


class LoginAttemptAnswer(Answer):
    at = Text(required=True)
    device = Text(required=True)
    ip = Text(required=True)
    user_agent = Text(required=True)
    succeeded = Flag(required=True)


class LoginAttemptsAnswer(Answer):
    data = ListOf(Inside(LoginAttemptAnswer), required=True)
    total = WholeNumber(required=True)


_PASSWORD = "kopi-tubruk-di-pagi-hari"  # noqa: S105  # shown as an example
_TOKEN = "Zk3vX9qLmT1wRb7cYd5eZk3vX9qLmT1wRb7cYd5e-01"  # noqa: S105
_REGISTERED = {"message": "Check your e-mail to finish the registration"}
_VERIFIED = {"message": "E-mail address verified"}
_CHANGED = {"message": "Password changed; your other sessions have ended"}
_CLIENT_EXAMPLE = {
    "device": "Chrome, Android",
    "ip": "203.0.113.7",
    "user_agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
}
_SESSION_EXAMPLE = {
    "id": "0199c1f2-3a4b-7c5d-8e6f-0123456789ab",
    **_CLIENT_EXAMPLE,
    "created_at": "2026-01-05T03:00:00+00:00",
    "last_used_at": "2026-01-05T04:30:00+00:00",
    "current": True,
}
_ATTEMPT_EXAMPLE = {"at": "2026-01-05T03:00:00+00:00", **_CLIENT_EXAMPLE, "succeeded": True}
_MAY_NOT_SIGN_IN = (AccountClosed, StaffSwitchedOff, StoreNotOpen)


def auth(identity: Identity) -> Api:
    """The operations on accounts and logins."""
    api = Api("auth")
    _signing_in(api, identity)
    _sessions(api, identity)
    _proofs(api, identity)
    return api


def _signing_in(api: Api, identity: Identity) -> None:
    @api.post(
        "/auth/register",
        body=RegisterBody,
        answer=MessageAnswer,
        status=201,
        idempotent=False,
        example={
            "name": "Siti Rahma",
            "email": "siti@example.com",
            "phone": "0812-3456-7890",
            "password": _PASSWORD,
        },
        answer_example=_REGISTERED,
        refusals=(EmailInvalid, PhoneInvalid, PasswordWeak),
    )
    def register(call: Call) -> dict[str, str]:
        """Register

        Opens an account. The answer is the same for an address that has one; its owner gets another mail. A password
        has at least 8 characters, is not the e-mail address and is not easy to guess; a refusal lists every rule that
        it breaks in `reasons`.
        """
        identity.register(**call.body, language=mail_language())
        return _REGISTERED

    @api.post(
        "/auth/login",
        body=LoginBody,
        answer=SignedInAnswer,
        render=signed_in,
        idempotent=False,
        example={"username": "siti@example.com", "password": _PASSWORD},
        answer_example=SIGNED_IN_EXAMPLE,
        refusals=(LoginRefused, GuessedTooOften, *_MAY_NOT_SIGN_IN),
    )
    def login(call: Call) -> SignedIn:
        """Login

        `username` is the e-mail address, or the phone number once that is verified. Wrong passwords are counted per
        account, and guesses must wait longer and longer.
        """
        return identity.log_in(**call.body, client=client(call))

    @api.post(
        "/auth/refresh",
        body=RefreshBody,
        answer=SignedInAnswer,
        render=signed_in,
        idempotent=False,
        example={"refresh_token": SIGNED_IN_EXAMPLE["token"]["refresh_token"]},  # type: ignore[index]  # examples are plain JSON
        answer_example=SIGNED_IN_EXAMPLE,
        refusals=(RefreshTokenInvalid, SessionEnded, TokenRotated, TokenReused, *_MAY_NOT_SIGN_IN),
    )
    def refresh(call: Call) -> SignedIn:
        """Refresh Token

        Exchanges a refresh token for a new pair. Each token is good for one exchange: within 10 seconds after it the
        old one is refused with `token-rotated`, and nothing else happens; later, `token-reused` ends this login.
        """
        return identity.refresh(refresh_token=call.body["refresh_token"])


def _sessions(api: Api, identity: Identity) -> None:
    @api.post(
        "/auth/logout",
        body=LogoutBody,
        answer=LogoutAnswer,
        idempotent=False,
        example={"all": False},
        answer_example={"message": "Logged out", "data": {"ended": 1}},
    )
    def logout(call: Call) -> dict[str, Any]:
        """Logout

        Ends this session, or with `all` every session of the user. Tokens of an ended session are refused at once.
        """
        ended = identity.log_out(account=call.account, everywhere=call.body["everywhere"])
        return {"message": "Logged out", "data": {"ended": ended}}

    @api.get(
        "/auth/sessions",
        query=SessionsQuery,
        answer=SessionsAnswer,
        answer_example={"data": [_SESSION_EXAMPLE], "total": 1},
    )
    def sessions(call: Call) -> dict[str, Any]:
        """Active Session

        Where the user is signed in. `category` names the column that `keyword` searches.
        """
        found = identity.list_sessions(account=call.account, listing=_listing(call.query))
        rows = [_session(row, call.account.session) for row in found.rows]
        return {"data": rows, "total": found.total}

    @api.delete(
        "/auth/sessions/<uuid:id>",
        answer=LogoutAnswer,
        answer_example={"message": "Session ended", "data": {"ended": 1}},
        refusals=(SessionNotFound,),
    )
    def end_session(call: Call, session: str) -> dict[str, Any]:
        """Active Session (end)

        Ends one of the user's own sessions; it may be the present one.
        """
        identity.end_session(account=call.account, session=SessionId(session))
        return {"message": "Session ended", "data": {"ended": 1}}

    @api.get(
        "/auth/login-attempts",
        query=LoginAttemptsQuery,
        answer=LoginAttemptsAnswer,
        answer_example={"data": [_ATTEMPT_EXAMPLE], "total": 1},
    )
    def login_attempts(call: Call) -> dict[str, Any]:
        """Login attempts

        The attempts to sign in to the user's account, right and wrong.
        """
        found = identity.list_login_attempts(account=call.account, listing=_listing(call.query))
        return {"data": [_login_attempt(row) for row in found.rows], "total": found.total}


def _proofs(api: Api, identity: Identity) -> None:
    @api.post(
        "/auth/verify-email",
        body=VerifyEmailBody,
        answer=MessageAnswer,
        idempotent=False,
        example={"token": _TOKEN},
        answer_example=_VERIFIED,
        refusals=(OneTimeTokenInvalid,),
    )
    def verify_email(call: Call) -> dict[str, str]:
        """Verify email

        Takes the token that was mailed at registration, or to the new address when the profile was given another,
        once, within 3 days. A new address is the account's from then on.
        """
        identity.verify_email(token=call.body["token"])
        return _VERIFIED

    @api.put(
        "/auth/password",
        body=PasswordBody,
        answer=MessageAnswer,
        example={"current_password": "kopi-tubruk-di-sore-hari", "new_password": _PASSWORD},
        answer_example=_CHANGED,
        refusals=(PasswordWrong, PasswordWeak, GuessedTooOften),
    )
    def change_password(call: Call) -> dict[str, str]:
        """Change password

        Takes the present password once more, and ends every other session of the user.
        """
        identity.change_password(**call.body, account=call.account, client=client(call), language=mail_language())
        return _CHANGED


def client(call: Call) -> Client:
    """From where the request comes."""
    return Client(ip=call.address, user_agent=call.agent)


def mail_language() -> str | None:
    """The language of mails that follow from this request; None where none was asked for."""
    return language() if "Accept-Language" in request.headers else None


def _listing(query: dict[str, Any]) -> Listing:
    sort_by = "began_at" if query["sort_by"] == "created_at" else query["sort_by"]
    return Listing(
        start=query["start"],
        limit=query["limit"],
        sort_by=sort_by,
        descending=query["sort_dir"] == "desc",
        category=query["category"],
        keyword=query["keyword"],
    )


def _session(row: Any, current: SessionId) -> dict[str, Any]:
    return {
        "id": row["id"],
        **_client(row),
        "created_at": row["began_at"],
        "last_used_at": row["last_used_at"],
        "current": row["id"] == current,
    }


def _login_attempt(row: Any) -> dict[str, Any]:
    return {"at": row["at"], **_client(row), "succeeded": bool(row["succeeded"])}


def _client(row: Any) -> dict[str, Any]:
    return {"device": device_of(row["user_agent"]), "ip": row["ip"], "user_agent": row["user_agent"]}
