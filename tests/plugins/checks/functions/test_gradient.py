"""``gradient``: against the reference, or against the student's own loss by later directions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.worker.answering import direction
from tests.grader.sittings import N, Sitting, bench, check, right_functions, statuses

RIGHT = right_functions()
SQUARES, SLOPES = RIGHT["squares"], RIGHT["slopes"]
OWN = {"against": "own_loss", "loss": "squares"}


def sat(params: Any = None, **functions: Callable[..., Any]) -> Sitting:
    slopes = check("slopes", kind="gradient", params=params or {})
    return Sitting({**RIGHT, **functions}, check("squares"), slopes)


def judged(params: Any = None, **functions: Callable[..., Any]) -> Any:
    return sat(params, **functions).judgement("slopes")


def scaled(factor: float, *, bias: float | None = None) -> Callable[..., Any]:
    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        dw, db = SLOPES(w, b, X, y)
        return factor * dw, (factor if bias is None else bias) * db

    return slopes


@pytest.mark.parametrize("params", [{}, OWN], ids=["reference", "own loss"])
@pytest.mark.parametrize(
    "form",
    [
        tuple,
        list,
        lambda g: {"dw": g[0], "db": g[1]},
        lambda g: {"w": g[0], "b": g[1]},
        lambda g: (g[0][:, None], float(g[1][0])),
        lambda g: (g[0].tolist(), g[1].tolist()),
        lambda g: np.array([g[0], g[1]], dtype=object),
    ],
)
def test_a_right_gradient_passes_in_every_form(params: Any, form: Any) -> None:
    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        return form(SLOPES(w, b, X, y))

    assert judged(params, slopes=slopes).passed


@pytest.mark.parametrize("params", [{}, OWN], ids=["reference", "own loss"])
@pytest.mark.parametrize(
    "slopes",
    [
        scaled(2.0),
        scaled(-1.0),
        scaled(0.0),
        scaled(1.0, bias=7.0),
        scaled(1.0 + 1e-4),
        scaled(np.nan),
        scaled(1.0, bias=np.inf),
        scaled(1.0, bias=1e200),
        lambda w, b, X, y: SLOPES(w, b, X, y)[0],
        lambda w, b, X, y: (*SLOPES(w, b, X, y), 1.0),
        lambda w, b, X, y: None,
        lambda w, b, X, y: (w, b),
        lambda w, b, X, y: (X.T @ y, np.ones((3, 1))),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_wrong_gradient_passes(params: Any, slopes: Any) -> None:
    found = judged(params, slopes=slopes)
    assert statuses(found)["ordinary"] == "failed"
    assert found.student_text


def tensors(**functions: Callable[..., Any]) -> Any:
    return judged(**functions).evidence.details["tensors"]


def test_each_tensor_has_its_ratio_as_a_number() -> None:
    found = judged(slopes=scaled(1.0, bias=3.5)).evidence.details["ratios"]
    assert found == {"dw": 1.0, "db": 3.5}


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (3.5, "3.5 times the right one"),
        (N, f"{N} times the right one; there are {N} examples in the scored batch"),
        (1 / N, f"1/{N} of the right one; there are {N} examples in the scored batch"),
        (-1 / N, f"−1/{N} of the right one; there are {N} examples in the scored batch"),
        (-1.0, "right but for its sign"),
        (0.0, "all zeros"),
        (1 + 3e-8, "agrees with the right one to about 1e-7, but not to 1e-10"),
        (1 - 2e-4, "agrees with the right one to about 1e-3, but not to 1e-10"),
    ],
)
def test_each_tensor_is_told_beside_the_right_one(factor: float, words: str) -> None:
    assert tensors(slopes=scaled(1.0, bias=factor)) == {"dw": "right", "db": words}


def test_what_is_no_multiple_is_told_as_such() -> None:
    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        return SLOPES(w, b, X, y)[0] + w, np.ones((2, 2))

    found = tensors(slopes=slopes)
    assert found["dw"] == "not right, and not a multiple of the right one"
    assert found["db"] == "of shape (2, 2), which is not that of its parameter"


def test_single_precision_gradients_pass() -> None:
    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        return tuple(g.astype(np.float32) for g in SLOPES(w, b, X, y))

    assert judged(slopes=slopes).passed


def _single(function: Callable[..., Any], factor: float = 1.0) -> Callable[..., Any]:
    def computed(*given: Any) -> Any:
        found = function(*(value.astype(np.float32) for value in given))
        parts = found if isinstance(found, tuple) else (found,)
        rounded = tuple(np.float32(factor) * np.asarray(part, np.float32) for part in parts)
        return rounded if isinstance(found, tuple) else rounded[0]

    return computed


@pytest.mark.parametrize("gradient", [SLOPES, _single(SLOPES)])
def test_a_right_gradient_passes_beside_its_own_loss_in_single_precision(gradient: Any) -> None:
    assert judged(OWN, slopes=gradient, squares=_single(SQUARES)).passed


@pytest.mark.parametrize(
    ("factor", "loss_factor"), [(1.001, 1.0), (2.0, 1.0), (-1.0, 1.0), (1.0, 1.001), (2.0, 2.0)]
)
def test_single_precision_excuses_no_wrong_gradient_and_no_wrong_loss(
    factor: float, loss_factor: float
) -> None:
    wrong = {"slopes": _single(SLOPES, factor), "squares": _single(SQUARES, loss_factor)}
    assert not judged(OWN, **wrong).passed


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (32.0, "32 times the slope of the loss"),
        (0.0, "all zeros, and the loss does change"),
        (1 + 1e-4, "close to the slope of the loss, but not equal to it"),
    ],
)
def test_a_factor_is_told_against_the_own_loss(factor: float, words: str) -> None:
    found = judged(OWN, slopes=scaled(1.0, bias=factor))
    assert found.evidence.details["tensors"] == {"dw": "agrees", "db": words}
    assert found.student_text.startswith("db is not what your own loss changes by")


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda w, b, X, y: 0.0, "is not right where the gradient is tested"),
        (lambda w, b, X, y: np.nan, "is not right where the gradient is tested"),
        (lambda w, b, X, y: 2 * SQUARES(w, b, X, y), "is not right where the gradient is tested"),
        (lambda w, b, X, y: None, "the loss squares: TypeError"),
        (lambda w, b, X, y: 1 / 0, "the loss squares: ZeroDivisionError"),
    ],
)
def test_a_gradient_needs_a_right_loss_beside_it(loss: Any, words: str) -> None:
    found = judged(OWN, squares=loss)
    assert not found.passed
    assert words in found.student_text


def test_a_loss_that_plays_along_with_a_wrong_gradient_is_seen() -> None:
    """Right where it is scored; along the directions a plane with the gradient's own slope."""
    seen: dict[str, Any] = {}

    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        seen.update(w=w.copy(), b=b.copy(), dw=np.ones_like(w), db=np.ones_like(b))
        return seen["dw"], seen["db"]

    def squares(w: Any, b: Any, X: Any, y: Any) -> Any:
        if not seen or np.max(np.abs(w - seen["w"])) > 1e-3:
            return SQUARES(w, b, X, y)
        there = SQUARES(seen["w"], seen["b"], X, y)
        plane = np.sum(seen["dw"] * (w - seen["w"])) + np.sum(seen["db"] * (b - seen["b"]))
        return there + plane

    assert not judged(OWN, slopes=slopes, squares=squares).passed


def test_directions_are_drawn_after_the_gradient_and_from_it() -> None:
    seeds = []
    for factor in (1.0, 2.0):
        wall = sat(OWN, slopes=scaled(factor))
        wall.judgement("slopes")
        texts = [repr(m) for m in wall.wall.heard]
        sweeps = [text for text in texts if "sweep" in text]
        assert sweeps
        assert "sweep" not in texts[1]
        seeds.append(sweeps[0])
    assert seeds[0] != seeds[1]
    assert not np.array_equal(direction(1, 0, 0, (64,)), direction(2, 0, 0, (64,)))


def objections(**params: Any) -> list[str]:
    spec = check("slopes", kind="gradient", params=params)
    found = bench(check("squares"), check("relu"), spec)
    return list(found.registry.kinds["gradient"].validate(spec, found))


def test_a_gradient_has_what_it_needs() -> None:
    assert objections() == []
    assert objections(**OWN) == []


def test_a_loss_that_is_no_check_is_refused() -> None:
    assert objections(against="own_loss", loss="other") == [
        "loss: 'other' is not a check with a function"
    ]


def test_a_loss_that_takes_other_arguments_is_refused() -> None:
    assert objections(against="own_loss", loss="relu") == ["loss: relu takes x, not w, b, X, y"]
