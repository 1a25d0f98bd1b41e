"""What was handed in, as bytes: read once, no link followed, under limits. Runs in the judge.

Nothing is parsed or unpacked here. What is left out is said in a note; what leaves nothing to grade
is an error. How files are opened without following a link: ``opening.py``.
"""

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from grader.errors import SubmissionError
from grader.handing_in.opening import NO_FOLLOW, READ, entries, kind_of, read_beneath, read_bytes
from grader.worker.loading import names

MAX_LISTED = 20_000


@dataclass(frozen=True, slots=True)
class Submission:
    """The bytes of a submission, as they are graded.

    Attributes:
        id: The name of what was given.
        files: Relative paths with ``/``, sorted, and their bytes.
        archive: Whether the only file is an archive, to be unpacked on the other side.
        digest: SHA-256 over the names and bytes.
        notes: What was left out and why, in sentences for the student.
    """

    id: str
    files: tuple[tuple[str, bytes], ...]
    archive: bool
    digest: str
    notes: tuple[str, ...] = ()


def read_file(path: Path) -> Submission:
    """Read a submission that is one file: source, a notebook, or an archive.

    Raises:
        SubmissionError: It is missing, no regular file, too large, or cannot be read.
    """
    _refuse_link(path)
    try:
        descriptor = os.open(path, READ | NO_FOLLOW)
    except OSError as problem:
        _unreadable(path, problem)
    with os.fdopen(descriptor, "rb", buffering=0) as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SubmissionError(
                f"{path}: it is a {kind_of(status.st_mode)}, not a file",
                hint="hand in a .py or .ipynb file, a folder, or a .zip or .tar archive",
            )
        data = read_bytes(opened.fileno(), names.size_limit(path.name), status.st_size)
    if data is None:
        raise _too_large(path, names.size_limit(path.name))
    if not data and names.is_archive(path.name):
        raise SubmissionError(f"{path}: the archive is empty", hint="pack it and hand it in again")
    name = _text(path.name)
    return _submission(path, [(name, data)], archive=names.is_archive(name), notes=())


def read_folder(path: Path) -> Submission:
    """Read a submission that is a folder; one that holds nothing but an archive is that archive.

    Raises:
        SubmissionError: It is missing, cannot be listed, or holds nothing that can be graded.
    """
    _refuse_link(path)
    found = _Found(path)
    _list_into(found)
    files = found.chosen()
    sources = [name for name, _ in files if names.is_source(name)]
    archives = [name for name, _ in files if names.is_archive(name)]
    if sources:
        return _submission(path, files, archive=False, notes=found.notes)
    if len(archives) == 1 and not found.sources_left_out:
        kept = [pair for pair in files if pair[0] == archives[0]]
        return _submission(path, kept, archive=True, notes=found.notes)
    raise _nothing_to_grade(path, found, len(archives))


def unrecognised(path: Path) -> SubmissionError:
    """Return the error for a path that no loader takes: missing, or of another kind."""
    if path.is_symlink() and not path.exists():
        return SubmissionError(
            f"{path}: it is a link to something that is not there",
            hint="name the file or folder that was handed in itself",
        )
    if not os.path.lexists(path):
        return SubmissionError(
            f"{path}: there is no such file or folder",
            hint="check the path; is the name spelt right, and the right folder current?",
        )
    if path.name.lower().endswith(names.FOREIGN_ARCHIVES):
        return SubmissionError(
            f"{path}: .rar and .7z archives cannot be unpacked", hint="pack it as .zip instead"
        )
    return SubmissionError(
        f"{path}: this kind of file cannot be graded",
        hint=f"hand in a folder, or one of {', '.join((*names.SOURCES, *names.ARCHIVES))}",
    )


def unreadable(path: Path, problem: OSError) -> SubmissionError:
    """Return the error for a path that the system does not let us read."""
    return SubmissionError(
        f"{path}: it cannot be read ({problem.strerror or problem})",
        hint="check its permissions, and that it is what was meant to be graded",
    )


def digest_of(files: Sequence[tuple[str, bytes]]) -> str:
    """Return the SHA-256 of names and bytes, each with its length before it."""
    digest = hashlib.sha256()
    for name, data in files:
        head = name.encode("utf-8", "surrogatepass")
        digest.update(len(head).to_bytes(8, "little") + head)
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def _submission(
    path: Path, files: Sequence[tuple[str, bytes]], *, archive: bool, notes: Sequence[str]
) -> Submission:
    ordered = tuple(sorted(files))
    name = _text(path.name or path.resolve().name) or "submission"
    return Submission(name, ordered, archive, digest_of(ordered), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A regular file that was seen: its path, and its size then."""

    path: str
    size: int

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """Sources first, then archives, then the rest, each by path."""
        return (not names.is_source(self.path), not names.is_archive(self.path), self.path)


@dataclass(slots=True)
class _Found:
    """What a folder holds, and what is taken of it."""

    top: Path
    listed: list[_Listed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: int = 0
    sources_left_out: int = 0
    foreign: int = 0

    def note(self, sentence: str) -> None:
        """Keep a sentence, up to a bound."""
        if len(self.notes) < names.MAX_NOTES:
            self.notes.append(sentence)

    def chosen(self) -> list[tuple[str, bytes]]:
        """Read what fits, sources first; what does not is noted."""
        files: list[tuple[str, bytes]] = []
        left = names.MAX_BYTES
        ranked = sorted(self.listed, key=lambda item: item.rank)
        for item in ranked[: names.MAX_ENTRIES]:
            limit = min(names.size_limit(item.path), left)
            data = self._take(item, limit)
            if data is not None:
                files.append((_text(item.path), data))
                left -= len(data)
        if len(ranked) > names.MAX_ENTRIES:
            self.note(f"over {names.MAX_ENTRIES} files; the rest was left out")
        return files

    def _take(self, item: _Listed, limit: int) -> bytes | None:
        try:
            data = read_beneath(self.top, item.path, limit)
        except OSError as problem:
            self._leave(item, f"it cannot be read ({problem.strerror})")
            return None
        if data is None:
            self._leave(item, f"larger than {limit / names.MIB:.3g} MiB")
        return data

    def _leave(self, item: _Listed, why: str) -> None:
        self.sources_left_out += names.is_source(item.path)
        self.note(f"{item.path}: {why}; it was left out")


def _list_into(found: _Found) -> None:
    """List regular files beneath the top, folder by folder."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            held = entries(found.top, folder)
        except OSError as problem:
            _unreadable(found.top / folder, problem)
        for name, mode, size in held:
            found.seen += 1
            if found.seen > MAX_LISTED:
                raise SubmissionError(
                    f"{found.top}: it holds more than {MAX_LISTED} files and folders",
                    hint="hand in the code alone, without data sets and environments",
                )
            path = f"{folder}/{name}" if folder else name
            _sort_in(found, waiting, _text(path), path, mode, size)


def _sort_in(
    found: _Found, waiting: list[str], shown: str, path: str, mode: int, size: int
) -> None:
    """Take a file, look into a folder later, or say why neither."""
    if names.is_noise(path.rpartition("/")[2]):
        return
    if stat.S_ISDIR(mode):
        if path.count("/") >= names.MAX_DEPTH:
            found.note(f"{shown}: folders nested too deeply; it was left out")
        else:
            waiting.append(path)
    elif stat.S_ISREG(mode):
        found.foreign += path.lower().endswith(names.FOREIGN_ARCHIVES)
        found.listed.append(_Listed(path, size))
    else:
        found.note(f"{shown}: it is a {kind_of(mode)}, not a file; it was left out")


def _refuse_link(path: Path) -> None:
    """Refuse a submission that is a link itself: it may point at somebody else's work.

    Raises:
        SubmissionError: It is one.
    """
    if path.is_symlink():
        raise SubmissionError(
            f"{path}: it is a symbolic link, and what it points to need not be what was handed in",
            hint="to grade what it points to, name that",
        )


def _text(name: str) -> str:
    """Return a file name as text that can be written anywhere."""
    return os.fsencode(name).decode("utf-8", "replace")


def _too_large(path: Path, limit: int) -> SubmissionError:
    alone = "hand in the code alone, without data sets and environments"
    cleared = "clear the notebook's outputs, save it, and hand it in again"
    return SubmissionError(
        f"{path}: it is larger than {limit // names.MIB} MiB, the most a file of its kind may have",
        hint=cleared if path.name.lower().endswith(".ipynb") else alone,
    )


def _unreadable(path: Path, problem: OSError) -> NoReturn:
    if isinstance(problem, FileNotFoundError):
        raise unrecognised(path) from problem
    raise unreadable(path, problem) from problem


def _nothing_to_grade(path: Path, found: _Found, archives: int) -> SubmissionError:
    """Say what a folder lacks."""
    if found.sources_left_out:
        return SubmissionError(
            f"{path}: no source in it could be read ({'; '.join(found.notes[:3])})",
            hint="hand in the code alone, readable, and without generated data inside it",
        )
    if archives > 1:
        return SubmissionError(
            f"{path}: it holds {archives} archives and no source",
            hint="leave the one that is to be graded, or grade each by itself",
        )
    if found.foreign:
        return SubmissionError(
            f"{path}: it holds a .rar or .7z archive, which cannot be unpacked",
            hint="pack it as .zip instead",
        )
    what = "no .py, .ipynb or archive" if found.listed else "nothing"
    left_out = f" ({'; '.join(found.notes[:3])})" if found.notes else ""
    return SubmissionError(
        f"{path}: the folder holds {what} that can be graded{left_out}",
        hint="check that it is the right folder, and that the code is not in a hidden one",
    )
