"""Steps in place are the pure steps; forms of one optimiser walk one path; dtypes are kept."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from grader_reference import optimisers
from grader_reference.stepping import (
    BLOCK,
    Adagrad,
    Adam,
    Decay,
    Momentum,
    RmsProp,
    Rule,
    Sgd,
    Stepper,
    is_weight,
)

Pure = Callable[..., Any]
RULES: Mapping[str, tuple[Rule, Pure, int]] = {
    "sgd": (Sgd(learning_rate=0.3), lambda w, g, _: (optimisers.sgd_step(w, g, 0.3),), 0),
    "momentum": (
        Momentum(learning_rate=0.3, momentum=0.7),
        lambda w, g, _, v: optimisers.momentum_step(w, g, v, 0.3, 0.7),
        1,
    ),
    "averaged": (
        Momentum(learning_rate=0.3, momentum=0.7, averaged=True),
        lambda w, g, _, v: optimisers.momentum_step(w, 0.3 * g, v, 0.3, 0.7),
        1,
    ),
    "nesterov": (
        Momentum(learning_rate=0.3, momentum=0.7, nesterov=True),
        lambda w, g, _, v: optimisers.nesterov_step(w, g, v, 0.3, 0.7),
        1,
    ),
    "adagrad": (
        Adagrad(learning_rate=0.3, epsilon=0.1),
        lambda w, g, _, c: optimisers.adagrad_step(w, g, c, 0.3, 0.1),
        1,
    ),
    "rmsprop": (
        RmsProp(learning_rate=0.3, decay=0.6, epsilon=0.1),
        lambda w, g, _, c: optimisers.rmsprop_step(w, g, c, 0.3, 0.6, 0.1),
        1,
    ),
    "adam": (
        Adam(learning_rate=0.3, beta1=0.7, beta2=0.9, epsilon=0.1),
        lambda w, g, t, m, v: optimisers.adam_step(w, g, m, v, t, 0.3, 0.7, 0.9, 0.1),
        2,
    ),
}
SHAPE = (3, BLOCK // 2 - 7)
"""More than one block, and the last one not full."""


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", RULES)
def test_a_step_in_place_is_the_pure_step(name: str, dtype: type) -> None:
    rule, pure, slots = RULES[name]
    rng = np.random.default_rng(0)
    w: np.ndarray = rng.normal(size=SHAPE).astype(dtype)
    moved, state = w.copy(), [np.zeros_like(w)] * slots
    stepper = Stepper(rule, [moved])
    close = 1e-5 if dtype is np.float32 else 1e-13
    for t in (1, 2, 3):
        g: np.ndarray = rng.normal(size=SHAPE).astype(dtype)
        w, *state = pure(w, g, t, *state)
        stepper.step([g])
        assert w.dtype == moved.dtype == dtype
        assert all(s.dtype == dtype for s in state)
        np.testing.assert_allclose(moved, w, rtol=close, atol=close)


def _path(step: Pure, states: int, *settings: float) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    w, state, path = rng.normal(size=4), [np.zeros(4)] * states, []
    for _ in range(5):
        w, *state = step(w, rng.normal(size=4), *state, *settings)
        path.append(w)
    return path


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (optimisers.momentum_step, optimisers.momentum_step_subtracted),
        (optimisers.momentum_step, optimisers.momentum_step_accumulated),
        (optimisers.nesterov_step, optimisers.nesterov_step_accumulated),
    ],
)
def test_forms_of_momentum_walk_one_path_from_rest(one: Pure, other: Pure) -> None:
    np.testing.assert_allclose(_path(one, 1, 0.2, 0.8), _path(other, 1, 0.2, 0.8), rtol=1e-12)


def test_averaged_momentum_is_classical_momentum_at_a_smaller_rate() -> None:
    averaged = _path(optimisers.momentum_step_averaged, 1, 0.2, 0.8)
    classical = _path(optimisers.momentum_step, 1, 0.2 * (1 - 0.8), 0.8)
    np.testing.assert_allclose(averaged, classical, rtol=1e-12)


def test_nesterov_is_classical_momentum_with_the_gradient_looked_ahead() -> None:
    def gradient(w: np.ndarray) -> np.ndarray:
        return np.asarray(np.sin(w))

    w = ahead = np.array([1.0, -2.0, 0.3])
    v = u = np.zeros(3)
    for _ in range(6):
        g = gradient(optimisers.nesterov_point(w, v, 0.8))
        w, v = optimisers.momentum_step(w, g, v, 0.1, 0.8)
        ahead, u = optimisers.nesterov_step(ahead, gradient(ahead), u, 0.1, 0.8)
        np.testing.assert_allclose(ahead, optimisers.nesterov_point(w, v, 0.8), rtol=1e-12)


def test_where_epsilon_stands_is_another_step_and_without_it_none() -> None:
    w, g, c = np.array([1.0]), np.array([0.2]), np.array([0.3])
    assert optimisers.adagrad_step(w, g, c, 0.1, 0.1)[0] != pytest.approx(
        optimisers.adagrad_step_inside(w, g, c, 0.1, 0.1)[0], rel=1e-6
    )
    given = (w, g, c, c, 2, 0.1, 0.9, 0.99)
    forms = (
        optimisers.adam_step,
        optimisers.adam_step_inside,
        optimisers.adam_step_uncorrected_epsilon,
    )
    assert len({float(form(*given, 0.1)[0][0]) for form in forms}) == 3
    without = [float(form(*given, 0.0)[0][0]) for form in forms]
    assert without == pytest.approx([without[0]] * 3, rel=1e-14)


def test_weight_decay_leaves_biases_alone_and_both_halves_are_known() -> None:
    for halved, factor in ((True, 1.0), (False, 2.0)):
        W, b = np.full((2, 3), 4.0), np.full((1, 3), 4.0)
        stepper = Stepper(Sgd(learning_rate=0.5), [W, b], decay=Decay(strength=0.1, halved=halved))
        stepper.step([np.zeros((2, 3)), np.zeros((1, 3))])
        np.testing.assert_allclose(W, 4.0 - 0.5 * 0.1 * factor * 4.0)
        np.testing.assert_array_equal(b, 4.0)


def test_decoupled_decay_is_the_same_for_plain_descent_and_another_for_adam() -> None:
    def after(rule: Rule, *, decoupled: bool) -> np.ndarray:
        W = np.array([[1.0, -2.0], [3.0, 0.5]])
        stepper = Stepper(rule, [W], decay=Decay(strength=0.1, decoupled=decoupled))
        stepper.step([np.array([[0.5, 0.1], [-0.2, 1.0]])])
        return W

    plain, adam = Sgd(learning_rate=0.5), Adam(learning_rate=0.5)
    np.testing.assert_allclose(after(plain, decoupled=True), after(plain, decoupled=False))
    apart = np.abs(after(adam, decoupled=True) - after(adam, decoupled=False))
    assert np.min(apart) > 0.01


@pytest.mark.parametrize("penalty", [optimisers.l2_penalty, optimisers.l2_penalty_whole])
def test_the_penalty_s_gradient_is_its_slope(penalty: Pure) -> None:
    W = np.array([[1.0, -2.0], [3.0, 0.5]])
    _, gradient = penalty(W, 0.3)
    for index in np.ndindex(*W.shape):
        up, down = W.copy(), W.copy()
        up[index] += 1e-5
        down[index] -= 1e-5
        slope = (penalty(up, 0.3)[0] - penalty(down, 0.3)[0]) / 2e-5
        assert gradient[index] == pytest.approx(slope, rel=1e-9)


def test_a_parameter_that_cannot_be_moved_in_place_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(3, 2\) is not contiguous"):
        Stepper(Sgd(learning_rate=0.1), [np.zeros((2, 3)).T])


def test_a_bias_has_one_row_or_one_axis() -> None:
    assert is_weight(np.zeros((4, 3)))
    assert is_weight(np.zeros((3, 3, 1, 8)))
    assert not is_weight(np.zeros((1, 3)))
    assert not is_weight(np.zeros(3))
