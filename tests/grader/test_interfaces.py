"""Interfaces as written, and the steps they mean."""

from typing import Any

import pytest
from pydantic import ValidationError

from grader.interfaces import Compiler, functions_of, methods_of
from grader.models.interface import Interface, place

CLASS: dict[str, Any] = {
    "class": "Net",
    "construct": {"widths": "widths", "seed": 0},
    "parameters": ["self.W{l}", "self.layers[{i}].b"],
    "facts": {"rate": 0.1},
    "calls": {
        "forward": {"call": "self.forward", "with": ["X"], "gives": "self.probs"},
        "backward": {
            "after": "forward",
            "call": "self.backward",
            "with": {"y": "T", "kind": {"value": "mean"}},
            "gives": ["self.dW{l}", "returned[{i}]"],
        },
    },
}
WORDS = ("X", "T", "W1", "b1", "W2", "b2", "widths")


def compiler(**changes: Any) -> Compiler:
    return Compiler(Interface.model_validate({**CLASS, **changes}), words=WORDS, layers=2)


def test_a_place_is_a_name_with_attributes_and_items() -> None:
    assert place("self.layers[0]['W']") == [
        "self",
        ["attribute", "layers"],
        ["item", 0],
        ["item", "W"],
    ]


@pytest.mark.parametrize("written", ["self.", "f(x)", "a + b", "self[True]", "x[y]", ""])
def test_anything_else_is_no_place(written: str) -> None:
    with pytest.raises(ValueError, match="is no place"):
        place(written)


def test_calls_follow_one_another_and_layers_are_written_out() -> None:
    steps = compiler().steps("backward", parameters=WORDS[2:6])
    assert [step["do"] for step in steps] == [*("make", *["set"] * 4), "call", "call", "give"]
    assert [step["place"][-1] for step in steps[1:5]] == [["attribute", n] for n in ("W1", "b")] + [
        ["attribute", n] for n in ("W2", "b")
    ]
    assert steps[6]["named"] == {"y": {"place": ["T"]}, "kind": {"constant": "mean"}}
    assert [each["place"] for each in steps[-1]["value"]["list"]] == [
        ["self", ["attribute", "dW1"]],
        ["returned", ["item", 0]],
        ["self", ["attribute", "dW2"]],
        ["returned", ["item", 1]],
    ]


def test_a_kept_object_is_not_made_again() -> None:
    assert compiler().steps("forward", fresh=False)[0]["do"] == "call"


def test_a_word_that_nothing_explains_is_refused_with_the_way_out() -> None:
    calls = {"forward": {"call": "self.forward", "with": ["tanh"]}}
    with pytest.raises(ValueError, match=r"names nothing that is known.*write \{value: tanh\}"):
        compiler(calls=calls).steps("forward")


def test_a_call_that_comes_after_itself_is_refused() -> None:
    calls = {"a": {"call": "f", "after": "b"}, "b": {"call": "g", "after": "a"}}
    with pytest.raises(ValueError, match="after itself"):
        compiler(calls=calls).steps("a")


def test_a_call_after_one_that_is_not_described_is_refused() -> None:
    with pytest.raises(ValidationError, match="no call 'b' is described"):
        Interface.model_validate({"calls": {"a": {"call": "f", "after": "b"}}})


def test_functions_and_methods_are_told_apart() -> None:
    calls = {"fit": {"call": "train"}, "predict": {"call": "self.predict"}}
    interface = Interface.model_validate({"calls": calls})
    assert functions_of(interface) == ("train",)
    assert methods_of(interface) == ("predict",)
