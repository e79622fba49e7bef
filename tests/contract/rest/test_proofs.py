"""Proofs of payment over REST, in the sample store."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from bosonline.testing.hostile_images import every_hostile_file
from bosonline.testing.uploads import drawn

UNPAID, COD = "INV0818", "INV0821"


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


class Desk:
    """The owner of the sample store, and a buyer who has an order's address."""

    def __init__(self, app: Flask, bearer: str) -> None:
        self.app, self.headers = app, {"Authorization": f"Bearer {bearer}"}

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(f"/store/order{path}", headers=self.headers)

    def secret(self, invoice: str) -> str:
        url: str = told(self.get(f"/{invoice}"))["order_url"]
        return url.rpartition("/")[2]

    def give(self, secret: str, content: bytes, *, name: str = "bukti.jpg", **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        # Put together here: the test client would leave the file open that it puts a large form into.
        boundary, body = encode_multipart({"proof": FileStorage(BytesIO(content), filename=name)})
        return self.app.test_client().post(
            f"/store/order/public/{secret}/proof",
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=sent,
        )

    def confirm(self, method: str, **form: object) -> TestResponse:
        return self.app.test_client().open(
            "/store/order/confirm-payment", method=method, data=form, headers=self.headers
        )


@pytest.fixture
def desk(full_app: Flask, token: Callable[[], str]) -> Desk:
    return Desk(full_app, token())


def test_a_buyer_gives_a_proof_and_the_seller_sees_it(desk: Desk) -> None:
    secret, content = desk.secret(UNPAID), drawn("JPEG", (700, 400))

    given = desk.give(secret, content, Idempotency_Key="one")
    replayed = desk.give(secret, content, Idempotency_Key="one")
    again = told(desk.give(secret, content), 201)["data"]

    data = told(given, 201)["data"]
    assert (data["invoice"], data["number"], data["repeated"]) == (UNPAID, 1, False)
    assert (replayed.get_json(), replayed.headers["Idempotency-Replayed"]) == (given.get_json(), "true")
    assert again == {**data, "repeated": True}
    detail = told(desk.get(f"/{UNPAID}"))
    assert detail["payment_status"] == "unpaid"
    assert [(one["number"], one["payment"], one["url"]) for one in detail["proofs"]] == [
        (1, None, f"/store/order/{UNPAID}/proofs/1")
    ]
    shown, small = desk.get(f"/{UNPAID}/proofs/1"), desk.get(f"/{UNPAID}/proofs/1?size=thumbnail")
    assert (shown.status_code, shown.content_type, shown.headers["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert (len(small.data) < len(shown.data), shown.data != content) == (True, True)
    assert told(desk.get(f"/{UNPAID}/proofs/2"), 404)["code"] == "not-found"


def test_nobody_sees_it_without_a_token(desk: Desk) -> None:
    told(desk.give(desk.secret(UNPAID), drawn()), 201)
    client = desk.app.test_client()

    assert client.get(f"/store/order/{UNPAID}/proofs/1").status_code == 401
    for folder in ("images", "thumbs", "proofs", "proof-thumbs"):
        for store in range(1, 4):
            assert client.get(f"/files/{store}/{folder}/1-0.png").status_code == 404


def test_what_is_refused(desk: Desk) -> None:
    assert told(desk.give("nobody-has-this-secret", drawn()), 404)["code"] == "not-found"
    assert told(desk.give(desk.secret(COD), drawn()), 409)["code"] == "nothing-to-pay"
    secret = desk.secret(UNPAID)
    assert told(desk.give(secret, b"<svg onload=alert(1)>", name="bukti.png"), 422)["code"] == "image-invalid"
    assert told(desk.give(secret, drawn() + b"\0" * (5 << 20)), 413)["code"] == "content-too-large"
    client = desk.app.test_client()
    address = f"/store/order/public/{secret}/proof"
    form = {"content_type": "multipart/form-data"}
    assert told(client.post(address, data={"proof": "text"}, **form), 422)["code"] == "validation-failed"
    assert told(client.post(address, json={"proof": "text"}), 415)
    assert told(desk.get(f"/{UNPAID}"))["proofs"] == []


def test_hostile_files_meet_no_500(desk: Desk) -> None:
    secret = desk.secret(UNPAID)
    for sent in every_hostile_file()[::9]:
        answer = desk.give(secret, sent.content, name=sent.name)
        assert answer.status_code in (201, 409, 413, 422), (sent.name, answer.text)
        if sent.fate == "refused":
            assert answer.status_code in (409, 413, 422), sent.name


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_payment_is_confirmed_with_a_picture(desk: Desk, method: str) -> None:
    total = told(desk.get(f"/{UNPAID}"))["total"]

    answer = told(
        desk.confirm(
            method,
            invoice=UNPAID,
            amount=str(total),
            paid_at="2026-01-01T12:00:00+07:00",
            note="lunas",
            proof=(BytesIO(drawn("WEBP")), "bukti.webp"),
        )
    )

    assert answer["data"]["payment_status"] == "paid"
    detail = told(desk.get(f"/{UNPAID}"))
    assert [(one["number"], one["note"], one["proof"]) for one in detail["payments"]] == [(1, "lunas", 1)]
    assert [(one["number"], one["payment"]) for one in detail["proofs"]] == [(1, 1)]
    assert desk.get(f"/{UNPAID}/proofs/1").content_type == "image/webp"


def test_a_confirmation_as_a_form_is_checked_as_json_is(desk: Desk) -> None:
    bad = desk.confirm("POST", invoice=UNPAID, amount="-1", proof=(BytesIO(drawn()), "a.png"))
    assert "amount" in told(bad, 422)["errors"]
    bad = desk.confirm("POST", invoice=UNPAID, amount="1", proof=(BytesIO(b"no image"), "a.png"))
    assert told(bad, 422)["code"] == "image-invalid"
    told(desk.confirm("POST", invoice=UNPAID, amount="1", nothing=(BytesIO(drawn()), "a.png")), 422)
    assert told(desk.get(f"/{UNPAID}"))["payments"] == []
