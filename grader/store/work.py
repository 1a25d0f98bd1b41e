"""What was handed in: bytes by their digest, who, which attempt, when. Runs in the judge."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from grader.store import people, times
from grader.store.tables import Assignment, Grading, Member, Origin, Result, Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """Something that was handed in.

    Attributes:
        slug: The assignment's name.
        who: Whoever handed it in: one, or a group.
        digest: SHA-256 of its names and bytes; empty where it cannot be read.
        label: What it is called here; may be a name.
        place: Where it was read.
        attempt: Which attempt it is; none: one more than the last whose bytes differ.
        handed_in_at: When, as far as is known.
        late: Whether a platform called it late.
    """

    slug: str
    who: Sequence[people.Who]
    digest: str
    label: str
    place: str
    attempt: int | None = None
    handed_in_at: datetime | None = None
    late: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of a place that was read before: its newest submission and its result."""

    submission: int
    digest: str
    attempt: int
    result: int | None
    key: str
    final: bool
    trouble: str


def remember_assignment(
    connection: Connection, *, slug: str, digest: str, title: str, max_score: float, source: str
) -> None:
    """Remember a version of an assignment, once; dates may change in it, and marks by them."""
    values = {"slug": slug, "digest": digest, "title": title, "max_score": max_score}
    insertion = people.on_conflict_nothing(connection, Assignment)
    connection.execute(insertion.values(**values, source=source, first_seen=times.now()))
    other = (Assignment.digest == digest) & (Assignment.source != source)
    connection.execute(update(Assignment).where(other).values(source=source))


def sources(connection: Connection) -> dict[str, str]:
    """Return every assignment's file by its name: the newest version, with its latest dates."""
    query = select(Assignment.slug, Assignment.source).order_by(Assignment.first_seen)
    return {slug: source for slug, source in connection.execute(query)}  # noqa: C416 - rows


def hand_in(connection: Connection, given: HandedIn) -> tuple[int, int]:
    """Return the submission's number and its attempt; the same bytes again are the same one."""
    return hand_in_all(connection, given.slug, [given])[0]


def hand_in_all(
    connection: Connection, slug: str, all_given: Sequence[HandedIn]
) -> list[tuple[int, int]]:
    """Return numbers and attempts of what was handed in for an assignment, in its order."""
    pseudonyms = people.remember_all(connection, [w for given in all_given for w in given.who])
    persons = [tuple(pseudonyms[w.login] for w in given.who) for given in all_given]
    earlier = _earlier(connection, slug, {_whose(each) for each in persons})
    rows = [
        _matched(earlier[_whose(each)], given)
        for given, each in zip(all_given, persons, strict=True)
    ]
    _insert(
        connection,
        [(r, g, p) for r, g, p in zip(rows, all_given, persons, strict=True) if not r.id],
    )
    seen = [{"own_id": row.id, **_when(g)} for row, g in zip(rows, all_given, strict=True)]
    connection.execute(update(Submission).where(Submission.id == bindparam("own_id")), seen)
    _place(connection, slug, list(zip(rows, all_given, strict=True)))
    return [(row.id, row.attempt) for row in rows]


@dataclass(slots=True)
class _Row:
    """A submission of somebody; its number is 0 until it is written down."""

    id: int
    attempt: int
    digest: str


def _earlier(connection: Connection, slug: str, whose: set[str]) -> dict[str, list[_Row]]:
    """Return what was handed in before, by whom, the newest last."""
    columns = (Submission.whose, Submission.id, Submission.attempt, Submission.digest)
    query = select(*columns).where(Submission.slug == slug, Submission.whose.in_(whose))
    found: dict[str, list[_Row]] = {each: [] for each in whose}
    for of, number, attempt, digest in connection.execute(query.order_by(Submission.id)):
        found[of].append(_Row(number, attempt, digest))
    return found


def _matched(earlier: list[_Row], given: HandedIn) -> _Row:
    """Return the row of these bytes, a new one if there is none."""
    for row in reversed(earlier):
        if row.digest == given.digest and given.attempt in (None, row.attempt):
            return row
    last = max((row.attempt for row in earlier), default=0)
    row = _Row(0, given.attempt or last + 1, given.digest)
    earlier.append(row)
    return row


def _whose(persons: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(sorted(set(persons))).encode()).hexdigest()


def _when(given: HandedIn) -> dict[str, object]:
    return {
        "handed_in_at": times.written(given.handed_in_at),
        "late": given.late,
        "seen_at": times.now(),
    }


def _insert(connection: Connection, new: Sequence[tuple[_Row, HandedIn, tuple[str, ...]]]) -> None:
    """Write new submissions down, each once, and whose they are."""
    fresh = {id(row): (row, given, persons) for row, given, persons in new}
    if not fresh:
        return
    values = [
        {
            "slug": given.slug,
            "whose": _whose(persons),
            "attempt": row.attempt,
            "digest": row.digest,
            **_when(given),
        }
        for row, given, persons in fresh.values()
    ]
    insertion = insert(Submission).returning(Submission.id, sort_by_parameter_order=True)
    numbers = connection.scalars(insertion, values).all()
    members = []
    for number, (row, _, persons) in zip(numbers, fresh.values(), strict=True):
        row.id = number
        members += [{"submission": number, "person": person} for person in dict.fromkeys(persons)]
    connection.execute(insert(Member), members)


def _place(connection: Connection, slug: str, rows: Sequence[tuple[_Row, HandedIn]]) -> None:
    """Say where submissions lie, each the only one there."""
    origins = {
        row.id: {"submission": row.id, "label": given.label, "place": given.place}
        for row, given in rows
    }
    here = select(Submission.id).where(Submission.slug == slug)
    there = Origin.place.in_([origin["place"] for origin in origins.values()])
    connection.execute(
        delete(Origin).where(
            Origin.submission.in_(list(origins)) | (there & Origin.submission.in_(here))
        )
    )
    connection.execute(insert(Origin), list(origins.values()))


def known(connection: Connection, slug: str) -> dict[str, Known]:
    """Return what is known of an assignment's places."""
    query = (
        select(
            Origin.place,
            Submission.id.label("submission"),
            Submission.digest,
            Submission.attempt,
            Result.id.label("result"),
            Result.key,
            Result.final,
            Result.trouble,
        )
        .join(Submission, Submission.id == Origin.submission)
        .outerjoin(Grading, (Grading.submission == Submission.id) & (Grading.superseded_at == ""))
        .outerjoin(Result, Result.id == Grading.result)
        .where(Submission.slug == slug)
    )
    return {
        place: Known(
            submission=submission,
            digest=digest,
            attempt=attempt,
            result=result,
            key=key or "",
            final=bool(final),
            trouble=trouble or "",
        )
        for place, submission, digest, attempt, result, key, final, trouble in connection.execute(
            query
        )
    }
