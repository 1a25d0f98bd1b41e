"""Training that the judge drives: curves, budgets, bands, weights, pictures, words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.models.report import Status
from grader.preparation import prepare
from tests.plugins.checks.nets import INTERFACE, NET, Room, changed, room

DRIVEN = """
assignment: moons
checks:
  - id: training
    kind: training
    points: 4
    title: Two moons
    params:
      dataset: moons
      options: {validation: 3000}
      labels: integer
      evaluated: 1000
      facts: {rate: 0.01, hidden: 8}
      seconds: 5
      mode: driven
      epochs: 400
      every: 100
      accuracy: [0.8, 0.9]
"""
LOSS = "      loss: {at_most: 0.3}\n      probabilities: scores\n"
EARLY = "      early: {epoch: 1, at_least: 0.1, at_most: 0.93}\n"
WEIGHTS = "      architecture: 2-H-2 tanh\n"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("plain"), DRIVEN + INTERFACE) as opened:
        yield opened


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    text = DRIVEN + LOSS + EARLY + WEIGHTS + INTERFACE
    with room(tmp_path_factory.mktemp("full"), text) as opened:
        yield opened


def test_driven_epochs_earn_what_one_fit_earns_and_leave_a_curve(plain: Room) -> None:
    check = plain.check(NET)
    assert check.score == 4.0
    curve = check.evidence.details["curve"]
    assert [point["epoch"] for point in curve] == [100, 200, 300, 400]
    assert curve[-1]["accuracy"] > 0.85
    assert all(point["loss"] is None for point in curve)


def test_a_right_network_passes_every_band_and_its_weights_agree(full: Room) -> None:
    check = full.check(NET)
    assert [part.id for part in check.parts] == ["0.8", "0.9", "loss", "early"]
    assert check.score == 4.0, check.student_text
    assert check.evidence.details["loss"][0] < 0.3
    assert check.evidence.details["curve"][0]["epoch"] == 1
    assert "forward pass" not in check.student_text


def test_weights_in_columns_are_read_as_well(full: Room) -> None:
    columns = NET
    for old in ("self.W1", "self.W2"):
        columns = columns.replace(old, f"{old}.T")
    columns = columns.replace(
        "self.W1.T, self.b1 = np.random.normal(size=(inputs, hidden))",
        "self.W1, self.b1 = np.random.normal(size=(inputs, hidden)).T",
    ).replace(
        "self.W2.T, self.b2 = np.random.normal(size=(hidden, outputs)) / 3",
        "self.W2, self.b2 = np.random.normal(size=(hidden, outputs)).T / 3",
    )
    columns = columns.replace("self.W2.T -= rate * self.h.T @ d", "self.W2 -= rate * d.T @ self.h")
    columns = columns.replace("self.W1.T -= rate * X.T @ back", "self.W1 -= rate * back.T @ X")
    columns = columns.replace("self.W2.T.T", "self.W2")
    assert full.check(columns).score == 4.0


def test_the_same_submission_gives_the_same_report_but_for_clocks(full: Room) -> None:
    first = full.check(NET).model_copy(update={"seconds": 0.0}).model_dump_json()
    for _ in range(2):
        assert full.check(NET).model_copy(update={"seconds": 0.0}).model_dump_json() == first


def test_predictions_that_are_not_of_the_weights_earn_what_the_weights_earn(full: Room) -> None:
    nearest = changed(
        "        return self.scores(X).argmax(axis=1)",
        "        far = ((X[:, None] - self.X[None]) ** 2).sum(axis=2)\n"
        "        return self.y[far.argmin(axis=1)]",
        changed(
            "        d = self.scores(X)\n        d[range(len(y)), y] -= 1\n",
            "        self.X, self.y = X.copy(), y.copy()\n        return\n",
        ),
    )
    check = full.check(nearest)
    assert check.score == 0.0
    assert "the lower counts" in check.student_text


def test_time_that_runs_out_leaves_what_was_learnt_so_far(plain: Room) -> None:
    slow = "import time\n" + changed(
        "        d = self.scores(X)\n        d[",
        "        time.sleep(0.014)\n        d = self.scores(X)\n        d[",
    )
    check = plain.check(slow)
    assert "time ran out after 300 of 400 epochs" in check.student_text
    assert check.score > 0.0


def test_an_epoch_that_never_ends_costs_only_what_came_after(plain: Room) -> None:
    hangs = "naps = []\n" + changed(
        "        d = self.scores(X)\n        d[",
        "        naps.append(1)\n        while len(naps) > 300: pass\n"
        "        d = self.scores(X)\n        d[",
    )
    check = plain.check(hangs)
    assert check.parts[0].status is Status.PASSED
    assert "time ran out after 300 of 400 epochs" in check.student_text


def test_what_is_too_good_too_early_earns_nothing(tmp_path: Path) -> None:
    text = DRIVEN + "      early: {epoch: 1, at_most: 0.93}\n" + INTERFACE
    eager = changed("    def epoch(", "    def once(", NET).replace("self.epoch(", "self.once(")
    eager += "\n    def epoch(self, X, y, rate):\n        self.fit(X, y, rate)\n"
    with room(tmp_path, text) as opened:
        check = opened.check(eager)
        assert check.score == 0.0
        assert "fresh weights" in check.student_text
        assert opened.check(NET).score == 4.0


def test_labels_for_probabilities_lose_the_loss_alone(full: Room) -> None:
    check = full.check(changed("return e / e.sum", "return z if len(X) != 200 else e / e.sum"))
    statuses = {part.id: part.status for part in check.parts}
    assert statuses["loss"] is Status.FAILED
    assert statuses["0.9"] is Status.PASSED
    assert "do not add up to 1" in check.student_text


def test_the_plane_is_drawn_as_the_data_set_has_it(plain: Room) -> None:
    picture = plain.check(NET).evidence.details["boundary"]
    assert (len(picture["classes"]), len(picture["classes"][0])) == (60, 60)
    (left, right), (low, high) = picture["x"], picture["y"]
    assert len(picture["points"]) == 200
    hits = 0
    for x, y, label in picture["points"]:
        column = round((x - left) / (right - left) * 59)
        hits += picture["classes"][round((y - low) / (high - low) * 59)][column] == label
    assert hits > 170


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("-= rate * self.h.T @ d", "+= rate * self.h.T @ d", "right"),
        (
            "        d = self.scores(X)\n        d[",
            "        return\n        d[",
            "do the weights change",
        ),
        ("return self.scores(X).argmax(axis=1)", "return np.full((len(X), 2), np.nan)", "NaN"),
        ("return self.scores(X).argmax(axis=1)", "return np.ones(len(X))", "the same class"),
    ],
)
def test_what_went_wrong_is_told_with_what_to_look_at(
    plain: Room, old: str, new: str, told: str
) -> None:
    check = plain.check(changed(old, new))
    assert check.score < 4.0
    assert any(word in check.student_text for word in told.split("|")), check.student_text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("      accuracy: [0.8, 0.9]\n", "", "say what is asked for"),
        ("mode: driven", "mode: opaque\n      early: {epoch: 1, at_most: 0.9}", "mode: driven"),
        ("every: 100", "every: 1", "every: 5"),
        ("epochs: 400", "epochs: 400\n      early: {epoch: 500, at_most: 0.9}", "500 of 400"),
        ("epochs: 400", "epochs: 400\n      early: {at_least: 0.9, at_most: 0.8}", "not below"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(changed(old, new, DRIVEN) + INTERFACE, encoding="utf-8")
    with pytest.raises(AssignmentError) as caught:
        prepare(path)
    assert told in str(caught.value.mistakes)


def test_an_epoch_that_raises_is_told_with_its_number_and_line(plain: Room) -> None:
    raising = "naps = []\n" + changed(
        "        d = self.scores(X)\n        d[",
        "        naps.append(1)\n        if len(naps) > 250: raise ValueError('no')\n"
        "        d = self.scores(X)\n        d[",
    )
    check = plain.check(raising)
    assert check.status is Status.RAISED
    assert "after 200 of 400 epochs: ValueError" in check.student_text


def test_columns_and_one_hot_labels_are_handed_over_as_asked(tmp_path: Path) -> None:
    text = changed("labels: integer", "labels: one_hot\n      samples: columns", DRIVEN)
    columns = changed("def scores(self, X):\n", "def scores(self, X):\n        X = X.T\n")
    columns = changed(
        "y, rate):\n        d =", "y, rate):\n        y = y.argmax(axis=0)\n        d =", columns
    )
    columns = changed("rate * X.T @ back", "rate * X @ back", columns)
    with room(tmp_path, text + INTERFACE) as opened:
        assert opened.check(columns).score == 4.0


def test_pictures_keep_their_shape_where_inputs_are_not_flat(tmp_path: Path) -> None:
    text = changed(
        "dataset: moons", "dataset: mnist\n      flat: false\n      examples: 50", DRIVEN
    )
    text = changed("{validation: 3000}", "{}\n      on: test", text)
    shapes = changed(
        "        d = self.scores(X)\n        d[",
        "        print(X.shape)\n        return\n        d[",
    )
    shapes = changed("self.scores(X).argmax(axis=1)", "np.full(len(X), X.ndim)", shapes)
    with room(tmp_path, text + INTERFACE) as opened:
        check = opened.check(shapes)
        assert "(50, 28, 28)" in check.stdout
        assert 0.0 < check.evidence.details["accuracy"][0] < 0.3


def test_functions_alone_are_driven_from_what_they_return(tmp_path: Path) -> None:
    interface = """
interface:
  calls:
    start: {call: start, with: [inputs, hidden, outputs]}
    epoch: {call: epoch, with: [returned, X, T, rate]}
    predict: {call: predict, with: [returned, X]}
"""
    functions = (
        NET
        + """
def start(inputs, hidden, outputs):
    return Net(inputs, hidden, outputs)

def epoch(net, X, y, rate):
    net.epoch(X, y, rate)
    return net

def predict(net, X):
    return net.predict(X)
"""
    )
    with room(tmp_path, DRIVEN + "      start: start\n" + interface) as opened:
        assert opened.check(functions).score == 4.0


def test_an_architecture_makes_it_no_check_of_gradients(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    text = changed("    title: Two moons\n", "", DRIVEN) + WEIGHTS + INTERFACE
    path.write_text(text, encoding="utf-8")
    assert "training loop" in prepare(path).bench.checks["training"].title


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2-H-2 tanh", "2-H-H-2 tanh", "not of one size"),
        ('  parameters: ["self.W{l}", "self.b{l}"]\n', "", "interface.parameters"),
        ("validation: 3000", "validation: 0", "no 'validation' examples"),
    ],
)
def test_what_cannot_be_carried_out_is_told_by_validation(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(changed(old, new, DRIVEN + WEIGHTS + INTERFACE), encoding="utf-8")
    prepared = prepare(path)
    spec = prepared.bench.checks["training"]
    assert told in prepared.registry.kinds["training"].validate(spec, prepared.bench)[0]
