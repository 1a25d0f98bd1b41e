"""What an assignment says of dates, and what is told of mistakes in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.plugin_manager import build
from grader.reading.assignment_file import LoadedAssignment, read_assignment
from grader.reading.long_form import long_form

Read = Callable[[str], LoadedAssignment]
FUNCTIONS = "functions:\n  relu: 1\n"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    registry = build()
    folder = tmp_path_factory.mktemp("assigned")

    def written(text: str) -> LoadedAssignment:
        path: Path = folder / "assignment.yaml"
        path.write_text(f"assignment: short\n{text}", encoding="utf-8")
        return read_assignment(path, registry)

    return written


POLICY = """policy:
  zone: Europe/Zurich
  due: 2026-11-20 23:59
  cut_off: 2026-11-27
  late: {per_day: 10 %, at_most: 50 %, grace_minutes: 15}
  slip_days: 2
  attempts: {count: best, at_most: 3}
"""


def test_a_policy_reads_as_it_is_written_and_the_same_from_its_long_form(read: Read) -> None:
    policy = read(POLICY + FUNCTIONS).assignment.policy
    assert policy.due_at.isoformat() == "2026-11-20T22:59:00+00:00"
    assert (policy.late.per_day, policy.late.at_most, policy.slip_days) == (0.1, 0.5, 2)
    assert (policy.attempts.count, policy.attempts.at_most) == ("best", 3)
    long = long_form(read(POLICY + FUNCTIONS).assignment)
    assert read(long.partition("\n")[2]).assignment.policy == policy


@pytest.mark.parametrize("text", [POLICY + FUNCTIONS, FUNCTIONS + POLICY])
def test_another_date_changes_no_result(read: Read, text: str) -> None:
    first = read(text)
    assert read(text.replace("2026-11-20", "2026-11-21")).digest == first.digest
    assert read(text.replace("relu: 1", "relu: 2")).digest != first.digest


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("due: soon", "due: expected a time such as 2026-11-20 23:59, got 'soon'", 15),
        ("due: 0001-01-01", "expected a year from 1970 to 2999, got 1", 15),
        ("zone: Europe/Zurch", "there is no time zone 'Europe/Zurch'; did you mean", 16),
        ("due: 2026-11-20, late: {per_day: 10 points}", "expected a number", 43),
        ("due: 2026-11-20, late: {per_day: ten %}", "expected a share such as 10 %", 43),
        ("due: 2026-11-20, late: {per_day: 200 %}", "expected at most 1", 43),
        ("due: 2026-11-20, cut_off: 2026-11-19", "`cut_off` is before `due`", 9),
        ("slip_days: 2", "`slip_days` needs `due`", 9),
        ("due: 2026-11-20, slip_days: {course: 5, cours: 5}", "did you mean 'course'", 50),
        ("due: 2026-11-20, slip_days: -1", "slip_days: expected", 38),
        ("slip_days: {course: 2}", "`slip_days` needs `due`", 9),
        ("attempts: {count: bst}", "did you mean 'best'", 28),
        ("atempts: {count: best}", "did you mean 'attempts'", 10),
    ],
)
def test_a_mistake_is_told_at_its_place(
    read: Read, written: str, message: str, column: int
) -> None:
    with pytest.raises(AssignmentError) as refused:
        read(f"policy: {{{written}}}\n{FUNCTIONS}")
    [mistake] = refused.value.mistakes
    assert message in f"{mistake.message}; {mistake.hint}"
    assert (mistake.line, mistake.column) == (2, column)
