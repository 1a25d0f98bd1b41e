"""The half of validation that runs: the solution and the starter, after the kinds' objections.

Runs in the judge; the solution runs behind the wall like any submission.
"""

from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.examination.wall import Wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Report, Status
from grader.objections import objections, refuse_objections, refuse_objections_to_full
from grader.preparation import Prepared
from grader.watching import Say, nobody

__all__ = ["Proof", "objections", "prove", "refuse_objections", "without_solution"]


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
    if check.status is Status.PENDING or check.left_out:
        return False
    return check.status is not Status.PASSED or check.score < check.max_score


def _of_solution(check: CheckReport) -> str:
    reason = check.staff_text or check.student_text or check.status.value
    return f"the solution earns {check.score:g} of {check.max_score:g} in {check.id}: {reason}"


def _of_starter(check: CheckReport) -> str:
    return f"the starter earns {check.score:g} of {check.max_score:g} in {check.id} for no work"
