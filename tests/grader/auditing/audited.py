"""A tiny assignment with its solution, and audits of it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.auditing.auditing import Extent, audited
from grader.auditing.journal import Journal
from grader.auditing.models import Audit
from grader.auditing.running import Gradings
from grader.executing.desk import Desk, Errand, Graded
from grader.kinds import Executor
from grader.preparation import Prepared, prepare

TINY = """\
assignment: tiny
functions: {relu: 1, softmax: {points: 2, parts: {ordinary: 1, extreme: 1}}}
"""
NARROW = "assignment: narrow\nfunctions: {relu: 1}\n"
RELU = """\
import numpy as np


def relu(x):
    return np.maximum(x, 0)
"""
RIGHT = '''\
import numpy as np


def relu(x):
    """Return every entry, and 0 where it is negative."""
    return np.maximum(x, 0)


def softmax(x):
    shifted = x - np.max(x, axis=1, keepdims=True)
    return np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
'''


def written(folder: Path, yaml: str = TINY, solution: str = RIGHT, starter: str = "") -> Path:
    """Write an assignment and return its file."""
    (folder / "solution").mkdir(parents=True)
    (folder / "solution" / "hw.py").write_text(solution, encoding="utf-8")
    if starter:
        (folder / "starter").mkdir()
        (folder / "starter" / "hw.py").write_text(starter, encoding="utf-8")
    path = folder / "assignment.yaml"
    path.write_text(yaml, encoding="utf-8")
    return path


def gradings(prepared: Prepared, journal: Journal, executor: Executor | None = None) -> Gradings:
    """Return gradings in this process."""
    return Gradings(
        desk=Desk(assignment=prepared.loaded.path, trust=True),
        digest=prepared.loaded.digest,
        executor=executor or prepared.registry.executors["serial"],
        workers=None,
        journal=journal,
    )


def audit_of(path: Path, **extent: Any) -> Audit:
    """Audit an assignment without training, on one draw of its inputs."""
    prepared = prepare(path)
    with Journal(None) as journal:
        found = gradings(prepared, journal)
        return audited(prepared, found, Extent(**{"training": False, "seeds": (), **extent}))


class Counting:
    """An executor that counts what it is given, and may be interrupted."""

    name = "counting"
    summary = "counts"

    def __init__(self, inner: Executor, most: int = 10**6) -> None:
        self.inner = inner
        self.most = most
        self.count = 0

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        for graded in self.inner.run(desk, errands, workers=workers):
            if self.count == self.most:
                raise KeyboardInterrupt
            self.count += 1
            yield graded


def plain(audit: Audit) -> Any:
    """Return what an audit says, without its clocks."""
    said = json.loads(audit.model_dump_json(exclude={"seconds"}))
    for each in (*said["findings"], *said["checks"]):
        del each["seconds"]
    return said
