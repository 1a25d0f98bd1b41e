"""What platforms that show results to students are given of a check. Runs in the judge.

Such a platform keeps one file for students and staff. So what it shows of a check is the student's
part, whoever asked for the report; only what the platform itself hides may be told in full.
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files

from grader.models.assignment import Visibility
from grader.models.report import CheckReport, Report, Status
from grader.reporting.audience import for_audience
from grader.reporting.sinks import plain
from grader_plugins.reporters import phrases, wording
from grader_plugins.reporters.facts import facts, missing_facts, place
from grader_plugins.reporters.forms import forms

WIDTH = 88
POSTPONED = (Status.SKIPPED, Status.PENDING)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a data URL, with the words that say the same."""

    title: str
    words: str
    url: str


def students(report: Report) -> Report:
    """Return the student's copy, in which checks that wait for the due date stand too.

    What is hidden is not in it.
    """
    if report.audience == "student":
        return report
    opened = (
        check.model_copy(update={"visibility": Visibility.VISIBLE.value})
        if check.visibility == Visibility.AFTER_DUE
        else check
        for check in report.checks
    )
    return for_audience(report.model_copy(update={"checks": tuple(opened)}), "student")


def summary(report: Report) -> str:
    """Return what is told before the checks: the verdict, what was not found, notes."""
    graded = wording.is_graded(report)
    texts = [
        wording.verdict(report),
        "" if graded else wording.ungraded_advice(report),
        wording.provisional_advice(report),
        wording.worked(report),
        *(f"{fact.label}: {fact.text}" for fact in missing_facts(report)),
        *wording.adjustments(report),
        *wording.notes(report),
        wording.EXAMPLES if wording.shows_examples(report) else "",
        wording.start_with(report),
    ]
    return plain("\n\n".join(filter(None, texts)))


def told(report: Report, check: CheckReport) -> str:
    """Return what is told about a check as plain lines."""
    lines = [wording.result(report, check), place(report, check)]
    if check in wording.troubled(report):
        for fact in facts(report, check, width=WIDTH):
            apart = "\n" if "\n" in fact.text else " "
            lines.append(f"{fact.label}:{apart}{fact.text}")
    elif check.status in (*POSTPONED, Status.MISSING):
        lines.append(phrases.sentence(check.student_text.removeprefix("skipped: ")))
    return plain("\n".join(filter(None, lines)))


def title(check: CheckReport) -> str:
    """Return a check's title as plain text on one line."""
    return plain(wording.title(check)) or "check"


def pictures(check: CheckReport) -> Iterator[Picture]:
    """Draw what of a check's evidence can be drawn; nothing where nothing here can draw."""
    details = check.evidence.details
    if not details:
        return
    from grader_plugins.reporters.html import drawing

    if not drawing.available():
        return
    for number, form in enumerate(forms(details), start=1):
        svg = ""
        with suppress(Exception):  # its words are told anyway, and nothing is lost
            svg = drawing.picture(form, name=f"picture-{number}")
        if svg:
            yield Picture(plain(form.title), plain(form.words()), _data_url(svg))


def _data_url(svg: str) -> str:
    """Return an SVG element as a file of its own, in the colours of a page on white."""
    style = files("grader.reporting.html").joinpath("style.css").read_text(encoding="utf-8")
    colours = style[style.index("--paper") : style.index("}")].strip()
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    rule = f"<style>svg {{ {colours} background: var(--paper); }}</style>"
    opened, closed, rest = svg.partition(">")
    document = f"{opened.replace('<svg ', head, 1)}{closed}{rule}{rest}"
    return f"data:image/svg+xml;base64,{base64.b64encode(document.encode()).decode()}"


def provenance(report: Report) -> Mapping[str, object]:
    """Return what identifies a grading to the byte; no seed and no text."""
    return {
        "schema_version": report.schema_version,
        "status": report.status,
        "provisional": report.provisional,
        "assignment": report.assignment.id,
        "assignment_digest": report.assignment.digest,
        "submission_digest": report.submission.digest,
        "grader": report.environment.grader,
        "confinement": report.environment.confinement,
    }
