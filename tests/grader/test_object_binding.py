"""The class or the functions an interface speaks of, found in what was handed in."""

from typing import Any

import pytest

from grader.examination.inventory import FoundFunction, Inventory
from grader.models.interface import Interface
from grader.object_binding import bind_interface

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
    bound = bind_interface(NET, inventory, ("forward", "fit"))["fit"]
    assert bound.callable
    assert bound.defined == {"class": {"module": "hw", "path": [name]}}


def test_a_class_of_another_name_is_taken_where_it_alone_has_the_methods() -> None:
    functions = (*methods("MLP", "forward", "train"), *methods("Data", "load"))
    bound = bind_interface(NET, Inventory(functions=functions), ("fit",))["fit"]
    assert bound.callable
    assert "MLP was taken for it" in bound.note


def test_two_classes_that_would_do_are_no_answer() -> None:
    functions = (*methods("A", "forward", "train"), *methods("B", "forward", "train"))
    bound = bind_interface(NET, Inventory(functions=functions), ("fit",))["fit"]
    assert bound.how == "missing"
    assert "no class called NeuralNetwork" in bound.note


def test_of_two_of_one_name_the_one_that_does_more_counts() -> None:
    hand_out = tuple(
        found("NeuralNetwork", n, file="a.py", empty=True) for n in ("forward", "train")
    )
    functions = (*hand_out, *methods("NeuralNetwork", "forward", "train", file="b.py"))
    bound = bind_interface(NET, Inventory(functions=functions), ("fit",))["fit"]
    assert bound.function is not None
    assert bound.function.file == "b.py"


def test_functions_are_found_by_name_and_all_must_be_there() -> None:
    there = bind_interface(TRAIN, Inventory(functions=(found("Train"),)), ("fit",))["fit"]
    assert there.callable
    missing = bind_interface(TRAIN, Inventory(), ("fit",))["fit"]
    assert missing.note == "no function called train was found"
