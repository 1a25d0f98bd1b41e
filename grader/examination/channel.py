"""The judge's end of a child's socket: bytes in and out by one absolute deadline. Runs there."""

import select
import socket
import struct
import time
from typing import Final

from grader.examination.wall import TOTAL_BYTES, ChildMisspoke, ChildTimeout

HEAD: Final = struct.Struct("<I")
_CHUNK: Final = 1 << 20
_SOCKET_BUFFER: Final = 1 << 20


class EndOfStreamError(EOFError):
    """The other end is closed."""


class Stream:
    """A non-blocking socket on which nothing the other side does, or leaves undone, can block."""

    def __init__(self, end: socket.socket, *, total: int = TOTAL_BYTES) -> None:
        end.settimeout(0)
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, option, _SOCKET_BUFFER)
        self._end = end
        self._left = total

    def send(self, content: bytes, *, deadline: float) -> None:
        """Hand over all of ``content``.

        Raises:
            ChildTimeout: It was not read in time.
            EndOfStreamError: The other end is closed.
        """
        rest = memoryview(content)
        while rest:
            try:
                rest = rest[self._end.send(rest[:_CHUNK], socket.MSG_NOSIGNAL) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline, "read what it was sent")
            except OSError as problem:
                raise EndOfStreamError from problem

    def receive(self, *, deadline: float, most: int) -> memoryview:
        """Return the body of one frame.

        Raises:
            ChildTimeout: It did not come in time.
            ChildMisspoke: It is longer than ``most``, or too much came in all.
            EndOfStreamError: The other end is closed.
        """
        (length,) = HEAD.unpack(self.read(HEAD.size, deadline=deadline))
        if length > min(most, self._left):
            raise ChildMisspoke(
                f"the child announced {length} bytes where at most {min(most, self._left)} may come"
            )
        self._left -= length
        return self.read(length, deadline=deadline)

    def read(self, length: int, *, deadline: float) -> memoryview:
        """Return exactly ``length`` bytes; memory grows with what comes, not with what is said."""
        content = bytearray(min(length, _CHUNK))
        filled = 0
        while filled < length:
            if filled == len(content):
                content.extend(bytes(min(len(content), length - filled)))
            filled += self._read_some(memoryview(content)[filled:], deadline)
        return memoryview(content)

    def drain(self) -> bytes:
        """Return what is already there, up to a short text."""
        try:
            return self._end.recv(512)
        except OSError:
            return b""

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def _read_some(self, room: memoryview, deadline: float) -> int:
        while True:
            try:
                count = self._end.recv_into(room)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline, "answer")
                continue
            except OSError as problem:
                raise EndOfStreamError from problem
            if count == 0:
                raise EndOfStreamError
            if time.monotonic() > deadline:
                raise ChildTimeout("the child did not answer in time")
            return count

    def _wait(self, event: int, deadline: float, what: str) -> None:
        waiting = select.poll()
        waiting.register(self._end, event)
        left = deadline - time.monotonic()
        if left <= 0 or not waiting.poll(max(1, int(left * 1000))):
            raise ChildTimeout(f"the child did not {what} in time")
