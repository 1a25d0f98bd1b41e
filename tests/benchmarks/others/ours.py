"""The same eight tests by ``grader batch``: many submissions, few of them, one worker and two."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.others import verdicts
from tests.benchmarks.others.clock import Job, Turn, taken
from tests.benchmarks.others.eight import RIGHT, WRONG, assignment, sources
from tests.benchmarks.others.table import Row, steady

MANY, FEW = 300, 30
COMMAND = "from grader.cli import main; main()"


@dataclass
class Ours:
    """The class on disk, and the turns of each form."""

    place: Path
    turns: dict[tuple[int, int], list[Turn]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assignment(self.place)
        for count in (MANY, FEW):
            folder = self.place / f"class{count}"
            folder.mkdir()
            for number, source in enumerate(sources(count)):
                (folder / f"s{number:05}.py").write_text(source, encoding="utf-8")

    def turn(self, workers: int) -> None:
        """Grade many, then few, each into a store of its own.

        Raises:
            SystemExit: Marks are not what they must be.
        """
        for count in (MANY, FEW):
            job = self._job(count, workers)
            turn = taken([job], os.environ, at_once=1)
            if job.passed() != expected(count):
                raise SystemExit(f"grader batch came to other marks: {sorted(set(job.passed()))}")
            self.turns.setdefault((workers, count), []).append(turn)

    def rows(self) -> list[Row]:
        """Return the steady state with two workers first, then the whole command, then one's."""
        found = []
        for workers in (2, 1):
            named = f"{workers} worker{'s' * (workers > 1)}"
            many, few = (
                Row(f"grader batch, {named}, whole command of {count}", count, tuple(turns))
                for count, turns in ((c, self.turns[workers, c]) for c in (MANY, FEW))
            )
            found += [steady(f"grader batch, {named}, steady state", many, few), many]
        return found

    def _job(self, count: int, workers: int) -> Job:
        store, out = self.place / "class.db", self.place / "summary.json"
        for path in self.place.glob(f"{store.name}*"):
            path.unlink()
        out.unlink(missing_ok=True)
        command = [sys.executable, "-c", COMMAND, "batch", str(self.place / f"class{count}")]
        command += ["-a", str(self.place / "assignment.yaml"), "--workers", str(workers)]
        command += ["--store", str(store), "-f", "json", "-o", str(out)]
        return Job(command, self.place, lambda: verdicts.ours(out.read_text(encoding="utf-8")))


def expected(count: int) -> list[int]:
    """Return how many tests each of so many submissions passes, the least first."""
    return [WRONG, *[RIGHT] * (count - 1)]


def differs(passed: Sequence[int]) -> str:
    """Say how what a harness found is not what it must find; nothing where it is."""
    if sorted(passed) == expected(len(passed)):
        return ""
    return f"its verdicts differ: {' '.join(map(str, passed))} of {RIGHT}"
