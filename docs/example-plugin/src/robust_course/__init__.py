"""Robust regression for grader: a check kind, a reference function and a data set."""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import CheckKind, Dataset, ReferenceFunction
from robust_course.huber import HUBER
from robust_course.parity import Parity
from robust_course.spirals import Spirals


@hookimpl
def grader_register_references() -> Sequence[ReferenceFunction]:
    """Register the Huber loss."""
    return (HUBER,)


@hookimpl
def grader_register_check_kinds() -> Sequence[CheckKind]:
    """Register the kind that compares f(-x) with f(x)."""
    return (Parity(),)


@hookimpl
def grader_register_datasets() -> Sequence[Dataset]:
    """Register the spirals."""
    return (Spirals(),)
