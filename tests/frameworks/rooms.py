"""An assignment behind a wall, and what comes of a submission that is changed line by line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Report
from grader.preparation import Prepared, prepare
from tests.frameworks.networks import RIGHT

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Room:
    """A wall raised for one assignment, the right submission, and a folder to hand in from."""

    prepared: Prepared
    wall: Wall
    right: str
    folder: Path

    def report(self, *changes: tuple[str, str], only: str | None = None) -> Report:
        """Grade the right submission with changes; what is changed must be there."""
        source = self.right
        for old, new in changes:
            assert old in source, old
            source = source.replace(old, new)
        return self.graded(source, only=only)

    def graded(self, source: str, *, only: str | None = None) -> Report:
        """Grade a submission of one file."""
        path = self.folder / "network.py"
        path.write_text(source, encoding="utf-8")
        submission = read_submission(path, self.prepared.registry)
        return grade(self.prepared, submission, self.wall, only=only)


@contextmanager
def room(framework: str, folder: Path) -> Iterator[Room]:
    """Open the room of a framework."""
    prepared = prepare(HERE / f"{framework}.yaml")
    with open_wall() as wall:
        raise_wall(wall, prepared)
        yield Room(prepared, wall, RIGHT[framework], folder)


def by_id(report: Report) -> Mapping[str, CheckReport]:
    """Return the checks of a report by their ids."""
    return {check.id: check for check in report.checks}


def lost(report: Report) -> set[str]:
    """Return the checks that did not earn all their points, without those that only waited."""
    return {c.id for c in report.checks if c.status not in {"passed", "skipped"}}
