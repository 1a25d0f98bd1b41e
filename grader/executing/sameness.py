"""What must be the same wherever one assignment is graded, and how what differs is told.

A place of ours elsewhere may have another grader, another plugin or an older assignment; a mark
that came of it would be nobody's. The command says what it has, and a desk that has something else
refuses. Versions alone do not tell two checkouts apart: code is digested too. Runs in the judge.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import GraderError

if TYPE_CHECKING:
    from grader.preparation import Prepared

SHOWN = 12
"""So many characters of a digest are shown."""

CODE = "the code of "


def facts(prepared: "Prepared") -> dict[str, str]:
    """Return versions and digests of all that may decide a mark, each under a name for people."""
    from grader.store.basis import basis_of

    basis = basis_of(prepared)
    found = {f"the assignment {basis.slug}": basis.assignment, **basis.environment}
    for package in sorted({name.partition(".")[0] for name in _modules(prepared)}):
        found[f"{CODE}{package}"] = digest_of_code(package)
    return found


def refuse_difference(expected: Mapping[str, str], here: Mapping[str, str]) -> None:
    """Refuse to grade where something is not what the command has.

    Raises:
        GraderError: Something differs; the sentence names all of it.
    """
    if differing := list(_differing(expected, here)):
        raise GraderError(
            f"it has something else than the command: {'; '.join(differing)}",
            hint="install the same there, with the same assignment and data, and start it again",
        )


def digest_of_code(package: str) -> str:
    """Return a digest of a package's or a module's Python files; of none, that it is missing."""
    digest = hashlib.sha256()
    sources = sorted(_sources(package))
    for name, path in sources:
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest() if sources else "missing"


def _modules(prepared: "Prepared") -> Iterable[str]:
    """Return the modules that grade: the core, what is built in, what was named."""
    plugins = (name for name, _ in prepared.registry.manager.list_name_plugin())
    references = (type(each).__module__ for each in prepared.registry.functions.values())
    return ("grader", *plugins, *(name for name in references if name in sys.modules))


def _sources(package: str) -> Iterator[tuple[str, Path]]:
    spec = find_spec(package)
    if spec is None:
        return
    for folder in map(Path, spec.submodule_search_locations or ()):
        for path in folder.rglob("*.py"):
            yield path.relative_to(folder).as_posix(), path
    if not spec.submodule_search_locations and spec.origin is not None:
        yield Path(spec.origin).name, Path(spec.origin)


def _differing(expected: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys((*expected, *here)):
        theirs, ours = expected.get(name, "missing"), here.get(name, "missing")
        if theirs != ours:
            yield f"{name} is {_short(ours)} there and {_short(theirs)} here"


def _short(value: str) -> str:
    """Return a version as it is, and of digests what tells them apart."""
    return " ".join(part[:SHOWN] if len(part) == 64 else part for part in value.split())
