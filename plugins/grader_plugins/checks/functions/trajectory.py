"""``trajectory``: the first steps of an optimiser from given weights on given batches.

Theory of operation
-------------------
Accuracy shows half of all wrong training code, and late; a gradient check cannot see gradients that
are not cleared, a step on the batch before, or a velocity that is forgotten. The parameters after
one step, two and three show all of it. Each path is asked from its start, so that the first step
that is wrong tells what is wrong: right after one and wrong after two is something that is left
over. Distances are relative to the largest update of each tensor, since relative to the parameters
even no step at all would nearly be right. Runs in the judge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pydantic import Field

from grader.bench import Bench
from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.judgement import Judgement
from grader.kinds import Arguments, Case, Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.numerics.comparison import as_numbers, split
from grader.numerics.ratios import FITS, Ratio, ratios
from grader_plugins.checks.functions.comparing import (
    judge_compared,
    scored_questions,
    shown_questions,
    without_right_answer,
)

PATHS = "trajectory"


class TrajectoryParams(Model):
    """Which network, and what the settings of its optimiser are."""

    architecture: str = Field(description="such as 784-H-10 relu")
    settings: Mapping[str, float] = Field(
        default_factory=dict, description="such as {momentum: 0.9}, in the place of drawn ones"
    )
    same_batch: bool = Field(
        default=False, description="every step on one batch, for code that makes its own batches"
    )
    equal_rows: bool = Field(
        default=False, description="all examples alike, for code that shuffles and cuts them itself"
    )


@dataclass(frozen=True)
class Path:
    """An input with the assignment's own settings in it."""

    part: str
    label: str
    arguments: Arguments


class Trajectory:
    """Holds the parameters after the first steps against the right ones."""

    name = "trajectory"
    summary = "the first steps of an optimiser from given weights on given batches"
    params = TrajectoryParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a path, and for settings that its optimiser has."""
        if not spec.function.startswith(PATHS):
            return [f"{spec.function} is no path; write function: trajectory, trajectory_adam …"]
        function = bench.function(spec)
        known = [p.name for p in function.parameters if p.name not in ("X", "T", *function.tensors)]
        unknown = [name for name in bench.params(spec).settings if name not in known]
        if unknown:
            return [f"settings: {n!r} is none of {', '.join(known)}" for n in unknown]
        return without_right_answer(spec, bench, asked="the path", wanted="end")

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per path; a part that no path belongs to is not asked."""
        return scored_questions(spec, bench, _set(spec, bench, bench.cases(spec)), rule="update")

    def shown(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per smaller input, which may be shown."""
        return shown_questions(spec, _set(spec, bench, bench.small(spec)))

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Compare tensor by tensor, and tell how far those moved that are off."""
        bench = hearing.bench
        judgement = judge_compared(spec, hearing, small=lambda s: _set(s, bench, bench.small(s)))
        return judgement if judgement.passed else _with_updates(spec, hearing, judgement)


def _set(spec: CheckSpec, bench: Bench, cases: Sequence[Case]) -> tuple[Path, ...]:
    """Put the assignment's settings in the place of those that were drawn."""
    params: TrajectoryParams = bench.params(spec)

    def given(name: str, value: Any) -> Any:
        if name in ("X", "T"):
            return _batches(value, params)
        return params.settings.get(name, value)

    return tuple(
        Path(case.part, case.label, {n: given(n, v) for n, v in case.arguments.items()})
        for case in cases
    )


def _batches(series: Any, params: TrajectoryParams) -> Any:
    """Return the batches of a path, (steps, examples, …), as alike as its code needs them."""
    if params.equal_rows:
        return np.broadcast_to(series[:1, :1], np.shape(series)).copy()
    return np.repeat(series[:1], len(series), axis=0) if params.same_batch else series


def _with_updates(spec: CheckSpec, hearing: Hearing, judgement: Judgement) -> Judgement:
    """Add what the update of each tensor is to the right one, after the first path that fails."""
    combination = hearing.combination(spec)
    first = judgement.failing[0]
    outputs = hearing.bench.function(spec).outputs
    expected = hearing.bench.expected(spec, first.question, combination)
    if expected is None or not first.answer.came:
        return judgement
    start = _start(hearing.bench, spec, first.question, combination)
    moved = _moved(first.answer.value, start, outputs)
    pairs = zip(expected.parts, start, strict=True)
    right = replace(expected, parts=tuple(np.asarray(part - before) for part, before in pairs))
    found = ratios(moved, right, outputs) if moved is not None else ()
    if not found:
        return judgement
    examples = np.shape(first.question.arguments["X"])[1]
    configured = _configured(spec, hearing, first.question)
    tensors = {ratio.name: _told(ratio, examples, configured) for ratio in found}
    details = {**judgement.evidence.details, "tensors": tensors}
    evidence = judgement.evidence.model_copy(update={"details": details})
    return replace(judgement, evidence=evidence)


def _start(
    bench: Bench, spec: CheckSpec, question: Question, combination: Combination
) -> tuple[Any, ...]:
    """Return the parameters at the start, in the form in which they come back."""
    given = tuple(question.arguments[name] for name in bench.function(spec).tensors)
    adapted: tuple[Any, ...] = combination.adapt(given, question.arguments)
    return adapted


def _moved(got: Any, start: Sequence[Any], outputs: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Return how far each tensor moved; nothing where one cannot be compared with its start."""
    pieces = split(got, outputs)
    if isinstance(pieces, str):
        return None
    moved = []
    for piece, before in zip(pieces, start, strict=True):
        array = as_numbers(piece)
        if isinstance(array, str) or array.size != np.size(before):
            return None
        moved.append(np.reshape(array, np.shape(before)) - before)
    return tuple(moved)


def _configured(spec: CheckSpec, hearing: Hearing, question: Question) -> Mapping[str, int]:
    """Return the whole numbers that an interface tells a class, such as the batch size.

    What a question says itself, such as the widths, stands for those it was asked with.
    """
    interface, facts = (
        hearing.bench.interface(hearing.name(spec)),
        hearing.bench.function(spec).facts,
    )
    asked = facts(question.arguments) if facts is not None else {}
    told = interface.facts if interface is not None else {}
    whole = {name: value for name, value in told.items() if type(value) is int and value > 1}
    return {name: value for name, value in whole.items() if name not in asked}


def _told(ratio: Ratio, examples: int, configured: Mapping[str, int]) -> str:
    """Say what the update of one tensor is to the right one."""
    if ratio.right:
        return "right"
    if ratio.factor is None:
        return "its update is not right, and not a multiple of the right one"
    if ratio.factor == 0.0:
        return "it did not move"
    if np.isclose(abs(ratio.factor), 1.0, rtol=FITS):
        flipped, near = "right but for its sign", "almost the right one, but not to all digits"
        return f"its update is {flipped if ratio.factor < 0 else near}"
    if np.isclose(abs(ratio.factor), examples, rtol=FITS):
        counted = f"; there are {examples} examples in the batch"
        return f"its update is {ratio.factor:.4g} times the right one{counted}"
    if np.isclose(abs(ratio.factor) * examples, 1.0, rtol=FITS):
        return f"its update is 1/{examples} of the right one; there are {examples} examples"
    said = f"its update is {ratio.factor:.4g} times the right one"
    for name, value in configured.items():
        if np.isclose(abs(ratio.factor) * value, examples, rtol=FITS):
            return (
                f"{said}, {examples}/{value}: is it divided by {name}, where the batch is shorter?"
            )
    return said
