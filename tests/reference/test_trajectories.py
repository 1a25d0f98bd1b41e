"""Three steps tell every wrong trainer from the right one; only orders of data need a loader."""

import ast
import inspect
from functools import cache

import numpy as np
import pytest

from grader_reference.architectures import Architecture, parse_architecture
from grader_reference.catalogue import Misconception
from grader_reference.initial_weights import initial_parameters
from grader_reference.minibatches import Batch
from grader_reference.misconceptions.training import data_order, training
from grader_reference.stepping import Momentum
from grader_reference.trainers import trainer
from grader_reference.trajectories import Steps, distances, trajectory

RATE = 0.1
STUDIED = parse_architecture("784-64-64-10 relu")
ARCHITECTURES = tuple(
    map(parse_architecture, ("784-64-64-10 relu", "9-6-6-4 sigmoid", "9-6-6-4 tanh", "9-7-4 relu"))
)
SIZES = {
    "sum_not_mean": (0.58, 1),
    "divided_twice": (5.8e-3, 1),
    "sign": (1.2e-2, 1),
    "hidden_sign": (8e-3, 1),
    "first_layer_sign": (8e-3, 1),
    "softmax_axis": (1.4e-2, 1),
    "sigmoid_delta": (5e-3, 1),
    "squared_error": (5e-3, 1),
    "first_layer_fixed": (4e-3, 1),
    "only_last_trained": (4e-3, 1),
    "mask_inverted": (5e-3, 1),
    "mask_other_layer": (4.5e-3, 1),
    "gradients_accumulate": (5.9e-3, 2),
    "updated_before_use": (2e-4, 1),
    "bias_times_batch": (0.55, 1),
    "no_mask": (8e-3, 1),
    "no_mask_first": (4.5e-3, 1),
    "weights_not_transposed": (5.6e-3, 1),
    "mask_leaky": (3.6e-3, 1),
    "bias_over_batch": (5.5e-3, 1),
    "bias_zero": (5.5e-3, 1),
    "bias_sign": (1.1e-2, 1),
    "bias_first_example": (9.6e-2, 1),
    "weights_halved": (2e-3, 1),
    "weights_of_scores": (4e-3, 1),
    "unit_forgotten": (1.2e-3, 1),
    "last_example_dropped": (9e-4, 1),
    "bias_element_zero": (1.1e-3, 1),
    "bias_element_small": (1.1e-4, 1),
    "previous_gradient": (9e-3, 2),
    "output_bias_missing": (5.6e-5, 2),
    "hidden_activation_missing": (4e-3, 1),
}
"""max |difference| to the right parameters as measured on MNIST, and the first step it shows in."""


@cache
def _start(a: Architecture) -> tuple[tuple[np.ndarray, ...], tuple[Batch, ...]]:
    """Return Glorot weights and three batches; images are sparse and not negative, like digits."""
    rng = np.random.default_rng(0)
    d, k = a.widths[0], a.widths[-1]
    n = 100 if a == STUDIED else 20
    strokes = (rng.random((k, d)) < 0.19) * rng.uniform(0.3, 1.0, (k, d))
    batches = []
    for _ in range(3):
        labels = rng.integers(0, k, n)
        noise = (rng.random((n, d)) < 0.07) * rng.random((n, d))
        X = np.clip(strokes[labels] * (rng.random((n, d)) < 0.6) + noise, 0, 1)
        batches.append((X, np.eye(k)[labels]))
    return tuple(initial_parameters(rng, a.widths)), tuple(batches)


@cache
def _right(a: Architecture) -> Steps:
    parameters, batches = _start(a)
    return trajectory(parameters, batches, RATE, activation=a.activation)


WRONG = [pytest.param(a, m, id=f"{m.id} {a}") for a in ARCHITECTURES for m in training(a)]


@pytest.mark.parametrize("a", ARCHITECTURES, ids=str)
def test_the_right_trainer_as_text_walks_the_reference_s_path(a: Architecture) -> None:
    parameters, batches = _start(a)
    steps = trainer(a.activation).function(f"right {a}")(parameters, batches, RATE)
    assert max(distances(steps, _right(a))) < 1e-14


@pytest.mark.parametrize(("a", "misconception"), WRONG)
def test_three_steps_show_every_wrong_trainer(
    a: Architecture, misconception: Misconception
) -> None:
    parameters, batches = _start(a)
    before = [p.copy() for p in parameters]
    steps = misconception.function(parameters, batches, RATE)
    assert max(distances(steps, _right(a))) > 1e-6
    for was, now in zip(before, parameters, strict=True):
        np.testing.assert_array_equal(was, now)


@pytest.mark.parametrize("name", SIZES)
def test_the_distances_are_of_the_order_that_was_measured(name: str) -> None:
    parameters, batches = _start(STUDIED)
    wrong = next(m for m in training(STUDIED) if m.id == f"training.{name}")
    found = distances(wrong.function(parameters, batches, RATE), _right(STUDIED))
    size, step = SIZES[name]
    assert size / 5 < found[step - 1] < size * 5
    assert all(distance < 1e-14 for distance in found[: step - 1])


def test_all_that_was_studied_is_there_and_no_two_are_one() -> None:
    found = [m.id.removeprefix("training.") for m in training(STUDIED)]
    assert set(found) == {*SIZES, "softmax_twice"}
    assert len(SIZES) + 2 == 34  # two more are orders of the data
    parameters, batches = _start(STUDIED)
    last = [m.function(parameters, batches, RATE) for m in training(STUDIED)]
    for i, one in enumerate(last):
        assert all(distances(one, other)[-1] > 1e-9 for other in last[i + 1 :]), found[i]


@pytest.mark.parametrize(("a", "misconception"), WRONG)
def test_a_wrong_trainer_is_told_and_its_source_runs_by_itself(
    a: Architecture, misconception: Misconception
) -> None:
    assert not misconception.claim.endswith(".")
    assert len(misconception.hints) == 2
    assert all(hint.endswith((".", "?")) for hint in misconception.hints)
    assert misconception.explanation.endswith(".")
    source = inspect.getsource(misconception.function)
    right = trainer(a.activation).source
    assert 1 <= len(set(source.splitlines()) - set(right.splitlines())) <= 5
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)


def test_orders_of_the_data_differ_from_the_right_batches_and_from_each_other() -> None:
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(11, 4)), np.eye(3)[rng.permutation(np.arange(11) % 3)]
    order = rng.permutation(11)
    right = [(X[order[i : i + 4]], T[order[i : i + 4]]) for i in range(0, 11, 4)]
    seen = [_bytes(right)] + [_bytes(m.function(X, T, order, 4)) for m in data_order()]
    assert len(set(seen)) == len(seen) == 5


def _bytes(batches: list[Batch]) -> bytes:
    return b"|".join(x.tobytes() + t.tobytes() for x, t in batches)


def test_a_trajectory_takes_any_optimiser_and_leaves_its_start_alone() -> None:
    a = ARCHITECTURES[-1]
    parameters, batches = _start(a)
    before = [p.copy() for p in parameters]
    rule = Momentum(learning_rate=RATE)
    steps = trajectory(parameters, batches, RATE, activation=a.activation, rule=rule)
    apart = distances(steps, _right(a))
    assert apart[0] < 1e-15  # the first step has no velocity yet
    assert apart[1] > 1e-4
    for was, now in zip(before, parameters, strict=True):
        np.testing.assert_array_equal(was, now)


def test_float32_walks_the_same_path_to_its_own_precision() -> None:
    parameters, batches = _start(STUDIED)
    single = trajectory(
        [p.astype(np.float32) for p in parameters],
        [(X.astype(np.float32), T.astype(np.float32)) for X, T in batches],
        RATE,
    )
    assert {p.dtype for step in single for p in step} == {np.dtype(np.float32)}
    assert max(distances(single, _right(STUDIED))) < 1e-6
