"""Counts where time goes while something runs: each moment belongs to exactly one part.

Functions are wrapped for as long as it counts. While one runs, the clock of whatever called it
stands still, so the parts add up to the whole. Only the thread that made it is counted.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch


@dataclass
class Spent:
    """Seconds by the clock and of the processor, in this thread."""

    seconds: float = 0.0
    cpu: float = 0.0


@dataclass
class Stopwatch:
    """Parts and what was spent in each; ``rest`` is the part outside all others."""

    rest: str
    spent: dict[str, Spent] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _mark: tuple[float, float] = (0.0, 0.0)
    _thread: int = field(default_factory=threading.get_ident)

    def start(self) -> None:
        """Begin to count, in whatever parts are open; what was counted before is forgotten."""
        self.spent = {}
        self._mark = _now()

    def stop(self) -> None:
        """Count up to now."""
        self._count()

    def wrapped(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a callable whose time belongs to a part."""

        def counted(*positional: Any, **named: Any) -> Any:
            if threading.get_ident() != self._thread:
                return call(*positional, **named)
            self._count()
            self._open.append(part)
            try:
                return call(*positional, **named)
            finally:
                self._count()
                self._open.pop()

        return counted

    @contextmanager
    def wrapping(self, parts: Sequence[tuple[str, Any, str]]) -> Iterator[None]:
        """Wrap attributes of modules and classes: each is a part, an owner and a name."""
        with ExitStack() as stack:
            for part, owner, name in parts:
                wrapped = self.wrapped(part, getattr(owner, name))
                stack.enter_context(patch.object(owner, name, wrapped))
            yield

    def _count(self) -> None:
        now = _now()
        spent = self.spent.setdefault(self._open[-1] if self._open else self.rest, Spent())
        spent.seconds += now[0] - self._mark[0]
        spent.cpu += now[1] - self._mark[1]
        self._mark = now


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()
