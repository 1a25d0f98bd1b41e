"""Names a convention that explains every answer and does not earn full marks. Runs in the judge.

It may be the one that was fixed, or one that the group could not take: a loss that wants class
numbers beside gradients that want one-hot rows answers rightly when it is asked in its own way.
"""

from collections.abc import Sequence

from grader.conventions import combinations as conventions
from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.kinds import Convention
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence
from grader_plugins.diagnosis.hints import hint_of

HINTS = ("Compare with the formula in the assignment: what goes in, and what it is divided by.",)


def unaccepted_convention(spec: CheckSpec, hearing: Hearing) -> Diagnosis | None:
    """Return the convention that was fixed, where it explains everything and costs points."""
    fixed = hearing.combination(spec)
    if hearing.credit(spec) >= 1.0 or not _explains(spec, hearing, fixed):
        return None
    function = hearing.bench.function(spec)
    choices = conventions.unaccepted(fixed, function, spec.accept)
    asked = [conventions.asked_for(c, function, spec.accept).claim for c in choices]
    return _diagnosis(spec, hearing, choices, asked)


def other_convention(spec: CheckSpec, hearing: Hearing) -> Diagnosis | None:
    """Return the convention that explains everything where the one that was fixed does not."""
    fixed = hearing.combination(spec)
    options = (c for c in hearing.bench.combinations(spec) if c.ids != fixed.ids)
    found = next((c for c in options if _explains(spec, hearing, c)), None)
    if found is None or _explains(spec, hearing, fixed):
        return None
    pairs = [(a, b) for a, b in zip(found.choices, fixed.choices, strict=True) if a.id != b.id]
    return _diagnosis(spec, hearing, [a for a, _ in pairs], [b.claim for _, b in pairs])


def _explains(spec: CheckSpec, hearing: Hearing, combination: Combination) -> bool:
    """Say whether every question was asked in this way and answered rightly."""
    questions = hearing.bench.questions(spec)
    return bool(questions) and all(
        hearing.answer(q, combination).came and hearing.right(spec, q, combination)
        for q in questions
    )


def _diagnosis(
    spec: CheckSpec, hearing: Hearing, choices: Sequence[Convention], asked: Sequence[str]
) -> Diagnosis:
    claim = " and ".join(choice.claim for choice in choices)
    names = ", ".join(choice.id for choice in choices)
    return Diagnosis(
        id=f"convention.{choices[0].id}",
        title=f"it fits another convention: {claim}; asked for here: {' and '.join(asked)}",
        hint=hint_of(HINTS, spec, hearing),
        explanation=f"right under the convention {names}",
        confidence=CONFIDENCE[Evidence.CONVENTION],
    )
