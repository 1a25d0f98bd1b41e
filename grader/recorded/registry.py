"""What plugins registered, with recorded functions in the place of the catalogue's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from grader.errors import GraderError
from grader.kinds import ReferenceFunction
from grader.plugin_manager import Registry
from grader.recorded.functions import RecordedFunction, read, recording, written
from grader.recorded.plain import Reader, Writer

FORMAT = 1
Key = tuple[str, str]
"""An architecture, empty for what is no network's, and a function's name."""


@dataclass(frozen=True)
class RecordedRegistry(Registry):
    """A registry that knows the functions of one assignment, by their calls."""

    recorded: Mapping[Key, RecordedFunction] = field(default_factory=dict)

    def network(self, architecture: str, name: str = "backprop") -> ReferenceFunction:
        """Return a function of a network that was recorded.

        Raises:
            ValueError: It was not.
        """
        if (architecture, name) not in self.recorded:
            raise ValueError(f"this bundle has no answers of {name} for {architecture!r}")
        return self.recorded[architecture, name]


def with_recorded(registry: Registry, recorded: Mapping[Key, RecordedFunction]) -> RecordedRegistry:
    """Return a registry whose functions are the recorded ones and no others."""
    own = {each.name: getattr(registry, each.name) for each in fields(Registry)}
    plain: dict[str, Any] = {name: f for (network, name), f in recorded.items() if not network}
    return RecordedRegistry(**{**own, "functions": plain}, recorded=recorded)


def to_record(
    registry: Registry, wanted: Mapping[Key, Collection[str]]
) -> Mapping[Key, RecordedFunction]:
    """Return the wanted functions, each with the conventions that are kept, ready to be called."""
    return {
        (network, name): recording(
            registry.network(network, name) if network else registry.functions[name], kept
        )
        for (network, name), kept in wanted.items()
    }


def file_of(recorded: Mapping[Key, RecordedFunction]) -> bytes:
    """Return all calls as one file."""
    writer = Writer()
    functions = [[*key, written(function, writer)] for key, function in sorted(recorded.items())]
    return writer.file({"format": FORMAT, "functions": functions})


def read_file(file: Path, registry: Registry) -> Registry:
    """Return a registry with the functions of a file.

    Raises:
        GraderError: The file is damaged, or of another version of the grader.
    """
    try:
        reader = Reader(file.read_bytes())
        if reader.index["format"] != FORMAT:
            raise GraderError(
                f"{file} was written by another version of the grader",
                hint="install the wheel that lies in the same bundle",
            )
        found = {(each[0], each[1]): read(each[2], reader) for each in reader.index["functions"]}
    except (OSError, ValueError, KeyError, TypeError, IndexError, BadZipFile) as problem:
        raise GraderError(f"{file} is damaged", hint="unpack the bundle anew") from problem
    return with_recorded(registry, found)
