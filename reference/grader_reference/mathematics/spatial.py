"""The derivations of convolution and pooling, with their gradients. Runs in the judge."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import DIFFERENCES, deep_learning
from grader_reference.mathematics.trials import spatial as trials

_DUMOULIN = "Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016)"
_LAYER = {
    "x": "images, N × H × W × C: N images of H × W pixels with C channels",
    "kernel": "kh × kw × C × K: a window for each of K kernels",
    "s, p": "stride, and how many zeros are put around on each side",
}

CONV2D = Mathematics(
    symbols={
        **_LAYER,
        "bias": "K: one number per kernel",
        "z": "the result, N × H′ × W′ × K",
        "i, j": "count the windows, down and to the right",
        "u, v, c": "count places in a window, and channels",
    },
    steps=(
        (
            "Put p rows and columns of zeros around every image. They add nothing to any sum; they"
            " only let windows begin further out."
        ),
        (
            "Window i, j begins at row s i and column s j of the padded image. Those that fit: H′"
            " = ⌊(H + 2p − kh) / s⌋ + 1, and W′ likewise, so the last one that fits is taken as"
            " well."
        ),
        (
            "One number of the result: multiply a window with a kernel place by place, and sum"
            " over rows, columns and all channels: z[n, i, j, k] = Σ_u Σ_v Σ_c x[n, s i + u, s j +"
            " v, c] · kernel[u, v, c, k] + bias[k]."
        ),
        (
            "u and v count in the same direction in both: the kernel is not flipped."
            " Mathematicians call this a cross-correlation; networks call it a convolution."
        ),
        (
            "The bias of the kernel is added once, outside the sums. Nothing is divided by how"
            " many terms there are."
        ),
        "Every kernel sees all channels, and images do not know each other.",
    ),
    sources=(deep_learning("§9.1, eq. 9.6, and §9.5"), _DUMOULIN),
    trials=(
        Trial(
            code=trials.convolution_by_loops,
            expect="the shape is (2, 3, 3, 3), and the difference is 0.",
        ),
        Trial(
            code=trials.convolution_of_one_pixel,
            expect=(
                "the kernel comes out turned by 180°, as a correlation does with a single pixel."
            ),
        ),
    ),
)
CONV2D_BACKWARD = Mathematics(
    symbols={
        **_LAYER,
        "dz": "the gradient of the loss by the result, N × H′ × W′ × K",
        "dx, dkernel, dbias": "the gradients by images, kernel and bias, each of its own's shape",
    },
    steps=(
        (
            "Start at one product of the forward sum: x[n, s i + u, s j + v, c] · kernel[u, v, c,"
            " k] goes into z[n, i, j, k]. By the chain rule each factor gets dz times the other"
            " factor."
        ),
        (
            "By the kernel, summed over every image and window in which it was used: dkernel[u, v,"
            " c, k] = Σ_n Σ_i Σ_j x[n, s i + u, s j + v, c] · dz[n, i, j, k]."
        ),
        (
            "By the bias, which was added in every window of every image: dbias[k] = Σ_n Σ_i Σ_j"
            " dz[n, i, j, k]. Sums, no means: 1/N is in dz already."
        ),
        (
            "By the images: a pixel lies in several windows, and gets from each of them. Begin"
            " with zeros of the padded image's size, and add for every window dx[n, s i + u, s j +"
            " v, c] += Σ_k kernel[u, v, c, k] · dz[n, i, j, k]."
        ),
        "Windows overlap, so it is += and not =.",
        (
            "For stride 1 these sums are a cross-correlation of dz, with zeros around it, with the"
            " kernel turned by 180°."
        ),
        "At the end cut p rows and columns off on every side: what went to the zeros goes nowhere.",
    ),
    sources=(deep_learning("§9.5"), _DUMOULIN, DIFFERENCES),
    trials=(
        Trial(
            code=trials.convolution_gradients_by_differences,
            expect="ratios from 1 to 1 for all three.",
        ),
    ),
)
MAX_POOL = Mathematics(
    symbols={
        "x": "images, N × H × W × C",
        "s": "the side of a square, its step as well",
        "h": "the result, N × ⌊H/s⌋ × ⌊W/s⌋ × C",
    },
    steps=(
        (
            "Cut every channel of every image into squares of s × s pixels that do not overlap;"
            " what fills none at the right and below is left out."
        ),
        (
            "Of each square keep the largest number: h[n, i, j, c] = max over 0 ≤ u, v < s of x[n,"
            " s i + u, s j + v, c]."
        ),
        "The largest, also where all are negative: nothing begins at 0, and signs stay.",
        "Channels stay apart, so there are as many as before.",
    ),
    sources=(deep_learning("§9.3"),),
    trials=(
        Trial(
            code=trials.pooling_by_hand,
            expect=(
                "4 8 in the first row and −1 6 in the second; the fifth column is left out, and"
                " the second channel does not mix in: (1, 2, 2, 2)."
            ),
        ),
    ),
)
MAX_POOL_BACKWARD = Mathematics(
    symbols={
        "x": "images, N × H × W × C",
        "dh": "the gradient of the loss by the result, N × ⌊H/s⌋ × ⌊W/s⌋ × C",
        "dx": "the gradient by the images, of x's shape",
    },
    steps=(
        (
            "Near x the largest number of a square is one pixel, and the result moves with that"
            " pixel alone: ∂h/∂x is 1 there and 0 at all others of the square."
        ),
        (
            "So dx is 0 everywhere, except that each square's largest pixel gets the square's dh,"
            " whole and with its sign."
        ),
        "The pixel's own value does not matter: dh is not multiplied by it.",
        "Pixels that fill no square get 0. dx sums to what dh sums to.",
        (
            "Where the largest number occurs twice there is no derivative: the first may get it,"
            " each may get it, or they share it."
        ),
    ),
    sources=(deep_learning("§9.3"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.pooling_gradient_by_hand,
            expect="10 at the 4, 20 at the 8, 30 at the −1 and −40 at the 6, and 0 elsewhere.",
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "conv2d": CONV2D,
    "conv2d_backward": CONV2D_BACKWARD,
    "max_pool": MAX_POOL,
    "max_pool_backward": MAX_POOL_BACKWARD,
}
