"""A class that is graded by the real command, which is killed in the middle."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.grader.cli.shell import finish, start
from tests.processes import gone, offspring

RIGHT = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)  # {n}\n"
WRONG = "def relu(x):\n    return x  # {n}\n"
PATIENCE = 60.0


@dataclass(frozen=True)
class Course:
    """A class of many, its assignment, its store and the folder for temporary files."""

    folder: Path
    count: int

    @classmethod
    def made(cls, folder: Path, count: int) -> "Course":
        for name in ("work", "temporary", "course"):
            (folder / name).mkdir()
        text = "assignment: short\ntitle: Short\nfunctions: {relu: 2}\n"
        (folder / "course" / "assignment.yaml").write_text(text, encoding="utf-8")
        for n in range(count):
            source = (WRONG if n % 3 else RIGHT).format(n=n)
            (folder / "work" / f"s{n:04}.py").write_text(source, encoding="utf-8")
        return cls(folder, count)

    def begin(self) -> "subprocess.Popen[str]":
        """Start the command."""
        arguments = ("batch", self.folder / "work", "-a", "assignment.yaml", "-f", "json")
        temporary = str(self.folder / "temporary")
        os.environ["TMPDIR"], before = temporary, os.environ.get("TMPDIR")
        try:
            return start(*arguments, "--workers", "2", cwd=self.folder / "course")
        finally:
            if before is None:
                del os.environ["TMPDIR"]
            else:
                os.environ["TMPDIR"] = before

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the store; nothing as long as there is none."""
        path = self.folder / "course" / "grader.db"
        if not path.exists():
            return []
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as store:
                return store.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []

    def when_graded(self, count: int, process: "subprocess.Popen[str]") -> None:
        """Wait until so many results are kept."""
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            rows = self.asked("SELECT count(*) FROM results")
            if rows and rows[0][0] >= count:
                return
            time.sleep(0.005)
        raise AssertionError("it ended, or did not come that far")

    def finished(self, *processes: "subprocess.Popen[str]") -> list[int]:
        """Wait for commands; see that everything is graded once and nothing is left otherwise.

        Returns how many each of them graded.
        """
        all_ended = [finish(process) for process in processes]
        for ended in all_ended:
            assert ended.code == 0, ended.err
            assert (ended.report["submissions"], ended.report["graded"]) == (self.count,) * 2
            assert ended.report["checks"][0]["statuses"] == self.statuses()
        self.see_nothing_left()
        self.see_each_once()
        return [ended.report["fresh"] for ended in all_ended]

    def statuses(self) -> dict[str, int]:
        """How the check must end, how often."""
        right = len(range(0, self.count, 3))
        return {"failed": self.count - right, "passed": right}

    def see_each_once(self) -> None:
        """See that the store holds each submission with one result, and nothing half done."""
        ((results, keys),) = self.asked("SELECT count(*), count(DISTINCT key) FROM results")
        ((gradings, of),) = self.asked("SELECT count(*), count(DISTINCT submission) FROM gradings")
        assert (results, keys, gradings, of) == (self.count,) * 4
        assert self.asked("SELECT count(*) FROM submissions") == [(self.count,)]
        assert self.asked("SELECT count(*) FROM claims") == [(0,)]
        assert self.asked("SELECT count(*) FROM results WHERE report IS NULL") == [(0,)]
        assert self.asked("PRAGMA integrity_check") == [("ok",)]

    def see_nothing_left(self) -> None:
        """See that no file is left but the store."""
        course = sorted(path.name for path in (self.folder / "course").iterdir())
        assert course == ["assignment.yaml", "grader.db"]
        end = time.monotonic() + 5
        while (left := list((self.folder / "temporary").iterdir())) and time.monotonic() < end:
            time.sleep(0.05)
        assert left == []


def below(process: int) -> Iterator[int]:
    """Yield every process below one."""
    for child in offspring(process):
        yield child
        yield from below(child)


def kill(process: int) -> None:
    """End a process as nobody can prepare for."""
    os.kill(process, signal.SIGKILL)


def all_gone(processes: Sequence[int]) -> bool:
    """Wait until all have ended."""
    return all(gone(process, within=10.0) for process in processes)


def workers(command: int) -> list[int]:
    """Return the command's workers: judges of their own."""
    return sorted(offspring(command))
