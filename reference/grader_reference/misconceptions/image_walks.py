"""Known wrong first steps of an optimiser, whatever the network is. Runs in the judge."""

from collections.abc import Callable, Iterator
from typing import Any

from grader_reference.arrays import Array
from grader_reference.catalogue import Misconception
from grader_reference.walks import OPTIMISERS, Walk

Path = Callable[..., tuple[Array, ...]]

_FIRST = "Is the first step right? If so, what is left over from it in the second?"


def wrong_walks(walk: Walk, right: Path) -> tuple[Misconception, ...]:
    """Return what goes wrong with the steps of an optimiser, by its right path."""
    return tuple(_found(walk, right))


def _found(walk: Walk, right: Path) -> Iterator[Misconception]:
    yield Misconception(
        id="training.uphill",
        claim="the parameters move along the gradient, not against it",
        hints=("Does the loss fall after one small step?", "Which sign has the step?"),
        explanation="+ η g in place of − η g.",
        function=_uphill(right, len(walk.settings)),
    )
    yield Misconception(
        id="training.batch_repeated",
        claim="every step uses the first batch",
        hints=(_FIRST, "Which examples are in the second batch?"),
        explanation="The slice does not move on.",
        function=lambda X, T, *given: right(
            X[:1].repeat(len(X), 0), T[:1].repeat(len(T), 0), *given
        ),
    )
    if OPTIMISERS[walk.optimiser].slots:
        yield Misconception(
            id="training.state_forgotten",
            claim="every step begins anew: what the optimiser carries over is lost",
            hints=(_FIRST, "Where is the optimiser's state between two steps?"),
            explanation="Velocities, sums and counts are made again at every step.",
            function=_anew(right, len(walk.settings)),
        )


def _anew(right: Path, settings: int) -> Path:
    def path(X: Array, T: Array, *given: Any) -> tuple[Array, ...]:
        tensors, fixed = given[:-settings], given[-settings:]
        for x, t in zip(X, T, strict=True):
            tensors = right(x[None], t[None], *tensors, *fixed)
        return tuple(tensors)

    return path


def _uphill(right: Path, settings: int) -> Path:
    """Return steps with −η: every optimiser's step changes its sign with its rate."""

    def path(X: Array, T: Array, *given: Any) -> tuple[Array, ...]:
        tensors, (rate, *others) = given[:-settings], given[-settings:]
        return right(X, T, *tensors, -rate, *others)

    return path
