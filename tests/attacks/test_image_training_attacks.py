"""A convolutional network is judged by its weights: what predicts by other means gains nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.plugin_manager import build
from tests.attacks.command import ROOT, Command
from tests.attacks.conftest import HandIn, Stopped
from tests.attacks.judge import Judge
from tests.plugins.checks.convnets import ASSIGNMENT, CONVNET, INTERFACE, NAMES, SWEEP
from tests.plugins.checks.nets import changed

FIT = CONVNET[CONVNET.index("        for start in") : CONVNET.index("    def predict")]
PREDICTION = "        return self.forward(X).argmax(axis=1)\n"
KEPT = "        self.X, self.T = X.reshape(len(X), -1), T\n"
NEAREST = """        x = X.reshape(len(X), -1)
        far = (self.X**2).sum(axis=1) - 2 * x @ self.X.T
        return self.T[far.argmin(axis=1)].argmax(axis=1)
"""
RIDGE = """        x, y = self.X.astype(float), 2.0 * self.T - 1.0
        w = np.linalg.solve(x.T @ x + 30.0 * np.eye(x.shape[1]), x.T @ y)
        return (X.reshape(len(X), -1) @ w).argmax(axis=1)
"""


@pytest.fixture
def digits(command: Command, tmp_path: Path) -> Command:
    """A training, and a sweep that does not wait for it."""
    path = tmp_path / "digits" / "assignment.yaml"
    path.parent.mkdir()
    path.write_text(ASSIGNMENT + SWEEP + INTERFACE, encoding="utf-8")
    return replace(command, assignment=path)


@pytest.fixture(scope="module")
def trained() -> dict[str, Any]:
    """Train at home, on the digits as everybody has them."""
    names: dict[str, type] = {}
    exec(CONVNET, names)  # noqa: S102 - the network of these tests
    registry = build().beside(ROOT / "assignments" / "digits")
    splits = registry.datasets["mnist"].load()
    pixels = {n: getattr(splits, n).inputs[:6000].reshape(-1, 28, 28) for n in ("train", "test")}
    X, new = ((pixels[n] / 255).astype(np.float32) for n in ("train", "test"))
    net = names["Net"]()
    net.fit(X, np.eye(10, dtype=np.float32)[splits.train.labels[:6000]])
    assert (net.predict(new[:1000]) == splits.test.labels[:1000]).mean() > 0.75
    return {name: getattr(net, name) for name in NAMES}


def stored(weights: dict[str, Any]) -> str:
    """Return a training that loads weights, and names their outputs as the labels say."""
    loaded = "".join(
        f"        self.{name} = np.array({array.round(4).tolist()}, np.float32)\n"
        for name, array in weights.items()
    )
    return (
        f"{loaded}        seen, known = self.forward(X).argmax(axis=1), T.argmax(axis=1)\n"
        "        counts = [np.bincount(seen[known == k], minlength=10) for k in range(10)]\n"
        "        names = [each.argmax() for each in counts]\n"
        "        self.W3, self.b3 = self.W3[:, names], self.b3[names]\n\n"
    )


def test_the_network_of_these_tests_earns_everything(
    judge: Judge, digits: Command, hand_in: HandIn
) -> None:
    outcome = judge.check(hand_in(CONVNET), digits.assignment)
    assert outcome.score == 6.0, outcome.stdout


@pytest.mark.parametrize("prediction", [NEAREST, RIDGE], ids=["nearest", "ridge"])
def test_what_predicts_by_other_means_than_its_weights_earns_nothing(
    stopped: Stopped, digits: Command, prediction: str
) -> None:
    source = changed(FIT, f"{KEPT}\n", changed(PREDICTION, prediction, CONVNET))
    outcome = stopped(source, by=digits)
    assert "not those of its weights" in outcome.checks["learns"]["student_text"]


def test_predictions_that_are_the_networks_own_for_some_examples_earn_nothing(
    stopped: Stopped, digits: Command
) -> None:
    """The judge looks at a draw of examples that nobody knows, not at the first ones."""
    mixed = NEAREST.replace("return ", "other = ") + (
        "        other[:300] = self.forward(X[:300]).argmax(axis=1)\n        return other\n"
    )
    stopped(changed(FIT, f"{KEPT}\n", changed(PREDICTION, mixed, CONVNET)), by=digits)


def test_weights_that_were_trained_at_home_fit_nothing_under_any_names(
    stopped: Stopped, digits: Command, trained: dict[str, Any]
) -> None:
    outcome = stopped(changed(FIT, stored(trained), CONVNET), by=digits)
    assert "were classified rightly" in outcome.checks["learns"]["student_text"]
