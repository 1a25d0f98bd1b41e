"""Inputs for steps per example, as lists: one example, then several. Runs in the judge."""

from typing import Any

import numpy as np

from grader_reference.catalogue import Case
from grader_reference.inputs.networks import scalar_network, small_scalar_network
from grader_reference.inputs.rows import case

RATE = 0.3
"""Large enough that the order of update and backward pass shows in the digits compared."""


def descents(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw a 2-3-2 network's lists, with one example and twice with three."""
    return tuple(
        case("ordinary", _label(count), **_examples(scalar_network("xtwbvc")(rng), count))
        for count in (1, 3, 3)
    )


def small_descents(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw numbers with one decimal: one example, then two."""
    drawn = small_scalar_network("xtwbvc")(rng)
    return tuple(case("ordinary", _label(n), **_examples(drawn, n)) for n in (1, 2))


def _examples(networks: tuple[Case, ...], count: int) -> dict[str, Any]:
    """Return the first network's parameters, with the examples of as many networks."""
    first = networks[0].arguments
    return {
        "xs": [each.arguments["x"] for each in networks[:count]],
        "ts": [each.arguments["t"] for each in networks[:count]],
        **{name: first[name] for name in "wbvc"},
        "learning_rate": RATE,
    }


def _label(count: int) -> str:
    return "one example" if count == 1 else f"{count} examples, one after the other"
