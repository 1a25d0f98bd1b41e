"""Optimisers, convolution, pooling, batch norm and the convolutional network agree with PyTorch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader_reference import batch_norm, convolution, optimisers, pooling
from grader_reference.assessment import loss_of_logits
from grader_reference.convolutional_network import ConvolutionalNetwork
from grader_reference.stepping import Adagrad, Adam, Decay, Momentum, RmsProp, Rule, Sgd, Stepper

CLOSE = 1e-12
Answers = Mapping[str, np.ndarray]


@pytest.fixture(scope="module")
def torch() -> Answers:
    path = Path(__file__).parent / "fixtures" / "torch_parts.npz"
    with np.load(path, allow_pickle=False) as answers:
        return dict(answers)


RULES: Mapping[str, tuple[Rule, Decay]] = {
    "sgd": (Sgd(learning_rate=0.1), Decay()),
    "sgd_decay": (Sgd(learning_rate=0.1), Decay(strength=0.3)),
    "momentum": (Momentum(learning_rate=0.1, momentum=0.8), Decay()),
    "nesterov": (Momentum(learning_rate=0.1, momentum=0.8, nesterov=True), Decay()),
    "adagrad": (Adagrad(learning_rate=0.1, epsilon=0.01), Decay()),
    "rmsprop": (RmsProp(learning_rate=0.1, decay=0.7, epsilon=0.01), Decay()),
    "adam": (Adam(learning_rate=0.1, beta1=0.8, beta2=0.9, epsilon=0.01), Decay()),
    "adam_decay": (Adam(learning_rate=0.1, epsilon=0.01), Decay(strength=0.3)),
    "adamw": (Adam(learning_rate=0.1, epsilon=0.01), Decay(strength=0.3, decoupled=True)),
}


@pytest.mark.parametrize("name", RULES)
def test_optimisers_walk_the_same_path(name: str, torch: Answers) -> None:
    rule, decay = RULES[name]
    parameter = torch["start"].copy()
    stepper = Stepper(rule, [parameter], decay=decay)
    for gradient, expected in zip(torch["gradients"], torch[name], strict=True):
        stepper.step([gradient])
        np.testing.assert_allclose(parameter, expected, rtol=CLOSE, atol=1e-14)


def test_accumulated_momentum_is_what_pytorch_computes(torch: Answers) -> None:
    w = torch["start"]
    v = np.zeros_like(w)
    for gradient, expected in zip(torch["gradients"], torch["momentum"], strict=True):
        w, v = optimisers.momentum_step_accumulated(w, gradient, v, 0.1, 0.8)
        np.testing.assert_allclose(w, expected, rtol=CLOSE)


@pytest.mark.parametrize("name", ["plain", "padded", "strided"])
def test_convolutions_and_their_gradients_agree(name: str, torch: Answers) -> None:
    of = {key.removeprefix(f"{name}_"): v for key, v in torch.items() if key.startswith(name)}
    stride, padding = (int(n) for n in of["how"])
    z = convolution.conv2d(of["x"], of["kernel"], of["bias"], stride, padding)
    np.testing.assert_allclose(z, of["z"], rtol=CLOSE, atol=1e-13)
    found = convolution.conv2d_backward(of["dz"], of["x"], of["kernel"], stride, padding)
    for gradient, key in zip(found, ("dx", "dkernel", "dbias"), strict=True):
        np.testing.assert_allclose(gradient, of[key], rtol=CLOSE, atol=1e-13)


def test_max_pooling_and_its_gradient_agree(torch: Answers) -> None:
    np.testing.assert_array_equal(pooling.max_pool(torch["pool_x"]), torch["pool_h"])
    dx = pooling.max_pool_backward(torch["pool_dh"], torch["pool_x"])
    np.testing.assert_array_equal(dx, torch["pool_dx"])


@pytest.mark.parametrize("name", ["vectors", "images"])
def test_batch_normalisation_agrees_in_both_modes_and_in_its_gradients(
    name: str, torch: Answers
) -> None:
    of = {key.removeprefix(f"{name}_"): v for key, v in torch.items() if key.startswith(name)}
    x, gamma, beta, mean, var = (of[key] for key in ("x", "gamma", "beta", "mean", "var"))
    how: Any = {"momentum": 0.7, "epsilon": 0.05}
    found = batch_norm.batch_norm_unbiased(x, gamma, beta, mean, var, **how, training=True)
    for answer, key in zip(found, ("y", "new_mean", "new_var"), strict=True):
        np.testing.assert_allclose(answer, of[key], rtol=CLOSE, atol=1e-14)
    evaluated, *_ = batch_norm.batch_norm(x, gamma, beta, mean, var, **how, training=False)
    np.testing.assert_allclose(evaluated, of["evaluated"], rtol=CLOSE, atol=1e-14)
    found = batch_norm.batch_norm_backward(of["dy"], of["x"], of["gamma"], 0.05)
    for gradient, key in zip(found, ("dx", "dgamma", "dbeta"), strict=True):
        np.testing.assert_allclose(gradient, of[key], rtol=1e-11, atol=1e-14)


def test_the_convolutional_network_agrees_in_its_loss_and_in_every_gradient(
    torch: Answers,
) -> None:
    parameters = [torch[f"network_parameter{i}"].copy() for i in range(8)]
    # All of the old average forgotten: the running averages are the batch's own afterwards.
    network = ConvolutionalNetwork(parameters, per_pixel=False, momentum=0.0)
    gradients = network.gradients(torch["network_X"], torch["network_T"])
    for number, gradient in enumerate(gradients):
        expected = torch[f"network_gradient{number}"]
        np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-13)
    loss = loss_of_logits(torch["network_T"], network.logits(torch["network_X"]))
    assert loss == pytest.approx(float(torch["network_loss"]), rel=CLOSE)
