"""What student code prints: drained in full, a little of it kept. Runs confined."""

import contextlib
import io
import sys
from collections.abc import Iterator

KEPT = 64 * 1024
PER_ANSWER = 2 * 1024


class Output(io.TextIOBase):
    """Stands for standard output and standard error; keeps the first characters only."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._room = PER_ANSWER
        self._left = KEPT

    def write(self, text: str) -> int:
        """Keep what there is room for and swallow the rest."""
        if self._room > 0 and self._left > 0:
            piece = str(text)[: min(self._room, self._left)]
            self._pieces.append(piece)
            self._room -= len(piece)
            self._left -= len(piece)
        return len(text)

    def writable(self) -> bool:
        """Say that one may write."""
        return True

    def take(self) -> str:
        """Return what was kept since the last time, and begin anew."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._room = PER_ANSWER
        return text

    @contextlib.contextmanager
    def captured(self) -> Iterator[None]:
        """Take the place of both streams, also after student code replaced them."""
        sys.stdout = sys.stderr = self
        try:
            yield
        finally:
            sys.stdout = sys.stderr = self
