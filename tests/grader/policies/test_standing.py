"""Which attempt counts, and what becomes of it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from grader.models.policy import Policy
from grader.policies.standing import FinalMark, final_mark
from grader.store.allowances import Allowed, Kind
from grader.store.standings import Attempt, Standing
from tests.grader.policies.graded import attempt, voided

POOR = {"relu": (1.0, 3.0), "softmax": (0.0, 2.0)}
FAIR = {"relu": (2.0, 3.0), "softmax": (1.0, 2.0)}
GOOD = {"relu": (3.0, 3.0), "softmax": (2.0, 2.0)}


def marked(policy: Mapping[str, object], *attempts: Attempt, **more: object) -> FinalMark:
    standing = Standing(person="p_ada", attempts=attempts)
    return final_mark(Policy.model_validate(policy), standing, max_score=5.0, **more)  # type: ignore[arg-type]


THREE = (
    attempt(1, scores=FAIR, seen=3),
    attempt(2, scores=GOOD, seen=1),
    attempt(3, scores=POOR, seen=2),
)


@pytest.mark.parametrize(
    ("attempts", "counts"),
    [
        ({"count": "last"}, 3),
        ({"count": "best"}, 2),
        ({"count": "active"}, 1),
        ({"count": "last", "at_most": 2}, 2),
        ({"count": "best", "at_most": 1}, 1),
    ],
)
def test_the_attempt_that_the_policy_names_counts(attempts: dict[str, object], counts: int) -> None:
    mark = marked({"attempts": attempts}, *THREE)
    assert mark.attempt == counts
    assert mark.attempts == 3
    assert f"attempt {counts} of 3 counts" in mark.steps[0]


DUE = {"due": "2026-11-20 23:59", "late": {"per_day": "50 %"}}


def test_the_best_attempt_is_the_best_after_lateness() -> None:
    attempts = (
        attempt(1, scores=FAIR, at="2026-11-20 12:00"),
        attempt(2, scores=GOOD, at="2026-11-21 12:00"),
    )
    mark = marked({**DUE, "attempts": {"count": "best"}}, *attempts)
    assert (mark.attempt, mark.final) == (1, 3.0)


def test_what_comes_after_the_cut_off_does_not_take_the_place_of_what_came_before() -> None:
    attempts = (
        attempt(1, scores=FAIR, at="2026-11-20 12:00"),
        attempt(2, scores=GOOD, at="2026-11-23 12:00"),
    )
    shut = {**DUE, "cut_off": "2026-11-22 12:00"}
    assert marked(shut, *attempts).attempt == 1
    alone = marked(shut, attempts[1])
    assert (alone.marked, alone.final) == (5.0, 0.0)


def test_marks_come_before_lateness_and_every_step_is_told() -> None:
    late = attempt(1, scores=FAIR, at="2026-11-21 12:00")
    mark = marked(DUE, late, voids=(voided("softmax"),))
    assert (mark.graded, mark.marked, mark.final) == (3.0, 4.0, 2.0)
    assert mark.late_seconds == pytest.approx(12 * 3600 + 60)
    assert mark.steps == (
        "softmax +1: voided, so that everybody has its points: unclear (B)",
        "1 day late",
        "−50 % of what was earned",
    )


def allowed(kind: Kind, until: datetime | None = None) -> Allowed:
    return Allowed(slug="tiny", person="p_ada", kind=kind, until=until, who="B", why="illness")


def test_an_extension_is_the_persons_own() -> None:
    late = attempt(1, scores=FAIR, at="2026-11-21 12:00")
    until = allowed(Kind.EXTENSION, datetime(2026, 11, 22, tzinfo=UTC))
    assert marked(DUE, late, allowed=[until]).final == 3.0


def test_whoever_is_excused_is_told_so_with_or_without_work() -> None:
    excuse = allowed(Kind.EXCUSE)
    without = marked(DUE, allowed=[excuse])
    assert (without.status, without.excused, without.final) == ("missing", True, None)
    assert without.steps == ("excused: illness",)
    assert marked(DUE, THREE[0], allowed=[excuse]).excused


def test_what_is_not_graded_has_no_mark_and_is_never_a_zero() -> None:
    mark = marked({}, attempt(1, graded=False))
    assert (mark.status, mark.final, mark.max_score) == ("ungraded", None, 5.0)
    assert marked({}).status == "missing"
