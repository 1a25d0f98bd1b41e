"""Assignments, thresholds and runs that are made up, for whoever tests a calibration."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from grader.calibrating.journal import Run
from grader.calibrating.proposing import Proposal, propose
from grader.calibrating.subjects import Subject, subjects
from grader.plugin_manager import Registry, build
from grader.reading.assignment_file import LoadedAssignment, read_assignment

INTERFACE = """\
interface: {calls: {fit: {call: train, with: [X, T]}, predict: {call: predict, with: [X]}}}
"""


def read(folder: Path, text: str) -> tuple[LoadedAssignment, Registry]:
    path = folder / "assignment.yaml"
    path.write_text(f"assignment: made\n{text}{INTERFACE}", encoding="utf-8")
    (folder / "solution").mkdir(exist_ok=True)
    (folder / "solution" / "hw.py").write_text("def train(X, T):\n    pass\n", encoding="utf-8")
    registry = build()
    return read_assignment(path, registry), registry


def drawn(mean: float = 0.9, sd: float = 0.005, n: int = 30, seed: int = 1) -> list[float]:
    z = np.random.default_rng(seed).standard_normal(n)
    return [float(mean + sd * each) for each in (z - z.mean()) / z.std(ddof=1)]


def runs(subject: Subject, values: Sequence[float], *, first: int = 0) -> list[Run]:
    return [
        Run(subject.id, first + n, subject.digest, {t.name: each for t in subject.thresholds})
        for n, each in enumerate(values)
    ]


def proposals(
    loaded: LoadedAssignment, registry: Registry, values: Sequence[float]
) -> tuple[Proposal, ...]:
    found = subjects(loaded, registry)
    return propose(found, [run for subject in found for run in runs(subject, values)])
