"""Says what is being waited for, once it has taken longer than a moment."""

import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.status import Status
    from rich.text import Text

    from grader.watching import Left

MOMENT = 0.8


class Waiting:
    """Shows a line on standard error while somebody at a terminal waits longer than a moment.

    Args:
        what: What is going on.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._said = ""
        self._left: Left | None = None
        self._status: Status | None = None
        self._lock = threading.Lock()
        self._done = False
        self._timer = threading.Timer(MOMENT, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if sys.stderr is not None and sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock, suppress(OSError):
            self._done = True
            if self._status is not None:
                self._status.stop()

    def say(self, said: str, left: "Left | None" = None) -> None:
        """Add what exactly is being waited for, and for how long yet; shown if it takes long."""
        with self._lock, suppress(OSError):
            changed = (said, left) != (self._said, self._left)
            self._said, self._left = said, left
            if changed and self._status is not None:
                self._status.update(self)

    def _begin(self) -> None:
        from rich.console import Console

        with self._lock, suppress(OSError):
            if not self._done:
                console = Console(stderr=True, soft_wrap=True)
                self._status = console.status(self)
                self._status.start()

    def __rich__(self) -> "Text":
        """Return the line as of now: it is drawn several times a second, and time passes."""
        from rich.text import Text

        from grader.reporting.sinks import one_line

        said = ": ".join(filter(None, map(one_line, (self._what, self._said))))
        left = str(self._left or "")
        return Text(f"{said}, {left} …" if left else f"{said} …", no_wrap=True, overflow="ellipsis")
