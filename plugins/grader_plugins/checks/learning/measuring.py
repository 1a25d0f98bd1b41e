"""What a trained object is worth, as the judge counts it. Runs in the judge.

Where an architecture is known, the trained parameters are read before any input is sent, and the
judge runs its own forward pass with them: code that predicts by other means than its weights, or
weights that do not do what the code does, earn what the worse of the two earns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.bench import Bench
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.models.assignment import CheckSpec
from grader.models.report import Status
from grader_plugins.checks.learning.lessons import Judged
from grader_plugins.checks.learning.networks import Network, Reading
from grader_plugins.checks.learning.params import TrainingParams, WeighedParams
from grader_plugins.checks.learning.predictions import Classes, classes_of, loss_of, scores_of
from grader_plugins.checks.learning.runs import Run

Floats = NDArray[np.float64]

MARGIN = 1e-3
"""Probabilities so close are one and the same after rounding: either class may be predicted."""
TIES = 0.02
"""On so few examples: weights of zero make all classes alike, and leave the choice to any code."""
LOOK = 250
"""How many images are drawn to see whether predictions are those of the weights at all."""
LEARNT = 300
"""How many examples that were learnt from stand in for running averages."""
ESTIMATED = 0.03
"""How far below the predictions such weights may be: averages lag behind, each in its own way."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was counted on some examples; ``trouble`` tells why nothing could be.

    Attributes:
        answer: The last answer that came, or did not.
        accuracy: The share of examples classified rightly.
        loss: Mean cross entropy; nothing where no probabilities came.
        loss_text: Why there is none.
        predicted: The class of each, disguised; the number of classes where it is none.
        broken: The share of examples with a score that is no number.
        remark: What the weights say against the predictions.
    """

    answer: Answer
    accuracy: float = 0.0
    loss: float | None = None
    loss_text: str = ""
    predicted: Classes | None = None
    broken: float = 0.0
    remark: str = ""
    trouble: str = ""


def measured(
    hearing: Hearing, run: Run, params: WeighedParams, examples: Judged, *, name: str
) -> Measured:
    """Read the weights where they count, let the object predict, and count."""
    readings = _readings(hearing, run, params, name=name)
    if isinstance(readings, Measured):
        return readings
    found = counted(hearing, run, params.predict, examples, name=name)
    if found.predicted is None:
        return found
    if isinstance(params, TrainingParams):
        found = _with_loss(found, hearing, run, params, examples, name)
    return _weighed(found, hearing, run, examples, readings) if readings else found


def _readings(
    hearing: Hearing, run: Run, params: WeighedParams, *, name: str
) -> Sequence[Reading] | Measured:
    """Read the trained parameters before any input is sent; nothing where they do not count."""
    network = run.network
    if network is None:
        return ()
    widths, predict = run.facts["widths"], params.predict
    size = network.size(widths)
    question = run.reading(predict, name=f"{name}/weights", size=size, weights=params.weights)
    (answer,) = hearing.carry_out(run.spec, predict, [question])
    if not answer.came:
        return Measured(answer, trouble=f"its parameters: {told(answer, hearing, predict)}")
    found = network.readings(answer.value, widths, run.params.dtype)
    return Measured(answer, trouble=found) if isinstance(found, str) else found


def _weighed(
    found: Measured, hearing: Hearing, run: Run, examples: Judged, readings: Sequence[Reading]
) -> Measured:
    """Hold the predictions against those of the weights, and keep what is lower.

    A forward pass of images costs much: where a draw of them that nobody knows shows nothing, the
    rest is left. Of several readings the one that agrees best is held against all.
    """
    network = run.network
    assert network is not None
    assert found.predicted is not None
    inputs = network.inputs(examples.inputs, run.params.dtype)
    learnt = _learnt(hearing, run, network)
    rows = _looked_at(hearing, run, network, len(examples))
    predicted, labels = found.predicted[rows], examples.labels[rows]
    apart: list[float] = []
    for reading in readings:
        probabilities = reading.probabilities(inputs[rows], *learnt)
        if _agree(network, probabilities, predicted, labels):
            return found
        apart.append(float(_apart(probabilities, predicted).mean()))
    best = readings[int(np.argmin(apart))]
    whole = _by_weights(found, best.probabilities(inputs, *learnt), examples.labels)
    lost = found.accuracy - whole.accuracy
    return found if network.is_estimated and lost <= ESTIMATED else whole


def _agree(network: Network, probabilities: Floats, predicted: Classes, labels: Classes) -> bool:
    """Say whether predictions are the weights' own; as good ones are where averages are a guess."""
    if not _apart(probabilities, predicted).any():
        return True
    fewer = _share(predicted, labels) - _share(_best(probabilities), labels)
    return network.is_estimated and fewer <= ESTIMATED


def _learnt(hearing: Hearing, run: Run, network: Network) -> Sequence[Floats]:
    """Return examples that were learnt from, where the forward pass takes its averages of them."""
    if not network.is_estimated:
        return ()
    known = hearing.bench.shared.read(run.lesson.arguments["X"].rows(0, LEARNT))
    return (network.inputs(known, run.params.dtype),)


def _looked_at(hearing: Hearing, run: Run, network: Network, count: int) -> Any:
    """Return the rows that are looked at first: all, or of images a draw."""
    if not network.is_of_images:
        return slice(None)
    return hearing.bench.rng(run.spec, "weighed", run.id).permutation(count)[:LOOK]


def told(answer: Answer, hearing: Hearing, call: str) -> str:
    """Say what happened instead of an answer; the inputs are scored, and so not told."""
    if answer.status is Status.MISSING and hearing.bound[call].note:
        return hearing.bound[call].note
    return answer.trouble(brief=True, known=hearing.inventory.names)


def forward_pass(spec: CheckSpec, bench: Bench) -> Callable[..., Any]:
    """Return the reference's forward pass of a check's architecture."""
    right: Callable[..., Any] = bench.registry.network(
        bench.params(spec).architecture, "network_forward"
    ).right
    return right


def counted(hearing: Hearing, run: Run, predict: str, examples: Judged, *, name: str) -> Measured:
    """Let the object predict, and count what is right."""
    question = run.predicting(predict, examples.sent, name=name)
    (answer,) = hearing.carry_out(run.spec, predict, [question])
    if not answer.came:
        what = told(answer, hearing, predict)
        return Measured(answer, trouble=f"it was trained, and then: {what}")
    classes = run.lesson.classes
    predicted = classes_of(answer.value, len(examples), classes)
    if isinstance(predicted, str):
        return Measured(answer, trouble=predicted)
    scores = scores_of(answer.value, len(examples), classes)
    return Measured(
        answer,
        accuracy=float(np.mean(predicted == examples.labels)),
        predicted=predicted,
        broken=0.0 if scores is None else float(np.mean(np.isnan(scores).any(axis=1))),
    )


def _with_loss(
    found: Measured,
    hearing: Hearing,
    run: Run,
    params: TrainingParams,
    examples: Judged,
    name: str,
) -> Measured:
    """Judge the loss by the probabilities that the call for them returns, or prediction itself."""
    answer = found.answer
    if params.probabilities and params.probabilities != params.predict:
        call = params.probabilities
        question = run.predicting(call, examples.sent, name=f"{name}/probabilities")
        (answer,) = hearing.carry_out(run.spec, call, [question])
        if not answer.came:
            return replace(found, loss_text=f"the probabilities: {told(answer, hearing, call)}")
    loss = loss_of(answer.value, examples.labels, run.lesson.classes)
    if isinstance(loss, str):
        return replace(found, loss_text=loss)
    return replace(found, loss=loss)


def _by_weights(found: Measured, probabilities: Floats, labels: Classes) -> Measured:
    """Compare with the judge's own forward pass, and keep the lower of the two."""
    assert found.predicted is not None
    apart = _apart(probabilities, found.predicted)
    if not apart.any():
        return found
    own = _best(probabilities)
    loss = loss_of(probabilities, labels, probabilities.shape[1])
    accuracy = float(np.mean(own == labels))
    said, computed = (f"{100 * each:.1f} %" for each in (found.accuracy, accuracy))
    remark = (
        f"its predictions are not those of its weights for {100 * apart.mean():.1f} % of the"
        f" examples: a forward pass with them is right on {computed}, the predictions on {said};"
        " the lower counts"
    )
    worse = max((each for each in (found.loss, loss) if isinstance(each, float)), default=None)
    by_weights = accuracy < found.accuracy
    return replace(
        found,
        accuracy=min(found.accuracy, accuracy),
        predicted=own if by_weights else found.predicted,
        loss=worse if found.loss is not None else None,
        remark=remark,
    )


def _share(predicted: Classes, labels: Classes) -> float:
    return float(np.mean(predicted == labels))


def _best(probabilities: Floats) -> Classes:
    """Return the class of each example, (N,); the number of classes where there is none."""
    found = classes_of(probabilities, *probabilities.shape)
    assert not isinstance(found, str)
    return found


def _apart(probabilities: Floats, predicted: Classes) -> NDArray[np.bool_]:
    """Say of each example whether another class was predicted, rounding and ties left out."""
    unlike: NDArray[np.bool_] = _best(probabilities) != predicted
    many = unlike.mean() > TIES
    return unlike if many else unlike & ~_close(probabilities, predicted)


def _close(probabilities: Floats, predicted: Classes) -> NDArray[np.bool_]:
    """Say where the class predicted is as probable as the best but for rounding."""
    rows, classes = probabilities.shape
    known = np.where(predicted < classes, predicted, 0)
    near = probabilities.max(axis=1) - probabilities[np.arange(rows), known] <= MARGIN
    close: NDArray[np.bool_] = near & (predicted < classes)
    return close
