"""A class's summary as one page that needs nothing else. Runs in the judge."""

from collections.abc import Iterator, Sequence

from grader.batch.rendering import words
from grader.batch.summary import CheckSummary, Summary
from grader.reporting.html.document import document
from grader.reporting.html.elements import Markup, blocks, element, together

WIDTH, HEIGHT, FOOT, TOP = 640, 180, 24, 16
ROW, NAMES = 18, 180
"""Pixels: of the distribution, of its foot and head; of a check's bar and of its name."""

COLOURS = {
    "passed": "var(--accent)",
    "partial": "var(--asked, #c80)",
    "skipped": "var(--grid, #8884)",
    "pending": "var(--muted, #888)",
}
OTHER = "var(--wrong, #c33)"
OTHERWISE = "failed, or ended otherwise"
WHOLE_WORDS = "overflow-wrap: break-word"
"""A column is as wide as its longest word; the page's own rule would break a name in two."""
SMALL = "font: 11px sans-serif; fill: currentColor"


def page(found: Summary) -> str:
    """Return a summary as one HTML document."""
    head = element(
        "header",
        element("h1", found.title or found.assignment),
        element("p", words.headline(found)),
        *(element("p", line) for line in words.figures(found)),
    )
    body = blocks(head, element("main", blocks(*_parts(found))), _footer(found))
    return document(words.headline(found), body)


def _parts(found: Summary) -> Iterator[Markup]:
    if found.graded:
        yield _section("How the points are spread", _distribution(found))
        yield _section("How each check ended", blocks(_legend(found.checks), _ends(found.checks)))
        head = ("Check", "Points", "Mean", "Passed", "Seconds", "How it ended otherwise")
        yield _table(head, [words.check(check) for check in found.checks], "Checks")
    counted = [(f"{n.check}: {n.id}", str(n.count)) for n in found.misconceptions]
    yield _table(("Misconception", "How often"), counted, "Named most often")
    slow = [(s.submission, f"{s.seconds:.2f}") for s in found.slowest]
    yield _table(("Submission", "Seconds"), slow, "Slowest")
    yield _table(
        ("Submission", "Why"), [(u.submission, u.reason) for u in found.ungraded], "Not graded"
    )
    notes = [element("li", note) for note in found.notes]
    yield _section("Look at", element("ul", *notes)) if notes else Markup("")


def _distribution(found: Summary) -> Markup:
    """Draw how many earned each tenth of the points."""
    step = WIDTH / len(found.bands)
    highest = max(found.bands) or 1
    drawn = []
    for number, (band, count) in enumerate(zip(words.bands(found), found.bands, strict=True)):
        high = (HEIGHT - FOOT - TOP) * count / highest
        at, middle = number * step, number * step + step / 2
        drawn.append(_bar(at + 2, HEIGHT - FOOT - high, step - 4, high, COLOURS["passed"]))
        drawn.append(_text(str(count), middle, HEIGHT - FOOT - high - 3))
        drawn.append(_text(band, middle, HEIGHT - 8))
    told = ", ".join(f"{c} with {b}" for b, c in zip(words.bands(found), found.bands, strict=True))
    return _picture(drawn, HEIGHT, f"points and how many earned them: {told}")


def _ends(checks: Sequence[CheckSummary]) -> Markup:
    """Draw how each check ended, as shares of one bar."""
    drawn = []
    for number, check in enumerate(checks):
        y = number * ROW
        drawn.append(_text(check.id[:28], NAMES - 8, y + 12, anchor="end"))
        drawn.append(_shares(check, y))
    return _picture(drawn, ROW * len(checks), "how each check ended; the table says the same")


def _legend(checks: Sequence[CheckSummary]) -> Markup:
    """Say what each colour of the bars means, of those that there are."""
    there = {status if status in COLOURS else OTHERWISE for c in checks for status in c.statuses}
    named = [each for each in (*COLOURS, OTHERWISE) if each in there]
    return element("p", *(part for name in named for part in _swatch(name)), class_="note")


def _swatch(name: str) -> tuple[Markup, str]:
    drawn = element(
        "svg",
        _bar(0, 0, 12, 12, COLOURS.get(name, OTHER)),
        viewBox="0 0 12 12",
        style="width: .8em; height: .8em",
        aria_hidden="true",
    )
    return drawn, f" {name}   "


def _shares(check: CheckSummary, y: int) -> Markup:
    total = sum(check.statuses.values())
    at, bars = float(NAMES), []
    for status, count in sorted(check.statuses.items(), key=lambda pair: _place(pair[0])):
        width = (WIDTH - NAMES) * count / total
        title = element("title", f"{check.id}: {count} {status}")
        bars.append(_bar(at, y + 2, width, ROW - 4, COLOURS.get(status, OTHER), title))
        at += width
    return together(*bars)


def _place(status: str) -> tuple[int, str]:
    order = list(COLOURS)
    return (order.index(status) if status in order else len(order), status)


def _bar(
    x: float, y: float, width: float, height: float, colour: str, title: Markup | None = None
) -> Markup:
    return element(
        "rect",
        title,
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        width=f"{width:.1f}",
        height=f"{height:.1f}",
        style=f"fill: {colour}",
    )


def _text(text: str, x: float, y: float, *, anchor: str = "middle") -> Markup:
    return element("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, style=SMALL)


def _picture(drawn: Sequence[Markup], height: int, told: str) -> Markup:
    return element(
        "svg",
        blocks(*drawn),
        viewBox=f"0 0 {WIDTH} {height}",
        style="width: 100%; height: auto",
        role="img",
        aria_label=told,
    )


def _section(title: str, content: Markup) -> Markup:
    return element("section", blocks(element("h2", title), content))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> Markup:
    if not rows:
        return Markup("")
    top = element("tr", *(element("th", text, scope="col") for text in head))
    body = [
        element("tr", element("th", row[0], scope="row"), *(element("td", c) for c in row[1:]))
        for row in rows
    ]
    table = element(
        "table", element("thead", top), element("tbody", blocks(*body)), style=WHOLE_WORDS
    )
    return _section(title, element("div", table, style="overflow-x: auto"))


def _footer(found: Summary) -> Markup:
    text = f"seed {found.seed} · grader {found.grader} · assignment {found.digest[:16]}"
    return element("footer", element("p", text, class_="tail"))
