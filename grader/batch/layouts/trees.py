"""A folder or a zip file seen alike: what lies in it, and its bytes. Runs in the judge.

No link is followed, nothing is unpacked to disk, and bytes are counted as they come: what an
archive promises about its sizes is not believed.
"""

import os
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.errors import UsageError
from grader.handing_in.opening import entries, kind_of, read_beneath
from grader.worker.loading import names
from grader.worker.loading.unpacking import BROKEN, DRIVE

MAX_LISTED = 200_000
CHUNK = 64 * 1024
ENCRYPTED = 1
LONGEST = 400


@dataclass(frozen=True, slots=True, order=True)
class Child:
    """What lies in a folder: its name, and whether it is a folder itself."""

    name: str
    is_folder: bool


class Tree(Protocol):
    """Where submissions lie. Paths are relative to its top, with ``/``; the top is empty."""

    @property
    def path(self) -> Path: ...

    @property
    def notes(self) -> Sequence[str]:
        """What was passed over and why."""
        ...

    def children(self, folder: str) -> Sequence[Child]:
        """Return what lies in a folder, sorted, without links and nobody's work."""
        ...

    def read(self, path: str, limit: int) -> bytes | None:
        """Return a file's bytes, or nothing where it has more than the limit.

        Raises:
            OSError: It cannot be read.
        """
        ...


def beneath(tree: Tree, folder: str) -> Iterator[str]:
    """Yield the paths of all files beneath a folder."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        for child in tree.children(current):
            path = joined(current, child.name)
            if not child.is_folder:
                yield path
            elif path.count("/") < names.MAX_DEPTH:
                waiting.append(path)


def joined(folder: str, name: str) -> str:
    """Return the path of something in a folder."""
    return f"{folder}/{name}" if folder else name


def share(tree: Tree, top: str, *, named: Callable[[str], bool]) -> float:
    """Return how much of what can be a submission has names of a kind, from 0 to 1."""
    children = tree.children(top)
    ours = sum(named(child.name) for child in children)
    others = sum(is_submission(child) and not named(child.name) for child in children)
    return ours / max(ours + others, 1)


def is_submission(child: Child) -> bool:
    """Say whether a folder's entry is of a kind that can be graded."""
    return child.is_folder or names.is_source(child.name) or names.is_archive(child.name)


def text_of(name: str) -> str:
    """Return a file's name as text that can be written anywhere, accents stored in one way."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


class FolderTree:
    """A folder on disk, which may be reached through a link itself but holds none.

    Files and folders of ours in it, such as the store, are not seen.
    """

    def __init__(self, path: Path, *, without: Collection[Path] = ()) -> None:
        self.path = path
        self._without = {each.absolute() for each in without}
        self._top = Path(os.path.realpath(path))
        self.notes: list[str] = []

    def children(self, folder: str) -> Sequence[Child]:
        """List a folder; what is neither file nor folder is noted."""
        try:
            held = entries(self._top, folder)
        except OSError as problem:
            message = f"{self.path / folder}: it cannot be listed ({problem.strerror or problem})"
            raise UsageError(message, hint="check that it is a folder, and its rights") from problem
        found: list[Child] = []
        for name, mode, _ in held:
            if names.is_noise(name) or self._is_ours(folder, name):
                continue
            if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
                found.append(Child(name, stat.S_ISDIR(mode)))
            else:
                self.notes.append(
                    f"{text_of(joined(folder, name))}: it is a {kind_of(mode)}; left out"
                )
        return found

    def _is_ours(self, folder: str, name: str) -> bool:
        return bool(self._without) and (self.path / folder / name).absolute() in self._without

    def read(self, path: str, limit: int) -> bytes | None:
        """Read a file without following a link."""
        return read_beneath(self._top, path, limit)


class ZipTree:
    """A zip file, read in place; its listing is read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[str] = []
        try:
            self._opened = zipfile.ZipFile(path)
        except BROKEN as problem:
            message = f"{path}: it cannot be read as a zip file ({_reason(problem)})"
            raise UsageError(message, hint="download it anew, or unpack it") from problem
        self._files: dict[str, zipfile.ZipInfo] = {}
        self._folders: dict[str, set[Child]] = {"": set()}
        self._list()

    def _list(self) -> None:
        infos = self._opened.infolist()
        if len(infos) > MAX_LISTED:
            message = f"{self.path}: it holds more than {MAX_LISTED} entries"
            raise UsageError(message, hint="pack the submissions alone, without data sets")
        seen: set[str] = set()
        for info in infos:
            path = info.filename.replace("\\", "/").removeprefix("./").rstrip("/")
            if not path or any(names.is_noise(part) for part in path.split("/") if part != ".."):
                continue
            problem = _refusal(path, info, seen)
            if problem:
                self.notes.append(f"{text_of(path[:120])}: {problem}; left out")
            else:
                seen.add(path.casefold())
                self._enter(path, info)

    def _enter(self, path: str, info: zipfile.ZipInfo) -> None:
        """Note an entry, and the folders it lies in."""
        if info.is_dir():
            self._folders.setdefault(path, set())
        else:
            self._files[path] = info
        is_folder = info.is_dir()
        while path:
            folder, _, name = path.rpartition("/")
            self._folders.setdefault(folder, set()).add(Child(name, is_folder))
            path, is_folder = folder, True

    def children(self, folder: str) -> Sequence[Child]:
        """List a folder of the zip file."""
        return sorted(self._folders.get(folder, ()))

    def read(self, path: str, limit: int) -> bytes | None:
        """Unpack one file into memory, and no more of it than the limit."""
        try:
            with self._opened.open(self._files[path]) as opened:
                pieces: list[bytes] = []
                size = 0
                while size <= limit and (piece := opened.read(CHUNK)):
                    pieces.append(piece)
                    size += len(piece)
        except BROKEN as problem:
            raise OSError(None, _reason(problem)) from problem
        return b"".join(pieces) if size <= limit else None


def _refusal(path: str, info: zipfile.ZipInfo, seen: set[str]) -> str:
    """Return why an entry may not come in, or nothing."""
    parts = path.split("/")
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.flag_bits & ENCRYPTED:
        return "it is locked by a password"
    if path.startswith("/") or path[1:DRIVE] == ":" or ".." in parts or "" in parts:
        return "its name leads out of the archive"
    if len(path) > LONGEST or len(parts) > names.MAX_DEPTH:
        return "its name is too long"
    if path.casefold() in seen and not info.is_dir():
        return "a second entry of the same name"
    return ""


def _reason(problem: BaseException) -> str:
    lines = str(problem).splitlines() or [type(problem).__name__]
    return lines[0][:120]


def tree_of(path: Path, *, without: Collection[Path] = ()) -> Tree:
    """Return what was named as a tree, without files and folders of ours in it.

    Raises:
        UsageError: It is missing, or neither a folder nor a zip file.
    """
    if path.is_dir():
        return FolderTree(path, without=without)
    if path.is_file() and path.name.lower().endswith(".zip"):
        return ZipTree(path)
    if not os.path.lexists(path):
        raise UsageError(f"{path}: there is no such folder", hint="check the path")
    raise UsageError(
        f"{path}: it is neither a folder nor a .zip file",
        hint="name the folder that holds the submissions, or the zip file of the platform",
    )
