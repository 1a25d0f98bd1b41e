"""An object to call methods of is made without inventing anything, and what is amiss is said."""

from typing import Any

import pytest

from grader.worker.making import make


class Plain:
    def __init__(self, rate: float = 0.5) -> None:
        self.rate = rate


class Storing:
    def __init__(self, data: Any, *, hidden: Any) -> None:
        self.data = data
        self.hidden = hidden
        self.rate = 0.5


class Using:
    def __init__(self, data: Any) -> None:
        self.rate = 0.5
        self.size = data.shape


class Failing:
    def __init__(self) -> None:
        raise FileNotFoundError("set.npz")


class Spread:
    def __init__(self, *_: Any, **__: Any) -> None:
        self.rate = 0.5


@pytest.mark.parametrize("owner", [Plain, Spread])
def test_a_constructor_that_needs_nothing_is_called_as_it_is(owner: Any) -> None:
    made, said = make(owner)
    assert (made.rate, said) == (0.5, "")


def test_a_constructor_that_only_stores_is_given_none_and_has_done_its_work() -> None:
    made, said = make(Storing)
    assert (made.rate, made.data, made.hidden) == (0.5, None, None)
    assert said == (
        "Storing wants data, hidden when it is made, and nothing to give it is known here; "
        "it was made with None"
    )


def test_a_constructor_that_fails_keeps_what_it_set_before_and_says_so() -> None:
    made, said = make(Using)
    assert made.rate == 0.5
    assert "with None its constructor fails (AttributeError: 'NoneType'" in said


def test_a_constructor_that_fails_by_itself_leaves_an_empty_object() -> None:
    made, said = make(Failing)
    assert isinstance(made, Failing)
    assert said == "Failing() failed with FileNotFoundError: set.npz"


def test_where_no_object_can_be_had_what_was_raised_comes_out() -> None:
    def never() -> None:
        raise RuntimeError("no class")

    with pytest.raises(RuntimeError, match="no class"):
        make(never)
