"""What a report says, field by field; the student's report is a subset of the staff's."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from grader.models.frozen import Model

SCHEMA_VERSION = "1.0"


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    MISSING = "missing"
    SKIPPED = "skipped"
    PENDING = "pending"
    GRADER_ERROR = "grader_error"


class Diagnosis(Model):
    """A likely cause: for students its title and hint, for staff the confidence too."""

    id: str
    title: str
    hint: str = ""
    explanation: str = ""
    confidence: float | None = None


class Part(Model):
    """A named part of a check, scored by itself."""

    id: str
    status: Status
    score: float
    max_score: float
    text: str = ""


class Evidence(Model):
    """What a failure rests on; arrays as plain nested lists, non-finite numbers as strings."""

    asked: str = ""
    input: Mapping[str, Any] = Field(default_factory=dict)
    got: Any = None
    expected: Any = None
    compare: str = ""
    details: Mapping[str, Any] = Field(default_factory=dict)


class CheckReport(Model):
    """One check's verdict with its evidence and its two texts.

    ``shown`` is what the assignment's feedback lets a student see of it.
    """

    id: str
    kind: str
    title: str
    status: Status
    score: float
    max_score: float
    parts: tuple[Part, ...] = ()
    visibility: str = "visible"
    convention: tuple[str, ...] = ()
    convention_text: tuple[str, ...] = ()
    student_text: str = ""
    staff_text: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    evidence: Evidence = Evidence()
    shown: tuple[str, ...] = ()
    stdout: str = ""
    file: str = ""
    line: int = 0
    seconds: float = 0.0

    @property
    def left_out(self) -> bool:
        """Whether it was not judged and could have earned nothing: that is no failure."""
        return self.status is Status.SKIPPED and self.max_score == 0


class Binding(Model):
    """How a name of the assignment was found in the submission."""

    found: str = ""
    file: str = ""
    line: int = 0
    how: str = "missing"
    convention: tuple[str, ...] = ()
    note: str = ""


class AssignmentIdentity(Model):
    """Which assignment, byte for byte."""

    id: str
    title: str = ""
    digest: str = ""


class SubmissionIdentity(Model):
    """Which submission, byte for byte."""

    id: str
    digest: str = ""
    files: tuple[str, ...] = ()


class Environment(Model):
    """What graded it."""

    grader: str
    numpy: str
    python: str
    plugins: Mapping[str, str] = Field(default_factory=dict)
    confinement: str = ""
    seed: int | str = 0
    recipe: str = ""


class Adjustment(Model):
    """A person's change to a check's score."""

    check: str
    delta: float
    who: str
    when: str
    reason: str


class Report(Model):
    """A graded (or ungraded) submission."""

    schema_version: str = SCHEMA_VERSION
    audience: str = "staff"
    status: str = "graded"
    provisional: bool = False
    score: float = 0.0
    max_score: float = 0.0
    assignment: AssignmentIdentity
    submission: SubmissionIdentity
    environment: Environment
    timings: Mapping[str, float] = Field(default_factory=dict)
    bindings: Mapping[str, Binding] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    checks: tuple[CheckReport, ...] = ()
