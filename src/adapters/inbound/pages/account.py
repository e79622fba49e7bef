"""Where the links in mails lead: to prove an address, and to choose a new password.

A link alone changes nothing, since programs that look through mail open links too: the reader presses a button.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, request

from bosonline.adapters.inbound.pages.paper import draw, page_language
from bosonline.adapters.inbound.pages.words import ACCOUNT
from bosonline.adapters.inbound.rest.auth import LONGEST_PASSWORD
from bosonline.adapters.inbound.rest.limits import RateLimit, spend
from bosonline.adapters.inbound.rest.problems import status_of
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.identity import Identity
from bosonline.domain.errors import Refusal

LONGEST = 1_000
"""Characters of a token or an address; whoever sends more sends neither."""


def account_pages(app: Flask, rate_limit: RateLimit, *, identity: Identity) -> None:
    """Answer /verify-email and /reset-password."""

    @app.get("/verify-email")
    def verify_email() -> Response:
        return _page("verify.html", token=_asked("token"))

    @app.post("/verify-email", endpoint="prove_email")
    def prove_email() -> Response:
        token = _sent("token")

        def prove() -> Response:
            spend(rate_limit, "auth")
            identity.verify_email(token=token)
            return _told("verified")

        return _or_refused(prove, "verify.html", token=token)

    @app.get("/reset-password")
    def reset_password() -> Response:
        token = _asked("token")
        return _page("choose_password.html", token=token) if token else _page("ask_password.html", email="")

    @app.post("/reset-password", endpoint="choose_password")
    def choose_password() -> Response:
        if "token" not in request.form:
            return _ask_for_reset(_sent("email"))
        token, password = _sent("token"), request.form.get("password", "")[: LONGEST_PASSWORD + 1]

        def choose() -> Response:
            spend(rate_limit, "auth")
            identity.confirm_password_reset(token=token, password=password, language=page_language())
            return _told("password_chosen")

        return _or_refused(choose, "choose_password.html", token=token)

    def _ask_for_reset(email: str) -> Response:
        def ask() -> Response:
            spend(rate_limit, "auth")
            identity.ask_password_reset(email=email, language=page_language())
            return _told("mail_sent")

        return _or_refused(ask, "ask_password.html", email=email)


def _asked(member: str) -> str:
    return request.args.get(member, "")[:LONGEST]


def _sent(member: str) -> str:
    return request.form.get(member, "")[:LONGEST]


def _words() -> Mapping[str, str]:
    return ACCOUNT[page_language()]


def _page(template: str, *, status: int = 200, wrong: str | None = None, **values: str) -> Response:
    shown: dict[str, Any] = {"words": _words(), "wrong": wrong, "most": LONGEST_PASSWORD, **values}
    return draw(template, status=status, **shown)


def _told(what: str) -> Response:
    words = _words()
    return draw("told.html", words=words, title=words[f"{what}_title"], text=words[what])


def _or_refused(act: Callable[[], Response], template: str, **values: str) -> Response:
    """What the act answers, or the page once more with what it was refused for."""
    try:
        return act()
    except Refusal as refusal:
        answer = _page(
            template, status=status_of(type(refusal)), wrong=tell_refusal(refusal, page_language()), **values
        )
        if "retry_after" in refusal.facts:
            answer.headers["Retry-After"] = str(refusal.facts["retry_after"])
        return answer
