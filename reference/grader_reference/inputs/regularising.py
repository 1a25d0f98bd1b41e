"""Discriminating inputs for dropout and batch normalisation. Runs in the judge.

Channels differ in mean and spread, ε is large enough to count, and running averages are far from
the batch's. Every row and every column of a mask keeps some activations and drops others.
"""

from typing import Any

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.inputs.rows import Draw, case, rounded, scored, signed


def mask(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return ones and zeros, both in every row and in every column; (n, k)."""
    while True:
        drawn = (rng.random((n, k)) < 0.6).astype(float)
        shares = *drawn.mean(axis=0), *drawn.mean(axis=1)
        if min(shares) > 0 and max(shares) < 1:
            return drawn


def drops(name: str, *, training: bool) -> Draw:
    """Draw activations (or their gradient) under a name, a mask and the share that is kept."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        sizes = (("ordinary", 7, 13, 0.8), ("ordinary", 5, 3, 0.65), ("ordinary", 5, 3, 0.7))
        cases = [
            scored(part, f"{n} × {k}, {keep:g} kept", **_drop(rng, name, n, k, keep, training))
            for part, n, k, keep in sizes
        ]
        if training:
            given = {**_drop(rng, name, 6, 4, 0.7, training), "training": False}
            cases.append(scored("evaluation", "an evaluation: nothing is dropped", **given))
        return tuple(cases)

    return draw


def small_drops(name: str, *, training: bool) -> Draw:
    """Draw one row of two activations, then two rows."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        one = {name: np.array([[2.0, -0.5]]), "mask": np.array([[1.0, 0.0]]), "keep": 0.8}
        two = {name: rounded(signed(rng, 2, 3)), "mask": mask(rng, 2, 3), "keep": 0.6}
        flag = {"training": True} if training else {}
        cases = [
            case("ordinary", "two activations", **one, **flag),
            case("ordinary", "two rows", **two, **flag),
        ]
        if training:
            cases.append(case("evaluation", "an evaluation", **one, training=False))
        return tuple(cases)

    return draw


def _drop(
    rng: np.random.Generator,
    name: str,
    n: int,
    k: int,
    keep: float,
    training: bool,  # noqa: FBT001 - the last of the sizes
) -> dict[str, Any]:
    given = {name: signed(rng, n, k), "mask": mask(rng, n, k), "keep": keep}
    return {**given, "training": True} if training else given


def norms(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw batches of vectors and of images, while training and in evaluation."""
    return (
        scored("ordinary", "7 examples of 5 channels", **_norm(rng, (7, 5))),
        scored("ordinary", "3 images of 4 × 5 with 2 channels", **_norm(rng, (3, 4, 5, 2))),
        scored("ordinary", "7 other examples of 5 channels", **_norm(rng, (7, 5))),
        scored("evaluation", "an evaluation of vectors", **_norm(rng, (6, 4), training=False)),
        scored("evaluation", "an evaluation of images", **_norm(rng, (2, 4, 3, 5), training=False)),
    )


def small_norms(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw two examples of one channel, then three of two, then an evaluation."""
    sizes = (("ordinary", "two numbers", (2, 1)), ("ordinary", "three examples", (3, 2)))
    training = [case(p, label, **_short(_norm(rng, shape))) for p, label, shape in sizes]
    evaluation = _short(_norm(rng, (2, 2), training=False))
    return (*training, case("evaluation", "an evaluation", **evaluation))


def norm_gradients(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw batches of vectors and of images with what arrives from above."""
    return (
        scored("ordinary", "7 examples of 5 channels", **_norm_gradient(rng, (7, 5))),
        scored("ordinary", "7 other examples of 5 channels", **_norm_gradient(rng, (7, 5))),
        scored(
            "ordinary", "3 images of 4 × 5 with 2 channels", **_norm_gradient(rng, (3, 4, 5, 2))
        ),
    )


def small_norm_gradients(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw three examples of one channel, then four of two."""
    return (
        case("ordinary", "three numbers", **_short(_norm_gradient(rng, (3, 1)))),
        case("ordinary", "four examples", **_short(_norm_gradient(rng, (4, 2)))),
    )


def _spread(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return numbers whose channels, on the last axis, differ in mean and spread."""
    k = shape[-1]
    means, spreads = signed(rng, k + 1, low=0.4, high=1.5)[:k], rng.uniform(0.6, 1.8, k)
    return np.asarray(means + spreads * rng.normal(size=shape))


def _norm(
    rng: np.random.Generator, shape: tuple[int, ...], *, training: bool = True
) -> dict[str, Any]:
    k = shape[-1]
    return {
        "x": _spread(rng, shape),
        "gamma": rng.uniform(0.3, 0.9, k) + rng.choice((0.0, 0.9), k),
        "beta": rng.uniform(0.2, 0.8, k),
        "running_mean": rng.uniform(-3.0, -2.0, k),
        "running_var": rng.uniform(4.0, 6.0, k),
        "momentum": 0.8,
        "epsilon": 0.05,
        "training": training,
    }


def _norm_gradient(rng: np.random.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    gamma = rng.uniform(0.3, 0.9, shape[-1])
    return {"dy": signed(rng, *shape), "x": _spread(rng, shape), "gamma": gamma, "epsilon": 0.05}


def _short(given: dict[str, Any]) -> dict[str, Any]:
    return {n: rounded(v) if isinstance(v, np.ndarray) else v for n, v in given.items()}
