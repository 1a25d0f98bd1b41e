"""``differences``: a student's own gradient check, and the curve it gives. Runs in the judge.

Theory of operation
-------------------
A check of a gradient is code that can be wrong itself: one-sided, with 2ε for ε, with weights that
are not put back. For large steps ε = 1/N its result is far above rounding, and is compared with the
right one like any value (part ``ordinary``). For small steps nothing but rounding is left, and the
rule is a bound: from N = 50 on, 10⁻⁶ for gradients up to 10⁻², and in proportion for larger ones
(part ``plateau``). The curve over all N is kept as evidence, and drawn.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from grader.bench import Bench
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Case, Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.report import Status
from grader.numerics.comparison import as_numbers
from grader_plugins.checks.functions.comparing import judge_compared, scored_questions
from grader_plugins.checks.functions.values import Values
from grader_plugins.checks.parts import unknown_parts

Floats = NDArray[np.float64]

CHECK = "gradient_check"
PLATEAU = "plateau"
ROUNDED = (1e-4, 5e-6)
"""How far a difference for a large step may be off, relatively and absolutely; float32 included."""
FROM = 50
"""From which N on no more than rounding is left."""
LARGEST = 1e-6
"""What may be left, for gradients up to ``USUAL``; in proportion for larger ones."""
USUAL = 1e-2
LATER = "checked when the differences for large steps are right"


class DifferencesParams(Model):
    """Whose gradient is checked."""

    architecture: str = Field(description="such as 784-H-H-10 relu")


class Differences:
    """Compares a student's gradient check where it can be, bounds it elsewhere, draws its curve."""

    name = "differences"
    summary = "the student's own check of a gradient against difference quotients"
    params = DifferencesParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a function that checks a gradient, and for inputs that decide."""
        if spec.function != CHECK:
            return [f"{spec.function} checks no gradient; write function: {CHECK}"]
        known = (*bench.function(spec).parts, PLATEAU)
        unknown = unknown_parts(spec, known)
        return unknown or Values().validate(_without_plateau(spec), bench)

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per input that is compared."""
        cases = [case for case in bench.cases(spec) if case.part != PLATEAU]
        asked = scored_questions(spec, bench, cases)
        return [replace(question, stated=question.stated or ROUNDED) for question in asked]

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Compare, then ask for the whole curve and hold its end against the bound."""
        judgement = judge_compared(spec, hearing, small=hearing.bench.small)
        combination = hearing.combination(spec)
        question = hearing.bench.once(spec, _curve)
        hearing.ask([(spec, question, combination)])
        answer = hearing.answer(question, combination)
        N = np.asarray(question.arguments["N"], dtype=float)
        errors = _errors(answer.value, N) if answer.came else answer.trouble(brief=True)
        if not judgement.passed:
            part = PartVerdict(PLATEAU, Status.SKIPPED, LATER)
        else:
            part = _plateau(errors, N, _largest_gradient(spec, hearing, question))
        return _with(judgement, part, errors, N)


def _without_plateau(spec: CheckSpec) -> CheckSpec:
    """Return a check without the part that no value belongs to."""
    parts = {name: points for name, points in spec.parts.items() if name != PLATEAU}
    return spec.model_copy(update={"parts": parts})


def _curve(spec: CheckSpec, bench: Bench) -> Question:
    case: Case = next(case for case in bench.cases(spec) if case.part == PLATEAU)
    return Question(
        id=f"{spec.id}/{PLATEAU}",
        check=spec.id,
        function=spec.function,
        arguments=case.arguments,
        part=PLATEAU,
        label=case.label,
        rule="none",
    )


def _errors(value: Any, N: Floats) -> Floats | str:
    """Return the differences by N, or why what came back is none."""
    found = as_numbers(value)
    if isinstance(found, str):
        return found
    if found.size != len(N):
        return f"{found.size} differences came back for {len(N)} values of N"
    return np.abs(found.reshape(-1))


def _largest_gradient(spec: CheckSpec, hearing: Hearing, question: Question) -> float:
    """Return the largest of the gradients that are checked, from the quotients' own reference."""
    bench = hearing.bench
    backprop = bench.registry.network(bench.params(spec).architecture, "backprop")
    given = [v for name, v in question.arguments.items() if name != "N"]
    gradient = backprop.right(*given)[2]
    return float(np.max(np.abs(gradient[:, 0])))


def _plateau(errors: Floats | str, N: Floats, gradient: float) -> PartVerdict:
    if isinstance(errors, str):
        return PartVerdict(PLATEAU, Status.FAILED, errors)
    allowed = LARGEST * max(1.0, gradient / USUAL)
    left = errors[N >= FROM]
    if np.all(left <= allowed):
        return PartVerdict(PLATEAU, Status.PASSED)
    worst = float(np.max(np.where(np.isnan(left), np.inf, left)))
    text = (
        f"for N from {FROM} on a difference of {worst:.2g} is left, and {allowed:.1g} was allowed:"
        " are weights, inputs and losses float64?"
    )
    return PartVerdict(PLATEAU, Status.FAILED, text)


def _with(judgement: Judgement, part: PartVerdict, errors: Floats | str, N: Floats) -> Judgement:
    """Add the part and the curve."""
    details = dict(judgement.evidence.details)
    if not isinstance(errors, str):
        pairs = zip(N, errors, strict=True)
        details["differences"] = [
            {"epsilon": 1.0 / n, "error": float(f"{e:.6g}") if np.isfinite(e) else None}
            for n, e in pairs
        ]
    text = judgement.student_text or part.text
    return replace(
        judgement,
        parts=(*judgement.parts, part),
        student_text=text,
        staff_text=judgement.staff_text or part.text,
        weights={**judgement.weights, PLATEAU: 1.0},
        evidence=judgement.evidence.model_copy(update={"details": details}),
    )
