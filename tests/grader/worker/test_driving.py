"""Steps of an interface, carried out on objects as students write them."""

import itertools
from typing import Any

import numpy as np
import pytest

from grader.worker.driving import MOST, carry_out, fitted, respelt, spelt


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


def test_arrays_become_nested_lists_of_plain_numbers() -> None:
    namespace: dict[str, Any] = {"X": np.array([[1.5, 2.0], [0.0, -1.0]])}
    step = {"do": "give", "value": {"listed": ["X"]}, "as": "result"}
    found = carry_out([step], namespace, resolve)
    assert found == [[1.5, 2.0], [0.0, -1.0]]
    assert type(found[0][0]) is float


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


def test_the_first_of_several_results_that_is_there_counts() -> None:
    attribute = {"place": ["self", ["attribute", "probs"]]}
    returned = {"place": ["returned"]}
    give = {"do": "give", "value": {"either": [attribute, returned]}, "as": "result"}
    namespace: dict[str, Any] = {"widths": [2, 3], "returned": 5}
    assert carry_out([MAKE, give], namespace, resolve) == 5
    kept = {"do": "set", "place": ["self"], "to": {"constant": None}}
    assert carry_out([kept, give], {"returned": 5}, resolve) == 5
    with pytest.raises(LookupError, match=r"self\.probs is not there"):
        carry_out([MAKE, give], {"widths": [2, 3]}, resolve)


def test_what_is_put_nowhere_is_told() -> None:
    weights = {"do": "set", "place": ["self", ["attribute", "W1"]], "to": {"place": ["W1"]}}
    with pytest.raises(LookupError, match=r"self\.W1 is not there: self is a Net"):
        carry_out([MAKE, weights], {"widths": [2, 3], "W1": 1}, resolve)


def test_methods_are_called_by_the_names_that_the_submission_gives_them() -> None:
    steps = respelt([forward({"place": ["X"]}), GIVE], {"forward": "feed", "probs": "never"})
    assert steps[0]["place"] == ["self", ["attribute", "feed"]]
    assert steps[0]["arguments"] == [{"place": ["X"]}]


def test_steps_are_repeated_with_a_count_and_with_fresh_arrays() -> None:
    def spoil(x: Any, epoch: int) -> None:
        seen.append((epoch, x.sum()))
        x[:] = 0

    seen: list[tuple[int, float]] = []
    call: dict[str, Any] = {"do": "call", "place": ["spoil"], "arguments": [], "as": "returned"}
    call["named"] = {"x": {"place": ["X"]}, "epoch": {"place": ["epoch"]}}
    repeat = {"do": "repeat", "count": "epoch", "from": 3, "times": 2, "fresh": ["X"]}
    carry_out([{**repeat, "steps": [call]}], {"X": np.ones(4), "spoil": spoil}, resolve)
    assert seen == [(3, 4.0), (4, 4.0)]


def test_random_numbers_start_from_the_number_of_a_step() -> None:
    drawn = []
    for number in (1, 2, 1):
        carry_out([{"do": "seed", "number": number}], {}, resolve)
        drawn.append(np.random.normal())  # noqa: NPY002 - what students draw from
    assert drawn[0] == drawn[2] != drawn[1]


def test_what_was_kept_under_another_name_comes_back() -> None:
    namespace: dict[str, Any] = {"returned": 1}
    carry_out([{"do": "keep", "from": "returned", "as": "trained"}], namespace, resolve)
    namespace["returned"] = 2
    carry_out([{"do": "keep", "from": "trained", "as": "returned"}], namespace, resolve)
    assert namespace["returned"] == 1


def test_what_gives_items_is_gone_through_and_each_is_kept_as_it_came() -> None:
    def refilled() -> Any:
        batch = np.zeros(2)
        for number in range(3):
            batch[:] = number
            yield batch

    value = {"each": {"place": ["batches"]}}
    step = {"do": "give", "value": value, "as": "result"}
    found = carry_out([step], {"batches": refilled()}, resolve)
    assert [each.tolist() for each in found] == [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]
    assert carry_out([step], {"batches": None}, resolve) is None
    assert len(carry_out([step], {"batches": itertools.count()}, resolve)) == MOST


def test_a_generator_starts_from_the_seed_at_a_place() -> None:
    step = {"do": "give", "value": {"generator": ["seed"]}, "as": "result"}
    one, other = (carry_out([step], {"seed": 3}, resolve) for _ in range(2))
    assert one.integers(10**9) == other.integers(10**9)
