"""The downloads of orders over REST, on the sample store."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from bosonline.application.ordering import download_orders

Ask = Callable[..., Any]
PATHS = ("/download", "/abandoned/download", "/items/download")


@pytest.fixture
def ask(full_app: Flask, token: Callable[[], str]) -> Ask:
    """Ask as the owner of the sample store."""
    client, headers = full_app.test_client(), {"Authorization": f"Bearer {token()}"}

    def call(method: str, path: str, body: Any = None, **query: Any) -> Any:
        return client.open(f"/store/order{path}", method=method, json=body, query_string=query, headers=headers)

    return call


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_filters_are_those_of_the_list(ask: Ask) -> None:
    for shown in (
        {},
        {"payment_method": "cod"},
        {"status": "pending"},
        {"keyword": "0813", "start_date": "01/01/2020"},
    ):
        listed = ask("GET", "", limit=100, **shown).get_json()["data"]
        found = rows(ask("POST", "/download", {"format": "csv", **shown}))
        lines = rows(ask("POST", "/items/download", {"format": "csv", **shown}))

        assert [row["invoice"] for row in found] == [row["invoice"] for row in listed]
        assert sum(int(row["total"]) for row in found) == sum(row["total"] for row in listed)
        assert len(lines) == sum(row["items"] for row in listed)


def test_what_buyers_left_is_told_by_itself(ask: Ask) -> None:
    listed = ask("GET", "", limit=100, status="abandoned").get_json()["data"]
    found = rows(ask("POST", "/abandoned/download", {"format": "csv"}))

    assert [row["invoice"] for row in found] == [row["invoice"] for row in listed]
    assert ask("POST", "/abandoned/download", {"status": "pending"}).status_code == 422


def test_a_sheet_is_xlsx_unless_it_is_asked_for_otherwise(ask: Ask) -> None:
    """Numbers are numbers, phones are text."""
    answer = ask("POST", "/download")
    heads, first, *_ = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    row = dict(zip(heads, first, strict=True))

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=pesanan-")
    assert isinstance(row["total"], float)
    assert str(row["customer_phone"]).startswith("08")


@pytest.mark.parametrize("path", PATHS)
def test_what_cannot_be_asked_is_blamed(ask: Ask, path: str) -> None:
    for body, field in (({"format": "pdf"}, "format"), ({"cs": "1"}, "cs"), ({"limit": 5}, "limit")):
        answer = ask("POST", path, body)
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [field])


def test_many_rows_are_a_job(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_orders, "AT_ONCE", 0)
    answer = ask("POST", "/download", {"end_date": "2030-01-01"})

    assert (answer.status_code, answer.get_json()["data"]["kind"]) == (202, "order-download")
    assert answer.headers["Location"] == f"/store/jobs/{answer.get_json()['data']['id']}"
