"""Known wrong convolution and pooling layers, mostly patches of the right. Runs in the judge.

Images are (N, H, W, C) and kernels (kh, kw, C, K); the windows of an image are (N, H′, W′, C, kh,
kw), as numpy's ``sliding_window_view`` gives them.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array

Slips = tuple[Slip[str], ...]

_WINDOWS = {
    "padded": "np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))",
    "every": "np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[:2], axis=(1, 2))",
    "windows": "every[:, ::stride, ::stride]",
}
CONV = Program(
    name="conv2d",
    parameters=("x", "kernel", "bias", "stride", "padding"),
    statements={**_WINDOWS, "z": "np.einsum('nijcuv,uvck->nijk', windows, kernel)"},
    result="z + bias",
)
CONV_BACKWARD = Program(
    name="conv2d_backward",
    parameters=("dz", "x", "kernel", "stride", "padding"),
    statements={
        **_WINDOWS,
        "dbias": "np.sum(dz, axis=(0, 1, 2))",
        "dkernel": "np.einsum('nijcuv,nijk->uvck', windows, dz)",
        "spread": "np.zeros((*every.shape[:3], dz.shape[3]))",
        "spread[:, ::stride, ::stride]": "dz",
        "edge": "[(n - 1, n - 1) for n in kernel.shape[:2]]",
        "around": "np.pad(spread, ((0, 0), *edge, (0, 0)))",
        "passed": (
            "np.lib.stride_tricks.sliding_window_view(around, kernel.shape[:2], axis=(1, 2))"
        ),
        "turned": "kernel[::-1, ::-1]",
        "dpadded": "np.einsum('nijkuv,uvck->nijc', passed, turned)",
        "dx": "dpadded[:, padding : padding + x.shape[1], padding : padding + x.shape[2]]",
    },
    result="dx, dkernel, dbias",
)
_SQUARES = {
    "rows": "x.shape[1] // size",
    "columns": "x.shape[2] // size",
    "whole": "x[:, : rows * size, : columns * size]",
    "squares": "whole.reshape(len(x), rows, size, columns, size, x.shape[3])",
}
POOL = Program(
    name="max_pool",
    parameters=("x", "size"),
    statements={**_SQUARES, "h": "np.max(squares, axis=(2, 4))"},
    result="h",
)
POOL_BACKWARD = Program(
    name="max_pool_backward",
    parameters=("dh", "x", "size"),
    statements={
        **_SQUARES,
        "flat": (
            "squares.transpose(0, 1, 3, 5, 2, 4)"
            ".reshape(len(x), rows, columns, x.shape[3], size * size)"
        ),
        "chosen": "np.argmax(flat, axis=-1)",
        "mask": "np.arange(size * size) == chosen[..., None]",
        "passed": "mask * dh[..., None]",
        "grid": "passed.reshape(*passed.shape[:4], size, size).transpose(0, 1, 4, 2, 5, 3)",
        "dx": "np.zeros(x.shape)",
        "dx[:, : rows * size, : columns * size]": (
            "grid.reshape(len(x), rows * size, columns * size, x.shape[3])"
        ),
    },
    result="dx",
)

_ONE_WINDOW = "Calculate one output by hand, with a kernel of four different numbers."
_CORNER = "Compare an output in the middle of the image with one at its edge."
_SHAPES = "Compare the shapes of argument and result."
_SLOPE = "Move one entry by ±0.00001 and divide the difference of the summed result by 0.00002."
_SQUARE = "Calculate one square of four different numbers by hand."


def conv2d() -> tuple[Misconception, ...]:
    """Return what goes wrong with a convolution layer."""
    return wrong(_CONV, CONV, "", function="conv2d")


def conv2d_backward() -> tuple[Misconception, ...]:
    """Return what goes wrong with a convolution layer's gradients."""
    overwritten = Misconception(
        id="conv2d_backward.overwritten",
        claim="where windows overlap, only the last one's gradient is kept",
        hints=("How many windows contain one pixel?", _SLOPE),
        explanation="dx[window] = … in place of +=.",
        function=_overwritten,
    )
    return (*wrong(_CONV_BACKWARD, CONV_BACKWARD, "", function="conv2d_backward"), overwritten)


def max_pool() -> tuple[Misconception, ...]:
    """Return what goes wrong with max pooling."""
    return wrong(_POOL, POOL, "", function="max_pool")


def max_pool_backward() -> tuple[Misconception, ...]:
    """Return what goes wrong with the gradient of max pooling."""
    return wrong(_POOL_BACKWARD, POOL_BACKWARD, "", function="max_pool_backward")


def _overwritten(dz: "Array", x: "Array", kernel: "Array", stride: int, padding: int) -> "Any":
    kh, kw = kernel.shape[:2]
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), sides, sides, (0, 0)))
    dpadded, dkernel = np.zeros(padded.shape), np.zeros(kernel.shape)
    for i in range(dz.shape[1]):
        for j in range(dz.shape[2]):
            rows, columns = i * stride, j * stride
            window = padded[:, rows : rows + kh, columns : columns + kw]
            dkernel += np.einsum("nuvc,nk->uvck", window, dz[:, i, j])
            passed = np.einsum("nk,uvck->nuvc", dz[:, i, j], kernel)
            dpadded[:, rows : rows + kh, columns : columns + kw] = passed
    inner = slice(padding, padding + x.shape[1]), slice(padding, padding + x.shape[2])
    return dpadded[:, inner[0], inner[1]], dkernel, dz.sum(axis=(0, 1, 2))


_CONV: Slips = (
    Slip(
        id="flipped",
        claim="the kernel is flipped",
        hints=(_ONE_WINDOW, "Which corner of the kernel meets the window's first pixel?"),
        explanation="A true convolution: kernel[::-1, ::-1]. Layers compute a cross-correlation.",
        lines=lambda _: {
            "z": "np.einsum('nijcuv,uvck->nijk', windows, kernel[::-1, ::-1])",
        },
    ),
    Slip(
        id="kernel_transposed",
        claim="rows and columns of the kernel are exchanged",
        hints=(_ONE_WINDOW, "Which index of the kernel goes down, which to the right?"),
        explanation="kernel.transpose(1, 0, 2, 3).",
        lines=lambda _: {
            "z": "np.einsum('nijcuv,vuck->nijk', windows, kernel)",
        },
    ),
    Slip(
        id="padding_one_side",
        claim="all zeros are put below and right of the image",
        hints=(_CORNER, "Where in the result does the image's first pixel count?"),
        explanation="(0, 2p) in place of (p, p): right shape, shifted picture.",
        lines=lambda _: {
            "padded": "np.pad(x, ((0, 0), (0, 2 * padding), (0, 2 * padding), (0, 0)))",
        },
    ),
    Slip(
        id="padding_ignored",
        claim="no zeros are put around the image",
        hints=(_SHAPES, "Which argument is not used?"),
        explanation="Every result is smaller by 2p.",
        lines=lambda _: {"padded": "x"},
    ),
    Slip(
        id="padding_edge",
        claim="the image is continued beyond its edge by its last pixels",
        hints=(_CORNER, "What is beyond the edge of an image?"),
        explanation="np.pad(mode='edge').",
        lines=lambda _: {
            "padded": (
                "np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)), mode='edge')"
            ),
        },
    ),
    Slip(
        id="stride_ignored",
        claim="the window moves by one pixel always",
        hints=(_SHAPES, "Which argument is not used?"),
        explanation="Stride 1.",
        lines=lambda _: {"windows": "every"},
    ),
    Slip(
        id="stride_of_rows_only",
        claim="the stride is used downwards, but not to the right",
        hints=(_SHAPES, "In how many directions does the window move?"),
        explanation="The columns go on with stride 1.",
        lines=lambda _: {"windows": "every[:, ::stride]"},
    ),
    Slip(
        id="no_bias",
        claim="the bias is not added",
        hints=("Change the bias: does the result change?", _ONE_WINDOW),
        explanation="z without b.",
        lines=lambda _: {"return": "z"},
    ),
    Slip(
        id="bias_in_every_product",
        claim="the bias is added at every pixel of the window",
        hints=(_ONE_WINDOW, "How often does the bias count in one output?"),
        explanation="kh kw C times b: it stands within the sum.",
        lines=lambda _: {"return": "z + bias * np.prod(kernel.shape[:3])"},
    ),
    Slip(
        id="first_channel",
        claim="only the first channel is used",
        hints=("Change another channel: does the result change?", "Over what is summed?"),
        explanation="x[..., 0].",
        lines=lambda _: {
            "z": "np.einsum('nijcuv,uvck->nijk', windows[:, :, :, :1], kernel[:, :, :1])",
        },
    ),
    Slip(
        id="channels_reversed",
        claim="the channels meet the kernel's in the opposite order",
        hints=("Set all channels but one to 0: which part of the kernel counts?", _ONE_WINDOW),
        explanation="RGB against BGR.",
        lines=lambda _: {
            "z": "np.einsum('nijcuv,uvck->nijk', windows, kernel[:, :, ::-1])",
        },
    ),
    Slip(
        id="channels_mixed",
        claim="windows and kernel are written out in different orders before they are multiplied",
        hints=("Write out one window and one kernel as rows: do the places fit?", _ONE_WINDOW),
        explanation="im2col in the order channel, row, column against row, column, channel.",
        lines=lambda _: {
            "z": ("windows.reshape(*windows.shape[:3], -1) @ kernel.reshape(-1, kernel.shape[3])"),
        },
    ),
    Slip(
        id="averaged",
        claim="the products are averaged over the window, not summed",
        hints=(_ONE_WINDOW, "By what factor is it too small?"),
        explanation="Divided by kh kw.",
        lines=lambda _: {"return": "z / np.prod(kernel.shape[:2]) + bias"},
    ),
    Slip(
        id="last_window_missing",
        claim="the last row and the last column of windows are missing",
        hints=(_SHAPES, "How many windows of 2 fit into 3 pixels?"),
        explanation="(H − kh) // s without + 1.",
        lines=lambda _: {"windows": "every[:, ::stride, ::stride][:, :-1, :-1]"},
    ),
)

_CONV_BACKWARD: Slips = (
    Slip(
        id="not_flipped",
        claim="the gradient is passed back through the kernel as it stands",
        hints=("Which pixel of the window does the kernel's first number belong to?", _SLOPE),
        explanation="The input's gradient is a convolution with the flipped kernel.",
        lines=lambda _: {"turned": "kernel"},
    ),
    Slip(
        id="padding_kept",
        claim="the gradient of the zeros around the image is returned, too",
        hints=(_SHAPES, "Which part of it belongs to the image?"),
        explanation="dx of the padded image.",
        lines=lambda _: {"dx": "dpadded"},
    ),
    Slip(
        id="padding_cut_below",
        claim="the padding is cut off on one side only",
        hints=("Which pixel does the first entry belong to?", _SLOPE),
        explanation="dpadded[:, :H, :W]: right shape, shifted.",
        lines=lambda _: {"dx": "dpadded[:, : x.shape[1], : x.shape[2]]"},
    ),
    Slip(
        id="kernel_gradient_flipped",
        claim="the gradient of the kernel is flipped",
        hints=(_SLOPE, "Which pixels does the kernel's first number meet?"),
        explanation="As for a true convolution.",
        lines=lambda _: {
            "dkernel": "np.einsum('nijcuv,nijk->uvck', windows, dz)[::-1, ::-1]",
        },
    ),
    Slip(
        id="kernel_gradient_averaged",
        claim="the gradient of the kernel is averaged over the windows",
        hints=(_SLOPE, "By what factor is it too small?"),
        explanation="Divided by H′ W′.",
        lines=lambda _: {
            "dkernel": (
                "np.einsum('nijcuv,nijk->uvck', windows, dz) / (dz.shape[1] * dz.shape[2])"
            ),
        },
    ),
    Slip(
        id="divided_by_batch",
        claim="the gradients of kernel and bias are divided by the number of images",
        hints=(_SLOPE, "Is that division part of this layer or of the loss?"),
        explanation="1/N twice, if the loss is a mean.",
        lines=lambda _: {
            "dkernel": "np.einsum('nijcuv,nijk->uvck', windows, dz) / len(x)",
            "dbias": "np.sum(dz, axis=(0, 1, 2)) / len(x)",
        },
    ),
    Slip(
        id="last_image_only",
        claim="the gradient of the kernel is that of the last image",
        hints=("Change the first image: does the gradient change?", "Is something overwritten?"),
        explanation="dkernel = … in place of += in a loop over the images.",
        lines=lambda _: {
            "dkernel": "np.einsum('nijcuv,nijk->uvck', windows[-1:], dz[-1:])",
        },
    ),
    Slip(
        id="bias_averaged",
        claim="the gradient of the bias is averaged, not summed",
        hints=(_SLOPE, "How many outputs does one bias count in?"),
        explanation="A mean over images and pixels.",
        lines=lambda _: {"dbias": "np.mean(dz, axis=(0, 1, 2))"},
    ),
    Slip(
        id="bias_one_number",
        claim="all biases get one gradient",
        hints=(_SHAPES, "Does every output channel have a bias of its own?"),
        explanation="The sum goes over the channels, too.",
        lines=lambda _: {"dbias": "np.full(dz.shape[3], np.sum(dz))"},
    ),
    Slip(
        id="bias_per_image",
        claim="the gradient of the bias keeps a row for every image",
        hints=(_SHAPES, "Over what is to be summed?"),
        explanation="Summed over the pixels only.",
        lines=lambda _: {"dbias": "np.sum(dz, axis=(1, 2))"},
    ),
    Slip(
        id="sign",
        claim="all gradients have the wrong sign",
        hints=(_SLOPE, "Does a larger bias make the output larger?"),
        explanation="−dx, −dkernel, −dbias.",
        lines=lambda _: {"return": "-dx, -dkernel, -dbias"},
    ),
)

_POOL: Slips = (
    Slip(
        id="average",
        claim="the average of every square is taken",
        hints=(_SQUARE, "Can the result be a number that is not in the image?"),
        explanation="Average pooling.",
        lines=lambda _: {"h": "np.mean(squares, axis=(2, 4))"},
    ),
    Slip(
        id="smallest",
        claim="the smallest number of every square is taken",
        hints=(_SQUARE, "Try a square with one positive number."),
        explanation="np.min.",
        lines=lambda _: {"h": "np.min(squares, axis=(2, 4))"},
    ),
    Slip(
        id="sum",
        claim="the numbers of every square are summed",
        hints=(_SQUARE, "Can the result be a number that is not in the image?"),
        explanation="np.sum.",
        lines=lambda _: {"h": "np.sum(squares, axis=(2, 4))"},
    ),
    Slip(
        id="first_pixel",
        claim="the first pixel of every square is taken",
        hints=(_SQUARE, "Does the result depend on the other three?"),
        explanation="x[:, ::size, ::size]: subsampling.",
        lines=lambda _: {"h": "squares[:, :, 0, :, 0]"},
    ),
    Slip(
        id="never_negative",
        claim="a result is never below 0",
        hints=("Try a square of negative numbers.", "With what does the search begin?"),
        explanation="The maximum starts at 0: relu is applied, too.",
        lines=lambda _: {"h": "np.maximum(np.max(squares, axis=(2, 4)), 0)"},
    ),
    Slip(
        id="absolute",
        claim="signs are ignored",
        hints=("Try a square of negative numbers.", _SQUARE),
        explanation="The maximum of |x|.",
        lines=lambda _: {"h": "np.max(np.abs(squares), axis=(2, 4))"},
    ),
    Slip(
        id="scattered",
        claim="the numbers that are compared are not neighbours",
        hints=("Number the pixels of an image: which four are compared?", _SHAPES),
        explanation="Reshaped to (size, rows, size, columns): pixels of one square lie apart.",
        lines=lambda _: {
            "squares": "whole.reshape(len(x), size, rows, size, columns, x.shape[3])",
            "h": "np.max(squares, axis=(1, 3))",
        },
    ),
    Slip(
        id="over_channels",
        claim="the maximum is taken over the channels, too",
        hints=(_SHAPES, "How many channels has the result?"),
        explanation="All channels get the same maximum.",
        lines=lambda _: {"h": "np.max(squares, axis=(2, 4, 5))[..., None] + np.zeros(x.shape[3])"},
    ),
    Slip(
        id="moves_by_one",
        claim="the square moves by one pixel",
        hints=(_SHAPES, "How far apart are two squares?"),
        explanation="Stride 1: squares overlap.",
        lines=lambda _: {
            "h": (
                "np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))"
                ".max(axis=(4, 5))"
            ),
        },
    ),
)

_POOL_BACKWARD: Slips = (
    Slip(
        id="to_all",
        claim="every pixel of a square gets the gradient",
        hints=("Move a pixel that is not the largest: does the output change?", _SQUARE),
        explanation="The mask is missing.",
        lines=lambda _: {"mask": "np.ones(flat.shape)"},
    ),
    Slip(
        id="averaged",
        claim="the gradient is spread over the square in equal parts",
        hints=("Move a pixel that is not the largest: does the output change?", _SQUARE),
        explanation="The gradient of average pooling.",
        lines=lambda _: {"mask": "np.full(flat.shape, 1 / size**2)"},
    ),
    Slip(
        id="to_smallest",
        claim="the smallest pixel of a square gets the gradient",
        hints=(_SQUARE, "Which pixel decides the output?"),
        explanation="argmin.",
        lines=lambda _: {"chosen": "np.argmin(flat, axis=-1)"},
    ),
    Slip(
        id="to_first",
        claim="the first pixel of every square gets the gradient",
        hints=(_SQUARE, "Which pixel decides the output?"),
        explanation="Upsampling to one corner: the image is not used.",
        lines=lambda _: {"chosen": "np.zeros(dh.shape, dtype=int)"},
    ),
    Slip(
        id="to_others",
        claim="all pixels of a square but the largest get the gradient",
        hints=(_SQUARE, "Which pixel decides the output?"),
        explanation="The mask is inverted.",
        lines=lambda _: {"mask": "np.arange(size * size) != chosen[..., None]"},
    ),
    Slip(
        id="mask_only",
        claim="the largest pixel gets 1, whatever arrives from above",
        hints=("Double the gradient from above: does the result double?", _SQUARE),
        explanation="The factor dh is missing.",
        lines=lambda _: {"passed": "mask * np.ones(dh.shape)[..., None]"},
    ),
    Slip(
        id="times_value",
        claim="the gradient is multiplied by the pixel's value",
        hints=("What is the derivative of the maximum by its largest argument?", _SQUARE),
        explanation="dh · max(x).",
        lines=lambda _: {"passed": "mask * flat * dh[..., None]"},
    ),
    Slip(
        id="square_transposed",
        claim="rows and columns are exchanged within every square",
        hints=("Try a square whose largest number stands in a corner beside the first.", _SQUARE),
        explanation="The place is read column by column.",
        lines=lambda _: {
            "grid": "passed.reshape(*passed.shape[:4], size, size).transpose(0, 1, 5, 2, 4, 3)",
        },
    ),
    Slip(
        id="sign",
        claim="the gradient has the wrong sign",
        hints=("Does the output grow with its largest pixel?", _SQUARE),
        explanation="−dh.",
        lines=lambda _: {"passed": "-mask.astype(float) * dh[..., None]"},
    ),
)
