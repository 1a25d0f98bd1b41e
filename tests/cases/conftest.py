"""One wall for all submissions of a module: what one does must not reach the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.examination.wall import Wall, open_wall
from tests.cases.graded import Ready

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of an assignment together, in whatever order: it is prepared and let go."""
    places = [n for n, item in enumerate(items) if item.path.is_relative_to(HERE)]
    first: dict[tuple[Path, str], int] = {}
    for n in places:
        first.setdefault(_about(items[n]), n)
    together = sorted((items[n] for n in places), key=lambda item: first[_about(item)])
    for n, item in zip(places, together, strict=True):
        items[n] = item


def _about(item: pytest.Item) -> tuple[Path, str]:
    """Return a test's module, and the assignment with which its name in brackets begins."""
    _, _, given = item.name.partition("[")
    return item.path, given.partition("/")[0]


@pytest.fixture(scope="module")
def wall() -> Iterator[Wall]:
    with open_wall() as opened:
        yield opened


@pytest.fixture(scope="module")
def ready() -> Ready:
    """Prepare each assignment once, for the tests that stand together."""
    return Ready()
