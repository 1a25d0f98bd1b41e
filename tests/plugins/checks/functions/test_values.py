"""``values``: every form of right code earns its points, and wrong code loses them part by part."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.models.assignment import Feedback
from grader_plugins.checks.functions.comparing import shown_value
from grader_reference.catalogue import Case, Function
from tests.grader.examination.fakes import FakeWall, hangs
from tests.grader.sittings import (
    CATALOGUE,
    LAYER,
    RELU,
    Sitting,
    bench,
    check,
    right_functions,
    statuses,
)

RIGHT = right_functions()


def judged(name: str, function: Callable[..., Any], **more: Any) -> Any:
    return Sitting({**RIGHT, name: function}, check(name, **more)).judgement(name)


def relu_in_place(x: Any) -> Any:
    x[x < 0] = 0
    return x


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.maximum(x, 0),
        lambda x: x * (x > 0),
        lambda x: np.where(x > 0, x, 0),
        lambda x: (x + abs(x)) / 2,
        lambda x: [[max(v, 0) for v in row] for row in x],
        lambda x: np.maximum(x, 0).astype(np.float32),
        lambda x: np.asfortranarray(np.maximum(x, 0)),
        lambda x: np.clip(x, 0, None),
        relu_in_place,
        np.vectorize(lambda v: max(0.0, v)),
    ],
)
def test_every_right_relu_passes(function: Callable[..., Any]) -> None:
    assert judged("relu", function).passed


@pytest.mark.parametrize(
    "function",
    [
        lambda prediction, target: -(target * np.log(prediction)).sum() / len(target),
        lambda prediction, target: float(-np.mean(np.sum(target * np.log(prediction), 1))),
        lambda prediction, target: -np.mean(np.log(prediction[target == 1])),
        lambda prediction, target: np.array([[-np.mean(np.log(prediction[target == 1]))]]),
        lambda prediction, target: (-np.mean(np.log(prediction[target == 1])),),
        lambda target, prediction: -np.mean(np.log(prediction[target == 1])),
        lambda t, p: -np.mean(np.log(p[t == 1])),
    ],
)
def test_every_right_loss_passes(function: Callable[..., Any]) -> None:
    assert judged("CE", function).passed


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x,
        abs,
        np.zeros_like,
        lambda x: np.nan * x,
        lambda x: None,
        lambda x: np.maximum(x, 0) + 1e-12,
        lambda x: np.maximum(x, 0).astype(np.float16),
        lambda x: np.maximum(x, 0).astype(int),
        lambda x: np.maximum(x, 0).T,
        lambda x: np.maximum(x, 0)[:0],
        lambda x: True,
        lambda x: object(),
        lambda x: (np.maximum(x, 0), 1),
    ],
)
def test_no_wrong_relu_passes_any_part(function: Callable[..., Any]) -> None:
    assert "passed" not in statuses(judged("relu", function)).values()


def test_parts_are_judged_apart() -> None:
    found = judged("relu", lambda x: np.minimum(np.maximum(x, 0), 1e3))
    assert statuses(found) == {"ordinary": "passed", "extreme": "failed"}
    assert found.student_text.startswith("large numbers: ")


def test_parts_without_points_are_not_asked() -> None:
    found = judged("relu", RIGHT["relu"], parts={"ordinary": 3.0})
    assert statuses(found) == {"ordinary": "passed"}


def test_a_stated_tolerance_takes_the_place_of_the_measured_one() -> None:
    found = judged("relu", lambda x: np.maximum(x, 0) * 1.001, tolerance={"rtol": 0.01})
    assert found.passed


def test_a_function_that_hangs_is_told_as_such() -> None:
    wall = FakeWall(RIGHT, trouble=lambda *_: hangs())
    found = Sitting(RIGHT, check("relu"), wall=wall).judgement("relu")
    assert statuses(found) == {"ordinary": "timed_out", "extreme": "timed_out"}
    assert "loop that never ends" in found.student_text


def test_the_smallest_input_that_fails_is_shown_and_it_is_no_scored_one() -> None:
    sitting = Sitting({"relu": lambda x: x}, check("relu", seed=1))
    found = sitting.judgement("relu")
    scored = [q.arguments["x"] for q in sitting.bench.questions(sitting.spec("relu"))]
    shown = np.array(found.evidence.input["x"])
    assert shown.shape == (1, 2)
    assert not any(np.isin(shown, x).any() for x in scored)
    assert found.evidence.got == found.evidence.input["x"]
    assert np.allclose(found.evidence.expected, np.maximum(shown, 0))
    assert found.evidence.asked == "relu(x of shape (1, 2))"


def test_a_call_is_told_in_the_students_own_names_and_order() -> None:
    def layer(b: Any, inputs: Any, weights: Any) -> Any:
        return inputs @ weights - b

    evidence = judged("layer", layer).evidence
    assert list(evidence.input) == ["b", "inputs", "weights"]
    assert evidence.asked.startswith("layer(b of shape ")
    assert np.shape(evidence.input["inputs"])[1] == np.shape(evidence.input["weights"])[0]


def test_an_exceptions_text_is_told_only_where_its_input_may_be_shown() -> None:
    def raises(x: Any) -> Any:
        raise ValueError(f"seen {x}")

    assert "seen" in judged("relu", raises).student_text
    found = judged("relu", raises, feedback=Feedback(show=("got", "diagnosis")))
    assert "seen" not in found.student_text
    assert found.student_text == "mixed signs: ValueError"
    assert "seen" in found.staff_text


def test_an_exception_is_shown_with_the_call_that_raised_it() -> None:
    def raises(x: Any) -> Any:
        raise ValueError("no such axis")

    found = judged("relu", raises)
    assert "ValueError: no such axis" in found.evidence.details["trouble"]
    assert statuses(found) == {"ordinary": "raised", "extreme": "raised"}


def test_what_was_printed_comes_along() -> None:
    def prints(x: Any) -> Any:
        print("here")  # noqa: T201
        return x

    assert judged("relu", prints).stdout == "here\n"


# Validation


def objections(spec: Any, **functions: Function) -> list[str]:
    found = bench(spec, functions={**CATALOGUE, **functions})
    return list(found.registry.kinds[spec.kind].validate(spec, found))


def with_cases(function: Function, *cases: Case, **more: Any) -> Function:
    return Function(**{**vars(function), "draw": lambda _: cases, **more})


@pytest.mark.parametrize("name", ["relu", "CE", "layer", "squares"])
def test_the_catalogues_own_inputs_are_fine(name: str) -> None:
    assert objections(check(name)) == []


def test_an_input_that_cannot_tell_right_from_wrong_is_refused() -> None:
    case = Case(part="ordinary", label="cancels", arguments={"x": np.array([1.0 + 2**-50])})
    cancelling = with_cases(RELU, case, right=lambda x: x - 1.0, exact=False)
    assert objections(check("relu"), relu=cancelling) == [
        "the input relu/ordinary/0 (cancels) is ill-conditioned"
    ]


@pytest.mark.parametrize("right", [lambda x: x * np.nan, lambda x: x[0][0][0]])
def test_an_input_without_a_right_answer_is_refused(right: Any) -> None:
    case = Case(part="ordinary", label="none", arguments={"x": np.ones((2, 2))})
    assert objections(check("relu"), relu=with_cases(RELU, case, right=right))


def test_points_for_a_part_that_no_input_belongs_to_are_refused() -> None:
    spec = check("layer", parts={"ordinary": 1.0, "extreme": 2.0})
    assert objections(spec, layer=LAYER) == [
        "parts: no input belongs to extreme, so its points cannot be earned"
    ]


@pytest.mark.parametrize(
    ("shape", "shown"), [((2, 3, 2), True), ((5, 5, 1, 8), False), ((20, 5), True)]
)
def test_kernels_of_many_rows_are_told_by_their_shape_alone(
    shape: tuple[int, ...], *, shown: bool
) -> None:
    value = shown_value(np.ones(shape))
    assert isinstance(value, list) == shown
    assert shown or value == f"an array of shape {shape}"
