"""What the judge gives to every child alike, once: large arrays and data files. Student's side.

Theory of operation
-------------------
On Linux it is the judge's memory file, sealed: nobody can write to it or change its size any more.
It is mapped before the child is confined, privately: pages nobody wrote to are the judge's own,
shared by all children, and what a child writes to becomes its private copy of that page. These
copies are thrown away before the next question is read, so that every question finds its arrays
fresh and writable, as arguments are, at no cost where nothing was written. No descriptor of it
stays open. Elsewhere the same bytes come in frames, and each question gets copies.
"""

import mmap
import os
import sys
from typing import Any, Final

import numpy as np

from grader.worker.wire import DTYPES, Shared, WireError

_SEAL, _SHRINK, _GROW, _WRITE = 1, 2, 4, 8
SEALS: Final = _SEAL | _SHRINK | _GROW | _WRITE
"""What is forbidden for good of memory that is shared; the first forbids to take it back."""

_ADD_SEALS, _GET_SEALS = 1033, 1034


class Memory:
    """Bytes that question after question may refer to."""

    def __init__(self, content: "mmap.mmap | bytes" = b"") -> None:
        self._content = content
        self._lent = False

    def take(self, content: bytes) -> None:
        """Take in a piece that came in a frame, behind what came before."""
        self._content = bytes(self._content) + content

    def lend(self, shared: Shared) -> Any:
        """Return a writable array, or a read-only view of bytes.

        Raises:
            WireError: There is no such place.
        """
        if shared.dtype not in DTYPES and shared.dtype:
            raise WireError("shared memory of a dtype that may not cross")
        end = shared.offset + shared.size
        if shared.offset < 0 or min(shared.shape, default=0) < 0 or end > len(self._content):
            raise WireError("a place outside the shared memory")
        view = memoryview(self._content)[shared.offset : end]
        if not shared.dtype:
            return view.toreadonly()
        self._lent = True
        array = np.frombuffer(view, shared.dtype).reshape(shared.shape)
        return array if self._is_mapped and shared.size else array.copy()

    def renew(self) -> None:
        """Forget what was written to arrays that were lent."""
        if self._lent and isinstance(self._content, mmap.mmap) and sys.platform == "linux":
            self._content.madvise(mmap.MADV_DONTNEED)
        self._lent = False

    @property
    def _is_mapped(self) -> bool:
        return isinstance(self._content, mmap.mmap)


def mapped(descriptor: int, size: int) -> Memory:
    """Map a sealed memory file privately.

    Raises:
        OSError: It is not sealed, or not of this size.
    """
    if seals_of(descriptor) & SEALS != SEALS or os.fstat(descriptor).st_size != size:
        raise OSError(0, "the shared memory is not sealed")
    protection = mmap.PROT_READ | mmap.PROT_WRITE
    return Memory(mmap.mmap(descriptor, size, flags=mmap.MAP_PRIVATE, prot=protection))


def seal(descriptor: int) -> None:
    """Forbid for good to write to a memory file, or to change its size.

    Raises:
        OSError: Somebody still holds it mapped for writing.
    """
    import fcntl

    fcntl.fcntl(descriptor, _ADD_SEALS, SEALS)


def seals_of(descriptor: int) -> int:
    """Return what is forbidden of a memory file."""
    import fcntl

    return fcntl.fcntl(descriptor, _GET_SEALS)
