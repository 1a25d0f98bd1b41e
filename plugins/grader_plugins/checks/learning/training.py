"""``training``: the student's own loop, then the judge's own count. Runs in the judge.

Theory of operation
-------------------
The submission's class (or functions) is made and trained on disguised data, by its own ``fit`` or
epoch by epoch (``teaching``). Only when it has come back are inputs sent that nobody knew, and the
object predicts. Their labels never leave the judge: accuracy is what the judge counts, and nothing
that is printed or returned beside the predictions matters (``measuring``).

Runs differ in their disguise and in the seed they are given; the median decides. Thresholds are
calibrated for this procedure as a whole: the accuracy at the end, on ``evaluated`` rows, of which a
verdict wants 4,000; looks on the way end nothing. A run is left out only where the median is on the
same side of every threshold whatever it would bring.

What is too good too early was not trained here: where the median after the early epoch is above its
band, the check earns nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.bench import Bench
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question, Threshold
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader_plugins.checks.learning import rescaling
from grader_plugins.checks.learning.boundaries import boundary
from grader_plugins.checks.learning.lessons import drawn
from grader_plugins.checks.learning.pace import Pace
from grader_plugins.checks.learning.params import TrainingParams
from grader_plugins.checks.learning.predictions import confusion
from grader_plugins.checks.learning.runs import Run, misfits, missing_calls, run_of
from grader_plugins.checks.learning.teaching import GRACE, Outcome, next_stop, taught
from grader_plugins.checks.learning.thresholds import of_training
from grader_plugins.checks.learning.words import told
from grader_plugins.checks.parts import unknown_parts

LARGE = 1e9
"""Stands for a loss without bound."""


class Training:
    """Trains what was handed in on data nobody has seen, and counts what it then gets right."""

    name = "training"
    summary = "the student's own training loop, judged by what it predicts afterwards"
    params = TrainingParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an interface that says how to train and to predict."""
        params = bench.params(spec)
        missing = missing_calls(bench, params.calls)
        if missing:
            return missing
        try:
            runs = bench.once(spec, _runs)
            _first_question(runs[0], params)
            unknown = unknown_parts(spec, (line.part for line in _lines(params)))
            return [*unknown, *misfits(runs), *rescaling.misfits(spec, bench, runs[0])]
        except ValueError as problem:
            return [str(problem)]

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write the question each run begins with; they wait until the check is judged."""
        params = bench.params(spec)
        return [_first_question(run, params) for run in bench.once(spec, _runs)]

    def thresholds(self, spec: CheckSpec) -> Sequence[Threshold]:
        """Hold accuracy, loss and the early band against their lines."""
        return of_training(TrainingParams.model_validate(dict(spec.params)))

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Train, then evaluate, until nothing that is left can change the verdict."""
        params = hearing.bench.params(spec)
        runs = [rescaling.fitting(run, hearing) for run in hearing.bench.once(spec, _runs)]
        pace = Pace(hearing.watch, runs=params.runs, allowed=params.seconds)
        outcomes: list[Outcome] = []
        pictures: list[Any] = []
        for run in pace.each(runs):
            outcomes.append(taught(hearing, run, params, pace))
            seen = outcomes[-1].final.predicted is not None
            pictures.append(boundary(hearing, run, params.predict) if seen else None)
            if _settled(outcomes, params):
                break
        return _judged(spec, hearing, outcomes, pictures)


def _runs(spec: CheckSpec, bench: Bench) -> tuple[Run, ...]:
    params: TrainingParams = bench.params(spec)
    return tuple(_run(spec, bench, params, number) for number in range(params.runs))


def _run(spec: CheckSpec, bench: Bench, params: TrainingParams, number: int) -> Run:
    """Draw one run's data and say what its steps may name."""
    return run_of(
        spec,
        bench,
        drawn(spec, bench, params, number, shared_curve=params.mode == "driven"),
        {"epochs": params.epochs, **params.facts},
        name=f"run/{number}",
        label=f"run {number + 1} of {params.runs}",
        part="training",
        number=number,
    )


def _first_question(run: Run, params: TrainingParams) -> Question:
    if params.mode == "opaque":
        return run.fitted(params.fit)
    last = next_stop(0, params)
    seconds = params.seconds * (1.0 + GRACE)
    return run.taught(params.epoch, first=1, last=last, start=params.start, seconds=seconds)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that the median of the runs must reach, from below.

    Attributes:
        part: Which part of the check it decides.
        reached: What a run reaches; ``span`` holds the least and the most that is possible.
    """

    part: str
    at: float
    reached: Callable[[Outcome], float]
    span: tuple[float, float] = (0.0, 1.0)

    def holds(self, outcomes: Sequence[Outcome], more: Sequence[float] = ()) -> bool:
        """Say whether the median of these runs, and of what others may reach, is at the line."""
        return float(np.median([*map(self.reached, outcomes), *more])) >= self.at


def _lines(params: TrainingParams) -> Iterator[Line]:
    for threshold in params.accuracy:
        yield Line(f"{threshold:g}", threshold, lambda o: o.accuracy)
    if params.loss is not None:
        yield Line("loss", -params.loss.at_most, _negative_loss, (-LARGE, 0.0))
    early = params.early
    if early is not None:
        yield Line("early", early.at_least, lambda o: o.at(early.epoch) or 0.0)
        yield _ceiling(early.epoch, early.at_most)


def _ceiling(epoch: int, at_most: float) -> Line:
    return Line("early", -at_most, lambda o: -(o.at(epoch) or 0.0), (-1.0, 0.0))


def _negative_loss(outcome: Outcome) -> float:
    loss = outcome.final.loss
    return -LARGE if loss is None else -min(loss, LARGE)


def _settled(outcomes: Sequence[Outcome], params: TrainingParams) -> bool:
    """Say whether every median is on one side of its line whatever is still to come."""
    left = params.runs - len(outcomes)
    return all(
        line.holds(outcomes, [line.span[0]] * left) == line.holds(outcomes, [line.span[1]] * left)
        for line in _lines(params)
    )


def _judged(
    spec: CheckSpec, hearing: Hearing, outcomes: Sequence[Outcome], pictures: Sequence[Any]
) -> Judgement:
    params: TrainingParams = hearing.bench.params(spec)
    early = params.early
    too_good = early is not None and not _ceiling(early.epoch, early.at_most).holds(outcomes)
    held: dict[str, bool] = {}
    for line in _lines(params):
        held[line.part] = held.get(line.part, True) and line.holds(outcomes) and not too_good
    held = _without_learning(held)
    trouble = next((o for o in outcomes if o.final.trouble), None)
    chosen = _middle(outcomes)
    student, staff = told(
        spec, hearing, outcomes, outcomes[chosen], passed=all(held.values()), too_good=too_good
    )
    run = hearing.bench.once(spec, _runs)[chosen]
    return Judgement(
        parts=tuple(PartVerdict(part, _status(ok, trouble)) for part, ok in held.items()),
        student_text=student,
        staff_text=staff,
        evidence=_evidence(params, outcomes, chosen, run, pictures[chosen]),
        stdout=outcomes[0].trained.stdout,
        seconds=sum(o.seconds for o in outcomes),
    )


def _without_learning(held: dict[str, bool]) -> dict[str, bool]:
    """Take the early band from who reaches nothing else: what never learns is within it as well."""
    learns = any(ok for part, ok in held.items() if part != "early")
    return {part: ok and learns for part, ok in held.items()}


def _middle(outcomes: Sequence[Outcome]) -> int:
    """Return the number of the run whose accuracy is the median, or the better one beside it."""
    order = sorted(range(len(outcomes)), key=lambda number: outcomes[number].accuracy)
    return order[len(order) // 2]


def _evidence(
    params: TrainingParams, outcomes: Sequence[Outcome], chosen: int, run: Run, picture: Any
) -> Evidence:
    """Keep what every run reached, and the curve and the pictures of the one in the middle."""
    outcome, details = outcomes[chosen], dict[str, Any]()
    details["accuracy"] = [round(o.accuracy, 6) for o in outcomes]
    details["thresholds"] = list(params.accuracy)
    if params.loss is not None:
        losses = (o.final.loss for o in outcomes)
        details["loss"] = [None if loss is None else round(loss, 6) for loss in losses]
        details["loss_at_most"] = params.loss.at_most
    if params.early is not None:
        details["early"] = [o.at(params.early.epoch) for o in outcomes]
    if outcome.curve:
        details["curve"] = [point.plain() for point in outcome.curve]
    predicted = outcome.final.predicted
    if predicted is not None:
        names = run.lesson.disguise.original
        labels = names(run.lesson.evaluation.labels)
        counts = confusion(labels, names(predicted), run.lesson.classes)
        details["confusion"] = [list(row) for row in counts]
    if picture is not None:
        details["boundary"] = picture
    return Evidence(asked=f"your training, on {params.dataset}", details=details)


def _status(reached: bool, trouble: Outcome | None) -> Status:  # noqa: FBT001 - a verdict
    if reached:
        return Status.PASSED
    if trouble is not None and not trouble.final.answer.came:
        return trouble.final.answer.status
    return Status.FAILED
