"""The entry of a layer's statistics, with its inputs. Runs in the judge."""

import numpy as np

from grader_reference import layer_statistics as right
from grader_reference.arrays import Array
from grader_reference.catalogue import Case, Convention, Function, Parameter
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs.rows import case, rounded, scored, signed
from grader_reference.misconceptions import statistics as wrong

OUTPUTS = ("mean", "deviation", "zeros", "saturated")
NEAR = 0.05
"""How far from the level every activation stays."""
SMALL = 0.002
"""A number that is nearly 0, and is not."""
SHAPES = (
    ("7 examples of 13 units, zeros among them", (7, 13), 0.9),
    ("3 examples of 4 × 5 pixels and 2 channels, zeros among them", (3, 4, 5, 2), 0.8),
    ("3 other examples of 4 × 5 pixels, zeros among them", (3, 4, 5, 2), 1.5),
)

_ACTIVATIONS = Parameter(
    name="activations", aliases=("a", "h", "x", "layer", "values", "activation", "outputs", "acts")
)
_LEVEL = Parameter(
    name="level", aliases=("threshold", "saturation", "limit", "bound", "saturated", "tol")
)


def functions() -> tuple[Function, ...]:
    """Return the statistics of a layer."""
    return (_layer_statistics(),)


def _layer_statistics() -> Function:
    def sizes(a: Array, level: float) -> tuple[float, ...]:
        del level
        largest = float(np.max(np.abs(a)))
        return float(np.mean(np.abs(a))), largest, 1.0, 1.0

    return Function(
        name="layer_statistics",
        title="Statistics of a layer",
        asks="layer_statistics(activations, level) returns the mean and the standard deviation of"
        " all activations of a layer, the share of them that is exactly 0, and the share whose size"
        " is above level: four numbers.",
        parameters=(_ACTIVATIONS, _LEVEL),
        outputs=OUTPUTS,
        right=right.layer_statistics,
        draw=_layers,
        small=_small_layers,
        parts=ORDINARY,
        conventions=(
            Convention(
                id="population",
                axis="deviation",
                claim="the squares' sum is divided by how many numbers there are",
            ),
            Convention(
                id="sample",
                axis="deviation",
                claim="the squares' sum is divided by one less than how many numbers there are",
                function=right.layer_statistics_sample,
                harmless=True,
            ),
        ),
        misconceptions=wrong.layer_statistics(),
        magnitude=sizes,
        terms=lambda a, _: a.size,
        equivalents=(wrong.STATISTICS.function("layer_statistics right"),),
        aliases=("statistics", "layer_stats", "activation_statistics", "activation_stats"),
        hints=(
            "Calculate all four for the numbers 0, 0, 1 and −1 by hand.",
            "Over how many numbers is each mean taken?",
        ),
    )


def _layers(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw activations with zeros, small ones, and some beyond the level on either side."""
    return tuple(
        scored("ordinary", label, activations=_drawn(rng, shape, level), level=level)
        for label, shape, level in SHAPES
    )


def _small_layers(rng: np.random.Generator) -> tuple[Case, ...]:
    few = rounded(signed(rng, 2, 3, low=0.2))
    few[1, 1] = 0.0
    return (
        case("ordinary", "two activations", activations=np.array([[0.0, -1.5]]), level=1.25),
        case("ordinary", "six activations", activations=few, level=0.75),
    )


def _drawn(rng: np.random.Generator, shape: tuple[int, ...], level: float) -> Array:
    """Return units of different means; 3 in 10 numbers are 0, none is near the level."""
    count = int(np.prod(shape))
    means = signed(rng, shape[-1] + 1, low=0.2, high=0.6)[:-1]
    a = (means + rng.normal(0.3, 0.7, shape)).reshape(-1)
    a += np.sign(a) * np.where(np.abs(np.abs(a) - level) < NEAR, 2 * NEAR, 0.0)
    places = rng.permutation(count)
    zeros = max(2, 3 * count // 10)
    a[places[:zeros]] = 0.0
    a[places[zeros : zeros + 3]] = (SMALL, -SMALL, -level - 0.4)
    return np.asarray(a.reshape(shape))
