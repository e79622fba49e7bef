"""The command line on an SQLite file that is not there yet."""

from pathlib import Path

import pytest

from bosonline.testing.command_line import CommandLine


@pytest.fixture
def bosonline(tmp_path: Path) -> CommandLine:
    """The command line on an SQLite file that is not there yet."""
    return CommandLine(tmp_path)
