"""Lines of JSON say the same when they are read again, and mistakes are told by line."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.exporting.standing import Standing, as_lines, from_lines, one_assignment
from grader.people.who import Who
from grader.reporting.sinks import json_safe

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
POINTS = st.floats(0, 100)
STANDINGS = st.builds(
    Standing,
    who=st.builds(Who, login=TEXT.filter(bool), name=TEXT, section=TEXT),
    assignment=TEXT,
    score=st.none() | POINTS,
    max_score=POINTS,
    status=st.sampled_from(["graded", "ungraded", "missing"]),
    provisional=st.booleans(),
    excused=st.booleans(),
    raw_score=st.none() | POINTS,
    late_seconds=st.none() | POINTS,
    attempt=st.none() | st.integers(1, 9),
    handed_in_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    checks=st.dictionaries(TEXT, st.tuples(POINTS, POINTS), max_size=3),
)


@given(st.lists(STANDINGS, max_size=4))
def test_lines_say_the_same_when_they_are_read_again(standings: list[Standing]) -> None:
    assert list(from_lines(json_safe(as_lines(standings)), name="r.jsonl")) == standings


def test_each_line_is_one_object_that_says_its_schema() -> None:
    line = as_lines([Standing(who=Who(login="ada"), assignment="a", score=1, max_score=2)])
    assert line.count("\n") == 1
    assert json.loads(line)["schema"] == "grader/standing/1"


def test_a_time_without_a_zone_is_utc() -> None:
    line = json.dumps({**GOOD, "handed_in_at": "2026-01-02T03:04:05"})
    assert from_lines(line, name="r")[0].handed_in_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


GOOD = {"who": {"login": "a"}, "assignment": "x", "score": 1, "max_score": 2}


@pytest.mark.parametrize(
    "change",
    [
        {"who": {}},
        {"who": "ada"},
        {"who": {"login": 7}},
        {"score": float("nan")},
        {"score": "3"},
        {"max_score": True},
        {"status": "fine"},
        {"excused": "yes"},
        {"schema": "other/1"},
        {"handed_in_at": "yesterday"},
        {"checks": {"relu": 3}},
        {"checks": {"relu": {"score": float("inf"), "max_score": 2}}},
        {"who": {"section": "NN"}},
        {"assignment": 3},
    ],
)
def test_a_line_that_is_no_standing_is_told_with_its_number(change: dict[str, object]) -> None:
    text = json.dumps(GOOD) + "\n\n" + json.dumps({**GOOD, **change})
    with pytest.raises(UsageError, match=r"r\.jsonl:3: it is no standing"):
        from_lines(text, name="r.jsonl")


@pytest.mark.parametrize("line", ["{", "[]", "3", "[" * 100_000])
def test_a_line_that_is_no_object_is_told(line: str) -> None:
    with pytest.raises(UsageError, match=r"r\.jsonl:1"):
        from_lines(line, name="r.jsonl")


def test_results_of_several_assignments_are_refused() -> None:
    standings = [
        Standing(who=Who(login="a"), assignment=name, score=1, max_score=2) for name in "ab"
    ]
    with pytest.raises(UsageError, match="several assignments: a, b"):
        one_assignment(standings)
    with pytest.raises(UsageError, match="no result"):
        one_assignment([])
