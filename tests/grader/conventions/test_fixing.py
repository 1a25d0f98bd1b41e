"""Conventions are fixed from the scored answers themselves, one per group."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.grader.examination.fakes import FakeWall, hangs
from tests.grader.sittings import Sitting, check, right_functions

RIGHT = right_functions()


def ce_columns(prediction: Any, target: Any) -> Any:
    return -np.sum(target * np.log(prediction)) / target.shape[1]


def ce_sum(prediction: Any, target: Any) -> Any:
    return -np.sum(target * np.log(prediction))


def layer_columns(X: Any, W: Any, b: Any) -> Any:
    return W @ X + b


def chosen(sitting: Sitting, name: str) -> tuple[str, ...]:
    return sitting.hearing.combination(sitting.spec(name)).ids


def sat(*checks: Any, **functions: Callable[..., Any]) -> Sitting:
    return Sitting({**RIGHT, **functions}, *(checks or (check("CE"), check("layer"))))


def test_the_defaults_hold_where_they_explain_and_nothing_more_is_asked() -> None:
    found = sat()
    assert (chosen(found, "CE"), chosen(found, "layer")) == (("rows", "mean"), ("rows",))
    assert len(found.wall.heard) == 2


def test_columns_are_found_for_a_whole_group() -> None:
    found = sat(CE=ce_columns, layer=layer_columns)
    assert (chosen(found, "CE"), chosen(found, "layer")) == (("columns", "mean"), ("columns",))


def test_a_right_function_keeps_all_its_points_under_the_convention_it_has() -> None:
    accept = {"rows": 1.0, "columns": 1.0}
    found = sat(
        check("CE", accept=accept),
        check("layer", accept=accept),
        CE=ce_columns,
        layer=layer_columns,
    )
    for name in ("CE", "layer"):
        judgement = found.judgement(name)
        assert (judgement.passed, judgement.credit) == (True, 1.0)
        assert judgement.convention == ("columns",)


def test_a_mixed_group_takes_the_layout_that_earns_most() -> None:
    accept = {"rows": 1.0, "columns": 1.0}
    checks = (check("CE", accept=accept, points=2), check("layer", accept=accept, points=3))
    found = sat(*checks, layer=layer_columns)
    assert chosen(found, "layer") == ("columns",)
    assert not found.judgement("CE").passed
    found = sat(*checks, CE=ce_columns)
    assert chosen(found, "layer") == ("rows",)
    assert not found.judgement("CE").passed


def test_groups_have_conventions_of_their_own() -> None:
    accept = {"rows": 1.0, "columns": 1.0}
    found = sat(
        check("CE", accept=accept),
        check("layer", accept=accept, group="layers"),
        layer=layer_columns,
    )
    assert found.judgement("CE").passed
    assert found.judgement("layer").passed


def test_a_convention_that_is_not_accepted_is_found_and_earns_nothing() -> None:
    judgement = sat(CE=ce_sum).judgement("CE")
    assert (judgement.convention, judgement.credit) == (("sum",), 0.0)
    assert "right for another convention: the sum over the examples" in judgement.student_text


def test_a_convention_that_is_accepted_in_part_earns_a_part() -> None:
    accept = {"mean": 1.0, "sum": 0.5}
    assert sat(check("CE", accept=accept), CE=ce_sum).judgement("CE").credit == 0.5


@pytest.mark.parametrize("points", [0, 1])
def test_checks_without_points_have_a_convention_too(points: float) -> None:
    accept = {"mean": 1.0, "sum": 1.0}
    found = sat(check("CE", accept=accept, points=points), CE=ce_sum)
    assert chosen(found, "CE") == ("rows", "sum")
    assert found.judgement("CE").passed


def test_wrong_code_keeps_the_defaults() -> None:
    found = sat(CE=lambda prediction, target: 3.0)
    assert chosen(found, "CE") == ("rows", "mean")


def test_wrong_code_is_told_in_the_form_that_the_assignment_asks_for() -> None:
    checks = (check("CE", accept={"columns": 1.0, "sum": 1.0}),)
    found = sat(*checks, CE=lambda prediction, target: 3.0)
    assert chosen(found, "CE") == ("columns", "sum")


def test_a_missing_function_leaves_the_others_their_convention() -> None:
    found = Sitting({"layer": layer_columns}, check("CE"), check("layer"))
    assert chosen(found, "layer") == ("columns",)


def test_a_function_that_hangs_is_not_asked_in_other_presentations() -> None:
    wall = FakeWall(RIGHT, trouble=lambda name, _: hangs() if name == "CE" else None)
    found = Sitting(RIGHT, check("CE"), check("layer"), wall=wall)
    assert len(wall.children) == 2
    assert found.judgement("layer").passed
