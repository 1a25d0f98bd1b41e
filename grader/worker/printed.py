"""What a whole program prints: its beginning and its end are kept. Runs confined."""

import contextlib
import io
import sys
from collections.abc import Iterator

HEAD = 8 * 1024
TAIL = 56 * 1024


class Printed(io.BufferedIOBase):
    """Takes every byte of both streams, in their order, and keeps the first and the last."""

    def __init__(self) -> None:
        super().__init__()
        self._head = bytearray()
        self._tail = bytearray()
        self._dropped = 0

    @property
    def name(self) -> str:
        """Say what standard output is called."""
        return "<stdout>"

    def writable(self) -> bool:
        """Say that one may write."""
        return True

    def write(self, data: object) -> int:
        """Keep what there is room for."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        room = HEAD - len(self._head)
        self._head += view[: max(0, room)]
        self._tail += view[max(0, room) :]
        if len(self._tail) > 2 * TAIL:
            self._trim()
        return len(view)

    def _trim(self) -> None:
        over = max(0, len(self._tail) - TAIL)
        self._dropped += over
        del self._tail[:over]

    def take(self) -> bytes:
        """Return what was kept, with a line where something was left out."""
        self._trim()
        gap = f"\n… {self._dropped} bytes left out …\n".encode() if self._dropped else b""
        return bytes(self._head) + gap + bytes(self._tail)

    def stream(self) -> io.TextIOWrapper:
        """Return a text stream that ends here."""
        return io.TextIOWrapper(
            self, encoding="utf-8", errors="backslashreplace", newline="\n", write_through=True
        )


@contextlib.contextmanager
def captured(printed: Printed) -> Iterator[None]:
    """Let both streams end in one place, and nothing come in; what is left over is flushed."""
    streams = printed.stream(), printed.stream()
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in streams:
            with contextlib.suppress(ValueError, OSError):
                stream.flush()
                stream.detach()
