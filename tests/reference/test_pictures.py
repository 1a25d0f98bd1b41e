"""The small convolutional network's gradients are slopes, and those of the one that is trained."""

import numpy as np
import pytest

from grader_reference import convolutional_network
from grader_reference.batch_norm import normalise
from grader_reference.catalogue import Case
from grader_reference.convolution import conv2d
from grader_reference.entries import every as entries
from grader_reference.layers import softmax
from grader_reference.picture_network import NAMES
from grader_reference.pooling import flatten, max_pool

FUNCTION = entries.find("picture_gradients")
CASES = FUNCTION.draw(np.random.default_rng(3))
STEP = 1e-6


def loss(
    X: np.ndarray,
    T: np.ndarray,
    strength: float,
    epsilon: float,
    *,
    within: float = 0.0,
    **given: np.ndarray,
) -> float:
    """Return the mean cross entropy and the penalty."""
    h = np.maximum(conv2d(X[..., None], given["kernel"], given["bias"], padding=1), 0)
    y = given["gamma"] * normalise(h, epsilon).x_hat + given["beta"]
    hidden = np.maximum(flatten(max_pool(y)) @ given["W1"] + given["b1"], 0)
    logs = np.log(softmax(hidden @ given["W2"] + given["b2"]) + within)
    penalty = sum(np.sum(given[name] ** 2) for name in ("kernel", "W1", "W2"))
    return float(-np.sum(T * logs) / len(X) + strength / 2 * penalty)


@pytest.mark.parametrize("within", [0.0, 0.01])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_every_gradient_is_the_slope_of_the_loss(case: Case, within: float) -> None:
    gradients = FUNCTION.right(*case.arguments.values(), within_logarithm=within)
    right = dict(zip(NAMES, gradients, strict=True))
    rng = np.random.default_rng(0)
    for name in NAMES:
        direction = rng.normal(size=right[name].shape)
        sides = [
            loss(
                within=within,
                **{**case.arguments, name: case.arguments[name] + sign * STEP * direction},
            )
            for sign in (1, -1)
        ]
        slope = (sides[0] - sides[1]) / (2 * STEP)
        assert slope == pytest.approx(np.sum(right[name] * direction), rel=1e-5, abs=1e-8), name


def test_it_is_the_network_that_is_trained() -> None:
    given = {**CASES[0].arguments, "strength": 0.0, "epsilon": convolutional_network.EPSILON}
    flat = ("bias", "gamma", "beta", "b1", "b2")
    tensors = [given[n].reshape(1, -1) if n in flat else given[n] for n in NAMES]
    network = convolutional_network.ConvolutionalNetwork(tensors, per_pixel=False)
    trained = network.gradients(given["X"][..., None], given["T"])
    for own, other in zip(FUNCTION.right(*given.values()), trained, strict=True):
        np.testing.assert_allclose(own, other.reshape(own.shape), rtol=1e-9, atol=1e-12)
