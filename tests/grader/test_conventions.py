"""Conventions: what is handed over, what is right, and what it earns."""

from typing import Any

import numpy as np
import pytest

from grader import conventions
from grader.conventions import combinations, credit, deviations
from grader_reference.catalogue import Convention, Function
from tests.grader.sittings import LAYER, LOSS, RELU, SLOPES


def named(function: Any, *ids: str) -> conventions.Combination:
    return next(c for c in combinations(function) if set(ids) <= set(c.ids))


def arguments() -> dict[str, Any]:
    return dict(LAYER.draw(np.random.default_rng(1))[0].arguments)


def test_the_first_combination_is_the_default_of_every_axis() -> None:
    assert combinations(LOSS)[0].ids == ("rows", "mean")
    assert len(combinations(LOSS)) == 4


def test_a_function_without_conventions_has_one_combination() -> None:
    assert [c.ids for c in combinations(RELU)] == [()]
    assert combinations(RELU)[0].presentation == ""


def test_combinations_that_hand_over_the_same_share_a_presentation() -> None:
    found = {c.ids: c.presentation for c in combinations(LOSS)}
    assert found["rows", "mean"] == found["rows", "sum"] == ""
    assert found["columns", "mean"] == found["columns", "sum"] == "columns"


def test_the_right_answer_follows_the_convention() -> None:
    given = arguments()
    columns = named(LAYER, "columns")
    shown = columns.present(given)
    assert shown["X"].shape == given["X"].shape[::-1]
    assert np.allclose(shown["W"] @ shown["X"] + shown["b"], columns.right(LAYER, given))


def test_a_convention_with_a_function_of_its_own_decides() -> None:
    assert named(LOSS, "sum").differs()
    assert not named(LOSS, "rows", "mean").differs()
    given = LOSS.draw(np.random.default_rng(1))[0].arguments
    mean, total = (named(LOSS, "rows", r).right(LOSS, given) for r in ("mean", "sum"))
    assert total == pytest.approx(mean * len(given["target"]))


@pytest.mark.parametrize(
    ("ids", "accept", "earned"),
    [
        (("rows", "mean"), {}, 1.0),
        (("rows", "sum"), {}, 0.0),
        (("columns", "mean"), {}, 0.0),
        (("rows", "sum"), {"mean": 1.0, "sum": 0.5}, 0.5),
        (("rows", "mean"), {"sum": 1.0}, 0.0),
        (("columns", "sum"), {"sum": 1.0}, 0.0),
        (("columns", "sum"), {"sum": 0.5, "columns": 0.25}, 0.25),
    ],
)
def test_what_a_combination_earns(
    ids: tuple[str, ...], accept: dict[str, float], earned: float
) -> None:
    assert credit(named(LOSS, *ids), LOSS, accept) == earned


def test_what_the_catalogue_calls_harmless_earns_everything_unless_the_assignment_speaks() -> None:
    axis = (
        Convention(id="zero", axis="at_zero", claim="0 at 0"),
        Convention(id="one", axis="at_zero", claim="1 at 0", harmless=True),
    )
    function = Function(**{**vars(RELU), "conventions": axis})
    assert credit(named(function, "one"), function, {}) == 1.0
    assert credit(named(function, "one"), function, {"zero": 1.0}) == 0.0


def test_only_choices_that_are_not_the_default_are_told() -> None:
    assert deviations(named(LOSS, "columns", "mean"), LOSS) == ("columns",)
    assert deviations(combinations(LOSS)[0], LOSS) == ()
    assert conventions.claims(named(LOSS, "columns", "sum"), ("sum",)) == (
        "the sum over the examples",
    )


def test_shared_choices_are_told_by_axis() -> None:
    assert named(LOSS, "columns", "sum").shared == {"layout": "columns"}
    assert named(SLOPES).shared == {}
