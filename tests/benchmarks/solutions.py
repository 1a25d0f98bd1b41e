"""Every solution on many seeds.

``python -m tests.benchmarks solutions [SLUG …] [--seeds N] [--full]``; 20 seeds unless said.

A seed changes what is drawn: inputs, disguises, and the random numbers that a training starts from.
Per assignment: whether each seed earned full marks, the least that was earned, seconds a grading
took, and every check that lost marks, with what it said.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.examination.wall import open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Report, Status
from grader.preparation import prepare
from tests.benchmarks.places import ASSIGNMENTS

SEEDS = 20
SAID = 160


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says."""

    slugs: tuple[str, ...]
    seeds: int
    full: bool


@dataclass(frozen=True, slots=True)
class Graded:
    """One grading: its seed, its report and the seconds it took, preparation left out."""

    seed: int
    report: Report
    seconds: float

    @property
    def lost(self) -> float:
        """Points a machine gives that were not earned."""
        return sum(check.max_score - check.score for check in self.losing())

    def losing(self) -> Iterator[CheckReport]:
        """Yield the checks that lost marks; what waits for a person has lost none."""
        for check in self.report.checks:
            if check.status is not Status.PENDING and check.score < check.max_score:
                yield check


def main(words: Sequence[str] = ()) -> None:
    """Grade every solution that is asked for, or all there are."""
    asked = _asked(words)
    for slug in asked.slugs:
        _told(slug, [_graded(slug, seed, full=asked.full) for seed in range(asked.seeds)])


def _asked(words: Sequence[str]) -> Asked:
    seeds, left = SEEDS, [word for word in words if word != "--full"]
    if "--seeds" in left:
        at = left.index("--seeds")
        seeds, left = int(left[at + 1]), [*left[:at], *left[at + 2 :]]
    every = sorted(path.parent.name for path in ASSIGNMENTS.glob("*/assignment.yaml"))
    return Asked(tuple(left or every), seeds, "--full" in words)


def _graded(slug: str, seed: int, *, full: bool) -> Graded:
    """Grade a solution as the command does: a fork server and an assignment made ready anew."""
    path = ASSIGNMENTS / slug / "assignment.yaml"
    with open_wall(trust=True) as wall:
        prepared = prepare(path, seed=seed, full=full)
        raise_wall(wall, prepared)
        solution = path.parent / prepared.loaded.assignment.solution
        submission = read_submission(solution, prepared.registry)
        began = time.perf_counter()
        report = grade(prepared, submission, wall)
        return Graded(seed, report, time.perf_counter() - began)


def _told(slug: str, runs: Sequence[Graded]) -> None:
    """Print one line of figures, and one for every check that lost marks."""
    scores = [run.report.score for run in runs]
    full = sum(run.lost <= 0 for run in runs)
    seconds = [run.seconds for run in runs]
    print(
        f"{slug}: full marks with {full} of {len(runs)} seeds,"
        f" least {min(scores):g} of {runs[0].report.max_score:g},"
        f" {statistics.mean(seconds):.1f} s (max {max(seconds):.1f})",
        flush=True,
    )
    for run in runs:
        for check in run.losing():
            said = " ".join((check.staff_text or check.student_text).split())[:SAID]
            print(f"  seed {run.seed}: {check.id} {check.score:g} of {check.max_score:g}: {said}")
