"""Tells what every answer is to its right one, if it is one relation throughout. In the judge.

The most specific relation comes first. Silence rather than a guess.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader_plugins.diagnosis import findings
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence
from grader_plugins.diagnosis.hints import hint_of
from grader_plugins.diagnosis.readings import readings
from grader_plugins.diagnosis.relations import contents, factors, forms
from grader_plugins.diagnosis.relations.observed import Observed, Relation, observed

RELATIONS: Final[tuple[Callable[[Sequence[Observed]], Relation | None], ...]] = (
    contents.near,
    contents.constant,
    contents.previous,
    contents.input_itself,
    factors.scaled,
    factors.one_tensor,
    contents.decayed,
    forms.transposed,
    forms.averaged,
    forms.permuted,
    contents.rounded,
)
MOST_READINGS: Final = 24
"""In so many combinations of conventions a relation is looked for, the likeliest first."""


class FromRelations:
    """Finds the one relation that holds for all answers."""

    name = "relations"
    findings = findings.RELATIONS

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return the one relation that holds for all answers, or nothing."""
        if not spec.function or not hearing.binding(spec).callable:
            return ()
        for combination in _meant(spec, hearing):
            seen = observed(spec, hearing, combination)
            found = next((r for relation in RELATIONS if seen and (r := relation(seen))), None)
            if found is not None:
                return (_diagnosis(found, spec, hearing),)
        return ()


def _meant(spec: CheckSpec, hearing: Hearing) -> Iterator[Combination]:
    """Yield what was fixed, then what else may have been meant."""
    every = (combination for stage in readings(spec, hearing) for combination in stage)
    yield from islice(every, MOST_READINGS)


def _diagnosis(found: Relation, spec: CheckSpec, hearing: Hearing) -> Diagnosis:
    return Diagnosis(
        id=f"relation.{found.name}",
        title=found.title,
        hint=hint_of(found.hints, spec, hearing),
        explanation=found.explanation or "the same relation to the right answer, in every answer",
        confidence=CONFIDENCE[Evidence.RELATION],
    )
