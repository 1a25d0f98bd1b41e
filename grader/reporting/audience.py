"""Makes the student's report of the staff's: a filter at the source. Runs in the judge.

What a student may see is listed field by field; a field that is not listed is left at its default,
so that one added to the models later is kept back until someone decides otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from grader.errors import UsageError
from grader.models.assignment import Visibility
from grader.models.report import (
    Adjustment,
    AssignmentIdentity,
    Binding,
    CheckReport,
    Diagnosis,
    Environment,
    Evidence,
    Part,
    Report,
    SubmissionIdentity,
)
from grader.reporting.scrubbing import scrub_paths
from grader.reporting.sinks import mapped

M = TypeVar("M", bound=BaseModel)
ROUNDING = 6

RELEASED: Mapping[str, str] = MappingProxyType(
    {"input": "smallest_input", "got": "got", "expected": "expected"}
)
"""Which entry of ``feedback: show`` lets a student see which part of the evidence."""

DETAILS: Mapping[str, str] = MappingProxyType(
    {"trouble": "smallest_input", "tensors": "diagnosis", "ratios": "diagnosis"}
)
"""The same for named details; details of other names are for everybody."""


class Audience(StrEnum):
    """Who reads a report."""

    STUDENT = "student"
    STAFF = "staff"


SHOWN: Mapping[type[BaseModel], frozenset[str]] = MappingProxyType(
    {
        Report: frozenset(
            {
                "schema_version",
                "audience",
                "status",
                "provisional",
                "score",
                "max_score",
                "assignment",
                "submission",
                "environment",
                "timings",
                "bindings",
                "warnings",
                "adjustments",
                "checks",
            }
        ),
        AssignmentIdentity: frozenset(("id", "title", "digest")),
        SubmissionIdentity: frozenset(("id", "digest", "files")),
        Environment: frozenset(("grader", "confinement", "recipe")),
        Binding: frozenset(("found", "file", "line", "how", "convention", "note")),
        Adjustment: frozenset(("check", "delta", "when", "reason")),
        CheckReport: frozenset(
            {
                "id",
                "kind",
                "title",
                "status",
                "score",
                "max_score",
                "parts",
                "visibility",
                "convention",
                "convention_text",
                "student_text",
                "diagnoses",
                "evidence",
                "stdout",
                "file",
                "line",
                "seconds",
            }
        ),
        Part: frozenset(("id", "status", "score", "max_score", "text")),
        Diagnosis: frozenset(("id", "title", "hint")),
        Evidence: frozenset(("asked", "input", "got", "expected", "compare", "details")),
    }
)

REWORDED = (("mutant", "variant"), ("hostile", "unexpected"))
KEPT_BACK = "Further checks are kept back for now; the points shown do not count them."


def for_audience(report: Report, audience: str) -> Report:
    """Return the report as its audience may see it.

    Raises:
        UsageError: There is no such audience, or the staff's part is asked of a student's copy.
    """
    if audience not in (Audience.STUDENT, Audience.STAFF):
        raise UsageError(f"there is no audience {audience!r}", hint="There is student, staff.")
    if report.audience == audience:
        return report
    if report.audience == Audience.STUDENT:
        raise UsageError(
            "this is a student's copy, and the staff's part is not in it",
            hint="render the report that the grader stored, or grade again with --audience staff",
        )
    return _for_student(report)


def _for_student(report: Report) -> Report:
    shown = [c for c in report.checks if c.visibility == Visibility.VISIBLE]
    kept_back = [c for c in report.checks if c.visibility != Visibility.VISIBLE]
    words = _words(shown, kept_back)
    bindings = _bindings(report, shown, kept_back)
    adjustments = [a for a in report.adjustments if a.check not in _ids(kept_back)]
    warnings = _warnings(report, bindings, kept_back)
    update = {
        "audience": Audience.STUDENT.value,
        "score": _score(report, shown, kept_back),
        "max_score": round(report.max_score - sum(c.max_score for c in kept_back), ROUNDING),
        "assignment": _kept(report.assignment),
        "submission": _submission(report.submission),
        "environment": _kept(report.environment),
        "timings": {name: s for name, s in report.timings.items() if name == "total"},
        "bindings": {name: _binding(_kept(b), words) for name, b in bindings.items()},
        "warnings": tuple(map(words, warnings)) + ((KEPT_BACK,) if kept_back else ()),
        "adjustments": tuple(_told(_kept(a), words) for a in adjustments),
        "checks": tuple(_check(check, words) for check in shown),
    }
    return _kept(report).model_copy(update=update)


def _kept(model: M) -> M:
    """Return a record with the fields a student may see; the others are left at their default."""
    allowed = SHOWN[type(model)]
    blank = {
        name: field.get_default(call_default_factory=True) if not field.is_required() else ""
        for name, field in type(model).model_fields.items()
        if name not in allowed
    }
    return model.model_copy(update=blank)


def _told(model: M, words: Callable[[str], str]) -> M:
    """Return a record with its own texts in the student's words."""
    texts = {
        name: words(value)
        for name in type(model).model_fields
        if isinstance(value := getattr(model, name), str) and not isinstance(value, StrEnum)
    }
    return model.model_copy(update=texts)


def _binding(binding: Binding, words: Callable[[str], str]) -> Binding:
    """Return a binding whose names stay the student's own."""
    update = {"file": scrub_paths(binding.file), "note": words(binding.note)}
    return binding.model_copy(update=update)


def _check(check: CheckReport, words: Callable[[str], str]) -> CheckReport:
    diagnoses = check.diagnoses if "diagnosis" in check.shown else ()
    update = {
        "parts": tuple(_told(_kept(part), words) for part in check.parts),
        "diagnoses": tuple(_told(_kept(diagnosis), words) for diagnosis in diagnoses),
        "evidence": _evidence(_kept(check.evidence), check.shown, words),
        # What it printed may hold the input that it was given.
        "stdout": scrub_paths(check.stdout) if "smallest_input" in check.shown else "",
        "student_text": words(check.student_text),
        "title": words(check.title),
        "file": scrub_paths(check.file),
    }
    return _kept(check).model_copy(update=update)


def _evidence(evidence: Evidence, shown: Sequence[str], words: Callable[[str], str]) -> Evidence:
    """Return the evidence that is shown, in the student's words; values only lose paths."""
    withheld = {
        name: Evidence.model_fields[name].get_default(call_default_factory=True)
        for name, entry in RELEASED.items()
        if entry not in shown
    }
    values = {name: mapped(getattr(evidence, name), scrub_paths) for name in RELEASED}
    details = {k: v for k, v in evidence.details.items() if k not in DETAILS or DETAILS[k] in shown}
    texts = {
        "asked": words(evidence.asked),
        "compare": words(evidence.compare),
        "details": mapped(details, words),
    }
    return evidence.model_copy(update={**values, **texts, **withheld})


def _submission(submission: SubmissionIdentity) -> SubmissionIdentity:
    files = tuple(map(scrub_paths, submission.files))
    return _kept(submission).model_copy(update={"id": scrub_paths(submission.id), "files": files})


def _words(shown: Sequence[CheckReport], kept_back: Sequence[CheckReport]) -> Callable[[str], str]:
    """Return what puts a text of ours into words for students: no path, no hidden check's title."""
    known = {check.title for check in shown}
    titles = sorted({c.title for c in kept_back if c.title} - known, key=len, reverse=True)

    def words(text: str) -> str:
        text = scrub_paths(text)
        for title in titles:
            text = text.replace(title, "a check that is kept back")
        for word, better in REWORDED:
            text = _reworded(text, word, better)
        return text

    return words


def _reworded(text: str, word: str, better: str) -> str:
    """Replace a word in any case."""
    folded = text.lower()
    if word not in folded or len(folded) != len(text):
        return text if word not in folded else folded.replace(word, better)
    pieces, position = [], 0
    while (found := folded.find(word, position)) >= 0:
        pieces += [text[position:found], better]
        position = found + len(word)
    return "".join((*pieces, text[position:]))


def _bindings(
    report: Report, shown: Sequence[CheckReport], kept_back: Sequence[CheckReport]
) -> dict[str, Binding]:
    """Return how names were found; a name that only hidden checks ask for is left out."""
    if not kept_back:
        return dict(report.bindings)
    ids = _ids(shown)
    places = {(check.file, check.line) for check in shown if check.file}
    return {
        name: binding
        for name, binding in report.bindings.items()
        if name in ids or (binding.file, binding.line) in places
    }


def _warnings(
    report: Report, bindings: Mapping[str, Binding], kept_back: Sequence[CheckReport]
) -> list[str]:
    """Return what concerns the student: nothing of our machinery, nothing of a hidden check."""
    hidden_notes = {b.note for name, b in report.bindings.items() if name not in bindings}
    named = {*_ids(kept_back), *(name for name in report.bindings if name not in bindings)}
    named -= {*_ids(report.checks).difference(_ids(kept_back)), *bindings}
    ours = tuple(f"{check.id}: " for check in report.checks)
    return [
        warning
        for warning in report.warnings
        if warning not in hidden_notes
        and not (warning.startswith(ours) and " broke (" in warning)
        and not named.intersection(_tokens(warning))
    ]


def _tokens(text: str) -> set[str]:
    """Return the names a text mentions, dots and hyphens inside included."""
    cleaned = "".join(c if c.isalnum() or c in "_.-" else " " for c in text)
    return {word.strip(".-") for word in cleaned.split()}


def _ids(checks: Sequence[CheckReport]) -> set[str]:
    return {check.id for check in checks}


def _score(report: Report, shown: Sequence[CheckReport], kept_back: Sequence[CheckReport]) -> float:
    """Return the score without hidden checks, whether adjustments stand in the checks or apart."""
    if not kept_back:
        return report.score
    score = sum(check.score for check in report.checks)
    apart = abs(report.score - score) > 10.0**-ROUNDING
    deltas = sum(a.delta for a in report.adjustments if a.check not in _ids(kept_back))
    return round(sum(check.score for check in shown) + (deltas if apart else 0.0), ROUNDING)
