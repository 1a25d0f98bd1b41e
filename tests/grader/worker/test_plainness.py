"""Whatever numpy would take for numbers crosses as numbers; what hides behind a class does not."""

import itertools
from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from grader.worker import wire
from grader.worker.plainness import ITEMS, plain


def crossed(value: Any) -> Any:
    """Return a value as the judge reads it."""
    return wire.decode(wire.encode(plain(value))[4:])


@pytest.mark.parametrize(
    ("value", "items"),
    [
        (lambda: (x for x in (1.0, 2.0)), [1.0, 2.0]),
        (lambda: map(float, "12"), [1.0, 2.0]),
        (lambda: range(3), [0, 1, 2]),
        (lambda: zip((1, 2), (3, 4), strict=True), [(1, 3), (2, 4)]),
        ({"a": 1.0, "b": 2.0}.values, [1.0, 2.0]),
        (lambda: deque([1.0, 2.0]), [1.0, 2.0]),
        (lambda: array("d", [1.0, 2.0]), [1.0, 2.0]),
        (lambda: itertools.chain([1.0], [2.0]), [1.0, 2.0]),
        (lambda: [map(float, "12"), (x for x in (3.0,))], [[1.0, 2.0], [3.0]]),
        (lambda: (map(float, "12"), 1.0), ([1.0, 2.0], 1.0)),
        (lambda: {"dW": map(float, "12")}, {"dW": [1.0, 2.0]}),
        (lambda: Decimal("0.25"), 0.25),
        (lambda: [Fraction(1, 4), 1], [0.25, 1]),
        (lambda: np.array([Fraction(1, 4), 1], dtype=object), [0.25, 1]),
        (lambda: np.array(Decimal("0.5"), dtype=object), 0.5),
    ],
)
def test_what_numpy_takes_for_numbers_crosses_as_numbers(value: Any, items: Any) -> None:
    assert crossed(value()) == items


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_matrix_crosses_as_the_array_it_holds() -> None:
    found = crossed(np.matrix([[1.0, 2.0]]))
    assert type(found) is np.ndarray
    assert found.tolist() == [[1.0, 2.0]]


def test_scalars_of_numpy_and_arrays_without_axes_cross_one_by_one() -> None:
    found = crossed([np.float64(0.5), np.array(0.25)])
    assert [float(item) for item in found] == [0.5, 0.25]


def test_many_fractions_and_long_generators_cross_too() -> None:
    assert crossed([Fraction(1, 4)] * (ITEMS + 1)) == [0.25] * (ITEMS + 1)
    assert crossed(x / 2 for x in range(ITEMS + 1)).shape == (ITEMS + 1,)


class Lying:
    """A student's own iterable that shows something else each time."""

    def __iter__(self) -> Any:
        return iter([1.0])

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.ones(1)

    def __float__(self) -> float:
        return 1.0


def test_a_class_of_their_own_is_not_asked_what_it_would_be() -> None:
    assert isinstance(crossed(Lying()), wire.Opaque)
    assert isinstance(crossed([Lying()])[0], wire.Opaque)


@pytest.mark.parametrize("value", [Decimal("sNaN"), Fraction(10**400)])
def test_a_fraction_that_is_no_float_stays_what_it_is(value: Any) -> None:
    assert isinstance(crossed(value), wire.Opaque)
