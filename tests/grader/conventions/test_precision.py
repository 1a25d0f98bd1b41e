"""float32 on the way is found by what does not move; what is merely a little off moves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.conventions import precision
from grader.kinds import Question
from tests.grader.sittings import Sitting, check, right_functions

RIGHT = right_functions()
Single = np.float32


def judged(name: str, function: Callable[..., Any], **more: Any) -> Any:
    return Sitting({**RIGHT, name: function}, check(name, **more)).judgement(name)


MIXED: dict[str, Callable[..., Any]] = {
    "weights in float32": lambda X, W, b: X @ W.astype(Single) + b,
    "inputs in float32": lambda X, W, b: X.astype(Single) @ W + b,
    "a product in float32": lambda X, W, b: X.astype(Single) @ W.astype(Single) + b,
    "an intermediate in float32": lambda X, W, b: (X @ W).astype(Single).astype(float) + b,
    "everything in float32": lambda X, W, b: (X @ W + b).astype(Single),
    "float32, returned as lists": lambda X, W, b: (X.astype(Single) @ W + b).tolist(),
}


@pytest.mark.parametrize("style", MIXED)
def test_right_code_that_uses_float32_somewhere_passes(style: str) -> None:
    assert judged("layer", MIXED[style]).passed


OFF: dict[str, Callable[..., Any]] = {
    "a factor": lambda X, W, b: (X @ W + b) * (1 + 1e-7),
    "a constant": lambda X, W, b: X @ W + b + 1e-7,
    "a factor beside float32": lambda X, W, b: (X.astype(Single) @ W + b) * (1 + 1e-3),
    "no bias, in float32": lambda X, W, b: X.astype(Single) @ W.astype(Single),
    "a bias times 1.00001": lambda X, W, b: X @ W + b * (1 + 1e-5),
    "rounded to six places": lambda X, W, b: np.round(X @ W + b, 6),
    "rounded to eight places": lambda X, W, b: np.round(X @ W + b, 8),
}


@pytest.mark.parametrize("mistake", OFF)
def test_code_that_is_a_little_off_does_not(mistake: str) -> None:
    assert not judged("layer", OFF[mistake]).passed


def test_a_difference_quotient_is_no_gradient_in_float32() -> None:
    squares = RIGHT["squares"]

    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        def slope(change: Any) -> float:
            return float((change(1e-7) - change(-1e-7)) / 2e-7)

        unit = np.eye(len(w))
        dw = [slope(lambda h, u=u: squares(w + h * u, b, X, y)) for u in unit]
        return np.array(dw), np.array([slope(lambda h: squares(w, b + h, X, y))])

    assert not judged("slopes", slopes, kind="gradient").passed


def test_one_output_in_float32_does_not_excuse_another() -> None:
    right = RIGHT["slopes"]

    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        dw, _ = right(*(a.astype(Single).astype(float) for a in (w, b, X, y)))
        return dw, right(w, b, X, y)[1] * (1 + 1e-7)

    assert not judged("slopes", slopes, kind="gradient").passed


def test_large_numbers_are_not_taken_for_rounded_ones() -> None:
    before = np.array([3e9, -5e8]) + 0.0137
    rights = (before, before * (1 + 2.0**-40))
    assert precision.stands_still((before, before), rights, 0, ())


def test_a_stated_tolerance_is_not_widened() -> None:
    tight = {"rtol": 1e-12, "atol": 0.0}
    assert not judged("layer", MIXED["a product in float32"], tolerance=tight).passed


def test_whole_numbers_are_not_moved_and_a_move_is_lost_in_float32() -> None:
    given = {
        "t": np.eye(2),
        "n": 3,
        "p": np.array([0.25, 0.7], Single).astype(float),
        "s": [0.5, 1.5],
    }
    question = Question(id="q", check="c", function="f", arguments=given)
    pairs = precision.moved(question)
    assert [one.id for one, _ in pairs] == ["q/moved/p/0", "q/moved/s/0"]
    for one in pairs[0]:
        assert np.all(one.arguments["p"] != given["p"])
        assert np.array_equal(one.arguments["p"].astype(Single), np.asarray(given["p"], Single))
    assert isinstance(pairs[1][0].arguments["s"], list)
