"""``np.memmap`` of files that are kept in memory, as ``np.load(…, mmap_mode="r")`` makes it, too.

Such a file has no descriptor that could be mapped: its bytes are the array. What is changed in one
that may be written is kept when it is flushed or let go. Runs confined.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.worker.loading.overlay import Overlay, plain

MODES = {"readonly": "r", "copyonwrite": "c", "readwrite": "r+", "write": "w+"}
Maps = type[np.memmap[Any, Any]]


def memmap_over(overlay: Overlay) -> Maps:
    """Return a class that stands for ``np.memmap`` and sees the overlay's files first."""
    real: Maps = np.memmap

    class memmap(real):  # type: ignore[misc, valid-type] # noqa: N801 - its name is that class's
        keep: Callable[[], None] | None = None

        def __new__(
            cls,
            filename: Any,
            dtype: Any = np.uint8,
            mode: str = "r+",
            offset: int = 0,
            shape: int | Sequence[int] | None = None,
            order: Any = "C",
        ) -> Any:
            path, how = plain(filename), MODES.get(mode, mode)
            made = how == "w+" and bool(path) and not overlay.is_written_for_real(path)
            data = None if made or path is None else overlay.find(path)
            if path is None or (data is None and not made):
                return super().__new__(cls, filename, dtype, mode, offset, shape, order)
            kind = np.dtype(dtype)
            if shape is None and data is not None:
                shape = ((len(data) - offset) // kind.itemsize,)
            sizes = () if shape is None else tuple(np.atleast_1d(shape).tolist())
            size = offset + kind.itemsize * math.prod(sizes)
            held = bytearray(size if data is None else data)
            array = np.ndarray.__new__(cls, sizes, kind, held, offset, None, order)
            array.flags.writeable = how != "r"
            if how in {"r+", "w+"}:
                array.keep = lambda: overlay.keep(path, bytes(held))
                array.flush()
            return array

        def flush(self) -> None:
            """Keep what was written."""
            if self.keep is not None:
                self.keep()
            else:
                super().flush()

        def __del__(self) -> None:
            if self.keep is not None:
                self.keep()

    return memmap
