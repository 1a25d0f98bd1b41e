"""The report as JUnit XML, for whatever shows test results. Runs in the judge.

The form is pytest's ``junit-10.xsd``: it knows no points, so these stand in the suite's
properties. A wrong answer is a failure; a fault of the grader is an error.
"""

from xml.etree import ElementTree as ET

from grader.models.report import CheckReport, Report, Status
from grader.reporting.sinks import one_line, xml
from grader_plugins.reporters import phrases, wording
from grader_plugins.reporters.facts import facts, place

WIDTH = 100
POSTPONED = (Status.SKIPPED, Status.PENDING)


class JUnit:
    """Writes one suite with a test case per check."""

    name = "junit"
    suffix = ".xml"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as an XML document in UTF-8."""
        del color, width
        root = ET.Element("testsuites")
        suite = ET.SubElement(root, "testsuite")
        _properties(suite, report)
        for check in report.checks:
            _case(suite, report, check)
        if not wording.is_graded(report) and not suite.findall("testcase/error"):
            _broken(suite, report)
        _counts(root, suite, report)
        ET.indent(root)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _properties(suite: ET.Element, report: Report) -> None:
    properties = ET.SubElement(suite, "properties")
    graded = wording.is_graded(report)
    values = {
        **({"score": phrases.number(report.score)} if graded else {}),
        "max_score": phrases.number(report.max_score),
        "status": report.status,
        "provisional": str(report.provisional).lower(),
        "submission": report.submission.id,
        "grader": report.environment.grader,
        "confinement": report.environment.confinement,
    }
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=one_line(value))


def _case(suite: ET.Element, report: Report, check: CheckReport) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        name=one_line(wording.title(check)) or "check",
        classname=one_line(f"{report.assignment.id}.{check.id}"),
        time=_seconds(check.seconds),
    )
    tag = _tag(check.status)
    if tag:
        message = phrases.sentence(check.student_text, 400) or wording.result(report, check)
        outcome = ET.SubElement(case, tag, message=message, type=check.status.value)
        if tag != "skipped":
            outcome.text = _told(report, check)
    if check.stdout:
        ET.SubElement(case, "system-out").text = xml(check.stdout)


def _tag(status: Status) -> str:
    if status is Status.PASSED:
        return ""
    if status is Status.GRADER_ERROR:
        return "error"
    return "skipped" if status in POSTPONED else "failure"


def _told(report: Report, check: CheckReport) -> str:
    """Return what is told about a failure as plain lines."""
    lines = [phrases.points_in_words(check.score, check.max_score), place(report, check)]
    for fact in facts(report, check, width=WIDTH):
        if fact.label != "It printed":
            apart = "\n" if "\n" in fact.text else " "
            lines.append(f"{fact.label}:{apart}{fact.text}")
    return xml("\n".join(filter(None, lines)))


def _broken(suite: ET.Element, report: Report) -> None:
    """Add the case that says why there is no verdict."""
    case = ET.SubElement(
        suite, "testcase", name="grading", classname=one_line(report.assignment.id)
    )
    error = ET.SubElement(case, "error", message=wording.verdict(report), type="ungraded")
    error.text = xml(wording.ungraded_advice(report))


def _counts(root: ET.Element, suite: ET.Element, report: Report) -> None:
    counts = {
        "tests": str(len(suite.findall("testcase"))),
        "failures": str(len(suite.findall("testcase/failure"))),
        "errors": str(len(suite.findall("testcase/error"))),
        "time": _seconds(report.timings.get("total", 0.0)),
    }
    name = one_line(report.assignment.id) or "grader"
    root.attrib.update({"name": name, **counts})
    skipped = str(len(suite.findall("testcase/skipped")))
    suite.attrib.update({"name": name, **counts, "skipped": skipped})


def _seconds(seconds: float) -> str:
    return f"{min(max(seconds, 0.0), 999_999.0):.3f}"
