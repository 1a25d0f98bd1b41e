"""Binding: every name a student may have used is found, and a guess is said aloud."""

from typing import Any

import pytest

from grader.binding.functions import Bound, Wanted, bind
from grader.examination.inventory import FoundFunction, FoundParameter, Inventory
from grader_reference.catalogue import Function, Parameter
from tests.grader.sittings import LAYER, LOSS, RELU


def found(name: str, *parameters: str, **more: Any) -> FoundFunction:
    given = {
        "module": "starter",
        "path": tuple(name.split(".")),
        "file": "starter.py",
        "line": 1,
        "where": "",
        "kind": "method" if "." in name else "function",
        "parameters": tuple(_parameter(p) for p in parameters),
        "earlier": 0,
        "empty": False,
        "calls": (),
        "loops": 0,
        "comprehensions": 0,
    }
    return FoundFunction(**{**given, **more})


def _parameter(text: str) -> FoundParameter:
    kind = {"*": "args", "!": "keyword"}.get(text[0], "positional")
    return FoundParameter(text.strip("*!="), kind, text.endswith("="))


def wanted(function: Function, *aliases: str, name: str = "") -> Wanted:
    return Wanted(name=name or function.name, aliases=aliases, function=function)


def one(function: Function, *functions: FoundFunction, aliases: tuple[str, ...] = ()) -> Bound:
    want = wanted(function, *aliases)
    return bind([want], Inventory(functions=functions))[want.name]


@pytest.mark.parametrize(
    ("names", "how", "taken"),
    [
        (("relu", "ReLU"), "exact", "relu"),
        (("ReLU", "rectifier"), "alias", "rectifier"),
        (("ReLU", "other"), "folded", "ReLU"),
        (("re_lu",), "folded", "re_lu"),
        (("rellu",), "near", "rellu"),
    ],
)
def test_names_are_found_exact_then_alias_then_folded_then_near(
    names: tuple[str, ...], how: str, taken: str
) -> None:
    bound = one(RELU, *(found(n, "x") for n in names), aliases=("rectifier",))
    assert bound.function is not None
    assert (bound.how, bound.function.name) == (how, taken)


def test_a_guess_is_said_aloud() -> None:
    assert one(RELU, found("rellu", "x")).note == "no relu was found; rellu was taken for it"


def test_a_near_name_that_takes_other_arguments_is_no_guess() -> None:
    assert one(RELU, found("rellu", "x", "y")).how == "missing"
    assert one(RELU, found("rellu", "x", "y=")).how == "near"
    assert one(RELU, found("rellu", "*all")).how == "near"


def test_a_value_of_the_name_goes_before_an_alias_but_not_before_a_body() -> None:
    value = found("relu", kind="value")
    assert one(RELU, value, found("rectifier", "x"), aliases=("rectifier",)).how == "exact"
    bound = one(RELU, found("ReLU", kind="value"), found("re_lu", "x"))
    assert bound.function is not None
    assert (bound.how, bound.function.name) == ("folded", "re_lu")


def test_what_may_be_no_function_stands_back_behind_every_name_that_was_agreed() -> None:
    maybe = found("relu", kind="maybe")
    bound = one(RELU, maybe, found("rectifier", "x"), aliases=("rectifier",))
    assert bound.function is not None
    assert (bound.how, bound.function.name) == ("alias", "rectifier")
    assert one(RELU, maybe, found("_relu", "x")).how == "exact"
    assert one(RELU, maybe, found("ReLU", "x", empty=True)).how == "exact"


def test_a_value_is_called_as_it_is_and_in_the_assignments_order() -> None:
    bound = one(LAYER, found("layer", kind="value"))
    assert bound.callable
    assert bound.on_the_wire() == {
        "module": "starter",
        "path": ["layer"],
        "how": "function",
        "order": None,
    }


def test_what_a_property_returns_is_looked_up_in_an_object() -> None:
    assert one(RELU, found("Net.relu", kind="property")).on_the_wire()["how"] == "method"


def test_two_names_never_share_a_guess() -> None:
    wants = [wanted(RELU, name="sigmoid"), wanted(RELU, name="sigmoids")]
    bound = bind(wants, Inventory(functions=(found("sigmoidd", "x"),)))
    assert sorted(b.how for b in bound.values()) == ["missing", "near"]


def test_a_guess_never_takes_the_name_of_another_known_function() -> None:
    want = Wanted("leaky_relu", (), RELU, others=frozenset({"leakyrelus"}))
    inventory = Inventory(functions=(found("leaky_relus", "x"),))
    assert bind([want], inventory)["leaky_relu"].how == "missing"


def test_short_names_are_not_guessed() -> None:
    assert one(LOSS, found("BCE", "p", "t")).how == "missing"


def test_what_is_missing_names_what_may_be_meant() -> None:
    bound = one(RELU, found("rellu", "x", "y"))
    assert not bound.callable
    assert "is rellu meant" in bound.note


def test_nothing_is_found_in_an_empty_submission() -> None:
    assert one(RELU).note == "no function called relu was found"


def test_a_function_is_given_to_one_name_only() -> None:
    wants = [wanted(RELU, "f", name="first"), wanted(RELU, "f", name="second")]
    bound = bind(wants, Inventory(functions=(found("f", "x"),)))
    assert [bound["first"].how, bound["second"].how] == ["alias", "missing"]


def test_an_exact_name_is_not_taken_away_by_another_names_alias() -> None:
    wants = [wanted(RELU, "g", name="f"), wanted(RELU, name="g")]
    bound = bind(wants, Inventory(functions=(found("g", "x"),)))
    assert [bound["f"].how, bound["g"].how] == ["missing", "exact"]


def test_bound_names_come_in_the_assignments_order() -> None:
    wants = [wanted(RELU, name="b"), wanted(RELU, name="a")]
    assert list(bind(wants, Inventory(functions=(found("a"), found("b"))))) == ["b", "a"]


def test_a_function_without_a_body_is_found_and_not_called() -> None:
    bound = one(RELU, found("relu", "x", empty=True))
    assert (bound.how, bound.callable) == ("empty", False)
    assert bound.note == "relu has no body yet"


@pytest.mark.parametrize("other", ["relu", "ReLU", "rectifier"])
def test_a_body_goes_before_the_empty_one_of_the_hand_out(other: str) -> None:
    bound = one(
        RELU,
        found("relu", "x", empty=True),
        found(other, "x", module="mine", file="mine.py"),
        aliases=("rectifier",),
    )
    assert bound.function is not None
    assert (bound.callable, bound.function.file) == (True, "mine.py")


def test_a_guess_does_not_go_before_the_empty_one() -> None:
    bound = one(RELU, found("relu", "x", empty=True), found("rellu", "x"))
    assert bound.how == "empty"


def test_a_function_goes_before_a_method_and_the_fuller_file_before_the_other() -> None:
    functions = [
        found("Net.relu", "x"),
        found("relu", "x", module="old", file="old.py"),
        found("relu", "x", module="new", file="new.py"),
        found("softmax", "x", module="new", file="new.py"),
    ]
    bound = one(RELU, *functions)
    assert bound.function is not None
    assert (bound.function.file, bound.function.path) == ("new.py", ("relu",))
    assert "the one in new.py counts" in bound.note


def test_a_redefinition_is_said() -> None:
    bound = one(RELU, found("relu", "x", earlier=2))
    assert bound.note == "relu is defined 3 times; the last one counts"


@pytest.mark.parametrize(
    ("parameters", "order"),
    [
        (("X", "W", "b"), None),
        (("W", "X", "b"), (1, 0, 2)),
        (("weights", "x", "b"), (1, 0, 2)),
        (("b", "W", "X"), (2, 1, 0)),
        (("b", "W", "X", "more="), (2, 1, 0)),
        (("W", "data", "b"), (1, 0, 2)),
        (("W", "data", "extra"), None),
        (("W", "weights", "b"), None),
        (("W", "X"), None),
        ((), None),
    ],
)
def test_another_order_is_told_by_names_beyond_doubt_or_not_at_all(
    parameters: tuple[str, ...], order: tuple[int, ...] | None
) -> None:
    bound = one(LAYER, found("layer", *parameters))
    assert bound.order == order
    assert ("in your order" in bound.note) is (order is not None)


def test_an_exact_parameter_goes_before_a_folded_one() -> None:
    function = Function(**{**vars(RELU), "parameters": (Parameter(name="x"), Parameter(name="X"))})
    assert one(function, found("relu", "X", "x")).order == (1, 0)


def test_what_crosses_the_wall_says_how_to_call_it() -> None:
    assert one(LAYER, found("Net.layer", "W", "X", "b")).on_the_wire() == {
        "module": "starter",
        "path": ["Net", "layer"],
        "how": "method",
        "order": [1, 0, 2],
    }
    static = one(RELU, found("Net.relu", "x", kind="staticmethod"))
    assert static.on_the_wire()["how"] == "function"


def test_a_report_says_where_it_was_found() -> None:
    told = one(RELU, found("Net.relu", "x")).reported(("columns",))
    assert (told.found, told.file, told.convention) == ("Net.relu", "starter.py", ("columns",))
    assert one(RELU).reported().how == "missing"
