"""What is right around a student's own wrong function earns its share, and nonsense earns none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.examination.wall import Wall, open_wall
from grader.models.report import CheckReport
from grader.preparation import Prepared, prepare
from tests.cases.graded import grade_source
from tests.cases.styles import COLUMNS, ROWS

ASSIGNMENT = """\
assignment: around
functions: {{relu: 1, softmax: 2, computeLayer: 1}}
network: {{architecture: 13-H-10 relu, points: 5, follow_through: {share}{more}}}
"""
SQUARES = "\n\ndef softmax(x):\n    return x**2 / (x**2).sum()\n"
WRONG_BACKPROP = ROWS.replace("X.T @ d1", "-(X.T @ d1)")


@pytest.fixture(scope="module")
def wall() -> Iterator[Wall]:
    with open_wall() as opened:
        yield opened


def ready(folder: Path, share: str = "0.5", more: str = "") -> Prepared:
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT.format(share=share, more=more), encoding="utf-8")
    return prepare(path)


def graded(prepared: Prepared, wall: Wall, source: str) -> CheckReport:
    report = grade_source(prepared, wall, source)
    return next(check for check in report.checks if check.id == "backprop")


@pytest.mark.parametrize("source", [ROWS, COLUMNS])
def test_right_lines_around_a_wrong_softmax_earn_the_share(
    source: str, tmp_path: Path, wall: Wall
) -> None:
    check = graded(ready(tmp_path), wall, source + SQUARES)
    assert (check.score, check.status) == (2.5, "partial")
    assert sum(part.score for part in check.parts) == check.score
    assert check.student_text.startswith("It is right for your own softmax")
    assert [d.id for d in check.diagnoses] == ["callee.softmax"]


def test_true_earns_everything_and_nothing_said_earns_nothing(tmp_path: Path, wall: Wall) -> None:
    assert graded(ready(tmp_path, "true"), wall, ROWS + SQUARES).score == 5.0
    assert graded(ready(tmp_path, "0"), wall, ROWS + SQUARES).score == 0.0


def test_a_check_is_judged_after_wrong_answers_of_one_that_it_needs(
    tmp_path: Path, wall: Wall
) -> None:
    needing = ", needs: [softmax]"
    assert graded(ready(tmp_path, "1", needing), wall, ROWS + SQUARES).score == 5.0
    assert graded(ready(tmp_path, "0", needing), wall, ROWS + SQUARES).status == "skipped"


@pytest.mark.parametrize(
    "nonsense",
    [
        "def softmax(x):\n    return 0 * x + np.nan",
        "def softmax(x):\n    return 0 * x + 0.1",
        "def softmax(x):\n    return x[:, :1]",
        "def softmax(x):\n    raise ValueError",
        "def relu(x):\n    return 0 * x",
    ],
)
def test_nonsense_is_not_followed(nonsense: str, tmp_path: Path, wall: Wall) -> None:
    assert graded(ready(tmp_path), wall, f"{ROWS}\n\n{nonsense}\n").score == 0.0


def test_a_mistake_of_its_own_is_not_forgiven(tmp_path: Path, wall: Wall) -> None:
    assert graded(ready(tmp_path), wall, WRONG_BACKPROP + SQUARES).score == 0.0


def test_a_wrong_copy_that_calls_nothing_wrong_is_a_mistake_of_its_own(
    tmp_path: Path, wall: Wall
) -> None:
    copied = ROWS.replace("softmax(h @ W2 + b2)", "squares(h @ W2 + b2)")
    squares = SQUARES.replace("softmax", "squares")
    assert graded(ready(tmp_path), wall, copied + squares + SQUARES).score == 0.0


def test_what_is_right_by_itself_is_left_alone(tmp_path: Path, wall: Wall) -> None:
    assert graded(ready(tmp_path), wall, ROWS).status == "passed"


def test_only_what_is_known_in_steps_can_be_followed(tmp_path: Path) -> None:
    text = "assignment: one\nfunctions: {relu: {points: 1, follow_through: true}}\n"
    path = tmp_path / "assignment.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssignmentError) as found:
        prepare(path)
    (mistake,) = found.value.mistakes
    assert "relu is not known as a composition" in mistake.message
