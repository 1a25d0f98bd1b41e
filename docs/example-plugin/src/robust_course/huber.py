"""The Huber loss: its right answer, how else it may be written, and how it goes wrong."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader_reference.catalogue import (
    Case,
    Convention,
    Function,
    Mathematics,
    Misconception,
    Parameter,
)

Floats = NDArray[np.float64]


def huber(residual: Floats, delta: float) -> Any:
    """Return the mean of r²/2 where |r| ≤ δ, and of δ(|r| - δ/2) beyond (P. J. Huber, 1964)."""
    size = np.abs(residual)
    return np.mean(np.where(size <= delta, 0.5 * residual**2, delta * (size - 0.5 * delta)))


def huber_sum(residual: Floats, delta: float) -> Any:
    """Return the sum in place of the mean."""
    return huber(residual, delta) * residual.size


# Wrong code stands on its own, since its text is what an audit puts into a solution.


def _squared_everywhere(residual: Any, delta: Any) -> Any:  # noqa: ARG001 - what it gets wrong
    return np.mean(0.5 * residual**2)


def _without_offset(residual: Any, delta: Any) -> Any:
    size = np.abs(residual)
    return np.mean(np.where(size <= delta, 0.5 * residual**2, delta * size))


def _half_forgotten(residual: Any, delta: Any) -> Any:
    size = np.abs(residual)
    return np.mean(np.where(size <= delta, residual**2, delta * (size - 0.5 * delta)))


def _sign_ignored(residual: Any, delta: Any) -> Any:
    beyond = delta * (residual - 0.5 * delta)
    return np.mean(np.where(residual <= delta, 0.5 * residual**2, beyond))


def _draw(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw residuals on both sides of both bends; sizes differ, so that a mean shows."""
    return tuple(
        Case(
            part="ordinary",
            label=f"{count} residuals, small and large, of both signs",
            arguments={"residual": rng.normal(size=count) * 2.0, "delta": delta},
        )
        for count, delta in ((23, 0.75), (17, 1.5))
    )


def _small(rng: np.random.Generator) -> tuple[Case, ...]:
    residual = np.round(rng.uniform(0.5, 3.0, size=3), 1) * np.array([1.0, -1.0, 0.25])
    return (
        Case(
            part="small", label="three residuals", arguments={"residual": residual, "delta": 1.25}
        ),
    )


def _terms(residual: Floats, delta: float) -> int:
    """Return how many numbers are summed, for the bound on rounding."""
    del delta
    return residual.size


def _mathematics() -> Mathematics:
    """Return what `grader explain huber` teaches; read only when it is told."""
    return Mathematics(
        symbols={"r": "residuals, N", "δ": "where the loss turns from a parabola to a line"},
        steps=(
            "A square punishes one outlier more than many small residuals: its slope is r.",
            "So the slope is capped: it is r where |r| ≤ δ, and δ with the sign of r beyond.",
            "Integrated from 0, that is r²/2 inside; beyond it is δ|r| + c for some constant c.",
            "Both agree at |r| = δ: δ²/2 = δ² + c, so c = -δ²/2, and the line is δ(|r| - δ/2).",
        ),
        sources=("Huber, Robust estimation of a location parameter, Ann. Math. Stat. 35 (1964)",),
    )


HUBER = Function(
    name="huber",
    title="Huber loss",
    asks="huber(residual, delta) is the mean of r²/2 where |r| ≤ δ, and of δ(|r| - δ/2) beyond.",
    parameters=(
        Parameter(name="residual", aliases=("r", "error", "residuals")),
        Parameter(name="delta", aliases=("d", "threshold")),
    ),
    right=huber,
    draw=_draw,
    small=_small,
    parts={"ordinary": 1.0},
    conventions=(
        Convention(id="mean", axis="reduction", claim="the mean over the residuals"),
        Convention(
            id="sum", axis="reduction", claim="the sum over the residuals", function=huber_sum
        ),
    ),
    misconceptions=(
        Misconception(
            id="huber.squared_everywhere",
            claim="large residuals are squared like small ones",
            hints=("Try one residual far beyond delta.", "How should the loss grow there?"),
            explanation="There is no linear part, so outliers dominate as in least squares.",
            function=_squared_everywhere,
        ),
        Misconception(
            id="huber.without_offset",
            claim="the loss jumps where the two formulas meet",
            hints=("Evaluate both formulas at |r| = delta.", "They must agree there."),
            explanation="The linear part lacks -δ²/2; the loss is not continuous at |r| = δ.",
            function=_without_offset,
        ),
        Misconception(
            id="huber.half_forgotten",
            claim="small residuals count twice",
            hints=("Compare the slopes of both formulas at |r| = delta.",),
            explanation="r² stands in place of r²/2; the slope jumps from 2δ to δ at |r| = δ.",
            function=_half_forgotten,
        ),
        Misconception(
            id="huber.sign_ignored",
            claim="large negative residuals are taken for small ones",
            hints=("Try one residual of -10.", "Which formula is used for it?"),
            explanation="r ≤ δ is asked in place of |r| ≤ δ.",
            function=_sign_ignored,
        ),
    ),
    magnitude=huber,
    terms=_terms,
    teach=_mathematics,
    aliases=("huber_loss",),
    hints=("Draw the loss of one residual from -3 to 3: is it even, and without a jump?",),
)
