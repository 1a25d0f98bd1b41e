"""The assignment as a grading machine of ours needs it: whole, but for what nobody grades by.

The solution, labelled cases and demonstrations stay at home: what is not there cannot be read. The
reference, expected values and the seed are there, and stay out of reach of student code: it runs
behind the wall, which opens Python's library and numpy and nothing else, and the set-up leaves the
folder to root alone.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.seeds import VARIABLE

if TYPE_CHECKING:
    from grader.preparation import Prepared

LEFT_OUT = ("cases", "demo", "__pycache__", ".git")
ASSIGNMENTS = "assignments"
SEED = "seed"


def assignment_files(prepared: "Prepared") -> dict[str, bytes]:
    """Return the assignment's folder and its data sets as ``assignments/<slug>`` and ``…/data``."""
    loaded = prepared.loaded
    slug = loaded.assignment.assignment
    left_out = {*LEFT_OUT, Path(loaded.assignment.solution).parts[0]}
    files = dict(_files(loaded.folder, f"{ASSIGNMENTS}/{slug}", left_out))
    yaml = f"{ASSIGNMENTS}/{slug}/assignment.yaml"
    files[yaml] = files.pop(f"{ASSIGNMENTS}/{slug}/{loaded.path.name}", loaded.source.encode())
    near = loaded.folder.absolute().parent / "data"
    for name in sorted(_datasets(prepared)):
        if (near / name).is_dir():
            files |= dict(_files(near / name, f"{ASSIGNMENTS}/data/{name}", set(LEFT_OUT)))
    return files


def seed_file(env: Mapping[str, str] = os.environ) -> bytes:
    """Return the secret that inputs are drawn from: that of the environment, else a new one."""
    return (env.get(VARIABLE) or secrets.token_hex(16)).encode()


def _files(folder: Path, place: str, left_out: set[str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        wanted = inside.parts[0] not in left_out and "__pycache__" not in inside.parts
        if wanted and path.is_file() and not path.is_symlink():
            yield f"{place}/{inside.as_posix()}", path.read_bytes()


def _datasets(prepared: "Prepared") -> set[str]:
    """Return the data sets that checks and data files name."""
    assignment = prepared.loaded.assignment
    full = prepared.loaded.full
    checks = (*assignment.checks, *(full.assignment.checks if full else ()))
    named = {name for check in checks for name in _named(check.params)}
    return (named | {each.dataset for each in assignment.data}) & set(prepared.registry.datasets)


def _named(params: Any) -> Iterator[str]:
    """Yield every text in a check's parameters: some are names of data sets."""
    if isinstance(params, str):
        yield params
    elif isinstance(params, Mapping):
        for value in params.values():
            yield from _named(value)
    elif isinstance(params, (list, tuple)):
        for value in params:
            yield from _named(value)
