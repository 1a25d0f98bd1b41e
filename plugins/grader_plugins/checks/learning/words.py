"""What is said of a training: what was asked, what came, what to look at. Runs in the judge."""

from collections.abc import Iterator, Sequence

import numpy as np

from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader.models.report import Status
from grader_plugins.checks.learning.params import TrainingParams
from grader_plugins.checks.learning.teaching import Outcome
from grader_plugins.diagnosis.hints import hint_of
from grader_plugins.diagnosis.training import Signs, hints


def told(
    spec: CheckSpec,
    hearing: Hearing,
    outcomes: Sequence[Outcome],
    outcome: Outcome,
    *,
    passed: bool,
    too_good: bool,
) -> tuple[str, str]:
    """Return a student's text with the hints that are due, and the staff's with all of them.

    ``outcome`` is the run in the middle; a run that came to nothing is told first.
    """
    params: TrainingParams = hearing.bench.params(spec)
    trouble = next((o.final.trouble for o in outcomes if o.final.trouble), "")
    if trouble and not passed:
        text = "; ".join([trouble, *_on_the_way(outcomes)])
        return text, text
    text = "; ".join(_sentences(outcomes, outcome, params, too_good=too_good))
    if passed or too_good:
        return text, text
    steps = hints(signs_of(outcome))
    due, every = hint_of(steps, spec, hearing), " ".join(steps)
    return _joined(text, due), _joined(text, every)


def signs_of(outcome: Outcome) -> Signs:
    """Return what the hints rest on."""
    predicted = outcome.final.predicted
    counts = np.bincount(predicted) if predicted is not None else np.zeros(1)
    shares = counts / max(1, counts.sum())
    return Signs(
        accuracy=outcome.accuracy,
        guessing=outcome.guessing,
        favourite=float(shares.max()),
        broken=outcome.final.broken,
        curve=[point.accuracy for point in outcome.curve],
        losses=[point.loss for point in outcome.curve if point.loss is not None],
    )


def _sentences(
    outcomes: Sequence[Outcome], outcome: Outcome, params: TrainingParams, *, too_good: bool
) -> Iterator[str]:
    reached = float(np.median([o.accuracy for o in outcomes]))
    asked = next((t for t in sorted(params.accuracy) if reached < t), None)
    said = f"after training, {100 * reached:.1f} % of new examples were classified rightly"
    yield said if asked is None else f"{said}; {100 * asked:g} % were asked for"
    yield from _on_the_way([outcome])
    if params.loss is not None:
        yield from _of_loss(outcome, params.loss.at_most)
    if params.early is not None:
        yield from _of_early(outcomes, params, too_good=too_good)
    if outcome.final.remark:
        yield outcome.final.remark


def _on_the_way(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Say where time ran out, and what it had come to."""
    for outcome in outcomes:
        if outcome.done >= outcome.asked or (
            outcome.trained.status not in (Status.PASSED, Status.TIMED_OUT)
        ):
            continue
        if not (outcome.trained.came and outcome.final.trouble):
            yield f"time ran out after {outcome.done} of {outcome.asked} epochs"
            return


def _of_loss(outcome: Outcome, at_most: float) -> Iterator[str]:
    loss = outcome.final.loss
    if loss is None:
        yield outcome.final.loss_text or "no loss could be computed"
    elif loss > at_most:
        yield f"the mean cross entropy of new examples was {loss:.3g}; at most {at_most:g} was due"


def _of_early(
    outcomes: Sequence[Outcome], params: TrainingParams, *, too_good: bool
) -> Iterator[str]:
    band = params.early
    assert band is not None
    found = float(np.median([o.at(band.epoch) or 0.0 for o in outcomes]))
    said = f"after epoch {band.epoch}, {100 * found:.1f} % were classified rightly"
    if too_good:
        yield (
            f"{said} already, and what begins untrained reaches at most {100 * band.at_most:g} %:"
            " does training begin with fresh weights, and with these examples alone?"
        )
    elif found < band.at_least:
        yield f"{said}; {100 * band.at_least:g} % were asked for by then"


def _joined(text: str, hint: str) -> str:
    return f"{text}. {hint}" if hint else text
