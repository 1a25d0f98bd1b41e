"""The gradient check of the reference: right as text and as code, and no known mistake hides."""

import numpy as np
import pytest

from grader_reference import networks, quotients
from grader_reference.catalogue import Case, Function
from grader_reference.entries import every as entries

ARCHITECTURES = ("784-H-H-10 relu", "20-12-5 tanh", "9-11-11-4 sigmoid")
FUNCTIONS = [entries.of_network(a, "gradient_check") for a in ARCHITECTURES]
NAMES = list(ARCHITECTURES)


def drawn(function: Function, seed: int) -> list[Case]:
    return [c for c in function.draw(np.random.default_rng(seed)) if c.part == "ordinary"]


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_moves_that_are_run_together_give_what_one_after_the_other_gives(
    function: Function,
) -> None:
    for case in (
        *function.draw(np.random.default_rng(1)),
        *function.small(np.random.default_rng(1)),
    ):
        given = [np.array(v) for v in case.arguments.values()]
        np.testing.assert_allclose(
            function.right(*given), function.equivalents[0](*given), atol=1e-9
        )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_every_known_mistake_shows_far_beyond_rounding(function: Function, seed: int) -> None:
    cases = drawn(function, seed)
    for misconception in function.misconceptions:
        apart = []
        for case in cases:
            given = [np.array(v) for v in case.arguments.values()]
            right = function.right(*given)
            apart.append(np.max(np.abs(misconception.function(*given) - right) / right))
        assert max(apart) > 0.05, misconception.id


def test_the_error_falls_with_the_square_of_the_step_and_then_stops() -> None:
    case = FUNCTIONS[1].draw(np.random.default_rng(0))[-1]
    given = list(case.arguments.values())
    found = dict(zip(given[-1].tolist(), FUNCTIONS[1].right(*given), strict=True))
    assert found[5] / found[10] == pytest.approx(4, rel=0.1)
    assert found[10] / found[100] == pytest.approx(100, rel=0.1)
    assert found[5000] < 1e-9
    assert found[500_000] > 1e-13


def test_what_the_loss_adds_in_the_logarithm_is_the_floor() -> None:
    case = FUNCTIONS[1].draw(np.random.default_rng(0))[-1]
    *given, N = case.arguments.values()
    gradient = networks.backprop(*given, activation="tanh")[2][: quotients.ENTRIES, 0]
    p = float(np.sum(given[1] * networks.network_forward(given[0], *given[2:], activation="tanh")))
    found = quotients.gradient_check(*given, N, activation="tanh", epsilon=1e-5)
    floor = np.max(np.abs(gradient)) * 1e-5 / (p + 1e-5)
    assert found[N == 5000] == pytest.approx(floor, rel=1e-3)
