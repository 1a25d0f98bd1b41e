"""Discriminating inputs for convolutional networks. Runs in the judge.

Every number differs, kernels are not symmetric, and biases are far from 0. Two batch sizes tell a
fixed divisor; one size comes twice, so that what is kept from a call before shows.
"""

from dataclasses import replace

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.image_architectures import ImageArchitecture
from grader_reference.initialisation import scaled_weights
from grader_reference.inputs.rows import Draw, case, scored, signed, targets
from grader_reference.inputs.walks import RATES, SETTINGS, STEPS, label
from grader_reference.walks import Walk

BATCHES = (7, 5, 5)
"""Examples of the inputs."""
LEARNT = 9
"""Of what a network with normalisation has learnt from."""


def images(architecture: ImageArchitecture, *, loss: bool) -> Draw:
    """Draw images, targets where a ``loss`` wants them, and parameters."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            scored(
                "ordinary",
                f"{n} images through {architecture}",
                **_drawn(rng, architecture, n, loss=loss),
            )
            for n in BATCHES
        )

    return draw


def images_with_extremes(architecture: ImageArchitecture) -> Draw:
    """Draw for the forward pass, and once more with output biases near ±1000."""
    ordinary = images(architecture, loss=False)

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        cases = ordinary(rng)
        last = f"b{architecture.layers}"
        far = np.where(np.arange(architecture.widths[-1]) % 2, 999.0, 1000.0)[None, :]
        huge = {**cases[-1].arguments, last: far + cases[-1].arguments[last]}
        return (*cases, scored("extreme", "logits near 1000", **huge))

    return draw


def few_images(architecture: ImageArchitecture, *, loss: bool) -> Draw:
    """Draw one image, then three, through the same network: its sizes are fixed in most code."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            case("ordinary", label, **_drawn(rng, architecture, n, loss=loss))
            for n, label in ((1, "one image"), (3, "three images"))
        )

    return draw


def with_examples(draw: Draw, architecture: ImageArchitecture) -> Draw:
    """Draw the same, and images beside them that the network has learnt from."""

    def drawn(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            replace(
                each,
                arguments={
                    **each.arguments,
                    "examples": rng.normal(size=(LEARNT, *architecture.image)),
                },
            )
            for each in draw(rng)
        )

    return drawn


def image_paths(architecture: ImageArchitecture, walk: Walk) -> Draw:
    """Draw batches X (S, N, H, W), T (S, N, K), parameters, and the settings of an optimiser."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            scored(part, label(count, n), **_path(rng, architecture, walk, count, n))
            for part, count, n in STEPS
        )

    return draw


def few_image_paths(architecture: ImageArchitecture, walk: Walk) -> Draw:
    """Draw one step, then two, on three images each."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            case(part, label(count, 3), **_path(rng, architecture, walk, count, 3))
            for part, count in (("first", 1), ("later", 2))
        )

    return draw


def _path(
    rng: np.random.Generator, architecture: ImageArchitecture, walk: Walk, count: int, n: int
) -> dict[str, object]:
    given = _drawn(rng, architecture, count * n, loss=True)
    X, T = given.pop("X"), given.pop("T")
    settings = {**SETTINGS, "learning_rate": RATES[walk.optimiser]}
    return {
        "X": X.reshape(count, n, *X.shape[1:]),
        "T": T.reshape(count, n, -1),
        **given,
        **{name: settings[name] for name in walk.settings},
    }


def _drawn(
    rng: np.random.Generator,
    architecture: ImageArchitecture,
    n: int,
    *,
    loss: bool,
) -> dict[str, Array]:
    """Draw arguments in canonical order: X, T, K1, b1, …; biases (1, K)."""
    given = {"X": rng.normal(size=(n, *architecture.image))}
    if loss:
        given["T"] = targets(rng, n, architecture.widths[-1])
    for name, shape in architecture.tensors.items():
        if name[0] in "KW":
            fan_in = int(np.prod(shape[:-1]))
            given[name] = scaled_weights(rng, fan_in, shape[-1]).reshape(shape)
        elif name.startswith("gamma"):
            given[name] = rng.uniform(0.5, 1.5, shape)
        else:
            given[name] = signed(rng, *shape, low=0.2, high=0.8)
    return given
