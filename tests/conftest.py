"""What every test is held to: no sockets but to this machine, and then only below tests/contract and tests/browser."""

import os
from pathlib import Path

import pytest
from pytest_socket import disable_socket, socket_allow_hosts

SERVED = [Path(__file__).parent / name for name in ("contract", "browser")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Unit tests open no socket; the others only reach this machine."""
    if any(folder in item.path.parents for folder in SERVED):
        socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)


def pytest_report_header() -> str:
    """Say which outside services these tests were given."""
    return f"postgresql: {os.environ.get('BOSONLINE_TEST_POSTGRESQL', 'not named')}"
