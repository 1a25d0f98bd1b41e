"""``training:`` in short: a budget with its unit, and points that are earned from thresholds on."""

from typing import TYPE_CHECKING

import pytest

from grader.errors import AssignmentError
from grader.models.assignment import CheckSpec
from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

WRITTEN = """assignment: example
training: {%s}
interface: {calls: {fit: {call: train, with: [X, T]}, predict: {call: predict, with: [X]}}}
"""


def read(desk: "Desk", written: str) -> CheckSpec:
    (check,) = read_assignment(desk.write(WRITTEN % written), build()).assignment.checks
    return check


def mistakes(desk: "Desk", written: str) -> str:
    with pytest.raises(AssignmentError) as problem:
        read(desk, written)
    return " ".join(f"{m.message} {m.hint}" for m in problem.value.mistakes)


def test_points_that_are_earned_in_all_become_parts(desk: "Desk") -> None:
    check = read(desk, "dataset: letters, budget: 60 s, validation_accuracy: {0.85: 2, 0.90: 5}")
    assert check.params["seconds"] == 60.0
    assert check.params["on"] == "validation"
    assert check.params["accuracy"] == [0.85, 0.9]
    assert check.parts == {"0.85": 2.0, "0.9": 3.0}
    assert check.points == 5.0


@pytest.mark.parametrize(("key", "split"), [("test_accuracy", "test"), ("train_accuracy", "train")])
def test_the_split_is_the_one_that_is_named(desk: "Desk", key: str, split: str) -> None:
    assert read(desk, f"dataset: moons, {key}: {{0.9: 1}}").params["on"] == split


@pytest.mark.parametrize(
    ("budget", "seconds"), [("45", 45.0), ("60 s", 60.0), ("2 min", 120.0), ("1.5 s", 1.5)]
)
def test_a_budget_is_a_time_with_or_without_its_unit(
    desk: "Desk", budget: str, seconds: float
) -> None:
    check = read(desk, f"dataset: moons, budget: {budget}, test_accuracy: {{0.9: 1}}")
    assert check.params["seconds"] == seconds


def test_the_kind_s_own_parameters_are_left_as_they_are(desk: "Desk") -> None:
    check = read(desk, "dataset: moons, accuracy: [0.8], seconds: 7, points: 2")
    assert check.params["accuracy"] == [0.8]
    assert check.points == 2.0


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("budget: soon, test_accuracy: {0.9: 1}", "budget: expected a time such as 60 s"),
        ("budget: 3 weeks, test_accuracy: {0.9: 1}", "budget: expected a time such as 60 s"),
        ("test_accuracy: 0.9", "test_accuracy: expected points by threshold"),
        ("test_accuracy: {0.8: 4, 0.9: 2}", "points are counted in all"),
        ("test_accuracy: {90: 2}", "thresholds lie in 0…1"),
        ("test_accuracy: {0.9: 1}, train_accuracy: {0.9: 1}", "make `training:` a list of two"),
    ],
)
def test_what_cannot_be_read_is_told(desk: "Desk", written: str, told: str) -> None:
    assert told in mistakes(desk, f"dataset: moons, {written}")
