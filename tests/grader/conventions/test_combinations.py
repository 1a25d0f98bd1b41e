"""Conventions: what is handed over, what is right, and what it earns."""

from typing import Any

import numpy as np
import pytest

from grader.conventions import combinations as conventions
from grader.conventions.combinations import combinations, credit, deviations
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
    given = LOSS.draw(np.random.default_rng(1))[0].arguments
    mean, total = (named(LOSS, "rows", r).right(LOSS, given) for r in ("mean", "sum"))
    assert total == pytest.approx(mean * len(given["target"]))


def test_what_one_convention_names_goes_with_the_function_another_brings() -> None:
    def power(x: Any, *, by: int = 1) -> Any:
        return x**by

    axes = (
        Convention(id="once", axis="times", claim="once"),
        Convention(id="cubed", axis="times", claim="to the third", named={"by": 3}),
        Convention(id="plain", axis="of", claim="of x"),
        Convention(
            id="moved",
            axis="of",
            claim="of x + 1",
            function=lambda x, by=1: (x + 1) ** by,
            magnitude=lambda x: x + 1,
        ),
    )
    function = Function(**{**vars(RELU), "right": power, "conventions": axes, "exact": False})
    answers = {c.ids: c.right(function, {"x": 2}) for c in combinations(function)}
    assert answers == {
        ("once", "plain"): 2,
        ("once", "moved"): 3,
        ("cubed", "plain"): 8,
        ("cubed", "moved"): 27,
    }
    magnitude = named(function, "cubed", "moved").magnitude(function)
    assert magnitude is not None
    assert magnitude(2) == 3
    assert named(function, "once", "plain").magnitude(function) is function.magnitude


def test_a_convention_that_presupposes_another_stands_with_it_alone() -> None:
    axes = (
        Convention(id="scores", axis="wrt", claim="by scores"),
        Convention(id="logits", axis="wrt", claim="by logits", function=np.negative),
        Convention(id="none", axis="epsilon", claim="nothing is added"),
        Convention(id="some", axis="epsilon", claim="something is added", under=("scores",)),
        Convention(id="other", axis="epsilon", claim="another one", function=np.abs),
    )
    function = Function(**{**vars(RELU), "conventions": axes})
    assert [c.ids for c in combinations(function)] == [
        ("scores", "none"),
        ("scores", "some"),
        ("scores", "other"),
        ("logits", "none"),
    ]


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


def test_what_has_to_be_listed_is_not_looked_for_elsewhere() -> None:
    axis = (
        Convention(id="bare", axis="logarithm", claim="nothing is added", listed=True),
        Convention(id="kept", axis="logarithm", claim="kept finite", listed=True),
    )
    function = Function(**{**vars(RELU), "conventions": axis})
    assert [c.ids for c in combinations(function)] == [()]
    assert [c.ids for c in combinations(function, ("bare", "kept"))] == [("bare",), ("kept",)]
    assert credit(combinations(function, ("bare", "kept"))[1], function, {"kept": 1.0}) == 1.0


def test_only_choices_that_are_not_the_default_are_told() -> None:
    assert deviations(named(LOSS, "columns", "mean"), LOSS) == ("columns",)
    assert deviations(combinations(LOSS)[0], LOSS) == ()


def test_what_the_assignment_asks_for_is_no_deviation() -> None:
    columns = named(LOSS, "columns", "mean")
    assert deviations(columns, LOSS, {"columns": 1.0}) == ()
    assert deviations(columns, LOSS, {"columns": 1.0, "rows": 1.0}) == ("columns",)
    assert deviations(columns, LOSS, {"columns": 0.5}) == ("columns",)
    assert deviations(combinations(LOSS)[0], LOSS, {"columns": 1.0}) == ("rows",)


def test_conventions_are_told_by_their_claims() -> None:
    assert conventions.claims(named(LOSS, "columns", "sum"), ("sum",)) == (
        "the sum over the examples",
    )


def test_shared_choices_are_told_by_axis() -> None:
    assert named(LOSS, "columns", "sum").shared == {"layout": "columns"}
    assert named(SLOPES).shared == {}
