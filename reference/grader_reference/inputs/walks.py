"""Discriminating inputs for the first steps of an optimiser. Runs in the judge.

The path is asked after one step, after two, after three and, where an assignment gives that part
points, after ten: which is the first to be wrong tells what is wrong. ε is large enough to count,
and no setting is the usual one; an assignment may put its own in their place.
"""

from collections.abc import Mapping

import numpy as np

from grader_reference.architectures import Architecture
from grader_reference.catalogue import Case
from grader_reference.inputs.networks import LARGE, drawn_network
from grader_reference.inputs.rows import Draw, case, rounded, scored
from grader_reference.walks import Walk

RATES: Mapping[str, float] = {
    "sgd": 0.3,
    "momentum": 0.2,
    "nesterov": 0.2,
    "adagrad": 0.1,
    "rmsprop": 0.03,
    "adam": 0.03,
}
SETTINGS: Mapping[str, float] = {
    "momentum": 0.85,
    "decay": 0.8,
    "beta1": 0.8,
    "beta2": 0.95,
    "epsilon": 0.02,
    "strength": 0.05,
}
STEPS: tuple[tuple[str, int, int], ...] = (
    ("first", 1, 12),
    ("later", 2, 9),
    ("later", 3, 9),
    ("far", 10, 9),
)
"""The part, how many steps, and how many examples in each batch."""
PARTS: Mapping[str, float] = {"first": 1.0, "later": 1.0}


def paths(architecture: Architecture, walk: Walk) -> Draw:
    """Draw batches, parameters and settings; a large network is asked once."""
    steps = STEPS[2:3] if architecture.size > LARGE else STEPS

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            scored(part, label(count, n), **_drawn(rng, architecture, walk, count, n))
            for part, count, n in ((p, c, _unlike(n, architecture)) for p, c, n in steps)
        )

    return draw


def small_paths(architecture: Architecture, walk: Walk) -> Draw:
    """Draw a 2-3-2 network (deeper where the architecture is), one step and two."""
    small = architecture.small()

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            case(
                part,
                f"{label(count, 3)} through {small}",
                **{name: _short(v) for name, v in _drawn(rng, small, walk, count, 3).items()},
            )
            for part, count in (("first", 1), ("later", 2))
        )

    return draw


def label(count: int, n: int) -> str:
    """Say how many steps on what."""
    return f"one step on {n} examples" if count == 1 else f"{count} steps on {n} examples each"


def _short(value: object) -> object:
    return rounded(value) if isinstance(value, np.ndarray) and value.ndim < 3 else _inputs(value)


def _inputs(value: object) -> object:
    """Round inputs; targets are zeros and ones, and stay."""
    if isinstance(value, np.ndarray) and not np.isin(value, (0.0, 1.0)).all():
        return rounded(value)
    return value


def _unlike(n: int, architecture: Architecture) -> int:
    while n in architecture.widths:
        n += 1
    return n


def _drawn(
    rng: np.random.Generator, architecture: Architecture, walk: Walk, count: int, n: int
) -> dict[str, object]:
    """Draw X (S, N, D), T (S, N, K), the parameters, and the settings."""
    given = drawn_network(rng, architecture, count * n)
    settings = {**SETTINGS, "learning_rate": RATES[walk.optimiser]}
    return {
        "X": given.pop("X").reshape(count, n, -1),
        "T": given.pop("T").reshape(count, n, -1),
        **given,
        **{name: settings[name] for name in walk.settings},
    }
