"""What an audit says, field by field. Runs in the judge."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from grader.auditing.mutants.mutant import Origin
from grader.models.frozen import Model

SCHEMA_VERSION = "1.0"


class Verdict(StrEnum):
    """What became of one mistake.

    ``caught``: it cost marks. ``survived``: it cost none. ``unreached``: it cost none, and no
    question comes to its line. ``unasked``: no question comes into its definition at all.
    ``same`` and ``rounding``: its answers are the right ones, on every question and on those of
    other seeds. ``unseen``: no question of this assignment tells it from right code, as of a
    part that is not asked. ``convention``: it is another accepted way. ``setting``: it only
    changes a setting, such as a rate. ``untried``: only training shows it, and there was none.
    ``ungraded``: the grader failed.
    """

    CAUGHT = "caught"
    SURVIVED = "survived"
    UNREACHED = "unreached"
    UNASKED = "unasked"
    SAME = "same"
    ROUNDING = "rounding"
    UNSEEN = "unseen"
    CONVENTION = "convention"
    SETTING = "setting"
    UNTRIED = "untried"
    UNGRADED = "ungraded"


COUNTED = (Verdict.CAUGHT, Verdict.SURVIVED, Verdict.UNREACHED)
"""Verdicts of what is wrong code and was tried: the rate of what is caught is among these."""


class Finding(Model):
    """One mistake, and what the assignment made of it.

    Attributes:
        id: Tells it from the others.
        origin: The catalogue, or a slip in the solution's source.
        target: The definition it was put into.
        what: What is wrong, in words.
        misconception: The catalogue's id.
        check: The check whose function the misconception is of.
        file: Where the changed line stands.
        line: Its number.
        before: The line as it is in the solution.
        after: The line as it was graded.
        verdict: What became of it.
        lost: The parts that were lost, by check.
        named: Whether a report named it, or its class, first; nothing where that was not asked.
        diagnoses: What each check that lost marks named first.
        advice: What would catch it.
        seconds: How long grading it took.
        trained: Whether a check that trains caught it.
    """

    id: str
    origin: Origin
    target: str
    what: str
    misconception: str = ""
    check: str = ""
    file: str = ""
    line: int = 0
    before: str = ""
    after: str = ""
    verdict: Verdict
    lost: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    named: bool | None = None
    diagnoses: Mapping[str, str] = Field(default_factory=dict)
    advice: str = ""
    seconds: float = 0.0
    trained: bool = False


class AuditedCheck(Model):
    """One check, and what it catches.

    Attributes:
        id: Its name.
        kind: Its kind.
        points: What it is worth.
        trains: Whether it has a budget of its own; it is asked about survivors alone.
        large: Whether it has much to ask; beside its own mistakes it is asked about survivors.
        catalogue: How many of the catalogue's mistakes it caught.
        source: How many slips of the source it caught.
        alone: How many mistakes no other check caught.
        never_lost: Parts that no mistake lost.
        seconds: What the solution's answers to it took; the judge's side is in that of findings.
        uncalibrated: Thresholds that do not say where they come from.
    """

    id: str
    kind: str
    points: float
    trains: bool = False
    large: bool = False
    catalogue: int = 0
    source: int = 0
    alone: int = 0
    never_lost: tuple[str, ...] = ()
    seconds: float = 0.0
    uncalibrated: tuple[str, ...] = ()


class Rate(Model):
    """How many of how many."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """The share; all of none is all."""
        return self.count / self.of if self.of else 1.0


class LeftOut(Model):
    """Mistakes of the catalogue that were not put into the solution, and why."""

    check: str
    reason: str
    misconceptions: tuple[str, ...]


class ConventionTried(Model):
    """The solution in another accepted form.

    Attributes:
        convention: Its id.
        checks: The checks whose functions were given that form.
        accepted: Whether it earned all; nothing where it was not tried.
        reason: Why it was not tried, or what it lost.
    """

    convention: str
    checks: tuple[str, ...]
    accepted: bool | None = None
    reason: str = ""


class Audit(Model):
    """What an assignment catches, and what it does not."""

    schema_version: str = SCHEMA_VERSION
    assignment: str
    title: str = ""
    digest: str = ""
    grader: str = ""
    seed: int | str = 0
    sample: int = 0
    training: bool = False
    passed: bool = False
    seconds: float = 0.0
    scores: Mapping[str, tuple[float, float]] = Field(default_factory=dict)
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    catalogue: Rate
    named: Rate
    source: Rate
    counts: Mapping[str, int] = Field(default_factory=dict)
    checks: tuple[AuditedCheck, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    conventions: tuple[ConventionTried, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    findings: tuple[Finding, ...] = ()
