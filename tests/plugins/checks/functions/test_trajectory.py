"""The first steps of an optimiser through the real wall: classes, functions, known mistakes."""

import inspect
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.kinds import Misconception
from grader.models.report import CheckReport, Status
from grader.plugin_manager import build
from grader.preparation import Prepared, prepare
from grader.reading.assignment_file import read_assignment

CLASS = """
assignment: steps
trajectory: {architecture: 9-7-4 relu, optimiser: momentum, points: 4}
interface:
  class: Net
  construct: [inputs, hidden, outputs, learning_rate, momentum]
  parameters: [self.W1, self.b1, self.W2, self.b2]
  calls:
    trajectory: {call: self.step, with: [X, T], each: [X, T], gives: ["self.W{l}", "self.b{l}"]}
"""
NET = """
import numpy as np

class Net:
    def __init__(self, inputs, hidden, outputs, rate, momentum):
        self.W1, self.b1 = np.zeros((inputs, hidden)), np.zeros(hidden)
        self.W2, self.b2 = np.zeros((hidden, outputs)), np.zeros(outputs)
        self.rate, self.momentum = rate, momentum
        self.v = [0, 0, 0, 0]

    def gradients(self, X, T):
        z = X @ self.W1 + self.b1
        h = np.maximum(z, 0)
        o = h @ self.W2 + self.b2
        e = np.exp(o - o.max(axis=1, keepdims=True))
        d = (e / e.sum(axis=1, keepdims=True) - T) / len(X)
        back = d @ self.W2.T * (z > 0)
        return X.T @ back, back.sum(axis=0), h.T @ d, d.sum(axis=0)

    def step(self, X, T):
        g = self.gradients(X, T)
        self.v = [self.momentum * v - self.rate * a for v, a in zip(self.v, g)]
        tensors = zip((self.W1, self.b1, self.W2, self.b2), self.v)
        self.W1, self.b1, self.W2, self.b2 = (p + v for p, v in tensors)
"""
PLAIN = "assignment: steps\ntrajectory: {architecture: %s, optimiser: %s, l2: %s, points: 4}\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Desk]":
    with ExitStack() as stack:
        yield Desk(tmp_path_factory.mktemp("desk"), stack)


class Desk:
    """Prepares each assignment once and grades sources by it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._ready: dict[str, tuple[Prepared, Wall]] = {}

    def ready(self, assignment: str) -> tuple[Prepared, Wall]:
        if assignment not in self._ready:
            path = self._folder / str(len(self._ready)) / "assignment.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(assignment, encoding="utf-8")
            prepared, wall = prepare(path), self._stack.enter_context(open_wall())
            raise_wall(wall, prepared)
            self._ready[assignment] = prepared, wall
        return self._ready[assignment]

    def graded(self, assignment: str, source: str) -> CheckReport:
        prepared, wall = self.ready(assignment)
        path = self._folder / "net.py"
        path.write_text(source, encoding="utf-8")
        return grade(prepared, read_submission(path, prepared.registry), wall).checks[0]


def changed(old: str, new: str, source: str = NET) -> str:
    assert old in source
    return source.replace(old, new)


def named(check: CheckReport) -> list[str]:
    return [diagnosis.id for diagnosis in check.diagnoses]


def test_a_class_is_driven_batch_by_batch(desk: Desk) -> None:
    check = desk.graded(CLASS, NET)
    assert (check.status, check.score) == (Status.PASSED, 4.0)


def test_a_step_that_raises_is_told_with_one_batch_and_not_with_the_stack(desk: Desk) -> None:
    check = desk.graded(CLASS, changed("X.T @ back, back", "X.T @ bakc, back"))
    assert check.status is Status.RAISED
    assert set(check.evidence.input) >= {"X", "T", "self.W1"}
    rows = check.evidence.input["X"]
    assert f"Net.step(X of shape ({len(rows)}, {len(rows[0])}), T of" in check.evidence.asked
    assert "name 'bakc' is not defined" in check.student_text


def test_a_velocity_that_is_forgotten_is_right_after_one_step_and_named(desk: Desk) -> None:
    check = desk.graded(CLASS, changed("self.momentum * v - ", "-"))
    assert (check.status, check.score) == (Status.PARTIAL, 2.0)
    assert named(check) == ["momentum_step.not_carried"]
    assert [part.status for part in check.parts] == [Status.PASSED, Status.FAILED]


def test_a_sum_over_the_batch_with_its_own_rate_is_right(desk: Desk) -> None:
    check = desk.graded(CLASS, changed(" / len(X)", ""))
    assert check.score == 4.0
    assert "gradient_of_sum" in check.convention


def test_parameters_that_are_kept_in_float32_are_right_to_its_precision(desk: Desk) -> None:
    source = changed("(p + v for p, v in tensors)", "((p + v).astype('f4') for p, v in tensors)")
    assert desk.graded(CLASS, source).score == 4.0


def test_an_update_a_thousandth_off_is_wrong(desk: Desk) -> None:
    source = changed("X.T @ back,", "X.T @ back * 1.001,")
    check = desk.graded(CLASS, source)
    assert check.score == 0.0
    assert "1.001 times the right one" in check.evidence.details["tensors"]["W1"]


def test_a_batch_that_is_divided_by_the_size_of_the_config_is_told_so(desk: Desk) -> None:
    configured = CLASS.replace("  parameters", "  facts: {batch_size: 128}\n  parameters")
    check = desk.graded(configured, changed("/ len(X)", "/ 128"))
    assert check.score == 0.0
    assert "/128: is it divided by batch_size" in check.evidence.details["tensors"]["W1"]


def test_what_a_logarithm_is_kept_finite_by_is_in_the_steps_only_where_it_is_listed(
    desk: Desk,
) -> None:
    p, d = "e / e.sum(axis=1, keepdims=True)", "        back = d @"
    share = "        d = d * (r / (r + 1e-8))\n"
    right = f"        r = np.sum(T * ({p}), axis=1, keepdims=True)\n{share}"
    written = changed(d, right + d)
    check = desk.graded(CLASS, written)
    assert check.score == 0.0
    assert "almost the right one" in check.evidence.details["tensors"]["W1"]
    listed = CLASS.replace("points: 4", "points: 4, accept: [no_epsilon, epsilon_1e-8]")
    assert desk.graded(listed, written).convention == ("epsilon_1e-8",)


def test_no_step_at_all_is_told_tensor_by_tensor(desk: Desk) -> None:
    check = desk.graded(CLASS, changed("(p + v for", "(p + 0 * v for"))
    assert check.score == 0.0
    assert set(check.evidence.details["tensors"].values()) == {"it did not move"}


LOOP = """
    def train(self, X, T, epochs, size):
        for _ in range(epochs):
            for start in range(0, len(X), size):
                self.step(X[start : start + size], T[start : start + size])
"""
ITS_OWN = CLASS.replace("points: 4", "same_batch: true, points: 4").replace(
    "{call: self.step, with: [X, T], each: [X, T], ",
    '{call: self.train, with: ["X[0]", "T[0]", steps, examples], ',
)


def test_a_loop_that_makes_its_own_batches_is_followed_over_its_epochs(desk: Desk) -> None:
    assert desk.graded(ITS_OWN, NET + LOOP).score == 4.0
    late = changed("range(epochs)", "range(1)", NET + LOOP)
    assert [p.status for p in desk.graded(ITS_OWN, late).parts] == [Status.PASSED, Status.FAILED]


SHUFFLED = """
    def train(self, X, T, epochs, size):
        order = np.random.permutation(len(X))
        for start in range(0, len(X), size):
            rows = order[start : start + size]
            self.step(X[rows], T[rows])
"""
CUT = CLASS.replace("points: 4", "equal_rows: true, points: 4").replace(
    "{call: self.step, with: [X, T], each: [X, T], ",
    "{call: self.train, with: [{rows: X}, {rows: T}, 1, examples], ",
)


def test_a_loop_that_shuffles_is_followed_over_its_batches(desk: Desk) -> None:
    assert desk.graded(CUT, NET + SHUFFLED).score == 4.0
    whole = changed("size):\n            rows", "len(X)):\n            rows", NET + SHUFFLED)
    assert [p.status for p in desk.graded(CUT, whole).parts] == [Status.PASSED, Status.FAILED]


def test_a_step_that_is_missing_is_missing(desk: Desk) -> None:
    check = desk.graded(CLASS, changed("class Net", "class Other").replace("def step", "def go"))
    assert check.status is Status.MISSING


def test_an_unknown_optimiser_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(PLAIN % ("9-7-4 relu", "momentun", "false"), encoding="utf-8")
    with pytest.raises(AssignmentError) as problem:
        read_assignment(path, build())
    (mistake,) = problem.value.mistakes
    assert "unknown optimiser 'momentun'" in mistake.message
    assert "did you mean 'momentum'?" in mistake.hint


KEPT = """
import numpy as np

def train_step(parameters, X, T, rate):
    W1, b1, W2, b2 = parameters
    z = X @ W1 + b1
    h = np.maximum(z, 0)
    o = h @ W2 + b2
    e = np.exp(o - o.max(axis=1, keepdims=True))
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(len(T)), T] -= 1
    d /= len(T)
    back = d @ W2.T * (z > 0)
    g = X.T @ back, back.sum(axis=0), h.T @ d, d.sum(axis=0)
    return [p - rate * a for p, a in zip(parameters, g)]
"""
BY_NAME = """
assignment: steps
trajectory: {architecture: 9-7-4 relu, points: 4, accept: [integer, gradient_of_mean]}
interface:
  calls:
    trajectory:
      call: train_step
      with: [[W1, b1, W2, b2], X, T, learning_rate]
      each: [X, T]
      keeps: {W1: "returned[0]", b1: "returned[1]", W2: "returned[2]", b2: "returned[3]"}
      gives: [W1, b1, W2, b2]
"""


def test_functions_hand_on_what_they_return_by_name(desk: Desk) -> None:
    assert desk.graded(BY_NAME, KEPT).score == 4.0


def test_a_sum_is_wrong_where_the_mean_is_asked_for(desk: Desk) -> None:
    check = desk.graded(BY_NAME, changed("    d /= len(T)\n", "", KEPT))
    assert check.score == 0.0
    assert "sum" in check.student_text + " ".join(d.title for d in check.diagnoses)


def _entries() -> list[tuple[str, Misconception]]:
    asked = (
        ("9-6-6-4 relu", "sgd", "false", "trajectory"),
        ("9-7-4 tanh", "adam", "true", "trajectory_adam_l2"),
    )
    return [
        (PLAIN % (architecture, optimiser, decayed), entry)
        for architecture, optimiser, decayed, name in asked
        for entry in build().network(architecture, name).misconceptions
    ]


ENTRIES = _entries()


@pytest.mark.parametrize(
    ("assignment", "wrong"), ENTRIES, ids=[f"{m.id}-{t.split()[3]}" for t, m in ENTRIES]
)
def test_known_wrong_code_costs_marks_and_is_named(
    desk: Desk, assignment: str, wrong: Misconception
) -> None:
    name = "trajectory_adam_l2" if "adam" in assignment else "trajectory"
    source = inspect.getsource(wrong.function).replace("def trajectory(", f"def {name}(")
    check = desk.graded(assignment, f"import numpy as np\n\n{source}")
    if wrong.id == "training.sum_not_mean":
        assert "gradient_of_sum" in check.convention  # with its own rate it is another convention
        return
    assert check.score < 4.0
    assert wrong.id in named(check)[:1] or any(n.startswith("convention.") for n in named(check))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("settings: {momentun: 0.9}", "'momentun' is none of learning_rate, momentum"),
        ("settings: {epsilon: 0.9}", "'epsilon' is none of learning_rate, momentum"),
    ],
)
def test_a_setting_the_optimiser_does_not_have_is_refused(
    desk: Desk, written: str, told: str
) -> None:
    text = CLASS.replace("points: 4", f"points: 4, {written}")
    prepared, _ = desk.ready(text)
    spec = prepared.loaded.assignment.checks[0]
    (problem,) = prepared.registry.kinds["trajectory"].validate(spec, prepared.bench)
    assert told in problem


def test_settings_of_the_course_stand_in_the_place_of_drawn_ones(desk: Desk) -> None:
    text = CLASS.replace("points: 4", "points: 4, settings: {momentum: 0.9, learning_rate: 0.05}")
    fixed = changed("= rate, momentum", "= 0.05, 0.9")
    assert desk.graded(text, fixed).score == 4.0
    assert desk.graded(CLASS, fixed).score == 0.0


SUMS = (
    PLAIN.replace("points: 4}", "points: 4, accept: [integer, gradient_of_mean, gradient_of_sum]}")
    % ("9-7-4 relu", "sgd", "false")
    + """interface:
  class: Net
  parameters: [self.W1, self.b1, self.W2, self.b2]
  facts: {rate: 0.1}
  construct: {inputs: inputs, hidden: hidden, outputs: outputs, rate: rate, momentum: {value: 0}}
  calls:
    trajectory:
      call: self.step
      with: [X, T, learning_rate]
      each: [X, T]
      gives: ["self.W{l}", "self.b{l}"]
"""
)
SUMMED = NET.replace("- T) / len(X)", "- np.eye(4)[T])").replace(
    "T):\n        g =", "T, rate):\n        self.rate = rate\n        g ="
)


def test_a_known_mistake_is_named_where_nothing_else_tells_that_gradients_are_summed(
    desk: Desk,
) -> None:
    assert desk.graded(SUMS, SUMMED).status is Status.PASSED
    upwards = changed("- self.rate * a", "+ self.rate * a", SUMMED)
    assert named(desk.graded(SUMS, upwards))[:1] == ["training.sign"]
    unmasked = changed(" * (z > 0)", "", SUMMED)
    assert named(desk.graded(SUMS, unmasked))[:1] == ["training.no_mask"]


def test_ten_steps_are_asked_where_they_have_points(desk: Desk) -> None:
    text = CLASS.replace("points: 4", "parts: {first: 1, far: 3}")
    check = desk.graded(text, NET)
    assert [(part.id, part.score) for part in check.parts] == [("first", 1.0), ("far", 3.0)]


def test_the_short_form_says_which_function_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(PLAIN % ("9-7-4 relu", "adam", "true"), encoding="utf-8")
    (spec,) = read_assignment(path, build()).assignment.checks
    assert (spec.kind, spec.function) == ("trajectory", "trajectory_adam_l2")


FORWARD = {
    "all": ("z = X @ self.W1 + self.b1", "z = (X @ self.W1 + self.b1).astype(np.float32)"),
    "the inputs": ("z = X @ self", "X = X.astype(np.float32)\n        z = X @ self"),
    "the scores": ("o = h @ self.W2 + self.b2", "o = np.float32(h @ self.W2 + self.b2)"),
    "the probabilities": ("d = (e /", "e = e.astype(np.float32)\n        d = (e /"),
}


@pytest.mark.parametrize(("old", "new"), FORWARD.values(), ids=FORWARD)
@pytest.mark.parametrize("seed", [0, 3])
def test_a_forward_pass_in_float32_is_measured_by_float32(
    desk: Desk, old: str, new: str, seed: int
) -> None:
    text = CLASS.replace("points: 4}", f"points: 4, seed: {seed}}}")
    check = desk.graded(text, changed(old, new))
    assert (check.status, check.score) == (Status.PASSED, 4.0), check.staff_text


@pytest.mark.parametrize("off", ["1.0000001", "0.99999"])
def test_a_rate_that_is_nearly_right_is_wrong(desk: Desk, off: str) -> None:
    check = desk.graded(CLASS, changed("- self.rate * a", f"- {off} * self.rate * a"))
    assert check.score == 0.0
