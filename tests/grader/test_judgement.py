"""Points follow from parts that passed, never exceed what there is, and fail closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judgement import Judgement, PartVerdict, part_points, scored_parts, status_of
from grader.models.assignment import CheckSpec
from grader.models.report import Status
from tests.grader.sittings import check

NAMES = ("ordinary", "extreme", "dtype", "shape")
statuses = st.sampled_from([s for s in Status if s is not Status.PASSED])


def judgement(*statuses: Status, **more: object) -> Judgement:
    parts = tuple(PartVerdict(n, s) for n, s in zip(NAMES, statuses, strict=False))
    return Judgement(parts=parts, **more)  # type: ignore[arg-type]


def score(spec: CheckSpec, found: Judgement) -> float:
    return round(sum(part.score for part in scored_parts(spec, found)), 6)


@st.composite
def graded(draw: st.DrawFn) -> tuple[CheckSpec, Judgement]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    weights = {n: draw(st.floats(0.001, 1e3)) for n in names}
    points = draw(st.floats(0, 1e4))
    parts = {}
    if draw(st.booleans()):
        parts = {n: draw(st.floats(0, 100)) for n in names}
        points = sum(parts.values())
    found = Judgement(
        parts=tuple(PartVerdict(n, draw(st.sampled_from(list(Status)))) for n in names),
        credit=draw(st.floats(0, 1)),
        weights=weights if draw(st.booleans()) else {},
    )
    return check("relu", points=points, parts=parts), found


@given(graded())
def test_never_more_than_the_points_and_never_less_than_nothing(
    case: tuple[CheckSpec, Judgement],
) -> None:
    spec, found = case
    assert 0.0 <= score(spec, found) <= spec.points + 1e-6


@given(graded())
def test_never_points_without_a_part_that_passed(case: tuple[CheckSpec, Judgement]) -> None:
    spec, found = case
    for part in scored_parts(spec, found):
        assert part.score == 0.0 or part.status is Status.PASSED
        assert part.score <= part.max_score


@given(st.integers(1, 4), st.floats(0, 1000))
def test_everything_right_earns_everything(count: int, points: float) -> None:
    found = judgement(*[Status.PASSED] * count)
    assert score(check("relu", points=points), found) == pytest.approx(points, abs=1e-6)


@pytest.mark.parametrize("points", [0.1, 1.0, 2.0, 5.0, 10.0])
def test_three_thirds_are_a_whole(points: float) -> None:
    found = judgement(*[Status.PASSED] * 3)
    assert score(check("relu", points=points), found) == points


def test_points_are_shared_by_weight_where_the_assignment_does_not_say() -> None:
    found = judgement(Status.PASSED, Status.FAILED, weights={"ordinary": 2.0, "extreme": 1.0})
    assert part_points(check("relu", points=3), found) == {"ordinary": 2.0, "extreme": 1.0}
    assert score(check("relu", points=3), found) == 2.0


def test_what_the_assignment_says_of_parts_goes_before_weights() -> None:
    found = judgement(Status.PASSED, Status.FAILED, weights={"ordinary": 2.0, "extreme": 1.0})
    assert score(check("relu", parts={"ordinary": 0.5, "extreme": 2.5}), found) == 0.5


def test_weights_that_sum_to_nothing_earn_nothing() -> None:
    found = judgement(Status.PASSED, weights={"ordinary": 0.0})
    assert score(check("relu"), found) == 0.0


def test_a_judgement_without_parts_has_not_passed() -> None:
    spec, found = check("relu"), Judgement(parts=())
    assert not found.passed
    assert status_of(scored_parts(spec, found), found, 0.0) is Status.FAILED


@pytest.mark.parametrize(
    ("parts", "credit", "status"),
    [
        ((Status.PASSED, Status.PASSED), 1.0, Status.PASSED),
        ((Status.PASSED, Status.PASSED), 0.5, Status.PARTIAL),
        ((Status.PASSED, Status.PASSED), 0.0, Status.FAILED),
        ((Status.PASSED, Status.FAILED), 1.0, Status.PARTIAL),
        ((Status.FAILED, Status.FAILED), 1.0, Status.FAILED),
        ((Status.TIMED_OUT, Status.TIMED_OUT), 1.0, Status.TIMED_OUT),
        ((Status.RAISED, Status.TIMED_OUT), 1.0, Status.FAILED),
        ((Status.PENDING,), 1.0, Status.PENDING),
    ],
)
def test_one_trouble_alone_keeps_its_name(
    parts: tuple[Status, ...], credit: float, status: Status
) -> None:
    spec, found = check("relu"), judgement(*parts, credit=credit)
    assert status_of(scored_parts(spec, found), found, score(spec, found)) is status


@given(statuses)
def test_nothing_but_passed_passes(status: Status) -> None:
    assert not judgement(Status.PASSED, status).passed
