"""Numbers are written as the table writes its own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.tables.numbers import Style, parsed, style


@pytest.mark.parametrize(
    ("cells", "delimiter", "wanted"),
    [
        (["10.00", "", "9.50"], ",", Style(".", 2)),
        (["10,00", "x"], ",", Style(",", 2)),
        (["10", "9"], ",", Style(".", 0)),
        (["10", "9"], ";", Style(",", 0)),
        (["10.0"], ";", Style(".", 1)),
        (["1.234,50"], ";", Style(",", 2)),
    ],
)
def test_the_style_is_that_of_the_cells(cells: list[str], delimiter: str, wanted: Style) -> None:
    assert style(cells, delimiter=delimiter) == wanted


@pytest.mark.parametrize(
    ("number", "how", "wanted"),
    [
        (13.456, Style(".", 2), "13.46"),
        (13.455, Style(",", 2), "13,46"),
        (2.675, Style(".", 0), "2.68"),
        (10.0, Style(".", 0), "10"),
        (10.0, Style(",", 2), "10,00"),
        (10.5, Style(".", 0), "10.5"),
        (10.5, Style(",", 5), "10,50000"),
        (-0.001, Style(".", 2), "0.00"),
        (-1.5, Style(".", 0), "-1.5"),
        (1e-9, Style(".", 0), "0"),
        (123456.0, Style(",", 0), "123456"),
    ],
)
def test_a_number_is_rounded_as_gradebooks_show_it(number: float, how: Style, wanted: str) -> None:
    assert how.written(number) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("-3", "-3"),
        ("EX", None),
        ("", None),
        (",", None),
        ("1.2.3", None),
        ("1,2.3,4", None),
        ("٣", None),
        ("1e5", None),
    ],
)
def test_a_number_is_read_with_either_mark(text: str, wanted: str | None) -> None:
    assert parsed(text) == (None if wanted is None else Decimal(wanted))


@given(st.decimals(-9999, 9999, places=2), st.sampled_from([".", ","]), st.integers(0, 5))
def test_what_is_written_is_read_back(number: Decimal, mark: str, digits: int) -> None:
    assert parsed(Style(mark, digits).written(number)) == number
