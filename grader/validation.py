"""The half of validation that runs: every kind's own objections, the solution, the starter.

Runs in the judge; the solution runs behind the wall like any submission.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import Mistake, SubmissionError, UsageError
from grader.examination.wall import Wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.assignment import CheckSpec
from grader.models.report import CheckReport, Report, Status
from grader.preparation import Prepared
from grader.watching import Say, nobody


@dataclass(frozen=True, slots=True)
class Proof:
    """What running an assignment against its own solution and starter showed.

    Attributes:
        problems: What must be mended before the assignment is handed out, in sentences.
        solution: The solution's report.
        starter: The starter's report; ``None`` where the assignment has no starter.
    """

    problems: tuple[str, ...]
    solution: Report
    starter: Report | None


def objections(prepared: Prepared) -> tuple[Mistake, ...]:
    """Return what the kinds of checks object to, each at its place in the file."""
    loaded = prepared.loaded
    checks = loaded.assignment.checks
    return tuple(loaded.mistake(name, text) for name, text in _objected(prepared, checks))


def _objected(prepared: Prepared, checks: Iterable[CheckSpec]) -> Iterator[tuple[str, str]]:
    for spec in checks:
        try:
            texts = tuple(prepared.registry.kinds[spec.kind].validate(spec, prepared.bench))
        except UsageError as problem:  # such as an option that the check's data set has not
            texts = (f"{problem.message}; {problem.hint}",)
        yield from ((spec.id, text) for text in texts)


def refuse_objections(prepared: Prepared) -> None:
    """Refuse an assignment that its kinds cannot grade by; nothing of it need run for that.

    Raises:
        AssignmentError: A kind objects to a check.
    """
    mistakes = objections(prepared)
    if mistakes:
        raise prepared.loaded.error(mistakes)


def refuse_objections_to_full(prepared: Prepared) -> None:
    """Refuse a longer recipe that its kinds cannot grade by, whichever of the two is graded.

    Raises:
        AssignmentError: A kind objects to a check as its `full` makes it.
    """
    loaded = prepared.loaded
    if loaded.full is not None:
        longer = Prepared(loaded.full, prepared.registry, seed=prepared.bench.seed)
        differing = [longer.bench.checks[s.id] for s in loaded.assignment.checks if s.full]
        found = [loaded.mistake(n, text, "full") for n, text in _objected(longer, differing)]
        if found:
            raise loaded.error(found)


def without_solution(prepared: Prepared) -> str:
    """Return what to say of an assignment that has no solution; nothing where it has one."""
    loaded = prepared.loaded
    name = loaded.assignment.solution
    if (loaded.folder / name).exists():
        return ""
    return (
        f"there is no {name} in {loaded.folder.name}/: put right code there, so that it can be "
        "shown to earn full marks"
    )


def prove(prepared: Prepared, wall: Wall, *, tell: Say = nobody) -> Proof:
    """Grade the solution and the starter, and say what is not as it must be.

    Raises:
        AssignmentError: A kind objects to a check.
        SubmissionError: The solution cannot be read at all.
    """
    refuse_objections(prepared)
    refuse_objections_to_full(prepared)
    raise_wall(wall, prepared)
    assignment, folder = prepared.loaded.assignment, prepared.loaded.folder
    solution = _graded(prepared, folder / assignment.solution, wall, tell)
    starter = None
    if (folder / assignment.starter).exists():
        starter = _graded(prepared, folder / assignment.starter, wall, tell)
    problems = [_of_solution(check) for check in solution.checks if _short(check)]
    if starter is not None:
        problems += [_of_starter(check) for check in starter.checks if check.score > 0]
    return Proof(problems=tuple(problems), solution=solution, starter=starter)


def _graded(prepared: Prepared, path: Path, wall: Wall, tell: Say) -> Report:
    try:
        return grade(prepared, read_submission(path, prepared.registry), wall, tell=tell)
    except SubmissionError as problem:
        raise SubmissionError(f"{path}: {problem.message}", hint=problem.hint) from problem


def _short(check: CheckReport) -> bool:
    """Say whether the solution lacks points that a machine gives; a person's are still to come."""
    if check.status is Status.PENDING:
        return False
    return check.status is not Status.PASSED or check.score < check.max_score


def _of_solution(check: CheckReport) -> str:
    reason = check.staff_text or check.student_text or check.status.value
    return f"the solution earns {check.score:g} of {check.max_score:g} in {check.id}: {reason}"


def _of_starter(check: CheckReport) -> str:
    return f"the starter earns {check.score:g} of {check.max_score:g} in {check.id} for no work"
