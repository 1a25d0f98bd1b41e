"""How to find out whether a convolution or a pooling is right. Each body is pasted as it stands."""

import numpy as np

from grader_reference.mathematics.trials.form import Tried


def convolution_by_loops(conv2d: Tried) -> None:
    """Hold a convolution against seven loops."""
    rng = np.random.default_rng(0)
    x, kernel, bias = (
        rng.normal(size=(2, 6, 4, 2)),
        rng.normal(size=(3, 2, 2, 3)),
        rng.normal(size=3),
    )
    framed = np.zeros((2, 8, 6, 2))
    framed[:, 1:-1, 1:-1] = x
    z = np.zeros((2, 3, 3, 3)) + bias
    for n, i, j, k, u, v, c in np.ndindex(2, 3, 3, 3, 3, 2, 2):
        z[n, i, j, k] += framed[n, 2 * i + u, 2 * j + v, c] * kernel[u, v, c, k]
    yours = conv2d(x, kernel, bias, 2, 1)
    print("shape:", np.shape(yours))
    print("difference:", np.abs(yours - z).max().round(9))


def convolution_of_one_pixel(conv2d: Tried) -> None:
    """Convolve an image that has a single 1."""
    x, kernel = np.zeros((1, 5, 5, 1)), np.arange(1.0, 10.0).reshape(3, 3, 1, 1)
    x[0, 2, 2, 0] = 1.0
    print(conv2d(x, kernel, np.zeros(1), 1, 0)[0, :, :, 0])


def convolution_gradients_by_differences(conv2d_backward: Tried, conv2d: Tried) -> None:
    """Move one number at a time, and watch the sum of dz times the result."""
    rng = np.random.default_rng(0)
    x, kernel, bias = (
        rng.normal(size=(2, 4, 5, 2)),
        rng.normal(size=(3, 2, 2, 3)),
        rng.normal(size=3),
    )
    dz = rng.normal(size=conv2d(x, kernel, bias, 1, 1).shape)
    eps = 1e-5
    for name, array, yours in zip(
        ("dx", "dkernel", "dbias"),
        (x, kernel, bias),
        conv2d_backward(dz, x, kernel, 1, 1),
        strict=True,
    ):
        quotient = np.zeros_like(array)
        for place in np.ndindex(array.shape):
            old = array[place]
            array[place] = old + eps
            up = np.sum(dz * conv2d(x, kernel, bias, 1, 1))
            array[place] = old - eps
            down = np.sum(dz * conv2d(x, kernel, bias, 1, 1))
            array[place] = old
            quotient[place] = (up - down) / (2 * eps)
        ratio = yours / quotient
        print(name, "yours / quotient: from", ratio.min().round(4), "to", ratio.max().round(4))


def pooling_by_hand(max_pool: Tried) -> None:
    """Pool one image of 4 × 5 pixels by hand."""
    x = np.array(
        [[1, 4, 2, 8, 9], [3, -7, 5, 0, 9], [-1, -2, 6, 1, 9], [-4, -3, 2, 5, 9]], dtype=float
    )
    h = max_pool(np.stack([x, -x], axis=-1)[None], 2)
    print(h[0, :, :, 0], np.shape(h))


def pooling_gradient_by_hand(max_pool_backward: Tried) -> None:
    """Pass four gradients back to an image of 4 × 5 pixels."""
    x = np.array(
        [[1, 4, 2, 8, 9], [3, -7, 5, 0, 9], [-1, -2, 6, 1, 9], [-4, -3, 2, 5, 9]], dtype=float
    )
    dh = np.array([[10, 20], [30, -40]], dtype=float)
    print(max_pool_backward(dh[None, :, :, None], x[None, :, :, None], 2)[0, :, :, 0] + 0.0)
