from collections.abc import Iterator

import numpy as np
import pytest

from grader.auditing.mutants.graft_runtime import turned
from grader.auditing.mutants.translation import between, translation
from grader.conventions.combinations import Combination, combinations
from grader.kinds import ReferenceFunction
from grader.plugin_manager import build

REGISTRY = build()
NETWORK = REGISTRY.network("5-H-3 tanh")
CE = REGISTRY.functions["CE"]


def _combination(function: ReferenceFunction, *ids: str) -> Combination:
    return next(c for c in combinations(function) if set(ids) <= set(c.ids))


def _cases(function: ReferenceFunction) -> Iterator[tuple[ReferenceFunction, Combination]]:
    for ids in ((), ("columns",), ("columns", "integer"), ("out_in", "columns"), ("bias_flat",)):
        yield function, _combination(function, *ids)


@pytest.mark.parametrize(("function", "combination"), list(_cases(NETWORK)))
def test_canonical_arguments_come_back_from_every_form(
    function: ReferenceFunction, combination: Combination
) -> None:
    asked = [case.arguments for case in function.draw(np.random.default_rng(3))]
    found = translation(function, combination, asked)
    assert found is not None
    fresh = function.draw(np.random.default_rng(4))[0].arguments
    raw = combination.present(fresh)
    values = dict(raw)
    for name in found.order:
        for step in found.back[name]:
            values[name] = turned(step, values[name], raw, values)
        np.testing.assert_allclose(values[name], fresh[name])


def test_a_sum_is_the_mean_times_the_batch() -> None:
    asked = [case.arguments for case in CE.draw(np.random.default_rng(0))]
    found = translation(CE, _combination(CE, "sum", "columns"), asked)
    assert found is not None
    assert found.forth == ((("size", "target", 0, 1),),)


def test_logits_are_no_form_of_probabilities() -> None:
    asked = [case.arguments for case in CE.draw(np.random.default_rng(0))]
    default = combinations(CE)[0]
    assert between(CE, default, _combination(CE, "logits"), asked) is None
    assert between(CE, default, _combination(CE, "columns"), asked) is not None
