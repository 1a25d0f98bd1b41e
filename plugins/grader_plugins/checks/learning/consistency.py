"""``consistency``: a prediction depends on its own example alone. Runs in the judge.

Theory of operation
-------------------
The object is trained, shortly, and predicts some examples; then the same examples again, and then
a few at a time, each time of one class. What draws random numbers in a prediction, such as dropout,
answers the second time otherwise; what is normalised by the batch it comes in, such as batch
normalisation without running averages, answers in other company otherwise. Scores must agree within
rounding; where classes come back, the classes must. The same answer for every example is none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import Field

from grader.bench import Bench
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader_plugins.checks.learning.lessons import drawn
from grader_plugins.checks.learning.measuring import told
from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.checks.learning.predictions import Classes, Scores, classes_of, scores_of
from grader_plugins.checks.learning.runs import Run, missing_calls, run_of
from grader_plugins.checks.parts import unknown_parts

TWICE, COMPANY = "twice", "company"
FEW = 3
"""How many examples are predicted by themselves at a time."""
GROUPS = 20
ROUNDING = 1e-3
"""How far scores may be apart, as a share of the largest: what float16 loses, too."""
SAID = {
    TWICE: (
        "the same examples, predicted twice, get the same answers",
        "get other answers the second time: does a prediction draw random numbers?",
    ),
    COMPANY: (
        "examples get the same answers beside other examples",
        "get other answers beside other examples: is a mean or a variance of the batch used?",
    ),
}
"""What is said of a part that passed, and of one that failed."""


class ConsistencyParams(TaughtParams):
    """What is trained, and how many examples are predicted again."""

    evaluated: int = Field(default=200, ge=50, description="how many examples are predicted")


class Consistency:
    """Predicts again, and in other company; a prediction may change by neither."""

    name = "consistency"
    summary = "a prediction depends on its own example alone: again, and in other company"
    params = ConsistencyParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an interface that says how to train and to predict."""
        params: ConsistencyParams = bench.params(spec)
        missing = missing_calls(bench, (params.fit, params.predict))
        if missing:
            return missing
        try:
            bench.once(spec, _run).fitted(params.fit)
        except ValueError as problem:
            return [str(problem)]
        return unknown_parts(spec, SAID)

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write the question that trains; it waits until the check is judged."""
        return [bench.once(spec, _run).fitted(bench.params(spec).fit)]

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Train, predict, and predict again."""
        params: ConsistencyParams = hearing.bench.params(spec)
        run = hearing.bench.once(spec, _run)
        (trained,) = hearing.carry_out(spec, params.fit, [run.fitted(params.fit)])
        if not trained.came:
            return _unable(trained, told(trained, hearing, params.fit))
        groups = list(_groups(run.lesson.evaluation.labels))
        rows = [np.arange(len(run.lesson.evaluation))] * 2 + groups
        answers = _predicted(hearing, run, params.predict, rows)
        lost = next((answer for answer in answers if not answer.came), None)
        if lost is not None:
            return _unable(lost, told(lost, hearing, params.predict))
        return _compared(run, answers, rows)


def _run(spec: CheckSpec, bench: Bench) -> Run:
    """Draw the data and say what the steps may name."""
    params: ConsistencyParams = bench.params(spec)
    lesson, label = drawn(spec, bench, params, 0), "a short training"
    return run_of(spec, bench, lesson, params.facts, name="run", label=label, part=TWICE)


def _groups(labels: Classes) -> Iterator[Classes]:
    """Give the rows of a few examples of one class at a time, class after class."""
    order = np.argsort(labels, kind="stable")
    same = [order[labels[order] == label] for label in np.unique(labels)]
    found = [rows[i : i + FEW] for rows in same for i in range(0, len(rows) - FEW + 1, FEW)]
    yield from found[:: max(1, len(found) // GROUPS)][:GROUPS]


def _predicted(
    hearing: Hearing, run: Run, predict: str, rows: Sequence[Classes]
) -> tuple[Answer, ...]:
    """Ask for every selection of rows; each time random numbers start elsewhere."""
    inputs = run.lesson.evaluation.inputs
    questions = [
        _started(
            run.predicting(predict, np.ascontiguousarray(inputs[each]), name=f"again/{number}"),
            number,
        )
        for number, each in enumerate(rows)
    ]
    return hearing.carry_out(run.spec, predict, questions)


def _started(question: Question, number: int) -> Question:
    """Return a question before which random numbers start from a number of its own."""
    assert question.procedure is not None
    steps = ({"do": "seed", "number": number}, *question.procedure.steps)
    return replace(question, procedure=replace(question.procedure, steps=steps))


def _compared(run: Run, answers: Sequence[Answer], rows: Sequence[Classes]) -> Judgement:
    """Hold every answer against the first."""
    classes = run.lesson.classes
    read = [
        _read(answer.value, len(each), classes) for answer, each in zip(answers, rows, strict=True)
    ]
    strange = [each for each in read if isinstance(each, str)]
    if strange:
        return _unable(answers[0], strange[0])
    found = [each for each in read if not isinstance(each, str)]
    first = found[0]
    if not _moved(first, np.broadcast_to(first[:1], first.shape)).any():
        return _unable(answers[0], "every example gets the same answer: nothing is predicted")
    moved = [_moved(found[0][each], one) for one, each in zip(found, rows, strict=True)]
    counts = {TWICE: moved[1:2], COMPANY: moved[2:]}
    parts = tuple(_part(name, np.concatenate(each)) for name, each in counts.items())
    text = "; ".join(part.text for part in parts if part.status is not Status.PASSED)
    shares = {name: round(float(np.concatenate(f).mean()), 6) for name, f in counts.items()}
    return Judgement(
        parts=parts,
        student_text=text or "every prediction depends on its own example alone",
        staff_text=text or "every prediction depends on its own example alone",
        evidence=Evidence(asked="your prediction, again", details={"changed": shares}),
        stdout=answers[0].stdout,
        seconds=sum(answer.seconds for answer in answers),
    )


def _read(value: Any, count: int, classes: int) -> Scores | str:
    """Return scores (count, classes), or classes as one column, or why it is neither."""
    scores = scores_of(value, count, classes)
    if scores is not None:
        return scores
    found = classes_of(value, count, classes)
    return found if isinstance(found, str) else found[:, None].astype(np.float64)


def _moved(one: Scores, other: Scores) -> Classes:
    """Say of every example whether its answer is another one."""
    if one.shape != other.shape:
        return np.ones(len(one), dtype=np.int64)
    apart = np.abs(one - other) > ROUNDING * np.max(np.abs(one), initial=0.0)
    unlike = apart | (np.isnan(one) != np.isnan(other))
    return np.asarray(unlike.any(axis=1), dtype=np.int64)


def _part(name: str, moved: Classes) -> PartVerdict:
    good, bad = SAID[name]
    if not moved.any():
        return PartVerdict(name, Status.PASSED, good)
    return PartVerdict(name, Status.FAILED, f"{100 * moved.mean():.0f} % of the examples {bad}")


def _unable(answer: Answer, why: str) -> Judgement:
    status = Status.FAILED if answer.came else answer.status
    return Judgement(
        parts=tuple(PartVerdict(name, status, why) for name in SAID),
        student_text=why,
        staff_text=why,
        stdout=answer.stdout,
        seconds=answer.seconds,
    )
