from typing import Any

import numpy as np

from grader.auditing.mutants.wrong_code import standing_alone
from grader.plugin_manager import build

FACTOR = 2


def _needs_a_constant(x: Any) -> Any:
    return FACTOR * x


def _alone(x: "np.ndarray[Any, Any]") -> Any:
    return np.sum(x)


def test_code_becomes_a_function_of_one_name_without_annotations() -> None:
    text = standing_alone(_alone)
    assert text is not None
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - the text is ours
    assert space["wrong_code"](np.ones(3)) == 3
    assert "ndarray" not in text


def test_code_that_needs_more_than_numpy_is_not_taken() -> None:
    assert standing_alone(_needs_a_constant) is None

    def closed(x: Any) -> Any:
        return text * x

    text = 3
    assert standing_alone(closed) is None


def test_nearly_all_of_the_catalogue_stands_alone() -> None:
    functions = build().functions.values()
    entries = [entry for function in functions for entry in function.misconceptions]
    alone = [entry for entry in entries if standing_alone(entry.function) is not None]
    assert len(alone) > 0.95 * len(entries)
