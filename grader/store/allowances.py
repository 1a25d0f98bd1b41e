"""Extensions and excuses: who may be later, and who need not hand in. Runs in the judge."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from grader.store import times
from grader.store.superseding import supersede
from grader.store.tables import Allowance


class Kind(StrEnum):
    """What is allowed."""

    EXTENSION = "extension"
    EXCUSE = "excuse"


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowed:
    """Something that a person is allowed for an assignment.

    Attributes:
        slug: The assignment's name.
        person: The pseudonym.
        kind: More time, or none of the work.
        until: Till when, for an extension.
        who: Who allowed it.
        why: Why.
        when: When it was allowed, as the store keeps times; set by the store.
    """

    slug: str
    person: str
    kind: Kind
    until: datetime | None = None
    who: str
    why: str = ""
    when: str = ""


def allow(connection: Connection, allowed: Allowed) -> None:
    """Allow it; what was allowed before of this kind is superseded."""
    take_back(connection, allowed.slug, allowed.person, allowed.kind)
    connection.execute(
        insert(Allowance).values(
            slug=allowed.slug,
            person=allowed.person,
            kind=allowed.kind.value,
            until=times.written(allowed.until),
            who=allowed.who,
            why=allowed.why,
            made_at=times.now(),
        )
    )


def take_back(connection: Connection, slug: str, person: str, kind: Kind) -> bool:
    """Allow it no more; say whether it was."""
    which = (Allowance.slug == slug, Allowance.person == person, Allowance.kind == kind.value)
    return supersede(connection, Allowance, *which)


def allowances(connection: Connection, slug: str) -> tuple[Allowed, ...]:
    """Return all that is allowed now for an assignment."""
    query = select(Allowance.__table__).where(Allowance.slug == slug, Allowance.superseded_at == "")
    return tuple(
        Allowed(
            slug=slug,
            person=row["person"],
            kind=Kind(row["kind"]),
            until=times.read(row["until"]),
            who=row["who"],
            why=row["why"],
            when=row["made_at"],
        )
        for row in connection.execute(query.order_by(Allowance.id)).mappings()
    )
