"""Which accesses are refused, by version of Landlock."""

import pytest

from grader.worker.confinement import landlock


@pytest.mark.parametrize(
    ("version", "bits"), [(1, 13), (2, 14), (3, 15), (4, 15), (5, 16), (7, 16)]
)
def test_every_access_a_version_knows_is_handled(version: int, bits: int) -> None:
    assert landlock.handled_files(version) == (1 << bits) - 1


def test_the_version_is_a_number_on_every_machine() -> None:
    assert landlock.abi() >= 0
