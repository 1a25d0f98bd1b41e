"""One wall for all submissions of a module: what one does must not reach the next."""

from collections.abc import Iterator

import pytest

from grader.examination.wall import Wall, open_wall


@pytest.fixture(scope="module")
def wall() -> Iterator[Wall]:
    with open_wall() as opened:
        yield opened
