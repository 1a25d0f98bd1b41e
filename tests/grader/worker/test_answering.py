"""The desk: whatever student code does, one observation comes of every question."""

from typing import Any

import numpy as np
import pytest

from grader.worker import wire
from grader.worker.answering import Desk, direction
from grader.worker.output import PER_ANSWER, Output

pytestmark = pytest.mark.usefixtures("streams")


class Defined:
    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def resolve(self, module: str, path: list[str]) -> Any:
        found = self._names[path[0]]
        return getattr(found, path[1]) if len(path) > 1 else found

    def explain(self, problem: BaseException) -> str:
        return f"look at {problem.name}" if isinstance(problem, NameError) else ""


def ask(found: Any, *arguments: Any, binding: dict[str, Any] | None = None, **more: Any) -> Any:
    """Put one question to a function and return the observation as the judge reads it."""
    desk = Desk(modules=Defined({"f": found}), output=Output())
    plain = {"module": "m", "path": ["f"], "how": "function", "order": None}
    desk.bind({"f": {**plain, **(binding or {})}})
    question = {
        "function": "f",
        "arguments": list(arguments),
        "repeat": 1,
        "returns_arguments": False,
        **more,
    }
    return wire.decode(desk.answer(question, number=4)[4:])


def test_an_answer_carries_its_number_and_its_value() -> None:
    found = ask(lambda x: x + 1, 2.0)
    assert (found["kind"], found["id"], found["status"], found["value"]) == (
        "observation",
        4,
        "answered",
        3.0,
    )


@pytest.mark.parametrize(("calls", "value"), [(0, None), (1, 1), (5, 5)])
def test_of_several_calls_the_last_is_told(calls: int, value: int | None) -> None:
    made: list[int] = []

    def counted() -> int:
        made.append(1)
        return len(made)

    assert ask(counted, calls=calls)["value"] == value


def test_arguments_are_put_in_the_students_order() -> None:
    assert ask(lambda a, b: (a, b), 1, 2, binding={"order": [1, 0]})["value"] == (2, 1)


class Course:
    """A class that only holds functions, with a constructor that wants data."""

    def __init__(self, data: Any) -> None:
        raise TypeError(data)

    def bound(self, x: float) -> float:
        return 2 * x

    @staticmethod
    def static(x: float) -> float:
        return 3 * x

    @classmethod
    def of_class(cls, x: float) -> float:
        return 4 * x


@pytest.mark.parametrize(
    ("name", "how", "value"),
    [("bound", "method", 2.0), ("static", "function", 3.0), ("of_class", "function", 4.0)],
)
def test_methods_are_called_even_where_the_constructor_refuses(
    name: str, how: str, value: float
) -> None:
    found = ask(Course, 1.0, binding={"path": ["f", name], "how": how})
    assert found["value"] == value


def test_an_exception_of_an_object_that_could_not_be_made_says_so() -> None:
    class Net:
        def __init__(self, data: Any) -> None:
            self.scale = data.mean()

        def relu(self, x: float) -> float:
            return float(self.scale * x)

    error = ask(Net, 1.0, binding={"path": ["f", "relu"], "how": "method"})["error"]
    assert error["message"].startswith("'Net' object has no attribute 'scale' (Net wants data when")


def test_a_name_that_is_missing_comes_with_what_is_known_of_it() -> None:
    def layer() -> Any:
        return N  # type: ignore[name-defined]  # noqa: F821 - a student's

    assert ask(layer)["error"]["message"] == "name 'N' is not defined (look at N)"


def test_answers_may_be_drawn_on_demand() -> None:
    assert ask(lambda: (x for x in (1.0, 2.0)))["value"] == [1.0, 2.0]
    assert ask(lambda: map(float, "12"), repeat=2)["earlier"] == [[1.0, 2.0]]


def test_what_is_raised_while_an_answer_is_drawn_is_raised_by_the_function() -> None:
    assert ask(lambda: (1 / x for x in (0,)))["error"]["type"] == "ZeroDivisionError"


def test_what_is_no_function_is_told_as_such() -> None:
    assert ask(3)["error"]["message"] == "f is a int, not a function"


class Spoilt(Exception):  # noqa: N818 - a student's
    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (ValueError("shapes"), "raised"),
        (SystemExit(1), "raised"),
        (KeyboardInterrupt(), "raised"),
        (Spoilt(), "raised"),
        (MemoryError(), "out_of_memory"),
    ],
)
def test_whatever_is_raised_becomes_an_observation(problem: BaseException, status: str) -> None:
    def fails() -> None:
        raise problem

    assert ask(fails)["status"] == status


def test_an_array_too_large_for_the_machine_is_out_of_memory() -> None:
    assert ask(lambda: np.zeros(2**48))["status"] == "out_of_memory"


def test_endless_recursion_is_an_observation_too() -> None:
    def again() -> Any:
        return again()

    assert ask(again)["error"]["type"] == "RecursionError"


def test_frames_of_an_exception_are_the_students_own_lines() -> None:
    names: dict[str, Any] = {}
    exec(compile("def f(x):\n    return x / 0\n", "starter.py", "exec"), names)  # noqa: S102
    assert ask(names["f"], 1)["error"]["frames"] == [["starter.py", 2, "f"]]


def test_a_warning_that_the_students_filter_makes_an_error_does_not_cost_the_answer() -> None:
    assert np.isnan(ask(np.log, np.array([-1.0]))["value"]).all()


def test_arguments_come_back_as_the_call_left_them() -> None:
    def relu(x: Any) -> Any:
        x[x < 0] = 0
        return x

    found = ask(relu, np.array([-1.0, 1.0]), returns_arguments=True)
    assert found["arguments"][0].tolist() == [0.0, 1.0]


def test_every_repeated_call_gets_arguments_of_its_own() -> None:
    def doubled(x: Any) -> Any:
        x *= 2
        return x

    found = ask(doubled, np.array([1.0]), repeat=3)
    assert [e.tolist() for e in found["earlier"]] == [[2.0], [2.0]]
    assert found["value"].tolist() == [2.0]


def test_an_earlier_answer_is_kept_as_it_was_given() -> None:
    shared = np.zeros(1)

    def counts() -> Any:
        shared[0] += 1
        return shared

    found = ask(counts, repeat=2)
    assert (found["earlier"][0][0], found["value"][0]) == (1.0, 2.0)


def test_long_lists_travel_as_arrays() -> None:
    assert isinstance(ask(lambda: [[0.5] * 100] * 100)["value"], np.ndarray)


@pytest.mark.parametrize(
    "made",
    [
        lambda: ([0.5] * 30_000, [0.25] * 30_000),
        lambda: ([0.5] * 30_000, [0.25] * 20_000),
        lambda: [[0.5] * 30_000, [0.25] * 20_000],
        lambda: {"dW": [0.5] * 30_000, "db": [0.25] * 3},
        lambda: (0.5, [[0.25] * 30_000]),
    ],
    ids=["alike", "ragged tuple", "ragged list", "dictionary", "number first"],
)
def test_long_lists_among_several_outputs_travel_and_stay_apart(made: Any) -> None:
    found = ask(made)["value"]
    assert type(found) is type(made())
    assert len(found) == 2


def test_an_answer_too_large_to_describe_is_said_to_be_so() -> None:
    found = ask(lambda: [str(i) for i in range(60_000)])
    assert (found["status"], found["value"]) == ("answered", wire.Opaque("list too large to send"))


class Evil:
    """A key that does not want to be written down."""

    def __str__(self) -> str:
        raise TypeError


def test_an_answer_that_cannot_be_looked_at_is_still_an_observation() -> None:
    assert isinstance(ask(lambda: {Evil(): 1})["value"], wire.Opaque)


def test_an_answer_that_holds_itself_is_still_an_observation() -> None:
    snake: dict[str, Any] = {}
    snake["again"] = snake
    assert ask(lambda: snake)["status"] == "answered"


def test_what_is_printed_comes_along_and_not_twice() -> None:
    output = Output()
    desk = Desk(modules=Defined({"f": lambda: print("so far")}), output=output)  # noqa: T201
    desk.bind({"f": {"module": "m", "path": ["f"], "how": "function", "order": None}})
    question = {"function": "f", "arguments": [], "repeat": 1, "returns_arguments": False}
    said = [wire.decode(desk.answer(question, number=n)[4:])["stdout"] for n in range(2)]
    assert said == ["so far\n", "so far\n"]


def test_only_the_beginning_of_much_output_is_kept() -> None:
    found = ask(lambda: [print("x" * 100) for _ in range(1000)] and 1)  # noqa: T201
    assert len(found["stdout"]) == PER_ANSWER


def test_a_sweep_moves_one_argument_at_a_time_along_its_directions() -> None:
    w, b = np.array([1.0, -2.0]), np.array([0.5])
    sweep = {"positions": [0, 1], "seed": 3, "directions": 2, "epsilon": 0.25}
    losses = ask(lambda w, b: float(w @ [3.0, 5.0] + 7.0 * b[0]), w, b, sweep=sweep)["value"]
    base = float(w @ [3.0, 5.0] + 7.0 * b[0])
    assert losses.shape == (2, 2, 2)
    for number in range(2):
        move = 0.25 * float(direction(3, 0, number, (2,)) @ [3.0, 5.0])
        assert losses[0, number].tolist() == pytest.approx([base + move, base - move])
        move = 0.25 * 7.0 * float(direction(3, 1, number, (1,))[0])
        assert losses[1, number].tolist() == pytest.approx([base + move, base - move])


def test_a_sweep_keeps_the_students_order_of_arguments() -> None:
    sweep = {"positions": [0], "seed": 3, "directions": 1, "epsilon": 0.25}
    found = ask(
        lambda b, w: float(w[0] - b[0]),
        np.ones(1),
        np.zeros(1),
        sweep=sweep,
        binding={"order": [1, 0]},
    )
    assert sorted(found["value"].reshape(-1).tolist()) == [0.75, 1.25]


@pytest.mark.parametrize("shape", [(), (1,), (3, 5), (17,)])
def test_directions_are_signs_that_both_sides_draw_alike(shape: tuple[int, ...]) -> None:
    drawn = direction(12, 1, 2, shape)
    assert drawn.shape == shape
    assert len(set(np.abs(drawn.reshape(-1)).tolist())) == 1
    assert np.linalg.norm(drawn) == pytest.approx(1.0)
    assert np.array_equal(drawn, direction(12, 1, 2, shape))
    assert not np.array_equal(direction(12, 1, 2, (64,)), direction(13, 1, 2, (64,)))
