"""``properties``: recomputed from what came back; without evidence there is nothing to pass."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.worker import wire
from grader_plugins.checks.functions.properties import same
from tests.grader.examination.fakes import FakeWall
from tests.grader.sittings import Sitting, check, right_functions, statuses

RIGHT = right_functions()
EVERY = ("pure", "deterministic", "dtype")


def judged(
    function: Callable[..., Any], *wanted: str, name: str = "relu", wall: FakeWall | None = None
) -> Any:
    spec = check("manners", kind="properties", params={"functions": {name: wanted or EVERY}})
    functions = {**RIGHT, name: function}
    return Sitting(functions, check(name), spec, wall=wall).judgement("manners")


def in_place(x: Any) -> Any:
    x[x < 0] = 0
    return x


def test_a_function_with_manners_passes() -> None:
    assert judged(RIGHT["relu"]).passed


def test_the_properties_of_a_loss_are_judged_too() -> None:
    assert judged(RIGHT["CE"], "pure", "deterministic", name="CE").passed


def test_a_changed_argument_is_named() -> None:
    found = judged(in_place, "pure")
    told = "relu: it changes its argument x; work on a copy, such as numpy.copy gives"
    assert found.student_text == told


def test_a_changed_argument_is_named_as_the_student_names_it_too() -> None:
    def layer(inputs: Any, b: Any, weights: Any) -> Any:
        answer = inputs @ weights + b
        inputs += 1
        b -= 1
        return answer

    found = judged(layer, "pure", name="layer")
    assert "it changes its arguments X (yours: inputs), b;" in found.student_text


def test_functions_that_are_not_right_yet_are_told_in_one_sentence() -> None:
    wanted = {"relu": EVERY, "CE": ("pure",), "layer": ("pure",)}
    spec = check("manners", kind="properties", params={"functions": wanted})
    wrong: dict[str, Callable[..., Any]] = {
        "relu": lambda x: 0.0,
        "CE": lambda prediction, target: 0.0,
    }
    sitting = Sitting({**RIGHT, **wrong}, *map(check, wanted), spec)
    found = sitting.judgement("manners")
    assert found.student_text == "relu, CE: checked when the values are right"
    assert statuses(found) == {"relu": "skipped", "CE": "skipped", "layer": "passed"}


def test_hidden_state_shows_at_the_second_call() -> None:
    calls = []

    def relu(x: Any) -> Any:
        calls.append(1)
        return np.maximum(x, 0) + (0.0 if len(calls) < 4 else len(calls))

    assert statuses(judged(relu, "deterministic")) == {"relu": "failed"}


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda x: np.maximum(x, 0).astype(float), "float32 went in and float64 came back"),
        (lambda x: (np.maximum(x, 0) > 1) if x.dtype == np.float32 else np.maximum(x, 0), "bool"),
    ],
)
def test_another_dtype_is_named(function: Any, text: str) -> None:
    assert text in judged(function, "dtype").student_text


def test_dtypes_of_several_outputs_are_looked_at() -> None:
    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        dw, db = RIGHT["slopes"](w, b, X, y)
        return {"dw": dw, "db": db.astype(float)}

    found = judged(slopes, "dtype", name="slopes")
    assert found.student_text == "slopes: float32 went in and float64 came back"


def test_a_function_that_is_never_right_has_no_properties_to_keep() -> None:
    found = judged(lambda x: 0.0)
    assert statuses(found) == {"relu": "skipped"}
    assert not found.passed


def test_an_answer_that_is_none_keeps_no_properties() -> None:
    def relu(x: Any) -> Any:
        return None if x.dtype == np.float32 else np.maximum(x, 0)

    assert "is a return missing" in judged(relu).student_text


def test_first_calls_that_did_not_come_back_are_no_evidence() -> None:
    def garbled(frame: bytes) -> bytes:
        said = wire.decode(memoryview(frame)[4:])
        said.pop("earlier", None)
        return wire.encode(said)

    wall = FakeWall(RIGHT, garbled=garbled)
    assert statuses(judged(RIGHT["relu"], "deterministic", wall=wall)) == {"relu": "failed"}


def test_arguments_that_did_not_come_back_are_no_evidence() -> None:
    def garbled(frame: bytes) -> bytes:
        said = wire.decode(memoryview(frame)[4:])
        said.pop("arguments", None)
        return wire.encode(said)

    wall = FakeWall(RIGHT, garbled=garbled)
    assert statuses(judged(RIGHT["relu"], "pure", wall=wall)) == {"relu": "failed"}


def test_a_function_that_is_missing_is_skipped() -> None:
    spec = check("manners", kind="properties", params={"functions": {"relu": EVERY}})
    found = Sitting({"other": RIGHT["relu"]}, check("relu"), spec).judgement("manners")
    assert statuses(found) == {"relu": "skipped"}


def test_functions_that_no_check_defines_are_refused() -> None:
    spec = check("manners", kind="properties", params={"functions": {"other": EVERY}})
    found = Sitting(RIGHT, check("relu"), spec).bench
    assert found.registry.kinds["properties"].validate(spec, found) == [
        "functions: 'other' is not a check with a function"
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), True),
        (np.array([1.0]), np.array([[1.0]]), False),
        ((1.0, [2.0]), [1.0, (2.0,)], True),
        ((1.0,), (1.0, 2.0), False),
        ({"a": 1.0}, {"a": 1.0}, True),
        ({"a": 1.0}, {"b": 1.0}, False),
        ([[1.0], [1.0, 2.0]], [[1.0], [1.0, 2.0]], True),
        (None, None, True),
        ("a", "b", False),
        (1.0, [1.0], False),
    ],
)
def test_values_are_the_same_down_to_their_parts(one: Any, other: Any, alike: bool) -> None:  # noqa: FBT001
    assert same(one, other) is alike
