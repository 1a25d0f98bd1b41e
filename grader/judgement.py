"""What a check's judgement says, and how points follow from it: fail closed. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.examination.answers import Answer
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Part, Status
from grader.numerics.comparison import Comparison

ROUNDING = 9
"""Parts are rounded finer than their sum: three thirds of a point are a whole one."""


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """How one part of a check ended, before points."""

    id: str
    status: Status
    text: str = ""


@dataclass(frozen=True, slots=True)
class Failing:
    """A question that was not answered rightly."""

    question: Question
    answer: Answer
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A check's verdict before points: its parts, its texts and its evidence.

    Attributes:
        parts: Verdicts by part, in the order of the report.
        credit: The fraction of the points that the convention found earns.
        convention: Names of the conventions that deviate from the defaults.
        convention_text: What they say, in words.
        failing: Questions answered wrongly or not at all.
    """

    parts: tuple[PartVerdict, ...]
    credit: float = 1.0
    convention: tuple[str, ...] = ()
    convention_text: tuple[str, ...] = ()
    student_text: str = ""
    staff_text: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    failing: tuple[Failing, ...] = ()
    stdout: str = ""
    seconds: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every part passed, and there was one."""
        return bool(self.parts) and all(part.status is Status.PASSED for part in self.parts)


def scored_parts(spec: CheckSpec, judgement: Judgement) -> tuple[Part, ...]:
    """Return the parts with their points; a part without a verdict of passed earns nothing."""
    weights = part_points(spec, judgement)
    return tuple(
        Part(
            id=part.id,
            status=part.status,
            score=_rounded(weights.get(part.id, 0.0) * judgement.credit)
            if part.status is Status.PASSED
            else 0.0,
            max_score=_rounded(weights.get(part.id, 0.0)),
            text=part.text,
        )
        for part in judgement.parts
    )


def part_points(spec: CheckSpec, judgement: Judgement) -> dict[str, float]:
    """Return each part's points: the assignment's, else shared by the kind's weights."""
    if spec.parts:
        return {part.id: float(spec.parts.get(part.id, 0.0)) for part in judgement.parts}
    weights = {part.id: judgement.weights.get(part.id, 1.0) for part in judgement.parts}
    total = sum(weights.values())
    return {name: spec.points * weight / total for name, weight in weights.items()} if total else {}


def status_of(parts: Sequence[Part], judgement: Judgement, score: float) -> Status:
    """Return a check's status from its parts: one trouble alone keeps its name."""
    if judgement.passed:
        return Status.PASSED if judgement.credit >= 1.0 else _partly(score)
    if score > 0.0:
        return Status.PARTIAL
    troubles = {part.status for part in parts if part.status is not Status.PASSED}
    return troubles.pop() if len(troubles) == 1 else Status.FAILED


def _partly(score: float) -> Status:
    return Status.PARTIAL if score > 0.0 else Status.FAILED


def _rounded(value: float) -> float:
    return round(value + 0.0, ROUNDING)
