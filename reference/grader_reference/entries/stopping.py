"""The entry of early stopping. Runs in the judge."""

from typing import Any

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case, Convention, Function, Parameter
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs.rows import case, scored
from grader_reference.misconceptions import stopping as wrong
from grader_reference.stopping import best_epoch

LOSSES = Parameter(
    name="losses",
    aliases=("loss", "curve", "validation", "valloss", "vallosses", "validationlosses", "history"),
)
PATIENCE = Parameter(name="patience", aliases=("p", "wait", "n", "k", "epochs"))


def functions() -> tuple[Function, ...]:
    """Return early stopping."""
    return (_best_epoch(),)


def _best_epoch() -> Function:
    return Function(
        name="best_epoch",
        title="Early stopping",
        asks="best_epoch(losses, patience) returns the epoch with the lowest validation loss, whose"
        " parameters are kept, and the epoch after which training ends: the first that is the"
        " patience-th in a row without a new lowest loss, or the last. Epochs are counted from 1.",
        parameters=(LOSSES, PATIENCE),
        outputs=("best", "stop"),
        right=best_epoch,
        draw=_curves,
        small=_small_curves,
        parts=ORDINARY,
        conventions=(
            Convention(id="epochs_from_one", axis="count", claim="epochs are counted from 1"),
            Convention(
                id="epochs_from_zero",
                axis="count",
                claim="epochs are counted from 0",
                harmless=True,
                function=_from_zero,
            ),
        ),
        misconceptions=wrong.best_epoch(),
        equivalents=(wrong.PROGRAM.function("best_epoch right"),),
        aliases=("early_stopping", "early_stop", "stopping_epoch", "find_best_epoch"),
        exact=True,
        hints=(
            "Follow the losses 3, 2, 4, 5, 1 with a patience of 2 by hand.",
            "Print the epoch, the lowest loss so far, and how long it has been the lowest.",
        ),
    )


def _from_zero(losses: Array, patience: int) -> tuple[int, int]:
    best, stop = best_epoch(losses, patience)
    return best - 1, stop - 1


def _curves(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw curves that end early and late, with a lower loss after the end, falls, and ties."""
    shapes = (
        ("a loss that falls, rises, and falls again later", [9, 6, 7, 4, 5, 6, 8, 7, 1, 3], 3),
        ("a loss that goes up and down above its lowest", [8, 3, 7, 5, 6, 4, 2, 1], 4),
        ("a loss that becomes lowest twice more", [7, 8, 5, 6, 3, 4, 6, 5, 9], 3),
        ("a loss that stays at its lowest", [6, 5, 2, 2, 2, 2, 1], 3),
        ("a loss that is lowest near the end", [9, 7, 8, 5, 6, 2, 3], 4),
        ("a loss that is lowest at the very end", [9, 5, 7, 6, 3], 4),
    )
    return tuple(
        scored(
            "ordinary",
            f"{label}, patience {patience}",
            losses=_spread(rng, ranks),
            patience=patience,
        )
        for label, ranks, patience in shapes
    )


def _spread(rng: np.random.Generator, ranks: list[int]) -> Array:
    """Return losses in the order of these ranks, equal where ranks are equal."""
    steps = np.cumsum(rng.uniform(0.05, 0.4, max(ranks) + 1)) + 0.2
    return np.asarray(steps[ranks])


def _small_curves(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return losses that can be followed by hand; nothing is drawn."""
    del rng
    curves: tuple[tuple[str, list[float], int], ...] = (
        ("the lowest loss at the very end", [3, 4, 2], 2),
        ("a loss that falls and rises", [3, 2, 4, 5], 2),
        ("equal losses", [3, 2, 2, 2], 2),
        ("a lower loss after the end", [3, 2, 4, 5, 1], 2),
        ("a loss that falls above its lowest", [3, 1, 5, 4, 3.5], 2),
        ("two lowest losses", [4, 5, 3, 6, 2, 7, 8], 2),
    )

    def asked(label: str, losses: list[float], patience: int) -> Case:
        given: dict[str, Any] = {"losses": np.array(losses, dtype=float), "patience": patience}
        return case("ordinary", f"{label}, patience {patience}", **given)

    return tuple(asked(*each) for each in curves)
