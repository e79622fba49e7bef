"""The order list, its recap, and paper over REST, on the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

Ask = Callable[..., Any]


@pytest.fixture
def ask(full_app: Flask, token: Callable[[], str]) -> Ask:
    """Ask as the owner of the sample store."""
    client, headers = full_app.test_client(), {"Authorization": f"Bearer {token()}"}

    def call(method: str, path: str, body: Any = None, **query: Any) -> Any:
        return client.open(f"/store/order{path}", method=method, json=body, query_string=query, headers=headers)

    return call


def test_the_recap_over_rest_is_that_of_the_list(ask: Ask) -> None:
    for query in ({}, {"payment_method": "cod"}, {"status": "pending"}, {"keyword": "0813"}, {"sku": "TAK-ADA"}):
        rows = ask("GET", "", limit=100, **query).get_json()["data"]
        recap = ask("GET", "/recap", **query).get_json()
        assert recap["orders"] == len(rows)
        assert recap["total"] == sum(row["total"] for row in rows)
        for one in recap["data"]:
            theirs = [row["total"] for row in rows if row["status"] == one["status"]]
            assert (one["orders"], one["total"]) == (len(theirs), sum(theirs))


def test_days_are_those_of_what_is_asked_for(ask: Ask) -> None:
    rows = ask("GET", "", limit=100).get_json()["data"]
    first = min(row["created_at"] for row in rows)[:4]

    everyone = ask("GET", "", start_date=f"01/01/{int(first) - 1}", limit=100).get_json()
    shipped = ask("GET", "", start_date=f"01/01/{int(first) - 1}", date_by="shipped").get_json()
    assert everyone["total"] == len(rows)
    assert shipped["total"] < len(rows)


def test_paper_is_a_pdf_and_what_is_unknown_is_named(ask: Ask) -> None:
    invoice = ask("GET", "", limit=1).get_json()["data"][0]["invoice"]
    printed = ask("POST", "/print", {"invoices": [invoice], "size": "thermal-80"})
    refused = ask("POST", "/print", {"invoices": [invoice, "INV99999"]})

    assert printed.status_code == 200
    assert printed.data.startswith(b"%PDF-")
    assert printed.headers["Content-Type"] == "application/pdf"
    assert printed.headers["Content-Disposition"] == 'inline; filename="invoice-thermal-80.pdf"'
    assert refused.status_code == 404
    assert list(refused.get_json()["errors"]) == ["invoices.1"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"invoices": []}, "invoices"),
        ({"invoices": ["INV0815"] * 201}, "invoices"),
        ({"invoices": ["../x"]}, "invoices.0"),
        ({"invoices": ["INV0815"], "kind": "poster"}, "kind"),
        ({"invoices": ["INV0815"], "size": "a0"}, "size"),
    ],
)
def test_what_cannot_be_printed_is_blamed(ask: Ask, body: Any, field: str) -> None:
    answer = ask("POST", "/print", body)

    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [field]
