"""One room a framework: its fork server takes seconds to import it."""

from collections.abc import Iterator

import pytest

from tests.frameworks.rooms import Room, room


@pytest.fixture(scope="session")
def torch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room("torch", tmp_path_factory.mktemp("torch")) as opened:
        yield opened


@pytest.fixture(scope="session")
def keras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room("keras", tmp_path_factory.mktemp("keras")) as opened:
        yield opened


@pytest.fixture(scope="session")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room("layers", tmp_path_factory.mktemp("layers")) as opened:
        yield opened
