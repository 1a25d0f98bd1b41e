"""Other right formulas agree with ours within the bound that graded answers are given."""

import numpy as np
import pytest

from grader_reference.catalogue import Function
from tests.reference.subjects import FUNCTIONS, asked, bounds, named, parts, within


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_every_equivalent_agrees_within_the_bound(function: Function) -> None:
    for seed in range(5):
        for case in asked(function, seed):
            values = case.arguments.values()
            right = parts(function.right(*values))
            room = bounds(function, case.arguments)
            for formula in function.equivalents:
                got = parts(formula(*values))
                assert within(got, right, room), (case.label, np.max(np.abs(got[0] - right[0])))


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_every_function_has_an_equivalent_or_no_rounding(function: Function) -> None:
    assert function.equivalents or function.exact
