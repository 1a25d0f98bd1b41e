"""The student's end of the wire: whole frames over one descriptor. Runs confined.

Reads and writes only: socket calls are refused behind the wall. What comes in is the judge's and
trusted; what goes out is not the judge's concern until its own side has counted it.
"""

import os
import struct
from typing import Final

_HEAD: Final = struct.Struct("<I")
_CHUNK: Final = 1 << 20


class Channel:
    """Frames to and from the judge; one descriptor for both ways, or one for each."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def receive(self) -> bytes | None:
        """Return the next frame's body; None when the judge has closed its end."""
        head = self._read(_HEAD.size)
        if head is None:
            return None
        (length,) = _HEAD.unpack(head)
        return self._read(length)

    def send(self, frame: bytes) -> None:
        """Send a whole frame, its length in front included."""
        rest = memoryview(frame)
        while rest:
            rest = rest[os.write(self._outgoing, rest[:_CHUNK]) :]

    def _read(self, length: int) -> bytes | None:
        pieces = []
        while length > 0:
            piece = os.read(self._incoming, min(length, _CHUNK))
            if not piece:
                return None
            pieces.append(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)
