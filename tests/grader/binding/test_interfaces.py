"""Interfaces as written, and the steps they mean."""

from typing import Any

import pytest
from pydantic import ValidationError

from grader.binding.interfaces import Compiler, functions_of, methods_of, own_words
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


def test_optional_arguments_and_alternative_results_are_written_out() -> None:
    fit = {
        "call": "self.fit",
        "with": ["X", {"optional": {"value": 3}}],
        "gives": {"either": ["self.probs", ["returned[{i}]"]]},
    }
    steps = compiler(calls={"fit": fit}).steps("fit")
    assert steps[1]["arguments"] == [{"place": ["X"]}, {"optional": {"constant": 3}}]
    (first, second) = steps[2]["value"]["either"]
    assert first == {"place": ["self", ["attribute", "probs"]]}
    assert [each["place"][-1] for each in second["list"]] == [["item", 0], ["item", 1]]


def test_a_call_of_another_class_makes_an_object_of_that_class() -> None:
    other = {
        "class": "Deep",
        "construct": ["widths", "depth"],
        "facts": {"depth": 3},
        "calls": {"deep": {"call": "self.forward", "with": ["X"]}},
    }
    make, call, _ = compiler(others=[other]).steps("deep")
    assert [each["place"] for each in make["arguments"]] == [["widths"], ["depth"]]
    assert call["place"] == ["self", ["attribute", "forward"]]


def test_two_classes_may_not_describe_the_same_call() -> None:
    calls = {"fit": {"call": "self.fit"}}
    with pytest.raises(ValidationError, match="two of the classes describe 'fit'"):
        Interface.model_validate({"calls": calls, "others": [{"calls": calls}]})


def test_arguments_are_told_as_the_parameters_and_places_of_the_submission() -> None:
    interface = Interface.model_validate(CLASS)
    assert own_words(interface, "backward", WORDS[:6], None) == {
        "X": "X",
        "T": "y",
        "W1": "self.W1",
        "b1": "self.layers[0].b",
        "W2": "self.W2",
        "b2": "self.layers[1].b",
    }


def test_what_is_handed_over_within_a_list_is_no_parameter_of_the_network() -> None:
    fit = {"call": "self.fit", "with": {"data": ["X[0]", "T[0]"], "rate": "learning_rate"}}
    places = ["self.W{l}", "self.b{l}"]
    interface = Interface.model_validate({"calls": {"fit": fit}, "parameters": places})
    assert own_words(interface, "fit", ("X", "T", "W1", "b1", "learning_rate"), None) == {
        "X": "X",
        "T": "T",
        "W1": "self.W1",
        "b1": "self.b1",
        "learning_rate": "rate",
    }


def test_a_function_needs_no_object_of_the_class_beside_it() -> None:
    calls = {"split": {"call": "split", "with": ["X"]}, "forward": {"call": "self.forward"}}
    steps = compiler(calls=calls).steps("split")
    assert [step["do"] for step in steps] == ["call", "give"]
    assert compiler(calls=calls).steps("forward")[0]["do"] == "make"


def test_the_steps_of_a_call_alone_are_those_it_ends_with() -> None:
    calls = {"a": {"call": "f"}, "b": {"call": "returned.g", "after": "a"}}
    made = compiler(calls=calls)
    assert made.steps("b")[-len(made.own("b")) :] == made.own("b")
    assert made.own("b")[0]["place"] == ["returned", ["attribute", "g"]]


FRAMEWORK: dict[str, Any] = {
    "class": "Net",
    "adapter": "torch",
    "calls": {
        "weights": {"once": True, "call": "self.parameters", "keeps": {"weights": "returned"}},
        "sgd": {
            "once": True,
            "after": "weights",
            "call": "torch.optim.SGD",
            "with": ["weights"],
            "keeps": {"sgd": "returned"},
        },
        "step": {
            "after": "sgd",
            "call": "self.step",
            "with": ["sgd", "X"],
            "each": "X",
            "gives": "parameters",
        },
        "backward": {"call": "loss_of", "with": ["self", "X", "T"], "gives": "gradients"},
    },
}


def framework() -> Compiler:
    return Compiler(Interface.model_validate(FRAMEWORK), words=WORDS, layers=2)


def test_a_framework_is_named_first_and_finds_parameters_itself() -> None:
    steps = framework().steps("backward", parameters=WORDS[2:6])
    assert [step["do"] for step in steps] == ["adapt", "make", "put", "call", "read", "give"]
    assert steps[2]["names"] == ["W1", "b1", "W2", "b2"]
    assert steps[4]["what"] == "gradients"


def test_what_is_made_once_is_made_before_the_first_item() -> None:
    steps = framework().steps("step", parameters=WORDS[2:6], items={"X": 3})
    called = [step["place"][-1][-1] for step in steps if step["do"] == "call"]
    assert called == ["parameters", "SGD", "step", "step", "step"]


def test_methods_of_a_framework_are_asked_of_no_class() -> None:
    assert methods_of(Interface.model_validate(FRAMEWORK)) == ("forward", "step")


def test_parameters_that_a_framework_keeps_have_no_place() -> None:
    words = own_words(Interface.model_validate(FRAMEWORK), "backward", WORDS[:6], None)
    assert words["W1"] == "parameter W1"
    assert words["X"] == "X"


def test_another_framework_is_no_adapter() -> None:
    with pytest.raises(ValidationError, match="adapter"):
        Interface.model_validate({**FRAMEWORK, "adapter": "jax"})
