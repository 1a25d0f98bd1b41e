"""Drives one training to its end, and keeps its learning curve. Runs in the judge.

Theory of operation
-------------------
*Opaque*: one call trains. *Driven*: the judge calls for one epoch after the other, and after every
so many lets the object predict examples apart from those that decide; that gives the learning
curve. A point costs about a twelfth of the training it is of: it is measured on no more than a
quarter of the rows trained on since the one before, and a forward pass is a third of a step.
No point stops a training: a look after every epoch would be a test with many looks, which passes
bad networks. Only time does: what an epoch takes is the judge's clock, one that would no longer fit
is not begun, and what was learnt so far counts, on all examples that decide. Where an epoch hangs,
the object is gone, and the last point of its curve stands for it.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.models.report import Status
from grader_plugins.checks.learning.lessons import CURVE_ROWS, Judged
from grader_plugins.checks.learning.measuring import Measured, measured, told
from grader_plugins.checks.learning.pace import Pace
from grader_plugins.checks.learning.params import TrainingParams
from grader_plugins.checks.learning.runs import Run

SHARE = 4
"""A point of the curve has one row for so many that were trained on since the one before."""
CURVE_BYTES = 32 * 1024 * 1024
"""What all points of all runs may send back: a conversation keeps no more of answers than so."""
GRACE = 0.1
"""How far beyond its budget an epoch may run that is under way, as a share of the budget."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a learning curve; ``loss`` is nothing where no probabilities came."""

    epoch: int
    loss: float | None
    accuracy: float

    def plain(self) -> dict[str, float | int | None]:
        """Return it as evidence."""
        loss = None if self.loss is None else round(self.loss, 6)
        return {"epoch": self.epoch, "loss": loss, "accuracy": round(self.accuracy, 6)}


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one training came to.

    Attributes:
        final: What was counted at the end.
        trained: The answer to the last question that trained.
        seconds: What training took, by the judge's clock.
        curve: The points on the way.
        done: How many epochs were made; ``asked``: how many were asked for; both 0 if opaque.
        guessing: What always saying the most frequent class would have reached.
    """

    final: Measured
    trained: Answer
    seconds: float = 0.0
    curve: tuple[Point, ...] = ()
    done: int = 0
    asked: int = 0
    guessing: float = 0.0

    @property
    def accuracy(self) -> float:
        """The share of new examples that were classified rightly."""
        return self.final.accuracy

    def at(self, epoch: int) -> float | None:
        """Return the accuracy after an epoch, where it was measured."""
        return next((p.accuracy for p in self.curve if p.epoch == epoch), None)


def taught(hearing: Hearing, run: Run, params: TrainingParams, pace: Pace) -> Outcome:
    """Train, then count what is predicted rightly of examples nobody has seen."""
    labels = run.lesson.evaluation.labels
    guessing = float(np.bincount(labels).max() / len(labels))
    if params.mode == "driven":
        return replace(_driven(hearing, run, params, pace), guessing=guessing)
    return replace(_opaque(hearing, run, params), guessing=guessing)


def _opaque(hearing: Hearing, run: Run, params: TrainingParams) -> Outcome:
    """Call ``fit`` once."""
    began = time.monotonic()
    (trained,) = hearing.carry_out(run.spec, params.fit, [run.fitted(params.fit)])
    seconds = time.monotonic() - began
    if not trained.came:
        return Outcome(_without(trained, hearing, params), trained, seconds)
    final = measured(hearing, run, params, run.lesson.evaluation, name="evaluated")
    return Outcome(final, trained, seconds)


def _driven(hearing: Hearing, run: Run, params: TrainingParams, pace: Pace) -> Outcome:
    """Call for epochs until all are made, time is over, or one does not come back."""
    curve: list[Point] = []
    done, spent = 0, 0.0
    trained = Answer(status=Status.SKIPPED)
    while done < params.epochs:
        last = next_stop(done, params)
        left = params.seconds - spent
        if done and left < spent * (last - done) / done:
            break
        pace.epoch(done + 1, params.epochs)
        question = run.taught(
            params.epoch,
            first=done + 1,
            last=last,
            start=params.start,
            seconds=left + GRACE * params.seconds,
        )
        began = time.monotonic()
        (trained,) = hearing.carry_out(run.spec, params.epoch, [question])
        spent += time.monotonic() - began
        if not trained.came:
            final = _so_far(curve, trained, hearing, params)
            return Outcome(final, trained, spent, tuple(curve), done, params.epochs)
        examples = _for_point(run, params, done, last)
        found = measured(hearing, run, params, examples, name=f"curve/{last}")
        done = last
        if found.trouble:
            return Outcome(found, trained, spent, tuple(curve), done, params.epochs)
        curve.append(Point(done, found.loss, found.accuracy))
    final = measured(hearing, run, params, run.lesson.evaluation, name="evaluated")
    return Outcome(final, trained, spent, tuple(curve), done, params.epochs)


def next_stop(done: int, params: TrainingParams) -> int:
    """Return the epoch after which the next point of the curve is measured."""
    stops = [done - done % params.every + params.every, params.epochs]
    if params.early is not None and params.early.epoch > done:
        stops.append(params.early.epoch)
    return min(stops)


def _for_point(run: Run, params: TrainingParams, done: int, last: int) -> Judged:
    """Return the examples of a point; where an early band looks, all there are."""
    looked_at = params.early is not None and params.early.epoch == last
    rows = CURVE_ROWS if looked_at else max(1, run.lesson.rows * (last - done) // SHARE)
    return run.lesson.curve.first(min(rows, most_rows(params, run.lesson.classes)))


def most_rows(params: TrainingParams, classes: int) -> int:
    """Return how many rows a point may have, so that all points can be sent back."""
    calls = 2 if params.probabilities else 1
    return max(1, CURVE_BYTES // (params.runs * params.points * calls * classes * 8))


def _so_far(
    curve: list[Point], trained: Answer, hearing: Hearing, params: TrainingParams
) -> Measured:
    """Let the last point stand for an object that was lost because its time was over."""
    if trained.status is not Status.TIMED_OUT or not curve:
        lost = _without(trained, hearing, params)
        after = f"after {curve[-1].epoch} of {params.epochs} epochs: " if curve else ""
        return replace(lost, trouble=f"{after}{lost.trouble}")
    return Measured(trained, accuracy=curve[-1].accuracy, loss=curve[-1].loss)


def _without(trained: Answer, hearing: Hearing, params: TrainingParams) -> Measured:
    return Measured(trained, trouble=told(trained, hearing, params.trains))
