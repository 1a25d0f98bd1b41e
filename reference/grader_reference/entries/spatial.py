"""Entries of convolution and pooling layers and of their gradients. Runs in the judge."""

from typing import Any

import numpy as np

from grader_reference import convolution, pooling
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention, Function
from grader_reference.entries import part_parameters as of
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs import spatial as spatial_inputs
from grader_reference.misconceptions import spatial as wrong

_SHAPES = "Write down the shapes of all arrays: over which axes is summed?"
_SLOPE = "Move one entry by ±0.00001: by how much does the summed result change?"


def functions() -> tuple[Function, ...]:
    """Return the convolution layer, max pooling and their gradients."""
    return (_conv2d(), _conv2d_backward(), _max_pool(), _max_pool_backward())


def images(*, kernels: tuple[int, ...] = ()) -> tuple[Convention, ...]:
    """Return where the channels stand: last or first; ``kernels`` are answers that are kernels."""

    def turned(value: Any, *, kernel: bool) -> Any:
        if np.ndim(value) != 4:
            return value
        change = convolution.kernel_channels_first if kernel else convolution.channels_first
        return change(value)

    def present(given: Arguments) -> Arguments:
        return {name: turned(v, kernel=name == "kernel") for name, v in given.items()}

    def adapt(right: Any, _: Arguments) -> Any:
        if not isinstance(right, tuple):
            return turned(right, kernel=False)
        return tuple(turned(part, kernel=i in kernels) for i, part in enumerate(right))

    return (
        Convention(
            id="channels_last",
            axis="images",
            claim="images are (N, H, W, C), kernels (height, width, inputs, outputs)",
            shared=True,
        ),
        Convention(
            id="channels_first",
            axis="images",
            claim="images are (N, C, H, W), kernels (outputs, inputs, height, width)",
            shared=True,
            harmless=True,
            present=present,
            adapt=adapt,
        ),
    )


def _window(kernel: Array) -> int:
    return int(np.prod(kernel.shape[:3])) + 1


def _conv2d() -> Function:
    def by_offsets(x: Array, kernel: Array, bias: Array, stride: int, padding: int) -> Array:
        """Return the sum over the kernel's places of shifted images."""
        sides = (padding, padding)
        wide = np.pad(x, ((0, 0), sides, sides, (0, 0)))
        height, width = (n - k + 1 for n, k in zip(wide.shape[1:3], kernel.shape, strict=False))
        terms = (
            wide[:, u : u + height : stride, v : v + width : stride] @ kernel[u, v]
            for u, v in np.ndindex(*kernel.shape[:2])
        )
        return np.asarray(sum(terms) + bias)

    return Function(
        name="conv2d",
        title="Convolution layer",
        asks="conv2d(x, kernel, bias, stride, padding) returns the cross-correlation of every image"
        " with every kernel, plus the kernel's bias; padding is the number of zeros on each side.",
        parameters=(of.IMAGES, of.KERNEL, of.FILTER_BIAS, of.STRIDE, of.PADDING),
        right=convolution.conv2d,
        draw=spatial_inputs.convolutions(backward=False),
        small=spatial_inputs.small_convolutions(backward=False),
        parts=ORDINARY,
        conventions=images(),
        misconceptions=wrong.conv2d(),
        magnitude=lambda x, k, b, *how: convolution.conv2d(abs(x), abs(k), abs(b), *how),
        terms=lambda x, k, *_: _window(k),  # noqa: ARG005 - called by position
        equivalents=(by_offsets,),
        aliases=("conv_forward", "convolution", "conv", "conv2d_forward", "convolve"),
        hints=("Calculate one output by hand, with a kernel of four different numbers.", _SHAPES),
    )


def _conv2d_backward() -> Function:
    def magnitude(dz: Array, x: Array, k: Array, *how: int) -> tuple[Array, ...]:
        return convolution.conv2d_backward(abs(dz), abs(x), abs(k), *how)

    program = wrong.CONV_BACKWARD
    return Function(
        name="conv2d_backward",
        title="Gradients of a convolution layer",
        asks="conv2d_backward(dz, x, kernel, stride, padding) returns the gradients by the images,"
        " the kernel and the bias, from the gradient dz by the layer's result.",
        parameters=(of.BY_SCORES, of.IMAGES, of.KERNEL, of.STRIDE, of.PADDING),
        outputs=("dx", "dkernel", "dbias"),
        right=convolution.conv2d_backward,
        draw=spatial_inputs.convolutions(backward=True),
        small=spatial_inputs.small_convolutions(backward=True),
        parts=ORDINARY,
        conventions=images(kernels=(1,)),
        misconceptions=wrong.conv2d_backward(),
        magnitude=magnitude,
        terms=lambda dz, x, k, *_: max(_window(k), dz.size // dz.shape[-1]),  # noqa: ARG005
        equivalents=(program.function("conv2d_backward right"),),
        aliases=("conv_backward", "conv_back", "grad_conv2d", "convolution_backward"),
        hints=(_SLOPE, _SHAPES),
    )


def _max_pool() -> Function:
    program = wrong.POOL
    return Function(
        name="max_pool",
        title="Max pooling",
        asks="max_pool(x, size) returns the largest number of every square of size × size pixels;"
        " squares do not overlap, and what fills none is left out.",
        parameters=(of.IMAGES, of.WINDOW),
        right=pooling.max_pool,
        draw=spatial_inputs.pools(backward=False),
        small=spatial_inputs.small_pools(backward=False),
        parts=ORDINARY,
        conventions=images(),
        misconceptions=wrong.max_pool(),
        equivalents=(program.function("max_pool right"),),
        aliases=("max_pooling", "max_pool_2d", "pool_forward", "max_pool_forward"),
        exact=True,
        hints=("Calculate one square of four different numbers by hand.", _SHAPES),
    )


def _max_pool_backward() -> Function:
    def ties(name: str, claim: str, right: Any = None) -> Convention:
        return Convention(id=name, axis="ties", claim=claim, function=right, harmless=True)

    return Function(
        name="max_pool_backward",
        title="Gradient of max pooling",
        asks="max_pool_backward(dh, x, size) returns the gradient by the images, from the gradient"
        " dh by the result of max_pool(x, size).",
        parameters=(of.BY_POOLED, of.IMAGES, of.WINDOW),
        right=pooling.max_pool_backward,
        draw=spatial_inputs.pools(backward=True),
        small=spatial_inputs.small_pools(backward=True),
        parts={"ordinary": 3.0, "ties": 1.0},
        conventions=(
            ties("ties_first", "of equally large pixels the first gets the gradient"),
            ties(
                "ties_all",
                "of equally large pixels each gets the gradient",
                pooling.max_pool_backward_all,
            ),
            ties(
                "ties_shared",
                "equally large pixels share the gradient",
                pooling.max_pool_backward_shared,
            ),
            *images(),
        ),
        misconceptions=wrong.max_pool_backward(),
        equivalents=(wrong.POOL_BACKWARD.function("max_pool_backward right"),),
        aliases=("pool_backward", "max_pooling_backward", "grad_max_pool"),
        exact=True,
        hints=("Calculate one square of four different numbers by hand.", _SLOPE),
    )
