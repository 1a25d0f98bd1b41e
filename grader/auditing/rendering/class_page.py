"""What an assignment costs a class, as one page that needs nothing else. Runs in the judge."""

from collections.abc import Iterator, Mapping, Sequence

from grader.auditing.classroom import CheckCost, ClassAudit
from grader.auditing.rendering import words
from grader.auditing.rendering.sections import listed, section, table
from grader.reporting.html.document import document
from grader.reporting.html.elements import Markup, blocks, element

HEAD = ("Check", "Points", "Mean loss", "Lost by", "How it ended")
WIDE, HIGH, GAP, FOOT = 400, 110, 4, 18
"""Pixels of the picture of the scores: bars, what is between them, and their names below."""


def class_page(found: ClassAudit) -> str:
    """Return what an assignment costs a class as one HTML document."""
    title = f"{found.assignment}: {found.graded} of {found.submissions} submissions graded"
    body = blocks(
        element("header", element("h1", title), element("p", words.average(found))),
        element("main", blocks(*_parts(found))),
        element("footer", element("p", f"grader {found.grader}", class_="tail")),
    )
    return document(title, body)


def _parts(found: ClassAudit) -> Iterator[Markup]:
    if found.graded:
        yield section("Scores", _bars(found.bands))
    yield table(HEAD, [row for check in found.checks for row in _rows(check)], "What it costs")
    for title, counted in (
        ("Misconceptions", words.misconceptions(found)),
        ("Other conventions", words.conventions(found)),
    ):
        if counted:
            rows = [(what, str(count)) for what, count in counted.items()]
            yield table(("What", "How often"), rows, title)
    yield listed(found.notes, "How the folder was read")
    yield listed([f"{u.submission}: {u.reason}" for u in found.ungraded], "Not graded")


def _rows(check: CheckCost) -> Iterator[tuple[str, ...]]:
    counts = (f"{check.points:g}", f"{check.mean_lost:.2f}", str(check.lost_by))
    yield (check.id, *counts, _ended(check.statuses))
    for part in check.parts if len(check.parts) > 1 else ():
        yield (f"· {part.id}", f"{part.points:g}", f"{part.mean_lost:.2f}", str(part.lost_by), "")


def _ended(statuses: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in statuses.items())


def _bars(bands: Sequence[int]) -> Markup:
    """Draw how many earned each tenth of the points."""
    step, most = WIDE / len(bands), max(bands)
    bars = (m for n, count in enumerate(bands) for m in _bar(n * step, step, count, most))
    feet = (
        _text(f"{10 * n} %", n * step, HIGH + FOOT - 4, "start") for n in range(0, len(bands), 2)
    )
    picture = element(
        "svg",
        blocks(*bars, *feet),
        viewBox=f"0 -14 {WIDE} {HIGH + FOOT + 14}",
        role="img",
        aria_label=f"Submissions by tenths of the points: {', '.join(map(str, bands))}",
    )
    caption = element("figcaption", "How many earned each tenth of the points.", class_="note")
    return element("figure", element("div", picture, class_="picture"), caption)


def _bar(x: float, step: float, count: int, most: int) -> Iterator[Markup]:
    if count:
        height = HIGH * count / most
        yield element(
            "rect",
            x=f"{x:.1f}",
            y=f"{HIGH - height:.1f}",
            width=f"{step - GAP:.1f}",
            height=f"{height:.1f}",
            style="fill: var(--heat)",
        )
        yield _text(str(count), x + (step - GAP) / 2, HIGH - height - 3, "middle")


def _text(text: str, x: float, y: float, anchor: str) -> Markup:
    style = f"font-size: 11px; fill: currentColor; text-anchor: {anchor}"
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", style=style)
