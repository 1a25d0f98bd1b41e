"""Steps of an interface, carried out on objects as students write them."""

from typing import Any

import numpy as np
import pytest

from grader.worker.driving import carry_out, fitted, spelt


class Net:
    """Keeps parameters as attributes and leaves its result in one."""

    def __init__(self, widths: list[int], *, seed: int = 0) -> None:
        self.widths, self.seed = widths, seed
        self.layers = [{"W": np.zeros((2, 3)), "b": np.zeros((1, 3))}]

    def forward(self, x: Any, act: Any = None) -> None:
        z = x @ self.layers[0]["W"] + self.layers[0]["b"]
        self.probs = z if act is None else act(z)

    def twice(self, x: Any, factor: float) -> Any:
        return 2 * factor * x


def resolve(name: str) -> Any:
    return {"class": Net, "number": 3}[name]


MAKE = {
    "do": "make",
    "class": "class",
    "arguments": [{"place": ["widths"]}],
    "named": {"seed": {"constant": 4}},
    "as": "self",
}
GIVE = {"do": "give", "value": {"place": ["self", ["attribute", "probs"]]}, "as": "result"}
W = ["self", ["attribute", "layers"], ["item", 0], ["item", "W"]]
B = ["self", ["attribute", "layers"], ["item", 0], ["item", "b"]]


def forward(*arguments: Any) -> dict[str, Any]:
    place = ["self", ["attribute", "forward"]]
    return {"do": "call", "place": place, "arguments": arguments, "named": {}, "as": "returned"}


def test_an_object_is_made_set_called_and_read() -> None:
    namespace: dict[str, Any] = {
        "widths": [2, 3],
        "X": np.ones((4, 2)),
        "W1": np.ones((2, 3)),
        "b1": np.arange(3.0),
    }
    steps: list[dict[str, Any]] = [
        MAKE,
        {"do": "set", "place": W, "to": {"place": ["W1"]}},
        {"do": "set", "place": B, "to": {"place": ["b1"]}},
        forward({"place": ["X"]}),
        GIVE,
    ]
    result = carry_out(steps, namespace, resolve)
    assert result.shape == (4, 3)
    assert np.array_equal(result[0], [2.0, 3.0, 4.0])
    assert namespace["self"].seed == 4
    assert namespace["self"].layers[0]["b"].shape == (1, 3)


def test_a_function_with_some_arguments_given_may_be_handed_over() -> None:
    namespace: dict[str, Any] = {"widths": [2, 3], "X": np.ones((4, 2))}
    twice = {"partial": ["self", ["attribute", "twice"]], "named": {"factor": {"constant": 0.5}}}
    carry_out([MAKE, forward({"place": ["X"]}, twice), GIVE], namespace, resolve)
    assert namespace["self"].probs.shape == (4, 3)


def test_examples_become_columns_and_values_lists_or_dictionaries() -> None:
    value = {"dict": {"x": {"transposed": ["X"]}, "rest": {"list": [{"constant": 1}]}}}
    found = carry_out(
        [{"do": "give", "value": value, "as": "result"}], {"X": np.ones((4, 2))}, resolve
    )
    assert found["x"].shape == (2, 4)
    assert found["rest"] == [1]


def test_what_is_not_there_is_told_with_the_way_to_it() -> None:
    namespace: dict[str, Any] = {"widths": [2, 3]}
    missing = {"do": "give", "value": {"place": ["self", ["attribute", "W1"]]}, "as": "result"}
    with pytest.raises(LookupError, match=r"self\.W1 is not there: self is a Net"):
        carry_out([MAKE, missing], namespace, resolve)


def test_what_is_no_function_is_not_called() -> None:
    step = {"do": "call", "function": "number", "arguments": [], "named": {}, "as": "returned"}
    with pytest.raises(TypeError, match="number is a int, not a function"):
        carry_out([step], {}, resolve)


def test_the_result_of_an_earlier_call_is_not_given_again() -> None:
    namespace = {"result": 1}
    assert carry_out([], namespace, resolve) is None


@pytest.mark.parametrize(
    ("value", "kept", "shape"),
    [
        (np.ones((1, 3)), np.ones(3), (3,)),
        (np.ones(3), np.ones((3, 1)), (3, 1)),
        (np.ones((2, 3)), np.ones((3, 2)), (2, 3)),
        (np.ones(3), None, (3,)),
    ],
)
def test_only_axes_of_one_follow_what_is_kept(
    value: Any, kept: Any, shape: tuple[int, ...]
) -> None:
    assert fitted(value, kept).shape == shape


def test_a_place_is_spelt_as_in_python() -> None:
    assert spelt(W) == "self.layers[0]['W']"
