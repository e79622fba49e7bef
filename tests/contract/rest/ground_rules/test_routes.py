"""Routes and operations are the same set, and what a path does not take is 405."""

from types import SimpleNamespace

import pytest
from flask import Flask, Response

from bosonline.adapters.inbound.rest.api import Operation
from bosonline.testing.routes import assert_routes_match


def test_the_toy_api_matches(app: Flask, operations: list[Operation]) -> None:
    assert_routes_match(app, operations)


def test_a_route_without_operation_is_told(app: Flask, operations: list[Operation]) -> None:
    app.add_url_rule("/extra", view_func=lambda: "", endpoint="extra")

    with pytest.raises(AssertionError, match="route without operation: GET /extra"):
        assert_routes_match(app, operations)


def test_an_operation_without_route_is_told(app: Flask, operations: list[Operation]) -> None:
    with pytest.raises(AssertionError, match="operation without route: POST /lost"):
        assert_routes_match(app, [*operations, SimpleNamespace(method="POST", path="/lost")])


def test_a_wrong_allow_is_told(app: Flask, operations: list[Operation]) -> None:
    @app.after_request
    def lie(answer: Response) -> Response:
        if answer.status_code == 405:
            answer.headers["Allow"] = "BREW"
        return answer

    with pytest.raises(AssertionError, match="is told Allow"):
        assert_routes_match(app, operations)


def test_another_answer_than_405_is_told(app: Flask, operations: list[Operation]) -> None:
    app.add_url_rule("/toys/<word>", view_func=lambda word: word, endpoint="greedy", methods=["PATCH"])

    with pytest.raises(AssertionError, match="PATCH /toys/download is answered 200, not 405"):
        assert_routes_match(app, operations)


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/healthz", "/toys", "/toys/download", "/toys/download/"]
)
def test_the_error_is_a_problem_everywhere(app: Flask, path: str) -> None:
    answer = app.test_client().delete(path)

    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "method-not-allowed"
