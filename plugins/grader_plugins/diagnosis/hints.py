"""Which hints a student gets, by the assignment's feedback and the attempt. Runs in the judge."""

from collections.abc import Sequence

from grader.hearing import Hearing
from grader.models.assignment import CheckSpec, Feedback


def hint_of(hints: Sequence[str], spec: CheckSpec, hearing: Hearing) -> str:
    """Return the steps of a hint that are due for this check at this attempt, as one text."""
    feedback = spec.feedback or hearing.bench.assignment.feedback
    return " ".join(released(hints, feedback, attempt=hearing.attempt))


def released(hints: Sequence[str], feedback: Feedback, *, attempt: int) -> tuple[str, ...]:
    """Return the hint steps that are due at an attempt, counted from one."""
    return tuple(
        hint
        for step, hint in enumerate(hints, start=1)
        if _due(feedback.hints.get(step, "never"), attempt)
    )


def _due(when: str, attempt: int) -> bool:
    if when == "at once":
        return True
    if when == "never":
        return False
    return attempt > int(when.split()[1])
