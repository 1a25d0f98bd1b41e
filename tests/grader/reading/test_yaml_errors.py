"""A syntax error says where, what, and what to do."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("functions:\n\trelu: 1\n", "2:1", "a tab in the indentation; indent with spaces"),
        ("functions:\n  relu: 1\n\tCE: 1\n", "3:1", "a tab in the indentation"),
        ("title: a: b\n", "1:9", "in quotes"),
        ("a:1\nb: 2\n", "2:2", "space behind its colon"),
        ("a:\n  b: {c: 1\n  d: 2\n", "2:6", "missing `}`"),
        ("a: [1, 2}\n", "1:4", "missing `]`"),
        ("title: 'x\nb: 1\n", "1:8", "quote that begins here is not closed"),
        ("title: 'it's'\n", "1:12", "a quote inside quotes is doubled"),
        ('title: "a\\d"\n', "1:10", "single quotes"),
        ("title: @x\n", "1:8", "put the value in quotes"),
        ("title: `x`\n", "1:8", "put the value in quotes"),
        ("calls: [*]\n", "1:10", "put the value in quotes"),
        ("title: > 0.5\n", "1:10", "put the value in quotes"),
        ("a:\n   b: 1\n  c: 2\n", "3:3", "align it with its neighbours"),
        ("a: 1\nfoo\nb: 2\n", "2:1", "put a colon and a space behind the key"),
        ("a:\n  - 1\n  b: 2\n", "3:3", "begin it with `- `"),
        ("a: - 1\n", "1:4", "write it in brackets"),
        ("a: {b: 1,, c: 2}\n", "1:10", "delete the sign too many"),
        ("a: !f!x 1\n", "1:4", "tag"),
        ("%YAML 9.9\n---\na: 1\n", "1:1", "delete the %YAML line"),
        ("letters\n", "1:1", "begin with `assignment: <name>`"),
        ("- a\n", "1:1", "expected a mapping, got a list"),
    ],
)
def test_a_syntax_error_says_where_and_what_to_do(
    desk: "Desk", text: str, place: str, words: str
) -> None:
    mistake = desk.mistake(text.encode())
    assert mistake.startswith(f"{place}: ")
    assert words in mistake
