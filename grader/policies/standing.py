"""Everybody's final mark in an assignment, with the steps that lead to it in words.

A pure function of the assignment's policy and of what the store holds, computed whenever somebody
asks. Runs in the judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from grader.policies.choosing import Weighed, chosen, weighed
from grader.policies.course import due_before
from grader.policies.deadlines import deadlines
from grader.store.allowances import Allowed, Kind, allowances
from grader.store.marks import Voided, voids
from grader.store.people import Who, identities
from grader.store.standings import Standing, standings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.models.policy import Policy
    from grader.reading.assignment_file import LoadedAssignment
    from grader.store.results import Stored


@dataclass(frozen=True, kw_only=True, slots=True)
class FinalMark:
    """What a person has in an assignment after all policies.

    Attributes:
        person: The pseudonym.
        who: Who that is; none where it was forgotten.
        status: ``graded``, ``ungraded`` (nothing could be graded, or not yet), ``missing``.
        excused: Whether it does not count for them.
        provisional: Whether something waits for a person.
        attempts: How many there are.
        attempt: Which one counts.
        submission: Its number in the store.
        result: What came of it.
        handed_in_at: When it was handed in.
        late_seconds: How late that is; none where it was in time or is not known.
        graded: The grader's own points.
        marked: The same with marks, voided checks and adjustments.
        final: What lateness leaves.
        max_score: Out of how many.
        checks: Points and maximum of each check, marks and voided checks in them.
        steps: How it came to this, in words.
        weighed: The attempt that counts, with every change.
    """

    person: str
    who: Who | None = None
    status: str = "missing"
    excused: bool = False
    provisional: bool = False
    attempts: int = 0
    attempt: int | None = None
    submission: int | None = None
    result: "Stored | None" = None
    handed_in_at: datetime | None = None
    late_seconds: float | None = None
    graded: float | None = None
    marked: float | None = None
    final: float | None = None
    max_score: float = 0.0
    checks: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    weighed: Weighed | None = None


def final_marks(connection: "Connection", loaded: "LoadedAssignment") -> Sequence[FinalMark]:
    """Return the final mark of everybody who handed something in or is allowed something.

    Args:
        connection: A reading one will do.
        loaded: The assignment; its policy is the one that holds now.
    """
    assignment = loaded.assignment
    most = sum(check.points for check in assignment.checks)
    used = slip_days_used(connection, loaded)
    slug = assignment.assignment
    return _marks(connection, slug, assignment.policy, max_score=most, used=used)


def slip_days_used(connection: "Connection", loaded: "LoadedAssignment") -> dict[str, int]:
    """Return how many slip days of the course everybody used before an assignment, by pseudonym.

    They are used up by the attempts that count, in the order in which assignments are due; what a
    person is excused from uses none.
    """
    used: dict[str, int] = defaultdict(int)
    for slug, policy in due_before(connection, loaded):
        for mark in _marks(connection, slug, policy, max_score=0.0, used=dict(used)):
            if mark.weighed is not None and not mark.excused:
                used[mark.person] += mark.weighed.lateness.slip_days
    return used


def _marks(
    connection: "Connection",
    slug: str,
    policy: "Policy",
    *,
    max_score: float,
    used: Mapping[str, int],
) -> tuple[FinalMark, ...]:
    """Return everybody's final mark under a policy, slip days used before being gone."""
    given, void = allowances(connection, slug), voids(connection, slug)
    known = {each.person: each for each in standings(connection, slug)}
    everybody = sorted({*known, *(each.person for each in given)})
    who = identities(connection, everybody)
    return tuple(
        final_mark(
            policy,
            known.get(person) or Standing(person=person),
            voids=void,
            allowed=[each for each in given if each.person == person],
            who=who.get(person),
            max_score=max_score,
            used=used.get(person, 0),
        )
        for person in everybody
    )


def attempts(
    connection: "Connection", loaded: "LoadedAssignment"
) -> dict[str, tuple[Weighed, ...]]:
    """Return every attempt with what decisions and lateness make of it, by person."""
    slug, policy = loaded.assignment.assignment, loaded.assignment.policy
    given, void = allowances(connection, slug), voids(connection, slug)
    used = slip_days_used(connection, loaded)
    found = {}
    for standing in standings(connection, slug):
        until = _until(each for each in given if each.person == standing.person)
        own = deadlines(policy, until, used=used.get(standing.person, 0))
        found[standing.person] = tuple(weighed(policy, own, one, void) for one in standing.attempts)
    return found


def _until(allowed: Iterable[Allowed]) -> datetime | None:
    return next((each.until for each in allowed if each.kind is Kind.EXTENSION), None)


def final_mark(
    policy: "Policy",
    standing: Standing,
    *,
    voids: Sequence[Voided] = (),
    allowed: Sequence[Allowed] = (),
    who: Who | None = None,
    max_score: float = 0.0,
    used: int = 0,
) -> FinalMark:
    """Return the final mark of one person.

    Args:
        policy: The assignment's.
        standing: What the person handed in.
        voids: Checks that count for nobody.
        allowed: What the person is allowed.
        who: Who it is.
        max_score: Points that can be earned, where nothing says how many were.
        used: How many slip days of the course the person used before.
    """
    excuse = next((each for each in allowed if each.kind is Kind.EXCUSE), None)
    own = deadlines(policy, _until(allowed), used=used)
    attempts = [weighed(policy, own, each, voids) for each in standing.attempts]
    one, why = chosen(policy, attempts)
    excused = () if excuse is None else (_excused(excuse),)
    if one is None:
        steps = excused or ("nothing was handed in",)
        return FinalMark(
            person=standing.person, who=who, excused=bool(excused), max_score=max_score, steps=steps
        )
    mark = FinalMark(
        person=standing.person,
        who=who,
        excused=excuse is not None,
        attempts=len(attempts),
        max_score=max_score,
        steps=(*excused, *why, *steps_of(one)),
    )
    return _counting(mark, one)


def _excused(excuse: Allowed) -> str:
    return f"excused: {excuse.why}" if excuse.why else "excused"


def _counting(mark: FinalMark, one: Weighed) -> FinalMark:
    """Return a final mark with what is told of the attempt that counts."""
    attempt, booked = one.attempt, one.points
    mark = replace(
        mark,
        status="ungraded",
        attempt=attempt.attempt,
        submission=attempt.submission,
        result=attempt.result,
        handed_in_at=attempt.handed_in_at,
        late_seconds=one.lateness.seconds,
        weighed=one,
    )
    if booked is None:
        return mark
    return replace(
        mark,
        status="graded",
        provisional=booked.provisional,
        graded=booked.graded,
        marked=booked.marked,
        final=one.final,
        max_score=booked.max_score,
        checks=booked.checks,
    )


def steps_of(one: Weighed) -> tuple[str, ...]:
    """Return how an attempt came to its final points, in words."""
    booked = one.points
    if booked is None:
        result = one.attempt.result
        why = result.trouble if result is not None and result.trouble else "not graded yet"
        return (*one.lateness.steps, f"no mark: {why}")
    changes = [
        f"{change.check or 'all in all'} {change.delta:+g}: {change.why.rstrip('.')}"
        + (f" ({change.who})" if change.who else "")
        for change in booked.changes
        if change.delta
    ]
    stray = [f"a decision about {check} does not count: it is no check" for check in booked.stray]
    return (*changes, *stray, *one.lateness.steps)
