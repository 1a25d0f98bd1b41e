"""Points of a draft: in halves or finer, none without any, always the total asked for."""

from hypothesis import given
from hypothesis import strategies as st

from grader.drafting.points import shared_out, weight

WEIGHTS = st.lists(st.floats(min_value=1, max_value=20), min_size=1, max_size=40)


@given(weights=WEIGHTS, total=st.sampled_from([1, 3.5, 7, 20, 24, 100]))
def test_points_come_to_the_total_and_no_check_is_worth_nothing(
    weights: list[float], total: float
) -> None:
    points = shared_out(weights, total)
    assert abs(sum(points) - total) < 1e-9
    assert min(points) > 0


def test_points_are_in_halves_where_there_are_enough_of_them() -> None:
    assert shared_out([1, 1, 2], 10) == [2.5, 2.5, 5.0]


def test_points_are_finer_where_halves_would_make_many_checks_alike() -> None:
    points = shared_out([1] * 20 + [4] * 4, 20)
    assert points[-1] >= 2 * points[0]
    assert all(4 * each == int(4 * each) for each in points)


def test_what_weighs_more_is_worth_more() -> None:
    light, heavy = shared_out([1, 6], 20)
    assert heavy > light


def test_gradients_weigh_twice_what_a_function_of_as_many_lines_does() -> None:
    assert weight("gradient", lines=12, parts=1) == 2 * weight("values", lines=12, parts=1)
