"""Who hands in work, and the only place that knows it. Runs in the judge."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from grader.people.who import folded
from grader.store.tables import (
    Allowance,
    Grading,
    Identity,
    Mark,
    Member,
    Origin,
    Person,
    Result,
    Submission,
)

CHUNK = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """A person as a folder's name, a platform's export or a roster tells them.

    Attributes:
        login: What they are known by; it tells one from another.
        name: Their name.
        email: Their address.
        sis_id: Their number in the registrar's system.
        section: The group that they are taught in.
        extra: What else is told.
    """

    login: str
    name: str = ""
    email: str = ""
    sis_id: str = ""
    section: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def remember(connection: Connection, who: Who) -> str:
    """Return a person's pseudonym; what is told anew of somebody known is kept."""
    return remember_all(connection, [who])[who.login]


def remember_all(connection: Connection, people: Iterable[Who]) -> dict[str, str]:
    """Return pseudonyms by login; what is told anew of somebody known is kept."""
    wanted = {who.login: who for who in people}
    rows = _by_login(connection, wanted)
    new = [who for who in wanted.values() if who.login not in rows]
    if new:
        _make(connection, new)
        rows |= _by_login(connection, [who.login for who in new])
    for login, who in wanted.items():
        told = {name: value for name, value in _told(who).items() if value != rows[login][name]}
        if told:
            ours = Identity.person == rows[login]["person"]
            connection.execute(update(Identity).where(ours).values(**told))
    return {login: str(rows[login]["person"]) for login in wanted}


def _by_login(connection: Connection, logins: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    query = select(Identity.__table__).where(Identity.login.in_(list(logins)))
    return {row["login"]: dict(row) for row in connection.execute(query).mappings()}


def _make(connection: Connection, new: Iterable[Who]) -> None:
    """Make people; where another process was faster, its pseudonym holds and ours is nobody's."""
    rows = [{"person": f"p_{secrets.token_hex(8)}", **_row(who)} for who in new]
    connection.execute(insert(Person), [{"id": row["person"]} for row in rows])
    connection.execute(on_conflict_nothing(connection, Identity), rows)
    made = [row["person"] for row in rows]
    kept = select(Identity.person)
    connection.execute(delete(Person).where(Person.id.in_(made), Person.id.not_in(kept)))


def _row(who: Who) -> dict[str, str]:
    texts = {f.name: getattr(who, f.name) for f in fields(who) if f.name != "extra"}
    return {**texts, "extra": json.dumps(dict(who.extra), ensure_ascii=False, sort_keys=True)}


def _told(who: Who) -> dict[str, str]:
    """Return what is known of a person beside the login, as columns; nothing is overwritten by it.

    An empty field says nothing.
    """
    texts = {f.name: getattr(who, f.name) for f in fields(who) if f.name not in ("login", "extra")}
    told = {name: value for name, value in texts.items() if value}
    if who.extra:
        told["extra"] = json.dumps(dict(who.extra), ensure_ascii=False, sort_keys=True)
    return told


def on_conflict_nothing(connection: Connection, table: type[Any]) -> Any:
    """Return an insertion that does nothing where the row is there already."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    return kind.insert(table).on_conflict_do_nothing()


def found(connection: Connection, named: str) -> str | None:
    """Return the pseudonym of a person who is named by login, number, address or pseudonym.

    Case decides where it has to: between *ada* and *Ada*, and not where there is one of them.
    """
    by = (Identity.login, Identity.sis_id, Identity.email, Identity.person)
    for column in by:
        people = connection.scalars(select(Identity.person).where(column == named)).all()
        if len(people) == 1:
            return people[0]
    exactly = connection.scalar(select(Person.id).where(Person.id == named))
    return exactly or _whatever_case(connection, named)


def _whatever_case(connection: Connection, named: str) -> str | None:
    """Return the one person whose login, number or address differs in case alone."""
    by = (Identity.login, Identity.sis_id, Identity.email)
    rows = connection.execute(select(Identity.person, *by))
    meant = {row[0] for row in rows if folded(named) in map(folded, row[1:])}
    return meant.pop() if named and len(meant) == 1 else None


def identities(connection: Connection, people: Iterable[str] | None = None) -> dict[str, Who]:
    """Return who these people are, or all of them; those who were purged are not in it."""
    wanted = None if people is None else list(people)
    chunks = (
        [None] if wanted is None else [wanted[n : n + CHUNK] for n in range(0, len(wanted), CHUNK)]
    )
    known: dict[str, Who] = {}
    for chunk in chunks:
        query = select(Identity.__table__)
        if chunk is not None:
            query = query.where(Identity.person.in_(chunk))
        for row in connection.execute(query).mappings():
            told = {name: value for name, value in row.items() if name != "person"}
            known[row["person"]] = Who(**{**told, "extra": json.loads(told["extra"])})
    return known


def purge(connection: Connection, person: str, *, work: bool = False) -> int:
    """Forget who a person is; their marks stay under the pseudonym.

    Args:
        connection: A writing one.
        person: The pseudonym.
        work: Whether all that they handed in alone, and what came of it, is forgotten too.

    Returns:
        How many submissions are concerned.
    """
    own = select(Member.submission).where(Member.person == person)
    concerned = list(connection.scalars(own))
    connection.execute(delete(Identity).where(Identity.person == person))
    for submission in concerned:
        _forget_origin(connection, submission)
    if work:
        _forget_work(connection, person, concerned)
    return len(concerned)


def _forget_origin(connection: Connection, submission: int) -> None:
    """Take away a submission's label and place: they may name whoever handed it in."""
    connection.execute(delete(Origin).where(Origin.submission == submission))


def _forget_work(connection: Connection, person: str, submissions: Iterable[int]) -> None:
    """Delete what a person handed in alone; what a group did stays the others'."""
    connection.execute(delete(Allowance).where(Allowance.person == person))
    for submission in submissions:
        count = select(func.count()).where(Member.submission == submission)
        if (connection.scalar(count) or 0) > 1:
            connection.execute(
                delete(Member).where(Member.submission == submission, Member.person == person)
            )
            continue
        for table in (Mark, Grading, Member):
            connection.execute(delete(table).where(table.submission == submission))
        connection.execute(delete(Submission).where(Submission.id == submission))
    # A result that no submission has any more is somebody's work too.
    kept = select(Grading.result)
    connection.execute(delete(Result).where(Result.id.not_in(kept)))
    still = or_(
        Person.id.in_(select(Member.person)),
        Person.id.in_(select(Identity.person)),
        Person.id.in_(select(Allowance.person)),
    )
    connection.execute(delete(Person).where(Person.id == person, ~still))
