"""Why a worker cannot begin, as it is told to whoever started it. Runs in the judge."""

import traceback
from dataclasses import dataclass

from grader.errors import AssignmentError, ExitCode, GraderError, Mistake


@dataclass(frozen=True, kw_only=True, slots=True)
class Stopped:
    """What keeps a desk from being set up.

    Attributes:
        message: What is wrong, with the place where there is one.
        hint: What to do.
        code: What the command ends in.
        path: The assignment, where it has mistakes.
        mistakes: They.
        source: Its text.
    """

    message: str
    hint: str = ""
    code: ExitCode = ExitCode.GRADER
    path: str = ""
    mistakes: tuple[Mistake, ...] = ()
    source: str = ""

    def error(self) -> GraderError:
        """Return the error that it was."""
        if self.mistakes:
            return AssignmentError(self.path, self.mistakes, source=self.source)
        error = GraderError(self.message, hint=self.hint)
        error.exit_code = self.code
        return error


def stopped(problem: BaseException) -> Stopped:
    """Return what is told of a problem; one that nobody foresaw says where it came up."""
    if isinstance(problem, AssignmentError):
        return Stopped(
            message=_first(problem),
            hint=problem.hint,
            code=problem.exit_code,
            path=str(problem.path),
            mistakes=problem.mistakes,
            source=problem.source,
        )
    if isinstance(problem, GraderError):
        return Stopped(message=problem.message, hint=problem.hint, code=problem.exit_code)
    return Stopped(
        message=f"a worker cannot begin: {type(problem).__name__}: {_told(problem)}",
        hint="the submissions are not at fault; mend what is named, or report it",
    )


def _first(problem: AssignmentError) -> str:
    """Return how many mistakes there are, and the first."""
    if not problem.mistakes:
        return problem.message
    first = problem.mistakes[0]
    return f"{problem.message}; the first, in line {first.line}: {first.message}"


def _told(problem: BaseException) -> str:
    """Return what is said and in which file's which line; a syntax error has its own."""
    if isinstance(problem, SyntaxError):
        return str(problem)
    frames = traceback.extract_tb(problem.__traceback__)
    where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return f"{problem}{where}"
