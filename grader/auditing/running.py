"""Grades many submissions for an audit: by an executor, with a journal. Runs in the judge."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader import __version__
from grader.auditing.journal import Journal
from grader.auditing.outcome import Outcome, outcome
from grader.executing.desk import Desk, Errand
from grader.handing_in.submission import Submission
from grader.kinds import Executor
from grader.seeds import Seed, named_seed

Advance = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""


def nobody(what: str, done: int, of: int) -> None:
    """Tell nobody."""
    del what, done, of


@dataclass(frozen=True, kw_only=True)
class Task:
    """One grading of an audit.

    Attributes:
        key: Tells it from the others of its round.
        submission: What is graded.
        only: The checks; none: all.
        seed: What inputs are drawn from.
    """

    key: str
    submission: Submission
    only: tuple[str, ...] = ()
    seed: Seed = 0


@dataclass(frozen=True, kw_only=True)
class Gradings:
    """Where an audit's gradings are made.

    Attributes:
        desk: The assignment, as a worker sets it up.
        digest: The assignment's digest.
        executor: What carries them out.
        workers: How many at once; none: as the executor has it.
        journal: What is known already.
        advance: Hears how far it is.
    """

    desk: Desk
    digest: str
    executor: Executor
    workers: int | None
    journal: Journal
    advance: Advance = nobody

    def graded(self, tasks: Sequence[Task], what: str) -> Mapping[str, Outcome]:
        """Grade, and return what came of each by its key.

        Raises:
            GraderError: The assignment or its wall cannot be set up.
        """
        names = {self._name(task): task for task in tasks}
        found = {name: known for name in names if (known := self.journal.get(name)) is not None}
        waiting = [(name, task) for name, task in names.items() if name not in found]
        self.advance(what, len(found), len(names))
        if waiting:
            for graded in self.executor.run(
                self.desk, self._errands(waiting), workers=self.workers
            ):
                found[graded.key] = outcome(graded)
                if not found[graded.key].ours:  # it is tried again the next time
                    self.journal.add(graded.key, found[graded.key])
                self.advance(what, len(found), len(names))
        return {task.key: found[name] for name, task in names.items()}

    def _errands(self, waiting: Sequence[tuple[str, Task]]) -> Iterator[Errand]:
        for name, task in waiting:
            yield Errand(key=name, submission=task.submission, seed=task.seed, only=task.only)

    def _name(self, task: Task) -> str:
        """Return what a grading is known by, whatever audit it is made for."""
        parts = (
            __version__,
            self.digest,
            str(self.desk.full),
            task.key,
            task.submission.digest,
            ",".join(task.only),
            str(named_seed(task.seed)),
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
