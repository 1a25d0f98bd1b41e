"""``source``: what stands in the file, and in what its functions call, before any of it ran."""

from typing import Any

import pytest

from tests.grader.examination.fakes import FakeWall, defined_frame, function_frame, inventory_frame
from tests.grader.sittings import Sitting, bench, check, right_functions

RELU = right_functions()["relu"]


def judged(
    functions: dict[str, dict[str, Any]], frame: dict[str, Any] | None = None, **params: Any
) -> Any:
    """Judge an inventory of functions, each with what is special about it."""
    told = [function_frame(name, RELU, **more) for name, more in functions.items()]
    stock = {**inventory_frame({}), "functions": told, **(frame or {})}
    wall = FakeWall(dict.fromkeys(functions, RELU), opening=lambda _: [stock, defined_frame()])
    spec = check("source", kind="source", params=params)
    return Sitting({}, check("relu"), spec, wall=wall).judgement("source")


def imported(name: str) -> dict[str, Any]:
    told = {"name": name, "module": "starter", "line": 2, "available": "yes"}
    return {"imports": [told]}


def test_what_keeps_the_rules_passes() -> None:
    found = judged({"relu": {}}, forbid_loops=True, forbid_calls=("torch",))
    assert found.passed


def test_without_code_there_is_nothing_to_pass() -> None:
    found = judged({"other": {}}, forbid_loops=True)
    assert found.parts[0].status.value == "skipped"
    assert not judged({"relu": {"empty": True}}, forbid_loops=True).passed


def test_a_loop_is_told_with_its_place() -> None:
    found = judged({"relu": {"loops": 1}}, forbid_loops=True)
    assert found.student_text.startswith("relu has a loop (starter.py, line 3)")


@pytest.mark.parametrize("call", ["helper", "handed_in.helper"])
def test_a_loop_does_not_hide_in_a_helper(call: str) -> None:
    functions: dict[str, dict[str, Any]] = {
        "relu": {"calls": [call]},
        "helper": {"calls": ["deeper"]},
        "deeper": {"calls": ["relu"], "loops": 1},
    }
    found = judged(functions, forbid_loops=True)
    assert found.student_text.startswith("deeper has a loop")


def test_a_loop_does_not_hide_in_a_method() -> None:
    functions: dict[str, dict[str, Any]] = {
        "Net.relu": {"calls": ["self.helper"]},
        "Net.helper": {"loops": 1},
    }
    assert not judged(functions, forbid_loops=True).passed


def test_a_loop_elsewhere_is_nobodys_business() -> None:
    assert judged({"relu": {}, "train": {"loops": 3}}, forbid_loops=True).passed


@pytest.mark.parametrize("rule", ["numpy.linalg", "np.linalg", "numpy", "numpy.linalg.inv"])
def test_a_call_is_told_under_any_name_of_its_library(rule: str) -> None:
    found = judged({"relu": {"calls": ["numpy.linalg.inv"]}}, forbid_calls=(rule,))
    assert "relu calls numpy.linalg.inv" in found.student_text


@pytest.mark.parametrize("rule", ["numpy.lin", "linalg", "inv"])
def test_a_rule_is_a_whole_name_from_its_beginning(rule: str) -> None:
    assert judged({"relu": {"calls": ["numpy.linalg.inv"]}}, forbid_calls=(rule,)).passed


def test_a_call_that_is_asked_for_may_stand_anywhere() -> None:
    assert judged({"relu": {}}, {"calls": ["numpy.dot"]}, require_calls=("np.dot",)).passed
    found = judged({"relu": {}}, require_calls=("np.dot",))
    assert found.student_text == "nothing calls np.dot, which is asked for"


def test_imports_are_forbidden_and_required() -> None:
    assert not judged({"relu": {}}, imported("torch.nn"), forbid_imports=("torch",)).passed
    assert judged({"relu": {}}, imported("torchvision"), forbid_imports=("torch",)).passed
    assert judged({"relu": {}}, imported("numpy"), require_imports=("numpy",)).passed
    assert not judged({"relu": {}}, require_imports=("numpy",)).passed


def objections(**params: Any) -> list[str]:
    spec = check("source", kind="source", params=params)
    found = bench(check("relu"), spec)
    return list(found.registry.kinds["source"].validate(spec, found))


def test_a_check_without_a_rule_is_refused() -> None:
    assert objections() == ["nothing is required or forbidden"]
    assert objections(forbid_loops=True, functions=("other",)) == [
        "functions: 'other' is not a check of this assignment"
    ]
    assert objections(forbid_loops=True) == []
