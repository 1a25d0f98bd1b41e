"""Which hints a student gets, by the assignment's feedback and the attempt. Runs in the judge."""

from collections.abc import Sequence

from grader.models.assignment import Feedback


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
