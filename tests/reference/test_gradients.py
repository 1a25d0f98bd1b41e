"""Every gradient of the reference is the slope of its function, by central differences."""

from collections.abc import Callable

import numpy as np
import pytest

from grader_reference import activations, layers, losses, networks, scalars
from grader_reference.entries import every as entries
from tests.reference.subjects import FUNCTIONS, asked

STEP = 1e-5


def slope(function: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """Return central differences of a function of an array, entry by entry."""
    slopes = np.empty(x.shape)
    for index in np.ndindex(*x.shape):
        moved = [x.copy(), x.copy()]
        moved[0][index] += STEP
        moved[1][index] -= STEP
        slopes[index] = (function(moved[0]) - function(moved[1])) / (2 * STEP)
    return slopes


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "sigmoid", "tanh"])
def test_a_derivative_is_the_slope_of_its_activation(name: str) -> None:
    z = np.random.default_rng(0).normal(size=(4, 5))
    function, derivative = getattr(activations, name), getattr(activations, f"{name}_derivative")
    expected = slope(lambda z: float(np.sum(function(z))), z)
    np.testing.assert_allclose(derivative(z), expected, atol=1e-9)


def test_the_jacobian_is_the_slope_of_softmax() -> None:
    z = np.random.default_rng(0).normal(size=5)
    for i, row in enumerate(layers.softmax_jacobian(z)):
        expected = slope(lambda z, i=i: float(layers.softmax(z)[i]), z)  # type: ignore[misc]
        np.testing.assert_allclose(row, expected, atol=1e-10)


def test_the_gradient_per_example_is_the_slope_of_the_summed_loss_by_the_probabilities() -> None:
    function = next(f for f in FUNCTIONS if f.name == "gradCE")
    t, p = asked(function)[0].arguments.values()
    expected = slope(lambda p: losses.cross_entropy(t, p) * len(t), p)
    np.testing.assert_allclose(losses.cross_entropy_gradient(t, p), expected, rtol=1e-6, atol=1e-8)


def test_p_minus_t_is_the_slope_of_the_summed_loss_by_the_logits() -> None:
    function = next(f for f in FUNCTIONS if f.name == "gradCE")
    t, p = asked(function)[0].arguments.values()
    expected = slope(lambda z: losses.cross_entropy(t, layers.softmax(z)) * len(t), np.log(p) + 0.3)
    got = losses.cross_entropy_gradient_by_logits(t, p)
    np.testing.assert_allclose(got, expected, atol=1e-8)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("text", ["2-3-2", "5-4-3", "4-5-5-3"])
def test_backpropagation_is_the_slope_of_the_mean_loss_by_every_parameter(
    text: str, activation: str
) -> None:
    function = entries.network(f"{text} {activation}")
    X, T, *given = asked(function)[1].arguments.values()
    gradients = networks.backprop(X, T, *given, activation=activation)
    for number, gradient in enumerate(gradients):

        def loss(value: np.ndarray, number: int = number) -> float:
            moved = [value if i == number else p for i, p in enumerate(given)]
            return networks.network_loss(X, T, *moved, activation=activation)

        np.testing.assert_allclose(gradient, slope(loss, given[number]), atol=1e-9)


@pytest.mark.parametrize("epsilon", [1e-5, 0.01])
def test_the_gradients_of_a_loss_with_an_epsilon_are_its_slope(epsilon: float) -> None:
    X, T, *given = asked(entries.network("5-4-3 tanh"))[1].arguments.values()
    gradients = networks.backprop(X, T, *given, activation="tanh", epsilon=epsilon)
    for number, gradient in enumerate(gradients):

        def loss(value: np.ndarray, number: int = number) -> float:
            moved = [value if i == number else p for i, p in enumerate(given)]
            return networks.network_loss(X, T, *moved, activation="tanh", epsilon=epsilon)

        np.testing.assert_allclose(gradient, slope(loss, given[number]), atol=1e-9)


@pytest.mark.parametrize("epsilon", [0.0, 0.01])
def test_the_scalar_backward_pass_is_the_slope_of_the_loss_by_every_parameter(
    epsilon: float,
) -> None:
    function = next(f for f in FUNCTIONS if f.name == "scalar_backward")
    arguments = dict(asked(function)[0].arguments)
    gradients = scalars.backward(**arguments, epsilon=epsilon)
    for name, gradient in zip("wbvc", gradients, strict=True):

        def loss(value: np.ndarray, name: str = name) -> float:
            given = {**arguments, name: value.tolist()}
            t = given.pop("t")
            return scalars.loss(scalars.forward(**given)[3], t, epsilon=epsilon)

        expected = slope(loss, np.array(arguments[name]))
        np.testing.assert_allclose(np.array(gradient), expected, atol=1e-9)
