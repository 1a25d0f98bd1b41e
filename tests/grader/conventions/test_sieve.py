"""The sieve lets everything through that a bound may accept, however small the right answer is."""

from dataclasses import replace

import numpy as np
import pytest

from grader.conventions.combinations import combinations
from grader.conventions.sieve import STACKED, Sieve
from grader.kinds import Question
from grader.numerics import tolerance
from grader_reference.catalogue import Convention
from tests.grader.sittings import LAYER

X, W = np.array([[0.1, 0.2, -0.3]]), np.full((3, 2), 1.1)
CANCELLING = {"X": X, "W": W, "b": np.zeros((1, 2))}
"""Terms that sum to next to nothing: to what exactly depends on their order."""


def sieve(stated: tuple[float, float] | None = None) -> Sieve:
    question = Question(id="q", check="c", function="layer", arguments=CANCELLING, stated=stated)
    return Sieve(LAYER, question, combinations(LAYER)[:1], lambda compute: compute())


def test_an_answer_whose_terms_cancel_is_near_whatever_order_they_were_summed_in() -> None:
    right = LAYER.right(X, W, CANCELLING["b"])
    bound = tolerance.measured(
        lambda given: LAYER.right(**given),
        CANCELLING,
        magnitude=np.abs(X) @ np.abs(W),
        terms=4,
    ).bounds[0]
    assert np.all(bound > np.abs(right) / 2)
    for answer in (np.zeros((1, 2)), right + bound, right - bound):
        assert sieve().near(answer) == {("rows",)}


def test_what_is_far_off_is_left_out() -> None:
    assert sieve().near(np.full((1, 2), 0.01)) == frozenset()


@pytest.mark.parametrize("stated", [(0.0, 0.5), (1e20, 0.0)])
def test_a_stated_tolerance_widens_the_sieve(stated: tuple[float, float]) -> None:
    assert sieve(stated).near(np.full((1, 2), 0.4)) == {("rows",)}


def test_without_terms_told_the_size_of_the_answer_decides() -> None:
    plain = replace(LAYER, magnitude=None)
    question = Question(id="q", check="c", function="layer", arguments=CANCELLING)
    found = Sieve(plain, question, combinations(plain)[:1], lambda compute: compute())
    assert found.near(LAYER.right(X, W, CANCELLING["b"])) == {("rows",)}


def test_rare_choices_are_looked_at_where_nothing_usual_is_near_and_let_through_beside_it() -> None:
    asked: list[float] = []

    def scaled(X: np.ndarray, W: np.ndarray, b: np.ndarray, *, by: float = 1.0) -> np.ndarray:
        asked.append(by)
        return np.asarray(by * (X @ W) + b)

    axis = tuple(
        Convention(id=f"by {by:g}", axis="factor", claim="", listed=True, named=named)
        for by, named in ((1.0, {}), (2.0, {"by": 2.0}), (3.0, {"by": 3.0}))
    )
    function = replace(LAYER, right=scaled, conventions=axis, magnitude=None)
    given = {**CANCELLING, "X": X + 1}
    question = Question(id="q", check="c", function="layer", arguments=given)
    options = combinations(function, [each.id for each in axis])
    found = Sieve(function, question, options, lambda compute: compute())
    assert found.near(scaled(*given.values())) == {("by 1",), ("by 2",), ("by 3",)}
    assert set(asked) == {1.0}
    assert found.near(scaled(*given.values(), by=3.0)) == {("by 3",)}
    assert set(asked) == {1.0, 2.0, 3.0}
    assert found.near(scaled(*given.values(), by=5.0)) == frozenset()


def test_a_large_answer_is_near_only_where_all_of_it_is_though_some_of_it_is_stacked() -> None:
    wide = 3 * STACKED
    given = {"X": X, "W": np.linspace(1.0, 2.0, 3 * wide).reshape(3, wide), "b": np.ones((1, wide))}
    question = Question(id="q", check="c", function="layer", arguments=given)
    found = Sieve(LAYER, question, combinations(LAYER)[:1], lambda compute: compute())
    right = LAYER.right(*given.values())
    assert found.near(right) == {("rows",)}
    for place in (0, 1, 2, wide - 2, wide - 1):
        wrong = right.copy()
        wrong[0, place] += 1.0
        assert found.near(wrong) == frozenset()
