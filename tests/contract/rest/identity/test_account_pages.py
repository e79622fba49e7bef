"""The pages behind the links in mails, as a browser without scripts sees them."""

import re
from functools import partial
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.pages import account_pages
from bosonline.adapters.inbound.pages.words import ACCOUNT
from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.auth import auth
from bosonline.testing.identity import PASSWORD, TestIdentity

from .conftest import Caller

NEW = "teh-poci-di-sore-hari"
SITI = "siti@example.com"
NONCE = re.compile('nonce="[^"]*"')


class Form(HTMLParser):
    """What a page's form would send, and where."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = given["action"] or ""
        if tag == "input":
            self.fields[given["name"] or ""] = given.get("value") or ""


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser that follows no script."""
    return app.test_client()


def press(browser: FlaskClient, page: TestResponse, **typed: str) -> TestResponse:
    """Fill the page's form in and send it."""
    form = Form(page.text)
    assert set(typed) <= set(form.fields), page.text
    return browser.post(form.action, data={**form.fields, **typed})


def reset_link(known: TestIdentity, browser: FlaskClient) -> str:
    asked = press(browser, browser.get("/reset-password"), email=SITI)
    assert "sedang dikirim" in asked.text
    known.deliver()
    return f"/reset-password?token={known.last_token()}"


def test_the_link_of_a_registration_proves_the_address_once_it_is_confirmed(
    known: TestIdentity, nobody: Caller, browser: FlaskClient
) -> None:
    body = {"name": "Siti Rahma", "email": SITI, "phone": "081234567890", "password": PASSWORD}
    assert nobody("POST", "/auth/register", body).status_code == 201
    known.deliver()
    link = f"/verify-email?token={known.last_token()}"

    for _ in range(2):  # a program that looks through the mail opens the link too
        opened = browser.get(link)
        assert (opened.status_code, opened.content_type) == (200, "text/html; charset=utf-8")
    assert "terverifikasi" in press(browser, opened).text

    again = press(browser, browser.get(link))
    assert again.status_code == 422
    assert 'role="alert"' in again.text


def test_a_forgotten_password_is_replaced_from_page_to_page(
    known: TestIdentity, nobody: Caller, browser: FlaskClient
) -> None:
    known.add_user()
    opened = browser.get(reset_link(known, browser))

    weak = press(browser, opened, password="siti")
    assert weak.status_code == 422
    assert "siti" not in Form(weak.text).fields["password"]
    chosen = press(browser, weak, password=NEW)

    assert "sudah diganti" in chosen.text
    assert nobody("POST", "/auth/login", {"username": SITI, "password": NEW}).status_code == 200
    assert nobody("POST", "/auth/login", {"username": SITI, "password": PASSWORD}).status_code == 401
    used = press(browser, opened, password="another-one-2026")
    assert used.status_code == 422
    assert 'href="/reset-password"' in used.text


def test_asking_tells_nobody_who_has_an_account(known: TestIdentity, browser: FlaskClient) -> None:
    known.add_user()

    pages = [press(browser, browser.get("/reset-password"), email=email) for email in (SITI, "x@example.com", "?", "")]

    assert len({(page.status_code, NONCE.sub("", page.text)) for page in pages}) == 1


@pytest.mark.parametrize(
    ("asked", "spoken"), [("", "id"), ("en-GB,en;q=0.9", "en"), ("fr", "id"), ("en;q=0.5,id", "id")]
)
def test_a_page_speaks_the_language_of_the_browser(browser: FlaskClient, asked: str, spoken: str) -> None:
    page = browser.get("/reset-password", headers={"Accept-Language": asked} if asked else {})

    assert f'<html lang="{spoken}">' in page.text
    assert f"<h1>{ACCOUNT[spoken]['ask_title']}</h1>" in page.text


def test_both_languages_say_the_same_things() -> None:
    assert set(ACCOUNT["id"]) == set(ACCOUNT["en"])


@pytest.mark.parametrize("token", ['"><script>alert(1)</script>', "x" * 100_000, "\x00", "%ff", ""])
def test_hostile_tokens_stay_text_and_are_refused(browser: FlaskClient, token: str) -> None:
    opened = browser.get("/verify-email", query_string={"token": token})

    assert opened.status_code == 200
    assert "<script" not in opened.text
    assert "script-src" not in opened.headers["Content-Security-Policy"]
    assert "default-src 'none'" in opened.headers["Content-Security-Policy"]
    refused = press(browser, opened)
    assert refused.status_code == 422
    assert browser.post("/reset-password", data={"token": token, "password": NEW}).status_code == 422


def test_what_is_no_form_is_refused_without_harm(browser: FlaskClient) -> None:
    assert browser.post("/verify-email", json={"token": "x"}).status_code == 422
    assert browser.post("/verify-email", data=b"\xff\xfe").status_code == 422
    assert browser.get("/verify-email?token=a&utm_source=mail").status_code == 200


def test_pages_are_under_the_limit_of_the_operations(known: TestIdentity) -> None:
    limited = create_rest(
        [auth(known.identity)],
        authenticate=known.identity.authenticate,
        options=RestOptions(propagate_bugs=True, access_log=False),
        rate_limit=lambda kind, _caller: 7 if kind == "auth" else None,
        pages=[partial(account_pages, identity=known.identity)],
    ).test_client()

    answer = limited.post("/reset-password", data={"email": SITI})

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "7"
    assert answer.content_type == "text/html; charset=utf-8"
