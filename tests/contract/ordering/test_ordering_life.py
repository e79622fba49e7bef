"""The whole life of orders, in memory, on SQLite and on PostgreSQL side by side, against a model."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bosonline.adapters.outbound.sql.order_sums import SqlOrderSums
from bosonline.testing.backends import Backend, memory_backend
from bosonline.testing.ordering_life import OrderingLife

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def live(databases: Sequence[Backend], *, runs: int, steps: int) -> int:
    """Let so many runs of so many steps go by; how many steps there were."""
    machines: list[OrderingLife] = []

    def machine() -> OrderingLife:
        made = OrderingLife([memory_backend(), *databases])
        machines.append(made)
        return made

    profile = settings(max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=QUIET)
    run_state_machine_as_test(machine, settings=profile)  # type: ignore[arg-type]  # it takes any factory
    assert [SqlOrderSums(one.database).differing() for one in databases] == [[] for _ in databases]
    return sum(one.steps for one in machines)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("half", ["one half", "the other"])  # for two processes to share
def test_whatever_happens_every_backend_does_what_the_model_does(databases: list[Backend], half: str) -> None:
    assert live(databases, runs=65, steps=100) > 4_000, half


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_for_hours(databases: list[Backend]) -> None:
    for _ in range(500):
        live(databases, runs=100, steps=100)
