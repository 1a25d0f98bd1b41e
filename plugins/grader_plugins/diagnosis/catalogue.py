"""Matches what came back with the catalogue's known wrong answers. Runs in the judge.

An entry is named where its wrong code gives the student's answers: on every question that was
answered, in one combination of conventions that the assignment accepts. The combination that was
fixed comes first, the others after it, since a wrong answer may hide the layout. Entries that no
input tells apart are named together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader import conventions
from grader.conventions import Combination
from grader.discrimination import told_apart
from grader.hearing import Hearing
from grader.kinds import Misconception, Question
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader.numerics.comparison import as_numbers, fitted, split
from grader_plugins.diagnosis.hints import released

CLOSE = 1e-6
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits: the share of answers it explains, and how far-fetched it is.

    ``away`` counts the conventions that deviate from those that were fixed: an entry that needs
    none is likelier than one that needs another mistake to go with it.
    """

    misconception: Misconception
    share: float
    away: int
    order: int


class FromCatalogue:
    """Names the misconceptions whose code gives these very answers."""

    name = "catalogue"

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return what fits every answer, else what fits every failed part of them."""
        unaccepted = _other_convention(spec, hearing)
        if unaccepted is not None:
            return (unaccepted,)
        matches = _matches(spec, hearing)
        best = max((match.share for match in matches), default=0.0)
        if best <= 0.0:
            return ()
        kept = [match for match in matches if match.share == best][:MOST_NAMED]
        return tuple(_diagnosis(spec, hearing, match) for match in kept)


def _other_convention(spec: CheckSpec, hearing: Hearing) -> Diagnosis | None:
    """Name a convention of the catalogue that explains everything and is not accepted in full."""
    combination = hearing.combination(spec)
    questions = hearing.bench.questions(spec)
    if hearing.credit(spec) >= 1.0 or not questions:
        return None
    if not all(hearing.compared(spec, q, combination).ok for q in questions):
        return None
    function = hearing.bench.function(spec)
    choices = conventions.unaccepted(combination, function, spec.accept)
    claim = " and ".join(choice.claim for choice in choices)
    return Diagnosis(
        id=f"convention.{choices[0].id}",
        title=f"another convention than the one asked for: {claim}",
        hint="compare with the formula in the assignment: what goes in, and what is divided by",
        explanation=f"right under the convention {', '.join(choice.id for choice in choices)}",
        confidence=1.0,
    )


def _matches(spec: CheckSpec, hearing: Hearing) -> list[Match]:
    function = hearing.bench.function(spec)
    found = []
    chosen = set(hearing.combination(spec).ids)
    for order, misconception in enumerate(function.misconceptions):
        fits = [
            (_share(spec, hearing, misconception, c), -len(set(c.ids) - chosen))
            for c in _combinations(spec, hearing)
        ]
        share, near = max(fits)
        if share > 0.0:
            found.append(Match(misconception, share, -near, order))
    return sorted(found, key=lambda match: (-match.share, match.away, match.order))


def _combinations(spec: CheckSpec, hearing: Hearing) -> list[Combination]:
    """Return the combinations a wrong answer may have been meant in, the fixed one first.

    The group's shared choices are settled; only a function's own axes are open. What was handed
    over in another form is looked at only where nothing came back in the fixed one.
    """
    chosen = hearing.combination(spec)
    function = hearing.bench.function(spec)
    came = any(hearing.answer(q, chosen).came for q in hearing.bench.questions(spec))
    options = [
        c
        for c in hearing.bench.combinations(spec)
        if c.shared == chosen.shared
        and (c.presentation == chosen.presentation or not came)
        and conventions.credit(c, function, spec.accept) > 0.0
        and c.ids != chosen.ids
    ]
    return [chosen, *options]


def _share(
    spec: CheckSpec, hearing: Hearing, misconception: Misconception, combination: Combination
) -> float:
    """Return the share of answers an entry explains; zero unless all of a failed part is.

    An exception alone names nothing: many mistakes raise.
    """
    if misconception.under and not set(misconception.under) <= set(combination.ids):
        return 0.0
    questions = hearing.bench.questions(spec)
    fits = {q.id: _fits(spec, hearing, q, misconception, combination) for q in questions}
    failed = [q for q in questions if not hearing.compared(spec, q, combination).ok]
    # Where an entry's own answer is right, being near it explains no failure.
    if not all(told_apart(spec, hearing.bench, q, misconception, combination) for q in failed):
        return 0.0
    answered = [q for q in questions if hearing.answer(q, combination).came]
    if not any(fits[q.id] for q in failed) or not any(fits[q.id] for q in answered):
        return 0.0
    first = failed[0].part
    if not all(fits[q.id] for q in failed if q.part == first):
        return 0.0
    return sum(fits.values()) / len(questions)


def _fits(
    spec: CheckSpec,
    hearing: Hearing,
    question: Question,
    misconception: Misconception,
    combination: Combination,
) -> bool:
    answer = hearing.answer(question, combination)
    wrong = hearing.bench.wrong(question, misconception, combination)
    if not answer.came or isinstance(wrong, str):
        return answer.raised is not None and answer.raised.type == wrong
    return alike(answer.value, wrong, hearing.bench.function(spec).outputs)


def alike(got: Any, wrong: Sequence[Any], outputs: tuple[str, ...]) -> bool:
    """Say whether an answer is a wrong one, up to rounding; what is not finite matches itself."""
    pieces = split(got, outputs)
    if isinstance(pieces, str) or len(pieces) != len(wrong):
        return False
    return all(_same(piece, part) for piece, part in zip(pieces, wrong, strict=True))


def _same(piece: Any, part: Any) -> bool:
    if isinstance(piece, np.ndarray) and piece.size != part.size:
        return False
    array = as_numbers(piece)
    if isinstance(array, str):
        return False
    array = fitted(array, part.shape)
    if array.shape != part.shape:
        return False
    with np.errstate(all="ignore"):
        finite = np.isfinite(part)
        if not np.array_equal(array[~finite], part[~finite], equal_nan=True):
            return False
        if not np.all(np.isfinite(array[finite])):
            return False
        near = CLOSE * max(float(np.max(np.abs(part[finite]), initial=0.0)), 1e-300)
        return bool(np.all(np.abs(array[finite] - part[finite]) <= near))


def _diagnosis(spec: CheckSpec, hearing: Hearing, match: Match) -> Diagnosis:
    found = match.misconception
    feedback = spec.feedback or hearing.bench.assignment.feedback
    return Diagnosis(
        id=found.id,
        title=found.claim,
        hint=" ".join(released(found.hints, feedback, attempt=hearing.attempt)),
        explanation=found.explanation,
        confidence=round(0.95 * match.share, 3),
    )
