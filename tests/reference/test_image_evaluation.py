"""The evaluation of convolutional networks with padding and normalisation, against another one."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from grader_reference.batch_norm import normalise
from grader_reference.convolution import conv2d
from grader_reference.convolutional_network import ConvolutionalNetwork
from grader_reference.entries.every import of_network
from grader_reference.image_architectures import parse_image_architecture
from grader_reference.image_networks import BATCH
from grader_reference.layers import softmax
from grader_reference.pooling import max_pool

TEXT = "6x4-same3x3x5-norm-pool2-7-3 relu"
NAMES = ("K1", "b1", "gamma1", "beta1", "W2", "b2", "W3", "b3")


def drawn(seed: int = 0) -> dict[str, Any]:
    return dict(of_network(TEXT, "network_forward").draw(np.random.default_rng(seed))[0].arguments)


def test_the_parameters_and_their_shapes_are_those_of_the_line() -> None:
    function = of_network(TEXT, "network_forward")
    assert function.tensors == NAMES
    assert {n: np.shape(v) for n, v in drawn().items() if n in NAMES} == {
        name: function.shapes[name] for name in NAMES
    }
    assert str(parse_image_architecture(TEXT)) == TEXT


def test_running_averages_are_those_of_the_examples() -> None:
    given = drawn()
    right = of_network(TEXT, "network_forward").right
    net = ConvolutionalNetwork([given[n] for n in NAMES], per_pixel=False)
    h = np.maximum(conv2d(given["examples"][..., None], given["K1"], given["b1"], padding=1), 0)
    kept = normalise(h, 0.0)
    net.running = (kept.mean, kept.variance + 1e-5 - 1e-9)
    expected = softmax(net.logits(given["X"][..., None]))
    np.testing.assert_allclose(right(*given.values()), expected, rtol=1e-10)


def test_per_pixel_statistics_go_over_the_examples_alone() -> None:
    given = drawn()
    conventions = of_network(TEXT, "network_forward").conventions
    per_pixel = next(c.function for c in conventions if c.id == "per_pixel")
    assert per_pixel is not None
    images = given["examples"][..., None]
    h = np.maximum(conv2d(images, given["K1"], given["b1"], padding=1), 0)
    pooled = max_pool(given["gamma1"] * normalise(h, 1e-5, per_pixel=True).x_hat + given["beta1"])
    hidden = np.maximum(pooled.reshape(len(h), -1) @ given["W2"] + given["b2"], 0)
    expected = softmax(hidden @ given["W3"] + given["b3"])
    found = per_pixel(*{**given, "X": given["examples"]}.values())
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("text", [TEXT, "6x4-3x3x2-pool2-3-2 tanh"])
def test_many_images_are_predicted_as_each_alone(text: str) -> None:
    function = of_network(text, "network_forward")
    given = dict(function.draw(np.random.default_rng(1))[0].arguments)
    many = np.random.default_rng(2).normal(size=(2 * BATCH + 3, 6, 4))
    whole = function.right(*{**given, "X": many}.values())
    starts = [0, 7, BATCH + 1, len(many)]
    parts = [
        function.right(*{**given, "X": many[start:end]}.values()) for start, end in pairwise(starts)
    ]
    np.testing.assert_allclose(whole, np.concatenate(parts), rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        (TEXT, "backprop", "network_forward alone"),
        ("6x6-norm-3x3x2-3-2 relu", "network_forward", "'norm' is no layer here"),
        ("6x6-3x3x2-pool2-norm-3-2 relu", "network_forward", "'norm' is no layer here"),
    ],
)
def test_what_is_no_such_network_is_told(text: str, name: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        of_network(text, name)
