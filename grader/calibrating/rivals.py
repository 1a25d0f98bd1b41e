"""Wrong code against a threshold: how often does it pass? Runs in the judge.

A threshold that right code always passes may pass wrong code, too. Wrong are the labelled cases of
the assignment that must not pass the check, or whatever lies in a folder of known wrong work. Runs
of one submission are alike, so it is also told which submissions pass at all.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.calibrating.bounds import upper_share
from grader.calibrating.measuring import Crew, run_of
from grader.calibrating.proposing import Edge, Proposal
from grader.calibrating.subjects import Subject
from grader.errors import UsageError
from grader.executing.desk import Errand, Graded
from grader.models.report import Status
from grader.watching import Left, Say, nobody

if TYPE_CHECKING:
    from grader.testing.cases import Case

CASES = "cases"
WRONG = (Status.FAILED, Status.PARTIAL)


@dataclass(frozen=True, slots=True)
class Rival:
    """A submission that is known to be wrong in these checks."""

    name: str
    path: Path
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """How wrong code did in one check.

    Attributes:
        check: The check.
        passed: How many runs of wrong code reached every line.
        tried: How many were measured.
        upper: With 95 % confidence, no larger share passes.
        passing: The submissions of which at least one run passed.
        stopped: How many runs never came to be measured: earlier checks or errors caught them.
    """

    check: str
    passed: int
    tried: int
    upper: float
    passing: tuple[str, ...]
    stopped: int


def rivals_of(
    against: str, *, folder: Path, subjects: Sequence[Subject], scratch: Path
) -> tuple[Rival, ...]:
    """Return the wrong submissions of the assignment's cases, or of a folder.

    Raises:
        UsageError: There are none.
    """
    checks = tuple(subject.id for subject in subjects)
    found = (
        tuple(_of_cases(folder, checks, scratch))
        if against == CASES
        else tuple(_of_folder(Path(against), checks))
    )
    if found:
        return found
    if against == CASES:
        message = f"no case of {folder.name} is labelled wrong in {', '.join(checks)}"
        raise UsageError(message, hint="name a folder of wrong submissions: --against FOLDER")
    raise UsageError(f"{against} holds no submissions", hint="each file or folder in it is one")


def _of_folder(folder: Path, checks: tuple[str, ...]) -> Iterator[Rival]:
    if not folder.is_dir():
        message = f"--against {folder}: there is no such folder"
        raise UsageError(message, hint=f"name a folder of wrong submissions, or `{CASES}`")
    for path in sorted(folder.iterdir()):
        if not path.name.startswith((".", "__")):
            yield Rival(path.name, path, checks)


def _of_cases(folder: Path, checks: tuple[str, ...], scratch: Path) -> Iterator[Rival]:
    from grader.testing.building import build_submission
    from grader.testing.cases import read_case

    for number, path in enumerate(sorted((folder / CASES).glob("*.yaml"))):
        case = read_case(path)
        wrong = tuple(check for check in checks if _is_wrong(case, check))
        if wrong:
            place = scratch / str(number)
            place.mkdir()
            built = build_submission(case, assignment=folder, folder=place)
            yield Rival(path.stem, built, wrong)


def _is_wrong(case: "Case", check: str) -> bool:
    return case.expect.checks.get(check) in WRONG


def contest(
    crew: Crew,
    rivals: Sequence[Rival],
    proposals: Sequence[Proposal],
    seeds: Sequence[int],
    *,
    tighten: bool = False,
    tell: Say = nobody,
) -> tuple[Contest, ...]:
    """Grade every rival with every seed, and count what would pass the lines to be written."""
    graded = dict(_graded(crew, rivals, seeds, tell))
    subjects = {proposal.subject.id: proposal.subject for proposal in proposals}
    return tuple(
        _counted(
            subject, rivals, graded, [p for p in proposals if p.subject is subject], tighten=tighten
        )
        for subject in subjects.values()
    )


def _graded(
    crew: Crew, rivals: Sequence[Rival], seeds: Sequence[int], tell: Say
) -> Iterator[tuple[tuple[int, int], Graded]]:
    errands = [
        Errand(key=f"{number}/{seed}", submission=rival.path, seed=seed, only=rival.checks)
        for number, rival in enumerate(rivals)
        for seed in seeds
    ]
    began = time.monotonic()
    results = crew.executor.run(crew.desk, errands, workers=crew.workers)
    for done, each in enumerate(results, start=1):
        left = (time.monotonic() - began) / done * (len(errands) - done)
        tell(f"{done} of {len(errands)} runs of wrong code", Left(time.monotonic() + left))
        number, _, seed = each.key.partition("/")
        yield (int(number), int(seed)), each


def _counted(
    subject: Subject,
    rivals: Sequence[Rival],
    graded: Mapping[tuple[int, int], Graded],
    proposals: Sequence[Proposal],
    *,
    tighten: bool,
) -> Contest:
    count = Contest(subject.id, 0, 0, 1.0, (), 0)
    passing: dict[str, None] = {}
    for (number, seed), each in sorted(graded.items(), key=lambda item: item[0]):
        if subject.id not in rivals[number].checks:
            continue
        run = run_of(subject, seed, each)
        if run.trouble:
            count = replace(count, stopped=count.stopped + 1)
            continue
        passed = _passes(run.values, proposals, tighten=tighten)
        count = replace(count, tried=count.tried + 1, passed=count.passed + passed)
        if passed:
            passing[rivals[number].name] = None
    upper = upper_share(count.passed, count.tried) if count.tried else 1.0
    return replace(count, upper=upper, passing=tuple(passing))


def _passes(values: Mapping[str, float], proposals: Sequence[Proposal], *, tighten: bool) -> bool:
    return all(
        _reaches(values[proposal.threshold.name], edge, tighten=tighten)
        for proposal in proposals
        for edge in proposal.edges
    )


def _reaches(value: float, edge: Edge, *, tighten: bool) -> bool:
    return edge.laxer(edge.chosen(tighten=tighten)[-1], value)
