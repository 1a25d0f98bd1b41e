"""A wrong type, bound or choice is told with what was expected and what came."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

TOP = "assignment: a\nfunctions: {relu: 1}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("titel: x", "3:1: unknown key 'titel'; did you mean 'title'?"),
        ("title: 2026", "3:8: title: expected text, got 2026; put it in quotes"),
        ("run: all", "3:6: run: expected 'definitions' or 'everything', got 'all'"),
        ("confinement: L5", "3:14: confinement: expected 'L1', 'L2', 'L3' or 'L4', got 'L5'"),
        ("budget_seconds: 0", "3:17: budget_seconds: expected more than 0, got 0"),
        ("budget_seconds: soon", "3:17: budget_seconds: expected a number, got 'soon'"),
        ("limits: {second: 1}", ("3:10: unknown key 'second'; did you mean 'seconds'? "
         "(keys: seconds, memory_mib, scratch_mib)")),
        ("limits: {memory_mib: 1}", "3:22: memory_mib: expected at least 256, got 1"),
        ("limits: {memory_mib: 512.5}", "3:22: memory_mib: expected a whole number, got 512.5"),
        ("limits: 3", "3:9: limits: expected a mapping, got 3"),
        ("feedback: {hints: {1: at_once}}", ("3:23: hints 1: expected `at once`, `never` or "
         "`after N attempts`, got 'at_once'")),
        ("feedback: {hints: {x: never}}", "3:20: x: expected a whole number, got 'x'"),
        ("plugins: [1]", "3:11: plugins: expected text, got 1; put it in quotes"),
        ("data: [3]", "3:8: data: expected a mapping, got 3"),
        ("data: [{name: x}]", ("3:8: data: say either `path`, a file, or `dataset`, with `as` "
         "what form it has")),
        ("feedback: {show: [smallest]}", ("3:19: show: expected 'smallest_input', 'got', "
         "'expected' or 'diagnosis', got 'smallest'; did you mean 'smallest_input'?")),
    ],
)  # fmt: skip
def test_a_key_of_the_assignment_is_held_against_its_model(
    desk: "Desk", line: str, expected: str
) -> None:
    assert desk.mistake(f"{TOP}{line}\n") == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("points: many", "points: expected a number, got 'many'"),
        ("points: -1", "points: expected at least 0, got -1"),
        ("points: 1, visibility: shown", "visibility: expected 'visible', 'after_due' or 'hidden'"),
        ("points: 1, tolerance: atuo", "expected 'auto', or {rtol: ..., atol: ...}, got 'atuo'"),
        ("points: 1, tolerance: {rtol: 2}", "rtol: expected at most 0.5, got 2"),
        ("points: 1, tolerance: {rtl: 0.1}", "unknown key 'rtl'; did you mean 'rtol'?"),
        ("points: 1, tolerance: {rtol: x}", "rtol: expected a number, got 'x'"),
        ("points: 1, tolerance: 3", "expected 'auto', or {rtol: ..., atol: ...}, got 3"),
        ("points: 1, visibility: {a: 1}", "visibility: expected 'visible', 'after_due' or"),
        ("points: 1, kind: [values]", "duplicate key 'kind'"),
        ("points: 1, seed: 1.5", "seed: expected a whole number, got 1.5"),
        ("points: 1, group: 3rd", "group: expected a name (letters, digits"),
        ("points: 1, aliases: [1]", "aliases: expected text, got 1"),
        ("points: 1, params: [1]", "params: expected a mapping, got a list"),
        ("points: 1, weight: 3", "unknown key 'weight'; keys: id, kind, title"),
    ],
)
def test_a_key_of_a_check_is_held_against_its_model(desk: "Desk", keys: str, expected: str) -> None:
    text = f"assignment: a\nchecks:\n  - {{id: c, kind: values, function: relu, {keys}}}\n"
    assert expected in desk.mistake(text)


def test_parameters_are_held_against_their_kind(desk: "Desk") -> None:
    first, second = desk.mistakes("""\
        assignment: a
        checks:
          - id: g
            kind: gradient
            points: 1
            params: {architecture: 2-3-2, direction: 3, directions: 0}
        """)
    assert first.startswith("6:35: unknown key 'direction'; did you mean 'directions'?")
    assert second == "6:61: directions: expected at least 1, got 0"


def test_a_short_form_is_told_where_it_was_written(desk: "Desk") -> None:
    mistake = desk.mistake(f"{TOP}network: {{architecture: 2-3-2, points: 1, scale: half}}\n")
    assert mistake.startswith("3:50: scale: expected 'one for all tensors' or 'any', got 'half'")


def test_what_is_missing_is_named_with_its_owner(desk: "Desk") -> None:
    assert desk.mistakes("checks:\n  - {kind: values, function: relu, points: 1}\n") == [
        "1:1: assignment is missing; add `assignment:`",
        "2:5: item 1 of checks: id is missing; add `id:`",
    ]


def test_a_misspelt_key_is_not_missing_too(desk: "Desk") -> None:
    assert desk.mistake("asignment: a\nfunctions: {relu: 1}\n").startswith("1:1: unknown key")
