"""What the tests of the student's side share."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture
def streams() -> Iterator[None]:
    """Put standard output and error back as they were."""
    kept = sys.stdout, sys.stderr
    yield
    sys.stdout, sys.stderr = kept
