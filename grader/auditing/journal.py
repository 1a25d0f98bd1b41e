"""What is already graded, so that an interrupted audit goes on where it was. Runs in the judge.

One JSON object a line, appended as each grading is finished: a line that was cut off is not read.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

from pydantic import ValidationError

from grader.auditing.outcome import Outcome
from grader.errors import UsageError


class Journal:
    """Outcomes by key, in a file; a context manager that removes the file once it is not needed.

    Args:
        path: The file; none keeps nothing.
        lasting: Whether the file stays when the audit is done.
    """

    def __init__(self, path: Path | None, *, lasting: bool = False) -> None:
        self._path = path
        self._lasting = lasting
        self._known: Mapping[str, Outcome] = _read(path) if path is not None else {}
        self._added = 0
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("a", encoding="utf-8")
            except OSError as problem:
                raise UsageError(
                    f"{self._path}, where gradings are kept, cannot be written: {problem.strerror}",
                    hint="name a file that can be with --journal",
                ) from problem
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._file is not None and self._path is not None:
            self._file.close()
            if kind is None and not self._lasting:
                self._path.unlink(missing_ok=True)

    @property
    def count(self) -> int:
        """How many gradings the file keeps."""
        return len(self._known) + self._added if self._file is not None else 0

    def get(self, key: str) -> Outcome | None:
        """Return what came of a grading, if it is known."""
        return self._known.get(key)

    def add(self, key: str, outcome: Outcome) -> None:
        """Keep what came of a grading."""
        if self._file is not None:
            line = {"key": key, "outcome": outcome.model_dump(mode="json")}
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
            self._added += 1


def _read(path: Path) -> Mapping[str, Outcome]:
    found: dict[str, Outcome] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
                found[entry["key"]] = Outcome.model_validate(entry["outcome"])
            except (ValueError, KeyError, TypeError, ValidationError):
                continue
    return found


def usual_place(assignment: str, digest: str, env: Mapping[str, str]) -> Path:
    """Return where the journal of an assignment's audit lies: in the user's cache."""
    cache = env.get("XDG_CACHE_HOME") or os.path.join(env.get("HOME", ""), ".cache")  # noqa: PTH118
    return Path(cache) / "grader" / "audits" / f"{assignment}-{digest[:16]}.jsonl"
