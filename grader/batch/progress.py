"""How far a class is, how fast, how long yet, and what needs attention. In the command.

At a terminal a bar on standard error; else a line now and then, which reads well in a log.
"""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from grader.batch.running import Done

EVERY_SECONDS = 10.0
"""How often a line is written where nobody looks."""


class Progress:
    """Tells how far a run is.

    Args:
        total: How many submissions there are.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = self._fresh = self._ungraded = 0
        self._attention = ""
        self._began = self._said = time.monotonic()
        self._bars: Bars | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr is not None and sys.stderr.isatty():
            self._bars = _bars()
            self._task = self._bars.add_task("", total=self._total, rate="")
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def add(self, done: "Done") -> None:
        """Count a submission that has a result."""
        self._done += 1
        self._fresh += done.fresh
        if done.stored.status != "graded":
            self._ungraded += 1
            self._attention = f"{done.found.label}: {done.stored.trouble or 'not graded'}"
        if self._bars is not None and self._task is not None:
            told = f"{self._rate():.0f}/s" if self._fresh else ""
            self._bars.update(self._task, completed=self._done, rate=told, description=self._told())
        elif time.monotonic() - self._said >= EVERY_SECONDS:
            self._said = time.monotonic()
            self._say()

    def _rate(self) -> float:
        return self._done / max(1e-3, time.monotonic() - self._began)

    def _told(self) -> str:
        from grader.reporting.sinks import one_line

        if not self._ungraded:
            return "grading"
        return one_line(f"{self._ungraded} not graded, last {self._attention}")[:60]

    def _say(self) -> None:
        from grader.reporting.sinks import one_line

        left = (self._total - self._done) / self._rate()
        line = f"{self._done} of {self._total}, {self._rate():.1f} a second, {left:.0f} s left"
        if self._ungraded:
            line += f"; {self._ungraded} not graded, last {one_line(self._attention)[:100]}"
        if sys.stderr is not None:
            sys.stderr.write(f"{line}\n")


def _bars() -> "Bars":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
