"""A calibration on a terminal: per threshold its words and its distribution, then the YAML."""

from collections.abc import Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.calibrating import words
from grader.calibrating.finding import Finding
from grader.calibrating.histogram import bins
from grader.calibrating.proposing import Edge, Proposal
from grader.reporting.sinks import encodable, one_line, plain

BAR = 40
"""How many characters the tallest bar is wide."""
WIDTH = 100


def show(finding: Finding) -> None:
    """Print it."""
    console = Console(highlight=False, soft_wrap=False)
    _print(finding, console)


def as_text(finding: Finding) -> str:
    """Return it as plain text, for a file."""
    file = StringIO()
    _print(finding, Console(file=file, highlight=False, width=WIDTH, color_system=None))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def _print(finding: Finding, console: Console) -> None:
    for part in _parts(finding, console.encoding):
        console.print(part)
    for line in _yaml(finding):
        console.print(line, soft_wrap=True)


def _parts(finding: Finding, encoding: str) -> Iterator[RenderableType]:
    """Yield what is printed, one below the other."""
    yield Text(one_line(f"{finding.assignment}: {finding.about()}"), style="bold")
    yield _summary(finding)
    for proposal in finding.proposals:
        yield Text(one_line(proposal.name), style="bold")
        yield Padding(_told(finding, proposal, encoding), (0, 0, 1, 2), expand=False)
    for each in finding.contests:
        yield Text(one_line(words.contested(each)))
    for failure in words.failures(finding.runs):
        yield Text(f"not measured: {one_line(failure)}", style="red")
    if finding.failed:
        yield Text("The same command makes these runs again; with --journal these alone.")


def _summary(finding: Finding) -> Table:
    """Return one line for each line of the assignment; a bound is told where one is looked for."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("threshold", ratio=1)
    for name in ("runs", "mean", "sd", "worst" if finding.checking else "bound", "asked"):
        table.add_column(name, justify="right", no_wrap=True)
    edges = [(proposal, edge) for proposal in finding.proposals for edge in proposal.edges]
    for proposal, edge in edges:
        ok = edge.laxer(edge.present[-1], proposal.worst(edge)) if finding.checking else edge.holds
        table.add_row(
            Text(f"{one_line(proposal.name)}, at {edge.side}"),
            str(len(proposal.values)),
            f"{proposal.mean:.4g}",
            f"{proposal.sd:.2g}",
            f"{proposal.worst(edge):.4g}" if finding.checking else _bound(edge),
            Text(f"{edge.present[-1]:g}", style="" if ok else "red"),
        )
    weak = not finding.checking and any(not edge.bound.allowed for _, edge in edges)
    table.caption = "* promises less than once in 1,000" if weak else None
    table.caption_justify = "left"
    return table


def _bound(edge: Edge) -> str:
    return f"{edge.bound.at:.4g}" + ("" if edge.bound.allowed else " *")


def _told(finding: Finding, proposal: Proposal, encoding: str) -> Group:
    said = (Text(one_line(encodable(s, encoding))) for s in finding.said(proposal))
    return Group(*said, _histogram(proposal, encoding))


def _histogram(proposal: Proposal, encoding: str) -> Table:
    """Draw the distribution as bars that lie."""
    found = bins(proposal.values)
    tallest = max(each.count for each in found)
    table = Table.grid(padding=(0, 1))
    for justify in ("right", "left"):
        table.add_column(justify=justify, no_wrap=True)
    for each in found:
        bar = encodable("█", encoding) * max(each.count > 0, round(BAR * each.count / tallest))
        table.add_row(f"{each.low:.4g}", Text(f"{bar} {each.count}", style="cyan"))
    return table


def _yaml(finding: Finding) -> Iterator[Text]:
    """Yield what was written, or what may be pasted."""
    if finding.written:
        yield Text("Thresholds and provenance were written into the assignment.")
        return
    for check, block in finding.blocks.items():
        yield Text(f"For the check {one_line(check)}, or with --write:", style="bold")
        yield Text(plain(block))
