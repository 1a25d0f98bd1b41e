"""What ``grader check --watch`` shows after a save: the report, and below it what moved."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.output import put
from grader.reporting.audience import for_audience
from grader.reporting.sinks import one_line

if TYPE_CHECKING:
    from grader.models.report import CheckReport, Report
    from grader.preparation import Prepared
    from grader.rechecking.session import Step

CLEAR = "\x1b[H\x1b[2J\x1b[3J"
LISTED = 6
FINE = ("passed", "pending")
NOTHING = "nothing that is graded changed"


class Screen:
    """Shows one step after the other: at a terminal each alone, else one below the other.

    Args:
        prepared: The assignment.
        path: What is watched.
        audience: Whose reports are shown.
        render: Writes a report.
    """

    def __init__(
        self, prepared: "Prepared", path: Path, audience: str, render: "Callable[[Report], str]"
    ) -> None:
        self._prepared = prepared
        self._name = path.name or str(path)
        self._audience = audience
        self._render = render

    def show(self, step: "Step") -> None:
        """Show where things stand."""
        text = self._render(step.report) if step.report is not None else ""
        self._draw(text, [*self._lines(step), self._ending()])

    def unreadable(self, report: "Report | None", why: str) -> None:
        """Show the last report, and why what was saved cannot be read."""
        text = self._render(report) if report is not None else ""
        stands = ("The report is of what was there before.",) if report is not None else ()
        self._draw(text, [f"{_now()}  {one_line(why)}", *stands, self._ending()])

    def _draw(self, text: str, lines: Sequence[str]) -> None:
        terminal = sys.stdout is not None and sys.stdout.isatty()
        head = CLEAR if terminal else ""
        put(f"{head}{text}\n" + "\n".join(lines) + "\n")
        sys.stdout.flush()

    def _ending(self) -> str:
        return f"Watching {one_line(self._name)}; Ctrl-C ends."

    def _lines(self, step: "Step") -> list[str]:
        if step.stands:
            first = f"{_now()}  {one_line(str(step.broken[0]))}"
            more = [f"          {one_line(str(each))}" for each in step.broken[1:LISTED]]
            return [first, *more, "The report is of what was there before; mend this first."]
        lines = [f"{_now()}  {self._changed(step)}"]
        lines += [f"Not read  {one_line(str(each))}" for each in step.broken[:LISTED]]
        lines.append(f"Points    {self._points(step)}")
        if step.coming:
            lines.append(f"To come   {self._coming(step.coming)}")
        elif (following := self._next(step)) is not None:
            lines.append(f"Next      {following}")
        return lines

    def _changed(self, step: "Step") -> str:
        """Say what changed, what was checked for it, and what was kept."""
        if step.before is None:
            return "first check"
        if not (step.graded or step.coming):
            return f"{NOTHING}; all results kept"
        around = ("code around the functions",) if step.around else ()
        named = _listed([*map(one_line, step.changed), *around]) or "other lines"
        checked = f"checked {self._ids(step.graded)}; " if step.graded else ""
        return f"{named} changed; {checked}kept {self._ids(step.kept) or 'nothing'}"

    def _ids(self, checks: Sequence[str]) -> str:
        """Return the names of checks that the reader knows of."""
        shown = [
            name
            for name in checks
            if self._audience == "staff"
            or self._prepared.bench.checks[name].visibility.value == "visible"
        ]
        return _listed(shown)

    def _points(self, step: "Step") -> str:
        if step.report is None:
            return "none yet"
        now = for_audience(step.report, self._audience)
        told = f"{now.score:g} of {now.max_score:g}"
        if step.coming:
            return f"{told} so far"
        if step.before is None:
            return told
        return f"{for_audience(step.before, self._audience).score:g} → {told}"

    def _coming(self, checks: Sequence[str]) -> str:
        """Announce checks that take longer, with the most that they may take."""
        seconds = sum(self._seconds(name) for name in checks)
        most = f" (at most {seconds:.0f} s)" if seconds else ""
        return f"{self._ids(checks) or 'checks that are not shown'}{most}"

    def _seconds(self, name: str) -> float:
        bench = self._prepared.bench
        spec = bench.checks[name]
        return bench.seconds([spec]) or float(getattr(bench.params(spec), "seconds", 0.0))

    def _next(self, step: "Step") -> str | None:
        """Return the first thing that is not right yet, and where it is."""
        assert step.report is not None
        shown = for_audience(step.report, self._audience)
        failed = (c for c in shown.checks if c.status not in FINE and not c.left_out)
        first = min(failed, key=lambda check: check.status == "skipped", default=None)
        if first is None:
            return None
        return one_line(f"{first.title or first.id}{_place(first)}")


def _place(check: "CheckReport") -> str:
    return f", {check.file} line {check.line}" if check.file and check.line else ""


def _listed(named: Sequence[str]) -> str:
    if len(named) <= LISTED:
        return ", ".join(named)
    return f"{', '.join(named[:LISTED])} and {len(named) - LISTED} more"


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}"
