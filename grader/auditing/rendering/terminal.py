"""An audit on a terminal: the verdict, the checks, what was not caught. Runs in the judge."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.auditing.models import Audit, AuditedCheck, ConventionTried
from grader.auditing.rendering import words
from grader.reporting.sinks import one_line

SHOWN = 40
"""Survivors that are told one by one; the rest is in the other formats."""


def show(audit: Audit, console: Console) -> None:
    """Print an audit."""
    console.print(Text(_heading(audit), style="bold"))
    for line in _summary(audit):
        console.print(Padding(Text(one_line(line)), (0, 0, 0, 2)))
    console.print()
    console.print(_checks(audit))
    for title, told in (("Not caught", _survivors(audit)), ("Named otherwise", _unnamed(audit))):
        _section(console, title, list(told))
    _section(console, "Always caught together", [Text(", ".join(g)) for g in audit.together])
    tried = [f for f in audit.conventions if f.accepted is not None]
    _section(console, "Other accepted forms", [Text(_form(f)) for f in tried])
    _section(console, "Not put into the solution", list(_left_out(audit)))
    _section(console, "Look at", [Text(one_line(w)) for w in audit.warnings])
    for problem in audit.problems:
        console.print(Text(f"✗ {one_line(problem)}", style="red"))
    if audit.passed:
        console.print(Text("✓ the assignment catches what it should", style="green"))


def _heading(audit: Audit) -> str:
    return f"{audit.assignment}: {'passes' if audit.passed else 'does not pass'}"


def _summary(audit: Audit) -> Iterator[str]:
    yield f"known mistakes caught: {words.rate(audit.catalogue)}"
    yield f"and named, or their class: {words.rate(audit.named)}"
    yield f"slips in the source caught: {words.rate(audit.source)}"
    for verdict, text in words.VERDICTS.items():
        count = audit.counts.get(verdict.value, 0)
        if count and verdict is not verdict.CAUGHT:
            yield f"{count} × {text}"
    for name, (score, most) in audit.scores.items():
        yield f"{name}: {score:g} of {most:g}"
    yield f"{len(audit.findings)} mistakes graded in {audit.seconds:g} s"


def _checks(audit: Audit) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("check", "kind"):
        table.add_column(name, no_wrap=True)
    for name in ("points", "known", "slips", "alone", "ms"):
        table.add_column(name, justify="right", no_wrap=True)
    for check in audit.checks:
        table.add_row(*_row(check))
    return table


def _row(check: AuditedCheck) -> tuple[str, ...]:
    counts = (check.catalogue, check.source, check.alone)
    return (
        one_line(check.id),
        words.kind(check),
        f"{check.points:g}",
        *(str(count) if count else "–" for count in counts),
        words.milliseconds(check.seconds),
    )


def _survivors(audit: Audit) -> Iterator[Text]:
    found = words.survivors(audit)
    for finding in found[:SHOWN]:
        text = Text(one_line(words.where(finding)))
        for line in words.lines(finding):
            text.append(f"\n  {one_line(line)}", style="dim")
        text.append(f"\n  {one_line(finding.advice)}")
        yield text
    if len(found) > SHOWN:
        yield Text(f"and {len(found) - SHOWN} more: --format json or html has them all")


def _unnamed(audit: Audit) -> Iterator[Text]:
    for finding in audit.findings:
        if finding.named is False:
            own = finding.diagnoses.get(finding.check) or next(iter(finding.diagnoses.values()), "")
            yield Text(one_line(f"{words.where(finding)}: {own or 'nothing was named'}"))


def _left_out(audit: Audit) -> Iterator[Text]:
    for each in audit.left_out:
        count = len(each.misconceptions)
        yield Text(one_line(f"{count} of {each.check}: {each.reason}"))


def _form(form: ConventionTried) -> str:
    said = {True: "earns all", False: f"loses marks in {form.reason}", None: form.reason}
    return one_line(f"{form.convention} ({', '.join(form.checks)}): {said[form.accepted]}")


def _section(console: Console, title: str, told: list[Text]) -> None:
    if told:
        console.print()
        console.print(Text(title, style="bold"))
        for each in told:
            console.print(Padding(each, (0, 0, 0, 2)))
