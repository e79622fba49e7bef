"""The import of orders over REST, in the sample store."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

HEAD = "reference,customer_name,customer_phone,street,district_code,payment_method,shipping,sku,qty"
ROW = "WA-1,Rina,0812 9090 1234,Jl. Kenanga 7,31.71.01,cod,10000,ESB-006-01,1"
Send = Callable[..., TestResponse]


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    bearer = token()

    def call(*rows: str, key: str | None = None, **form: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {bearer}", **({"Idempotency-Key": key} if key else {})}
        file = (BytesIO("\n".join((HEAD, *rows)).encode()), "pesanan.csv")
        return full_app.test_client().post("/store/order/import", data={"file": file, **form}, headers=headers)

    return call


def test_orders_are_tried_imported_and_known_again(send: Send) -> None:
    trial = send(ROW, dry_run="true").get_json()["data"]
    first, replay = send(ROW, key="file-1"), send(ROW, key="file-1")
    again = send(ROW).get_json()["data"]

    assert (trial["made"], trial["dry_run"], trial["invoices"]) == (1, True, [])
    assert first.status_code == 200, first.text
    data = first.get_json()["data"]
    assert (data["rows"], data["orders"], data["made"], data["known"]) == (1, 1, 1, 0)
    assert data["invoices"][0]["reference"] == "WA-1"
    assert (replay.get_json(), replay.headers["Idempotency-Replayed"]) == (first.get_json(), "true")
    assert (again["made"], again["known"]) == (0, 1)


def test_what_is_wrong_is_told_by_row_and_column(send: Send) -> None:
    answer = send(ROW.replace("0812 9090 1234", "12"), ROW.replace("WA-1", "WA-2").replace("31.71.01", "99.99.99"))

    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (422, "cells-wrong")
    assert set(told["errors"]) == {"rows.2.customer_phone", "rows.3.district_code"}
    sold_out = send(ROW.replace("ESB-006-01,1", "ESB-006-01,9999")).get_json()
    assert set(sold_out["errors"]) == {"rows.2.sku"}
    assert send("x", "y").status_code == 422
