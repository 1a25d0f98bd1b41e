"""What the judge counts for a ``program``: weights, and predictions. Runs in the judge."""

from dataclasses import dataclass

import numpy as np

from grader.errors import GraderError
from grader.examination.programs import Ran
from grader.hearing import Hearing
from grader.models.report import Evidence, Status
from grader_plugins.checks.files.artifact import (
    SCALES,
    checkpoint,
    predicted_in,
    right_share,
    weights_of,
)
from grader_plugins.checks.files.program_data import Offer, trains
from grader_plugins.checks.files.program_params import ProgramParams
from grader_plugins.checks.learning.predictions import Classes, confusion

LEARNT = 0.1
"""By how much a network that was trained at all is more often right than by guessing."""


def share_of(hearing: Hearing, name: str, offer: Offer | None) -> float | str:
    """Return which share of the program's own files the handed-in weights classify rightly."""
    assert offer is not None
    spec = hearing.bench.checks[name]
    weights = checkpoint(spec, hearing)
    if isinstance(weights, str):
        return weights
    return right_share(spec, hearing.bench, weights, offer.sample)[0]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What the judge counted of the predictions that were written; ``trouble`` says why nothing."""

    share: float = 0.0
    predicted: Classes | None = None
    offer: Offer | None = None
    trouble: str = ""
    remark: str = ""


def counted_of(
    hearing: Hearing, params: ProgramParams, ran: Ran, offer: Offer | None
) -> Counted | None:
    """Count the predictions that a program wrote; nothing where none are asked for."""
    asked = params.predictions
    if asked is None or offer is None:
        return None
    held = next(iter(ran.files.items()), None)
    if held is None:
        return Counted(trouble=f"{asked.file} was not written")
    predicted = _read(hearing, held, offer)
    if isinstance(predicted, str):
        return Counted(trouble=f"{asked.file}: {predicted}")
    share = float(np.mean(predicted == offer.sample.labels))
    remark = ""
    if asked.weights:
        own = share_of(hearing, asked.weights, offer)
        if isinstance(own, str):
            return Counted(trouble=f"it cannot be compared: {own}")
        if own < share:
            remark = f"; the weights handed in reach {100 * own:.1f} %, and the lower counts"
            share = own
    return Counted(share, predicted, offer, remark=remark)


def _read(hearing: Hearing, held: tuple[str, bytes], offer: Offer) -> Classes | str:
    """Decode what the program wrote, in a child that it was never in."""
    path, data = held
    found = hearing.artifacts((path,), {path: data})
    if found.status is Status.CRASHED:
        raise GraderError(f"{path} could not be decoded: the reader ended", hint="report this one")
    if found.status is not Status.PASSED or not found.artifacts:
        return "it takes more time or memory to read than is allowed"
    artifact = found.artifacts[0]
    if not artifact.arrays:
        return artifact.trouble or "it holds no numbers"
    return predicted_in(artifact, len(offer.sample), offer.classes)


def unlearnt(hearing: Hearing, params: ProgramParams, pattern: str, ran: Ran, offer: Offer) -> str:
    """Say why a checkpoint that a program wrote is none of what it was given to learn from."""
    bench = hearing.bench
    named = (s for s in bench.checks.values() if s.kind == "artifact")
    spec = next((s for s in named if bench.params(s).file == pattern), None)
    if spec is None or not bench.params(spec).architecture or not trains(params):
        return ""
    weights = weights_of(spec, bench, hearing.artifacts((pattern,), ran.files))
    if isinstance(weights, str):
        return weights
    share = right_share(spec, bench, weights, offer.sample, divisors=SCALES)[0]
    if share >= 1.0 / offer.classes + LEARNT:
        return ""
    return (
        f"{pattern} was written, and its network is right on {100 * share:.1f} % of the examples"
        " that the program was given to learn from: are these the weights that it trained there?"
    )


def evidence_of(params: ProgramParams, counted: Counted | None) -> Evidence:
    """Return what a report keeps of it: the share that is right, and what was taken for what."""
    if counted is None or counted.predicted is None or counted.offer is None:
        return Evidence(asked=params.run)
    assert params.predictions is not None
    offer = counted.offer
    counts = confusion(offer.sample.labels, counted.predicted, offer.classes)
    details = {
        "accuracy": [round(counted.share, 6)],
        "thresholds": list(params.predictions.accuracy),
        "confusion": [list(row) for row in counts],
    }
    return Evidence(asked=params.run, details=details)
