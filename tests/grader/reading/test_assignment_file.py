"""Reading an assignment gives its models, its places and what checks inherit."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.errors import ExitCode, UsageError
from grader.reading.assignment_file import named_plugins, read_assignment

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk


def test_checks_inherit_limits_and_feedback_key_by_key(desk: "Desk") -> None:
    loaded = desk.read("""\
        assignment: a
        limits: {seconds: 5, memory_mib: 512}
        feedback: {show: [got], hints: {1: never}}
        functions:
          relu: {points: 1, limits: {seconds: 1}, feedback: {show: [expected]}}
          CE: 1
        """)
    relu, ce = loaded.assignment.checks
    assert (relu.limits.seconds, relu.limits.memory_mib) == (1, 512)
    assert (ce.limits.seconds, ce.limits.memory_mib) == (5, 512)
    assert relu.feedback is not None
    assert (relu.feedback.show, relu.feedback.hints) == (("expected",), {1: "never"})
    assert ce.feedback is None


def test_a_mistake_found_later_has_the_place_of_what_was_written(
    desk: "Desk", letters: str
) -> None:
    loaded = desk.read(letters)
    assert loaded.mistake("CE", "x").line == 7
    inside = loaded.mistake("backprop", "x", "params", "architecture", hint="y")
    assert (inside.line, inside.column, inside.hint) == (9, 11, "y")


def test_later_mistakes_become_the_error_of_reading(desk: "Desk", letters: str) -> None:
    loaded = desk.read(letters)
    error = loaded.error([loaded.mistake("CE", "second"), loaded.mistake("relu", "first")])
    assert [mistake.message for mistake in error.mistakes] == ["first", "second"]
    assert error.exit_code is ExitCode.ASSIGNMENT
    assert error.source == letters


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_cannot_be_read_is_a_matter_of_usage(desk: "Desk", name: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_assignment(desk.folder / name, desk.catalogue)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("assignment: a\nplugins: [one, two]\nnosuch: 1\n", ("one", "two")),
        ("plugins: one\n", ("one",)),
        ("plugins: [1, one]\n", ("one",)),
        ("assignment: a\n", ()),
        ("- a\n", ()),
        ("plugins: [", ()),
    ],
)
def test_plugins_are_known_before_the_rest_is_understood(
    desk: "Desk", text: str, names: tuple[str, ...]
) -> None:
    assert named_plugins(desk.write(text)) == names


def test_the_folder_is_the_files_own(desk: "Desk", letters: str) -> None:
    loaded = desk.read(letters)
    assert loaded.folder == Path(desk.folder)
    assert len(loaded.digest) == 64
