"""Tolerances: right solutions have room, wrong ones have none, and doubtful inputs are refused."""

from typing import Any

import numpy as np
import pytest

from grader.numerics import tolerance
from grader.numerics.comparison import compare

RNG = np.random.default_rng(11)
X, W = RNG.normal(size=(7, 13)), RNG.normal(size=(13, 10))


def product(arguments: Any) -> Any:
    return arguments["X"] @ arguments["W"]


def measured_product() -> tolerance.Expected:
    arguments = {"X": X, "W": W}
    return tolerance.measured(product, arguments, magnitude=abs(X) @ abs(W), terms=13)


def softmax(x: Any) -> Any:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def test_another_order_of_summation_is_within_the_bound() -> None:
    due = measured_product()
    order = RNG.permutation(13)
    summed = np.array([[sum(a * b for a, b in zip(r, c, strict=True)) for c in W.T] for r in X])
    assert compare(X[:, order] @ W[order], due).ok
    assert compare(summed, due).ok
    assert compare(np.einsum("nd,dk->nk", X, W), due).ok


def test_a_small_mistake_is_not() -> None:
    assert not compare(X @ W + 1e-12, measured_product()).ok


@pytest.mark.parametrize("scale", [1.0, 5.0, 20.0])
def test_equivalent_formulas_of_softmax_are_right_at_any_scale(scale: float) -> None:
    for seed in range(20):
        x = np.random.default_rng(seed).normal(size=(7, 10)) * scale
        due = tolerance.measured(lambda a: softmax(a["x"]), {"x": x}, terms=10)
        assert due.wanted <= 1.0
        assert compare(np.exp(x) / np.exp(x).sum(axis=1)[:, None], due).ok
        assert compare(np.exp(x - np.log(np.exp(x).sum(axis=1))[:, None]), due).ok


def test_a_difference_between_equivalent_formulas_widens_the_bound() -> None:
    x = np.array([-10.0, -5.0])

    def stable(a: Any) -> Any:
        return np.exp(a["x"]) / (1.0 + np.exp(a["x"]))

    def by_tanh(a: Any) -> Any:
        return 0.5 * (1.0 + np.tanh(0.5 * a["x"]))

    alone = tolerance.measured(stable, {"x": x})
    beside = tolerance.measured(stable, {"x": x}, equivalents=[by_tanh])
    assert np.all(beside.bounds[0] >= alone.bounds[0])
    assert beside.wanted <= 1.0
    assert compare(by_tanh({"x": x}), beside).ok
    far = {"x": np.array([-40.0])}
    assert tolerance.measured(stable, far, equivalents=[by_tanh]).wanted > 1.0


def test_an_input_that_cannot_tell_right_from_wrong_is_refused() -> None:
    found = tolerance.measured(lambda a: np.tan(a["x"]), {"x": np.array([np.pi / 2])})
    assert found.wanted > 1.0


@pytest.mark.parametrize("answer", [np.array([np.nan]), (np.ones(2), np.array([np.nan]))])
@pytest.mark.parametrize(
    "rule",
    [
        tolerance.exact,
        tolerance.of_largest,
        lambda answer: tolerance.stated(answer, rtol=0.1, atol=0.0),
        lambda answer: tolerance.measured(lambda _: answer, {"x": np.ones(1)}),
    ],
    ids=["exact", "gradient", "stated", "measured"],
)
def test_an_answer_that_is_no_number_is_refused_by_every_rule(rule: Any, answer: Any) -> None:
    assert rule(answer).wanted > 1.0


def test_bounds_are_always_finite() -> None:
    answer = np.array([np.inf, -np.inf, 0.0, 1.0])
    for due in (
        tolerance.exact(answer),
        tolerance.of_largest(answer),
        tolerance.stated(answer, rtol=0.5, atol=1.0),
        tolerance.measured(lambda _: answer, {}),
    ):
        assert np.all(np.isfinite(due.bounds[0]))
        assert np.all(np.isfinite(due.single_bounds()[0]))


def test_the_bound_never_exceeds_its_cap() -> None:
    due = tolerance.measured(
        lambda _: np.ones(3), {}, equivalents=[lambda _: np.array([1.0, 1.0 + 1e-7, 1.0])]
    )
    assert due.wanted > 1.0
    assert due.bounds[0].max() <= tolerance.CAP


def test_gradients_are_bounded_by_the_largest_of_their_own_tensor() -> None:
    due = tolerance.of_largest((np.array([1.0, 1e-6]), np.array([100.0])))
    assert due.bounds[0].tolist() == [1e-10, 1e-10]
    assert due.bounds[1].tolist() == pytest.approx([1e-8])


def test_lists_are_moved_as_lists() -> None:
    seen: list[type] = []

    def right(arguments: Any) -> Any:
        seen.append(type(arguments["x"]))
        return sum(arguments["x"])

    assert tolerance.measured(right, {"x": [0.5, 0.25]}).bounds[0] > 0.0
    assert set(seen) == {list}


def test_whole_numbers_are_not_moved() -> None:
    labels = np.array([0, 2, 1])
    found = tolerance.measured(lambda a: np.eye(3)[a["labels"]], {"labels": labels})
    assert found.wanted <= 1.0
