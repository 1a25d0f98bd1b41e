"""What an assignment hands to submissions as files: its own, and data sets as a course's files.

Runs in the judge. Labels that an assignment does not name are zeros before any byte is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from grader.errors import AssignmentError, Mistake
from grader.handing_out.withholding import Name, first, with_zeros
from grader.kinds import Splits
from grader.models.assignment import DataFile
from grader.plugin_manager import Registry
from grader.reading.assignment_file import LoadedAssignment

NAMES: tuple[Name, ...] = get_args(Name)


def provided(loaded: LoadedAssignment, registry: Registry) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and bytes.

    Raises:
        AssignmentError: A data set cannot be written as it is asked.
        GraderError: A file of a data set is missing or damaged.
    """
    for data in loaded.assignment.data:
        if data.dataset:
            yield from _written(data, loaded, registry)
        else:
            yield data.name, (loaded.folder / data.path).read_bytes()


def _written(
    data: DataFile, loaded: LoadedAssignment, registry: Registry
) -> Sequence[tuple[str, bytes]]:
    splits = registry.datasets[data.dataset].load(**data.options)
    most = max(len(getattr(splits, name)) for name in NAMES)
    if data.examples > most:
        told = f"has {most} in its largest split, and {data.examples} were asked for"
        raise _mistaken(data, loaded, "examples", f"examples: {data.dataset} {told}")
    try:
        return registry.formats[data.form].write(_offered(splits, data), name=data.name)
    except ValueError as problem:
        message = f"data: {data.dataset} cannot be offered as {data.form}: {problem}"
        raise _mistaken(data, loaded, "as", message) from problem


def _mistaken(data: DataFile, loaded: LoadedAssignment, key: str, message: str) -> AssignmentError:
    number = loaded.assignment.data.index(data)
    place = loaded.places.value(("data", number, key))
    return loaded.error([Mistake(*place, message)])


def _offered(splits: Splits, data: DataFile) -> Splits:
    """Return what may be read: so many examples of each split, and the labels that are named."""
    few = {name: first(getattr(splits, name), data.examples) for name in NAMES}
    offered = replace(splits, **few) if data.examples else splits
    return with_zeros(offered, *(name for name in NAMES if name not in data.labels))
