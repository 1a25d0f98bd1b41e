"""What is likely behind a failed check: all diagnosers are heard, the best first. In the judge.

Diagnosers are heard in the order in which they are registered, until one is certain: what is heard
last explains least. Of what they say, the likeliest stays, and what is nearly as likely.
"""

from collections.abc import Sequence

from grader.hearing import Hearing
from grader.judgement import Judgement
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader.scoring import CERTAIN

MOST_TOLD = 3
NEARLY = 0.65
"""What has less than this share of the best one's confidence is not told beside it."""


def diagnosed(
    hearing: Hearing, spec: CheckSpec, judgement: Judgement, warnings: list[str]
) -> tuple[Diagnosis, ...]:
    """Return the likely causes of a failed check, best first; none where all is right.

    A diagnoser that breaks is a warning, never a lost mark.
    """
    if judgement.passed and judgement.credit >= 1.0:
        return ()
    found: list[Diagnosis] = []
    for diagnoser in hearing.bench.registry.diagnosers.values():
        try:
            found += diagnoser.diagnose(spec, hearing)
        except Exception as problem:  # noqa: BLE001 - a diagnosis never costs a mark
            warnings.append(f"{spec.id}: the diagnosis {diagnoser.name} broke ({problem})")
        if any(_sure(each) >= CERTAIN for each in found):
            break
    return ranked(found)


def ranked(found: Sequence[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return what is worth telling, the likeliest first; what was said first before its equals."""
    ordered = sorted(found, key=lambda each: -_sure(each))
    by_name = {each.id: each for each in reversed(ordered)}
    kept = [each for each in ordered if by_name[each.id] is each]
    least = NEARLY * _sure(kept[0]) if kept else 0.0
    return tuple(each for each in kept if _sure(each) >= least)[:MOST_TOLD]


def _sure(diagnosis: Diagnosis) -> float:
    return diagnosis.confidence or 0.0
