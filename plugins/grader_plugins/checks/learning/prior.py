"""``prior``: a training that can learn nothing but how frequent each class is. Runs in the judge.

Theory of operation
-------------------
Where all weights start at zero and hidden units are relu, every gradient is zero but that of the
last bias: no input reaches the output, and what the last bias learns are the shares of the classes.
The accuracy is then the share of the most frequent class and the loss the entropy of the shares,
whatever the seed. So the probabilities of examples that came after training are held against each
other and against the shares of the labels that were trained on. Both must hold: what was never
trained gives every example the same probabilities, too.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from grader.bench import Bench
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question, Threshold
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader_plugins.checks.learning import rescaling
from grader_plugins.checks.learning.lessons import drawn
from grader_plugins.checks.learning.measuring import told
from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.checks.learning.predictions import scores_of
from grader_plugins.checks.learning.runs import Run, missing_calls, run_of
from grader_plugins.checks.learning.thresholds import of_prior
from grader_plugins.checks.parts import unknown_parts

Floats = NDArray[np.float64]

ALIKE = 1e-6
"""How far probabilities of two examples may be apart that are the same but for rounding."""
PART = "shares"
WITHIN = 0.005
"""How far the probabilities may be off the shares of the classes."""


class PriorParams(TaughtParams):
    """What is trained, and how near its probabilities come to the shares of the classes."""

    epochs: int = Field(default=1, ge=1, le=100_000, description="a fact, for `fit`")
    within: float = Field(
        default=WITHIN, gt=0, lt=0.1, description="how far off the shares they may be"
    )


class Prior:
    """Trains what cannot learn from its inputs, and looks whether it learns the class shares."""

    name = "prior"
    summary = "a training that can learn nothing but how frequent each class is"
    params = PriorParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an interface that says how to train and to predict, and for unequal shares."""
        params: PriorParams = bench.params(spec)
        missing = missing_calls(bench, (params.fit, params.predict))
        if missing:
            return missing
        unknown = unknown_parts(spec, (PART,))
        if unknown:
            return unknown
        try:
            bench.questions(spec)
        except ValueError as problem:
            return [str(problem)]
        return rescaling.misfits(spec, bench, bench.once(spec, _run))

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write the question that trains; it waits until the check is judged."""
        return [bench.once(spec, _run).fitted(bench.params(spec).fit)]

    def thresholds(self, spec: CheckSpec) -> Sequence[Threshold]:
        """Hold the largest distance from the shares against what is allowed."""
        return of_prior(float(spec.params.get("within", WITHIN)))

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Train, then hold the probabilities of new examples against each other and the shares."""
        params: PriorParams = hearing.bench.params(spec)
        run = rescaling.fitting(hearing.bench.once(spec, _run), hearing)
        found = _probabilities(spec, hearing, run, params)
        if isinstance(found, Judgement):
            return found
        return _judged(found, _shares(hearing, run), params)


def _run(spec: CheckSpec, bench: Bench) -> Run:
    params: PriorParams = bench.params(spec)
    lesson = drawn(spec, bench, params, 0)
    given = {"epochs": params.epochs, **params.facts}
    return run_of(spec, bench, lesson, given, name="run/0", label="one run", part=PART)


def _probabilities(
    spec: CheckSpec, hearing: Hearing, run: Run, params: PriorParams
) -> Floats | Judgement:
    """Train and let the object predict: probabilities (N, K), or why there are none."""
    for call, question in (
        (params.fit, run.fitted(params.fit)),
        (params.predict, run.predicting(params.predict, run.lesson.evaluation.sent, name="new")),
    ):
        (answer,) = hearing.carry_out(spec, call, [question])
        if not answer.came:
            return _failed(answer.status, told(answer, hearing, call))
    scores = scores_of(answer.value, len(run.lesson.evaluation), run.lesson.classes)
    if scores is None:
        return _failed(Status.FAILED, "no probabilities came back, a number for each class")
    if not np.all(np.isfinite(scores)):
        return _failed(Status.FAILED, "some probabilities are not finite numbers")
    return scores


def _shares(hearing: Hearing, run: Run) -> Floats:
    """Return the share of each class among the labels that were trained on, (K,)."""
    labels: NDArray[Any] = hearing.bench.shared.read(run.lesson.arguments["T"])
    classes = labels.argmax(axis=1) if labels.ndim == 2 else labels
    return np.bincount(classes, minlength=run.lesson.classes) / len(classes)


def _judged(scores: Floats, shares: Floats, params: PriorParams) -> Judgement:
    p = scores.mean(axis=0)
    spread, off = float(np.max(np.ptp(scores, axis=0))), float(np.max(np.abs(p - shares)))
    alike, near = spread <= ALIKE, off <= params.within
    details = {**_details(p, shares), "off": round(off, 6)}
    if not alike:
        text = (
            f"probabilities of two new examples differ by up to {spread:.2g}: something other than"
            " the shares of the classes was learnt, which zero weights cannot"
        )
    elif not near:
        text = (
            f"the probabilities are up to {off:.2g} off the shares of the classes, and"
            f" {params.within:g} was allowed: does the last bias learn?"
        )
    else:
        accuracy, loss = details["accuracy"][0], details["loss"][0]
        text = (
            "every example gets the same probabilities, the shares of the classes: accuracy"
            f" {100 * accuracy:.3f} % and loss {loss:.4f} on what was trained on"
        )
    return Judgement(
        parts=(PartVerdict(PART, Status.PASSED if alike and near else Status.FAILED),),
        student_text=text,
        staff_text=text,
        evidence=Evidence(asked=f"your training, on {params.dataset}", details=details),
    )


def _details(p: Floats, shares: Floats) -> dict[str, Any]:
    """Return accuracy and loss of one prediction for all, beside what is possible."""
    known = shares[shares > 0]
    return {
        "accuracy": [round(float(shares[np.argmax(p)]), 6)],
        "loss": [round(float(-np.sum(shares * np.log(np.clip(p, 1e-12, 1.0)))), 6)],
        "most_frequent": round(float(shares.max()), 6),
        "entropy": round(float(-np.sum(known * np.log(known))), 6),
    }


def _failed(status: Status, text: str) -> Judgement:
    return Judgement(parts=(PartVerdict(PART, status),), student_text=text, staff_text=text)
