"""Hints come step by step, when the assignment says so."""

import pytest

from grader.models.assignment import Feedback
from grader_plugins.diagnosis.hints import released

HINTS = ("where", "what", "more")


@pytest.mark.parametrize(
    ("attempt", "due"),
    [(1, ("where",)), (3, ("where",)), (4, ("where", "what")), (9, ("where", "what"))],
)
def test_steps_are_released_by_the_attempt(attempt: int, due: tuple[str, ...]) -> None:
    feedback = Feedback(hints={1: "at once", 2: "after 3 attempts"})
    assert released(HINTS, feedback, attempt=attempt) == due


def test_a_step_may_never_come() -> None:
    feedback = Feedback(hints={1: "never", 3: "after 1 attempt"})
    assert released(HINTS, feedback, attempt=2) == ("more",)
    assert released((), feedback, attempt=2) == ()
