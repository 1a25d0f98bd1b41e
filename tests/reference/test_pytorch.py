"""The reference agrees with PyTorch, whose answers are kept in a fixture."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from grader_reference import activations, layers, losses, networks

CLOSE = 1e-12


@pytest.fixture(scope="module")
def torch() -> Mapping[str, np.ndarray]:
    path = Path(__file__).parent / "fixtures" / "torch_answers.npz"
    with np.load(path, allow_pickle=False) as answers:
        return dict(answers)


@pytest.mark.parametrize(
    "name",
    [f"{f}{d}" for f in ("relu", "leaky_relu", "sigmoid", "tanh") for d in ("", "_derivative")],
)
def test_activations_and_their_derivatives_agree(
    name: str, torch: Mapping[str, np.ndarray]
) -> None:
    got = getattr(activations, name)(torch["z"])
    np.testing.assert_allclose(got, torch[name], rtol=CLOSE, atol=1e-15)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_functions_of_rows_agree_also_where_scores_are_large(
    name: str, torch: Mapping[str, np.ndarray]
) -> None:
    np.testing.assert_allclose(getattr(layers, name)(torch["scores"]), torch[name], rtol=CLOSE)


def test_the_jacobian_of_softmax_agrees(torch: Mapping[str, np.ndarray]) -> None:
    got = layers.softmax_jacobian(torch["scores"][0])
    np.testing.assert_allclose(got, torch["softmax_jacobian"], rtol=CLOSE, atol=1e-16)


def test_a_layer_agrees(torch: Mapping[str, np.ndarray]) -> None:
    got = layers.affine(torch["X"], torch["W"], torch["b"])
    np.testing.assert_allclose(got, torch["layer"], rtol=CLOSE)


def test_one_hot_rows_agree(torch: Mapping[str, np.ndarray]) -> None:
    np.testing.assert_array_equal(layers.one_hot(torch["labels"], 4), torch["one_hot"])


def test_the_cross_entropy_and_both_its_gradients_agree(torch: Mapping[str, np.ndarray]) -> None:
    t, p = torch["target"], torch["prediction"]
    assert losses.cross_entropy(t, p) == pytest.approx(float(torch["loss_mean"]), rel=CLOSE)
    by_p = losses.cross_entropy_gradient(t, p)
    np.testing.assert_allclose(by_p, torch["loss_by_p"], rtol=CLOSE)
    by_logits = losses.cross_entropy_gradient_by_logits(t, p)
    np.testing.assert_allclose(by_logits, torch["loss_by_logits"], rtol=1e-10)


@pytest.mark.parametrize("depth", ["shallow", "deep"])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_networks_agree_in_probabilities_loss_and_every_gradient(
    depth: str, activation: str, torch: Mapping[str, np.ndarray]
) -> None:
    name = f"{depth}_{activation}"
    X, T = torch[f"{name}_X"], torch[f"{name}_T"]
    count = sum(key.startswith(f"{name}_parameter") for key in torch)
    given = [torch[f"{name}_parameter{i}"] for i in range(count)]
    p = networks.network_forward(X, *given, activation=activation)
    np.testing.assert_allclose(p, torch[f"{name}_p"], rtol=CLOSE)
    loss = networks.network_loss(X, T, *given, activation=activation)
    assert loss == pytest.approx(float(torch[f"{name}_loss"]), rel=CLOSE)
    gradients = networks.backprop(X, T, *given, activation=activation)
    for number, gradient in enumerate(gradients):
        expected = torch[f"{name}_gradient{number}"]
        np.testing.assert_allclose(gradient, expected, rtol=1e-10, atol=1e-15)
