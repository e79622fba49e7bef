"""The life of a store's goods, in memory, on SQLite and on PostgreSQL side by side."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bosonline.testing.backends import Backend, memory_backend
from bosonline.testing.catalog_life import CatalogLife

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def live(databases: Sequence[Backend], *, runs: int, steps: int) -> int:
    """Let so many runs of so many steps go by; how many steps there were."""
    machines: list[CatalogLife] = []

    def machine() -> CatalogLife:
        made = CatalogLife([memory_backend(), *databases])
        machines.append(made)
        return made

    profile = settings(max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=QUIET)
    run_state_machine_as_test(machine, settings=profile)  # type: ignore[arg-type]  # it takes any factory
    return sum(one.steps for one in machines)


@pytest.mark.timeout(900)
def test_whatever_happens_to_goods_every_backend_does_the_same(databases: list[Backend]) -> None:
    assert live(databases, runs=50, steps=80) > 3_000


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_for_hours(databases: list[Backend]) -> None:
    for _ in range(500):
        live(databases, runs=100, steps=100)
