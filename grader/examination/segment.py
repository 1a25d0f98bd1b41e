"""Large arrays and data files of an assignment, written once and read by every child. In the judge.

A segment is filled while an assignment is prepared and sealed when the first child is asked for.
A later grading may let it grow (:meth:`Segment.growing`): what is there keeps its place, and the
next child is given all of it in a new memory file, in place of the one before.
What :meth:`Segment.add` returns stands in a question's arguments, or in the first message, for the
array itself. Answers, and labels that are scored, are never put here: a child reads all of it.
"""

import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

import numpy as np

from grader.errors import GraderError
from grader.worker import memory, wire
from grader.worker.wire import Shared

MOST_BYTES: Final = 2 * 1024 * 1024 * 1024
ALIGNMENT: Final = 64
"""Arrays begin where a cache line does, as numpy's own do."""

_FRAME: Final = 64 * 1024 * 1024


class Segment:
    """Memory that is written by the judge, then sealed, then mapped by children."""

    def __init__(self) -> None:
        self._pieces: list[memoryview] = []
        self._size = 0
        self._content: mmap.mmap | bytes = b""
        self._descriptor: int | None = None
        self._sealed = False
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._size

    def lent(self) -> tuple[int, int]:
        """Return a new descriptor of the sealed memory file, which the caller closes, and its size.

        Where there is nothing to map, since frames carry the bytes or there are none, -1 and 0.
        """
        with self._lock:
            self.seal()
            if self._descriptor is None or not self._content:
                return -1, 0
            return os.dup(self._descriptor), len(self._content)

    @contextmanager
    def growing(self) -> Iterator[None]:
        """Let more be added although there have been children; those that are there see none of it.

        No child is born meanwhile: it would be without what is being added.
        """
        with self._lock:
            sealed, self._sealed = self._sealed, False
            try:
                yield
            finally:
                self._sealed = sealed

    def add(self, content: "np.ndarray[Any, Any] | bytes") -> Shared:
        """Put an array or a file's bytes into the segment; return what stands for it.

        An array is read when the segment is sealed; it must not change until then.

        Raises:
            GraderError: The segment is sealed or full, or the array is of no plain dtype.
        """
        with self._lock:
            shared = _described(content, at=-(-self._size // ALIGNMENT) * ALIGNMENT)
            if self._sealed:
                raise GraderError(
                    "data can only be shared before the first child",
                    hint="write the check's questions when the assignment is prepared",
                )
            if shared.offset + shared.size > MOST_BYTES:
                raise GraderError(
                    f"the assignment's data has more than {MOST_BYTES >> 30} GiB",
                    hint="provide fewer examples, or pixels as uint8 instead of float64",
                )
            self._pieces.append(memoryview(bytes(shared.offset - self._size)))
            self._pieces.append(_bytes_of(content))
            self._size = shared.offset + shared.size
        return shared

    def seal(self) -> None:
        """Write what was added, for good; safe to call again."""
        with self._lock:
            if self._pieces:
                self._write_down()
                self._pieces.clear()
            self._sealed = True

    def read(self, shared: Shared) -> Any:
        """Return what stands at a place, for the judge's own use: an array that is read-only."""
        self.seal()
        view = memoryview(self._content)[shared.offset : shared.offset + shared.size]
        return np.frombuffer(view, shared.dtype).reshape(shared.shape) if shared.dtype else view

    def frames(self) -> Iterator[bytes]:
        """Yield the frames that carry it to a child that no descriptor can be passed to."""
        self.seal()
        content = self._content
        for start in range(0, len(content), _FRAME):
            piece = bytes(content[start : min(start + _FRAME, len(content))])
            yield wire.encode({"kind": "memory", "content": piece})

    def close(self) -> None:
        """Give the memory file back; children keep what they have mapped."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _write_down(self) -> None:
        """Put what was added behind what is there, in a file that takes the place of the last."""
        pieces = [memoryview(self._content), *self._pieces]
        try:
            descriptor = _file(self._size)
        except (OSError, AttributeError):  # no memory files here, or no such file allowed
            self._content = b"".join(pieces)
            self.close()
            return
        for piece in pieces:
            _write(descriptor, piece)
        memory.seal(descriptor)
        self.close()
        self._descriptor = descriptor
        if self._size:
            self._content = mmap.mmap(descriptor, self._size, prot=mmap.PROT_READ)


def _described(content: "np.ndarray[Any, Any] | bytes", *, at: int) -> Shared:
    if isinstance(content, bytes):
        return Shared(offset=at, dtype="", shape=(len(content),))
    if content.dtype.str not in wire.DTYPES or content.ndim > wire.MAX_DIMENSIONS:
        raise GraderError(
            f"an array of dtype {content.dtype} and shape {content.shape} cannot be shared",
            hint="share plain numbers, such as float32 or uint8",
        )
    return Shared(offset=at, dtype=content.dtype.str, shape=content.shape)


def _bytes_of(content: "np.ndarray[Any, Any] | bytes") -> memoryview:
    if isinstance(content, bytes):
        return memoryview(content)
    flat: Any = np.ascontiguousarray(content).reshape(-1).view(np.uint8)
    return memoryview(flat)


def _file(size: int) -> int:
    descriptor = os.memfd_create("grader-data", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(descriptor, size)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _write(descriptor: int, piece: memoryview) -> None:
    while piece:
        piece = piece[os.write(descriptor, piece) :]
