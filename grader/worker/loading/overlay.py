"""The files a submission sees, in memory, under whatever path they are asked for; runs confined.

There is no file system behind the wall. Reading looks among the assignment's files, the
submission's own and those written since: by exact relative path, else by base name, so that Colab
and absolute paths work. Writing stays in memory, unless the working folder is one to write in: then
relative paths are real ones.
"""

import errno
import io
import os
import sys
from collections.abc import Iterable
from typing import Any

MAX_WRITTEN = 64 * 1024 * 1024
WRITING = frozenset("wax+")
INSTALLED = tuple({f"{place}/" for place in (sys.prefix, sys.base_prefix) if len(place) > 1})
"""Where libraries keep files of their own, which no submission's file stands for."""


def plain(path: Any) -> str | None:
    """Return a path with ``/`` and without ``./``, or nothing where it is no path."""
    try:
        text = os.fspath(path)
    except TypeError:
        return None
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    parts = [part for part in text.replace("\\", "/").split("/") if part not in ("", ".")]
    lead = "/" if text[:1] in ("/", "\\") else ""
    return lead + "/".join(parts)


class Overlay:
    """The files a submission sees."""

    def __init__(
        self,
        provided: Iterable[tuple[str, bytes]],
        own: Iterable[tuple[str, bytes]],
        *,
        scratch: bool = False,
    ) -> None:
        self._scratch = scratch
        self._files: dict[str, bytes] = {}
        self._bases: dict[str, str] = {}
        self._written: dict[str, bytes] = {}
        self._made: set[str] = set()
        for name, data in (*provided, *own):
            path = plain(name) or name
            self._files.setdefault(path, data)
            self._bases.setdefault(path.rpartition("/")[2].casefold(), path)

    def find(self, path: Any) -> bytes | None:
        """Return the bytes a path means, or nothing."""
        wanted = plain(path)
        if not wanted or wanted.startswith(INSTALLED) or self._is_real(wanted):
            return None
        if self._has(wanted):
            return self._bytes(wanted)
        base = self._bases.get(wanted.rpartition("/")[2].casefold())
        return None if base is None else self._bytes(base)

    def is_written_for_real(self, path: Any) -> bool:
        """Say whether what is made at a path is made in the working folder, not in memory."""
        wanted = plain(path)
        return self._scratch and bool(wanted) and not str(wanted).startswith("/")

    def _is_real(self, path: str) -> bool:
        """Say whether there is a real file at a relative path, which then hides all others."""
        return self.is_written_for_real(path) and os.access(path, os.F_OK)

    def _has(self, path: str) -> bool:
        return path in self._written or path in self._files

    def _bytes(self, path: str) -> bytes:
        return self._written[path] if path in self._written else self._files[path]

    def keep(self, path: str, data: bytes) -> None:
        """Keep what was written.

        Raises:
            OSError: All files written together are over the limit.
        """
        held = sum(len(d) for p, d in self._written.items() if p != path)
        if held + len(data) > MAX_WRITTEN:
            raise OSError(errno.ENOSPC, "No space left: at most 64 MiB may be written", path)
        self._written[path] = data
        self._bases.setdefault(path.rpartition("/")[2].casefold(), path)

    def forget(self, path: str) -> bool:
        """Drop a written file; say whether there was one."""
        found = self._written.pop(path, None) is not None
        if found and path not in self._files:
            self._bases = {base: p for base, p in self._bases.items() if p != path}
        return found

    def move(self, old: Any, new: Any) -> bool:
        """Give what was written another path; say whether there was such a file."""
        source, target = plain(old) or "", plain(new) or ""
        if source not in self._written or not target:
            return False
        data = self._written[source]
        self.forget(source)
        self.keep(target, data)
        return True

    def written(self) -> dict[str, bytes]:
        """Return what was written, by path."""
        return dict(self._written)

    def folder(self, path: Any) -> list[str] | None:
        """Return the names in a folder that is known, or nothing."""
        wanted = plain(path)
        if wanted is None:
            return None
        names = (*self._files, *self._written)
        if wanted in ("", "/"):
            return sorted({name.partition("/")[0] for name in names if name[:1] != "/"})
        tail = wanted.rpartition("/")[2]
        for place in (wanted.strip("/"), tail):
            inside = {
                found.partition("/")[0]
                for name in names
                if (found := _below(name, place)) is not None
            }
            if inside:
                return sorted(inside)
        return [] if wanted in self._made else None

    def make(self, path: Any) -> None:
        """Remember a folder that was made."""
        made = plain(path)
        if made:
            self._made.add(made)

    def open(self, path: Any, mode: str) -> io.BytesIO | None:
        """Return a binary file for reading or writing, or nothing where the system is to answer.

        Raises:
            OSError: A file is made exclusively and is there already.
        """
        data = self.find(path)
        name = plain(path) or ""
        if not WRITING.intersection(mode):
            return None if data is None else Reading(data, name)
        if "x" in mode and name in self._written:
            raise FileExistsError(errno.EEXIST, "File exists", name)
        if ("r" in mode or self.is_written_for_real(name)) and data is None:
            return None
        if self.is_written_for_real(name) and ("w" in mode or "x" in mode):
            return None
        return Writing(self, name, b"" if "w" in mode or data is None else data, mode)


def _below(name: str, folder: str) -> str | None:
    """Return what stands behind a folder's name in a path."""
    name = "/" + name.lstrip("/")
    _, found, rest = name.partition(f"/{folder}/")
    return rest if found and rest else None


class Kept(io.BytesIO):
    """A file in memory."""

    def fileno(self) -> int:
        """Say that there is none to be had.

        Raises:
            OSError: Always.
        """
        raise io.UnsupportedOperation("fileno: this file is kept in memory and has no descriptor")


class Reading(Kept):
    """A file for reading."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name

    def writable(self) -> bool:
        """Say that one may not write."""
        return False

    def write(self, _: Any) -> int:
        """Refuse as a real file that was opened for reading does.

        Raises:
            OSError: Always.
        """
        raise io.UnsupportedOperation("not writable")


class Writing(Kept):
    """A file for writing, kept in the overlay whenever it is flushed or closed."""

    def __init__(self, overlay: Overlay, name: str, data: bytes, mode: str) -> None:
        super().__init__(data)
        self.name = name
        self._appends = "a" in mode
        self._overlay = overlay
        if self._appends:
            self.seek(0, io.SEEK_END)
        overlay.keep(name, data)

    def write(self, data: Any) -> int:
        """Write, as long as there is room.

        Raises:
            OSError: There is none.
        """
        if self._appends:
            self.seek(0, io.SEEK_END)
        if self.tell() + memoryview(data).nbytes > MAX_WRITTEN:
            raise OSError(errno.ENOSPC, "No space left: at most 64 MiB may be written", self.name)
        return super().write(data)

    def flush(self) -> None:
        """Keep what was written so far."""
        super().flush()
        self._overlay.keep(self.name, self.getvalue())

    def close(self) -> None:
        """Keep what was written."""
        if not self.closed:
            self._overlay.keep(self.name, self.getvalue())
        super().close()
