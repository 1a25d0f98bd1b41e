"""The loss of a network with weight decay: a program written apart, shares, mistakes that show."""

import numpy as np
import pytest

from grader_reference.catalogue import Function
from grader_reference.entries import every as entries

FUNCTIONS = [entries.of_network(a, "network_loss_l2") for a in ("2-H-2 tanh", "6-4-5-3 relu")]
each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.title)


@each_function
def test_it_is_the_loss_and_half_the_squares_of_the_weights_over_n(function: Function) -> None:
    for case in function.draw(np.random.default_rng(0)):
        X, T, *tensors, strength = case.arguments.values()
        architecture = function.title.split()[3:5]
        plain = entries.of_network(" ".join(architecture), "network_loss").right(X, T, *tensors)
        squares = sum(float(np.sum(W**2)) for W in tensors[::2])
        right = plain + strength * squares / 2 / len(X)
        assert function.right(*case.arguments.values()) == pytest.approx(right, rel=1e-14)
        (formula,) = function.equivalents
        assert formula(*case.arguments.values()) == pytest.approx(right, rel=1e-12)


@each_function
def test_a_penalty_added_whole_is_right_for_the_strength_it_is_given(function: Function) -> None:
    whole = next(c for c in function.conventions if c.id == "penalty_whole")
    assert whole.present is not None
    case = function.draw(np.random.default_rng(1))[0]
    _, _, *tensors, strength = whole.present(case.arguments).values()
    given = list(case.arguments.values())
    plain = function.right(*given[:-1], 0.0)
    squares = sum(float(np.sum(W**2)) for W in tensors[::2])
    assert plain + strength / 2 * squares == pytest.approx(function.right(*given), rel=1e-12)


@each_function
def test_every_mistake_shows(function: Function) -> None:
    case = function.draw(np.random.default_rng(2))[0]
    right = function.right(*case.arguments.values())
    answers = [m.function(*case.arguments.values()) for m in function.misconceptions]
    assert min(abs(answer - right) for answer in answers) > 1e-4
    assert len({round(float(answer), 9) for answer in answers}) == len(answers)
