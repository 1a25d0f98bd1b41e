"""The picture of a trained network in the plane: what it predicts, point by point. In the judge.

It is asked for after everything that is scored, and shows the plane as the data set has it: turned
back, classes under their own names, with examples that were trained on and none that decided.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.hearing import Hearing
from grader_plugins.checks.learning.predictions import classes_of
from grader_plugins.checks.learning.runs import Run

SIDE = 60
EDGE = 0.1
"""How far the picture reaches beyond the examples, as a share of their range."""
DIGITS = 4


def boundary(hearing: Hearing, run: Run, predict: str) -> dict[str, Any] | None:
    """Return the classes on a grid, a row per y; nothing where inputs are no points of a plane.

    A class is its number in the data set; the number of classes stands for no class.
    """
    learnt = run.lesson.learnt
    if not len(learnt):
        return None
    x, y = (_range(learnt.inputs[:, axis]) for axis in (0, 1))
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    hidden = run.lesson.disguise.inputs(grid.astype(learnt.inputs.dtype))
    question = run.predicting(predict, hidden, name="boundary")
    (answer,) = hearing.carry_out(run.spec, predict, [question])
    if not answer.came:
        return None
    predicted = classes_of(answer.value, len(grid), run.lesson.classes)
    if isinstance(predicted, str):
        return None
    classes = run.lesson.disguise.original(predicted).reshape(SIDE, SIDE)
    return {
        "x": [_rounded(x[0]), _rounded(x[-1])],
        "y": [_rounded(y[0]), _rounded(y[-1])],
        "classes": classes.tolist(),
        "points": [
            [_rounded(point[0]), _rounded(point[1]), int(label)]
            for point, label in zip(learnt.inputs, learnt.labels, strict=True)
        ],
    }


def _range(values: NDArray[Any]) -> NDArray[np.float64]:
    least, most = float(values.min()), float(values.max())
    edge = EDGE * (most - least) or 1.0
    return np.linspace(least - edge, most + edge, SIDE)


def _rounded(value: Any) -> float:
    return round(float(value), DIGITS) + 0.0
