"""Follow-ups in memory, on SQLite and on PostgreSQL, side by side with a plain model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bosonline.testing.backends import Backend, memory_backend, sql_backend, sqlite_backend
from bosonline.testing.follow_up_machine import FollowUpMachine


@pytest.fixture
def backends(tmp_path: Path, postgresql_url: str) -> Iterator[list[Backend]]:
    made = [memory_backend(), sqlite_backend(tmp_path), sql_backend(postgresql_url)]
    yield made
    for backend in made:
        backend.close()


@pytest.mark.parametrize("examples", [12, pytest.param(2000, marks=pytest.mark.soak)])
def test_every_backend_does_what_the_model_does(backends: list[Backend], examples: int) -> None:
    run_state_machine_as_test(
        lambda: FollowUpMachine(backends),  # type: ignore[arg-type]  # anything that makes one will do
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize("examples", [60, pytest.param(20_000, marks=pytest.mark.soak)])
def test_memory_alone_does_what_the_model_does(examples: int) -> None:
    run_state_machine_as_test(
        lambda: FollowUpMachine([memory_backend()]),  # type: ignore[arg-type]  # as above
        settings=settings(
            max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
