"""What grading again does to everybody's marks, as it is told and written. Runs in the judge."""

from grader.models.frozen import Model

SCHEMA_VERSION = "1.0"


class PartMove(Model):
    """A part of a check whose points moved; nothing where it was, or is, no part."""

    part: str
    before: float | None
    after: float | None


class CheckMove(Model):
    """A check whose points, status or convention is another now."""

    check: str
    title: str
    before: float | None
    after: float | None
    status_before: str = ""
    status_after: str = ""
    convention_before: tuple[str, ...] = ()
    convention_after: tuple[str, ...] = ()
    parts: tuple[PartMove, ...] = ()
    why: str = ""


class Move(Model):
    """A submission that was graded again.

    ``before`` and ``after`` are totals with people's decisions and voided checks, before lateness.
    ``kept`` says that the earlier, better total stays.
    """

    submission: int
    label: str
    people: tuple[str, ...]
    attempt: int
    before: float
    after: float
    max_before: float
    max_after: float
    kept: bool = False
    checks: tuple[CheckMove, ...] = ()

    @property
    def direction(self) -> str:
        """``up``, ``down`` or ``same``."""
        if self.after == self.before:
            return "same"
        return "up" if self.after > self.before else "down"


class Refused(Model):
    """A submission that cannot be graded again: its earlier result stays."""

    submission: int
    label: str
    attempt: int
    why: str


class Regrade(Model):
    """What grading an assignment again comes to.

    ``changed`` says what results rest on now and did not before; ``current`` counts the submissions
    whose result is that of now already.
    """

    schema_version: str = SCHEMA_VERSION
    assignment: str
    changed: tuple[str, ...] = ()
    current: int = 0
    up: int = 0
    down: int = 0
    same: int = 0
    conventions: int = 0
    moves: tuple[Move, ...] = ()
    refused: tuple[Refused, ...] = ()
    written: bool = False


def regrade_of(
    assignment: str,
    moves: tuple[Move, ...],
    refused: tuple[Refused, ...],
    *,
    changed: tuple[str, ...],
    current: int,
) -> Regrade:
    """Return moves with their counts."""
    directions = [move.direction for move in moves]
    checks = [check for move in moves for check in move.checks]
    return Regrade(
        assignment=assignment,
        changed=changed,
        current=current,
        up=directions.count("up"),
        down=directions.count("down"),
        same=directions.count("same"),
        conventions=sum(c.convention_before != c.convention_after for c in checks),
        moves=moves,
        refused=refused,
    )
