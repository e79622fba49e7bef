"""An order's own page, as a browser reads it."""

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from bosonline.adapters.inbound.rest.checkout import EXAMPLE
from bosonline.testing.uploads import drawn


class Read(HTMLParser):
    """What a page holds: its elements by tag, and the ids that it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[dict[str, str | None]]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.setdefault(tag, []).append(dict(attrs))

    @property
    def every(self) -> list[dict[str, str | None]]:
        return [element for elements in self.found.values() for element in elements]


@pytest.fixture
def path(full_app: Flask) -> str:
    """The address of an order's page on any of its hosts."""
    body = {**EXAMPLE, "customer": {"name": '<b>Budi</b> "x"', "phone": "0813 7474 7474"}}
    answer = full_app.test_client().post("/store/order/checkout", json=body)
    assert answer.status_code == 201
    receipt: Any = answer.get_json()
    return "/o/" + str(receipt["data"]["order_url"]).rpartition("/o/")[2]


def get(app: Flask, path: str, host: str = "localhost") -> TestResponse:
    return app.test_client().get(path, headers={"Host": host, "Accept-Language": "id"})


def test_nothing_runs_or_is_styled_without_the_nonce(full_app: Flask, path: str) -> None:
    first, second = get(full_app, path), get(full_app, path)
    policy = first.headers["Content-Security-Policy"]
    (nonce,) = set(re.findall("'nonce-([^']+)'", policy))

    page = Read(first.text)
    assert {one["nonce"] for one in (*page.found["style"], *page.found["script"])} == {nonce}
    assert "unsafe" not in policy
    assert nonce not in second.text
    for element in page.every:
        assert not [name for name in element if name.startswith("on") or name == "style"]
        for source in (element.get("src"), element.get("href")):
            assert source is None or re.match("[/#]|data:image/|https://wa.me/", source), source


def test_what_was_typed_is_text_and_no_markup(full_app: Flask, path: str) -> None:
    page = get(full_app, path).text

    assert "&lt;b&gt;Budi&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "81374747474" not in page


def test_every_part_has_a_name_and_every_button_says_what_it_does(full_app: Flask, path: str) -> None:
    page = Read(get(full_app, path).text)

    ids = [element["id"] for element in page.every if "id" in element]
    assert len(set(ids)) == len(ids)
    assert all(section["aria-labelledby"] in ids for section in page.found["section"])
    copying = [button for button in page.found["button"] if button["type"] != "submit"]
    assert copying
    assert all(button["aria-label"] for button in copying)
    labelled = {label["for"] for label in page.found["label"]}
    assert labelled == {field["id"] for field in page.found["input"]}
    assert len(page.found["h1"]) == 1
    assert page.found["html"] == [{"lang": "id"}]


def test_it_is_found_on_the_hosts_of_its_store_alone(full_app: Flask, path: str) -> None:
    statuses = [get(full_app, path, host).status_code for host in ("localhost", "kopisiti.localhost")]
    elsewhere = get(full_app, path, "tehtono.localhost")
    unknown = get(full_app, "/o/a-secret-that-nobody-has", "tehtono.localhost")

    assert statuses == [200, 200]
    assert (elsewhere.status_code, unknown.status_code) == (404, 404)
    strip = re.compile('nonce="[^"]*"')
    assert strip.sub("", elsewhere.text) == strip.sub("", unknown.text)


def test_it_is_kept_found_and_referred_to_by_nobody(full_app: Flask, path: str) -> None:
    for answer in (get(full_app, path), get(full_app, "/o/a-secret-that-nobody-has")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def give(app: Flask, path: str, content: bytes, **headers: str) -> TestResponse:
    """Send the page's own form, as a browser does."""
    boundary, body = encode_multipart({"proof": FileStorage(BytesIO(content), filename="bukti.jpg")})
    sent = {"Host": "localhost", "Accept-Language": "id", "Sec-Fetch-Site": "same-origin", **headers}
    kind = f"multipart/form-data; boundary={boundary}"
    return app.test_client().post(f"{path}/proof", data=body, content_type=kind, headers=sent)


def test_a_buyer_shows_that_they_paid(full_app: Flask, path: str) -> None:
    (form,) = Read(get(full_app, path).text).found["form"]
    assert (form["action"], form["method"], form["enctype"]) == (f"{path}/proof", "post", "multipart/form-data")

    given = give(full_app, path, drawn("JPEG", (700, 400)))

    assert (given.status_code, given.headers["Location"]) == (303, f"{path}?proof=received")
    assert "Bukti transfer sudah diterima" in get(full_app, given.headers["Location"]).text
    assert "Bukti transfer sudah diterima" not in get(full_app, path).text


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"no picture", {}),
        (b"", {}),
        (b"x" * 6_000_000, {}),
        (drawn("JPEG", (700, 400)), {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_what_is_no_proof_is_told_beside_its_field(
    full_app: Flask, path: str, content: bytes, headers: dict[str, str]
) -> None:
    refused = give(full_app, path, content, **headers)

    page = Read(refused.text)
    assert refused.status_code == 422
    (field,) = [one for one in page.found["input"] if one["name"] == "proof"]
    assert "proof-wrong" in (field["aria-describedby"] or "")
    assert "proof-wrong" in [one.get("id") for one in page.every]


def test_a_proof_for_nobodys_order_is_not_taken(full_app: Flask, path: str) -> None:
    picture = drawn("JPEG", (700, 400))

    assert give(full_app, f"{path[:-4]}aaaa", picture).status_code == 404
    assert give(full_app, path, picture, Host="tehtono.localhost").status_code == 404
