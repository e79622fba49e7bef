"""The container: everything fits together, which no type checker sees."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bosonline.container import Container, create_app, create_worker, open_container
from bosonline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'shop.db'}", messenger="generic", messenger_url="http://x")


@pytest.fixture
def container(settings: Settings) -> Iterator[Container]:
    made = open_container(settings)
    yield made
    made.database().dispose()


def test_every_provider_can_be_called(container: Container) -> None:
    for name, provider in container.providers.items():
        if name not in {"config", "work"}:
            assert provider() is not None, name


def test_nothing_is_connected_before_it_is_needed(settings: Settings, container: Container, tmp_path: Path) -> None:
    create_app(settings, container)
    create_worker(settings, container)

    assert list(tmp_path.iterdir()) == []


def test_handlers_stand_under_the_names_of_their_events(container: Container) -> None:
    handlers = container.handlers()

    assert {name: handler.event.__name__ for name, handler in handlers.items()} == {name: name for name in handlers}


def test_duties_have_names_of_their_own(container: Container) -> None:
    duties = container.duties()

    assert len({duty.name for duty in duties}) == len(duties)
