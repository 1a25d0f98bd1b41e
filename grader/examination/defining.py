"""What a child says while definitions run: student code may speak in its place. In the judge.

A sentence of ours is told as ours only where it has the form that ours have and names a line of a
file that was handed in. Everything else is told as the submission's own words. All is bounded, and
stands on one line.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from grader.errors import ChildError
from grader.examination.answers import line_of, text_of, words_of

FAILURES: Final = 100
WARNINGS: Final = 100
FOREIGN: Final = 3
"""How many sentences are passed on that are not ours."""

WORDS: Final = 200
NOWHERE: Final = "a place that is in no file handed in"
_LEFT_OUT: Final = ": left out "


@dataclass(frozen=True, slots=True)
class Defined:
    """How the definitions went."""

    failed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    stdout: str = ""


def read_defined(frame: Any, files: Collection[str]) -> Defined:
    """Take in how the definitions went; ``files`` are those of the sealed inventory.

    Raises:
        ChildError: The frame is something else.
    """
    if not isinstance(frame, dict) or frame.get("kind") != "defined":
        raise ChildError("something else came back than the definitions")
    failed = [item for item in _list(frame.get("failed"))[:FAILURES] if isinstance(item, dict)]
    return Defined(
        failed=tuple(_failure(item, files) for item in failed),
        warnings=_warnings(_list(frame.get("warnings"))[:WARNINGS], files),
        stdout=words_of(frame.get("stdout"), 2_000),
    )


def place(item: Mapping[str, Any], files: Collection[str]) -> str:
    """Return the place of a statement in a student's file."""
    file = text_of(item.get("file"), WORDS)
    if not _is_handed_in(file, files):
        return NOWHERE
    return f"{file}, line {line_of(item.get('line'))}"


def words(value: Any, limit: int) -> str:
    """Return a bounded text on one line."""
    return " ".join(words_of(value, limit).split())


def _is_handed_in(file: str, files: Collection[str]) -> bool:
    """Say whether this is a file that was handed in, or a cell of one."""
    notebook, _, cell = file.rpartition(" cell ")
    return file in files or (notebook in files and cell.isdecimal())


def _failure(item: Mapping[str, Any], files: Collection[str]) -> str:
    """Say which definition failed and why."""
    what = f"{words(item.get('error'), 64)}: {words(item.get('message'), 300)}"
    return f"{place(item, files)}: {words(item.get('name'), 64)} could not be defined ({what})"


def _warnings(items: list[Any], files: Collection[str]) -> tuple[str, ...]:
    told = [text for item in items if (text := words(item, 500))]
    ours = [text for text in told if _is_ours(text, files)]
    others = [text for text in told if text not in ours][:FOREIGN]
    quoted = (f"the submission says while it is loaded: “{text[:WORDS]}”" for text in others)
    return (*ours, *quoted)


def _is_ours(text: str, files: Collection[str]) -> bool:
    """Say whether a sentence tells what was left out at a line of a file that was handed in."""
    where, left_out, _ = text.partition(_LEFT_OUT)
    file, at, line = where.rpartition(", line ")
    return bool(left_out and at) and line.isdecimal() and _is_handed_in(file, files)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
