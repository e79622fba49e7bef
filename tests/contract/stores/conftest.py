"""Two stores on each backend."""

import pytest

from bosonline.domain.identity import Member
from bosonline.testing.backends import Backend
from bosonline.testing.stores import open_as


@pytest.fixture
def siti(backend: Backend) -> Member:
    """The owner of kopisiti."""
    return open_as(backend, "kopisiti")


@pytest.fixture
def budi(backend: Backend) -> Member:
    """The owner of tehbudi."""
    return open_as(backend, "tehbudi")
