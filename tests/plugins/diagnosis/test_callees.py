"""A function that fails because of one it calls is pointed there."""

from collections.abc import Iterator

import pytest

from grader.examination.wall import Wall, open_wall
from grader.preparation import prepare
from tests.cases.graded import ASSIGNMENTS, grade_source
from tests.cases.styles import ROWS


@pytest.fixture
def wall() -> Iterator[Wall]:
    with open_wall() as opened:
        yield opened


def test_a_wrong_softmax_explains_the_gradient_that_uses_it(wall: Wall) -> None:
    wrong = "\n\ndef softmax(x):\n    return np.sqrt(np.abs(x))\n"
    prepared = prepare(ASSIGNMENTS / "letters" / "assignment.yaml")
    checks = {c.id: c for c in grade_source(prepared, wall, ROWS + wrong).checks}
    assert [d.id for d in checks["backprop"].diagnoses] == ["callee.softmax"]
    assert checks["backprop"].score == 0.0
    assert checks["softmax"].diagnoses == ()


def test_what_was_not_graded_is_not_called_wrong(wall: Wall) -> None:
    wrong = "\n\ndef gradCE(targets, scores):\n    return relu(scores)\n"
    prepared = prepare(ASSIGNMENTS / "letters" / "assignment.yaml")
    report = grade_source(prepared, wall, ROWS + wrong, only="gradCE")
    assert [check.id for check in report.checks] == ["gradCE"]
    assert not any(d.id.startswith("callee.") for d in report.checks[0].diagnoses)
