"""The distribution that is drawn holds every run once."""

import pytest

from grader.calibrating.histogram import bins


@pytest.mark.parametrize("n", [2, 30, 3000])
def test_every_value_is_in_one_bin(n: int) -> None:
    values = [(7 * i % n) / n for i in range(n)]
    found = bins(values)
    assert sum(each.count for each in found) == n
    assert (found[0].low, found[-1].high) == (min(values), max(values))
    assert 5 <= len(found) <= 15


def test_values_that_are_all_the_same_make_one_bin() -> None:
    assert [(b.low, b.high, b.count) for b in bins([0.5] * 4)] == [(0.5, 0.5, 4)]
