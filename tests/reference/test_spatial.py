"""Convolution and pooling: sizes, layouts, slopes, ties, dtypes."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader_reference import convolution, pooling
from grader_reference.convolution import Padding
from tests.reference.test_gradients import slope

POOLING_BACKWARD = (
    pooling.max_pool_backward,
    pooling.max_pool_backward_all,
    pooling.max_pool_backward_shared,
)
PADDINGS: tuple[Padding, ...] = (0, 2, "same", "valid", ((0, 1), (2, 0)))


def _layer(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(2, 5, 4, 2)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding", PADDINGS, ids=str)
def test_gradients_of_a_convolution_are_slopes(padding: Padding, stride: int) -> None:
    x, kernel, bias = _layer()
    z = convolution.conv2d(x, kernel, bias, stride, padding)
    dz = np.asarray(np.random.default_rng(1).normal(size=z.shape))

    def total(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> float:
        return float(np.sum(dz * convolution.conv2d(x, kernel, bias, stride, padding)))

    by_x, by_kernel, by_bias = convolution.conv2d_backward(dz, x, kernel, stride, padding)
    np.testing.assert_allclose(by_x, slope(lambda v: total(v, kernel, bias), x), atol=1e-8)
    np.testing.assert_allclose(by_kernel, slope(lambda v: total(x, v, bias), kernel), atol=1e-8)
    np.testing.assert_allclose(by_bias, slope(lambda v: total(x, kernel, v), bias), atol=1e-8)


def test_a_convolution_by_hand_does_not_flip_its_kernel() -> None:
    x = np.arange(1.0, 10.0).reshape(1, 3, 3, 1)
    kernel = np.array([[1.0, 10.0], [100.0, 1000.0]]).reshape(2, 2, 1, 1)
    z = convolution.conv2d(x, kernel, np.array([0.5]))
    np.testing.assert_array_equal(z[0, :, :, 0], [[5421.5, 6532.5], [8754.5, 9865.5]])


@settings(max_examples=60, deadline=None)
@given(
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 3),
)
def test_same_padding_keeps_the_size_up_to_the_stride(
    height: int, width: int, kernel: int, stride: int
) -> None:
    x, w = np.ones((1, height, width, 2)), np.ones((kernel, kernel, 2, 3))
    z = convolution.conv2d(x, w, np.zeros(3), stride, "same")
    assert z.shape == (1, -(-height // stride), -(-width // stride), 3)
    assert convolution.conv2d_backward_input(z, x, w, stride, "same").shape == x.shape


def test_same_padding_puts_the_odd_zero_below_and_right() -> None:
    assert convolution.pads("SAME", (4, 5), (2, 3), 1) == ((0, 1), (1, 1))
    with pytest.raises(ValueError, match="not 'full'"):
        convolution.pads("full", (4, 5), (2, 3), 1)


def test_layouts_can_be_turned_back() -> None:
    x, kernel, _ = _layer()
    assert convolution.channels_first(x).shape == (2, 2, 5, 4)
    np.testing.assert_array_equal(convolution.channels_last(convolution.channels_first(x)), x)
    turned = convolution.kernel_channels_first(kernel)
    assert turned.shape == (3, 2, 3, 2)
    np.testing.assert_array_equal(convolution.kernel_channels_last(turned), kernel)


@pytest.mark.parametrize(
    ("shape", "size"), [((2, 4, 6, 3), 2), ((1, 7, 5, 2), 2), ((2, 6, 9, 1), 3)]
)
def test_the_gradient_of_max_pooling_is_its_slope(shape: tuple[int, ...], size: int) -> None:
    rng = np.random.default_rng(0)
    x = rng.permutation(np.linspace(-2, 2, int(np.prod(shape)))).reshape(shape)
    dh = np.asarray(rng.normal(size=pooling.max_pool(x, size).shape))
    expected = slope(lambda v: float(np.sum(dh * pooling.max_pool(v, size))), x)
    for backward in POOLING_BACKWARD:
        np.testing.assert_allclose(backward(dh, x, size), expected, atol=1e-8)


def test_ties_go_to_the_first_to_all_or_in_shares() -> None:
    x, dh = np.array([5.0, 5.0, 1.0, 5.0]).reshape(1, 2, 2, 1), np.full((1, 1, 1, 1), 6.0)
    found = [backward(dh, x).reshape(-1).tolist() for backward in POOLING_BACKWARD]
    assert found == [[6.0, 0.0, 0.0, 0.0], [6.0, 6.0, 0.0, 6.0], [2.0, 2.0, 0.0, 2.0]]


def test_flattening_makes_a_row_of_every_image() -> None:
    assert pooling.flatten(np.zeros((3, 4, 5, 2))).shape == (3, 40)


@pytest.mark.parametrize(
    "layer",
    [
        lambda x, w, b: convolution.conv2d(x, w, b, 1, "same"),
        lambda x, w, b: convolution.conv2d_backward(
            convolution.conv2d(x, w, b, 1, "same"), x, w, 1, "same"
        )[0],
        lambda x, *_: pooling.max_pool(x),
        lambda x, *_: pooling.max_pool_backward(pooling.max_pool(x), x),
        lambda x, *_: pooling.max_pool_backward_shared(pooling.max_pool(x), x),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_layers_keep_their_dtype(layer: Callable[..., np.ndarray], dtype: type) -> None:
    assert layer(*(a.astype(dtype) for a in _layer())).dtype == dtype
