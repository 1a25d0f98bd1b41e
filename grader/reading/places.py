"""Where everything of an assignment stands in its file, for every message. Runs in the judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[str | int, ...]
"""From the top of a document to one value: keys as written, positions in lists."""


class Place(NamedTuple):
    """A line and a column, both counted from one."""

    line: int
    column: int


START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a key stands and where its value does; an item of a list has one place for both."""

    key: Place
    value: Place


@dataclass(frozen=True, slots=True)
class Places:
    """Leads from the long form back to the file that was written.

    Attributes:
        marks: The place of every path that stands in the file.
        origins: For paths of the long form, the path in the file they were made from.
    """

    marks: Mapping[Path, Mark]
    origins: Mapping[Path, Path] = field(default_factory=dict)

    def written(self, path: Path) -> Path:
        """Return the path in the file that a path of the long form came from."""
        for length in range(len(path), 0, -1):
            origin = self.origins.get(path[:length])
            if origin is not None:
                return (*origin, *path[length:])
        return path

    def mark(self, path: Path) -> Mark:
        """Return the marks of a path of the long form, or of the nearest thing around it."""
        written = self.written(path)
        for length in range(len(written), -1, -1):
            mark = self.marks.get(written[:length])
            if mark is not None:
                return mark if length == len(written) else Mark(mark.key, mark.key)
        return Mark(START, START)

    def key(self, path: Path) -> Place:
        """Return where the key of a path stands."""
        return self.mark(path).key

    def value(self, path: Path) -> Place:
        """Return where the value of a path stands."""
        return self.mark(path).value
