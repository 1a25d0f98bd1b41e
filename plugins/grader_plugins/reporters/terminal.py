"""The report on a terminal: what worked, a table, then each failure in turn. Runs in the judge.

Nothing has a right border, so that arrays can be copied and wide characters break no frame; every
colour stands beside a word. rich is imported when a report is rendered.
"""

from types import MappingProxyType
from typing import TYPE_CHECKING

from grader.models.report import CheckReport, Report, Status
from grader.reporting.console import in_memory, laid_out
from grader.reporting.sinks import terminal as safe
from grader_plugins.reporters import absences, phrases, wording
from grader_plugins.reporters.facts import Fact, facts, missing_facts, place

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

LABEL = 12
INDENT = 2
ROOMY = 96

_STYLES = MappingProxyType(
    {
        Status.PASSED: "green",
        Status.PARTIAL: "yellow",
        Status.SKIPPED: "dim",
        Status.PENDING: "cyan",
        Status.GRADER_ERROR: "magenta",
    }
)


class Terminal:
    """Writes for a person at a terminal, 60 to 120 columns wide."""

    name = "terminal"
    suffix = ".txt"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as lines of text, with colour where it is wanted."""
        console = in_memory(color=color, width=width)
        _head(console, report, width)
        if not wording.all_right(report) or report.audience == "staff":
            _table(console, report, width)
        if absences.missing(report):
            _notes(console, report)
            _missing(console, report, width)
        for check in wording.troubled(report):
            _section(console, report, check, width)
        if not absences.missing(report):
            _notes(console, report)
        _tail(console, report)
        return laid_out(console, color=color)


def _text(text: str, style: str = "") -> "Text":
    """Return text that has passed the terminal's escaping; the only way onto the console."""
    from rich.text import Text

    return Text(safe(text), style=style, overflow="fold")


def _style(status: Status) -> str:
    return _STYLES.get(status, "red")


def _split_line(left: "Text", right: "Text", width: int, *, fill: str = " ") -> "Text":
    """Return a line with something at both ends."""
    from rich.text import Text

    left.truncate(max(width - right.cell_len - 2, 10), overflow="ellipsis")
    gap = width - left.cell_len - right.cell_len - 2
    line = Text(no_wrap=True, overflow="crop")
    return line.append_text(left).append(f" {fill * gap} ", style="dim").append_text(right)


def _head(console: "Console", report: Report, width: int) -> None:
    """Print the title and the score, then what worked."""
    who = _text(phrases.short_name(report.submission.id, width // 2 - 4), "dim")
    console.print(_split_line(_text(wording.heading(report), "bold"), who, width))
    console.print()
    if wording.is_graded(report):
        console.print(_score(report, width))
    fine = wording.is_graded(report) and not wording.all_right(report)
    console.print(_text(wording.verdict(report), "" if fine else "bold"))
    if not wording.is_graded(report):
        console.print(_text(wording.ungraded_advice(report)))
    for text in (wording.provisional_advice(report), wording.worked(report)):
        if text:
            console.print(_text(text))


def _score(report: Report, width: int) -> "Text":
    """Return the score with a bar that shows its share."""
    from rich.text import Text

    share = report.score / report.max_score if report.max_score > 0 else 0.0
    style = "green" if share >= 1.0 else "yellow" if share > 0.0 else "red"
    score = f"{phrases.points(report.score, report.max_score)} points"
    room = max(min(width - len(score) - 2, 40), 10)
    filled = round(room * min(max(share, 0.0), 1.0))
    line = Text().append(f"{score}  ", style=f"bold {style}").append("━" * filled, style=style)
    return line.append("─" * (room - filled), style="dim")


def _table(console: "Console", report: Report, width: int) -> None:
    """Print every check with its result and points, and what was found for it."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), width=width, header_style="dim", pad_edge=False)
    roomy = width >= ROOMY
    table.add_column("  Check", ratio=3)
    table.add_column("Result", width=19)
    table.add_column("Points", justify="right", no_wrap=True, min_width=6)
    if roomy:
        table.add_column("Found", ratio=4)
    for check in report.checks:
        _row(table, report, check, roomy=roomy)
    console.print()
    console.print(table)


def _row(table: "Table", report: Report, check: CheckReport, *, roomy: bool) -> None:
    from rich.text import Text

    style = _style(check.status)
    remark = wording.remark(report, check)
    name = Text().append_text(_text(f"{wording.symbol(check.status)} ", style))
    name.append_text(_text(wording.title(check)))
    if check.visibility != "visible":
        name.append(f" [{phrases.short_name(check.visibility)}]", style="dim")
    cells: list[RenderableType] = [
        _hanging(name),
        _text(wording.result(report, check), style),
        _text(wording.points_of(report, check)),
    ]
    if roomy:
        table.add_row(*cells, _text(remark, "dim"))
        return
    table.add_row(*cells)
    if remark:
        from rich.padding import Padding

        table.add_row(Padding(_text(remark, "dim"), (0, 0, 0, INDENT)))


def _hanging(text: "Text") -> "Table":
    """Return a mark and a name, the name's further lines under its first."""
    from rich.table import Table

    grid = Table.grid()
    grid.add_column(width=INDENT)
    grid.add_column()
    grid.add_row(text[:INDENT], text[INDENT:])
    return grid


def _missing(console: "Console", report: Report, width: int) -> None:
    """Print once, for all functions that were not found, what to do about it."""
    absent = absences.missing(report)
    left = _text(f"{wording.symbol(Status.MISSING)} Not found", f"bold {_style(Status.MISSING)}")
    total = sum(check.max_score for check in absent)
    right = _text(phrases.points_in_words(0.0, total), _style(Status.MISSING))
    console.print()
    console.print(_split_line(left, right, width, fill="─"))
    console.print(_indented(_facts(missing_facts(report))))


def _section(console: "Console", report: Report, check: CheckReport, width: int) -> None:
    """Print one failure: what was asked, what came back, what to look at."""
    style = _style(check.status)
    left = _text(f"{wording.symbol(check.status)} {wording.title(check)}", f"bold {style}")
    right = _text(_points(report, check), style)
    console.print()
    console.print(_split_line(left, right, width, fill="─"))
    where = place(report, check)
    if where:
        console.print(_indented(_text(where, "dim")))
    console.print(_indented(_facts(facts(report, check, width=width - LABEL - INDENT - 2))))


def _points(report: Report, check: CheckReport) -> str:
    if wording.points_of(report, check) == "–":
        return "no verdict"
    return phrases.points_in_words(check.score, check.max_score)


def _indented(content: "RenderableType") -> "RenderableType":
    from rich.padding import Padding

    return Padding(content, (0, 0, 0, INDENT))


def _facts(told: tuple[Fact, ...]) -> "Table":
    """Return labelled facts as two columns."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=LABEL, no_wrap=True)
    grid.add_column()
    for fact in told:
        label = _text(fact.label, "cyan")
        if fact.label == "with":
            label.align("right", LABEL - 1)
        grid.add_row(label, _content(fact))
    return grid


def _content(fact: Fact) -> "Text":
    if fact.form == "quote":
        return _text("\n".join(f"│ {line}" for line in safe(fact.text).split("\n")), "dim")
    strong = fact.label in ("Look at", "or at", "What to do")
    return _text(fact.text, "bold" if fact.form == "code" or strong else "")


def _notes(console: "Console", report: Report) -> None:
    """Print what was changed by hand, and how the files were read."""
    changed, notes = wording.adjustments(report), wording.notes(report)
    for title, texts in (("Changed by a person", changed), ("Notes", notes)):
        if texts:
            console.print()
            console.print(_text(title, "bold"))
            for text in texts:
                console.print(_bullet(text))


def _tail(console: "Console", report: Report) -> None:
    """Print the next step and how it was graded."""
    closing = [wording.EXAMPLES if wording.shows_examples(report) else ""]
    closing.append(wording.start_with(report))
    console.print()
    for text, style in zip(closing, ("dim", "bold"), strict=True):
        if text:
            console.print(_text(text, style))
    console.print(_text(wording.footer(report), "dim"))


def _bullet(text: str) -> "Table":
    from rich.table import Table

    grid = Table.grid()
    grid.add_column(width=INDENT)
    grid.add_column()
    grid.add_row(_text("• "), _text(text))
    return grid
