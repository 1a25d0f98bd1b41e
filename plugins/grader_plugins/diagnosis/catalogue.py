"""Matches what came back with the catalogue's known wrong answers. Runs in the judge.

An entry is named where its wrong code gives the student's answers: on every question that was
answered, in one combination of conventions that the assignment accepts. The combination that was
fixed comes first, the others after it, since a wrong answer may hide the layout. Entries that no
input tells apart are named together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions import combinations as conventions
from grader.conventions.combinations import Combination
from grader.hearing import Hearing
from grader.kinds import Misconception, Question
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader.numerics.comparison import as_numbers, fitted, is_of_another_size, split
from grader_plugins.diagnosis.hints import hint_of
from grader_plugins.diagnosis.unaccepted import other_convention, unaccepted_convention

Floats = NDArray[np.float64]
CLOSE = 1e-6
NOTHING = 1e-12
"""What is so small beside the other outputs is rounding: a sum that is exactly 0 on paper."""
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A check's answers as one combination reads them; each is taken apart once.

    Attributes:
        failed: The questions that were not answered rightly.
        first: Those of them that belong to the first part that failed.
    """

    spec: CheckSpec
    hearing: Hearing
    combination: Combination
    questions: tuple[Question, ...]
    failed: tuple[Question, ...]
    first: tuple[Question, ...]
    taken: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: CheckSpec, hearing: Hearing, combination: Combination) -> "Sheet":
        """Return the sheet of a check."""
        questions = hearing.bench.questions(spec)
        wrong = [q for q in questions if not hearing.compared(spec, q, combination).ok]
        first = [q for q in wrong if q.part == wrong[0].part]
        return cls(spec, hearing, combination, questions, tuple(wrong), tuple(first))

    def came(self, question: Question) -> bool:
        """Say whether anything came back."""
        return self.hearing.answer(question, self.combination).came

    def fits(self, question: Question, misconception: Misconception) -> bool:
        """Say whether a misconception's code gives this very answer."""
        answer = self.hearing.answer(question, self.combination)
        wrong = self.hearing.bench.wrong(question, misconception, self.combination)
        if not answer.came or isinstance(wrong, str):
            return answer.raised is not None and answer.raised.type == wrong
        if question.id not in self.taken:
            outputs = self.hearing.bench.function(self.spec).outputs
            self.taken[question.id] = _taken_apart(answer.value, outputs)
        return _alike(self.taken[question.id], wrong)


class FromCatalogue:
    """Names the misconceptions whose code gives these very answers."""

    name = "catalogue"

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return what fits every answer, else what fits every failed part of them."""
        unaccepted = unaccepted_convention(spec, hearing)
        if unaccepted is not None:
            return (unaccepted,)
        matches = _matches(spec, hearing)
        best = max((match.share for match in matches), default=0.0)
        elsewhere = other_convention(spec, hearing) if best < 1.0 else None
        if elsewhere is not None:
            return (elsewhere,)
        if best <= 0.0:
            return ()
        kept = [match for match in matches if match.share == best][:MOST_NAMED]
        return tuple(_diagnosis(spec, hearing, match) for match in kept)


def _matches(spec: CheckSpec, hearing: Hearing) -> list[Match]:
    """Return the entries that fit in some combination, the best first."""
    chosen = set(hearing.combination(spec).ids)
    sheets = [
        (Sheet.of(spec, hearing, combination), len(set(combination.ids) - chosen))
        for combination in _combinations(spec, hearing)
    ]
    found = []
    for order, misconception in enumerate(hearing.bench.function(spec).misconceptions):
        share, near = max((_share(sheet, misconception), -away) for sheet, away in sheets)
        if share > 0.0:
            found.append(Match(misconception, share, -near, order))
    return sorted(found, key=lambda match: (-match.share, match.away, match.order))


def _combinations(spec: CheckSpec, hearing: Hearing) -> list[Combination]:
    """Return the combinations a wrong answer may have been meant in, the fixed one first.

    The group's shared choices are settled; only a function's own axes are open. What was handed
    over in another form is looked at only where nothing came back in the fixed one, or where it is
    a form that other checks of the group found, such as a rate for summed gradients. What only the
    right function is told, such as an epsilon, changes no wrong answer.
    """
    chosen = hearing.combination(spec)
    function = hearing.bench.function(spec)
    came = any(hearing.answer(q, chosen).came for q in hearing.bench.questions(spec))
    others = _found_elsewhere(spec, hearing)
    options = [
        c
        for c in hearing.bench.combinations(spec)
        if c.shared == chosen.shared
        and c.named == chosen.named
        and (c.presentation in (chosen.presentation, *others) or not came)
        and conventions.credit(c, function, spec.accept) > 0.0
        and c.ids != chosen.ids
    ]
    return [chosen, *options]


def _found_elsewhere(spec: CheckSpec, hearing: Hearing) -> set[str]:
    """Return the conventions that other checks of the group were found to follow."""
    checks = hearing.bench.checks.values()
    others = [c for c in checks if c.function and c.group == spec.group and c.id != spec.id]
    return {found for other in others for found in hearing.combination(other).ids}


def _share(sheet: Sheet, misconception: Misconception) -> float:
    """Return the share of answers an entry explains; zero unless all of a failed part is.

    An exception alone names nothing: many mistakes raise.
    """
    ids = sheet.combination.ids
    if not sheet.failed or not set(misconception.under) <= set(ids):
        return 0.0
    if not all(sheet.fits(question, misconception) for question in sheet.first):
        return 0.0
    # Where an entry's own answer is right, being near it explains no failure.
    bench, spec, combination = sheet.hearing.bench, sheet.spec, sheet.combination
    if not all(bench.told_apart(spec, q, misconception, combination) for q in sheet.failed):
        return 0.0
    fitting = [q for q in sheet.questions if sheet.fits(q, misconception)]
    return len(fitting) / len(sheet.questions) if any(map(sheet.came, fitting)) else 0.0


def alike(got: Any, wrong: Sequence[Any], outputs: tuple[str, ...]) -> bool:
    """Say whether an answer is a wrong one, up to rounding; what is not finite matches itself."""
    return _alike(_taken_apart(got, outputs), wrong)


def _taken_apart(got: Any, outputs: tuple[str, ...]) -> tuple[Any, ...]:
    """Return an answer's outputs as numbers; none where it is not made of numbers."""
    pieces = split(got, outputs)
    if isinstance(pieces, str):
        return ()
    arrays = tuple(map(as_numbers, pieces))
    return () if any(isinstance(array, str) for array in arrays) else arrays


def _alike(arrays: Sequence[Floats], wrong: Sequence[Any]) -> bool:
    if len(arrays) != len(wrong):
        return False
    floor = NOTHING * max((_largest(part) for part in wrong), default=0.0)
    return all(_same(a, part, floor) for a, part in zip(arrays, wrong, strict=True))


def _largest(part: Floats) -> float:
    return float(np.max(np.abs(part), where=np.isfinite(part), initial=0.0))


def _same(array: Floats, part: Floats, floor: float) -> bool:
    """Say whether one output is a wrong one; the first number usually tells."""
    if is_of_another_size(array, part):
        return False
    array = fitted(array, part.shape)
    if array.shape != part.shape:
        return False
    with np.errstate(all="ignore"):
        finite = np.isfinite(part)
        near = max(CLOSE * _largest(part), floor, 1e-300)
        if array.size and finite.flat[0] and not abs(array.flat[0] - part.flat[0]) <= near:
            return False
        if not np.array_equal(array[~finite], part[~finite], equal_nan=True):
            return False
        return bool(np.all(np.abs(array[finite] - part[finite]) <= near))


def _diagnosis(spec: CheckSpec, hearing: Hearing, match: Match) -> Diagnosis:
    found = match.misconception
    return Diagnosis(
        id=found.id,
        title=found.claim,
        hint=hint_of(found.hints, spec, hearing),
        explanation=found.explanation,
        confidence=round(0.95 * match.share, 3),
    )
