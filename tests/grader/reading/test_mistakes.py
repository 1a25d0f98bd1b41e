"""Mistakes are shown as a compiler shows them."""

from typing import TYPE_CHECKING

import pytest

from grader.errors import AssignmentError, Mistake
from grader.reading.mistakes import rendered, shown

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk


def test_a_mistake_is_shown_with_its_line_and_a_caret(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder.parent)
    error = desk.error("""\
        assignment: letters
        functions:
          softmax: {points: 3, parts: {ordinary: 2, extrem: 1}}
        """)
    assert rendered(error).splitlines() == [
        (
            "letters/assignment.yaml:3:45: unknown part 'extrem' of softmax; "
            "did you mean 'extreme'? (parts: ordinary, extreme, dtype)"
        ),
        "      softmax: {points: 3, parts: {ordinary: 2, extrem: 1}}",
        "                                                ^",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "a: " + "x" * 5000
    text = rendered(AssignmentError("a.yaml", (Mistake(1, 3000, "here"),), source=source))
    _, line, caret = text.splitlines()
    assert len(line) <= 110
    assert line[caret.index("^")] == "x"


def test_a_mistake_without_a_line_is_shown_without_one() -> None:
    assert rendered(AssignmentError("a.yaml", (Mistake(1, 1, "empty", "fill it"),))) == (
        "a.yaml:1:1: empty; fill it"
    )


def test_control_characters_of_a_file_do_not_reach_the_terminal(desk: "Desk") -> None:
    assert "\x1b" not in rendered(desk.error("assignment: \x1b[31mred\n"))


def test_values_are_shown_as_they_were_written() -> None:
    values = [None, True, {"a": 1}, [1], "x" * 100, 1e9]
    words = ["nothing", "true", "a mapping", "a list", f"'{'x' * 38}…", "1e+09"]
    assert [shown(value) for value in values] == words
