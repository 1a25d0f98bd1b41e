"""``feedback:`` decides what a student reads of a failure; staff read everything."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import TRUST

HandIn = Callable[..., Path]

ABSOLUTE = """
import numpy as np

def relu(values):
    print("printed", values)
    return np.abs(values)
"""
RAISES = "def relu(values):\n    held = str(values.tolist())\n    raise KeyError(held)\n"
SLOPES = """
import numpy as np

def backprop(X, T, W1, b1, W2, b2):
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    e = np.exp(h @ W2 + b2)
    d2 = e / e.sum(axis=1, keepdims=True) - T
    d1 = (d2 @ W2.T) * (z > 0)
    n = len(X)
    return X.T @ d1 / n, d1.sum(axis=0) / n, 3 * h.T @ d2 / n, d2.sum(axis=0) / n
"""
ENTRIES = ("smallest_input", "got", "expected", "diagnosis")


@pytest.fixture
def told(grader: Type, hand_in: HandIn, assign: Write) -> Callable[..., dict[str, Any]]:
    """Return what a student's copy says of the one check, under a feedback."""

    def shown(
        source: str, feedback: str, *more: str, given: str = "functions: {relu: 1}"
    ) -> dict[str, Any]:
        path = assign(f"{given}\nfeedback: {feedback}\n")
        ended = grader("check", hand_in(source), "-a", path, "-f", "json", *more, *TRUST)
        (check,) = ended.checks.values()
        return check

    return shown


def seen(check: dict[str, Any]) -> set[str]:
    """Return which entries of ``show`` a copy of a check holds something of."""
    evidence = check["evidence"]
    found = {
        "smallest_input": evidence["input"] or check["stdout"],
        "got": evidence["got"],
        "expected": evidence["expected"],
        "diagnosis": check["diagnoses"],
    }
    return {name for name, value in found.items() if value}


@pytest.mark.parametrize("show", [(), *((entry,) for entry in ENTRIES), ENTRIES])
def test_a_student_sees_what_is_named_and_nothing_else(
    show: tuple[str, ...], told: Callable[..., dict[str, Any]]
) -> None:
    check = told(ABSOLUTE, f"{{show: [{', '.join(show)}]}}")
    assert seen(check) == set(show)
    assert check["evidence"]["asked"].startswith("relu(values of shape ")
    assert "off" in check["student_text"]


def test_staff_see_everything(told: Callable[..., dict[str, Any]]) -> None:
    check = told(ABSOLUTE, "{show: []}", "--audience", "staff")
    assert seen(check) == set(ENTRIES)
    assert check["shown"] == []


def test_a_check_may_say_otherwise_than_its_assignment(
    told: Callable[..., dict[str, Any]],
) -> None:
    given = "functions: {relu: {points: 1, feedback: {show: [got]}}}"
    assert seen(told(ABSOLUTE, "{show: [diagnosis]}", given=given)) == {"got"}


@pytest.mark.parametrize("form", ["terminal", "markdown", "junit"])
def test_no_form_of_a_report_shows_what_is_kept_back(
    form: str, grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = assign("functions: {relu: 1}\nfeedback: {show: []}\n")
    ended = grader("check", hand_in(ABSOLUTE), "-a", path, "-f", form, *TRUST)
    for kept_back in ("printed", "absolute", "It returned", "Expected", "Look at", "Hint"):
        assert kept_back not in ended.out


def test_the_text_of_an_exception_goes_with_the_input_it_may_hold(
    told: Callable[..., dict[str, Any]],
) -> None:
    held = told(RAISES, "{show: [got, diagnosis]}")
    assert held["student_text"].split(": ", 1)[1] == "KeyError (hw.py, line 3, in relu)"
    assert held["evidence"]["details"] == {}
    open_text = told(RAISES, "{show: [smallest_input]}")
    assert "KeyError: '[[" in open_text["student_text"]
    assert "KeyError: '[[" in open_text["evidence"]["details"]["trouble"]


def test_what_each_tensor_is_to_the_right_one_is_a_diagnosis(
    told: Callable[..., dict[str, Any]],
) -> None:
    given = "network: {architecture: 784-H-10 relu, points: 5}"
    named = told(SLOPES, "{show: [diagnosis]}", given=given)
    assert named["evidence"]["details"]["tensors"]["dW2"] == "3 times the right one"
    kept_back = told(SLOPES, "{show: [smallest_input, got]}", given=given)
    assert kept_back["evidence"]["details"] == {}
    assert "times" not in kept_back["student_text"]


HINTS = "{show: [diagnosis], hints: {1: at once, 2: after 2 attempts}}"


def test_hints_come_when_they_are_due(told: Callable[..., dict[str, Any]]) -> None:
    def hint(feedback: str, *more: str) -> str:
        (diagnosis,) = told(ABSOLUTE, feedback, *more)["diagnoses"]
        return str(diagnosis["hint"])

    first, third = hint(HINTS), hint(HINTS, "--attempt", "3")
    assert first
    assert third.startswith(f"{first} ")
    assert hint(HINTS, "--attempt", "2") == hint(HINTS, "--attempt", "1") == first
    assert hint("{show: [diagnosis], hints: {1: never, 2: at once}}") == third.removeprefix(
        f"{first} "
    )
    assert hint("{show: [diagnosis], hints: {1: never}}") == ""


def test_hints_of_every_diagnosis_are_held_to_it(told: Callable[..., dict[str, Any]]) -> None:
    source = "import numpy as np\n\ndef relu(x):\n    return 3 * np.maximum(x, 0)\n"
    for hints, given in (("{1: at once}", True), ("{1: never}", False)):
        (diagnosis,) = told(source, f"{{show: [diagnosis], hints: {hints}}}")["diagnoses"]
        assert diagnosis["id"] == "relation.factor"
        assert bool(diagnosis["hint"]) is given
