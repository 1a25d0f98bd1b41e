"""``training``: the student's own loop, then the judge's own count. Runs in the judge.

Theory of operation
-------------------
The submission's class (or functions) is made and trained by its own ``fit`` on disguised data, in
one question with a budget of its own. Only when it has come back are inputs sent that nobody knew,
and the object predicts. Their labels never leave the judge: accuracy is what the judge counts, and
nothing that is printed or returned beside the predictions matters. Runs differ in their disguise
and in the seed they are given; the median decides, and runs that cannot change it are not made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from grader.bench import Bench
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.interfaces import Compiler
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Examples, Procedure, Question
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader_plugins.checks.disguise import Disguise, chosen
from grader_plugins.checks.predictions import classes_of, confusion

Split = Literal["train", "validation", "test"]
Numbers = NDArray[Any]


class TrainingParams(BaseModel):
    """What is trained on what, for how long, and how well it must do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    options: Mapping[str, Any] = Field(default_factory=dict, description="of the data set")
    examples: int = Field(default=0, ge=0, description="how many to train on; 0: all")
    evaluated: int = Field(default=4000, ge=50, description="how many decide")
    on: Split = "validation"
    accuracy: tuple[float, ...] = Field(description="thresholds; each is a part of its own")
    seconds: float = Field(default=30.0, gt=0, le=3600, description="for one run of fit")
    runs: int = Field(default=1, ge=1, le=20)
    fit: str = Field(default="fit", description="the interface's call that trains")
    predict: str = Field(default="predict", description="the interface's call that predicts")
    facts: Mapping[str, Any] = Field(default_factory=dict, description="such as hidden: 20")
    labels: Literal["one_hot", "integer"] = "one_hot"
    samples: Literal["rows", "columns"] = "rows"
    dtype: Literal["float32", "float64"] = "float64"
    divided_by: float = Field(default=1.0, gt=0, description="255 brings bytes to 0…1")


@dataclass(frozen=True, slots=True)
class Run:
    """One training: the question that trains, and what will be asked of it."""

    question: Question
    procedure: Procedure
    evaluation: Examples
    classes: int


class Training:
    """Trains what was handed in on data nobody has seen, and counts what it then gets right."""

    name = "training"
    summary = "the student's own training loop, judged by what it predicts afterwards"
    params = TrainingParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an interface that says how to train and to predict."""
        params = bench.params(spec)
        interface = bench.assignment.interface
        if interface is None:
            return ["there is no `interface:` that says what trains and what predicts"]
        missing = [name for name in (params.fit, params.predict) if name not in interface.calls]
        if missing:
            return [f"interface.calls: {name!r} is not described" for name in missing]
        try:
            _questions(spec, bench)
        except ValueError as problem:
            return [str(problem)]
        return []

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one training question per run; they wait until the check is judged."""
        return [run.question for run in bench.once(spec, _questions)]

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Train, then evaluate, until nothing that is left can change the verdict."""
        params = hearing.bench.params(spec)
        outcomes: list[Outcome] = []
        for run in hearing.bench.once(spec, _questions):
            outcomes.append(_outcome(spec, hearing, run))
            if _settled([o.accuracy for o in outcomes], params):
                break
        return _judged(outcomes, params)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run came to: its accuracy, or the answer that tells what happened instead."""

    accuracy: float
    answer: Answer
    text: str = ""
    confusion: tuple[tuple[int, ...], ...] = ()


def _questions(spec: CheckSpec, bench: Bench) -> tuple[Run, ...]:
    params = bench.params(spec)
    return tuple(_run(spec, bench, params, number) for number in range(params.runs))


def _run(spec: CheckSpec, bench: Bench, params: TrainingParams, number: int) -> Run:
    """Draw one run's data and write its question."""
    rng = bench.rng(spec, "run", str(number))
    dataset = bench.registry.datasets[params.dataset]
    splits = dataset.load(**params.options)
    train = chosen(splits.train, params.examples, rng)
    judged = chosen(getattr(splits, params.on), params.evaluated, rng)
    flat = _numbers(train.inputs, params)
    disguise = Disguise(rng, features=flat.shape[1], classes=dataset.classes)
    labels = disguise.labels(train.labels)
    evaluated = disguise.jittered(disguise.inputs(_numbers(judged.inputs, params)))
    arguments = {
        "X": bench.shared.add(np.ascontiguousarray(disguise.inputs(flat))),
        "T": bench.shared.add(_labelled(labels, dataset.classes, params)),
    }
    facts = _facts(params, bench, features=flat.shape[1], classes=dataset.classes, number=number)
    steps = (*_turned(params, ("X", "T")), *_compiler(bench, facts).steps(params.fit))
    procedure = Procedure(steps=(*steps, _NOTHING), facts=facts, object=f"{spec.id}/{number}")
    question = Question(
        id=f"{spec.id}/run/{number}",
        check=spec.id,
        function=params.fit,
        arguments=arguments,
        part="training",
        label=f"run {number + 1} of {params.runs}",
        rule="none",
        later=True,
        seconds=params.seconds,
        procedure=procedure,
    )
    evaluation = Examples(evaluated, disguise.labels(judged.labels))
    return Run(question, procedure, evaluation, dataset.classes)


_NOTHING: Mapping[str, Any] = {"do": "give", "value": {"constant": None}, "as": "result"}
"""What training returns stays where it is: weights may be large, and prove nothing."""


def _numbers(inputs: Numbers, params: TrainingParams) -> Numbers:
    """Return inputs as rows of numbers."""
    return (inputs.reshape(len(inputs), -1) / params.divided_by).astype(params.dtype)


def _labelled(labels: NDArray[np.int64], classes: int, params: TrainingParams) -> Numbers:
    return labels if params.labels == "integer" else np.eye(classes, dtype=params.dtype)[labels]


def _turned(params: TrainingParams, names: Sequence[str]) -> list[Mapping[str, Any]]:
    """Let examples be columns where the submission wants them so."""
    if params.samples == "rows":
        return []
    return [{"do": "give", "value": {"transposed": [name]}, "as": name} for name in names]


def _facts(
    params: TrainingParams, bench: Bench, *, features: int, classes: int, number: int
) -> dict[str, Any]:
    interface = bench.assignment.interface
    assert interface is not None
    known = {**interface.facts, **params.facts}
    hidden = known.get("hidden", ())
    layers = list(hidden) if isinstance(hidden, (list, tuple)) else [hidden]
    widths = [features, *layers, classes]
    known.setdefault("seed", number)
    return {**known, "inputs": features, "outputs": classes, "widths": widths}


def _compiler(bench: Bench, facts: Mapping[str, Any]) -> Compiler:
    interface = bench.assignment.interface
    assert interface is not None
    layers = len(facts["widths"]) - 1
    return Compiler(interface, words=("X", "T", *facts), layers=layers)


def _outcome(spec: CheckSpec, hearing: Hearing, run: Run) -> Outcome:
    """Train once, and count what is then predicted rightly."""
    params = hearing.bench.params(spec)
    (trained,) = hearing.carry_out(spec, params.fit, [run.question])
    if not trained.came:
        note = hearing.bound[params.fit].note if trained.status is Status.MISSING else ""
        return Outcome(0.0, trained, note or trained.trouble(brief=True))
    (answer,) = hearing.carry_out(spec, params.fit, [_evaluation(run, hearing.bench, params)])
    if not answer.came:
        return Outcome(0.0, answer, f"it was trained, and then: {answer.trouble(brief=True)}")
    predicted = classes_of(answer.value, len(run.evaluation), run.classes)
    if isinstance(predicted, str):
        return Outcome(0.0, answer, predicted)
    labels = run.evaluation.labels
    accuracy = float(np.mean(predicted == labels))
    return Outcome(accuracy, answer, confusion=confusion(labels, predicted, run.classes))


def _evaluation(run: Run, bench: Bench, params: TrainingParams) -> Question:
    """Write the question that lets a trained object predict, when training is over."""
    facts = run.procedure.facts
    compiler = _compiler(bench, facts)
    steps = (*_turned(params, ("X",)), *compiler.steps(params.predict, fresh=False))
    return Question(
        id=f"{run.question.id}/evaluated",
        check=run.question.check,
        function=params.predict,
        arguments={"X": run.evaluation.inputs},
        part="evaluation",
        rule="none",
        kept=False,
        procedure=Procedure(steps=steps, facts=facts, object=run.procedure.object),
    )


def _settled(accuracies: Sequence[float], params: TrainingParams) -> bool:
    """Say whether the median is on one side of every threshold whatever is still to come."""
    left = params.runs - len(accuracies)
    low = float(np.median([*accuracies, *[0.0] * left]))
    high = float(np.median([*accuracies, *[1.0] * left]))
    return all((low >= t) == (high >= t) for t in params.accuracy)


def _judged(outcomes: Sequence[Outcome], params: TrainingParams) -> Judgement:
    reached = float(np.median([o.accuracy for o in outcomes]))
    trouble = next((o for o in outcomes if o.text), None)
    parts = tuple(
        PartVerdict(f"{t:g}", _status(reached >= t, trouble), "") for t in params.accuracy
    )
    text = trouble.text if trouble is not None else _told(reached, params)
    best = max(outcomes, key=lambda o: o.accuracy)
    details = {
        "accuracy": [o.accuracy for o in outcomes],
        "thresholds": list(params.accuracy),
        "confusion": [list(row) for row in best.confusion],
    }
    return Judgement(
        parts=parts,
        student_text=text,
        staff_text=text,
        evidence=Evidence(asked=f"trained on {params.dataset}", details=details),
        stdout=outcomes[0].answer.stdout,
        seconds=sum(o.answer.seconds for o in outcomes),
    )


def _status(reached: bool, trouble: Outcome | None) -> Status:  # noqa: FBT001 - a verdict
    if reached:
        return Status.PASSED
    if trouble is not None and not trouble.answer.came:
        return trouble.answer.status
    return Status.FAILED


def _told(reached: float, params: TrainingParams) -> str:
    asked = next((t for t in sorted(params.accuracy) if reached < t), None)
    said = f"after training, {100 * reached:.1f} % of new examples were classified rightly"
    return said if asked is None else f"{said}; {100 * asked:g} % were asked for"
