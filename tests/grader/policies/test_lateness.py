"""What lateness costs, in points and in words."""

from datetime import datetime, timedelta

import pytest

from grader.models.policy import Policy
from grader.policies.deadlines import deadlines
from grader.policies.lateness import after, lateness


def policy(**more: object) -> Policy:
    told = {"zone": "Europe/Zurich", "due": "2026-11-20 23:59", **more}
    return Policy.model_validate(told)


TEN = {"per_day": "10 %", "at_most": "40 %"}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "late_by", "final", "steps"),
    [
        ({"late": TEN}, -HOUR, 8.0, ()),
        ({"late": TEN}, HOUR, 7.2, ("1 day late", "−10 % of what was earned")),
        ({"late": TEN}, 47 * HOUR, 6.4, ("2 days late", "−20 % of what was earned")),
        ({"late": TEN}, 300 * HOUR, 4.8, ("13 days late", "−40 % of what was earned")),
        ({"late": TEN, "slip_days": 1}, HOUR, 8.0, ("1 day late", "1 slip day used")),
        (
            {"late": TEN, "slip_days": 1},
            47 * HOUR,
            7.2,
            ("2 days late", "1 slip day used", "−10 % of what was earned"),
        ),
        (
            {"late": {**TEN, "of": "possible"}},
            HOUR,
            7.0,
            ("1 day late", "−10 % of what was possible"),
        ),
        (
            {"late": {**TEN, "grace_minutes": 90}},
            HOUR,
            8.0,
            ("60 minutes late: within the 90 minutes of grace",),
        ),
        (
            {"late": {**TEN, "grace_minutes": 30}},
            HOUR,
            7.2,
            ("1 day late", "−10 % of what was earned"),
        ),
        (
            {"cut_off": "2026-11-21 12:00"},
            24 * HOUR,
            0.0,
            ("came after 2026-11-21 12:00, when nothing counts any more",),
        ),
        ({}, HOUR, 8.0, ("1 day late",)),
    ],
)
def test_eight_of_ten_points_late(
    said: dict[str, object], late_by: timedelta, final: float, steps: tuple[str, ...]
) -> None:
    course = policy(**said)
    late = lateness(course, deadlines(course), course.due_at + late_by)
    assert late.steps == steps
    assert after(course, late, 8.0, 10.0) == pytest.approx(final)


def test_an_extension_makes_late_work_be_in_time() -> None:
    course = policy(late=TEN)
    own = deadlines(course, course.due_at + timedelta(days=7))
    late = lateness(course, own, course.due_at + timedelta(days=6))
    assert late.share == 0
    assert late.steps == ("in time by the extension",)


@pytest.mark.parametrize(("said", "word"), [(True, "late"), (None, "nothing says")])
def test_where_nobody_knows_the_time_nothing_is_taken_and_that_is_told(
    said: bool | None,  # noqa: FBT001
    word: str,
) -> None:
    course = policy(late=TEN)
    late = lateness(course, deadlines(course), None, said=said)
    assert late.share == 0
    assert word in late.steps[0]


def test_where_no_date_is_given_nothing_is_said_of_it() -> None:
    assert lateness(Policy(), deadlines(Policy()), datetime.now().astimezone()).steps == ()


def test_a_share_of_what_was_possible_takes_no_more_than_there_is() -> None:
    course = policy(late={"per_day": "50 %", "of": "possible"})
    late = lateness(course, deadlines(course), course.due_at + HOUR)
    assert after(course, late, 2.0, 10.0) == 0.0
