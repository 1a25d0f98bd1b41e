"""Holds a report against the labels of a case, in sentences. Runs where tests run."""

from collections.abc import Iterator, Mapping

from grader.models.report import CheckReport, Report
from grader.testing.cases import Case, Expectation


def broken_labels(case: Case, report: Report) -> tuple[str, ...]:
    """Return a sentence for every label that a report does not bear out; none when all hold."""
    return tuple(_broken(case.expect, report))


def excerpt(report: Report) -> str:
    """Return what a report says, check by check, for a test's failure message."""
    head = f"{report.status}: {report.score:g} of {report.max_score:g}"
    return "\n".join((head, *map(_line, report.checks), *report.warnings))


def _broken(expect: Expectation, report: Report) -> Iterator[str]:
    checks = {check.id: check for check in report.checks}
    if report.status != "graded":
        yield f"the report is {report.status}, not graded"
    yield from _unknown(expect, checks)
    yield from _broken_scores(expect, report, checks)
    for name, check in checks.items():
        yield from _broken_check(expect, name, check)
    yield from _broken_words(expect, report)


def _unknown(expect: Expectation, checks: Mapping[str, CheckReport]) -> Iterator[str]:
    scored = expect.score if isinstance(expect.score, Mapping) else {}
    by_check = (expect.checks, expect.parts, expect.conventions, expect.diagnoses, expect.texts)
    for name in dict.fromkeys(name for labels in (scored, *by_check) for name in labels):
        if name not in checks:
            yield f"{name} is not a check of the report"


def _broken_scores(
    expect: Expectation, report: Report, checks: Mapping[str, CheckReport]
) -> Iterator[str]:
    if expect.score is None:
        return
    if isinstance(expect.score, Mapping):
        known = {name: points for name, points in expect.score.items() if name in checks}
        wanted = {name: (points, checks[name].score) for name, points in known.items()}
    else:
        wanted = {"the total": (expect.score, report.score)}
    for name, (due, got) in wanted.items():
        if abs(due - got) > 1e-6:
            yield f"score: {name} is {got:g}, not {due:g}"


def _broken_check(expect: Expectation, name: str, check: CheckReport) -> Iterator[str]:
    if name in expect.checks and check.status != expect.checks[name]:
        yield f"checks: {name} is {check.status}, not {expect.checks[name]}"
    parts = {part.id: part.status.value for part in check.parts}
    for part, status in expect.parts.get(name, {}).items():
        if parts.get(part) != status:
            yield f"parts: {name}.{part} is {parts.get(part, 'not there')}, not {status}"
    for convention in expect.conventions.get(name, ()):
        if convention not in check.convention:
            found = ", ".join(check.convention) or "none"
            yield f"conventions: {name} has {found}, not {convention}"
    first = check.diagnoses[0].id if check.diagnoses else ""
    if name in expect.diagnoses and first != expect.diagnoses[name]:
        yield f"diagnoses: {name} has {first or 'none'}, not {expect.diagnoses[name] or 'none'}"
    if expect.texts.get(name, "") not in _read(check):
        yield f"texts: {name} does not say {expect.texts[name]!r}"


def _read(check: CheckReport) -> str:
    """Return what a student reads of a check: its sentence, then what each tensor is."""
    tensors = check.evidence.details.get("tensors", {})
    told = "; ".join(f"{name}: {text}" for name, text in dict(tensors).items())
    return f"{check.student_text}\n{told}"


def _broken_words(expect: Expectation, report: Report) -> Iterator[str]:
    said = (*report.warnings, *(binding.note for binding in report.bindings.values()))
    for text in expect.warnings:
        if not any(text in warning for warning in said):
            yield f"warnings: none says {text!r}"
    for name, found in expect.bindings.items():
        got = report.bindings[name].found if name in report.bindings else ""
        if found != got:
            yield f"bindings: {name} was found as {got or 'nothing'}, not {found or 'nothing'}"


def _line(check: CheckReport) -> str:
    """Describe one check in a line or two."""
    conventions = f" [{', '.join(check.convention)}]" if check.convention else ""
    named = "".join(f" <{d.id} {d.confidence}>" for d in check.diagnoses)
    parts = " ".join(f"{p.id}={p.status}" for p in check.parts)
    text = f"\n      {check.student_text}" if check.student_text else ""
    staff = f"\n      staff: {check.staff_text[:400]}" if check.staff_text else ""
    return (
        f"  {check.id}: {check.status} {check.score:g}/{check.max_score:g} "
        f"({parts}){conventions}{named}{text}{staff}"
    )
