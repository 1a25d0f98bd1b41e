"""An audit as one page that needs nothing else: the matrix as a picture. In the judge.

A row of the picture is a mistake, a column a check; a filled square is a check that the mistake
cost marks. Rows with nothing filled stand out.
"""

from collections.abc import Iterator, Sequence

from grader.auditing.models import (
    COUNTED,
    Audit,
    AuditedCheck,
    ConventionTried,
    Finding,
    Verdict,
)
from grader.auditing.mutants.mutant import Origin
from grader.auditing.rendering import words
from grader.auditing.rendering.sections import listed, section, table
from grader.explaining.sentences import capital
from grader.reporting.html.document import document
from grader.reporting.html.elements import Markup, blocks, element, together

SQUARE = 11
GAP = 1
LABELS = 110
"""Pixels above the picture, for the checks' names."""
BESIDE, LETTER = 8, 6.2
"""Pixels between a row and its label, and about so many for each of its letters."""
LONGEST = 70
"""So many letters of a mistake's label are shown."""
CAUGHT = "fill: var(--accent)"
KEPT = "fill: var(--grid)"
MISSED = "fill: var(--wrong)"
LEGEND = element(
    "p",
    "A row is a mistake, a column a check. Filled: it cost marks of that check. Red: nothing did.",
    class_="note",
)


def page(audit: Audit) -> str:
    """Return an audit as one HTML document."""
    said = "passes" if audit.passed else "does not pass"
    title = f"{audit.assignment}: the audit {said}"
    body = blocks(
        element("header", element("h1", title), element("p", audit.title)),
        element("main", blocks(*_parts(audit))),
        element("footer", element("p", _footer(audit), class_="tail")),
    )
    return document(title, body)


def _parts(audit: Audit) -> Iterator[Markup]:
    yield listed(audit.problems, "To mend")
    yield table(("Mistakes", "How many"), list(_rates(audit)), "Rates")
    yield _survivors(words.survivors(audit))
    yield listed(audit.warnings, "Look at")
    yield table(
        ("Check", "Kind", "Points", "Known mistakes", "Slips", "Alone", "ms"),
        [_check_row(audit, n) for n in range(len(audit.checks))],
        "Checks",
        element("p", f"{capital(words.CHECKS)}.", class_="note"),
    )
    scores = [(name, f"{score:g} of {most:g}") for name, (score, most) in audit.scores.items()]
    yield table(("Handed in", "Points"), scores, "What earns what")
    for origin, title in ((Origin.CATALOGUE, "Known mistakes"), (Origin.SOURCE, "Slips")):
        found = [f for f in audit.findings if f.origin is origin and f.verdict in COUNTED]
        if found:
            yield section(f"{title} by check", blocks(LEGEND, _matrix(found, audit.checks)))
    yield listed([_unnamed(f) for f in audit.findings if f.named is False], "Named otherwise")
    yield from _uncounted(audit)
    yield listed([", ".join(group) for group in audit.together], "Always caught together")
    yield listed(
        [_form(f) for f in audit.conventions if f.accepted is not None], "Other accepted forms"
    )
    yield listed(
        [f"{len(e.misconceptions)} of {e.check}: {e.reason}" for e in audit.left_out],
        "Not put into the solution",
    )


def _rates(audit: Audit) -> Iterator[tuple[str, str]]:
    yield "known mistakes caught", words.rate(audit.catalogue)
    yield "and named, or their class", words.rate(audit.named)
    yield "slips in the source caught", words.rate(audit.source)
    for verdict, text in words.VERDICTS.items():
        count = audit.counts.get(verdict.value, 0)
        if count and verdict is not verdict.CAUGHT:
            yield text, str(count)


def _uncounted(audit: Audit) -> Iterator[Markup]:
    """Yield what cost no mark and is not counted as wrong code, folded away by the reason."""
    groups: dict[Verdict, list[Markup]] = {}
    for finding in audit.findings:
        if finding.verdict not in COUNTED:
            groups.setdefault(finding.verdict, []).append(_told(finding))
    folded = [
        element(
            "details",
            element("summary", f"{len(groups[verdict])} × {text}"),
            element("ul", blocks(*groups[verdict])),
        )
        for verdict, text in words.VERDICTS.items()
        if verdict in groups
    ]
    if folded:
        yield section("Not counted, and why", blocks(*folded))


def _told(finding: Finding) -> Markup:
    lines = element("pre", "\n".join(words.lines(finding)))
    return element("li", blocks(element("p", words.where(finding)), lines))


def _check_row(audit: Audit, number: int) -> tuple[str, ...]:
    check = audit.checks[number]
    counts = (check.catalogue, check.source, check.alone)
    return (
        check.id,
        words.kind(check),
        f"{check.points:g}",
        *map(str, counts),
        words.milliseconds(check.seconds),
    )


def _matrix(findings: Sequence[Finding], audited: Sequence[AuditedCheck]) -> Markup:
    """Draw which check catches which mistake."""
    checks = [check.id for check in audited]
    step = SQUARE + GAP
    longest = max(len(_beside(finding)) for finding in findings)
    labels = max(LABELS, BESIDE + int(LETTER * longest))
    width, height = step * len(checks) + labels, LABELS + step * len(findings)
    names = (_label(name, n * step) for n, name in enumerate(checks))
    rows = (s for n, f in enumerate(findings) for s in _squares(f, checks, LABELS + n * step))
    alone = sum(not f.lost for f in findings)
    told = f"{len(findings)} mistakes by {len(checks)} checks; {alone} cost no mark"
    picture = element(
        "svg",
        blocks(*names, *rows),
        viewBox=f"0 0 {width} {height}",
        width=str(width),
        height=str(height),
        role="img",
        aria_label=told,
    )
    return element("div", picture, style="overflow-x: auto")


def _label(name: str, x: int) -> Markup:
    at = f"translate({x + SQUARE} {LABELS - 6}) rotate(-60)"
    style = "font: 10px sans-serif; fill: currentColor"
    return element("text", name, transform=at, style=style)


def _squares(finding: Finding, checks: Sequence[str], y: int) -> Iterator[Markup]:
    title = element("title", f"{words.where(finding)}: {words.VERDICTS[finding.verdict]}")
    squares = [
        element(
            "rect",
            x=str(n * (SQUARE + GAP)),
            y=str(y),
            width=str(SQUARE),
            height=str(SQUARE),
            style=_fill(finding, name),
        )
        for n, name in enumerate(checks)
    ]
    x, middle = len(checks) * (SQUARE + GAP) + BESIDE, y + SQUARE - 2
    style = "font: 10px sans-serif; fill: currentColor"
    label = element("text", _beside(finding), x=str(x), y=str(middle), style=style)
    yield element("g", together(title, *squares, label))


def _beside(finding: Finding) -> str:
    """Return the label of a mistake's row: its name, or its line as it was graded."""
    if finding.misconception:
        told = f"{finding.check}: {finding.misconception}"
    else:
        told = f"{finding.line} {finding.target}: {finding.after}"
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


def _fill(finding: Finding, check: str) -> str:
    if check in finding.lost:
        return CAUGHT
    return KEPT if finding.lost else MISSED


def _survivors(found: Sequence[Finding]) -> Markup:
    items = [
        element(
            "li",
            blocks(
                element("p", words.where(finding)),
                element("pre", "\n".join(words.lines(finding))),
                element("p", words.advice(finding)),
            ),
        )
        for finding in found
    ]
    return section("Not caught", element("ul", blocks(*items))) if items else Markup("")


def _unnamed(finding: Finding) -> str:
    own = finding.diagnoses.get(finding.check) or next(iter(finding.diagnoses.values()), "")
    return f"{words.where(finding)}: {own or 'nothing was named'}"


def _form(form: ConventionTried) -> str:
    said = {True: "earns all", False: f"loses marks in {form.reason}", None: form.reason}
    return f"{form.convention} ({', '.join(form.checks)}): {said[form.accepted]}"


def _footer(audit: Audit) -> str:
    trained = "with training" if audit.training else "without training"
    return (
        f"{len(audit.findings)} mistakes graded {trained} in {audit.seconds:g} s"
        f" · seed {audit.seed} · grader {audit.grader}"
    )
