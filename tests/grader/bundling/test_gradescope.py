"""The autograder for Gradescope, run by bash in the layout that its containers have."""

import json
import stat
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.bundling.gradescope import gradescope
from grader.bundling.package import Bundle, write
from grader.bundling.staged import NOT_REACHED, whole
from grader.grading import grade_path
from grader.models.report import Status
from grader.preparation import Prepared, prepare
from grader.reporting.rendering import render
from tests.grader.cli.shell import needs_linux

SCHEMA = json.loads(
    (
        Path(__file__).resolve().parents[2] / "plugins/reporters/schemas/gradescope.schema.json"
    ).read_text()
)
METADATA = {
    "id": 7,
    "created_at": "2026-11-21T18:00:00.000000-05:00",
    "submission_method": "upload",
    "users": [{"email": "a@b.c", "id": 1, "name": "A B"}],
    "previous_submissions": [{"score": "1"}, {"score": "2", "results": {}}],
}
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def autograder(prepared: Prepared) -> Bundle:
    return gradescope(prepared)


@pytest.fixture
def run(autograder: Bundle, tmp_path: Path, there: Mapping[str, str]) -> Run:
    def graded(code: str | bytes, name: str = "hw.py", **variables: str) -> dict[str, Any]:
        folder = tmp_path / "autograder"
        archive = tmp_path / "autograder.zip"
        write(autograder, archive)
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(folder / "source")
        (folder / "submission").mkdir()
        content = code.encode() if isinstance(code, str) else code
        (folder / "submission" / name).write_bytes(content)
        (folder / "submission_metadata.json").write_text(json.dumps(METADATA))
        command = ["bash", str(folder / "source" / "run_autograder")]
        env = {**there, "AUTOGRADER_FOLDER": str(folder), **variables}
        done = subprocess.run(
            command, env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )
        results: dict[str, Any] = json.loads((folder / "results" / "results.json").read_text())
        assert "Traceback" not in done.stderr, done.stderr
        jsonschema.validate(results, SCHEMA)
        return results

    return graded


@needs_linux
def test_right_work_earns_everything_and_hidden_checks_stay_hidden(run: Run, right: str) -> None:
    results = run(right)
    assert results["score"] == 10
    seen = {test["extra_data"]["check"]: test["visibility"] for test in results["tests"]}
    assert seen["CE"] == "hidden"
    assert seen["computeLayer"] == "after_due_date"
    assert seen["softmax"] == "visible"
    assert "no total" in results["output"]


@needs_linux
def test_the_attempt_and_the_time_are_those_of_the_platform(run: Run, wrong: str) -> None:
    results = run(wrong)
    facts = results["extra_data"]["submission"]
    assert facts["attempt"] == 3
    assert facts["created_at"] == METADATA["created_at"]
    assert results["score"] < 10


@needs_linux
def test_what_cannot_be_read_scores_nothing_and_says_why(run: Run) -> None:
    results = run(b"\x89PNG", name="hw.png")
    assert results["score"] == 0
    assert results["tests"] == []
    assert results["output"]


@needs_linux
def test_when_no_time_is_left_there_is_no_score_that_looks_like_a_zero(
    run: Run, right: str
) -> None:
    results = run(right, GRADER_DEADLINE="0.001")
    assert "score" not in results
    assert "not you" in results["output"]


def test_the_scripts_stand_at_the_root_and_are_programs(autograder: Bundle, tmp_path: Path) -> None:
    write(autograder, tmp_path / "a.zip")
    write(autograder, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        for name in ("setup.sh", "run_autograder"):
            assert zipped.getinfo(name).external_attr >> 16 & stat.S_IXUSR


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_bash_and_nothing_in_them_is_left_open(
    autograder: Bundle, script: str
) -> None:
    text = autograder.files[script].decode()
    checked = subprocess.run(["bash", "-n"], input=text, text=True, check=False)
    assert checked.returncode == 0
    assert "@" not in text.replace("[@]", "")


def test_neither_solution_nor_cases_are_in_it(autograder: Bundle) -> None:
    for name, data in autograder.files.items():
        assert not {"solution", "cases"} & set(name.split("/")), name
        assert b"SECRET_SOLUTION" not in data
        assert b"SECRET_CASE" not in data


def test_each_bundle_draws_from_a_secret_of_its_own(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.bundling.staffs_copy import seed_file

    monkeypatch.delenv("GRADER_SEED", raising=False)
    assert seed_file() != seed_file()
    assert len(seed_file()) >= 16
    assert seed_file({"GRADER_SEED": "a secret of our own"}) == b"a secret of our own"


def test_what_will_not_do_is_said_beforehand(prepared: Prepared) -> None:
    notes = " ".join(gradescope(prepared, minutes=1).notes)
    assert "60 s on 0.5 of a processor" in notes
    assert "with --minutes" in notes
    assert "no total score while any test is hidden" in notes


@needs_linux
def test_checks_that_were_not_reached_wait_and_are_not_wrong(
    prepared: Prepared, assigned: Path
) -> None:
    graded = grade_path(
        assigned / "solution", assignment=assigned / "assignment.yaml", only="relu", trust=True
    )
    report = whole(graded, prepared)
    assert report.provisional
    assert report.max_score == 10
    waiting = [check for check in report.checks if check.student_text == NOT_REACHED]
    assert {check.status for check in waiting} == {Status.PENDING}
    assert len(waiting) == len(report.checks) - 1
    text = render(report, reporter=prepared.registry.reporters["gradescope"], audience="staff")
    assert "time ran out" in json.loads(text)["output"]
    assert "a person" not in text


def test_the_official_versions_are_installed_there(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(
        'assignment: short\nenvironment: {python: "3.13", numpy: "2.3.*"}\nfunctions: {relu: 1}\n'
    )
    setup = gradescope(prepare(path)).files["setup.sh"].decode()
    assert '--python "3.13"' in setup
    assert "'numpy==2.3.*'" in setup
