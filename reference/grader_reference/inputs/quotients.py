"""Discriminating inputs for a gradient check of a student's own. Runs in the judge.

Large steps tell right quotients from wrong ones: their error, ε²/6 L‴, is far above rounding, and
is a number that can be asked for. One example is enough, as long as the unit whose weights are
moved is active by it: else every difference is 0 and any code is right.
"""

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from grader_reference import networks, quotients
from grader_reference.architectures import Architecture
from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.initial_weights import initial_parameters
from grader_reference.inputs.networks import drawn_network
from grader_reference.inputs.rows import Draw, in_single, rounded, scored

STEPS = ((1, 2, 3, 4), (1, 2, 4, 5))
"""The N that are compared, for one example each; ε = 1/N."""
PLACES = (0, -1)
"""Where the largest difference for the first N is, among the entries that are looked at."""
PLATEAU = "plateau"
CURVE = tuple(k * 10**i for i in range(6) for k in (1, 5))
"""N = k · 10ⁱ, from where the quotient's own error is seen to where rounding is."""
ABOVE = 2e-4
"""The least of the largest differences that are asked for: rounding in float32 is below 1e-6."""
PATIENCE = 400
"""After so many examples that do not tell enough, the largest differences decide alone."""
LONGER = 1.1
"""How many times the largest difference the length of all of them is, for some N."""
FLAT, LOW = 50, 1e-7
"""From which N on a right curve has no kink any more, and how low it is, for gradients of 0.01."""
LEAST = 1e-3
"""The least gradient that a curve is drawn for."""
LIT = 0.2
"""The share of pixels that are not black, about as in pictures of digits."""


def checks(architecture: Architecture) -> Draw:
    """Draw one example, parameters and steps, twice; then those of a curve."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        asked = (
            scored(
                "ordinary",
                f"N of {', '.join(map(str, N))} through {architecture}",
                **_with_largest(_telling(rng, architecture, N), place, architecture),
            )
            for N, place in zip(STEPS, PLACES, strict=True)
        )
        label = f"N from {CURVE[0]} to {CURVE[-1]}, weights as they are before training"
        return (*asked, scored(PLATEAU, label, **_at_the_start(rng, architecture)))

    return draw


def small_checks(architecture: Architecture) -> Draw:
    """Draw one example through a small network, one step and then two."""
    hidden = [10, *([3] * (architecture.layers - 2))]
    small = Architecture((2, *hidden, 2), architecture.activation)

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            scored(
                "ordinary",
                f"N of {' and '.join(map(str, N))} through {small}",
                **_with_largest(_telling(rng, small, N, short=True), place, small),
            )
            for N, place in zip(((1,), (1, 2)), PLACES, strict=True)
        )

    return draw


def _telling(
    rng: np.random.Generator, a: Architecture, N: tuple[int, ...], *, short: bool = False
) -> dict[str, Array]:
    """Draw until the largest differences are large, negative for some N, and not alone.

    For the first N the next largest is well below it, so that it cannot be overlooked unseen. A
    saturated network hardly has such examples; one with smaller differences does then.
    """
    tried = itertools.count()

    def tells(given: dict[str, Array]) -> bool:
        found = quotients.signed_differences(*given.values(), activation=a.activation)
        largest = found[np.arange(len(N)), np.argmax(np.abs(found), axis=1)]
        sizes = np.abs(largest)
        if (number := next(tried)) > PATIENCE:
            return bool(np.min(sizes) >= ABOVE * PATIENCE / number)
        alone = np.all(np.linalg.norm(found, axis=1) < LONGER * sizes)
        second = np.partition(np.abs(found[0]), -2)[-2]
        overlooked = np.any((largest < 0) & (np.max(found, axis=1) < sizes / LONGER))
        stands_out = second < sizes[0] / LONGER
        return bool(np.min(sizes) >= ABOVE and overlooked and stands_out and not alone)

    return _first(_examples(rng, a, N, short=short), tells, a)


def _with_largest(given: dict[str, Array], place: int, a: Architecture) -> dict[str, Array]:
    """Let the unit with the largest difference trade places, so that its weight stands there.

    Units of one layer in another order are the same network.
    """
    found = quotients.signed_differences(*given.values(), activation=a.activation)
    order = np.arange(a.widths[1])
    here, there = int(np.argmax(np.abs(found[0]))), range(found.shape[1])[place]
    order[[here, there]] = order[[there, here]]
    W1, b1, W2 = a.parameters[:3]
    turned = {W1: given[W1][:, order], b1: given[b1][..., order], W2: given[W2][order]}
    return {**given, **turned}


def _examples(
    rng: np.random.Generator, a: Architecture, N: tuple[int, ...], *, short: bool
) -> Iterator[dict[str, Array]]:
    """Give single examples of one network after the other, each with its likeliest class."""
    while True:
        drawn = drawn_network(rng, a, 40)
        given = {name: rounded(v) if short else in_single(v) for name, v in drawn.items()}
        X, parameters = given.pop("X"), {n: v for n, v in given.items() if n != "T"}
        p = networks.network_forward(X, *parameters.values(), activation=a.activation)
        for x, k in zip(X, p.argmax(axis=1), strict=True):
            T = np.eye(a.widths[-1])[[k]]
            yield {"X": x[None, :], "T": T, **parameters, "N": np.array(N)}


def _at_the_start(rng: np.random.Generator, a: Architecture) -> dict[str, Array]:
    """Draw a picture and Glorot's weights until the curve of a right check falls and stays low.

    The class is a likely one: what a loss adds in the logarithm is felt by a probability near 0.
    """

    def pictures() -> Iterator[dict[str, Array]]:
        while True:
            lit = rng.random((1, a.widths[0])) < LIT
            X = in_single(np.where(lit, rng.random(lit.shape), 0.0))
            parameters = [in_single(p) for p in initial_parameters(rng, a.widths)]
            p = networks.network_forward(X, *parameters, activation=a.activation)
            T = np.eye(a.widths[-1])[[int(p.argmax())]]
            named = dict(zip(a.parameters, parameters, strict=True))
            if np.max(p) >= 2 / a.widths[-1]:
                yield {"X": X, "T": T, **named, "N": np.array(CURVE)}

    def falls(given: dict[str, Array]) -> bool:
        found = quotients.gradient_check(*given.values(), activation=a.activation)
        return bool(np.max(found[given["N"] >= FLAT]) <= LOW * max(1.0, 100 * _gradient(given, a)))

    return _first(pictures(), falls, a)


def _first(
    candidates: Iterator[dict[str, Array]],
    tells: Callable[[dict[str, Array]], bool],
    a: Architecture,
) -> dict[str, Array]:
    """Return the first candidate whose gradient is not small, and that tells."""
    return next(given for given in candidates if _gradient(given, a) >= LEAST and tells(given))


def _gradient(given: dict[str, Array], a: Architecture) -> float:
    X, T, *parameters, _ = given.values()
    found = networks.backprop(X, T, *parameters, activation=a.activation)[2]
    return float(np.max(np.abs(found[: quotients.ENTRIES, 0])))
