"""What a wrong tensor is to the right one."""

import numpy as np
import pytest

from grader.numerics import tolerance
from grader.numerics.ratios import factor, ratios

RNG = np.random.default_rng(2)
W, B = RNG.normal(size=(5, 3)), RNG.normal(size=3)
OUTPUTS = ("dW", "db")


def told(*got: object) -> list[tuple[bool, float | None, tuple[int, ...] | None]]:
    found = ratios(got, tolerance.of_largest((W, B)), OUTPUTS)
    return [(r.right, None if r.factor is None else round(r.factor, 6), r.shape) for r in found]


def test_a_factor_is_told_beside_what_is_right() -> None:
    assert told(W * 32.0, B.reshape(1, 3)) == [(False, 32.0, None), (True, 1.0, None)]


def test_another_shape_is_told() -> None:
    assert told(W.T, B)[0] == (False, None, (3, 5))


def test_single_precision_is_not_called_wrong() -> None:
    assert [right for right, _, _ in told(W.astype(np.float32), B * 2.0)] == [True, False]


@pytest.mark.parametrize("got", [(W,), (W, None), 3.0])
def test_nothing_is_told_of_what_cannot_be_taken_apart(got: object) -> None:
    assert ratios(got, tolerance.of_largest((W, B)), OUTPUTS) == ()


@pytest.mark.parametrize(
    ("array", "part", "due"),
    [
        (W * -1.0, W, -1.0),
        (W * 0.0, W, 0.0),
        (W + 1.0, W, None),
        (W * np.nan, W, None),
        (W, W * 0.0, None),
        (W, W * np.inf, None),
        (np.zeros((0, 3)), np.zeros((0, 3)), None),
    ],
)
def test_a_factor_is_found_where_one_fits(
    array: np.ndarray, part: np.ndarray, due: float | None
) -> None:
    found = factor(array, part)
    assert (found is None) if due is None else found == pytest.approx(due)
