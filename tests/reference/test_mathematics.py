"""The derivations: one for every function, and what they state holds in numbers."""

import numpy as np
import pytest

from grader_reference import batch_norm, layers, optimisers
from grader_reference.catalogue import Function
from grader_reference.entries import every

NETWORKS = [every.of_network(a, name) for a, name in every.networks_to_explain()]
FUNCTIONS = (*every.functions(), *NETWORKS)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.title)
def test_every_function_has_its_mathematics(function: Function) -> None:
    told = function.mathematics
    assert told is not None
    assert told.symbols
    assert len(told.steps) >= 3
    assert told.sources
    assert all(step[-1] in ".)" or step[-1] == "…" for step in told.steps)


@pytest.mark.parametrize("function", every.functions(), ids=lambda f: f.name)
def test_every_function_of_the_catalogue_has_a_trial(function: Function) -> None:
    assert function.mathematics is not None
    assert function.mathematics.trials


def test_functions_of_images_have_a_derivation_of_their_own() -> None:
    images = every.of_network(every.OF_IMAGES, "backprop").mathematics
    assert images is not None
    assert any("kernel" in what for what in images.symbols.values())


def test_trials_are_only_given_for_networks_they_can_be_pasted_for() -> None:
    deep = every.of_network("5-4-3-4-2 relu", "backprop").mathematics
    sigmoid = every.of_network("2-3-2 sigmoid", "network_loss").mathematics
    relu = every.of_network("2-3-2 relu", "network_loss").mathematics
    assert deep is not None
    assert sigmoid is not None
    assert relu is not None
    assert deep.trials == ()
    assert len(sigmoid.trials) < len(relu.trials)


def test_the_jacobian_of_the_normalisation_is_what_its_step_says() -> None:
    x, eps = np.array([0.3, -1.2, 2.0, 0.7]), 1e-6
    n = len(x)

    def normalised(x: np.ndarray) -> np.ndarray:
        return np.asarray((x - x.mean()) / np.sqrt(x.var() + 0.1))

    moved = [normalised(x + eps * e) - normalised(x - eps * e) for e in np.eye(n)]
    hat = normalised(x)
    stated = (np.eye(n) - 1 / n - np.outer(hat, hat) / n) / np.sqrt(x.var() + 0.1)
    np.testing.assert_allclose(np.array(moved) / (2 * eps), stated, atol=1e-8)
    assert batch_norm.normalise(x[:, None], 0.1).x_hat.ravel() == pytest.approx(hat)


def test_averages_of_a_steady_gradient_are_the_shares_that_adam_divides_by() -> None:
    m = v = np.zeros(1)
    for t in range(1, 6):
        m, v = optimisers.adam_moments(np.full(1, 3.0), m, v, 0.9, 0.99)
        assert m[0] == pytest.approx((1 - 0.9**t) * 3)
        assert v[0] == pytest.approx((1 - 0.99**t) * 9)


def test_the_first_step_of_rmsprop_is_longer_by_the_root_of_its_share() -> None:
    w, _ = optimisers.rmsprop_step(np.zeros(1), np.full(1, 5.0), np.zeros(1), 0.1, 0.9, 0.0)
    assert -w[0] == pytest.approx(0.1 / np.sqrt(1 - 0.9))


def test_nesterov_from_the_point_ahead_is_the_step_its_derivation_ends_in() -> None:
    w, v, g, mu, rate = 0.4, -0.3, 1.7, 0.9, 0.1
    moved, velocity = optimisers.nesterov_step(np.array(w), np.array(g), np.array(v), rate, mu)
    assert moved == pytest.approx(w + mu * velocity - rate * g)


def test_the_central_quotient_errs_by_a_sixth_of_the_third_derivative() -> None:
    x, eps = 0.7, 1e-2
    quotient = (np.exp(x + eps) - np.exp(x - eps)) / (2 * eps)
    assert quotient - np.exp(x) == pytest.approx(eps**2 / 6 * np.exp(x), rel=1e-4)
    one_sided = (np.exp(x + eps) - np.exp(x)) / eps
    assert one_sided - np.exp(x) == pytest.approx(eps / 2 * np.exp(x), rel=1e-2)


def test_the_logarithm_of_the_softmax_stays_finite_where_the_probability_does_not() -> None:
    z = np.array([[1000.0, -1000.0]])
    assert layers.softmax(z)[0, 1] == 0
    assert layers.log_softmax(z)[0, 1] == -2000
