"""What people's decisions make of a result."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from grader.policies.points import points
from grader.store.marks import Given, Kind, Voided
from tests.grader.policies.graded import given, result, voided

SET, LEAST = Kind.MANUAL, Kind.AT_LEAST


@pytest.mark.parametrize(
    ("marks", "voids", "total"),
    [
        ((), (), 4.0),
        ((given("style", 1.5, SET),), (), 5.5),
        ((given("softmax", 0.0, SET),), (), 3.0),
        ((given("softmax", 0.5),), (), 4.5),
        ((given("softmax", 9.0),), (), 5.0),  # no more than the check has
        ((given("", -1.0),), (), 3.0),
        ((given("", -9.0),), (), 0.0),
        ((given("", 9.0),), (), 7.0),
        ((), (voided("softmax"),), 5.0),
        ((given("softmax", -1.0),), (voided("softmax"),), 5.0),  # everybody has its points
        ((given("softmax", 0.0, SET),), (voided("softmax"),), 5.0),
        ((given("", 4.5, LEAST),), (), 4.5),
        ((given("", 3.0, LEAST),), (), 4.0),
        ((given("", -0.5), given("", 4.5, LEAST)), (), 4.0),  # what is taken away still is
        ((given("gone", 1.0),), (), 4.0),
    ],
)
def test_four_of_seven_points(
    marks: tuple[Given, ...], voids: tuple[Voided, ...], total: float
) -> None:
    assert points(result(), marks, voids).marked == total


def test_checks_and_changes_add_up_to_the_marked_points() -> None:
    marks = (given("style", 1.0, SET), given("softmax", 0.5), given("", -0.25))
    booked = points(result(pending=("style",)), marks, (voided("relu"),))
    assert booked.graded + sum(change.delta for change in booked.changes) == booked.marked
    assert booked.checks["style"] == (1.0, 2.0)
    assert booked.checks["softmax"] == (1.5, 2.0)


def test_a_mark_is_provisional_until_all_that_waits_is_filled_in() -> None:
    waiting = result(pending=("style",))
    assert points(waiting, (), ()).provisional
    assert not points(waiting, (given("style", 0.0, SET),), ()).provisional
    assert not points(waiting, (), (voided("style"),)).provisional


def test_a_decision_about_a_check_that_is_no_more_is_told() -> None:
    assert points(result(), (given("gone", 1.0),), ()).stray == ("gone",)


numbers = st.floats(-20, 20)
decisions = st.builds(
    given, st.sampled_from(["relu", "softmax", "style", "", "gone"]), numbers, st.sampled_from(Kind)
)
voidings = st.builds(voided, st.sampled_from(["relu", "softmax", "style"]))


@drawn(st.lists(decisions, max_size=6), st.lists(voidings, max_size=2))
def test_no_decisions_lead_out_of_bounds(marks: list[Given], voids: list[Voided]) -> None:
    booked = points(result(), marks, voids)
    assert 0.0 <= booked.marked <= booked.max_score
    assert all(0.0 <= score <= most for score, most in booked.checks.values())
