"""The first steps of every optimiser: right as text and as code, and no known mistake hides."""

import ast
import inspect
from itertools import combinations as pairs
from typing import Any

import numpy as np
import pytest

from grader_reference.architectures import parse_architecture
from grader_reference.catalogue import Arguments, Convention, Function
from grader_reference.entries import every as entries
from grader_reference.misconceptions.training import training
from grader_reference.stepping import Adagrad, Adam, Decay, Momentum, RmsProp, Rule, Sgd
from grader_reference.trajectories import trajectory
from grader_reference.walks import WALKS, Walk

ARCHITECTURES = ("9-6-6-4 relu", "9-7-4 sigmoid", "784-H-10 tanh")
FUNCTIONS = [entries.of_network(a, name) for a in ARCHITECTURES for name in WALKS]


def named(function: Function) -> str:
    return f"{function.name} of {function.title}"


def asked(function: Function) -> tuple[Arguments, ...]:
    """Return the arguments of the paths that are asked, after one step, two and three."""
    drawn = function.draw(np.random.default_rng(5))
    return tuple(case.arguments for case in drawn if case.part in function.parts)


def start(function: Function, given: Arguments) -> list[Any]:
    return [given[name] for name in function.tensors]


def apart(function: Function, given: Arguments, one: Any, other: Any) -> float:
    """Return the largest distance, relative to each tensor's largest update."""
    right = function.right(*given.values())
    updates = zip(right, start(function, given), strict=True)
    sizes = [float(np.max(np.abs(r - s))) for r, s in updates]
    distances = [
        np.max(np.abs(np.asarray(a) - b)) / size
        for a, b, size in zip(one, other, sizes, strict=True)
    ]
    return float(np.nan_to_num(max(distances), nan=np.inf))


def rule(walk: Walk, given: Arguments) -> Rule:
    """Return the optimiser as training uses it, which is written apart from the steps."""
    settings = {n: given[n] for n in walk.settings if n != "strength"}
    known: dict[str, Any] = {
        "sgd": Sgd,
        "momentum": Momentum,
        "nesterov": lambda **s: Momentum(nesterov=True, **s),
        "adagrad": Adagrad,
        "rmsprop": RmsProp,
        "adam": Adam,
    }
    made: Rule = known[walk.optimiser](**settings)
    return made


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_a_path_is_the_one_that_training_walks(function: Function) -> None:
    walk = WALKS[function.name]
    for given in asked(function):
        batches = zip(given["X"], given["T"], strict=True)
        steps = trajectory(
            start(function, given),
            batches,
            0.0,
            activation=function.title.split()[-2],
            rule=rule(walk, given),
            decay=Decay(strength=given.get("strength", 0.0)),
        )
        right = function.right(*given.values())
        assert apart(function, given, steps[-1], right) < 1e-10


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_the_right_path_as_text_agrees_and_changes_nothing_it_is_given(function: Function) -> None:
    for given in asked(function):
        before = {name: np.copy(value) for name, value in given.items()}
        right = function.right(*given.values())
        assert apart(function, given, function.equivalents[0](*given.values()), right) < 1e-10
        for name, value in given.items():
            np.testing.assert_array_equal(before[name], value)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_every_wrong_path_is_told_from_the_right_one(function: Function) -> None:
    paths = [(given, function.right(*given.values())) for given in asked(function)]
    for wrong in function.misconceptions:
        with np.errstate(all="ignore"):
            ends = [(g, wrong.function(*g.values()), right) for g, right in paths]
            distances = [apart(function, *each) for each in ends]
        assert max(distances) > 1e-4, wrong.id


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_no_two_wrong_paths_are_one(function: Function) -> None:
    given = asked(function)
    with np.errstate(all="ignore"):
        ends = [
            (m.id, [tensor for g in given for tensor in m.function(*g.values())])
            for m in function.misconceptions
        ]
    for (one, a), (other, b) in pairs(ends, 2):
        same = [np.allclose(x, y, rtol=1e-6, equal_nan=True) for x, y in zip(a, b, strict=True)]
        assert not all(same), f"{one} is {other}"


def test_a_path_shows_all_that_is_known_to_go_wrong_in_training() -> None:
    architecture = parse_architecture("784-64-64-10 relu")
    studied = {m.id for m in training(architecture)}
    seen = {m.id for m in entries.of_network("784-64-64-10 relu", "trajectory").misconceptions}
    assert len(studied) == 33
    assert studied <= seen


@pytest.mark.parametrize("name", WALKS)
def test_a_wrong_path_runs_by_itself(name: str) -> None:
    for wrong in entries.of_network("9-6-6-4 relu", name).misconceptions:
        (definition,) = ast.parse(inspect.getsource(wrong.function)).body
        assert isinstance(definition, ast.FunctionDef)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_a_sum_over_the_batch_with_its_own_rate_walks_the_same_path(function: Function) -> None:
    if not (convention := of_sum(function)).present:
        assert convention.named == {"summed": True}
        return
    for given in asked(function):
        presented = convention.present(given)
        summed = function.right(*presented.values(), summed=True)
        assert apart(function, given, summed, function.right(*given.values())) < 1e-10


def of_sum(function: Function) -> Convention:
    return next(c for c in function.conventions if c.id == "gradient_of_sum")


def test_columns_turn_every_batch_of_a_stack() -> None:
    function = FUNCTIONS[0]
    columns = next(c for c in function.conventions if c.id == "columns")
    given = asked(function)[-1]
    assert columns.present is not None
    presented = columns.present(given)
    np.testing.assert_array_equal(presented["X"][1], given["X"][1].T)
    assert presented["b1"].shape == (6, 1)
    np.testing.assert_array_equal(presented["W1"], given["W1"])


def test_an_unknown_path_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ValueError, match=r"did you mean trajectory_adam\?"):
        entries.of_network("9-7-4 relu", "trajectory_adm")
