"""How much a store holds. Runs in the judge."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from grader.store.opening import VERSIONS
from grader.store.tables import Assignment, Grading, Identity, Person, Result, Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """What is held of one assignment."""

    slug: str
    versions: int
    submissions: int
    results: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Holdings:
    """What is held in all.

    Attributes:
        version: Of the tables.
        people: How many are known by pseudonym.
        identities: Of how many it is known who they are.
        gradings: How many results stand or stood for a submission.
        assignments: By assignment.
    """

    version: str
    people: int
    identities: int
    gradings: int
    assignments: Sequence[Held]

    def lines(self) -> list[str]:
        """Return it in words."""
        names = f"{self.people} people, {self.identities} of them with a name"
        return [
            f"version {self.version}: {names}, {self.gradings} gradings",
            *map(_line, self.assignments),
        ]


def _line(held: Held) -> str:
    versions = f"{held.versions} version{'' if held.versions == 1 else 's'} of the assignment"
    return f"  {held.slug}: {held.submissions} submissions, {held.results} results, {versions}"


def holdings(connection: Connection) -> Holdings:
    """Count what a store holds."""
    slugs = connection.scalars(select(Assignment.slug).distinct().order_by(Assignment.slug)).all()
    return Holdings(
        version=VERSIONS[-1],
        people=_count(connection, Person),
        identities=_count(connection, Identity),
        gradings=_count(connection, Grading),
        assignments=[
            Held(
                slug=slug,
                versions=_count(connection, Assignment, slug),
                submissions=_count(connection, Submission, slug),
                results=_count(connection, Result, slug),
            )
            for slug in slugs
        ],
    )


def _count(
    connection: Connection,
    table: type[Assignment | Submission | Result | Person | Identity | Grading],
    slug: str = "",
) -> int:
    query = select(func.count()).select_from(table)
    if slug:
        query = query.where(table.__table__.c.slug == slug)
    return int(connection.scalar(query) or 0)
