"""The API description: valid, complete, and true to the operations."""

from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from bosonline.adapters.inbound.rest.access import Open
from bosonline.adapters.inbound.rest.api import Operation
from bosonline.adapters.inbound.rest.handler import mount
from bosonline.adapters.inbound.rest.limits import unlimited
from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity import Account


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """The description as it is served."""
    served: dict[str, Any] = client.get("/openapi.json").get_json()
    return served


def of(document: dict[str, Any], operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = document["paths"][operation.path][operation.method.lower()]
    return described


def test_it_is_valid(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()


def test_it_is_made_once_and_has_a_tag(client: FlaskClient) -> None:
    first = client.get("/openapi.json")
    unchanged = client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert unchanged.status_code == 304
    assert client.get("/openapi.json").get_data() == first.get_data()


def test_every_operation_is_there_with_name_security_and_answers(
    document: dict[str, Any], operations: list[Operation]
) -> None:
    assert {(method.upper(), path) for path, methods in document["paths"].items() for method in methods} == {
        (operation.method, operation.path) for operation in operations
    }
    for operation in operations:
        described = of(document, operation)
        assert described["summary"] == operation.name
        assert "\n" not in described["summary"]
        assert described["tags"] == ["toys"]
        assert described["security"] == ([] if operation.access is Open.PUBLIC else [{"bearer": []}])
        assert str(operation.status) in described["responses"]
    names = [of(document, operation)["operationId"] for operation in operations]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/toys", "get", "200 401 403 404 409 422 429 503"),
        ("/toys", "post", "201 400 401 403 404 409 413 415 422 429 503"),
        ("/toys/{id}", "put", "200 400 401 403 404 405 409 412 413 415 422 429 503"),
        ("/toys/{id}", "delete", "200 401 403 404 405 409 412 422 429 503"),
        ("/auth/hello", "post", "200 400 404 409 413 415 422 429 503"),
    ],
)
def test_every_error_is_there(document: dict[str, Any], path: str, method: str, statuses: str) -> None:
    assert sorted(document["paths"][path][method]["responses"]) == statuses.split()


def test_own_refusals_stand_beside_the_shared_ones(document: dict[str, Any]) -> None:
    conflict = document["paths"]["/toys"]["post"]["responses"]["409"]["content"]["application/problem+json"]
    example = document["components"]["examples"]["toy-locked"]["value"]

    assert set(conflict["examples"]) == {"changed-meanwhile", "twin-in-flight", "toy-locked"}
    assert example["detail"] == "The toy ... is cancelled"
    assert example["status"] == 409


def test_every_example_of_a_problem_is_one(document: dict[str, Any]) -> None:
    problem = document["components"]["schemas"]["Problem"]
    for name, example in document["components"]["examples"].items():
        jsonschema_rs.validate(problem, example["value"])
        assert example["value"]["code"] == name


def test_headers_are_told_where_they_count(document: dict[str, Any]) -> None:
    def parameters(path: str, method: str) -> list[str]:
        return [
            one["$ref"].rpartition("/")[2] for one in document["paths"][path][method]["parameters"] if "$ref" in one
        ]

    def headers(path: str, method: str, status: str) -> set[str]:
        return set(document["paths"][path][method]["responses"][status]["headers"])

    assert parameters("/toys", "get") == ["AcceptLanguage"]
    assert parameters("/toys", "post") == ["AcceptLanguage", "IdempotencyKey"]
    assert parameters("/toys/{id}", "put") == ["AcceptLanguage", "IfMatch"]
    assert headers("/toys", "post", "201") == {"X-Request-Id", "Idempotency-Replayed"}
    assert headers("/toys/{id}", "get", "200") == {"X-Request-Id", "ETag"}


def test_paths_say_what_they_take(document: dict[str, Any]) -> None:
    toy, part = document["paths"]["/toys/{id}/parts/{number}"]["get"]["parameters"][:2]

    assert jsonschema_rs.is_valid(toy["schema"], toy["example"])
    assert not jsonschema_rs.is_valid(toy["schema"], "..")
    assert "download" in toy["description"]
    assert (part["name"], part["schema"]["type"], part["example"]) == ("number", "integer", 7)


def test_a_body_says_whether_it_may_be_left_out(document: dict[str, Any]) -> None:
    assert document["paths"]["/auth/hello"]["post"]["requestBody"]["required"] is True
    assert document["paths"]["/auth/leave"]["post"]["requestBody"]["required"] is False


def test_forms_and_other_media(document: dict[str, Any]) -> None:
    form = document["paths"]["/toys/images"]["post"]["requestBody"]["content"]
    either = document["paths"]["/toys/import"]["post"]["requestBody"]["content"]
    answered = document["paths"]["/toys/download"]["put"]["responses"]["200"]["content"]

    assert set(form) == {"multipart/form-data"}
    assert form["multipart/form-data"]["schema"]["required"] == ["image"]
    assert set(either) == {"application/json", "multipart/form-data"}
    assert set(answered) == {"text/csv", "application/zip"}


def test_examples_keep_to_their_schemas(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    body = document["paths"]["/toys"]["post"]["requestBody"]["content"]["application/json"]
    answer = document["paths"]["/toys"]["post"]["responses"]["201"]["content"]["application/json"]

    jsonschema_rs.validate(shapes[body["schema"]["$ref"].rpartition("/")[2]], body["example"])
    jsonschema_rs.validate(shapes[answer["schema"]["$ref"].rpartition("/")[2]], answer["example"])


def test_answers_promise_no_more_than_their_members(document: dict[str, Any]) -> None:
    shape = document["components"]["schemas"]["ToyWritten"]

    assert "additionalProperties" not in repr(shape)
    assert "maxLength" not in repr(shape)
    assert document["components"]["schemas"]["ToyBody"]["additionalProperties"] is False


def test_a_render_that_hides_its_type_is_refused_at_start(app: Flask, operations: list[Operation]) -> None:
    made = next(operation for operation in operations if operation.render is not None)

    with pytest.raises(TypeError, match="POST /toys"):
        mount(app, [replace(made, render=lambda result: result)], nobody, unlimited)


def nobody(*, access_token: str) -> Account:
    """Knows no token."""
    raise Unauthenticated
