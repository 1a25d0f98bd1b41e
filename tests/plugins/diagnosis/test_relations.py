"""Generic relations: the same relation throughout is told, else nothing."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader_plugins.diagnosis.findings import RELATIONS
from grader_reference.catalogue import Case, Function
from tests.grader.sittings import CATALOGUE, RELU, Sitting, check, in_columns, right_functions

RIGHT = right_functions()
RELU_RIGHT, CE, LAYER, SLOPES = (RIGHT[name] for name in ("relu", "CE", "layer", "slopes"))


def named(name: str, function: Callable[..., Any], **more: Any) -> list[str]:
    sitting = Sitting({**RIGHT, name: function}, check(name, **more))
    return sitting.diagnosed(name, "relations")


@pytest.mark.parametrize(
    ("name", "function", "relation"),
    [
        ("relu", lambda x: -RELU_RIGHT(x), "sign"),
        ("relu", lambda x: 3 * RELU_RIGHT(x), "factor"),
        ("relu", lambda x: (1 + 1e-5) * RELU_RIGHT(x), "near"),
        ("layer", lambda X, W, b: np.float64(np.float16(LAYER(X, W, b))), "near"),
        ("relu", lambda x: RELU_RIGHT(x).T, "transpose"),
        ("relu", lambda x: x, "input"),
        ("relu", lambda x: 0.5, "constant"),
        ("relu", lambda x: np.full_like(x, 2.0), "constant"),
        ("relu", lambda x: RELU_RIGHT(x).astype(int), "rounded"),
        ("CE", lambda prediction, target: CE(prediction, target) / len(target), "per_size"),
        ("layer", lambda X, W, b: LAYER(X, W, b) * len(X), "times_size"),
        ("CE", lambda prediction, target: CE(prediction, target) / 3, "per_size"),
        ("CE", lambda prediction, target: CE(prediction, target) / 3.3, "factor"),
        ("relu", lambda x: np.float32(2 * RELU_RIGHT(x)), "factor"),
        ("relu", lambda x: RELU_RIGHT(x).mean(axis=0), "axis_averaged"),
        ("relu", lambda x: RELU_RIGHT(x).sum(axis=1, keepdims=True) + 0 * x, "axis_summed"),
        ("relu", lambda x: RELU_RIGHT(x)[::-1], "permuted"),
        ("relu", lambda x: RELU_RIGHT(x)[:, [1, 0, 2, 3, 4]], "permuted"),
        ("layer", lambda X, W, b: LAYER(X, W, b).T, "transpose"),
        ("CE", lambda prediction, target: [[-CE(prediction, target)]], "sign"),
    ],
)
def test_one_relation_throughout_is_told(name: str, function: Any, relation: str) -> None:
    assert named(name, function) == [f"relation.{relation}"]
    assert f"relation.{relation}" in RELATIONS


@pytest.mark.parametrize(
    "function",
    [
        RELU_RIGHT,
        lambda x: RELU_RIGHT(x) + 1,
        lambda x: None,
        lambda x: "text",
        lambda x: np.nan * x,
        lambda x: RELU_RIGHT(x)[:0],
        lambda x: RELU_RIGHT(x) * x.max(),
    ],
)
def test_silence_rather_than_a_guess(function: Any) -> None:
    assert named("relu", function) == []


def test_a_function_that_is_right_where_it_was_looked_at_has_no_relation() -> None:
    """Wrong in its extreme part alone: what holds in the ordinary one explains nothing."""
    assert named("relu", lambda x: np.minimum(RELU_RIGHT(x), 1e3)) == []


def test_arguments_that_are_no_numbers_do_not_disturb() -> None:
    def cases(rng: np.random.Generator) -> tuple[Case, ...]:
        given = [{"x": rng.normal(size=3), "kind": "tanh"} for _ in range(2)]
        return tuple(Case(part="ordinary", label="", arguments=a) for a in given)

    function = Function(
        **{
            **vars(RELU),
            "draw": cases,
            "small": cases,
            "right": lambda x, kind: np.tanh(x),
            "parameters": (*RELU.parameters, RELU.parameters[0]),
            "exact": False,
            "misconceptions": (),
        }
    )
    catalogue = {**CATALOGUE, "relu": function}

    def sat(answer: Any) -> list[str]:
        return Sitting({"relu": answer}, check("relu"), catalogue=catalogue).diagnosed(
            "relu", "relations"
        )

    assert sat(lambda x, kind: x) == ["relation.input"]
    assert sat(lambda x, kind: np.tanh(x) * np.abs(x).max()) == []


def test_one_factor_for_every_tensor_or_none() -> None:
    def both(w: Any, b: Any, X: Any, y: Any) -> Any:
        return tuple(2 * g for g in SLOPES(w, b, X, y))

    def one(w: Any, b: Any, X: Any, y: Any) -> Any:
        dw, db = SLOPES(w, b, X, y)
        return dw, 2 * db

    assert named("slopes", both, kind="gradient") == ["relation.factor"]
    assert named("slopes", one, kind="gradient") == ["relation.one_tensor"]


def test_the_tensor_that_is_off_is_named_and_the_others_called_right() -> None:
    def slopes(w: Any, b: Any, X: Any, y: Any) -> Any:
        dw, db = SLOPES(w, b, X, y)
        return dw, -db

    sitting = Sitting({**RIGHT, "slopes": slopes}, check("slopes", kind="gradient"))
    diagnoser = sitting.bench.registry.diagnosers["relations"]
    (found,) = diagnoser.diagnose(sitting.spec("slopes"), sitting.hearing)
    assert found.title == "db is of the wrong sign; everything else is right"


def test_weight_decay_that_does_not_belong_there_is_told() -> None:
    def decayed(w: Any, b: Any, X: Any, y: Any) -> Any:
        dw, db = SLOPES(w, b, X, y)
        return dw + 0.1 * w, db

    assert named("slopes", decayed, kind="gradient") == ["relation.decay"]


def test_the_answer_to_the_call_before_is_told() -> None:
    kept: list[Any] = []

    def late(x: Any) -> Any:
        kept.append(RELU_RIGHT(x))
        return kept[max(0, len(kept) - 2)]

    assert named("relu", late) == ["relation.previous"]


def test_a_relation_is_found_in_the_layout_it_was_made_in() -> None:
    def loss(prediction: Any, target: Any) -> Any:
        return -np.mean(np.sum(target * np.log(prediction), axis=0)) * 3.3

    assert in_columns(loss).diagnosed("CE", "relations") == ["relation.factor"]


def test_sizes_are_those_of_the_arguments_as_ours_are() -> None:
    def loss(prediction: Any, target: Any) -> Any:
        return -np.sum(target * np.log(prediction)) / target.shape[1] ** 2

    sitting = in_columns(loss)
    spec = sitting.spec("CE")
    (found,) = sitting.bench.registry.diagnosers["relations"].diagnose(spec, sitting.hearing)
    assert found.title == "every number is too small by the number of examples"


def test_how_near_an_answer_is_is_told() -> None:
    sitting = Sitting({"relu": lambda x: (1 + 3e-8) * RELU_RIGHT(x)}, check("relu"))
    relations = sitting.bench.registry.diagnosers["relations"]
    (found,) = relations.diagnose(sitting.spec("relu"), sitting.hearing)
    assert found.title == "every number is almost right, to about 1e-7 of the largest"
