"""The likeliest cause comes first, and what is far less likely is not told at all."""

import pytest

from grader.diagnosing import ranked
from grader.models.report import Diagnosis


def said(*sure: float) -> list[Diagnosis]:
    return [Diagnosis(id=f"d{n}", title="", confidence=c) for n, c in enumerate(sure)]


@pytest.mark.parametrize(
    ("sure", "told"),
    [
        ((), []),
        ((0.5, 0.98), ["d1"]),
        ((0.7, 0.98), ["d1", "d0"]),
        ((0.6, 0.6, 0.6, 0.6), ["d0", "d1", "d2"]),
        ((0.5, 0.6), ["d1", "d0"]),
    ],
)
def test_the_likeliest_first_three_at_most(sure: tuple[float, ...], told: list[str]) -> None:
    assert [each.id for each in ranked(said(*sure))] == told


def test_the_same_cause_is_told_once() -> None:
    twice = [*said(0.6), *said(0.9)]
    assert [(each.id, each.confidence) for each in ranked(twice)] == [("d0", 0.9)]
