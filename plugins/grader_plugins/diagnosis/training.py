"""Says what to look at when training came out badly, from its curve and its predictions.

Runs in the judge. These are signs, not proofs: each says what was seen, then where to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ONE_CLASS = 0.98
"""This share of the predictions in one class is as good as all of them."""
BROKEN = 0.01
CHANCE = 0.05
"""How near to guessing is guessing."""
FALL = 0.05
RISE = 0.01
GROWTH = 1.2
STILL = 0.001
"""A curve within so little does not move."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a training.

    Attributes:
        accuracy: The share of new examples classified rightly.
        guessing: What the most frequent class alone would give.
        favourite: The largest share of the predictions that went to one class.
        broken: The share of examples with a score that is no number.
        curve: Accuracies after epochs, in order.
        losses: Their losses, where probabilities came.
    """

    accuracy: float
    guessing: float
    favourite: float = 0.0
    broken: float = 0.0
    curve: Sequence[float] = ()
    losses: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands out: its name, what it is in a few words, and steps where to look."""

    name: str
    title: str
    steps: tuple[str, ...]


def hints(signs: Signs) -> tuple[str, ...]:
    """Return what was seen and where to look, in steps; nothing where nothing stands out."""
    sign = seen(signs)
    return () if sign is None else sign.steps


def seen(signs: Signs) -> Sign | None:
    """Return what stands out most; nothing where nothing does."""
    if signs.broken > BROKEN:
        return Sign(
            "no_numbers",
            "scores are no numbers (NaN) after training",
            (
                (
                    f"For {100 * signs.broken:.0f} % of the examples the scores are no numbers"
                    " (NaN): something overflowed, or the learning rate is too large."
                ),
                (
                    "Subtract each row's largest score before exp, and print the loss of every"
                    " epoch: does it grow?"
                ),
            ),
        )
    if signs.favourite >= ONE_CLASS:
        return Sign(
            "one_class",
            "nearly every example is given the same class",
            (
                (
                    "Nearly every example is given the same class: did training change the weights"
                    " at all, or change them so much that every unit is dead?"
                ),
                (
                    "Print the weights before and after one step, with a learning rate ten times"
                    " smaller."
                ),
            ),
        )
    if signs.accuracy <= signs.guessing + CHANCE:
        return Sign(
            "guessing",
            "it is no better than guessing",
            (
                (
                    "That is no better than guessing: look at the sign of the update, the learning"
                    " rate, and whether examples and labels are still pairs after shuffling."
                ),
                "Train on ten examples alone: a network that learns gets all ten right.",
            ),
        )
    return _of_losses(signs.losses) or _of_curve(signs.curve)


def _of_losses(losses: Sequence[float]) -> Sign | None:
    if len(losses) < 2 or losses[-1] < GROWTH * losses[0]:
        return None
    return Sign(
        "loss_grows",
        "the loss of new examples grows",
        (
            (
                f"The loss of new examples grew from {losses[0]:.3g} to {losses[-1]:.3g}: look at"
                " the sign of every update, and at the learning rate."
            ),
            "Take one step on one parameter alone: its loss must fall. Which parameter's does not?",
        ),
    )


def _of_curve(curve: Sequence[float]) -> Sign | None:
    if len(curve) < 3:
        return None
    if max(curve) - min(curve) < STILL:
        return Sign(
            "stands_still",
            "the accuracy does not move",
            (
                "It was as good after the first epochs as after the last: do the weights change?",
                "Print one weight before and after an epoch, and the gradient that moves it.",
            ),
        )
    best = max(range(len(curve)), key=lambda number: curve[number])
    if curve[best] - curve[-1] >= FALL:
        return Sign(
            "falls_again",
            "the accuracy falls again",
            (
                (
                    f"It had been right on {100 * curve[best]:.1f} % and then fell to"
                    f" {100 * curve[-1]:.1f} %: the learning rate may be too large to stay there."
                ),
                "Try a smaller learning rate, or let it shrink as training goes on.",
            ),
        )
    if curve[-1] - curve[-1 - max(1, len(curve) // 4)] >= RISE:
        still = "It was still getting better when training ended: is the learning rate small?"
        return Sign("still_rising", "it was still getting better", (still,))
    return None
