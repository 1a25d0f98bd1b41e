"""What a trained object is worth, as the judge counts it. Runs in the judge.

Where an architecture is known, the trained parameters are read before any input is sent, and the
judge runs its own forward pass with them: code that predicts by other means than its weights, or
weights that do not do what the code does, earn what the worse of the two earns.
"""

import itertools
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
from grader.numerics.comparison import as_numbers
from grader_plugins.checks.learning.lessons import Judged, Run
from grader_plugins.checks.learning.params import TrainingParams
from grader_plugins.checks.learning.predictions import Classes, classes_of, loss_of, scores_of

Floats = NDArray[np.float64]

MARGIN = 1e-3
"""Probabilities so close are one and the same after rounding: either class may be predicted."""
TIES = 0.02
"""On so few examples: weights of zero make all classes alike, and leave the choice to any code."""


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
    hearing: Hearing, run: Run, params: TrainingParams, examples: Judged, *, name: str
) -> Measured:
    """Read the weights where they count, let the object predict, and count."""
    weights: tuple[Floats, ...] | str = ()
    if params.architecture:
        question = run.reading(params.predict, name=f"{name}/weights")
        (answer,) = hearing.carry_out(run.spec, params.predict, [question])
        if not answer.came:
            return Measured(
                answer, trouble=f"its parameters: {told(answer, hearing, params.predict)}"
            )
        weights = parameters_of(answer.value, run.facts["widths"])
        if isinstance(weights, str):
            return Measured(answer, trouble=weights)
    found = counted(hearing, run, params.predict, examples, name=name)
    if found.predicted is None:
        return found
    found = _with_loss(found, hearing, run, params, examples, name)
    if not weights:
        return found
    forward = hearing.bench.once(run.spec, forward_pass)
    with np.errstate(all="ignore"):
        probabilities = forward(examples.inputs.astype(np.float64), *weights)
    return _by_weights(found, np.asarray(probabilities), examples.labels)


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
    classes = probabilities.shape[1]
    own = classes_of(probabilities, len(labels), classes)
    loss = loss_of(probabilities, labels, classes)
    assert found.predicted is not None
    assert not isinstance(own, str)
    unlike = own != found.predicted
    many = unlike.mean() > TIES
    apart = unlike if many else unlike & ~_close(probabilities, found.predicted)
    if not apart.any():
        return found
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


def _close(probabilities: Floats, predicted: Classes) -> NDArray[np.bool_]:
    """Say where the class predicted is as probable as the best but for rounding."""
    rows, classes = probabilities.shape
    known = np.where(predicted < classes, predicted, 0)
    near = probabilities.max(axis=1) - probabilities[np.arange(rows), known] <= MARGIN
    close: NDArray[np.bool_] = near & (predicted < classes)
    return close


def parameters_of(value: Any, widths: Sequence[int]) -> tuple[Floats, ...] | str:
    """Return W1 (D, H), b1 (1, H), …, from rows or columns, or why they are none of such a network.

    A square matrix is taken as the others lie: in columns, W acts from the left.
    """
    items = list(value) if isinstance(value, (list, tuple)) else []
    if len(items) != 2 * (len(widths) - 1):
        return f"{len(items)} parameters were read, and {2 * (len(widths) - 1)} were asked for"
    arrays = [as_numbers(item) for item in items]
    for number, array in enumerate(arrays):
        if isinstance(array, str):
            return f"parameter {number + 1}: {array}"
    found = [array for array in arrays if not isinstance(array, str)]
    pairs = list(itertools.pairwise(widths))
    if all(W.shape == pair for W, pair in zip(found[::2], pairs, strict=True)):
        matrices = found[::2]
    elif all(W.shape == pair[::-1] for W, pair in zip(found[::2], pairs, strict=True)):
        matrices = [W.T for W in found[::2]]
    else:
        shapes = ", ".join(str(W.shape) for W in found[::2])
        return f"the weights have the shapes {shapes}, and a network {_spelt(widths)} has others"
    if any(b.size != width for b, width in zip(found[1::2], widths[1:], strict=True)):
        return f"the biases do not fit a network {_spelt(widths)}"
    biases = [b.reshape(1, -1) for b in found[1::2]]
    return tuple(each for pair in zip(matrices, biases, strict=True) for each in pair)


def _spelt(widths: Sequence[int]) -> str:
    return "-".join(map(str, widths))
