"""The schedule of follow-ups over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

PATH = "/store/order/follow-up-schedule"
Send = Callable[..., TestResponse]


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    """Calls as the owner of the sample store."""
    headers = {"Authorization": f"Bearer {token()}"}
    return lambda method, body=None: full_app.test_client().open(PATH, method=method, json=body, headers=headers)


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_schedule_is_switched_on_changed_and_switched_off(send: Send) -> None:
    first = {"enabled": False, "hours": [2, 24, 72], "gateway": False}
    assert told(send("GET")) == {"data": first}
    on = told(send("PUT", {"enabled": True}))
    assert on == {"message": "Schedule saved", "data": {**first, "enabled": True}}
    changed = told(send("PUT", {"enabled": True, "hours": [1, 720]}))["data"]
    assert changed == {**first, "enabled": True, "hours": [1, 720]} == told(send("GET"))["data"]
    assert told(send("PUT", {"enabled": False, "hours": [1, 720]}))["data"]["enabled"] is False


@pytest.mark.parametrize(
    "body",
    [
        {"enabled": True, "hours": []},
        {"enabled": True, "hours": [0]},
        {"enabled": True, "hours": [721]},
        {"enabled": True, "hours": [24, 2]},
        {"enabled": True, "hours": [2, 2]},
        {"enabled": True, "hours": [1, 2, 3, 4, 5]},
        {"enabled": True, "hours": "2"},
    ],
)
def test_hours_that_cannot_be_are_named_and_nothing_changes(send: Send, body: dict[str, Any]) -> None:
    errors = told(send("PUT", body), 422)["errors"]
    assert [name for name in errors if name.startswith("hours")]
    assert told(send("GET"))["data"]["enabled"] is False
