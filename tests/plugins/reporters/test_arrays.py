"""Numbers and matrices as text."""

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader_plugins.reporters.arrays import formatted

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**9), 10**9)


def test_a_matrix_is_aligned_at_the_decimal_point() -> None:
    assert formatted([[1.5, -20.25], [100.0, 3.125]], width=60).split("\n") == [
        "[[  1.5, -20.25],",
        " [100,     3.125]]",
    ]


def test_names_stand_before_their_values() -> None:
    text = formatted({"W": [[1.0, 2.0], [3.0, 4.0]], "b": [0.5]}, width=60)
    assert text.split("\n") == ["W = [[1, 2],", "     [3, 4]]", "b = [0.5]"]


def test_at_most_six_significant_digits_are_shown() -> None:
    assert formatted(0.123456789, width=60) == "0.123457"
    assert formatted(123456789, width=60) == "1.23457e+08"


@pytest.mark.parametrize(("value", "text"), [("NaN", "nan"), ("-Infinity", "-inf"), (True, "True")])
def test_what_is_no_plain_number_keeps_its_name(value: Any, text: str) -> None:
    assert formatted(value, width=60) == text


@given(st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=6))
def test_a_small_matrix_reads_back_as_python(rows: list[list[float]]) -> None:
    read = ast.literal_eval(formatted(rows, width=80))
    flat = [x for row in rows for x in row]
    assert [x for row in read for x in row] == pytest.approx(flat, rel=1e-5, abs=1e-300)


@given(st.integers(1, 40), st.integers(1, 60), st.integers(44, 100))
def test_a_large_matrix_is_cut_to_the_width_and_says_its_shape(
    rows: int, columns: int, width: int
) -> None:
    value = [[row / 7 + column for column in range(columns)] for row in range(rows)]
    text = formatted(value, width=width)
    assert max(map(len, text.split("\n"))) <= width
    assert ("…" in text) == (f"shape ({rows}, {columns})" in text)


nested = st.recursive(
    numbers | st.text() | st.none() | st.booleans(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=40,
)


@given(nested)
def test_whatever_came_back_is_shown_in_few_lines(value: Any) -> None:
    text = formatted(value, width=60)
    assert text
    assert "\x1b" not in text


def test_a_deep_list_ends() -> None:
    value: list[Any] = ["x"]
    for _ in range(500):
        value = [value, "y"]
    assert "…" in formatted(value, width=60)
