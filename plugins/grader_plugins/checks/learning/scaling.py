"""Inputs of a data set as a submission is handed them. Runs in the judge."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.datasets.preparing import Standardisation, globally, per_feature

Numbers = NDArray[Any]
InputsOf = Callable[[Numbers], Numbers]


def measured_inputs(train: Numbers, params: TaughtParams) -> InputsOf:
    """Return what prepares inputs, measured on those that are trained on."""
    measured = _standardisation(_rows(train, params), params)

    def prepared(inputs: Numbers) -> Numbers:
        rows = _rows(inputs, params)
        return rows if measured is None else measured(rows).astype(params.dtype)

    return prepared


def _rows(inputs: Numbers, params: TaughtParams) -> Numbers:
    """Return inputs as rows of numbers, or as they are where they shall not be flat."""
    shaped = inputs.reshape(len(inputs), -1) if params.flat else inputs
    return (shaped / params.divided_by).astype(params.dtype)


def _standardisation(rows: Numbers, params: TaughtParams) -> Standardisation | None:
    if params.standardised == "no":
        return None
    return per_feature(rows) if params.standardised == "per_feature" else globally(rows)
