"""Central differences tell a right gradient from a wrong one, block by block."""

from typing import Any

import numpy as np
import pytest

from grader.numerics.differences import block_verdicts
from grader.worker.answering import direction

RNG = np.random.default_rng(3)
SEED, DIRECTIONS = 9, 10
EPSILON = 1e-5
POINT = {"W": RNG.normal(size=(4, 3)), "b": RNG.normal(size=3)}


def loss(W: Any, b: Any) -> float:
    return float(np.sum(np.tanh(W) ** 2) + np.sum(np.exp(b)))


GRADIENT = {
    "W": 2.0 * np.tanh(POINT["W"]) * (1.0 - np.tanh(POINT["W"]) ** 2),
    "b": np.exp(POINT["b"]),
}


def swept(scale: float = 1.0) -> Any:
    losses = np.empty((2, DIRECTIONS, 2))
    for block, name in enumerate(POINT):
        for number in range(DIRECTIONS):
            step = EPSILON * direction(SEED, block, number, POINT[name].shape)
            for side, sign in enumerate((1.0, -1.0)):
                losses[block, number, side] = scale * loss(
                    **{**POINT, name: POINT[name] + sign * step}
                )
    return losses


def verdicts(losses: Any, **gradients: Any) -> dict[str, str]:
    found = block_verdicts({**GRADIENT, **gradients}, losses, seed=SEED, epsilon=EPSILON)
    return {block.name: block.text for block in found}


def test_a_right_gradient_agrees() -> None:
    assert verdicts(swept()) == {"W": "agrees", "b": "agrees"}


def test_a_factor_is_named_for_its_block_alone() -> None:
    assert verdicts(swept(), W=GRADIENT["W"] * 32.0) == {
        "W": "32 times the slope of the loss",
        "b": "agrees",
    }


def test_one_wrong_element_is_found() -> None:
    wrong = GRADIENT["W"].copy()
    wrong[0, 0] += 1e-3
    assert verdicts(swept(), W=wrong)["W"] != "agrees"


def test_a_transposed_sum_of_the_same_size_is_found() -> None:
    assert verdicts(swept(), W=GRADIENT["W"][::-1])["W"] == "the slope of the loss is another"


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_agrees_with_nothing(bad: float) -> None:
    losses = swept()
    losses[1, 2, 0] = bad
    assert set(verdicts(losses).values()) == {"the loss is not finite"}


def test_a_constant_loss_agrees_with_nothing_not_even_zero() -> None:
    nothing = {name: np.zeros_like(g) for name, g in GRADIENT.items()}
    assert set(verdicts(np.ones((2, DIRECTIONS, 2)), **nothing).values()) == {
        "the loss does not change at all"
    }


def test_a_gradient_that_is_not_finite_agrees_with_nothing() -> None:
    assert verdicts(swept(), W=np.full((4, 3), np.nan))["W"] != "agrees"
    assert verdicts(swept(), W=np.full((4, 3), np.inf))["W"] != "agrees"


@pytest.mark.parametrize("size", [np.inf, 1e200, 1e308])
def test_a_gradient_beyond_all_bounds_agrees_with_nothing(size: float) -> None:
    losses = swept()[1:]
    found = block_verdicts({"b": np.array([size])}, losses, seed=SEED, epsilon=EPSILON)
    assert not found[0].agrees
