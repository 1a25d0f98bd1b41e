"""The eight tests in plain Python, and the submissions: seven functions, 43 parameters.

Every harness asks the same of the same names: six values each of relu, softmax and so on against
one line of numpy, and central differences of the student's own loss for each of the 43 parameters
of a network of 4, 5 and 3 units. Ours asks of these names what its assignments ask: more inputs,
and the gradient against the reference.
"""

from pathlib import Path

import yaml

from tests.benchmarks.places import SOLUTION

RIGHT = 8
WRONG = 7
"""The tests that the first submission passes: its one_hot returns twice what it should."""

MODULE = "student"
"""What the submission's file and module are called."""

NAMES = ("relu", "softmax", "computeLayer", "CE", "gradCE", "one_hot", "best_epoch", "backprop")

PRELUDE = """\
import numpy as np

draw = np.random.default_rng(7)
Z = draw.normal(0, 3, (7, 10))
T = np.eye(10)[draw.integers(0, 10, 7)]
P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
X, D = draw.normal(size=(7, 4)), np.eye(3)[draw.integers(0, 3, 7)]
W = [draw.normal(size=shape) for shape in ((4, 5), (1, 5), (5, 3), (1, 3))]


def loss(W1, b1, W2, b2):
    return CE(D, softmax(computeLayer(relu(computeLayer(X, W1, b1)), W2, b2)))


def same(got, expected, far=1e-9):
    np.testing.assert_allclose(got, expected, rtol=far, atol=far)
"""

TESTS = {
    "relu": ["same(relu(Z), np.where(Z > 0, Z, 0))"],
    "softmax": ["same(softmax(Z), P)", "same(softmax(Z + 1000), P)"],
    "computeLayer": ["same(computeLayer(X, W[0], W[1]), X @ W[0] + W[1])"],
    "CE": ["same(CE(T, P), -np.sum(T * np.log(P)) / 7)"],
    "gradCE": ["same(gradCE(T, P), -T / P / 7)"],
    "one_hot": ["same(one_hot(np.array([3, 0, 9])), np.eye(10)[[3, 0, 9]])"],
    "best_epoch": ["assert best_epoch([3, 2, 1, 2, 3, 4], 2) == (3, 5)"],
    "backprop": [
        "gradients = backprop(X, D, *W)",
        "for number, tensor in enumerate(W):",
        "    for place in np.ndindex(tensor.shape):",
        "        up, down = [w.copy() for w in W], [w.copy() for w in W]",
        "        up[number][place] += 1e-5",
        "        down[number][place] -= 1e-5",
        "        slope = (loss(*up) - loss(*down)) / 2e-5",
        "        same(gradients[number][place], slope, 1e-6)",
    ],
}


def body(name: str, indent: int) -> str:
    """Return a test's lines, indented."""
    return "".join(f"{' ' * indent}{line}\n" for line in TESTS[name])


def sources(count: int) -> list[str]:
    """Return so many submissions, no two alike; the first has one function wrong."""
    source = next(SOLUTION.glob("*.py")).read_text(encoding="utf-8")
    wrong = source.replace("return np.eye(classes)[labels]", "return 2 * np.eye(classes)[labels]")
    assert wrong != source
    return [f"{wrong if number == 0 else source}\n# {number}\n" for number in range(count)]


def assignment(folder: Path) -> Path:
    """Write the same eight as an assignment of ours."""
    document = {
        "assignment": "eight",
        "title": "Eight tests",
        "functions": dict.fromkeys(NAMES[:-1], 1),
        "network": {"architecture": "4-5-3 relu", "points": 1, "scale": "one for all tensors"},
    }
    path = folder / "assignment.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path
