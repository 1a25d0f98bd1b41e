"""Inputs of a data set as a submission is handed them. Runs in the judge."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.datasets.preparing import Standardisation, globally, per_feature

Numbers = NDArray[Any]
InputsOf = Callable[[Numbers], Numbers]

TOGETHER = 1_000
"""Rows that are divided at once."""


def measured_inputs(train: Numbers, params: TaughtParams) -> InputsOf:
    """Return what prepares inputs, measured on those that are trained on."""
    measured = _standardisation(train, params)

    def prepared(inputs: Numbers) -> Numbers:
        rows = _rows(inputs, params)
        return rows if measured is None else measured(rows).astype(params.dtype)

    return prepared


def _rows(inputs: Numbers, params: TaughtParams) -> Numbers:
    """Return inputs as rows of numbers, or as they are where they shall not be flat.

    Some at a time are divided: quotients are float64 first, eight times the room of pixels.
    """
    shaped = inputs.reshape(len(inputs), -1) if params.flat else inputs
    found = np.empty(shaped.shape, params.dtype)
    for start in range(0, len(shaped), TOGETHER):
        some = slice(start, start + TOGETHER)
        found[some] = shaped[some] / params.divided_by
    return found


def _standardisation(train: Numbers, params: TaughtParams) -> Standardisation | None:
    if params.standardised == "no":
        return None
    rows = _rows(train, params)
    return per_feature(rows) if params.standardised == "per_feature" else globally(rows)
