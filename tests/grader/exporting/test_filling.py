"""Filling in changes the cells it tells of and no others, whatever people are called."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from grader.exporting import canvas
from grader.exporting.filling import fill, lines
from grader.tables.table import table
from tests.grader.exporting.gradebooks import CANVAS, has, rows

NAMES = st.text(
    st.one_of(
        st.sampled_from("\",;'\n\r\t=+-@ éß山ب"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"),
    ),
    max_size=10,
)
CLASSES = st.lists(st.tuples(NAMES, st.integers(0, 1400), st.booleans()), min_size=1, max_size=6)


def gradebook(people: list[tuple[str, int, bool]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Student", "ID", "SIS Login ID", "Section", "Letters (5)", "Other (6)"])
    writer.writerow(["    Points Possible", "", "", "", "14.00", "10.00"])
    for number, (name, _, _) in enumerate(people):
        writer.writerow([name, 1000 + number, f"u{number}", name, "", f"={name}"])
    return out.getvalue().encode()


@given(CLASSES)
def test_only_the_cells_that_are_told_change(people: list[tuple[str, int, bool]]) -> None:
    data = gradebook(people)
    sheet = canvas.sheet(table(data, name="g"), name="g", wanted=("5",))
    standings = [
        has(points / 100, id=f"canvas:{1000 + number}")
        for number, (_, points, graded) in enumerate(people)
        if graded
    ]
    found = fill(sheet, standings)
    before, after = rows(data), rows(found.data)
    told = [f"{each.score:.2f}" for each in standings if each.score is not None]
    assert [row[4] for row in after[2:] if row[4]] == told
    for old, new in zip(before, after, strict=True):
        assert old[:4] + old[5:] == new[:4] + new[5:]


def test_what_is_told_names_every_cell_and_everybody_left_out() -> None:
    sheet = canvas.sheet(table(CANVAS.encode(), name="g"), name="g", wanted=("57",))
    told = list(lines(fill(sheet, [has(1, login="ada"), has(2, login="nacho"), has(3, login="z")])))
    assert told[0] == "Canvas, column 'Letters (57)': 1 cell to change, 0 the same already"
    assert told[1] == "  Lovelace, Ada (ada): 3.00 → 1.00"
    assert "left as they are (1):" in told
    assert "not in the file (1):" in told
    assert "in the file, without a result (2):" in told


def test_an_assumed_encoding_is_told() -> None:
    data = CANVAS.replace("Žluťoučký, Kůň", "Müller").encode("cp1252")
    sheet = canvas.sheet(table(data, name="g"), name="g", wanted=("57",))
    found = fill(sheet, [has(1, name="Müller")])
    assert "Windows-1252" in next(lines(found))
    assert found.data == data.replace(b"12.50", b"1.00")
