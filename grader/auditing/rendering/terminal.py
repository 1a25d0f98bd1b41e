"""An audit on a terminal: the verdict, the checks, what was not caught. Runs in the judge."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.auditing.models import Audit, AuditedCheck, ConventionTried, Verdict
from grader.auditing.rendering import words
from grader.auditing.rendering.kills import Kills, kills
from grader.reporting.sinks import one_line

SHOWN = 40
"""Survivors that are told one by one; the rest is in the other formats."""
STEP, BESIDE, LONGEST = 4, 12, 26
"""Characters of a column of the matrix, of what stands beside these columns, and of a name."""


def show(audit: Audit, console: Console) -> None:
    """Print an audit."""
    console.print(Text(_heading(audit), style="bold"))
    for line in _summary(audit):
        console.print(Padding(Text(one_line(line)), (0, 0, 0, 2)))
    console.print()
    console.print(_checks(audit))
    console.print(Padding(Text(words.CHECKS, style="dim"), (0, 0, 0, 2)))
    for table in _matrix(audit, console.width):
        console.print()
        console.print(table)
    for title, told in (("Not caught", _survivors(audit)), ("Named otherwise", _unnamed(audit))):
        _section(console, title, list(told))
    _section(console, words.VERDICTS[Verdict.UNSEEN].capitalize(), list(_unseen(audit)))
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
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("", justify="right", style="dim", no_wrap=True)
    table.add_column("check", no_wrap=True)
    table.add_column("kind")
    for name in ("points", "known", "slips", "alone", "ms"):
        table.add_column(name, justify="right", no_wrap=True)
    for number, check in enumerate(audit.checks, 1):
        table.add_row(str(number), *_row(check))
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


def _matrix(audit: Audit, width: int) -> Iterator[Table]:
    """Yield how many mistakes of each definition the checks caught, as many checks as fit."""
    found = list(kills(audit))
    names = [_short(row.name) for _, rows in found for row in rows]
    room = max(1, (width - max(map(len, names), default=0) - BESIDE) // STEP)
    for first in range(0, len(audit.checks), room):
        yield _caught(found, range(first, min(first + room, len(audit.checks))))


def _caught(found: Sequence[tuple[str, Sequence[Kills]]], numbers: range) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("caught by check", no_wrap=True)
    for name in ("of", *(str(number + 1) for number in numbers), "none"):
        table.add_column(name, justify="right", no_wrap=True, min_width=STEP - 1)
    for title, rows in found:
        table.add_row(Text(title, style="dim"))
        for row in rows:
            if row.missed or any(row.by_check[n] for n in numbers):
                table.add_row(*_kills(row, numbers))
    return table


def _kills(row: Kills, numbers: range) -> tuple[Text, ...]:
    counts = (Text(str(row.by_check[n] or "·"), style=_style(row, n)) for n in numbers)
    missed = Text(str(row.missed), style="bold red") if row.missed else Text("–", style="dim")
    return (Text(f"  {_short(row.name)}"), Text(str(row.count)), *counts, missed)


def _short(name: str) -> str:
    """Return a definition's name, or the end of it."""
    told = one_line(name)
    return told if len(told) <= LONGEST else f"…{told[1 - LONGEST :]}"


def _style(row: Kills, number: int) -> str:
    return "green" if row.by_check[number] == row.count else ""


def _survivors(audit: Audit) -> Iterator[Text]:
    found = words.survivors(audit)
    for finding in found[:SHOWN]:
        text = Text(one_line(words.where(finding)))
        for line in words.lines(finding):
            text.append(f"\n  {one_line(line)}", style="dim")
        text.append(f"\n  {one_line(words.advice(finding))}")
        yield text
    if len(found) > SHOWN:
        yield Text(f"and {len(found) - SHOWN} more: --format json or html has them all")


def _unnamed(audit: Audit) -> Iterator[Text]:
    for finding in audit.findings:
        if finding.named is False:
            own = finding.diagnoses.get(finding.check) or next(iter(finding.diagnoses.values()), "")
            yield Text(one_line(f"{words.where(finding)}: {own or 'nothing was named'}"))


def _unseen(audit: Audit) -> Iterator[Text]:
    for finding in audit.findings:
        if finding.verdict is Verdict.UNSEEN:
            yield Text(one_line(f"{words.where(finding)}: {finding.what}"))


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
