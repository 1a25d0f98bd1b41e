"""A small project as students hand it in: model, configuration, checkpoint, test script."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.kinds import Examples
from grader.models.report import CheckReport, Report
from grader.preparation import Prepared, prepare
from grader_plugins.datasets.moons import make_moons

BEST = """
  - id: best
    kind: artifact
    points: 4
    params:
      file: best.npz
      architecture: 2-H-2 tanh
      parameters: [fc1_W, fc1_b, fc2_W, fc2_b]
      dataset: moons
      options: {test: 1000}
      accuracy: [0.8, 0.9]
"""
TEST = """
  - id: test
    kind: program
    points: 4
    params:
      run: python test.py -c config.json -r best.npz
      needs_files: [config.json, best.npz]
      seconds: 2
      data: {dataset: moons, as: npy, options: {test: 1000}, examples: 400}
      prints: [{name: test accuracy, after: [test accuracy, accuracy], equals: best}]
      writes: [results.npz]
"""
MODEL = """
import numpy as np

class Model:
    def load(self, path):
        held = np.load(path)
        for name in held.files:
            setattr(self, name, held[name])

    def forward(self, x):
        h = np.tanh(self.fc1_W @ x + self.fc1_b)
        z = self.fc2_W @ h + self.fc2_b
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)
"""
SCRIPT = """
import argparse
import json

import numpy as np
from tqdm import tqdm

from base.model import Model


def main(config, resume):
    model = Model()
    model.load(resume)
    x, y = np.load("x_test.npy").T, np.load("y_test.npy")
    right = 0
    for start in tqdm(range(0, len(y), config["batch"])):
        p = model.forward(x[:, start : start + config["batch"]]).argmax(axis=0)
        right += (p == y[start : start + config["batch"]]).sum()
    print(f"Test accuracy: {100 * right / len(y):.2f} %")
    np.savez("results.npz", right=right)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-r", "--resume", required=True)
    given = parser.parse_args()
    with open(given.config) as file:
        main(json.load(file), given.resume)
"""

Files = Mapping[str, str | bytes]


def trained(data: Examples | None = None, *, passes: int = 600) -> dict[str, Any]:
    """Return weights in columns, W (out, in), that are right on more than nine in ten."""
    rng, data = np.random.default_rng(1), data or make_moons(200, noise=0.2, seed=0)
    w1, b1 = rng.normal(size=(8, 2)), np.zeros((8, 1))
    w2, b2 = rng.normal(size=(2, 8)) / 3, np.zeros((2, 1))
    x, t = data.inputs.T, np.eye(2)[data.labels].T
    for _ in range(passes):
        h = np.tanh(w1 @ x + b1)
        z = w2 @ h + b2
        e = np.exp(z - z.max(axis=0))
        d = e / e.sum(axis=0) - t
        back = w2.T @ d * (1 - h**2)
        w2, b2 = w2 - 0.01 * d @ h.T, b2 - 0.01 * d.sum(axis=1, keepdims=True)
        w1, b1 = w1 - 0.01 * back @ x.T, b1 - 0.01 * back.sum(axis=1, keepdims=True)
    return {"fc1_W": w1, "fc1_b": b1, "fc2_W": w2, "fc2_b": b2}


def npz(**arrays: Any) -> bytes:
    """Return the bytes of an ``.npz``."""
    held = io.BytesIO()
    np.savez(held, **arrays)
    return held.getvalue()


def npy(array: Any) -> bytes:
    """Return the bytes of an ``.npy``."""
    held = io.BytesIO()
    np.save(held, array)
    return held.getvalue()


def project(**others: str | bytes) -> dict[str, str | bytes]:
    """Return the files of a right project; ``script``, ``model``, ``best`` and others replace."""
    known = {"script": "test.py", "model": "base/model.py", "best": "best.npz"}
    files: dict[str, str | bytes] = {
        "base/__init__.py": "",
        "base/model.py": MODEL,
        "config.json": '{"batch": 64}',
        "test.py": SCRIPT,
        "best.npz": npz(**trained()),
    }
    return files | {known.get(name, name): content for name, content in others.items()}


def written(folder: Path, files: Files) -> Path:
    """Write files into a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@dataclass
class Room:
    """An assignment behind a wall, and a folder to hand in from."""

    prepared: Prepared
    wall: Wall
    folder: Path
    handed_in: int = 0

    def check(self, name: str, files: Files) -> CheckReport:
        """Grade a submission of some files by one check."""
        self.handed_in += 1
        path = written(self.folder / str(self.handed_in), files)
        submission = read_submission(path, self.prepared.registry)
        return grade(self.prepared, submission, self.wall, only=name).checks[0]

    def zipped(self, files: Files) -> Report:
        """Grade the same files in an archive, one folder down."""
        self.handed_in += 1
        path = self.folder / f"{self.handed_in}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"hw1/{name}", content)
        return grade(self.prepared, read_submission(path, self.prepared.registry), self.wall)


@contextmanager
def room(folder: Path, *checks: str) -> Iterator[Room]:
    """Prepare an assignment of some checks behind a wall of its own."""
    path = written(folder, {"assignment.yaml": "assignment: project\nchecks:" + "".join(checks)})
    prepared = prepare(path / "assignment.yaml")
    with open_wall() as wall:
        raise_wall(wall, prepared)
        yield Room(prepared, wall, folder)
