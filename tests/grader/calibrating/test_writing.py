"""Thresholds and provenance are written into the YAML, and nothing else of it changes."""

from pathlib import Path

import pytest

from grader.calibrating.provenance import missing_provenance, outdated_provenance
from grader.calibrating.writing import write, written
from grader.errors import GraderError
from grader.models.assignment import CheckSpec
from grader.plugin_manager import Registry
from grader.reading.assignment_file import LoadedAssignment, read_assignment
from grader.reading.long_form import long_form
from tests.grader.calibrating.measured import drawn, proposals, read

DATE = "2026-11-21"
LONG = """\
checks:
  # why it is so
  - id: learns   # a name
    kind: training
    parts: {"0.7": 1, "0.95": 2}
    params:
      dataset: moons
      accuracy: [0.7, 0.95]   # half, full

  - {id: other, kind: training, points: 1, params: {dataset: moons, accuracy: [0.6]}}
# the end
"""
SHORT = """\
training:
  dataset: moons
  validation_accuracy: {0.7: 1, 0.95: 3}
"""
FULL = """\
training:
  dataset: moons
  points: 1
  accuracy: [0.8]
  full: {accuracy: [0.95]}
"""


def _after(folder: Path, text: str, *, tighten: bool = False) -> tuple[str, LoadedAssignment]:
    loaded, registry = read(folder, text)
    return _written(loaded, registry, tighten=tighten)


def _written(
    loaded: LoadedAssignment, registry: Registry, *, tighten: bool = False
) -> tuple[str, LoadedAssignment]:
    found = proposals(loaded, registry, drawn())
    write(loaded.path, written(loaded, found, date=DATE, tighten=tighten), registry)
    again = read_assignment(loaded.path, registry)
    assert not missing_provenance((loaded.recipe and again.full) or again, registry)
    assert not outdated_provenance((loaded.recipe and again.full) or again, registry)
    return again.source, again


def _check(loaded: LoadedAssignment, name: str) -> CheckSpec:
    return next(check for check in loaded.assignment.checks if check.id == name)


def test_a_stricter_line_is_lowered_with_the_part_that_is_called_after_it(tmp_path: Path) -> None:
    source, loaded = _after(tmp_path, LONG)
    line = _check(loaded, "learns").params["accuracy"][1]
    assert 0.87 < line < 0.89
    assert f"accuracy: [0.7, {line:g}]   # half, full\n" in source
    assert f'parts: {{"0.7": 1, "{line:g}": 2}}\n' in source


def test_comments_and_all_other_lines_stay_as_they_are(tmp_path: Path) -> None:
    before, _ = read(tmp_path, LONG)
    source, _ = _written(*read(tmp_path, LONG))
    kept = [line for line in before.source.splitlines() if "0.95" not in line and "{id" not in line]
    assert [line for line in source.splitlines() if line in kept] == kept


def test_the_provenance_tells_what_was_measured_and_promised(tmp_path: Path) -> None:
    _, loaded = _after(tmp_path, LONG)
    told = _check(loaded, "learns").calibrated["accuracy"]
    assert (told.date, told.n, told.seeds, told.rate) == (DATE, 30, (0, 29), 0.001)
    assert (told.mean, told.sd, told.kept) == (0.9, 0.005, False)
    assert told.at_least == _check(loaded, "learns").params["accuracy"][1]
    assert _check(loaded, "other").calibrated["accuracy"].kept


def test_a_check_in_braces_keeps_its_braces(tmp_path: Path) -> None:
    source, _ = _after(tmp_path, LONG)
    assert "accuracy: [0.6]},\n     calibrated: {accuracy: {date: 2026-11-21," in source


def test_thresholds_of_the_short_form_are_keys_and_are_lowered_as_such(tmp_path: Path) -> None:
    source, loaded = _after(tmp_path, SHORT)
    lines = _check(loaded, "training").params["accuracy"]
    assert f"validation_accuracy: {{0.7: 1, {lines[1]:g}: 3}}\n" in source
    assert _check(loaded, "training").points == 3


def test_writing_again_replaces_the_block(tmp_path: Path) -> None:
    source, loaded = _after(tmp_path, LONG)
    registry = read(tmp_path, LONG)[1]
    loaded.path.write_text(source)
    again, _ = _written(loaded, registry)
    assert again == source


def test_the_longer_recipe_has_lines_and_a_provenance_of_its_own(tmp_path: Path) -> None:
    loaded, registry = read(tmp_path, FULL)
    assert loaded.full is not None
    source, again = _written(loaded.full, registry)
    assert "\n  accuracy: [0.8]\n" in source
    assert not _check(again, "training").calibrated
    assert again.full is not None
    assert _check(again.full, "training").params["accuracy"][0] < 0.9
    assert _check(again.full, "training").calibrated


def test_laxer_lines_are_raised_where_it_is_asked_for(tmp_path: Path) -> None:
    _, loaded = _after(tmp_path, LONG, tighten=True)
    assert _check(loaded, "other").params["accuracy"][0] > 0.87
    assert not _check(loaded, "other").calibrated["accuracy"].kept


def test_a_new_solution_makes_the_provenance_outdated(tmp_path: Path) -> None:
    _, loaded = _after(tmp_path, SHORT)
    registry = read(tmp_path, SHORT)[1]
    (tmp_path / "solution" / "hw.py").write_text("def train(X, T):\n    return 1\n")
    assert outdated_provenance(loaded, registry) == ("training: accuracy",)


def test_another_threshold_does_not(tmp_path: Path) -> None:
    source, loaded = _after(tmp_path, SHORT)
    registry = read(tmp_path, SHORT)[1]
    loaded.path.write_text(source.replace("{0.7: 1", "{0.65: 1"))
    assert not outdated_provenance(read_assignment(loaded.path, registry), registry)


def test_a_threshold_without_provenance_is_named(tmp_path: Path) -> None:
    assert missing_provenance(*read(tmp_path, LONG)) == ("learns: accuracy", "other: accuracy")


def test_the_long_form_holds_it_and_reads_back_the_same(tmp_path: Path) -> None:
    _, loaded = _after(tmp_path, LONG)
    registry = read(tmp_path, LONG)[1]
    path = tmp_path / "long.yaml"
    path.write_text(long_form(loaded.assignment))
    assert read_assignment(path, registry).assignment == loaded.assignment


def test_lines_end_as_those_of_the_file_do(tmp_path: Path) -> None:
    loaded, registry = read(tmp_path, LONG)
    loaded.path.write_bytes(loaded.source.replace("\n", "\r\n").encode())
    _written(read_assignment(loaded.path, registry), registry)
    content = loaded.path.read_bytes()
    assert b"calibrated" in content
    assert content.count(b"\n") == content.count(b"\r\n")


def test_what_would_not_read_is_never_written(tmp_path: Path) -> None:
    loaded, registry = read(tmp_path, SHORT)
    with pytest.raises(GraderError, match="does not read"):
        write(loaded.path, "assignment: [\n", registry)
    assert loaded.path.read_text() == loaded.source
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["assignment.yaml"]
