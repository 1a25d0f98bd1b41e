"""Matches what came back with the catalogue's known wrong answers. Runs in the judge.

An entry is named where its wrong code gives the student's answers: on every question that was
answered, in one combination of conventions that the assignment accepts (see ``readings``). Entries
that no input tells apart are named together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.hearing import Hearing
from grader.kinds import Misconception
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader_plugins.diagnosis.closeness import Fit
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence
from grader_plugins.diagnosis.hints import hint_of
from grader_plugins.diagnosis.readings import readings
from grader_plugins.diagnosis.sheets import Sheet
from grader_plugins.diagnosis.unaccepted import other_convention, unaccepted_convention

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits: the share of answers it explains, and how far-fetched it is.

    ``far`` counts the conventions that are not accepted, then those that were not fixed: an entry
    that needs none is likelier than one that needs another mistake to go with it.
    """

    misconception: Misconception
    share: float
    fit: Fit
    far: tuple[int, int]
    order: int

    @property
    def rank(self) -> tuple[float, int, tuple[int, int], int]:
        """What sorts the best first."""
        return (-self.share, -self.fit, self.far, self.order)


class FromCatalogue:
    """Names the misconceptions whose code gives these very answers."""

    name = "catalogue"

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return what fits every answer, else what fits every failed part of them."""
        if not spec.function or not hearing.binding(spec).callable:
            return ()
        unaccepted = unaccepted_convention(spec, hearing)
        if unaccepted is not None:
            return (unaccepted,)
        matches = _matches(spec, hearing)
        best = max((match.share for match in matches), default=0.0)
        elsewhere = other_convention(spec, hearing) if best < 1.0 else None
        if elsewhere is not None:
            return (elsewhere,)
        kept = [match for match in matches if match.share == best][:MOST_NAMED]
        sure = CONFIDENCE[_evidence(kept)] if kept else 0.0
        return tuple(_diagnosis(spec, hearing, match, sure) for match in kept)


def _matches(spec: CheckSpec, hearing: Hearing) -> list[Match]:
    """Return the entries that fit in some combination, the best first.

    Stages that are farther from what was fixed are looked at while nothing explains every answer.
    """
    found: dict[str, Match] = {}
    for stage in readings(spec, hearing):
        sheets = [Sheet.of(spec, hearing, combination) for combination in stage]
        for sheet in sheets:
            for match in _fitting(sheet):
                known = found.get(match.misconception.id)
                if known is None or match.rank < known.rank:
                    found[match.misconception.id] = match
        if any(match.share == 1.0 for match in found.values()):
            break
    return sorted(found.values(), key=lambda match: match.rank)


def _fitting(sheet: Sheet) -> list[Match]:
    entries = sheet.hearing.bench.function(sheet.spec).misconceptions
    shares = ((order, entry, *sheet.share(entry)) for order, entry in enumerate(entries))
    return [Match(entry, s, fit, sheet.far, n) for n, entry, s, fit in shares if s > 0.0]


def _evidence(matches: Sequence[Match]) -> Evidence:
    """Say what the entries that explain most rest on."""
    if matches[0].share < 1.0:
        return Evidence.PART
    classes = {m.misconception.alike or m.misconception.id for m in matches}
    return Evidence.EVERY if len(classes) == 1 else Evidence.SEVERAL


def _diagnosis(spec: CheckSpec, hearing: Hearing, match: Match, sure: float) -> Diagnosis:
    found = match.misconception
    return Diagnosis(
        id=found.id,
        title=found.claim,
        hint=hint_of(found.hints, spec, hearing),
        explanation=found.explanation,
        confidence=sure if match.share == 1.0 else round(sure * match.share, 3),
    )
