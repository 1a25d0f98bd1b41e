"""A submission that was found: whose it is, when it came, and its bytes. Runs in the judge."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from grader.batch.layouts.trees import FolderTree, Tree, beneath
from grader.errors import SubmissionError
from grader.handing_in.submission import Submission, digest_of, read_file, read_folder, unrecognised
from grader.people.who import Who, folded
from grader.worker.loading import names


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a submission: what it is called there, and where it lies in the tree."""

    name: str
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One submission as it was found.

    Attributes:
        label: What it is called; no two of a finding share it, in any case of letters.
        tree: Where it lies.
        place: The folder or file that is it; where it is spread, the first of its pieces. No two
            of a finding share it.
        pieces: Its files where it is not all that lies at the place.
        who: Those who handed it in; several where it is of a group.
        attempt: Which of theirs it is, from 1; attempts are kept apart.
        handed_in_at: When, with a time zone; nothing where the layout does not tell.
        late: Whether the platform calls it late; nothing where it does not tell.
        notes: What was done to file names, and what was left out.
    """

    label: str
    tree: Tree
    place: str
    who: tuple[Who, ...]
    pieces: tuple[Piece, ...] = ()
    attempt: int = 1
    handed_in_at: datetime | None = None
    late: bool | None = None
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where it lies; within a zip file, behind the file's own path."""
        return self.tree.path / self.place

    def read(self) -> Submission:
        """Return its bytes, read once.

        Raises:
            SubmissionError: Nothing in it can be graded, or it cannot be read.
        """
        if not self.pieces and isinstance(self.tree, FolderTree):
            whole = _whole(self.path)
            return replace(whole, notes=(*self.notes, *whole.notes))
        pieces = self.pieces or tuple(_pieces(self.tree, self.place))
        return _assembled(self, pieces)


def _whole(path: Path) -> Submission:
    """Read a folder or a file as it stands.

    Raises:
        SubmissionError: It cannot be read, or is of no kind that can be graded.
    """
    if path.is_dir():
        return read_folder(path)
    if names.is_source(path.name) or names.is_archive(path.name):
        return read_file(path)
    raise unrecognised(path)


@dataclass(frozen=True, slots=True)
class Finding:
    """What lies in a folder: the layout it has, its submissions, and what was passed over."""

    layout: str
    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()


class Layout(Protocol):
    """How one platform lays out submissions.

    ``recognises`` tells whether a folder of the tree looks so; ``found`` reads it, and ``notes``
    collects sentences about what is passed over.
    """

    @property
    def name(self) -> str: ...

    def recognises(self, tree: Tree, top: str) -> bool: ...

    def found(self, tree: Tree, top: str, *, assignment: str, notes: list[str]) -> list[Found]: ...


def _pieces(tree: Tree, place: str) -> Iterable[Piece]:
    """Yield the files of a folder by their names in it, or the file itself."""
    found = [Piece(path[len(place) + 1 :], path) for path in beneath(tree, place)]
    return found or [Piece(place.rpartition("/")[2], place)]


@dataclass(slots=True)
class _Taken:
    """What is taken of a submission's pieces, under the limits of a submission."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    left: int = names.MAX_BYTES

    def take(self, tree: Tree, piece: Piece) -> None:
        """Read a piece, or note why not."""
        name = os.fsencode(piece.name).decode("utf-8", "replace")
        if folded(name) in self.seen:
            return self._leave(name, "a second file of the same name")
        limit = min(names.size_limit(name), self.left)
        try:
            data = tree.read(piece.place, limit)
        except OSError as problem:
            return self._leave(name, f"it cannot be read ({problem.strerror})")
        if data is None:
            return self._leave(name, f"larger than {limit / names.MIB:.3g} MiB")
        self.seen.add(folded(name))
        self.left -= len(data)
        return self.files.append((name, data))

    def _leave(self, name: str, why: str) -> None:
        if len(self.notes) < names.MAX_NOTES:
            self.notes.append(f"{name}: {why}; it was left out")


def _assembled(found: Found, pieces: Sequence[Piece]) -> Submission:
    """Return the submission of some pieces, sources before archives before the rest."""
    taken = _Taken(notes=list(found.notes))
    ranked = sorted(pieces, key=_rank)
    for piece in ranked[: names.MAX_ENTRIES]:
        taken.take(found.tree, piece)
    if len(ranked) > names.MAX_ENTRIES:
        taken.notes.append(f"over {names.MAX_ENTRIES} files; the rest was left out")
    files, archive = _graded(taken)
    ordered = tuple(sorted(files))
    name = found.label if found.pieces else found.place.rpartition("/")[2]
    return Submission(name, ordered, archive, digest_of(ordered), tuple(taken.notes))


def _rank(piece: Piece) -> tuple[bool, bool, str]:
    return (not names.is_source(piece.name), not names.is_archive(piece.name), piece.name)


def _graded(taken: _Taken) -> tuple[list[tuple[str, bytes]], bool]:
    """Return what is graded, and whether that is one archive.

    Raises:
        SubmissionError: Nothing can be graded, or it is not clear what; the message names nobody.
    """
    if any(names.is_source(name) for name, _ in taken.files):
        return taken.files, False
    archives = [pair for pair in taken.files if names.is_archive(pair[0])]
    if len(archives) == 1:
        return archives, True
    told = f" ({'; '.join(taken.notes[:3])})" if taken.notes else ""
    what = f"{len(archives)} archives and no source" if archives else "no .py, .ipynb or archive"
    raise SubmissionError(
        f"the submission holds {what}{told}",
        hint="look at what was handed in; links and texts typed into the platform are not graded",
    )


def labelled(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return submissions whose labels differ in more than case and accents' form."""
    seen: dict[str, int] = {}
    named = []
    for each in found:
        label = each.label
        while folded(label) in seen:
            seen[folded(each.label)] += 1
            label = f"{each.label} ({seen[folded(each.label)]})"
        seen[folded(label)] = 1
        named.append(replace(each, label=label))
    return tuple(named)
