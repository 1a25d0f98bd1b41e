"""Where everybody stands in an assignment: attempts, results, and what people decided.

Runs in the judge. Nothing is chosen or computed here: which attempt counts, and what lateness
costs, are policies.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from grader.store import results, times
from grader.store.marks import Given, given
from grader.store.tables import Grading, Member, Origin, Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One submission of a person or a group.

    Attributes:
        submission: Its number.
        attempt: Which attempt it is.
        digest: Of its bytes.
        handed_in_at: When, as far as is known.
        seen_at: When it was last found where submissions lie.
        late: Whether a platform called it late.
        result: What came of it; none: not graded yet.
        marks: What people decided about it.
        members: The pseudonyms of those who handed it in.
        label: What it was called; empty once its people were purged.
    """

    submission: int
    attempt: int
    digest: str
    handed_in_at: datetime | None
    seen_at: datetime | None
    late: bool | None
    result: results.Stored | None = None
    marks: tuple[Given, ...] = ()
    members: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a person stands: the attempts, the newest last."""

    person: str
    attempts: tuple[Attempt, ...] = field(default=())


def standings(connection: Connection, slug: str) -> list[Standing]:
    """Return where everybody stands who handed something in, by pseudonym."""
    attempts = _attempts(connection, slug)
    of: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        for person in attempt.members:
            of[person].append(attempt)
    return [Standing(person=person, attempts=tuple(own)) for person, own in sorted(of.items())]


def _attempts(connection: Connection, slug: str) -> list[Attempt]:
    query = (
        select(Submission.__table__, Grading.result, Origin.label)
        .outerjoin(Grading, (Grading.submission == Submission.id) & (Grading.superseded_at == ""))
        .outerjoin(Origin, Origin.submission == Submission.id)
        .where(Submission.slug == slug)
        .order_by(Submission.handed_in_at, Submission.seen_at, Submission.attempt, Submission.id)
    )
    rows = connection.execute(query).mappings().all()
    found = {
        stored.id: stored
        for stored in results.stored(connection, {row["result"] for row in rows if row["result"]})
    }
    decided = given(connection, [row["id"] for row in rows])
    members = _members(connection, slug)
    return [
        Attempt(
            submission=row["id"],
            attempt=row["attempt"],
            digest=row["digest"],
            handed_in_at=times.read(row["handed_in_at"]),
            seen_at=times.read(row["seen_at"]),
            late=row["late"],
            result=found.get(row["result"]),
            marks=tuple(decided.get(row["id"], ())),
            members=members.get(row["id"], ()),
            label=row["label"] or "",
        )
        for row in rows
    ]


def _members(connection: Connection, slug: str) -> dict[int, tuple[str, ...]]:
    query = (
        select(Member.submission, Member.person)
        .join(Submission, Submission.id == Member.submission)
        .where(Submission.slug == slug)
    )
    of: dict[int, list[str]] = defaultdict(list)
    for submission, person in connection.execute(query):
        of[submission].append(person)
    return {submission: tuple(sorted(people)) for submission, people in of.items()}
