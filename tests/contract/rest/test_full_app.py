"""The whole product: its routes are its operations, and the published examples are answered as published."""

import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from bosonline.adapters.inbound.rest.access import ACCESS
from bosonline.adapters.inbound.rest.application import operations_of
from bosonline.testing.routes import assert_routes_match

DOCUMENTED = Path(__file__).parent / "documented"


def test_routes_and_operations_are_the_same_set_and_every_other_method_is_405(full_app: Flask) -> None:
    assert_routes_match(full_app, operations_of(full_app))


def test_every_operation_that_access_is_granted_to_is_served(full_app: Flask) -> None:
    assert {operation.key for operation in operations_of(full_app)} == set(ACCESS)


def test_the_description_names_every_operation(full_app: Flask) -> None:
    document = full_app.test_client().get("/openapi.json").json
    assert document is not None
    described = {
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
        if method in ("get", "post", "put", "patch", "delete")
    }
    assert described == {operation.key for operation in operations_of(full_app)}


def test_the_published_follow_up_is_answered_as_published(full_app: Flask, token: Callable[[], str]) -> None:
    published = json.loads((DOCUMENTED / "follow-up.json").read_text())
    client, headers = full_app.test_client(), {"Authorization": f"Bearer {token()}"}

    first = client.post(published["request"]["path"], json=published["request"]["body"], headers=headers)
    again = client.post(published["request"]["path"], json=published["request"]["body"], headers=headers)
    unknown = client.post(
        published["request"]["path"], json={**published["request"]["body"], "invoice": "INV9999"}, headers=headers
    )

    assert first.status_code == again.status_code == 200
    assert first.json is not None
    assert isinstance(first.json["message"], str)
    assert (first.json["data"]["repeated"], again.json and again.json["data"]["repeated"]) == (False, True)
    assert (unknown.status_code, unknown.json and unknown.json["title"]) == (404, "Record not found")
