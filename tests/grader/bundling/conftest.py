"""A short assignment with things that must stay at home, and bundles of it, each made once."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.bundling.package import Bundle
from grader.bundling.student import student
from grader.preparation import Prepared, prepare

YAML = """\
# SECRET_COMMENT
assignment: short
title: A short one
limits: {memory_mib: 512}
functions:
  relu: 1
  softmax: {points: 2, parts: {ordinary: 1, extreme: 1}, credit: {half: [global_max]}}
  CE: {points: 3, visibility: hidden, title: SECRET_TITLE}
  computeLayer: {points: 1, visibility: after_due, accept: {full: [rows, columns]}}
network: {architecture: 3-4-2 relu, points: 2, accept: [gradient_of_sum, gradient_of_mean]}
properties: {points: 1, pure: [relu, softmax, CE]}
source: {name: own, points: 0, forbid: {calls: [scipy]}}
"""
RIGHT = '''\
"""SECRET_SOLUTION"""
import numpy as np


def relu(x):
    return np.maximum(x, 0)


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def CE(t, p):
    return -np.mean(np.sum(t * np.log(p + 1e-300), axis=1))


def computeLayer(X, W, b):
    return X @ W + b


def backprop(X, T, W1, b1, W2, b2):
    a = X @ W1 + b1
    h = relu(a)
    d = (softmax(h @ W2 + b2) - T) / len(X)
    e = (d @ W2.T) * (a > 0)
    return X.T @ e, e.sum(axis=0), h.T @ d, d.sum(axis=0)
'''
WRONG = RIGHT.replace("x.max(axis=1, keepdims=True)", "x.max()").replace("SECRET_SOLUTION", "")


@pytest.fixture(scope="session")
def assigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the assignment, with a solution, a case and a starter."""
    folder = tmp_path_factory.mktemp("course") / "short"
    files = {
        "assignment.yaml": YAML,
        "solution/short.py": RIGHT,
        "cases/wrong.yaml": "SECRET_CASE: 1\n",
        "starter/short.py": "import numpy as np\n\n\ndef relu(x):\n    ...\n",
        "README.md": "# What students read\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def prepared(assigned: Path) -> Prepared:
    return prepare(assigned / "assignment.yaml")


@pytest.fixture(scope="session")
def students(prepared: Prepared) -> Bundle:
    return student(prepared)


@pytest.fixture(scope="session")
def right() -> str:
    return RIGHT


@pytest.fixture(scope="session")
def wrong() -> str:
    return WRONG


@pytest.fixture
def there() -> Mapping[str, str]:
    """Return an environment in which the scripts find this very grader and no bytecode is left."""
    known = ("PATH", "HOME", "LANG", "TMPDIR")
    kept = {name: os.environ[name] for name in known if name in os.environ}
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**kept, "PYTHONPATH": path, "GRADER_PYTHON": sys.executable}
