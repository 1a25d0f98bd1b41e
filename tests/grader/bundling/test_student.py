"""A student's bundle: the same verdicts, and nothing in it that is an answer."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.bundling.package import Bundle, write
from grader.bundling.student import own_seed, student
from grader.errors import UsageError
from grader.preparation import Prepared, prepare
from grader.recorded.beside import FILE
from grader.recorded.plain import digest
from grader.seeds import PUBLIC
from tests.grader.cli.shell import needs_linux

WITHOUT_REFERENCE = (
    "import sys; sys.modules['grader_reference'] = None\n"
    "from grader.cli import main\n"
    "main(sys.argv[1:])\n"
)


@pytest.fixture(scope="module")
def unpacked(students: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("students")
    write(students, folder)
    for wheel in folder.glob("wheels/*.whl"):
        with zipfile.ZipFile(wheel) as zipped:
            zipped.extractall(folder / "installed")
    return folder


def every_file(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and what is in it where it is an archive."""
    yield name, data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from every_file(f"{name}!{inner}", archive.read(inner))


def checked(folder: Path, code: str, there: Mapping[str, str]) -> dict[str, Any]:
    """Check work with what is in the bundle alone: its wheel, and no reference anywhere."""
    work = folder / "work.py"
    work.write_text(code, encoding="utf-8")
    asked = ["check", str(work), "-a", str(folder / "short"), "-f", "json", "--audience", "staff"]
    path = f"{folder / 'installed'}:{there['PYTHONPATH']}"
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_REFERENCE, *asked],
        env={**there, "PYTHONPATH": path},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@needs_linux
def test_right_work_is_right_without_any_reference(
    unpacked: Path, there: Mapping[str, str], right: str
) -> None:
    report = checked(unpacked, right, there)
    assert report["score"] == report["max_score"]
    ids = {check["id"] for check in report["checks"]}
    assert ids == {"relu", "softmax", "backprop", "properties", "own"}


@needs_linux
def test_wrong_work_is_wrong_and_an_example_is_shown(
    unpacked: Path, there: Mapping[str, str], wrong: str
) -> None:
    report = checked(unpacked, wrong, there)
    softmax = next(check for check in report["checks"] if check["id"] == "softmax")
    assert softmax["status"] == "partial"
    assert softmax["score"] == 1
    assert softmax["evidence"]["input"]


@needs_linux
def test_other_accepted_conventions_are_accepted_there_too(
    unpacked: Path, there: Mapping[str, str], right: str
) -> None:
    summed = right.replace(" / len(X)", "")
    report = checked(unpacked, summed, there)
    assert report["score"] == report["max_score"]


def test_nothing_in_it_is_an_answer(students: Bundle) -> None:
    forbidden = (b"SECRET_", b"global_max", b"grader_reference/", b"x.max(axis=1")
    own = [(n, d) for n, d in students.files.items() if not n.endswith(".whl")]
    for name, data in (each for n, d in own for each in every_file(n, d)):
        for text in forbidden:
            assert text not in data, f"{text!r} in {name}"
    names = [name for n, d in students.files.items() for name, _ in every_file(n, d)]
    assert not [name for name in names if "grader_reference" in name or "/solution" in name]
    assert not [name for name in names if "/cases/" in name or name.endswith("/seed")]


def test_hidden_checks_are_not_even_named(students: Bundle) -> None:
    text = students.files["short/assignment.yaml"] + students.files["HOW-TO.md"]
    assert b"CE" not in text
    assert b"computeLayer" not in text
    assert "SECRET_TITLE" not in " ".join(students.notes)


def test_its_inputs_are_drawn_apart_from_those_that_are_graded(
    prepared: Prepared, students: Bundle, tmp_path: Path
) -> None:
    write(students.under("bundle"), tmp_path / "there")
    theirs = prepare(tmp_path / "there" / "bundle" / "short" / "assignment.yaml")
    assert own_seed(prepared) != PUBLIC
    spec = prepared.bench.checks["relu"]
    scored = {digest(dict(c.arguments)) for c in prepared.bench.cases(spec)}
    given = {digest(dict(c.arguments)) for c in theirs.bench.cases(theirs.bench.checks["relu"])}
    assert given
    assert not scored & given


def test_the_same_assignment_gives_the_same_arrays(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text("assignment: tiny\nfunctions: {relu: 1}\n")
    first, second = (student(prepare(path)).files[f"tiny/{FILE}"] for _ in range(2))
    assert first == second


def test_a_damaged_file_of_arrays_is_told(students: Bundle, tmp_path: Path) -> None:
    from grader.errors import GraderError

    write(students, tmp_path / "there")
    (tmp_path / "there" / "short" / FILE).write_bytes(b"PK nothing")
    with pytest.raises(GraderError, match="is damaged"):
        prepare(tmp_path / "there" / "short" / "assignment.yaml")


def test_an_assignment_without_a_check_to_give_away_has_no_bundle(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text("assignment: hidden\nfunctions: {relu: {points: 1, visibility: hidden}}\n")
    with pytest.raises(UsageError, match="no check of hidden"):
        student(prepare(path))


def test_inputs_that_everybody_is_given_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(
        "assignment: byhand\nfunctions: {relu: 1}\n"
        "dry_run: {function: softmax, points: 1, input: {x: [[1, 2]]}, blind_spot: all,"
        " companion: relu}\n"
    )
    from grader.bundling.visible import visible

    chosen = visible(prepare(path), seed=5)
    assert [check.id for check in chosen.assignment.checks] == ["relu"]
    assert len(chosen.left_out) == 1


def test_the_arrays_are_plain_numbers(students: Bundle) -> None:
    with zipfile.ZipFile(io.BytesIO(students.files[f"short/{FILE}"])) as archive:
        for name in archive.namelist():
            if name.endswith(".npy"):
                with archive.open(name) as file:
                    assert np.lib.format.read_array(file, allow_pickle=False).dtype.kind in "bif"
