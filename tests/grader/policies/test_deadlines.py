"""When work is due and how late it is, on clocks that change."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.models.policy import NEVER, Policy, zone_of
from grader.policies.deadlines import days_late, deadlines, released

ZURICH = zone_of("Europe/Zurich")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def policy(due: str, **more: object) -> Policy:
    return Policy.model_validate({"zone": "Europe/Zurich", "due": due, **more})


@pytest.mark.parametrize(
    ("due", "utc"),
    [
        ("2026-01-15 23:59", "2026-01-15 22:59"),
        ("2026-07-15 23:59", "2026-07-15 21:59"),
        ("2026-01-15", "2026-01-15 22:59:59"),
        ("2026-01-15T12:00+00:00", "2026-01-15 12:00"),
        ("2026-10-25 02:30", "2026-10-25 01:30"),  # the clock shows it twice: the second time
        ("2026-03-29 02:30", "2026-03-29 01:30"),  # the clock never shows it: the later reading
    ],
)
def test_a_deadline_is_the_wall_clocks_and_never_earlier_than_it_can_be_read(
    due: str, utc: str
) -> None:
    assert policy(due).due_at == at(utc)


@pytest.mark.parametrize(
    ("due", "handed_in", "days"),
    [
        ("2026-11-20 23:59", "2026-11-20 22:59:00", 0),
        ("2026-11-20 23:59", "2026-11-20 22:59:01", 1),
        ("2026-11-20 23:59", "2026-11-21 22:59:00", 1),
        ("2026-11-20 23:59", "2026-11-21 22:59:01", 2),
        ("2026-11-20 23:59", "2026-12-20 22:59:00", 30),
        # From Saturday noon to Sunday noon it is 25 hours in October and 23 in March.
        ("2026-10-24 12:00", "2026-10-25 11:00:00", 1),
        ("2026-10-24 12:00", "2026-10-25 11:00:01", 2),
        ("2026-03-28 12:00", "2026-03-29 10:00:00", 1),
        ("2026-03-28 12:00", "2026-03-29 10:00:01", 2),
    ],
)
def test_a_day_late_ends_when_the_clock_shows_the_deadlines_time_again(
    due: str, handed_in: str, days: int
) -> None:
    assert days_late(policy(due).due_at, at(handed_in), ZURICH) == days


def test_an_extension_moves_the_deadline_and_the_end_where_it_must() -> None:
    course = policy("2026-11-20 23:59", cut_off="2026-11-25 23:59")
    shorter, longer = at("2026-11-23 12:00"), at("2026-12-01 12:00")
    assert deadlines(course, shorter).due == shorter
    assert deadlines(course, shorter).shut == course.shut_at
    assert deadlines(course, longer).shut == longer
    assert not deadlines(course, at("2026-11-01 12:00")).extended


def test_what_waits_until_the_work_is_due_waits_for_the_last_extension() -> None:
    course = policy("2026-11-20 23:59")
    after = course.due_at + timedelta(seconds=1)
    assert not released(course, (), course.due_at)
    assert released(course, (), after)
    assert not released(course, (None, after + timedelta(days=3)), after)
    assert released(course, (after + timedelta(days=3),), after + timedelta(days=4))


def test_without_a_date_nothing_is_ever_due_and_nothing_released() -> None:
    assert deadlines(Policy(), at("2026-11-20 23:59")).due is NEVER
    assert not released(Policy(), (), at("2100-01-01 00:00"))
