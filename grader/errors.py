"""Staff-side errors, each with what to do next, and the exit codes they end in."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """What the command's end means: 0 and 1 are verdicts, above is none."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    ASSIGNMENT = 3
    SUBMISSION = 4
    GRADER = 5


class GraderError(Exception):
    """Something stopped the grading; never the student's zero."""

    exit_code = ExitCode.GRADER

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GraderError):
    """The command cannot be carried out as it was given."""

    exit_code = ExitCode.USAGE


class PluginError(UsageError):
    """A plugin that was named cannot be imported, or is none."""

    def __init__(self, plugin: str, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.plugin = plugin


class SubmissionError(GraderError):
    """What was handed in cannot be read at all: missing, empty, too large, no regular file."""

    exit_code = ExitCode.SUBMISSION


class ConfinementError(GraderError):
    """This machine cannot enforce the level that was demanded, or the wall did not hold."""


class ChildError(GraderError):
    """The student's side ended or spoke out of turn; carries no verdict by itself."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of an assignment: where, what was wrong, what to do."""

    line: int
    column: int
    message: str
    hint: str = ""


class AssignmentError(GraderError):
    """An assignment with mistakes: all of a file at once."""

    exit_code = ExitCode.ASSIGNMENT

    def __init__(
        self, path: Path | str, mistakes: tuple[Mistake, ...], *, source: str = ""
    ) -> None:
        self.path = path
        self.mistakes = mistakes
        self.source = source
        count = len(mistakes)
        super().__init__(f"{path}: {count} mistake{'' if count == 1 else 's'}")
