"""``parity``: f(-x) is f(x), or -f(x). A property no table of values is needed for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from grader.bench import Bench
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.report import Status

CLOSE = 1e-12


class ParityParams(BaseModel):
    """Which argument is turned round, and what becomes of the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: str = Field(description="the argument whose sign is changed")
    parity: Literal["even", "odd"] = "even"


class Parity:
    """Calls the function at x and at -x."""

    name = "parity"
    summary = "f(-x) is f(x) (even), or -f(x) (odd)"
    params = ParityParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an argument that the function has."""
        known = [parameter.name for parameter in bench.function(spec).parameters]
        of = bench.params(spec).of
        return [] if of in known else [f"of: {of!r} is none of {', '.join(known)}"]

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write two questions per input; no answer is in them."""
        of = bench.params(spec).of
        asked = []
        for number, case in enumerate(bench.cases(spec)):
            there = Question(
                id=f"{spec.id}/{number}/there",
                check=spec.id,
                function=spec.function,
                arguments=case.arguments,
                label=case.label,
                rule="none",
            )
            turned = {**case.arguments, of: -case.arguments[of]}
            asked += [there, replace(there, id=f"{spec.id}/{number}/back", arguments=turned)]
        return asked

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Compare the student's two answers with each other."""
        combination = hearing.combination(spec)
        questions = hearing.bench.questions(spec)
        hearing.ask([(spec, question, combination) for question in questions])
        answers = [hearing.answer(question, combination) for question in questions]
        lost = next((answer for answer in answers if not answer.came), None)
        if lost is not None:
            return _judgement(lost.status, lost.trouble())
        sign = 1.0 if hearing.bench.params(spec).parity == "even" else -1.0
        pairs = zip(answers[::2], answers[1::2], strict=True)
        if all(_alike(there.value, back.value, sign) for there, back in pairs):
            return _judgement(Status.PASSED, "")
        return _judgement(Status.FAILED, _told(spec, hearing))


def _alike(there: Any, back: Any, sign: float) -> bool:
    try:
        one, other = (np.asarray(value, dtype=np.float64) for value in (there, back))
    except (TypeError, ValueError):
        return False
    return one.shape == other.shape and np.allclose(sign * one, other, rtol=CLOSE, atol=CLOSE)


def _told(spec: CheckSpec, hearing: Hearing) -> str:
    params = hearing.bench.params(spec)
    right = "the same" if params.parity == "even" else "its negative"
    return f"with -{params.of} in place of {params.of} the answer should be {right}, and is not"


def _judgement(status: Status, text: str) -> Judgement:
    return Judgement(parts=(PartVerdict("parity", status),), student_text=text, staff_text=text)
