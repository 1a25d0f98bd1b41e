"""`--full` grades by the longer recipe, and the report says so."""

from collections.abc import Callable
from pathlib import Path

from grader.errors import ExitCode
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import RELU, TRUST

LENIENT = "functions: {relu: {points: 1, full: {tolerance: {rtol: 0.1}}}}\n"
NEARLY = RELU.replace("0)", "0) * 1.01")


def test_the_longer_recipe_decides_where_it_is_asked_for(
    grader: Type, assign: Write, hand_in: Callable[..., Path]
) -> None:
    asked = ("check", hand_in(NEARLY), "-a", assign(LENIENT), "-f", "json", *TRUST)
    short, full = grader(*asked), grader(*asked, "--full")
    assert (short.code, full.code) == (ExitCode.FAILED, ExitCode.PASSED)
    assert short.report["environment"]["recipe"] == ""
    assert full.report["environment"]["recipe"] == "full"
    assert short.report["max_score"] == full.report["max_score"]


def test_an_assignment_without_a_longer_recipe_is_graded_and_says_so(
    grader: Type, assign: Write, hand_in: Callable[..., Path]
) -> None:
    path = assign("functions: {relu: 1}\n")
    ended = grader("check", hand_in(RELU), "-a", path, "--full", *TRUST)
    assert ended.code == ExitCode.PASSED
    assert "no longer recipe" in ended.err
    assert "full recipe" not in ended.out


def test_validate_tells_what_a_kind_objects_to_in_either_recipe(
    grader: Type, assign: Write, hand_in: Callable[..., Path]
) -> None:
    path = assign(
        "solution: hw.py\n"
        "training: {dataset: moons, on: train, accuracy: [0.5], points: 1,\n"
        "            full: {fit: learn}}\n"
        "interface: {calls: {fit: {call: train, with: [X, T]}, predict: {call: predict}}}\n"
    )
    hand_in(RELU).rename(path.parent / "hw.py")
    ended = grader("validate", path)
    ended.refused(ExitCode.ASSIGNMENT, "assignment.yaml:5:13: ", "'learn' is not described")
