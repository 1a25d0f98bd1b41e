"""Discriminating inputs for the steps of optimisers and for batches. Runs in the judge.

Settings are not the usual ones: ε is large enough to count, and a swapped ρ = ½ would not show.
States are not zero but for one input, which stands at a first step.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.inputs.rows import Draw, case, rounded, scored, signed

SETTINGS: tuple[Mapping[str, float], ...] = (
    {
        "learning_rate": 0.3,
        "momentum": 0.7,
        "decay": 0.8,
        "epsilon": 0.05,
        "beta1": 0.8,
        "beta2": 0.95,
        "t": 3,
    },
    {
        "learning_rate": 0.05,
        "momentum": 0.85,
        "decay": 0.65,
        "epsilon": 0.02,
        "beta1": 0.7,
        "beta2": 0.9,
        "t": 5,
    },
    {
        "learning_rate": 0.2,
        "momentum": 0.9,
        "decay": 0.9,
        "epsilon": 1e-4,
        "beta1": 0.9,
        "beta2": 0.99,
        "t": 1,
    },
)
"""Two settings for later steps, one for a first step."""


def steps(states: tuple[str, ...], settings: tuple[str, ...]) -> Draw:
    """Draw parameter, gradient, states and settings; a state ``cache`` or ``v`` of Adam is ≥ 0."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        first = "a first step: zeros in the state"
        cases = (
            ((7, 13), "a 7 × 13 weight", 0),
            ((5, 3), "a 5 × 3 weight", 1),
            ((5, 3), "another 5 × 3 weight", 0),
            ((4, 6), first, 2),
        )
        return tuple(
            scored("ordinary", label, **_step(rng, shape, states, settings, at))
            for shape, label, at in cases
        )

    return draw


def _step(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    states: tuple[str, ...],
    settings: tuple[str, ...],
    at: int,
) -> dict[str, Any]:
    first = at == 2
    given = {"parameter": signed(rng, *shape), "gradient": signed(rng, *shape, low=0.2)}
    for state in states:
        drawn = signed(rng, *shape, low=0.2, high=1.5)
        given[state] = np.zeros(shape) if first else _sized(state, states, drawn)
    return {**given, **{name: SETTINGS[at][name] for name in settings}}


def _sized(state: str, states: tuple[str, ...], drawn: Array) -> Array:
    """Return a state of squares without its sign."""
    squares = state == "cache" or (state == "v" and "m" in states)
    return np.abs(drawn) if squares else drawn


def small_steps(states: tuple[str, ...], settings: tuple[str, ...]) -> Draw:
    """Draw one number at a first step, then two numbers later."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        one = {"parameter": np.array([2.0]), "gradient": np.array([0.5])}
        one |= {state: np.zeros(1) for state in states}
        two = {n: rounded(signed(rng, 2, low=0.2, high=1.8)) for n in ("parameter", "gradient")}
        two |= {
            state: _sized(state, states, rounded(signed(rng, 2, low=0.2, high=1.5)))
            for state in states
        }
        easy = {"learning_rate": 0.1, "momentum": 0.9, "decay": 0.9, "epsilon": 0.01}
        easy |= {"beta1": 0.9, "beta2": 0.99, "t": 1}
        return (
            case("ordinary", "one number, first step", **one, **_of(easy, settings)),
            case("ordinary", "two numbers, later", **two, **_of({**easy, "t": 2}, settings)),
        )

    return draw


def _of(values: Mapping[str, float], settings: tuple[str, ...]) -> dict[str, float]:
    return {name: values[name] for name in settings}


def penalties(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw weights and a strength."""
    return (
        scored("ordinary", "7 × 13 weights", weights=signed(rng, 7, 13), strength=0.3),
        scored("ordinary", "5 × 3 weights", weights=signed(rng, 5, 3), strength=0.04),
        scored("ordinary", "other 5 × 3 weights", weights=signed(rng, 5, 3), strength=0.2),
    )


def small_penalties(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw two weights, then four."""
    four = rounded(signed(rng, 2, 2, low=0.2))
    return (
        case("ordinary", "two weights", weights=np.array([[2.0, -3.0]]), strength=0.1),
        case("ordinary", "four weights", weights=four, strength=0.5),
    )


def fans(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw widths of layers."""
    drawn = rng.integers(3, 40, (2, 2))
    pairs = ((784, 10), (int(drawn[0, 0]), 50 + int(drawn[0, 1])), (60 + int(drawn[1, 0]), 7))
    return tuple(
        case("ordinary", f"{n} inputs, {m} outputs", fan_in=n, fan_out=m) for n, m in pairs
    )


def small_fans(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw 4 inputs and 2 outputs, then 30 and 20."""
    del rng
    return tuple(
        case("ordinary", f"{n} inputs, {m} outputs", fan_in=n, fan_out=m)
        for n, m in ((4, 2), (30, 20))
    )


def batches(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw a first, a middle and a short last batch of 11 examples."""
    n, d, k = 11, 5, 3
    labels = ("the second batch of 4", "the last batch, of 3 only", "the second batch of 3")
    return tuple(
        scored(
            "ordinary",
            label,
            X=signed(rng, n, d),
            T=np.eye(k)[rng.permutation(np.arange(n) % k)],
            order=_mixed(rng, n),
            size=size,
            number=number,
        )
        for label, size, number in zip(labels, (4, 4, 3), (1, 2, 1), strict=True)
    )


def _mixed(rng: np.random.Generator, n: int) -> Array:
    """Return a permutation that is not its own inverse."""
    while True:
        order = rng.permutation(n)
        if np.any(order[order] != np.arange(n)):
            return order


def small_batches(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw three examples in batches of two, then five."""

    def of(n: int, number: int) -> dict[str, Any]:
        X = np.arange(1.0, 2 * n + 1).reshape(n, 2) / 10
        return {"X": X, "T": np.eye(2)[np.arange(n) % 2], "order": np.roll(np.arange(n), 1)} | {
            "size": 2,
            "number": number,
        }

    del rng
    return (
        case("ordinary", "the first two of three examples", **of(3, 0)),
        case("ordinary", "the last of five examples", **of(5, 2)),
    )
