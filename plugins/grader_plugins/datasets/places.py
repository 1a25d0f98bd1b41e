"""Where the files of data sets are looked for. Runs in the judge.

In ``<folder>/<name>`` for each folder of ``GRADER_DATA`` and for ``data`` beside the folder of the
graded assignment, then in ``<folder>/data/<name>`` for each folder that assignments are looked for
in: those of ``GRADER_ASSIGNMENTS``, ``./assignments`` and, in a checkout, its own.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import grader
from grader.reading.finding import FOLDERS_VARIABLE
from grader_plugins.datasets.errors import DatasetError

VARIABLE = "GRADER_DATA"


def folders(
    name: str, *, env: Mapping[str, str], cwd: Path, beside: Sequence[Path] = ()
) -> tuple[Path, ...]:
    """Return the folders in which a data set's files may lie, in order."""
    given = (folder / name for folder in (*_listed(env.get(VARIABLE, ""), cwd), *beside))
    searched = (
        *_listed(env.get(FOLDERS_VARIABLE, ""), cwd),
        cwd / "assignments",
        Path(grader.__file__).resolve().parents[1] / "assignments",
    )
    return tuple(dict.fromkeys((*given, *(folder / "data" / name for folder in searched))))


def find(name: str, files: Sequence[str], *, hint: str, beside: Sequence[Path] = ()) -> Path:
    """Return the first folder that holds any of a data set's files.

    ``beside`` are folders that belong to the assignment.

    Raises:
        DatasetError: None does; the hint says how to get the data.
    """
    looked = folders(name, env=os.environ, cwd=Path.cwd(), beside=beside)
    for folder in looked:
        if any((folder / file).is_file() for file in files):
            return folder
    places = ", ".join(str(folder) for folder in looked)
    raise DatasetError(
        f"the data set {name} is not here: looked for {files[0]} in {places}", hint=hint
    )


def read(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        DatasetError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise DatasetError(
            f"{path} cannot be read: {problem.strerror or problem}",
            hint="check that it is a file and that you may read it",
        ) from problem


def _listed(variable: str, cwd: Path) -> Iterator[Path]:
    for entry in variable.split(os.pathsep):
        if entry:
            yield cwd / Path(entry).expanduser()
