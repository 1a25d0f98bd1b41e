"""Judges answers against the reference: parts, texts, evidence. Runs in the judge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.bench import Bench
from grader.conventions import combinations as conventions
from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.judgement import Failing, Judgement, PartVerdict
from grader.kinds import Case, Question
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader.numerics.comparison import as_numbers
from grader_plugins.checks.functions.calling import called, handed_over, in_own_words

SHOWN = 200
ROWS_SHOWN = 16
"""How many rows of an array of three axes or more are shown, such as those of kernels."""


def scored_questions(
    spec: CheckSpec, bench: Bench, cases: Sequence[Case], *, rule: Any = "auto"
) -> tuple[Question, ...]:
    """Write one question per case, parts in order; parts without points are not asked."""
    asked = [c for c in cases if not spec.parts or spec.parts.get(c.part, 0.0) > 0]
    if not spec.parts:
        weights = bench.function(spec).parts
        asked = [c for c in cases if weights.get(c.part, 0.0) > 0]
    return tuple(
        Question(
            id=f"{spec.id}/{case.part}/{number}",
            check=spec.id,
            function=spec.function,
            arguments=case.arguments,
            part=case.part,
            label=case.label,
            rule=rule,
            stated=stated(spec),
        )
        for number, case in enumerate(asked)
    )


def without_right_answer(
    spec: CheckSpec, bench: Bench, *, asked: str, wanted: str
) -> tuple[str, ...]:
    """Name the questions that have no answer to compare with; ``asked`` has no right ``wanted``."""
    default = bench.combinations(spec)[0]
    found = [(q, bench.expected(spec, q, default)) for q in bench.questions(spec)]
    return tuple(
        f"{asked} {question.id} ({question.label}) has no right {wanted}"
        for question, expected in found
        if expected is None or not expected.wanted <= 1.0
    )


def stated(spec: CheckSpec) -> tuple[float, float] | None:
    """Return the tolerance an instructor wrote down, if one was."""
    return None if spec.tolerance == "auto" else (spec.tolerance.rtol, spec.tolerance.atol)


Small = Callable[[CheckSpec], Sequence[Case]]
"""Gives inputs of increasing size that may be shown; called only where something failed."""


def judge_compared(spec: CheckSpec, hearing: Hearing, *, small: Small) -> Judgement:
    """Judge every part of a check under the conventions that were fixed."""
    combination = hearing.combination(spec)
    questions = hearing.bench.questions(spec)
    failing = [f for q in questions if (f := _failing(spec, hearing, q, combination))]
    parts = tuple(
        _part_verdict(part, [f for f in failing if f.question.part == part])
        for part in dict.fromkeys(q.part for q in questions)
    )
    deviations = conventions.deviations(combination, hearing.bench.function(spec), spec.accept)
    answers = [hearing.answer(q, combination) for q in questions]
    judgement = Judgement(
        parts=parts,
        credit=hearing.credit(spec),
        convention=deviations,
        convention_text=conventions.claims(combination, deviations),
        failing=tuple(failing),
        weights=hearing.bench.function(spec).parts,
        seconds=sum(a.seconds for a in answers),
    )
    if not failing:
        return replace(judgement, student_text=_unaccepted(judgement, combination))
    return _explained(spec, hearing, judgement, combination, small(spec))


def _failing(
    spec: CheckSpec, hearing: Hearing, question: Question, combination: Combination
) -> Failing | None:
    comparison = hearing.compared(spec, question, combination)
    if comparison.ok:
        return None
    return Failing(question, hearing.answer(question, combination), comparison)


def _part_verdict(part: str, failing: Sequence[Failing]) -> PartVerdict:
    if not failing:
        return PartVerdict(part, Status.PASSED)
    first = failing[0]
    status = Status.FAILED if first.answer.came else first.answer.status
    return PartVerdict(part, status, f"{first.question.label}: {problem(first)}")


def problem(failing: Failing) -> str:
    """Say the first true problem of an answer, without what may hold a scored input."""
    if failing.comparison:
        return failing.comparison.text
    return failing.answer.trouble(brief=True)


def _unaccepted(judgement: Judgement, combination: Combination) -> str:
    """Say that the values are right in a convention that the assignment does not take in full."""
    if judgement.credit >= 1.0:
        return ""
    claims = " and ".join(conventions.claims(combination, judgement.convention))
    return f"The numbers are right for another convention: {claims}."


def _explained(
    spec: CheckSpec,
    hearing: Hearing,
    judgement: Judgement,
    combination: Combination,
    small: Sequence[Case],
) -> Judgement:
    """Add the smallest input that fails and what came back; the audience's filter does the rest."""
    first = judgement.failing[0]
    shown = _smallest(spec, hearing, combination, small, like=first)
    feedback = spec.feedback or hearing.bench.assignment.feedback
    open_text = shown is not None and "smallest_input" in feedback.show
    text = f"{first.question.label}: {_shown_problem(first, shown if open_text else None)}"
    if shown is not None:
        evidence = evidence_of(spec, hearing, shown, combination)
    else:
        asked = _asked(spec, hearing, first.question, combination)
        evidence = Evidence(asked=asked)
    staff = "; ".join(f"{f.question.id}: {_in_full(f)}" for f in judgement.failing)
    printed = shown.answer.stdout if shown is not None else ""
    return replace(
        judgement, student_text=text, staff_text=staff, evidence=evidence, stdout=printed
    )


def _shown_problem(first: Failing, shown: Failing | None) -> str:
    """Say the problem; an exception's text only as the input raised it that is shown anyway."""
    if shown is None or shown.answer.came:
        return problem(first)
    return shown.answer.trouble()


def _in_full(failing: Failing) -> str:
    """Say an answer's problem with the text of its exception: for staff."""
    return problem(failing) if failing.answer.came else failing.answer.trouble()


def shown_questions(spec: CheckSpec, small: Sequence[Case]) -> tuple[Question, ...]:
    """Write one question per input that may be shown."""
    return tuple(
        Question(
            id=f"{spec.id}/small/{number}",
            check=spec.id,
            function=spec.function,
            arguments=case.arguments,
            part="small",
            label=case.label,
            rule="auto",
            stated=stated(spec),
            shown=True,
        )
        for number, case in enumerate(small)
    )


def _smallest(
    spec: CheckSpec,
    hearing: Hearing,
    combination: Combination,
    small: Sequence[Case],
    *,
    like: Failing,
) -> Failing | None:
    """Ask inputs of increasing size, drawn apart from the scored ones; return the first to fail.

    It must fail as the scored input did, with an answer or without one: else it shows another
    trouble than the one that costs marks.
    """
    questions = shown_questions(spec, small)
    hearing.ask([(spec, question, combination) for question in questions])
    found = (_failing(spec, hearing, question, combination) for question in questions)
    return next((f for f in found if f and f.answer.came == like.answer.came), None)


def evidence_of(
    spec: CheckSpec, hearing: Hearing, failing: Failing, combination: Combination
) -> Evidence:
    """Return all there is to show of an answer; what a student sees of it is filtered later."""
    question, answer = failing.question, failing.answer
    presented = combination.present(question.arguments)
    expected = hearing.bench.expected(spec, question, combination)
    outputs = hearing.bench.function(spec).outputs
    bound = hearing.binding(spec)
    given = in_own_words(bound, handed_over(bound, presented))
    return Evidence(
        asked=_asked(spec, hearing, question, combination),
        input={name: shown_value(value) for name, value in given.items()},
        got=_got_shown(answer.value, outputs) if answer.came else None,
        expected=_expected_shown(expected.parts, outputs) if expected is not None else None,
        compare=problem(failing),
        details={} if answer.came else {"trouble": answer.trouble()},
    )


def _got_shown(value: Any, outputs: Sequence[str]) -> Any:
    """Return what came back, several outputs by their names."""
    if isinstance(value, (tuple, list)) and len(value) == len(outputs) > 1:
        value = dict(zip(outputs, value, strict=True))
    return shown_value(value)


def _expected_shown(parts: Sequence[Any], outputs: Sequence[str]) -> Any:
    if not outputs:
        return shown_value(parts[0])
    return {name: shown_value(part) for name, part in zip(outputs, parts, strict=True)}


def _asked(spec: CheckSpec, hearing: Hearing, question: Question, combination: Combination) -> str:
    """Say the call that was made, with the shapes of its arguments."""
    presented = combination.present(question.arguments)
    return called(hearing.binding(spec), presented, otherwise=spec.function)


def shown_value(value: Any) -> Any:
    """Return a value as plain nested lists for a report; large ones by their shape alone."""
    if isinstance(value, (tuple, list)) and not _numeric(value):
        return [shown_value(item) for item in list(value)[:8]]
    if isinstance(value, Mapping):
        return {str(k)[:64]: shown_value(v) for k, v in list(value.items())[:8]}
    if value is None:
        return "None"
    array = as_numbers(value)
    if isinstance(array, str):
        return array.partition(" came back")[0]
    rows = array.size // array.shape[-1] if array.size and array.ndim > 2 else 0
    if array.size > SHOWN or rows > ROWS_SHOWN:
        return f"an array of shape {array.shape}"
    rounded: Any = np.vectorize(_plain, otypes=[object])(array).tolist() if array.size else []
    return rounded


def _numeric(value: Any) -> bool:
    return not isinstance(as_numbers(value), str)


def _plain(number: float) -> float | str:
    return float(f"{number:.12g}") if np.isfinite(number) else str(float(number))
