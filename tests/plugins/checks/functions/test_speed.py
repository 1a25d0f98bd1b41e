"""Speed through the real wall: grossly slow or plainly vectorised, nothing in between."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Status
from grader.preparation import Prepared, prepare
from grader.validation import refuse_objections
from tests.grader.cli.shell import TRUST

ASSIGNMENT = """
assignment: quick
functions: {softmax: {points: 2, accept: [rows, columns]}}
speed: {check: softmax, points: 2, title: Whole arrays}
"""
FAST = """
import numpy as np

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""
COLUMNS = FAST.replace("axis=1", "axis=0")
LOOP = """
import math

def softmax(z):
    rows = []
    for row in z.tolist():
        for _ in range(4):
            e = [math.exp(number - max(row)) for number in row]
        rows.append([number / sum(e) for number in e])
    return rows
"""
KEEPING = (
    LOOP.replace("def softmax", "def slow")
    + """
seen = {}

def remembered(z):
    key = z.tobytes()
    if key not in seen:
        seen[key] = slow(z)
    return seen[key]

def softmax(z):
    if %(whole)s:
        return remembered(z)
    return [remembered(row)[0] for row in z.reshape(len(z), 1, -1)]
"""
)
SQUARE = """
import numpy as np

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    for _ in range(6):
        both = np.add.outer(e.sum(axis=1), np.zeros(len(z)))
    return e / both[:, :1]
"""
IN_A_CLASS = """
import numpy as np

class Net:
    def softmax(self, z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)
"""

Grade = Callable[[str], CheckReport]


def ready(text: str, folder: Path) -> Prepared:
    path = folder / "assignment.yaml"
    path.write_text(text, encoding="utf-8")
    return prepare(path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return ready(ASSIGNMENT, tmp_path_factory.mktemp("quick"))


@pytest.fixture(scope="module")
def wall(prepared: Prepared) -> Iterator[Wall]:
    with open_wall(trust=bool(TRUST)) as opened:
        raise_wall(opened, prepared)
        yield opened


@pytest.fixture
def graded(prepared: Prepared, wall: Wall, tmp_path: Path) -> Grade:
    def grading(source: str) -> CheckReport:
        path = tmp_path / "hw.py"
        path.write_text(source, encoding="utf-8")
        return grade(prepared, read_submission(path, prepared.registry), wall).checks[1]

    return grading


def parts(check: CheckReport) -> dict[str, Status]:
    return {part.id: part.status for part in check.parts}


@pytest.mark.parametrize("source", [FAST, COLUMNS, IN_A_CLASS], ids=["rows", "columns", "a class"])
def test_operations_on_whole_arrays_are_fast_enough(graded: Grade, source: str) -> None:
    check = graded(source)
    assert (check.status, check.score) == (Status.PASSED, 2.0), check.student_text


def test_a_loop_over_examples_costs_too_much_and_is_named(graded: Grade) -> None:
    check = graded(LOOP)
    assert parts(check)["cost"] is Status.FAILED
    assert "softmax has a loop, and numpy can do this on whole arrays" in check.student_text
    assert "2000 examples take more than 20 times" in check.student_text


@pytest.mark.parametrize("whole", [True, False], ids=["of calls", "of rows"])
def test_answers_that_were_kept_are_no_fast_answers(graded: Grade, *, whole: bool) -> None:
    check = graded(KEEPING % {"whole": whole})
    assert parts(check)["cost"] is Status.FAILED


def test_an_array_of_examples_by_examples_is_not_fast(graded: Grade) -> None:
    assert Status.FAILED in parts(graded(SQUARE)).values()


def test_the_same_verdict_has_the_same_words(graded: Grade) -> None:
    first, second = (graded(LOOP).model_copy(update={"seconds": 0.0}) for _ in range(2))
    assert first == second


def test_what_is_wrong_is_not_timed(graded: Grade) -> None:
    check = graded(FAST.replace("e / e.sum", "e * e.sum"))
    assert set(parts(check).values()) == {Status.SKIPPED}
    assert check.score == 0.0
    assert "when the values are right" in check.student_text


def test_a_constant_answer_is_fast_and_worth_nothing(graded: Grade) -> None:
    assert graded("def softmax(z):\n    return 0.1\n").score == 0.0


def test_a_function_that_is_missing_is_missing(graded: Grade) -> None:
    check = graded("def relu(z):\n    return z\n")
    assert set(parts(check).values()) == {Status.MISSING}


def test_one_that_hangs_on_many_examples_is_told_to_take_too_long(graded: Grade) -> None:
    hanging = FAST.replace("    e =", "    while len(z) > 700:\n        pass\n    e =", 1)
    check = graded(hanging)
    assert set(parts(check).values()) == {Status.TIMED_OUT}
    assert "1000 examples" in check.student_text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("check: softmax", "check: speed", "unknown check 'speed'"),
        (
            "speed: {check: softmax",
            "manual: {points: 1, criteria: Clear.}\nspeed: {check: manual",
            "not a check with a function",
        ),
        ("points: 2, title", "sizes: [500, 600, 900], points: 2, title", "twice the one before"),
        ("points: 2, title", "parts: {time: 2}, title", "unknown part 'time'; parts: "),
        ("softmax", "scalar_softmax", "no array with a row for each example"),
    ],
)
def test_what_could_not_be_timed_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    text = ASSIGNMENT.replace(", accept: [rows, columns]", "").replace(old, new)
    with pytest.raises(AssignmentError) as refused:
        refuse_objections(ready(text, tmp_path))
    assert any(told in mistake.message for mistake in refused.value.mistakes)
