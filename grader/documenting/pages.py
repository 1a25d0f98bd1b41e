"""The pages that are made, by their file's name; written, or held against what is there."""

from collections.abc import Callable, Mapping
from pathlib import Path

from grader.documenting.assignment_keys import assignment_keys
from grader.documenting.check_kinds import check_kinds
from grader.documenting.commands import commands
from grader.documenting.functions import functions
from grader.documenting.hooks import hooks
from grader.documenting.misconceptions import misconceptions
from grader.plugin_manager import Registry, build

PAGES: Mapping[str, Callable[[Registry], str]] = {
    "misconceptions.md": misconceptions,
    "functions.md": functions,
    "check-kinds.md": check_kinds,
    "assignment-reference.md": assignment_keys,
    "hooks.md": hooks,
    "cli.md": commands,
}
NOTE = "<!-- Made by `make docs` from the code: change the code, not this page. -->"


def made() -> Mapping[str, str]:
    """Return every page's text by its file's name, of the built-in plugins alone."""
    registry = build()
    return {name: _marked(page(registry)) for name, page in PAGES.items()}


def write(folder: Path) -> tuple[Path, ...]:
    """Write every page into a folder and return where."""
    paths = []
    for name, text in made().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def stale(folder: Path) -> tuple[str, ...]:
    """Return the names of pages that are missing or say something else than the code."""
    return tuple(name for name, text in made().items() if _read(folder / name) != text)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _marked(text: str) -> str:
    """Put the note that the page is made below its heading."""
    heading, _, rest = text.partition("\n")
    return f"{heading}\n\n{NOTE}\n{rest}"
