"""What people decide about points: who, when and why; nothing is deleted. Runs in the judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from grader.store import times
from grader.store.people import CHUNK
from grader.store.superseding import supersede
from grader.store.tables import Mark, Void


class Kind(StrEnum):
    """What a mark does."""

    MANUAL = "manual"
    """Sets the points of a check that a person fills in."""
    ADJUSTMENT = "adjustment"
    """Adds points, or takes some away."""
    AT_LEAST = "at_least"
    """Keeps the whole, before what is added to it, from being less: an earlier grading's total."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A decision about points.

    Attributes:
        submission: The submission's number.
        check: A check's id; empty: the whole.
        kind: Whether points are set or added.
        points: How many.
        who: Who decided it.
        why: Why, for the student.
        when: When, as the store keeps times; set by the store.
    """

    submission: int
    check: str = ""
    kind: Kind
    points: float
    who: str
    why: str = ""
    when: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Voided:
    """A check that counts for nobody."""

    slug: str
    check: str
    who: str
    why: str = ""
    when: str = ""


def give(connection: Connection, given: Given) -> None:
    """Keep a decision; an earlier one of its kind about the same check is superseded."""
    take_back(connection, given.submission, given.check, given.kind)
    connection.execute(
        insert(Mark).values(
            submission=given.submission,
            check_id=given.check,
            kind=given.kind.value,
            points=given.points,
            who=given.who,
            why=given.why,
            made_at=times.now(),
        )
    )


def take_back(connection: Connection, submission: int, check: str, kind: Kind) -> bool:
    """Let a decision count no more; say whether there was one."""
    which = (Mark.submission == submission, Mark.check_id == check, Mark.kind == kind.value)
    return supersede(connection, Mark, *which)


def given(connection: Connection, submissions: Sequence[int]) -> dict[int, list[Given]]:
    """Return what counts now, by submission."""
    found: dict[int, list[Given]] = {}
    for start in range(0, len(submissions), CHUNK):
        some = submissions[start : start + CHUNK]
        query = select(Mark.__table__).where(Mark.submission.in_(some), Mark.superseded_at == "")
        for row in connection.execute(query.order_by(Mark.id)).mappings():
            mark = Given(
                submission=row["submission"],
                check=row["check_id"],
                kind=Kind(row["kind"]),
                points=row["points"],
                who=row["who"],
                why=row["why"],
                when=row["made_at"],
            )
            found.setdefault(mark.submission, []).append(mark)
    return found


def void(connection: Connection, voided: Voided) -> None:
    """Let a check count for nobody: everybody gets its marks."""
    restore(connection, voided.slug, voided.check)
    connection.execute(
        insert(Void).values(
            slug=voided.slug,
            check_id=voided.check,
            who=voided.who,
            why=voided.why,
            made_at=times.now(),
        )
    )


def restore(connection: Connection, slug: str, check: str) -> bool:
    """Let a check count again; say whether it did not."""
    return supersede(connection, Void, Void.slug == slug, Void.check_id == check)


def voids(connection: Connection, slug: str) -> tuple[Voided, ...]:
    """Return the checks of an assignment that count for nobody."""
    query = select(Void.__table__).where(Void.slug == slug, Void.superseded_at == "")
    return tuple(
        Voided(
            slug=slug,
            check=row["check_id"],
            who=row["who"],
            why=row["why"],
            when=row["made_at"],
        )
        for row in connection.execute(query.order_by(Void.id)).mappings()
    )
