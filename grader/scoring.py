"""From judgements to a report's checks: points, statuses, texts. Fail closed. Runs in the judge."""

from collections.abc import Sequence

from grader.binding.functions import Bound
from grader.following import Followed
from grader.hearing import Hearing
from grader.judgement import Judgement, scored_parts, status_of
from grader.models.assignment import CheckSpec
from grader.models.report import CheckReport, Diagnosis, Part, Status

CERTAIN = 0.95
"""The confidence of a diagnosis that explains every answer."""


def judged(
    spec: CheckSpec,
    hearing: Hearing,
    judgement: Judgement,
    diagnoses: Sequence[Diagnosis],
    followed: Followed | None = None,
) -> CheckReport:
    """Return the report of a check that was judged; ``followed`` earns what the check gives it."""
    parts = _with_followed(scored_parts(spec, judgement), spec, followed)
    score = round(sum(part.score for part in parts), 6)
    score = max(score, round(_credited(spec, diagnoses), 6))
    bound = hearing.binding(spec) if spec.function else None
    return CheckReport(
        id=spec.id,
        kind=spec.kind,
        title=title_of(spec, hearing),
        status=status_of(parts, judgement, score),
        score=score,
        max_score=spec.points,
        parts=parts,
        visibility=spec.visibility.value,
        convention=judgement.convention,
        convention_text=judgement.convention_text,
        student_text=_told(judgement.student_text, parts, followed),
        staff_text=judgement.staff_text,
        diagnoses=tuple(diagnoses),
        evidence=judgement.evidence,
        shown=(spec.feedback or hearing.bench.assignment.feedback).show,
        stdout=judgement.stdout,
        file=_file(bound),
        line=_line(bound),
        seconds=judgement.seconds,
    )


def without_verdict(
    spec: CheckSpec, hearing: Hearing, status: Status, *, student: str, staff: str = ""
) -> CheckReport:
    """Return the report of a check that was not judged: missing, skipped, or our own fault."""
    return CheckReport(
        id=spec.id,
        kind=spec.kind,
        title=title_of(spec, hearing),
        status=status,
        score=0.0,
        max_score=spec.points,
        visibility=spec.visibility.value,
        student_text=student,
        staff_text=staff or student,
    )


def title_of(spec: CheckSpec, hearing: Hearing) -> str:
    """Return a check's title: its own, else its function's, else its id."""
    if spec.title:
        return spec.title
    return hearing.bench.function(spec).title if spec.function else spec.id


def _credited(spec: CheckSpec, diagnoses: Sequence[Diagnosis]) -> float:
    """Return the points of a misconception that deserves some, where it explains every answer."""
    if not diagnoses or (diagnoses[0].confidence or 0.0) < CERTAIN:
        return 0.0
    return spec.credit.get(diagnoses[0].id, 0.0) * spec.points


def _with_followed(
    parts: Sequence[Part], spec: CheckSpec, followed: Followed | None
) -> tuple[Part, ...]:
    """Give parts that are right around wrong functions the share that the check has for them."""
    if followed is None:
        return tuple(parts)
    share = spec.follow_through * followed.credit
    return tuple(
        part.model_copy(update={"score": round(part.max_score * share, 9)})
        if part.id in followed.parts and part.status is not Status.PASSED
        else part
        for part in parts
    )


def _told(text: str, parts: Sequence[Part], followed: Followed | None) -> str:
    """Say first what is right, where something is right around wrong functions."""
    earning = [part for part in parts if part.score and part.status is not Status.PASSED]
    if followed is None or not earning:
        return text
    own = " and ".join(followed.through)
    return f"It is right for your own {own}, which earns a share of the points. {text}".strip()


def _file(bound: Bound | None) -> str:
    return bound.function.file if bound is not None and bound.function is not None else ""


def _line(bound: Bound | None) -> int:
    return bound.function.line if bound is not None and bound.function is not None else 0
