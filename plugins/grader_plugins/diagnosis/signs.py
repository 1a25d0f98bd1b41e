"""Names what stands out in a training that came out badly. Runs in the judge.

Where to look stands in what the check itself says of the training; this gives it a name, by which
a class can be counted. The evidence of a report is all that it looks at.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader.models.report import Diagnosis
from grader_plugins.diagnosis import findings
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence
from grader_plugins.diagnosis.training import Signs, seen


class FromSigns:
    """Names what a training shows: one class alone, guessing, a loss that grows."""

    name = "signs"
    findings = findings.SIGNS

    def diagnose(self, spec: CheckSpec, hearing: Hearing) -> Sequence[Diagnosis]:
        """Return the sign that stands out most; nothing of a check that is no training."""
        judgement = hearing.judged.get(spec.id)
        details = judgement.evidence.details if judgement is not None else {}
        sign = seen(_signs(details)) if details.get("confusion") else None
        if sign is None:
            return ()
        return (
            Diagnosis(
                id=f"signs.{sign.name}",
                title=sign.title,
                explanation=" ".join(sign.steps),
                confidence=CONFIDENCE[Evidence.SIGNS],
            ),
        )


def _signs(details: Mapping[str, Any]) -> Signs:
    """Read the signs from a confusion matrix, a row per true class, and from a curve."""
    counts = np.asarray(details["confusion"], dtype=float)
    total = max(1.0, float(counts.sum()))
    curve: Sequence[Mapping[str, Any]] = details.get("curve", ())
    return Signs(
        accuracy=float(np.trace(counts)) / total,
        guessing=float(counts.sum(axis=1).max()) / total,
        favourite=float(counts.sum(axis=0).max()) / total,
        curve=[point["accuracy"] for point in curve],
        losses=[point["loss"] for point in curve if point["loss"] is not None],
    )
