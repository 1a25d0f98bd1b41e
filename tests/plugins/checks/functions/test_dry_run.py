"""``dry_run``: given numbers, in the form the function takes; blind spots must be declared."""

from typing import Any

import numpy as np
import pytest

from grader.discrimination import unseen_by
from grader_reference.catalogue import Case, Function, Misconception, Parameter
from tests.grader.sittings import CATALOGUE, RELU, Sitting, bench, check, statuses

BLIND = {"x": [[1.0, 2.0]]}
SEEING = {"x": [[1.0, -2.0]]}


def dry(name: str = "dry", **params: Any) -> Any:
    params = {"inputs": SEEING, **params}
    return check(name, kind="dry_run", function=params.pop("function", "relu"), params=params)


def objections(spec: Any, *others: Any, **functions: Function) -> list[str]:
    found = bench(spec, *others, functions={**CATALOGUE, **functions})
    return list(found.registry.kinds["dry_run"].validate(spec, found))


def test_a_right_function_passes_and_a_wrong_one_is_shown_its_own_number() -> None:
    assert Sitting({"relu": RELU.right}, dry()).judgement("dry").passed
    found = Sitting({"relu": np.abs}, dry()).judgement("dry")
    assert statuses(found) == {"numbers": "failed"}
    assert (found.evidence.input, found.evidence.got) == ({"x": [[1.0, -2.0]]}, [[1.0, 2.0]])


def test_inputs_must_be_the_functions_parameters() -> None:
    assert objections(dry(inputs={})) == ["inputs: x is missing"]
    assert objections(dry(inputs={**SEEING, "y": 1})) == [
        "inputs: y is not a parameter (they are x)"
    ]


def test_numbers_that_see_everything_need_no_companion() -> None:
    assert objections(dry()) == []


def test_a_blind_spot_must_be_declared_and_seen_by_a_companion() -> None:
    assert "these numbers cannot see relu.absolute" in objections(dry(inputs=BLIND))[0]
    told: dict[str, Any] = {
        "inputs": BLIND,
        "blind_spot": "no negative number",
        "companion": "other",
    }
    spec = dry(**told)
    assert objections(spec) == ["the companion 'other' is not a check of this assignment"]
    assert objections(spec, dry("other")) == []
    assert objections(spec, dry("other", inputs=BLIND)) == [
        "the companion other does not see relu.absolute either"
    ]


def test_mistakes_under_a_convention_that_is_not_the_default_are_no_blind_spot() -> None:
    entry = RELU.misconceptions[0]
    under = Misconception(**{**vars(entry), "under": ("columns",)})
    function = Function(**{**vars(RELU), "misconceptions": (under,)})
    found = bench(dry(inputs=BLIND), functions={**CATALOGUE, "relu": function})
    assert unseen_by(found.assignment.checks[0], found) == set()


def picked(x: Any, labels: Any, rows: Any) -> Any:
    return x[np.arange(len(labels)), labels] + sum(map(sum, rows))


PICKED = Function(
    **{
        **vars(RELU),
        "name": "picked",
        "parameters": tuple(Parameter(name=n) for n in ("x", "labels", "rows")),
        "right": picked,
        "misconceptions": (),
        "draw": lambda rng: (
            Case(
                part="ordinary",
                label="rows",
                arguments={
                    "x": rng.normal(size=(2, 3)),
                    "labels": np.array([0, 2]),
                    "rows": [[0.5], [0.25, 1.0]],
                },
            ),
        ),
    }
)


def test_inputs_keep_the_form_the_function_takes() -> None:
    inputs = {"x": [[1, 2, 3], [4, 5, 6]], "labels": [2, 0], "rows": [[1, 2], [3]]}
    sitting = Sitting(
        {"picked": picked},
        dry(function="picked", inputs=inputs),
        catalogue={"picked": PICKED},
    )
    (question,) = sitting.bench.questions(sitting.spec("dry"))
    assert question.arguments["x"].dtype == np.float64
    assert question.arguments["labels"].dtype.kind == "i"
    assert question.arguments["rows"] == [[1.0, 2.0], [3.0]]
    assert sitting.judgement("dry").passed


@pytest.mark.parametrize("value", [[[1, "one"]], [[1], [2, 3]]])
def test_inputs_that_are_no_numbers_are_not_asked(value: Any) -> None:
    spec = dry(inputs={"x": value})
    with pytest.raises(ValueError, match=r"."):
        bench(spec).questions(spec)
