"""A real wall with a stand-in behind it that executes what it is sent."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from grader.examination.wall import Child, can_fork
from grader.worker import wire

ENTRY = "wall_subject:live"
FOLDERS = (str(Path(__file__).parent),)

Opening = Callable[..., Any]
Run = Callable[..., dict[str, Any]]


def said(child: Child, message: dict[str, Any], *, seconds: float = 10.0) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    child.send(wire.encode(message), deadline=deadline)
    answer = wire.decode(child.receive(deadline=deadline))
    assert isinstance(answer, dict)
    return answer


def executed(child: Child, source: str, *, seconds: float = 10.0) -> dict[str, Any]:
    return said(child, {"kind": "execute", "source": source}, seconds=seconds)


@pytest.fixture(scope="module")
def forking() -> Iterator[Opening]:
    """Open a forking wall; it is closed with the module."""
    if not can_fork():
        pytest.skip("no fork server on this system")
    from grader.examination.forking import ForkingWall

    with ExitStack() as open_walls:

        def opening(**options: Any) -> ForkingWall:
            options = {"entry": ENTRY, "entry_folders": FOLDERS, **options}
            return open_walls.enter_context(ForkingWall(**options))

        yield opening


@pytest.fixture(scope="module")
def spawning() -> Iterator[Opening]:
    """Open a spawning wall; it is closed with the module."""
    from grader.examination.spawning import SpawningWall

    with ExitStack() as open_walls:

        def opening(**options: Any) -> SpawningWall:
            options = {"trust": True, "entry": ENTRY, "entry_folders": FOLDERS, **options}
            return open_walls.enter_context(SpawningWall(**options))

        yield opening


@pytest.fixture(scope="module")
def wall(forking: Opening) -> Any:
    """The strongest wall of this machine."""
    return forking(trust=True)


@pytest.fixture
def run(wall: Any) -> Iterator[Run]:
    """Execute a source in a fresh child and return its answer."""
    with ExitStack() as children:

        def running(source: str, **limits: int) -> dict[str, Any]:
            child = wall.child(**limits)
            children.callback(child.end)
            return executed(child, source)

        yield running
