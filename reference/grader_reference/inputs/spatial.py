"""Discriminating inputs for convolution and pooling. Runs in the judge.

Images are not square, all sizes differ, kernels are not symmetric, strides and padding occur.
"""

from typing import Any

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.inputs.rows import Draw, case, in_single, rounded, scored, signed

LAYERS = (
    ("3 images of 6 × 5 with 2 channels, stride 1, padding 1", (3, 6, 5, 2), (3, 3, 2, 4), 1, 1),
    ("2 images of 7 × 9 with 3 channels, stride 2, padding 2", (2, 7, 9, 3), (3, 3, 3, 5), 2, 2),
    ("2 others of 7 × 9 with 3 channels", (2, 7, 9, 3), (3, 3, 3, 5), 2, 2),
)
"""Label, image shape, kernel shape, stride, padding."""


def convolutions(*, backward: bool) -> Draw:
    """Draw a layer's images, kernel and bias; for the gradients, what arrives from above."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return (
            *(
                scored("ordinary", label, **_layer(rng, shape, kernel, stride, padding, backward))
                for label, shape, kernel, stride, padding in LAYERS
            ),
            scored(
                "shape",
                "a kernel of 3 × 2, no padding",
                **_layer(rng, (2, 5, 6, 2), (3, 2, 2, 3), 1, 0, backward),
            ),
        )

    return draw


def small_convolutions(*, backward: bool) -> Draw:
    """Draw one image of 3 × 3 with a kernel of 2 × 2, then two channels with padding."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        one = _layer(rng, (1, 3, 3, 1), (2, 2, 1, 1), 1, 0, backward)
        two = _layer(rng, (1, 3, 4, 2), (3, 3, 2, 2), 1, 1, backward)
        return (
            case("ordinary", "one image of 3 × 3", **_rounded(one)),
            case("ordinary", "two channels with padding", **_rounded(two)),
        )

    return draw


def _layer(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: int,
    padding: int,
    backward: bool,  # noqa: FBT001 - the last of the sizes
) -> dict[str, Any]:
    images, weights = _any(rng, *shape), _any(rng, *kernel)
    how = {"stride": stride, "padding": padding}
    if not backward:
        return {"x": images, "kernel": weights, "bias": _any(rng, kernel[3]), **how}
    above = tuple((shape[i + 1] + 2 * padding - kernel[i]) // stride + 1 for i in (0, 1))
    dz = _any(rng, shape[0], *above, kernel[3])
    return {"dz": dz, "x": images, "kernel": weights, **how}


def _any(rng: np.random.Generator, *shape: int) -> Array:
    """Return numbers of either sign, none of them small; a shape may hold a single number."""
    return signed(rng, *shape[:-1], shape[-1] + 1, low=0.2, high=2.0)[..., :-1]


def _rounded(given: dict[str, Any]) -> dict[str, Any]:
    return {n: rounded(v) if isinstance(v, np.ndarray) else v for n, v in given.items()}


def pools(*, backward: bool) -> Draw:
    """Draw images to pool by squares of 2 and 3, one with a rest at the edges, one with ties."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        sizes = (
            ("2 images of 6 × 8 with 3 channels, squares of 2", (2, 6, 8, 3), 2),
            ("3 images of 6 × 9 with 2 channels, squares of 3", (3, 6, 9, 2), 3),
            ("3 other images of 6 × 9, squares of 3", (3, 6, 9, 2), 3),
        )
        cases = [
            scored("ordinary", label, **_pool(rng, shape, size, backward=backward))
            for label, shape, size in sizes
        ]
        rest = _pool(rng, (2, 7, 5, 2), 2, backward=backward)
        cases.append(
            scored("shape", "7 × 5 with squares of 2: a row and a column are left", **rest)
        )
        if backward:
            tied = _pool(rng, (2, 4, 6, 3), 2, backward=True)
            tied["x"] = in_single(_tied(tied["x"]))
            cases.append(scored("ties", "squares whose largest number occurs twice", **tied))
        return tuple(cases)

    return draw


def _tied(x: Array) -> Array:
    """Return images in which every second square has its largest number twice."""
    x = x.copy()
    x[:, ::4, 1::2] = x[:, 1::4, ::2] = np.maximum(np.abs(x[:, ::4, ::2]), 1.5) + 3
    return x


def small_pools(*, backward: bool) -> Draw:
    """Draw one square, then four."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            case("ordinary", label, **_rounded(_pool(rng, shape, 2, backward=backward)))
            for label, shape in (("one square", (1, 2, 2, 1)), ("four squares", (1, 4, 4, 1)))
        )

    return draw


def _pool(
    rng: np.random.Generator, shape: tuple[int, ...], size: int, *, backward: bool
) -> dict[str, Any]:
    """Draw images in which no two numbers are equal."""
    count = int(np.prod(shape))
    steps = np.linspace(0.05, 3.0, count) + rng.uniform(0, 1 / count, count)
    x = in_single((rng.permutation(steps) * rng.choice((-1.0, 1.0), count)).reshape(shape))
    if not backward:
        return {"x": x, "size": size}
    dh = _any(rng, shape[0], shape[1] // size, shape[2] // size, shape[3])
    return {"dh": dh, "x": x, "size": size}
