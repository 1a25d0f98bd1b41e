"""Measured runs, one per line of JSON, each written as soon as it is made. Runs in the judge.

A run is known by its check, its seed and the digest of what it depends on. One whose digest is
another belongs to another state of the assignment, and is passed over; so is a line that was cut
short when the command was killed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Run:
    """What one check came to with one seed.

    Attributes:
        check: The check's name.
        seed: What everything was drawn from.
        digest: Of what the run depends on.
        values: What was measured, by the name of its threshold.
        trouble: Why nothing was measured; such a run is no measurement, and is not kept.
    """

    check: str
    seed: int
    digest: str
    values: Mapping[str, float] = field(default_factory=dict)
    trouble: str = ""


class Journal:
    """The runs of a file; without one they are kept for this command alone."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._runs: dict[tuple[str, int, str], Run] = {}
        self._torn = False

    @classmethod
    def opened(cls, path: Path | None) -> Self:
        """Read what a file holds already; one that is not there yet holds nothing.

        Raises:
            UsageError: It cannot be read, or is no such journal.
        """
        journal = cls(path)
        for run in journal._read():
            journal._runs[run.check, run.seed, run.digest] = run
        return journal

    def find(self, check: str, seed: int, digest: str) -> Run | None:
        """Return a run that was made before."""
        return self._runs.get((check, seed, digest))

    def keep(self, run: Run) -> None:
        """Add a run, and write it at once.

        Raises:
            UsageError: It cannot be written.
        """
        self._runs[run.check, run.seed, run.digest] = run
        if self._path is None:
            return
        line = {key: value for key, value in asdict(run).items() if key != "trouble"}
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" * self._torn + json.dumps(line) + "\n")
        except OSError as problem:
            raise _unusable(self._path, problem.strerror or str(problem)) from problem
        self._torn = False

    def _read(self) -> Iterator[Run]:
        """Yield the whole lines of the file."""
        if self._path is None or not self._path.exists():
            return
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise _unusable(self._path, str(problem)) from problem
        self._torn = bool(text) and not text.endswith("\n")
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                yield _run(json.loads(line))
            except (ValueError, TypeError, KeyError) as problem:
                if not self._torn or number < len(text.splitlines()):
                    raise _unusable(self._path, f"line {number} is no run") from problem


def _run(line: Any) -> Run:
    values = {str(name): float(value) for name, value in line["values"].items()}
    return Run(str(line["check"]), int(line["seed"]), str(line["digest"]), values)


def _unusable(path: Path, why: str) -> UsageError:
    message = f"the journal {path} cannot be used: {why}"
    return UsageError(message, hint="name another file with --journal")
