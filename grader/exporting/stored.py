"""Final marks of a store as exports write them. Runs in the judge."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from grader.errors import UsageError
from grader.exporting.standing import Standing
from grader.people.who import Who
from grader.store.tables import Assignment

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.policies.standing import FinalMark
    from grader.store.people import Who as Remembered


def only_assignment(connection: "Connection") -> str:
    """Return the slug of the assignment that a store holds.

    Raises:
        UsageError: There is none, or there are several.
    """
    query = select(Assignment.slug).distinct().order_by(Assignment.slug)
    slugs: list[str] = [*connection.scalars(query)]
    if len(slugs) == 1:
        return slugs[0]
    what = f"several assignments: {', '.join(slugs)}" if slugs else "no assignment"
    raise UsageError(f"the store holds {what}", hint="name one with --assignment")


def from_marks(marks: Sequence["FinalMark"], slug: str) -> tuple[Standing, ...]:
    """Return final marks as standings, in the order of names."""
    found = [_standing(mark, slug) for mark in marks]
    return tuple(sorted(found, key=lambda each: (each.who.shown, each.who.given)))


def _standing(mark: "FinalMark", slug: str) -> Standing:
    return Standing(
        who=_who(mark.person, mark.who),
        assignment=slug,
        score=mark.final,
        max_score=mark.max_score,
        status=mark.status,
        provisional=mark.provisional,
        excused=mark.excused,
        raw_score=mark.marked,
        late_seconds=mark.late_seconds,
        attempt=mark.attempt,
        handed_in_at=mark.handed_in_at,
        checks=dict(mark.checks),
    )


def _who(person: str, known: "Remembered | None") -> Who:
    """Return who somebody is; whoever was forgotten is a pseudonym.

    A login may be what a folder was called, which may be any of what tells people apart.
    """
    if known is None:
        return Who(given=person)
    return Who(
        id=known.extra.get("id", ""),
        sis_id=known.sis_id,
        login=known.login,
        email=known.email,
        name=known.name,
        given=known.login,
        section=known.section,
    )
