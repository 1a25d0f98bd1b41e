"""A calibration as one HTML page: every distribution drawn, beside its words and its table.

The pictures are a few rectangles, so they are written as elements of the page: no library is asked
for, and they follow its colours, light and dark. Runs in the judge.
"""

from collections.abc import Iterator, Sequence

from grader.calibrating import words
from grader.calibrating.finding import Finding
from grader.calibrating.histogram import Bin, bins
from grader.calibrating.proposing import Proposal
from grader.reporting.html.document import document
from grader.reporting.html.elements import Markup, blocks, element

WIDE, HIGH = 480.0, 150.0
FOOT = 22.0
EDGE = 0.06
"""How much room is left beside the outermost of values and lines, as a share of their range."""


def page(finding: Finding) -> str:
    """Return the whole page."""
    heading = f"Calibration of {finding.assignment}"
    body = blocks(
        element("header", element("h1", heading), element("p", finding.about(), class_="who")),
        element("main", blocks(*_sections(finding))),
    )
    return document(heading, body)


def _sections(finding: Finding) -> Iterator[Markup]:
    for number, proposal in enumerate(finding.proposals):
        yield _section(proposal, finding.said(proposal), number)
    if finding.contests:
        told = (element("li", words.contested(each)) for each in finding.contests)
        yield element("section", element("h2", "Wrong code"), element("ul", blocks(*told)))
    failed = list(words.failures(finding.runs))
    if failed:
        told = (element("li", each) for each in failed)
        yield element("section", element("h2", "Not measured"), element("ul", blocks(*told)))
    if finding.blocks:
        yield element("section", element("h2", "Provenance"), blocks(*_blocks(finding)))


def _blocks(finding: Finding) -> Iterator[Markup]:
    for check, text in finding.blocks.items():
        yield element("p", f"In the check {check}:")
        yield element("pre", text)


def _section(proposal: Proposal, said: Sequence[str], number: int) -> Markup:
    caption = f"calibration-{number}"
    found = bins(proposal.values)
    figure = element(
        "figure",
        element("div", _picture(proposal, found), role="img", aria_labelledby=caption),
        element("figcaption", _caption(proposal), id=caption),
        _table(found),
    )
    paragraphs = (element("p", words.sentence(each)) for each in said)
    return element("section", element("h2", proposal.name), blocks(*paragraphs), figure)


def _caption(proposal: Proposal) -> str:
    lines = [*_lines(proposal)]
    now = ", ".join(f"{at:.4g}" for at, kind in lines if kind == "asked")
    bound = ", ".join(f"{at:.4g}" for at, kind in lines if kind == "accent")
    return f"How many runs came to what. Asked for now: {now}; the bound: {bound} (dashed)."


def _lines(proposal: Proposal) -> Iterator[tuple[float, str]]:
    for edge in proposal.edges:
        yield edge.present[-1], "asked"
        yield edge.bound.at, "accent"


def _picture(proposal: Proposal, found: Sequence[Bin]) -> Markup:
    """Draw bars, and a line at what is asked for and at the bound."""
    places = [found[0].low, found[-1].high, *(at for at, _ in _lines(proposal))]
    least, most = min(places), max(places)
    room = EDGE * (most - least) or 0.5
    low, span = least - room, most - least + 2.0 * room
    tallest = max(each.count for each in found)

    def x(at: float) -> float:
        return WIDE * (at - low) / span

    bars = (_bar(x(each.low), x(each.high), each.count / tallest) for each in found)
    lines = (_line(x(at), kind) for at, kind in _lines(proposal))
    marks = (_mark(x(at), f"{at:.4g}") for at in sorted({least, most}))
    return element(
        "svg",
        blocks(*bars, *lines, *marks),
        viewBox=f"0 0 {WIDE:g} {HIGH + FOOT:g}",
        width="100%",
        style="max-width: 32rem",
        aria_hidden="true",
        focusable="false",
    )


def _bar(left: float, right: float, share: float) -> Markup:
    return element(
        "rect",
        x=f"{left:.2f}",
        y=f"{HIGH * (1.0 - share):.2f}",
        width=f"{max(1.5, right - left - 1.0):.2f}",
        height=f"{HIGH * share:.2f}",
        style="fill: var(--heat)",
    )


def _line(at: float, kind: str) -> Markup:
    dashes = "; stroke-dasharray: 5 4" if kind == "accent" else ""
    return element(
        "line",
        x1=f"{at:.2f}",
        x2=f"{at:.2f}",
        y1="0",
        y2=f"{HIGH:g}",
        style=f"stroke: var(--{kind}); stroke-width: 2{dashes}",
    )


def _mark(at: float, text: str) -> Markup:
    anchor = "start" if at < WIDE / 2 else "end"
    return element(
        "text",
        text,
        x=f"{at:.2f}",
        y=f"{HIGH + FOOT - 5:g}",
        style=f"fill: var(--muted); font-size: 13px; text-anchor: {anchor}",
    )


def _table(found: Sequence[Bin]) -> Markup:
    head = ("From", "to", "runs")
    rows = (
        element(
            "tr",
            element("th", f"{each.low:.4g}", scope="row"),
            element("td", f"{each.high:.4g}", class_="number"),
            element("td", str(each.count), class_="number"),
        )
        for each in found
    )
    table = element(
        "table",
        element("thead", element("tr", *(element("th", name, scope="col") for name in head))),
        element("tbody", blocks(*rows)),
    )
    return element("details", element("summary", "The numbers"), table, open="")
