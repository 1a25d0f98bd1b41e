"""The catalogue fills in what was not said: parts, fractions, titles, lists of one."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.models.assignment import CheckSpec
    from tests.grader.reading.conftest import Desk


def only(desk: "Desk", entry: str) -> "CheckSpec":
    (check,) = desk.checks(f"assignment: a\nfunctions:\n  {entry}\n").values()
    return check


def test_points_are_shared_out_by_the_catalogue(desk: "Desk") -> None:
    assert only(desk, "softmax: 3").parts == {"ordinary": 2, "extreme": 1}


def test_shared_points_add_up_exactly(desk: "Desk") -> None:
    parts = only(desk, "softmax: 1").parts
    assert sum(parts.values()) == 1


def test_parts_add_up_to_points_where_these_are_left_out(desk: "Desk") -> None:
    assert only(desk, "softmax: {parts: {ordinary: 1, dtype: 0.5}}").points == 1.5


def test_a_check_worth_nothing_may_say_so(desk: "Desk") -> None:
    assert desk.checks("assignment: a\nfunctions: {relu: 0, CE: 1}\n")["relu"].points == 0


def test_the_parts_of_other_kinds_are_their_own_affair(desk: "Desk") -> None:
    checks = desk.checks("assignment: a\nnetwork: {architecture: 2-3-2, points: 1}\n")
    assert checks["backprop"].parts == {}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mean", {"mean": 1}),
        ("[mean, sum]", {"mean": 1, "sum": 1}),
        ("{full: mean, none: [sum]}", {"mean": 1, "sum": 0}),
        ("{0.75: [mean], 1: [sum]}", {"mean": 0.75, "sum": 1}),
        ("{mean: 1, sum: 0.25}", {"mean": 1, "sum": 0.25}),
        ("{mean: full, sum: half}", {"mean": 1, "sum": 0.5}),
        ("{half: reduction}", {"mean": 0.5, "sum": 0.5, "mean_over_classes": 0.5}),
    ],
)
def test_accept_may_be_written_as_one_would_say_it(
    desk: "Desk", written: str, expected: dict[str, float]
) -> None:
    assert only(desk, f"CE: {{points: 1, accept: {written}}}").accept == expected


def test_a_misconception_may_be_called_by_its_last_word(desk: "Desk") -> None:
    check = only(desk, "softmax: {points: 1, credit: {half: [global_max]}}")
    assert check.credit == {"softmax.global_max": 0.5}


def test_one_item_needs_no_brackets(desk: "Desk") -> None:
    text = """\
        assignment: a
        libraries: scipy
        functions:
          relu: 1
          CE: {points: 1, needs: relu, aliases: xent, feedback: {show: got}}
        feedback: {show: diagnosis}
        """
    loaded = desk.read(text)
    check = loaded.assignment.checks[1]
    assert (check.needs, check.aliases) == (("relu",), ("xent",))
    assert loaded.assignment.libraries == ("scipy",)
    assert loaded.assignment.feedback.show == ("diagnosis",)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("CE: {points: 1, accept: {full: [mean], half: [mean]}}", "3:49: accept: 'mean' stands"),
        ("CE: {points: 1, accept: {full: [3]}}", "3:35: accept: expected a name, got 3"),
        ("CE: {points: 1, accept: 3}", "3:27: accept: expected a list of conventions"),
        ("CE: {points: 1, accept: {1.5: [mean]}}", "expected at most 1, got 1.5"),
        ("CE: {points: true}", "3:16: points: expected a number, got true"),
        ("softmax: {parts: {ordinary: true}}", "3:31: ordinary: expected a number, got true"),
    ],
)
def test_what_cannot_be_filled_in_is_told(desk: "Desk", entry: str, words: str) -> None:
    assert words in desk.mistake(f"assignment: a\nfunctions:\n  {entry}\n")
