"""How far an audit is, and how long it takes yet, on a terminal's standard error. In the judge."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Progress:
    """Bars with what is left of each stage; nothing where nobody looks."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._stages: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if sys.stderr is not None and sys.stderr.isatty():
            self._bars = _bars()
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the bars away, before anything else is written."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def advance(self, what: str, done: int, of: int) -> None:
        """Show that so many gradings of a stage are done."""
        if self._bars is None or not of:
            return
        if what not in self._stages:
            self._stages[what] = self._bars.add_task(what, total=of, completed=done)
        self._bars.update(self._stages[what], completed=done, total=of)


def _bars() -> "Bars":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
