"""What is kept of calls is given again, to the last bit, and nothing else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.recorded.calls import Lookup, Recording
from grader.recorded.plain import Reader, Writer, digest
from grader.recorded.recipes import Recipe, shortened

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.lists(st.floats(allow_nan=False, width=32), max_size=6).map(np.array),
    st.lists(st.integers(-9, 9), min_size=4, max_size=4).map(lambda n: np.reshape(n, (2, 2))),
    st.floats(allow_nan=False).map(np.float64),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    max_leaves=8,
)


def read_again(value: Any) -> Any:
    writer = Writer()
    plain = writer.plain(value)
    reader = Reader(writer.file(plain))
    return reader.value(reader.index)


@given(VALUES)
def test_values_are_read_as_they_were_written(value: Any) -> None:
    assert digest(read_again(value)) == digest(value)


def test_a_digest_tells_types_shapes_and_bits_apart() -> None:
    values = (1, 1.0, True, "1", np.array([1.0]), np.array([[1.0]]), np.array([1]), [1], (1,), None)
    assert len({digest(value) for value in values}) == len(values)


def kept(function: Any, *calls: tuple[Any, ...]) -> Lookup:
    recording = Recording(function)
    for arguments in calls:
        try:
            recording(*arguments)
        except ValueError:
            continue
    again = read_again(recording.calls)
    writer = Writer()
    plain = {key: writer.plain(result) for key, result in recording.calls.items()}
    assert set(again) == set(plain)
    reader = Reader(writer.file(plain))
    found = {key: dict(items["m"]) for key, items in reader.index.items()}
    return Lookup(found, reader.value)


def test_what_was_called_is_looked_up_and_what_was_not_has_no_answer() -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(size=(5, 3))
    lookup = kept(lambda x: (np.exp(x), x.T, x * 7, x / 5), (X,))
    for found, due in zip(lookup(X), (np.exp(X), X.T, X * 7, X / 5), strict=True):
        assert found.tobytes() == due.tobytes()
        assert found.shape == due.shape
    with pytest.raises(KeyError):
        lookup(X + 1)


def test_what_made_no_sense_makes_none_again() -> None:
    def refuse(_: Any) -> None:
        raise ValueError("no such shape")

    with pytest.raises(ValueError, match="no right answer"):
        kept(refuse, (3,))(3)


def test_what_comes_out_of_an_argument_is_not_kept_as_numbers() -> None:
    X = np.random.default_rng(2).normal(size=(4, 3))
    assert shortened(X.T, (X,)) == Recipe(0, transposed=True, shape=(3, 4))
    assert shortened(X / 4, (X,)) == Recipe(0, transposed=False, shape=(4, 3), over=4.0)
    assert isinstance(shortened(np.exp(X), (X,)), np.ndarray)


@pytest.mark.parametrize("extreme", [0.0, np.inf, np.nan, 1e300, 5e-324])
def test_extreme_numbers_stop_no_recording(extreme: float) -> None:
    given_, other = np.full(5, extreme), np.linspace(1e-300, 1e300, 5)
    assert np.array_equal(read_again(shortened(other, (given_,))), other)
    shortened(given_, (other,))
