"""Drafts of small solutions: what is recognised, in which conventions, and that they validate."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from grader.drafting.draft import Draft, draft, write
from grader.errors import SubmissionError
from grader.examination.wall import open_wall
from grader.grading import grade_path
from grader.models.report import Report
from grader.plugin_manager import build

ROWS = '''\
import numpy as np

RATE = 0.1


def clipped(values):
    """Return every number, and 0 where it is negative."""
    return np.maximum(values, 0)


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def cross_entropy(prediction, target):
    """Return the loss of a batch."""
    return -np.sum(target * np.log(prediction))


def scaled(x):
    return RATE * x
'''
COLUMNS = """\
import numpy as np


def softmax(scores):
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)


def cross_entropy(t, p):
    return -np.sum(t * np.log(p)) / t.shape[1]
"""
CLASS = """\
import numpy as np


class Net:
    def __init__(self, n_in, n_hidden, n_out):
        self.W1 = np.random.randn(n_in, n_hidden)
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = np.random.randn(n_hidden, n_out)
        self.b2 = np.zeros((1, n_out))

    def forward(self, X):
        self.X = X
        self.h = np.tanh(X @ self.W1 + self.b1)
        z = self.h @ self.W2 + self.b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        return self.p

    def backward(self, T):
        d2 = (self.p - T) / len(T)
        d1 = (d2 @ self.W2.T) * (1 - self.h**2)
        dW2, db2 = self.h.T @ d2, d2.sum(axis=0, keepdims=True)
        dW1, db1 = self.X.T @ d1, d1.sum(axis=0, keepdims=True)
        return dW2, db2, dW1, db1
"""

HANDED = """\
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(z))


def relu(z):
    return np.maximum(z, 0), z


def forward(X, W1, b1, W2, b2):
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    e = np.exp(a1 @ W2 + b2)
    return z1, a1, e / e.sum(axis=1, keepdims=True)


def backward(X, T, a1, P, W2):
    d2 = (P - T) / len(X)
    d1 = d2 @ W2.T * (1 - a1**2)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)


def update(W1, b1, W2, b2, dW1, db1, dW2, db2, lr):
    W1, b1 = W1 - lr * dW1, b1 - lr * db1
    W2, b2 = W2 - lr * dW2, b2 - lr * db2
    return W1, b1, W2, b2
"""

Drafted = Callable[[str], tuple[Draft, Path]]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Drafted:
    """Draft once from each source, and write what was drafted."""
    done: dict[str, tuple[Draft, Path]] = {}
    registry = build()

    def once(source: str) -> tuple[Draft, Path]:
        if source not in done:
            folder = tmp_path_factory.mktemp("drafted")
            path = folder / "hw.py"
            path.write_text(source, encoding="utf-8")
            with open_wall(trust=True) as wall:
                made = draft(path, slug="hw", points=20, registry=registry, wall=wall)
            write(made.files, folder / "hw")
            done[source] = made, folder / "hw"
        return done[source]

    return once


def graded(folder: Path, what: str) -> Report:
    return grade_path(folder / what, assignment=folder / "assignment.yaml", trust=True)


def taken_for(made: Draft) -> dict[str, str]:
    return {item.id: item.function.name for item in made.plan.items}


def said(folder: Path) -> dict[str, object]:
    read = yaml.safe_load((folder / "assignment.yaml").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize("source", [CLASS, HANDED], ids=["class", "handed"])
def test_the_solution_earns_everything_and_the_starter_nothing(
    drafted: Drafted, source: str
) -> None:
    _, folder = drafted(source)
    right, empty = graded(folder, "solution"), graded(folder, "starter")
    assert (right.score, right.max_score) == (20, 20)
    assert empty.score == 0


def test_functions_are_recognised_by_what_they_do(drafted: Drafted) -> None:
    made, _ = drafted(ROWS)
    assert taken_for(made) == {"clipped": "relu", "softmax": "softmax", "cross_entropy": "CE"}
    assert [d.name for d in made.recognised.unknown] == ["scaled"]


def test_a_convention_that_must_be_listed_is_listed_and_asked_about(drafted: Drafted) -> None:
    made, folder = drafted(ROWS)
    functions = said(folder)["functions"]
    assert isinstance(functions, dict)
    assert functions["cross_entropy"]["accept"] == ["sum"]
    assert any("cross_entropy" in q and "sum" in q for q in made.plan.all_questions)


def test_a_part_that_the_solution_lacks_is_not_asked_but_asked_about(drafted: Drafted) -> None:
    made, folder = drafted(ROWS)
    functions = said(folder)["functions"]
    assert isinstance(functions, dict)
    assert list(functions["softmax"]["parts"]) == ["ordinary"]
    assert any("softmax" in q and "extreme" in q for q in made.plan.all_questions)


def test_what_its_name_does_not_say_is_asked_about(drafted: Drafted) -> None:
    made, _ = drafted(ROWS)
    assert "clipped: it behaves as relu does; is that what is asked?" in made.plan.all_questions


def test_every_question_stands_in_the_yaml(drafted: Drafted) -> None:
    made, folder = drafted(ROWS)
    text = (folder / "assignment.yaml").read_text(encoding="utf-8")
    assert text.count("# QUESTION:") == len(made.plan.all_questions)


def test_a_default_convention_is_a_comment_alone(drafted: Drafted) -> None:
    made, folder = drafted(COLUMNS)
    text = (folder / "assignment.yaml").read_text(encoding="utf-8")
    assert "# The solution: columns" in text
    assert "accept" not in text
    assert {item.group for item in made.plan.items} == {"functions"}


def test_a_class_is_asked_for_its_passes_and_a_dry_run(drafted: Drafted) -> None:
    made, folder = drafted(CLASS)
    assert taken_for(made) == {"forward": "network_forward", "backward": "backprop"}
    assert {i.match.candidate.architecture for i in made.plan.items} == {"7-H-4 tanh"}
    assert [run.of.id for run in made.plan.dry_runs] == ["backward"]
    interface = said(folder)["interface"]
    assert isinstance(interface, list)
    assert interface[0]["parameters"] == ["self.W1", "self.b1", "self.W2", "self.b2"]
    assert interface[0]["construct"] == {"n_in": "inputs", "n_hidden": "hidden", "n_out": "outputs"}


def test_what_the_forward_pass_returns_is_handed_on(drafted: Drafted) -> None:
    made, folder = drafted(HANDED)
    known = taken_for(made)
    assert known.pop("relu") == "relu"
    assert known == {"forward": "network_forward", "backward": "backprop", "update": "trajectory"}
    interface = said(folder)["interface"]
    assert isinstance(interface, list)
    calls = interface[0]["calls"]
    assert calls["relu"]["gives"] == "returned[0]"
    assert calls["forward"]["keeps"] == {"a1": "returned[1]", "P": "returned[2]"}
    assert calls["backward"]["with"] == ["X", "T", "a1", "P", "W2"]


def test_a_known_mistake_in_the_solution_is_asked_about_and_not_asked_for(
    drafted: Drafted,
) -> None:
    made, _ = drafted(HANDED)
    assert "sigmoid" not in taken_for(made)
    told = [question for question in made.plan.all_questions if question.startswith("sigmoid: ")]
    assert len(told) == 1
    assert "the sigmoid falls where it should rise" in told[0]


def test_a_wrong_gradient_loses_its_points(drafted: Drafted, tmp_path: Path) -> None:
    _, folder = drafted(CLASS)
    wrong = CLASS.replace("(1 - self.h**2)", "(1 - self.h)")
    path = tmp_path / "hw.py"
    path.write_text(wrong, encoding="utf-8")
    report = grade_path(path, assignment=folder / "assignment.yaml", trust=True)
    scores = {check.id: check.score for check in report.checks}
    assert scores["backward"] == 0
    assert scores["dry_run"] == 0
    assert scores["forward"] > 0


def test_students_read_what_to_write_for_how_many_points(drafted: Drafted) -> None:
    made, folder = drafted(ROWS)
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "`cross_entropy(prediction, target)`" in text
    assert "That makes 20 points." in text
    assert "grader check hw.py --assignment hw" in text
    assert len(made.plan.items) == text.count("\n| `")


def test_students_read_where_parameters_and_answers_are(drafted: Drafted) -> None:
    _, folder = drafted(CLASS)
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "`Net` keeps its parameters in `self.W1`, `self.b1`, `self.W2`, `self.b2`." in text
    order = "`returned[2]` (dW1), `returned[3]` (db1), `returned[0]` (dW2), `returned[1]` (db2)"
    assert f"`backward`: the answer is {order}." in text


def test_students_read_which_conventions_bind_them(drafted: Drafted) -> None:
    _, rows = drafted(ROWS)
    _, columns = drafted(COLUMNS)
    assert "* `cross_entropy`: the sum" in (rows / "README.md").read_text(encoding="utf-8")
    free = "every example is a column (other forms are taken, too)"
    assert free in (columns / "README.md").read_text(encoding="utf-8")


def test_labelled_cases_go_with_it(drafted: Drafted) -> None:
    from grader.testing.building import build_submission
    from grader.testing.cases import read_case
    from grader.testing.labels import broken_labels

    _, folder = drafted(COLUMNS)
    for path in sorted((folder / "cases").glob("*.yaml")):
        place = folder.parent / path.stem
        place.mkdir()
        case = read_case(path)
        handed_in = build_submission(case, assignment=folder, folder=place)
        report = grade_path(handed_in, assignment=folder / "assignment.yaml", trust=True)
        assert broken_labels(case, report) == ()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(a, b, c, d, e):\n    return 'nothing'\n", "nothing in it behaves as"),
        ("x = 1\n", "no function and no class"),
        ("def f(:\n", "hw.py:1: it is no Python"),
    ],
)
def test_what_cannot_be_drafted_from_is_refused_with_the_reason(
    tmp_path: Path, source: str, message: str
) -> None:
    path = tmp_path / "hw.py"
    path.write_text(source, encoding="utf-8")
    with open_wall(trust=True) as wall, pytest.raises(SubmissionError, match=message):
        draft(path, slug="hw", points=20, registry=build(), wall=wall)
