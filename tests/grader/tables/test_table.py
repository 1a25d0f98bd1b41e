"""Cells are read as Python's csv reads them, and changing one leaves every other byte."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.tables.table import stripped, table

CELLS = st.text(
    alphabet=st.one_of(
        st.sampled_from(['"', ",", ";", "\t", "\n", "\r", " ", "=", "'", "a", "7", "."]),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"),
    ),
    max_size=8,
)
ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)
DIALECTS = st.tuples(
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
)


def read(data: bytes, delimiter: str) -> list[list[str]]:
    """Read with the standard library; empty lines are no rows."""
    text = io.StringIO(data.decode(), newline="")
    return [row for row in csv.reader(text, delimiter=delimiter) if row]


def written(rows: list[list[str]], dialect: tuple[str, str, int]) -> bytes:
    delimiter, end, quoting = dialect
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=end,
        quoting=quoting,  # type: ignore[arg-type]
    )
    writer.writerows([["a"] * len(rows[0]), *rows])
    return out.getvalue().encode()


@given(ROWS, DIALECTS)
def test_cells_are_those_that_the_standard_library_reads(
    rows: list[list[str]], dialect: tuple[str, str, int]
) -> None:
    data = written(rows, dialect)
    found = table(data, name="f.csv")
    assume(found.delimiter == dialect[0])
    assert [list(found.values(row)) for row in range(len(found.rows))] == read(data, dialect[0])


@given(ROWS, DIALECTS)
def test_a_table_in_which_nothing_changes_is_the_same_bytes(
    rows: list[list[str]], dialect: tuple[str, str, int]
) -> None:
    data = written(rows, dialect)
    assert table(data, name="f.csv").changed({}) == data


@given(ROWS, DIALECTS, CELLS, st.data())
def test_a_change_is_read_back_and_nothing_else_differs(
    rows: list[list[str]], dialect: tuple[str, str, int], value: str, data: st.DataObject
) -> None:
    before = written(rows, dialect)
    found = table(before, name="f.csv")
    assume(found.delimiter == dialect[0])
    row = data.draw(st.integers(0, len(found.rows) - 1))
    column = data.draw(st.integers(0, len(found.rows[row]) - 1))
    wanted = read(before, dialect[0])
    wanted[row][column] = value
    after = found.changed({(row, column): value})
    assert read(after, dialect[0]) == wanted
    cell = found.rows[row][column]
    text = found.decoded.text
    assert after.startswith(text[: cell.start].encode())
    assert after.endswith(text[cell.end :].encode())


def test_a_row_that_is_too_short_is_continued() -> None:
    found = table(b"a,b,c,d\r\n1,\r\n2,x,y,z\r\n", name="f.csv")
    after = found.changed({(1, 3): "9", (1, 1): "8"})
    assert after == b"a,b,c,d\r\n1,8,,9\r\n2,x,y,z\r\n"


def test_quotation_marks_stay_where_they_were() -> None:
    found = table(b'a,"b"\n"1",2\n', name="f.csv")
    assert found.changed({(1, 0): "3", (1, 1): "4"}) == b'a,"b"\n"3",4\n'


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2\n", ";"),
        ("a,b\n1;5,2\n", ","),
        ("a\tb\nx,y\tz\n", "\t"),
        ('"x,y,z";b\n1;2\n', ";"),
        ("sep=;\na;b\n", ";"),
        ("only\none\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_splits_all_rows_alike(text: str, delimiter: str) -> None:
    assert table(text.encode(), name="f.csv").delimiter == delimiter


def test_a_line_that_announces_the_delimiter_is_no_row_and_stays() -> None:
    found = table(b"sep=;\r\na;b\r\n1;2\r\n", name="f.csv")
    assert found.values(0) == ("a", "b")
    assert found.changed({(1, 1): "3"}) == b"sep=;\r\na;b\r\n1;3\r\n"


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line() -> None:
    with pytest.raises(UsageError, match=r"f\.csv:3: a quotation mark"):
        table(b'a,b\n1,2\n3,"4\n5,6\n', name="f.csv")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UsageError, match="no row"):
        table(b"\n\n", name="f.csv")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [('="007"', "007"), (" ada ", "ada"), ('="a""b"', 'a"b'), ("=x", "=x"), ('=""', "")],
)
def test_text_kept_from_being_a_number_is_read_as_the_text(value: str, wanted: str) -> None:
    assert stripped(value) == wanted
