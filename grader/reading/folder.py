"""The files beside an assignment that it names: found, kept within its folder, digested.

Runs in the judge.
"""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.reading.mistakes import MistakeBook, shown
from grader.reading.near_miss import suggestion

SKIPPED = frozenset({"__pycache__"})
OPTIONAL = ("solution", "starter", "reference")


def inspect(
    data: Mapping[str, Any], folder: Path, book: MistakeBook, *, solution: bool = False
) -> None:
    """Note files that are missing or lie outside the assignment's folder."""
    files = data.get("data", ())
    for number, item in enumerate(files if isinstance(files, list) else ()):
        path = item.get("path") if isinstance(item, Mapping) else None
        if isinstance(path, str):
            _file(path, folder, ("data", number, "path"), book)
            _secret(path, folder, data, ("data", number, "path"), book)
    _libraries(data.get("libraries"), book)
    for key in OPTIONAL:
        written = data.get(key)
        if isinstance(written, str) and written and outside(folder, written):
            _leaves(key, written, (key,), book)
        elif isinstance(written, str) and key == "reference" and written:
            _file(written, folder, (key,), book)
    if solution and "solution" in data:
        _solution(data["solution"], folder, book)


def _secret(
    written: str,
    folder: Path,
    data: Mapping[str, Any],
    place: tuple[str | int, ...],
    book: MistakeBook,
) -> None:
    """Refuse to hand out what holds answers: submissions can read every data file."""
    named = [str(data.get(key) or key) for key in ("solution", "reference")]
    secret = [folder / name for name in (*named, "cases", "assignment.yaml") if "\0" not in name]
    found = (folder / written).resolve() if "\0" not in written else folder
    if any(found.is_relative_to(each.resolve()) for each in secret):
        message = f"data: {shown(written)} would give the answers to every submission"
        book.at_value(place, message, "put data files in a folder of their own")


def _libraries(written: Any, book: MistakeBook) -> None:
    """Say of a library that it is there anyway."""
    for number, name in enumerate(written if isinstance(written, list) else ()):
        if isinstance(name, str) and name.partition(".")[0] in sys.stdlib_module_names:
            message = f"libraries: {name} is of the standard library, which is there anyway"
            book.at_value(("libraries", number), message, "leave it out")


def outside(folder: Path, written: str) -> bool:
    """Say whether a path leads out of a folder, by its words or by a link."""
    home = folder.resolve()
    return "\0" in written or not (home / written).resolve().is_relative_to(home)


def digest(content: bytes, folder: Path, data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an assignment and of every file that it names."""
    total = hashlib.sha256(b"assignment.yaml\0" + hashlib.sha256(content).digest())
    for path in _files(folder, data):
        name = path.relative_to(folder).as_posix().encode()
        with path.open("rb") as opened:
            total.update(name + b"\0" + hashlib.file_digest(opened, "sha256").digest())
    return total.hexdigest()


def _files(folder: Path, data: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the data files, the reference and the solution's files, in an order of their own."""
    for item in data.get("data", ()):
        if item.get("path"):
            yield folder / item["path"]
    if data.get("reference"):
        yield folder / data["reference"]
    solution = folder / (data.get("solution") or "solution")
    yield from (path for path in solution_files(solution) if not outside(folder, str(path)))


def solution_files(solution: Path) -> Iterator[Path]:
    """Yield the files of a solution, a file or a folder, in an order of their own."""
    if solution.is_file():
        yield solution
    for path in sorted(solution.rglob("*")) if solution.is_dir() else ():
        parts = path.relative_to(solution).parts
        hidden = any(part in SKIPPED or part.startswith(".") for part in parts)
        if not hidden and path.is_file():
            yield path


def _file(written: str, folder: Path, place: tuple[str | int, ...], book: MistakeBook) -> None:
    if outside(folder, written):
        _leaves(str(place[0]), written, place, book)
    elif not (folder / written).is_file():
        beside = (folder / written).parent
        found = beside.iterdir() if beside.is_dir() else ()
        names = sorted(p.name for p in found if p.is_file() and p.name != "assignment.yaml")
        hint = suggestion(Path(written).name, names, what=f"files in {beside.name}/")
        book.at_value(place, f"{place[0]}: no file {shown(written)} beside the assignment", hint)


def _leaves(key: str, written: str, place: tuple[str | int, ...], book: MistakeBook) -> None:
    message = f"{key}: {shown(written)} leads out of the assignment's folder"
    book.at_value(place, message, "copy the file into the folder; an assignment is one folder")


def _solution(written: Any, folder: Path, book: MistakeBook) -> None:
    if isinstance(written, str) and not outside(folder, written):
        found = folder / written
        if not found.exists():
            message = f"solution: there is no {written} in {folder.name}/"
            hint = "put right code there, so that it can be shown to earn full marks"
            book.at_value(("solution",), message, hint)
