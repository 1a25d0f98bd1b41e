"""After a save, what may have changed is graded; the report is as if everything had been."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, read_submission
from grader.models.report import Report
from grader.preparation import Prepared, prepare
from grader.rechecking.session import Session, Step
from grader.rechecking.stopping import StoppableWall, Superseded

ASSIGNMENT = """
assignment: some
functions:
  relu: 1
  softmax: {points: 3, parts: {ordinary: 2, extreme: 1}}
  computeLayer: {points: 1, accept: {full: [rows, columns]}}
  gradCE: {points: 3, accept: {full: [wrt_scores]}}
network: {architecture: 6-H-3 relu, points: 5}
"""
RIGHT = """import numpy as np

def relu(x):
    return np.maximum(x, 0)

def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

def computeLayer(X, W, b):
    return X @ W + b

def gradCE(target, logits):
    return (softmax(logits) - target) / len(target)

def backprop(X, T, W1, b1, W2, b2):
    z1 = computeLayer(X, W1, b1)
    h = relu(z1)
    d2 = gradCE(T, computeLayer(h, W2, b2))
    d1 = (d2 @ W2.T) * (z1 > 0)
    return X.T @ d1, d1.sum(0, keepdims=True), h.T @ d2, d2.sum(0, keepdims=True)
"""
EDITS = {
    "a wrong function that others call": ("np.maximum(x, 0)", "np.maximum(x, 1)"),
    "another sign": ("(softmax(logits) - target)", "(target - softmax(logits))"),
    "another layout": ("X @ W + b", "W.T @ X + b.T"),
    "an exception": ("e = np.exp", "e = nothing.exp"),
    "other lines": ("import numpy as np\n", "import numpy as np\n\n\n# three more\n"),
    "another name": ("def relu(x)", "def Relu(x)"),
    "a constant for all": ("import numpy as np\n", "import numpy as np\nK = 1\n"),
    "no such function": ("def gradCE(", "def something("),
    "extremes alone": (" - x.max(axis=1, keepdims=True)", ""),
    "an argument that is changed": ("e = np.exp(x", "x += 1\n    e = np.exp(x"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path = tmp_path_factory.mktemp("some") / "assignment.yaml"
    path.write_text(ASSIGNMENT, encoding="utf-8")
    return prepare(path)


@pytest.fixture(scope="module")
def wall() -> Iterator[Wall]:
    with open_wall(trust=True) as opened:
        yield opened


Save = Callable[[str], list[Step]]


@pytest.fixture
def session(prepared: Prepared, wall: Wall) -> Session:
    return Session(prepared=prepared, wall=StoppableWall(wall))


@pytest.fixture(scope="module")
def long_session(prepared: Prepared, wall: Wall) -> Session:
    """A session of many saves, one edit after the other."""
    return Session(prepared=prepared, wall=StoppableWall(wall))


def saver(session: Session, folder: Path) -> Save:
    def saved(text: str) -> list[Step]:
        path = folder / "hw.py"
        path.write_text(text, encoding="utf-8")
        return list(session.check(read_submission(path, session.prepared.registry)))

    return saved


@pytest.fixture
def save(session: Session, tmp_path: Path) -> Save:
    """Save a text and return what is to be shown."""
    return saver(session, tmp_path)


def plain(report: Report | None) -> dict[str, Any]:
    assert report is not None
    found = report.model_dump(mode="json", exclude={"timings"})
    for check in found["checks"]:
        del check["seconds"]
    return found


@pytest.mark.parametrize("edit", EDITS)
def test_a_report_is_what_grading_everything_again_would_give(
    edit: str, long_session: Session, prepared: Prepared, wall: Wall, tmp_path: Path
) -> None:
    (step,) = saver(long_session, tmp_path)(RIGHT.replace(*EDITS[edit]))
    submission = read_submission(tmp_path / "hw.py", prepared.registry)
    assert plain(step.report) == plain(grade(prepared, submission, wall))


def test_only_what_rests_on_an_edit_is_checked_for_it(save: Save) -> None:
    (first,) = save(RIGHT)
    assert first.before is None
    assert first.kept == ()
    (step,) = save(RIGHT.replace("np.maximum(x, 0)", "np.maximum(x, 1)"))
    assert step.changed == ("relu",)
    assert set(step.graded) == {"relu", "backprop"}
    assert set(step.kept) == {"softmax", "computeLayer", "gradCE"}


def test_a_comment_is_no_reason_to_check_anything(save: Save) -> None:
    save(RIGHT)
    (step,) = save(RIGHT + "# the end\n")
    assert (step.changed, step.around, step.graded) == ((), False, ())


def test_imports_and_statements_around_functions_concern_all_checks(save: Save) -> None:
    save(RIGHT)
    (step,) = save("import math\n" + RIGHT)
    assert step.around
    assert step.kept == ()


def test_a_syntax_error_leaves_the_last_report_and_one_that_was_there_before_does_not(
    save: Save,
) -> None:
    torn = RIGHT.replace("def softmax(x):", "def softmax(x:")
    (before,) = save(RIGHT)
    (step,) = save(torn)
    assert step.stands
    assert step.report is before.report
    assert str(step.broken[0]).startswith("hw.py, line 6: ")
    (mended,) = save(RIGHT)
    assert not mended.stands
    assert mended.graded == ()


def test_what_never_was_python_is_graded_around(save: Save) -> None:
    torn = RIGHT.replace("def softmax(x):", "def softmax(x:")
    (first,) = save(torn)
    assert first.broken
    (step,) = save(torn.replace("np.maximum(x, 0)", "np.maximum(x, 1)"))
    assert not step.stands
    assert step.changed == ("relu",)


def test_a_wall_that_is_stopped_ends_a_grading_and_serves_the_next(
    save: Save, session: Session
) -> None:
    save(RIGHT)
    session.wall.stop()
    with pytest.raises(Superseded):
        save(RIGHT.replace("x, 0", "x, 1"))
    session.wall.go_on()
    (step,) = save(RIGHT.replace("x, 0", "x, 1"))
    assert "relu" in step.graded
