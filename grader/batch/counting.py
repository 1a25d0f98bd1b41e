"""A class's reports as they count: with what people decided, and with lateness. Runs in the judge.

Reports are written as submissions are graded, and once everything is stored again where decisions
or dates change what they say: as ``grader report`` shows them. Nothing of it is stored.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from grader.batch.running import place_of
from grader.policies.deadlines import released
from grader.policies.shown import shown
from grader.policies.standing import attempts
from grader.reporting.audience import Audience
from grader.store import results, work
from grader.store.allowances import allowances

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from grader.batch.found import Found
    from grader.batch.reports import Reports
    from grader.models.report import Report
    from grader.policies.choosing import Weighed
    from grader.reading.assignment_file import LoadedAssignment
    from grader.store.engine import Store


def write_counting(
    reports: "Reports", found: Sequence["Found"], store: "Store", loaded: "LoadedAssignment"
) -> None:
    """Write the reports of a class as they count now; the policy is the assignment's."""
    slug = loaded.assignment.assignment
    with store.reading() as connection:
        known = work.known(connection, slug)
        counting = _by_submission(connection, loaded)
        until = [each.until for each in allowances(connection, slug)]
        is_open = released(loaded.assignment.policy, until, datetime.now(UTC))
        for each in found:
            here = known.get(place_of(each))
            one = counting.get(here.submission) if here is not None else None
            if one is not None and one.points is not None:
                report = partial(_report, connection, one, each.label, is_open=is_open)
                reports.write_counting(each, _state(one, is_open=is_open), report)
    reports.close()


def _by_submission(connection: "Connection", loaded: "LoadedAssignment") -> dict[int, "Weighed"]:
    """Return what decisions and lateness make of each submission.

    Of a group, one may have more time than the others: the report tells the best of it.
    """
    found: dict[int, Weighed] = {}
    for own in attempts(connection, loaded).values():
        for one in own:
            other = found.get(one.attempt.submission)
            if other is None or (one.final or 0.0) > (other.final or 0.0):
                found[one.attempt.submission] = one
    return found


def _state(one: "Weighed", *, is_open: bool) -> str:
    """Return a digest of all that makes a report another than was graded; empty where it is not."""
    assert one.attempt.result is not None
    assert one.points is not None
    if not (one.points.changes or one.lateness.steps or is_open):
        return ""
    parts = (one.attempt.result.id, one.points, one.lateness, one.final, is_open)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _report(
    connection: "Connection", one: "Weighed", label: str, audience: Audience, *, is_open: bool
) -> "Report":
    assert one.attempt.result is not None
    report = results.report(connection, one.attempt.result.id)
    open_now = is_open and audience is Audience.STUDENT
    return shown(report, one, label=label, released=open_now)
