"""Lets Python's and numpy's ways of opening a file by name see the overlay first; runs confined.

What the overlay (``overlay.py``) does not hold goes to the real function, which says what the
system says.
"""

import builtins
import bz2
import contextlib
import io
import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np
from numpy.lib import _datasource  # where loadtxt and genfromtxt open files

from grader.worker.loading.mapped import memmap_over
from grader.worker.loading.overlay import Overlay, plain


class Listed:
    """An entry of a known folder, as ``os.scandir`` gives it."""

    def __init__(self, folder: str, name: str, *, is_folder: bool) -> None:
        self.name = name
        self.path = os.path.join(folder, name)  # noqa: PTH118 - what is joined is no real path
        self._is_folder = is_folder

    def is_dir(self, **_: Any) -> bool:
        """Say whether it is a folder."""
        return self._is_folder

    def is_file(self, **_: Any) -> bool:
        """Say whether it is a file."""
        return not self._is_folder

    def is_symlink(self) -> bool:
        """Say that it is no link."""
        return False


class Entries:
    """The entries of a known folder one by one, as ``os.scandir`` gives them."""

    def __init__(self, entries: Iterator[Listed]) -> None:
        self._entries = entries

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Listed:
        return next(self._entries)

    def close(self) -> None:
        """Close nothing."""


class Installed:
    """The functions that were replaced, to be put back."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def replace(self, owner: Any, name: str, value: Any) -> None:
        """Replace an attribute; what stood there comes back with ``undo``."""
        before = getattr(owner, name)
        setattr(owner, name, value)
        self._undo.append(lambda: setattr(owner, name, before))

    def replace_item(self, owner: Any, key: Any, value: Any) -> None:
        """Replace an item of a mapping, likewise."""
        before = owner[key]
        owner[key] = value
        self._undo.append(lambda: owner.update({key: before}))

    def undo(self) -> None:
        """Put everything back, last first."""
        while self._undo:
            self._undo.pop()()


def install(overlay: Overlay) -> Installed:
    """Let every way of opening a file by name see the overlay first."""
    installed = Installed()
    opened = _opener(overlay, io.open)
    installed.replace(builtins, "open", opened)
    installed.replace(io, "open", opened)
    installed.replace(bz2, "_builtin_open", opened)
    installed.replace(tarfile, "bltn_open", opened)
    openers = getattr(vars(_datasource).get("_file_openers"), "_file_openers", None)
    if isinstance(openers, dict):
        installed.replace_item(openers, None, opened)
    installed.replace(np, "fromfile", _from_file(overlay, np.fromfile))
    installed.replace(np, "memmap", memmap_over(overlay))
    _System(overlay).install(installed)
    return installed


def _opener(overlay: Overlay, real: Callable[..., Any]) -> Callable[..., Any]:
    def open(  # noqa: A001, PLR0917 - it stands for that very function
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002 - as the function it stands for
        opener: Any = None,
    ) -> Any:
        found = None
        if not isinstance(file, int) and isinstance(mode, str) and opener is None:
            found = overlay.open(file, mode)
        if found is None:
            return real(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if "b" in mode:
            return found
        return io.TextIOWrapper(
            found,
            encoding=encoding or "utf-8",
            errors=errors,
            newline=newline,
            write_through=True,
        )

    return open


def _from_file(overlay: Overlay, real: Callable[..., Any]) -> Callable[..., Any]:
    def fromfile(
        file: Any, dtype: Any = float, count: int = -1, sep: str = "", offset: int = 0, **more: Any
    ) -> Any:
        if isinstance(file, io.BytesIO):
            data = file.read()
        else:
            found = overlay.find(file)
            if found is None:
                return real(file, dtype, count, sep, offset, **more)
            data = found
        if sep:
            return np.fromstring(bytes(data[offset:]).decode(), dtype, count, sep=sep)
        kind = np.dtype(dtype)
        whole = (len(data) - offset) // kind.itemsize
        return np.frombuffer(data, kind, whole if count < 0 else min(count, whole), offset).copy()

    return fromfile


class _System:
    """The questions about files, and the making of folders, answered by the overlay first."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._isfile = os.path.isfile
        self._isdir = os.path.isdir
        self._exists = os.path.exists
        self._getsize = os.path.getsize
        self._stat = os.stat
        self._listdir = os.listdir
        self._scandir = os.scandir
        self._remove = os.remove

    def isfile(self, path: Any) -> bool:
        return self._overlay.find(path) is not None or self._isfile(path)

    def isdir(self, path: Any) -> bool:
        return self._overlay.folder(path) is not None or self._isdir(path)

    def exists(self, path: Any) -> bool:
        return self.isfile(path) or self.isdir(path) or self._exists(path)

    def getsize(self, path: Any) -> int:
        data = self._overlay.find(path)
        return self._getsize(path) if data is None else len(data)

    def stat(self, path: Any, *args: Any, **options: Any) -> Any:
        data = None if isinstance(path, int) else self._overlay.find(path)
        if data is None:
            return self._stat(path, *args, **options)
        return os.stat_result((stat.S_IFREG | 0o644, 0, 0, 1, 0, 0, len(data), 0, 0, 0))

    def listdir(self, path: Any = ".") -> list[str]:
        found = None if isinstance(path, int) else self._overlay.folder(path)
        if found is None:
            return self._listdir(path)
        if self._overlay.is_written_for_real(path) or plain(path) == "":
            with contextlib.suppress(OSError):
                return sorted({*found, *self._listdir(path)})
        return found

    def scandir(self, path: Any = ".") -> Any:
        found = None if isinstance(path, int) else self._overlay.folder(path)
        if found is None:
            return self._scandir(path)
        folder = os.fspath(path)
        entries = (
            Listed(folder, name, is_folder=self._overlay.folder(f"{folder}/{name}") is not None)
            for name in found
        )
        return Entries(entries)

    def make(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def make(path: Any, *more: Any, **options: Any) -> Any:
            if self._overlay.is_written_for_real(path):
                return real(path, *more, **options)
            return self._overlay.make(path)

        make.__name__ = name
        return make

    def remove(self, path: Any, **options: Any) -> None:
        if not self._overlay.forget(plain(path) or ""):
            self._remove(path, **options)

    def moving(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def move(source: Any, target: Any, **options: Any) -> Any:
            return None if self._overlay.move(source, target) else real(source, target, **options)

        return move

    def changing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Leave modes and times of files in memory as they are: there are none."""

        def change(path: Any, *more: Any, **options: Any) -> Any:
            known = not isinstance(path, int) and self._overlay.find(path) is not None
            return None if known else real(path, *more, **options)

        return change

    def install(self, installed: Installed) -> None:
        for name in ("rename", "replace"):
            installed.replace(os, name, self.moving(getattr(os, name)))
        for name in ("chmod", "utime"):
            installed.replace(os, name, self.changing(getattr(os, name)))
        for name in ("isfile", "isdir", "exists", "getsize"):
            installed.replace(os.path, name, getattr(self, name))
        for name in ("stat", "listdir", "scandir", "remove"):
            installed.replace(os, name, getattr(self, name))
        installed.replace(os, "lstat", self.stat)
        for name in ("mkdir", "makedirs", "chdir"):
            installed.replace(os, name, self.make(name, getattr(os, name)))
