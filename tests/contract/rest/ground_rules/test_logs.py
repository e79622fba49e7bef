"""Log lines: in the form asked for, with the request they are about, and without what no line may show."""

import json
import logging
import subprocess
import sys

import pytest
from flask import Flask

from bosonline.adapters.inbound.logs import MASKED, mask, tell_request
from bosonline.adapters.inbound.rest.edge import REQUEST_ID

SPEAK = """
import logging, sys, structlog
from bosonline.adapters.inbound.logs import configure
configure(*sys.argv[1:])
log = structlog.get_logger("x")
log.debug("quiet")
log.info("said", phone="+6281311112222", invoice="INV0822")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("broke")
logging.getLogger("library").warning("heard %s", "too")
logging.getLogger("library").info("not heard")
"""


def lines(*arguments: str) -> list[str]:
    """What a process says on standard error that has its log configured so."""
    done = subprocess.run([sys.executable, "-c", SPEAK, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_is_one_object_a_line() -> None:
    said, broke, heard = (json.loads(line) for line in lines("json", "info"))

    assert (said["event"], said["level"], said["invoice"], said["phone"]) == ("said", "info", "INV0822", "[masked]")
    assert said["timestamp"].endswith("Z")
    assert "ZeroDivisionError" in broke["exception"]
    assert (heard["event"], heard["level"]) == ("heard too", "warning")


def test_a_console_reads_text() -> None:
    told = "\n".join(lines("console", "debug"))

    assert "quiet" in told
    assert "ZeroDivisionError" in told
    assert "heard too" in told
    assert "+62813" not in told


def test_only_what_is_grave_enough_is_told() -> None:
    assert [json.loads(line)["event"] for line in lines("json", "error")] == ["broke"]


@pytest.mark.parametrize("name", sorted(MASKED))
def test_no_line_shows(name: str) -> None:
    assert mask(None, "info", {"event": "x", name: "value"}) == {"event": "x", name: "[masked]"}


def test_a_line_says_which_request_it_is_about(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={REQUEST_ID: "r-1"}):
        assert tell_request(None, "info", {"event": "x"})["request_id"] == "r-1"
        assert tell_request(None, "info", {"event": "x", "request_id": "r-2"})["request_id"] == "r-2"
    assert "request_id" not in tell_request(None, "info", {"event": "x"})


def test_the_logging_of_the_test_process_is_left_alone() -> None:
    assert not any("ProcessorFormatter" in repr(handler.formatter) for handler in logging.getLogger().handlers)
