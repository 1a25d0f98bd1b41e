"""The page: what worked, a table, each failure in turn, pictures, notes, the next step."""

from collections.abc import Iterator

from grader.models.report import CheckReport, Report, Status
from grader.reporting.html.document import document
from grader.reporting.html.elements import Markup, blocks, element, together
from grader_plugins.reporters import absences, phrases, wording
from grader_plugins.reporters.facts import capital, facts, missing_facts, place
from grader_plugins.reporters.forms import forms
from grader_plugins.reporters.html import drawing
from grader_plugins.reporters.html.figures import INSTALL, figure
from grader_plugins.reporters.html.told import heading, notes, points, told

WIDTH = 76


def page(report: Report) -> str:
    """Return the report as one HTML document that needs nothing else."""
    body = blocks(_header(report), element("main", _main(report)), _footer(report))
    who = phrases.short_name(report.submission.id)
    return document(f"{wording.heading(report)} · {who}", body)


def _header(report: Report) -> Markup:
    staff = element("p", "Staff’s copy: not for students", class_="staff")
    who = element("bdi", phrases.short_name(report.submission.id))
    return element(
        "header",
        element("h1", wording.heading(report)),
        element("p", who, class_="who"),
        staff if report.audience == "staff" else None,
    )


def _main(report: Report) -> Markup:
    """Put the parts in order; notes come first where a name that was not found may explain."""
    absent = bool(absences.missing(report))
    return blocks(
        _summary(report),
        _table(report) if report.checks else None,
        *((notes(report), _missing(report)) if absent else ()),
        *(_section(report, n, c) for n, c in _sections(report)),
        None if absent else notes(report),
        _closing(report),
    )


def _sections(report: Report) -> list[tuple[int, CheckReport]]:
    """Return the checks with a section of their own: failures, then others that have pictures."""
    numbered = list(enumerate(report.checks, start=1))
    troubled = [(n, c) for n, c in numbered if c in wording.troubled(report)]
    quiet = [(n, c) for n, c in numbered if (n, c) not in troubled]
    return [*troubled, *((n, c) for n, c in quiet if forms(c.evidence.details))]


def _summary(report: Report) -> Markup:
    parts: list[Markup] = []
    if wording.is_graded(report):
        parts += (_score(report), _bar(report))
    parts.append(element("p", wording.verdict(report), class_="verdict"))
    more = (
        "" if wording.is_graded(report) else wording.ungraded_advice(report),
        wording.provisional_advice(report),
        wording.worked(report),
    )
    return blocks(*parts, *(element("p", text) for text in more if text))


def _score(report: Report) -> Markup:
    text = f"{phrases.points(report.score, report.max_score)} points"
    return element("p", text, class_="score")


def _bar(report: Report) -> Markup:
    """Return a bar of the share; the words above it say the same."""
    share = report.score / report.max_score if report.max_score > 0 else 0.0
    filled = f"{100 * min(max(share, 0.0), 1.0):.1f}"
    box = element("rect", width=filled, height="10", style="fill: var(--accent)")
    svg = element("svg", box, viewBox="0 0 100 10", preserveAspectRatio="none", focusable="false")
    return element("div", svg, class_="bar", aria_hidden="true")


def _table(report: Report) -> Markup:
    with_section = {n for n, _ in _sections(report)}
    rows = (_row(report, n, c, n in with_section) for n, c in enumerate(report.checks, start=1))
    head = (("Check", None), ("Result", None), ("Points", "number"))
    return element(
        "table",
        element("caption", "Every check, its result and its points", class_="unseen"),
        element(
            "thead", element("tr", *(element("th", t, scope="col", class_=c) for t, c in head))
        ),
        element("tbody", blocks(*rows)),
        class_="checks",
    )


def _row(report: Report, number: int, check: CheckReport, linked: bool) -> Markup:  # noqa: FBT001
    title: Markup = element("bdi", wording.title(check))
    if linked:
        title = element("a", title, href=f"#check-{number}")
    remark = wording.remark(report, check)
    if check.visibility != "visible":
        remark = f"[{phrases.short_name(check.visibility)}] {remark}".strip()
    name = together(title, element("span", remark, class_="remark") if remark else None)
    mark = element("span", wording.symbol(check.status), aria_hidden="true")
    status = together(mark, " ", wording.result(report, check))
    return element(
        "tr",
        element("th", name, scope="row"),
        element("td", status, class_=check.status.value),
        element("td", wording.points_of(report, check), class_="number"),
    )


def _missing(report: Report) -> Markup:
    total = sum(check.max_score for check in absences.missing(report))
    mark, missing = wording.symbol(Status.MISSING), Status.MISSING.value
    head = heading(mark, "Not found", phrases.points_in_words(0.0, total), status=missing)
    return element("section", blocks(head, told(missing_facts(report))))


def _section(report: Report, number: int, check: CheckReport) -> Markup:
    """Return a check: where it stands, then what is told about it, then its pictures."""
    mark, status = wording.symbol(check.status), check.status.value
    where = place(report, check)
    parts = [heading(mark, wording.title(check), points(report, check), status=status)]
    if where:
        parts.append(element("p", where, class_="place"))
    if check in wording.troubled(report):
        parts.append(told(facts(report, check, width=WIDTH, drawn=True)))
    elif check.student_text:
        parts.append(element("p", capital(phrases.sentence(check.student_text), report)))
    return element("section", blocks(*parts, *_figures(check, number)), id=f"check-{number}")


def _figures(check: CheckReport, number: int) -> Iterator[Markup]:
    pictures = drawing.available()
    for n, form in enumerate(forms(check.evidence.details), start=1):
        yield figure(form, name=f"check-{number}-{n}", pictures=pictures)


def _closing(report: Report) -> Markup:
    """Return what the examples are, how to get pictures, and the next step."""
    lacking = not drawing.available() and any(forms(c.evidence.details) for c in report.checks)
    texts = (
        wording.EXAMPLES if wording.shows_examples(report) else "",
        f"Pictures need a plotting library: {INSTALL}" if lacking else "",
    )
    step = wording.start_with(report)
    return blocks(
        *(element("p", text, class_="tail") for text in texts if text),
        element("p", step, class_="next") if step else None,
    )


def _footer(report: Report) -> Markup:
    return element("footer", element("p", wording.footer(report), class_="tail"))
