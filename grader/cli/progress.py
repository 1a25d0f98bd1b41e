"""Says that something is going on, once it has taken longer than a moment."""

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.status import Status

MOMENT = 0.8


class Waiting:
    """Shows a line on standard error while a terminal waits for longer than a moment."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._status: Status | None = None
        self._lock = threading.Lock()
        self._done = False
        self._timer = threading.Timer(MOMENT, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._done = True
            if self._status is not None:
                self._status.stop()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.markup import escape

        with self._lock:
            if not self._done:
                self._status = Console(stderr=True).status(f"{escape(self._what)} …")
                self._status.start()
