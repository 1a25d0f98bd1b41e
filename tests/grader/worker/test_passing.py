"""What a student's function is given, by what it takes."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from grader.worker.passing import chosen, taken_by, with_some

RATE = {"optional": {"constant": 0.1}}
X, Y = {"place": ["X"]}, {"place": ["y"]}


def as_asked(X: Any, y: Any, rate: Any = 0) -> Any: ...


def without(X: Any, y: Any) -> Any: ...


def renamed(points: Any, labels: Any, rate: Any = 0) -> Any: ...


def anything(*given: Any, **named: Any) -> Any: ...


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (as_asked, ([], {"X": X, "y": Y, "rate": RATE})),
        (without, ([], {"X": X, "y": Y})),
        (renamed, ([X, Y], {"rate": RATE})),
        (anything, ([], {"X": X, "y": Y, "rate": RATE})),
    ],
)
def test_named_arguments_fit_what_is_taken(
    function: Callable[..., Any], expected: tuple[list[Any], dict[str, Any]]
) -> None:
    assert chosen(function, [], {"X": X, "y": Y, "rate": RATE}) == expected


@pytest.mark.parametrize(
    ("function", "count"), [(as_asked, 3), (without, 2), (renamed, 3), (anything, 3)]
)
def test_optional_arguments_at_the_end_are_left_out_where_they_are_not_taken(
    function: Callable[..., Any], count: int
) -> None:
    given, named = chosen(function, [X, Y, RATE], {})
    assert given == [X, Y, RATE][:count]
    assert named == {}


def test_an_argument_that_is_needed_is_never_left_out() -> None:
    assert chosen(without, [X, Y, Y], {}) == ([X, Y, Y], {})


def test_given_arguments_of_another_name_stand_behind_the_others() -> None:
    def activation(z: float, name: str) -> tuple[float, str]:
        return z, name

    assert with_some(activation, {"name": "tanh"})(2.0) == (2.0, "tanh")
    assert with_some(activation, {"type": "tanh"})(2.0) == (2.0, "tanh")


def test_a_function_that_nobody_knows_gets_everything() -> None:
    assert chosen(dict.fromkeys, [X], {}) == ([X], {})


def positional_only(a: Any, b: Any = 1, /, c: Any = 2, *rest: Any, d: Any = 3, **more: Any) -> None:
    local = a, b, c, rest, d, more
    del local


class Net:
    def method(self, X: Any, /, y: Any, *, rate: Any = 0) -> None: ...

    def loose(*arguments: Any) -> None: ...

    @classmethod
    def made(cls, widths: Any) -> None: ...

    @staticmethod
    def free(z: Any) -> None: ...

    @functools.wraps(as_asked)
    def wrapped(self, *given: Any) -> None: ...


@pytest.mark.parametrize(
    "function",
    [
        *(as_asked, anything, positional_only, Net().method, Net.method, Net().loose, Net.made),
        *(Net.free, Net().free, Net().wrapped, functools.partial(as_asked, 1), Net, len),
    ],
)
def test_what_is_taken_is_what_the_signature_says(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters.values()
    kinds = [(p.name, p.kind) for p in parameters]
    taken = taken_by(function)
    assert taken is not None
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    assert taken.by_position == tuple(name for name, kind in kinds if kind in positional)
    assert taken.by_name == {name for name, kind in kinds if kind in named}
    assert taken.any_position is any(k is inspect.Parameter.VAR_POSITIONAL for _, k in kinds)
    assert taken.any_name is any(k is inspect.Parameter.VAR_KEYWORD for _, k in kinds)
