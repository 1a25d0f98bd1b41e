"""A class's reports as files: the students' in one folder, the staff's in another. In the judge.

A student's file is made of the student's part alone. A file is there whole or not at all.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.reporting.audience import Audience
from grader.reporting.rendering import render

if TYPE_CHECKING:
    from grader.batch.found import Found
    from grader.kinds import Reporter
    from grader.models.report import Report

COUNTING = ".counting.json"
"""Where it is remembered which files say what counts: to write all of them takes its time."""
Counting = Callable[[Audience], "Report"]
FOLDERS = {Audience.STUDENT: "students", Audience.STAFF: "staff"}
FORBIDDEN = frozenset('/\\:*?"<>|')
LONGEST = 100
WIDTH = 100


class Reports:
    """Writes the reports of a class.

    Args:
        folder: Where; made if it is not there.
        reporter: How.
    """

    def __init__(self, folder: Path, reporter: "Reporter") -> None:
        self._folder = folder
        self._reporter = reporter
        self._counting = _remembered(folder / COUNTING)
        for name in FOLDERS.values():
            (folder / name).mkdir(parents=True, exist_ok=True)

    def write(self, found: "Found", packed: bytes | None) -> None:
        """Write both parts; where nothing was graded, leave no file of an earlier run."""
        for audience, path in self.paths(found).items():
            if packed is None:
                path.unlink(missing_ok=True)
            else:
                _write(
                    path, render(_named(packed, found), reporter=self._reporter, audience=audience)
                )

    def write_counting(self, found: "Found", state: str, counting: "Counting") -> None:
        """Write both parts as they count now, unless they are there already.

        Args:
            found: The submission.
            state: What differs where they do; empty where they say what was graded.
            counting: Gives the report for an audience.
        """
        paths = self.paths(found)
        there = self._counting.pop(found.label, [""])
        if not state and not there[0]:
            return
        if there == [state, *_stamps(paths.values())]:
            self._counting[found.label] = there
            return
        for audience, path in paths.items():
            _write(path, render(counting(audience), reporter=self._reporter, audience=audience))
        if state:
            self._counting[found.label] = [state, *_stamps(paths.values())]

    def close(self) -> None:
        """Remember which files say what counts."""
        if self._counting:
            _write(self._folder / COUNTING, json.dumps(self._counting))
        else:
            (self._folder / COUNTING).unlink(missing_ok=True)

    def missing(self, found: "Found") -> bool:
        """Say whether a part is not there."""
        return not all(path.exists() for path in self.paths(found).values())

    def paths(self, found: "Found") -> dict[Audience, Path]:
        """Return where each part is."""
        name = f"{file_name(found.label)}{self._reporter.suffix}"
        return {audience: self._folder / folder / name for audience, folder in FOLDERS.items()}


def _remembered(path: Path) -> dict[str, list[str]]:
    """Return what an earlier run wrote; nothing where that cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _stamps(paths: "Iterable[Path]") -> list[str]:
    """Return what tells files from others that were written in their place."""
    found = [path.stat() if path.exists() else None for path in paths]
    return [f"{each.st_size} {each.st_mtime_ns}" if each is not None else "" for each in found]


def _named(packed: bytes, found: "Found") -> "Report":
    """Return a report under its submission's own name; what is kept names nobody."""
    from grader.executing.packing import unpacked

    report = unpacked(packed)
    submission = report.submission.model_copy(update={"id": found.label})
    return report.model_copy(update={"submission": submission})


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def file_name(label: str) -> str:
    """Return a name that every system takes for a file; another one than for any other label."""
    kept = "".join(c if c.isprintable() and c not in FORBIDDEN else "_" for c in label)[:LONGEST]
    if label and kept == label and not label.startswith(".") and label == label.rstrip(" ."):
        return label
    return f"{kept.strip(' .') or 'submission'}-{hashlib.sha256(label.encode()).hexdigest()[:8]}"


def clashing(found: "Sequence[Found]") -> tuple[str, ...]:
    """Return labels whose files some systems take for the same, as differing in case alone."""
    seen: dict[str, str] = {}
    clashes = []
    for one in found:
        other = seen.setdefault(file_name(one.label).casefold(), one.label)
        if other != one.label:
            clashes.append(one.label)
    return tuple(clashes)
