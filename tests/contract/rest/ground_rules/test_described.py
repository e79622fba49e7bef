"""The toy API keeps to its description; and where a description lies, that is found."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from bosonline.adapters.inbound.rest.fields import Text
from bosonline.testing.description import findings


@pytest.mark.timeout(300)
def test_what_is_described_is_what_happens(app: Flask, toys: Any, tmp_path: Path) -> None:
    wrong, answered = findings(
        app,
        {"owner": lambda: "owner", "reader": lambda: "reader"},
        folder=tmp_path,
        examples=2,
        ending={"POST /auth/leave"},
    )
    done = {name for name, statuses in answered.items() if statuses & {200, 201}}

    assert not wrong, "\n".join(wrong)
    assert set(answered) - done <= {"GET /admin/toys", "GET /toys/{id}/parts/{number}"}


@pytest.mark.timeout(300)
def test_a_description_that_lies_is_found(
    app: Flask, toys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Text.json_schema
    monkeypatch.setattr(Text, "json_schema", lambda self: {**honest(self), "maxLength": 4})

    wrong, _ = findings(app, {"owner": lambda: "owner"}, folder=tmp_path, examples=2)
    assert any("negative_data_rejection" in finding for finding in wrong)
