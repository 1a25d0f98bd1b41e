"""The class or the functions an interface speaks of, found in what was handed in."""

from typing import Any

import pytest

from grader.binding.objects import bind_interface
from grader.examination.inventory import FoundFunction, Inventory
from grader.models.interface import Interface

CALLS = {"forward": {"call": "self.forward"}, "fit": {"call": "self.train"}}
NET = Interface.model_validate({"class": "NeuralNetwork", "aliases": ["Net"], "calls": CALLS})
TRAIN = Interface.model_validate({"calls": {"fit": {"call": "train"}}})


def found(*path: str, file: str = "hw.py", line: int = 1, **changes: Any) -> FoundFunction:
    given: dict[str, Any] = {
        "module": file.removesuffix(".py"),
        "path": path,
        "file": file,
        "line": line,
        "where": "",
        "kind": "function" if len(path) == 1 else "method",
        "parameters": (),
        "earlier": 0,
        "empty": False,
        "calls": (),
        "loops": 0,
        "comprehensions": 0,
    }
    return FoundFunction(**{**given, **changes})


def methods(name: str, *names: str, file: str = "hw.py") -> tuple[FoundFunction, ...]:
    return tuple(found(name, each, file=file, line=n + 2) for n, each in enumerate(names))


@pytest.mark.parametrize("name", ["NeuralNetwork", "Net", "neural_network"])
def test_a_class_is_found_by_its_name_an_alias_or_folded(name: str) -> None:
    inventory = Inventory(functions=methods(name, "forward", "train"))
    bound = bind_interface(NET, inventory)["fit"]
    assert bound.callable
    assert bound.defined == {"class": {"module": "hw", "path": [name]}}
    assert bound.reported().found == f"{name}.train"
    assert bound.reported().line == 3


def test_a_class_of_another_name_is_taken_where_it_alone_has_the_methods() -> None:
    functions = (*methods("MLP", "forward", "train"), *methods("Data", "load"))
    bound = bind_interface(NET, Inventory(functions=functions))["fit"]
    assert bound.callable
    assert "MLP was taken for it" in bound.note


def test_two_classes_that_would_do_are_no_answer() -> None:
    functions = (*methods("A", "forward", "train"), *methods("B", "forward", "train"))
    bound = bind_interface(NET, Inventory(functions=functions))["fit"]
    assert bound.how == "missing"
    assert "no class called NeuralNetwork" in bound.note


def test_of_two_of_one_name_the_one_that_does_more_counts() -> None:
    hand_out = tuple(
        found("NeuralNetwork", n, file="a.py", empty=True) for n in ("forward", "train")
    )
    functions = (*hand_out, *methods("NeuralNetwork", "forward", "train", file="b.py"))
    bound = bind_interface(NET, Inventory(functions=functions))["fit"]
    assert bound.function is not None
    assert bound.function.file == "b.py"


def test_a_method_of_another_spelling_or_alias_is_called_by_its_own_name() -> None:
    calls = {"forward": {"call": "self.forward"}, "fit": {"call": "self.train", "aliases": "learn"}}
    interface = Interface.model_validate({"class": "Net", "calls": calls})
    inventory = Inventory(functions=methods("Net", "For_ward", "learn"))
    bound = bind_interface(interface, inventory)
    assert bound["fit"].respelt == {"forward": "For_ward", "train": "learn"}
    assert bound["fit"].note == ""
    assert bound["forward"].note == "no forward was found; For_ward was taken for it"


def test_a_method_without_a_body_is_not_called_nor_what_comes_after_it() -> None:
    calls = {**CALLS, "backward": {"call": "self.backward", "after": "forward"}}
    interface = Interface.model_validate({"class": "Net", "calls": calls})
    functions = (found("Net", "forward", empty=True), *methods("Net", "train", "backward"))
    bound = bind_interface(interface, Inventory(functions=functions))
    assert [bound[name].how for name in ("forward", "backward", "fit")] == [
        *("empty", "empty"),
        "interface",
    ]
    assert bound["backward"].note == "Net.forward has no body yet"


def test_a_method_that_is_inherited_is_asked_for_in_the_object() -> None:
    bound = bind_interface(NET, Inventory(functions=methods("Net", "forward")))
    assert bound["fit"].callable
    assert bound["fit"].reported().found == "Net"


def test_of_several_classes_each_is_found_and_one_that_is_missing_is_missing_alone() -> None:
    deep = {"class": "DeepNetwork", "calls": {"deep": {"call": "self.forward"}}}
    interface = Interface.model_validate({"class": "Network", "calls": CALLS, "others": [deep]})
    both = (*methods("DeepNetwork", "forward", "train"), *methods("Shallow", "forward", "train"))
    bound = bind_interface(interface, Inventory(functions=both))
    assert bound["deep"].reported().found == "DeepNetwork.forward"
    assert bound["fit"].reported().found == "Shallow.train"
    alone = bind_interface(interface, Inventory(functions=methods("Network", "forward", "train")))
    assert alone["fit"].callable
    assert alone["deep"].note == "no class called DeepNetwork was found"


def test_functions_are_found_by_name_and_all_must_be_there() -> None:
    there = bind_interface(TRAIN, Inventory(functions=(found("Train"),)))["fit"]
    assert there.callable
    missing = bind_interface(TRAIN, Inventory())["fit"]
    assert missing.note == "no function called train was found"


def test_a_function_goes_by_the_aliases_of_any_call_of_it() -> None:
    calls = {"fit": {"call": "train", "aliases": ["learn"]}, "again": {"call": "train"}}
    interface = Interface.model_validate({"calls": calls})
    bound = bind_interface(interface, Inventory(functions=(found("learn"),)))
    assert bound["again"].defined == {"train": {"module": "hw", "path": ["learn"]}}
    assert bound["fit"].reported().found == "learn"


def test_a_function_that_was_left_as_it_was_handed_out_is_told_so() -> None:
    bound = bind_interface(TRAIN, Inventory(functions=(found("train", empty=True),)))["fit"]
    assert not bound.callable
    assert bound.note == "train has no body yet"
