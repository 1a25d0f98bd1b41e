"""What is handed in instead of a network that learns gains nothing from a training check."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader_plugins.datasets.moons import make_moons
from tests.attacks.command import ROOT, Command
from tests.attacks.conftest import HandIn, Stopped, assert_honest_zero
from tests.attacks.judge import Judge
from tests.attacks.test_lying_answers import AGREEABLE, LIAR
from tests.plugins.checks.nets import INTERFACE, NET, changed

ASSIGNMENT = """
assignment: moons
checks:
  - id: training
    kind: training
    points: 4
    title: Two moons
    params:
      dataset: moons
      options: {validation: 4000}
      labels: integer
      evaluated: 1000
      facts: {rate: 0.01, hidden: 8}
      accuracy: [0.85]
      seconds: 5
"""
OPAQUE = "      runs: 3\n"
DRIVEN = "      mode: driven\n      epochs: 400\n      every: 100\n"
WEIGHTS = "      architecture: 2-H-2 tanh\n"
BODY = NET[NET.index("        for _ in range(600)") : NET.index("    def predict")]
PREDICTION = "        return self.scores(X).argmax(axis=1)\n"
EPOCH = NET[NET.index("        d = self.scores(X)") : NET.index("    def fit")]


MOONS = """
import numpy as np

class NeuralNetwork:
    def __init__(self, nn_input_dim, nn_hidden_dim, nn_output_dim):
        self.W1, self.b1 = np.zeros((nn_input_dim, nn_hidden_dim)), np.zeros((1, nn_hidden_dim))
        self.W2, self.b2 = np.zeros((nn_hidden_dim, nn_output_dim)), np.zeros((1, nn_output_dim))

    def fit_model(self, X, y, num_passes, print_loss):
        self.X, self.y = X.copy(), y.copy()

    def predict(self, X):
        return self.y[((X[:, None] - self.X[None]) ** 2).sum(axis=2).argmin(axis=1)]

class DeepNeuralNetwork(NeuralNetwork):
    def __init__(self, layer_dims):
        self.W = [np.zeros(pair) for pair in zip(layer_dims[:-1], layer_dims[1:])]
        self.b = [np.zeros((1, width)) for width in layer_dims[1:]]
"""


def assigned(command: Command, folder: Path, more: str) -> Command:
    folder.mkdir(exist_ok=True)
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT + more + INTERFACE, encoding="utf-8")
    return replace(command, assignment=path)


@pytest.fixture
def opaque(command: Command, tmp_path: Path) -> Command:
    return assigned(command, tmp_path / "opaque", OPAQUE)


@pytest.fixture
def driven(command: Command, tmp_path: Path) -> Command:
    return assigned(command, tmp_path / "driven", DRIVEN)


@pytest.fixture
def weighed(command: Command, tmp_path: Path) -> Command:
    return assigned(command, tmp_path / "weighed", DRIVEN + WEIGHTS)


@pytest.fixture(scope="module")
def trained() -> dict[str, list[object]]:
    """Train at home, on the data set as everybody has it."""
    names: dict[str, type] = {}
    exec(NET, names)  # noqa: S102 - the network of these tests
    np.random.seed(0)  # noqa: NPY002 - what the network draws from
    net, data = names["Net"](2, 8, 2), make_moons(200, noise=0.2, seed=0)
    net.fit(data.inputs, data.labels, 0.01)
    new = make_moons(1000, noise=0.2, seed=1)
    assert (net.predict(new.inputs) == new.labels).mean() > 0.95
    return {name: getattr(net, name).tolist() for name in ("W1", "b1", "W2", "b2")}


def untrained(body: str = "        pass\n") -> str:
    """Return the network with other bodies in place of what trains."""
    return changed(EPOCH, f"{body}\n", changed(BODY, f"{body}\n"))


def predicting(lines: str, source: str) -> str:
    return changed(PREDICTION, "".join(f"        {line}\n" for line in lines.splitlines()), source)


def test_the_network_of_these_tests_earns_everything(
    judge: Judge, opaque: Command, driven: Command, weighed: Command, hand_in: HandIn
) -> None:
    for command in (opaque, driven, weighed):
        assert judge.check(hand_in(NET), command.assignment).score == 4.0


def test_weights_trained_at_home_fit_nothing(
    stopped: Stopped,
    opaque: Command,
    driven: Command,
    weighed: Command,
    trained: dict[str, list[object]],
) -> None:
    stored = "".join(f"        self.{n} = np.array({w})\n" for n, w in trained.items())
    for command in (opaque, driven, weighed):
        stopped(untrained(stored), by=command)


def test_a_table_of_the_public_data_recognises_nothing(stopped: Stopped, opaque: Command) -> None:
    known = make_moons(1500, noise=0.2, seed=1)
    table = (
        f"X0 = np.array({known.inputs.round(4).tolist()})\ny0 = np.array({known.labels.tolist()})\n"
    )
    nearest = "far = ((X[:, None] - X0[None]) ** 2).sum(axis=2)\nreturn y0[far.argmin(axis=1)]"
    source = predicting(nearest, untrained()).replace(
        "import numpy as np\n", f"import numpy as np\n{table}"
    )
    stopped(source, by=opaque)


def test_what_lies_nearest_is_no_network_where_the_weights_decide(
    judge: Judge, stopped: Stopped, opaque: Command, weighed: Command, hand_in: HandIn
) -> None:
    """Nearest neighbours do predict: they earn an accuracy unless the architecture is named."""
    kept = "        self.X, self.y = X.copy(), y.copy()\n"
    nearest = (
        "far = ((X[:, None] - self.X[None]) ** 2).sum(axis=2)\nreturn self.y[far.argmin(axis=1)]"
    )
    source = predicting(nearest, untrained(kept))
    assert judge.check(hand_in(source), opaque.assignment).score == 4.0
    stopped(source, by=weighed)
    alike = kept + "        self.W1, self.b1, self.W2, self.b2 = (\n"
    alike += "            0 * each for each in (self.W1, self.b1, self.W2, self.b2)\n        )\n"
    stopped(predicting(nearest, untrained(alike)), by=weighed)


def test_what_lies_nearest_earns_nothing_in_the_assignment_itself(
    stopped: Stopped, command: Command
) -> None:
    stopped(MOONS, by=replace(command, assignment=ROOT / "assignments/moons/assignment.yaml"))


def test_no_labels_of_what_decides_are_anywhere_to_be_read(
    stopped: Stopped, opaque: Command, driven: Command
) -> None:
    search = """import gc, sys
found, frame = [], sys._getframe()
while frame:
    found += [*frame.f_locals.values(), *frame.f_globals.values()]
    frame = frame.f_back
for each in (*found, *gc.get_objects()):
    held = each.values() if isinstance(each, dict) else each
    for item in held if isinstance(each, (dict, list, tuple)) else [each]:
        if isinstance(item, np.ndarray) and item.shape == (len(X),) and item.dtype.kind in 'iu':
            return item
return np.zeros(len(X))"""
    for command in (opaque, driven):
        stopped(predicting(search, untrained()), by=command)


@pytest.mark.parametrize(
    "said", ["print('accuracy: 1.0')", "return {'accuracy': 1.0, 'loss': 0.0}"]
)
def test_an_accuracy_that_is_printed_or_returned_counts_for_nothing(
    stopped: Stopped, opaque: Command, driven: Command, said: str
) -> None:
    for command in (opaque, driven):
        stopped(untrained(f"        {said}\n"), by=command)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (LIAR, "np.ones(len(X)).view(Liar)"),
        (LIAR, "np.ones((len(X), 2)).view(Liar)"),
        (AGREEABLE, "Agreeable()"),
        (AGREEABLE, "[Agreeable() for _ in X]"),
        (AGREEABLE, "np.array([Agreeable() for _ in X], dtype=object)"),
    ],
)
def test_predictions_that_lie_about_themselves_are_none(
    stopped: Stopped, opaque: Command, source: str, value: str
) -> None:
    stopped(source + predicting(f"return {value}", untrained()), by=opaque)


def test_weights_that_lie_about_themselves_are_none(stopped: Stopped, weighed: Command) -> None:
    lying = changed(
        "        self.W2, self.b2 =", "        self.W1 = Agreeable()\n        self.W2, self.b2 ="
    )
    lying = predicting("return np.zeros(len(X))", lying)
    stopped(AGREEABLE + changed(EPOCH, "        pass\n\n", lying), by=weighed)


def test_random_numbers_that_are_spoilt_spoil_nothing_but_their_own(
    judge: Judge, stopped: Stopped, opaque: Command, hand_in: HandIn
) -> None:
    before = judge.check(hand_in(NET), opaque.assignment).verdict()
    spoilt = (
        "np.random.seed = lambda *a: None\nnp.random.permutation = lambda n: np.arange(n)\n"
        "np.random.default_rng = lambda *a: None\nnp.random.normal = lambda size: np.zeros(size)\n"
    )
    stopped(untrained(f"        exec({spoilt!r})\n"), by=opaque)
    assert judge.check(hand_in(NET), opaque.assignment).verdict() == before


def test_a_network_is_not_trained_beside_its_training(stopped: Stopped, driven: Command) -> None:
    beside = (
        "        import threading\n"
        "        threading.Thread(target=self.fit, args=(X, y, rate), daemon=True).start()\n"
    )
    stopped(changed(EPOCH, f"{beside}\n"), by=driven)


def test_examples_that_are_spoilt_are_fresh_for_the_next_run(
    judge: Judge, opaque: Command, driven: Command, hand_in: HandIn
) -> None:
    for command, body in ((opaque, BODY), (driven, EPOCH)):
        plain = judge.check(hand_in(NET), command.assignment)
        spoiling = changed(body, f"{body.rstrip()}\n        X[:] = 7\n        y[:] = 0\n\n")
        spoilt = judge.check(hand_in(spoiling), command.assignment)
        assert spoilt.score == plain.score == 4.0
        told = [o.checks["training"]["evidence"]["details"]["accuracy"] for o in (plain, spoilt)]
        assert told[0] == told[1]


def test_labels_that_are_overwritten_change_no_labels_that_count(
    stopped: Stopped, opaque: Command
) -> None:
    stopped(predicting("return np.zeros(len(X))", untrained("        y[:] = 0\n")), by=opaque)


def test_what_waits_for_the_inputs_that_decide_learns_nothing_from_them(
    stopped: Stopped, opaque: Command, driven: Command
) -> None:
    waiting = (
        "guess = self.scores(X).argmax(axis=1)\n"
        "for _ in range(50):\n"
        "    d = self.scores(X)\n"
        "    d[range(len(X)), guess] -= 1\n"
        "    self.W2 -= 0.001 * self.h.T @ d\n"
        "return self.scores(X).argmax(axis=1)"
    )
    for command in (opaque, driven):
        stopped(predicting(waiting, untrained()), by=command)


def test_what_behaves_while_it_is_watched_is_judged_when_it_counts(
    judge: Judge, driven: Command, hand_in: HandIn
) -> None:
    """A good curve proves nothing: the end is measured by itself."""
    changing = predicting(
        "self.calls = getattr(self, 'calls', 0) + 1\n"
        "right = self.scores(X).argmax(axis=1)\n"
        "return right if self.calls <= 4 else np.zeros(len(X))",
        NET,
    )
    outcome = judge.check(hand_in(changing), driven.assignment)
    assert_honest_zero(outcome)
    assert outcome.checks["training"]["evidence"]["details"]["curve"][-1]["accuracy"] > 0.85
