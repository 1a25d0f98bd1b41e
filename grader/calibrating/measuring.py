"""Grades right code with many seeds, and reads what was measured. Runs in the judge."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.calibrating.journal import Journal, Run
from grader.calibrating.subjects import Subject
from grader.executing.desk import Desk, Errand, Graded
from grader.kinds import Executor
from grader.models.report import CheckReport, Status
from grader.watching import Left, Say, nobody

MEASURED = (Status.PASSED, Status.PARTIAL, Status.FAILED)
"""What a check ends in that has measured something, be it too little."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Crew:
    """Where runs are made, and by how many."""

    desk: Desk
    executor: Executor
    workers: int | None = None


def measure(
    crew: Crew,
    submission: Path,
    subjects: Sequence[Subject],
    seeds: Sequence[int],
    *,
    journal: Journal,
    tell: Say = nobody,
) -> tuple[Run, ...]:
    """Return a run of every subject with every seed; those the journal holds are not made again.

    Args:
        crew: Who makes them.
        submission: What is graded: the solution.
        subjects: The checks to measure.
        seeds: Each is one draw of disguise, examples and first weights.
        journal: Gets every run as it is made.
        tell: Hears how far it is, and how long it may take yet.

    Raises:
        GraderError: No worker can be had, or the journal cannot be written.
    """
    waiting = {seed: _missing(subjects, seed, journal) for seed in seeds}
    errands = [
        Errand(key=str(seed), submission=submission, seed=seed, only=tuple(s.id for s in missing))
        for seed, missing in waiting.items()
        if missing
    ]
    runs: dict[tuple[str, int], Run] = {}
    for graded in _told(crew, errands, tell):
        seed = int(graded.key)
        for subject in waiting[seed]:
            run = run_of(subject, seed, graded)
            runs[subject.id, seed] = run
            if not run.trouble:
                journal.keep(run)
    found = (
        journal.find(subject.id, seed, subject.digest) or runs[subject.id, seed]
        for subject in subjects
        for seed in seeds
    )
    return tuple(found)


def _missing(subjects: Sequence[Subject], seed: int, journal: Journal) -> tuple[Subject, ...]:
    return tuple(s for s in subjects if journal.find(s.id, seed, s.digest) is None)


def _told(crew: Crew, errands: Sequence[Errand], tell: Say) -> Iterator[Graded]:
    """Yield what came of each errand, and say how many there are yet."""
    if not errands:
        return
    began = time.monotonic()
    tell(f"run 1 of {len(errands)}", None)
    results = crew.executor.run(crew.desk, errands, workers=crew.workers)
    for number, graded in enumerate(results, start=1):
        each = (time.monotonic() - began) / number
        left = Left(time.monotonic() + each * (len(errands) - number))
        tell(f"{number} of {len(errands)} runs", left)
        yield graded


def run_of(subject: Subject, seed: int, graded: Graded) -> Run:
    """Return what one grading measured of a check, or why it measured nothing."""
    if graded.report is None:
        return Run(subject.id, seed, subject.digest, trouble=graded.trouble or "it was not graded")
    check = next(each for each in graded.report.checks if each.id == subject.id)
    values = _values(subject, check)
    if check.status in MEASURED and values is not None:
        return Run(subject.id, seed, subject.digest, values)
    why = check.staff_text or check.student_text or "no number came"
    return Run(subject.id, seed, subject.digest, trouble=f"{check.status.value}: {why}")


def _values(subject: Subject, check: CheckReport) -> Mapping[str, float] | None:
    """Return every number that was measured; nothing where one is missing."""
    found: dict[str, float] = {}
    for threshold in subject.thresholds:
        value = threshold.measured(check.evidence.details)
        if value is None:
            return None
        found[threshold.name] = value
    return found


def values_of(runs: Iterable[Run], check: str, name: str) -> tuple[float, ...]:
    """Return what was measured of one threshold, in the order of the seeds."""
    chosen = sorted((r for r in runs if r.check == check and not r.trouble), key=_seed)
    return tuple(run.values[name] for run in chosen)


def _seed(run: Run) -> int:
    return run.seed
