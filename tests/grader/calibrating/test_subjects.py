"""A measurement depends on the check, its surroundings, the data and the solution, and no more."""

from pathlib import Path

import pytest

from grader.calibrating.subjects import subjects
from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment
from tests.grader.calibrating.measured import read

TRAINING = "training: {title: A, dataset: moons, accuracy: [0.9], examples: 50, points: 1}\n"


def _digest(folder: Path, text: str) -> str:
    (subject,) = subjects(*read(folder, text))
    return subject.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [("examples: 50", "examples: 60"), ("moons", "blobs"), ("points: 1", "points: 1, seed: 3")],
)
def test_what_changes_the_measurement_changes_the_digest(
    tmp_path: Path, old: str, new: str
) -> None:
    assert _digest(tmp_path, TRAINING) != _digest(tmp_path, TRAINING.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"), [("[0.9]", "[0.8]"), ("title: A", "title: B"), ("points: 1", "points: 2")]
)
def test_what_changes_nothing_of_it_does_not(tmp_path: Path, old: str, new: str) -> None:
    assert _digest(tmp_path, TRAINING) == _digest(tmp_path, TRAINING.replace(old, new))


def test_the_calls_of_other_checks_do_not_matter_unless_they_come_first(tmp_path: Path) -> None:
    def digest(call: str, after: str = "") -> str:
        calls = f"softmax: {{call: {call}}}, fit: {{call: train, with: [X, T]{after}}}"
        predict = "predict: {call: predict, with: [X]}"
        path = tmp_path / "assignment.yaml"
        path.write_text(
            f"assignment: made\n{TRAINING}functions: {{softmax: 1}}\n"
            f"interface: {{calls: {{{calls}, {predict}}}}}\n"
        )
        registry = build()
        (subject,) = subjects(read_assignment(path, registry), registry)
        return subject.digest

    assert digest("softmax") == digest("probabilities")
    assert digest("softmax", ", after: softmax") != digest("probabilities", ", after: softmax")


def test_checks_that_leave_nothing_to_chance_are_no_subjects(tmp_path: Path) -> None:
    assert not subjects(*read(tmp_path, "functions: {relu: 1}\n"))
