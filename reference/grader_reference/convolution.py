"""Two-dimensional convolution layers by matrix products. Runs in the judge.

Layers of networks compute a cross-correlation: the kernel is not flipped (*Deep Learning*, §9.1).
Images are (N, H, W, C), kernels (kh, kw, C, K):

    z[n, i, j, k] = b[k] + Σ x[n, s i + u − p, s j + v − q, c] · kernel[u, v, c, k]

with stride s and padding p, q; beyond its edge an image is 0. Every window becomes a row (im2col),
so that the layer is one product of matrices, and the gradients are two.
"""

from typing import TypeAlias

import numpy as np

from grader_reference.arrays import Array

Pads: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Zeros above and below, left and right."""
Padding: TypeAlias = int | str | Pads
"""How many zeros on every side, ``same``, ``valid``, or the four numbers."""


def pads(padding: Padding, image: tuple[int, int], kernel: tuple[int, int], stride: int) -> Pads:
    """Return the zeros on the four sides; ``same`` puts the odd one below and right.

    With ``same`` the result has ⌈H / s⌉ rows, as in TensorFlow.

    Raises:
        ValueError: The word is neither ``same`` nor ``valid``.
    """
    if isinstance(padding, tuple):
        return padding
    if isinstance(padding, int):
        return (padding, padding), (padding, padding)
    if padding.lower() == "valid":
        return (0, 0), (0, 0)
    if padding.lower() != "same":
        raise ValueError(f"padding is a number, four numbers, 'same' or 'valid', not {padding!r}")
    rows, columns = (_same(n, k, stride) for n, k in zip(image, kernel, strict=True))
    return rows, columns


def _same(size: int, kernel: int, stride: int) -> tuple[int, int]:
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def padded(x: Array, around: Pads) -> Array:
    """Return images with zeros around them; (N, H, W, C) → (N, H + …, W + …, C)."""
    return x if around == ((0, 0), (0, 0)) else np.pad(x, ((0, 0), *around, (0, 0)))


def windows(x: Array, size: tuple[int, int], stride: int) -> Array:
    """Return a view of every window; (N, H, W, C) → (N, H′, W′, kh, kw, C)."""
    view = np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))
    return view[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)


def conv2d(x: Array, kernel: Array, bias: Array, stride: int = 1, padding: Padding = 0) -> Array:
    """Return the cross-correlation with a bias.

    Shapes: x (N, H, W, C), kernel (kh, kw, C, K), bias (K,) or (1, K) → (N, H′, W′, K) with
    H′ = ⌊(H + p − kh) / s⌋ + 1, p zeros above and below together.
    """
    rows, shape = _rows(x, kernel, stride, padding)
    z = rows @ kernel.reshape(-1, kernel.shape[-1])
    z += bias.reshape(1, -1)
    return z.reshape(*shape, kernel.shape[-1])


def conv2d_backward(
    dz: Array, x: Array, kernel: Array, stride: int = 1, padding: Padding = 0
) -> tuple[Array, Array, Array]:
    """Return the gradients by x, kernel and bias.

    Shapes: dz (N, H′, W′, K) → x's (N, H, W, C), kernel's (kh, kw, C, K) and (K,).
    """
    dkernel, dbias = conv2d_backward_parameters(dz, x, kernel, stride, padding)
    return conv2d_backward_input(dz, x, kernel, stride, padding), dkernel, dbias


def conv2d_backward_parameters(
    dz: Array, x: Array, kernel: Array, stride: int = 1, padding: Padding = 0
) -> tuple[Array, Array]:
    """Return the gradients by kernel and bias: windowsᵀ dz, and dz summed over all windows."""
    rows, _ = _rows(x, kernel, stride, padding)
    flat = dz.reshape(-1, dz.shape[-1])
    return (rows.T @ flat).reshape(kernel.shape), flat.sum(axis=0)


def conv2d_backward_input(
    dz: Array, x: Array, kernel: Array, stride: int = 1, padding: Padding = 0
) -> Array:
    """Return the gradient by the images: what each window passes back, added where it came from."""
    kh, kw, channels, outputs = kernel.shape
    (top, below), (left, right) = around = pads(padding, x.shape[1:3], (kh, kw), stride)
    n, height, width, _ = dz.shape
    passed = (dz.reshape(-1, outputs) @ kernel.reshape(-1, outputs).T).reshape(
        n, height, width, kh, kw, channels
    )
    dx = np.zeros_like(padded(x, around))
    for u in range(kh):
        for v in range(kw):
            rows = slice(u, u + stride * height, stride)
            columns = slice(v, v + stride * width, stride)
            dx[:, rows, columns] += passed[:, :, :, u, v]
    return dx[:, top : dx.shape[1] - below, left : dx.shape[2] - right]


def _rows(
    x: Array, kernel: Array, stride: int, padding: Padding
) -> tuple[Array, tuple[int, int, int]]:
    """Return every window as a row, (N H′ W′, kh kw C), and (N, H′, W′)."""
    size = kernel.shape[:2]
    view = windows(padded(x, pads(padding, x.shape[1:3], size, stride)), size, stride)
    n, height, width = view.shape[:3]
    return view.reshape(n * height * width, -1), (n, height, width)


def channels_first(x: Array) -> Array:
    """Return images (N, H, W, C) as (N, C, H, W)."""
    return np.transpose(x, (0, 3, 1, 2))


def channels_last(x: Array) -> Array:
    """Return images (N, C, H, W) as (N, H, W, C)."""
    return np.transpose(x, (0, 2, 3, 1))


def kernel_channels_first(kernel: Array) -> Array:
    """Return a kernel (kh, kw, C, K) as (K, C, kh, kw)."""
    return np.transpose(kernel, (3, 2, 0, 1))


def kernel_channels_last(kernel: Array) -> Array:
    """Return a kernel (K, C, kh, kw) as (kh, kw, C, K)."""
    return np.transpose(kernel, (2, 3, 1, 0))
