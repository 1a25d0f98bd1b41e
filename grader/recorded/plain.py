"""Plain values as JSON with arrays beside it, types kept; and digests of them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.recorded.recipes import Recipe

INDEX = "index.json"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
Array = NDArray[Any]


def digest(value: Any) -> str:
    """Return a digest of plain data: equal for equal types, shapes and bits, and else not."""
    running = hashlib.sha256()
    _feed(value, running.update)
    return running.hexdigest()[:20]


def _feed(value: Any, feed: Callable[[bytes], None]) -> None:
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.ascontiguousarray(value)
        feed(f"a{array.dtype.str}{np.shape(value)}".encode())
        feed(array.tobytes())
    elif isinstance(value, Mapping):
        feed(f"m{len(value)}".encode())
        for name, item in value.items():
            feed(f"k{name}/".encode())
            _feed(item, feed)
    elif isinstance(value, (list, tuple)):
        feed(f"{type(value).__name__[0]}{len(value)}".encode())
        for item in value:
            _feed(item, feed)
    else:
        feed(f"{type(value).__name__}{value!r}/".encode())


class Writer:
    """Turns values into JSON; each array is kept once."""

    def __init__(self) -> None:
        self._arrays: dict[str, Array] = {}

    def plain(self, value: Any) -> Any:
        """Return a value as JSON that says its type."""
        if isinstance(value, (np.ndarray, np.generic)):
            return {"a" if isinstance(value, np.ndarray) else "g": self._kept(np.asarray(value))}
        if isinstance(value, Mapping):
            return {"m": [[str(name), self.plain(item)] for name, item in value.items()]}
        if isinstance(value, (list, tuple)):
            return {type(value).__name__[0]: [self.plain(item) for item in value]}
        if isinstance(value, Recipe):
            numbers = [value.times.hex(), value.over.hex()]
            return {"r": [value.number, value.transposed, list(value.shape), *numbers]}
        if isinstance(value, float):
            return {"f": value.hex()}
        if value is None or isinstance(value, (bool, int, str)):
            return value
        raise TypeError(f"{type(value).__name__} is no plain value")

    def _kept(self, array: Array) -> str:
        name = digest(array)
        self._arrays.setdefault(name, array)
        return name

    def file(self, index: Any) -> bytes:
        """Return one file with the index and all arrays; the same values give the same bytes."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, INDEX, json.dumps(index, ensure_ascii=False).encode())
            for name, array in sorted(self._arrays.items()):
                written = io.BytesIO()
                np.lib.format.write_array(written, array, allow_pickle=False)
                _add(archive, f"{name}.npy", written.getvalue())
        return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


class Reader:
    """Reads such a file again."""

    def __init__(self, content: bytes) -> None:
        self._arrays: dict[str, Array] = {}
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.index: Any = json.loads(archive.read(INDEX))
            for name in archive.namelist():
                if name.endswith(".npy"):
                    data = io.BytesIO(archive.read(name))
                    array = np.lib.format.read_array(data, allow_pickle=False)
                    self._arrays[name.removesuffix(".npy")] = array

    def value(self, plain: Any) -> Any:
        """Return the value that was written; arrays are the reader's own copies."""
        if not isinstance(plain, dict):
            return plain
        ((kind, content),) = plain.items()
        if kind == "a":
            return self._arrays[content].copy()
        if kind == "g":
            return self._arrays[content][()]
        if kind == "r":
            return _recipe(*content)
        if kind == "f":
            return float.fromhex(content)
        if kind == "m":
            return {name: self.value(item) for name, item in content}
        items = [self.value(item) for item in content]
        return tuple(items) if kind == "t" else items


def _recipe(number: int, transposed: bool, shape: list[int], times: str, over: str) -> Recipe:  # noqa: FBT001
    scales = float.fromhex(times), float.fromhex(over)
    return Recipe(number, transposed, tuple(shape), *scales)
