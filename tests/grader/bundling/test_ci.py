"""The GitHub action and the GitLab pipeline: their structure, and what their step runs."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
import yaml

from grader.bundling import github
from grader.bundling.package import Bundle, write
from grader.preparation import Prepared
from tests.grader.cli.shell import needs_linux

ACTION = ".github/actions/grader/action.yml"
WORKFLOW = ".github/workflows/grader.yml"
INPUT = "${{ inputs.submission }}"


class Ran(NamedTuple):
    """How the steps of the action ended, and what they said where."""

    code: int
    said: str
    output: str
    summary: str


Runner = Callable[[str, Mapping[str, str]], Ran]


@pytest.fixture(scope="module")
def repository(prepared: Prepared, students: Bundle) -> Bundle:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(github, "student", lambda _: students)
        return github.github(prepared)


@pytest.fixture(scope="module")
def project(prepared: Prepared, students: Bundle) -> Bundle:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(github, "student", lambda _: students)
        return github.gitlab(prepared)


def read(bundle: Bundle, name: str) -> Any:
    return yaml.safe_load(bundle.files[name])


def test_the_action_is_composite_and_every_step_runs_or_uses_something(repository: Bundle) -> None:
    action = read(repository, ACTION)
    assert {"name", "description", "inputs", "outputs", "runs"} == set(action)
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "shell" in step or "uses" in step
        if "run" in step:
            checked = subprocess.run(["bash", "-n"], input=step["run"], text=True, check=False)
            assert checked.returncode == 0


def test_nothing_a_student_names_is_put_into_a_script(repository: Bundle) -> None:
    for step in read(repository, ACTION)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_workflow_may_read_and_nothing_else(repository: Bundle) -> None:
    workflow = read(repository, WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert job["timeout-minutes"] <= 30
    used = [step["uses"] for step in job["steps"]]
    assert used[-1] == "./.github/actions/grader"
    assert (Path(used[-1]) / "action.yml").as_posix() == ACTION


def test_the_pipeline_keeps_a_junit_report(project: Bundle) -> None:
    job = read(project, ".gitlab-ci.yml")["check"]
    assert job["artifacts"]["reports"]["junit"] == "grader.xml"
    assert job["artifacts"]["when"] == "always"
    for line in job["script"]:
        assert subprocess.run(["bash", "-n"], input=line, text=True, check=False).returncode == 0


@pytest.mark.parametrize("kind", ["repository", "project"])
def test_what_lies_in_a_students_repository_is_a_students_bundle(
    kind: str, request: pytest.FixtureRequest, students: Bundle
) -> None:
    bundle: Bundle = request.getfixturevalue(kind)
    inside = {n.removeprefix(".grader/") for n in bundle.files if n.startswith(".grader/")}
    assert inside == set(students.files)
    wheel = next(name for name in students.files if name.endswith(".whl"))
    assert f".grader/{wheel}" in "".join(
        data.decode() for name, data in bundle.files.items() if name.endswith(".yml")
    )


def told(work: Path, folder: Path, junit: Path) -> list[str]:
    bundle = folder / "repository" / ".grader" / "short"
    start = [sys.executable, "-P", "-m", "grader.bundling.at_ci"]
    return [*start, str(work), str(bundle), "--junit", str(junit)]


@needs_linux
def test_one_grading_is_told_as_annotations_summary_and_junit(
    repository: Bundle, tmp_path: Path, there: Mapping[str, str], wrong: str
) -> None:
    write(repository, tmp_path / "repository")
    work = tmp_path / "work"
    work.mkdir()
    (work / "hw.py").write_text(wrong)
    done = subprocess.run(
        told(work, tmp_path, tmp_path / "j.xml"),
        env={**there, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    line = wrong.split("\n").index("def softmax(x):") + 1
    assert re.search(rf"^::warning file=hw.py,line={line},", done.stdout, re.MULTILINE)
    assert "| Check |" in (tmp_path / "summary.md").read_text()
    suite = ET.parse(tmp_path / "j.xml").getroot()  # noqa: S314 - our own document
    assert int(suite.get("failures", "0")) >= 1


@pytest.fixture
def runner(repository: Bundle, tmp_path: Path, there: Mapping[str, str]) -> Runner:
    """Run the action's own steps but the installation, as GitHub's runner runs them."""
    workspace, temp = tmp_path / "workspace", tmp_path / "temp"
    write(repository, workspace)
    program = temp / "grader" / "bin" / "python"
    program.parent.mkdir(parents=True)
    path = shlex.quote(there["PYTHONPATH"])
    program.write_text(f'#!/bin/sh\nPYTHONPATH={path} exec {sys.executable} "$@"\n')
    program.chmod(0o755)

    def run(submission: str, work: Mapping[str, str]) -> Ran:
        for name, text in work.items():
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace / name).write_text(text)
        said, code = "", 0
        for step in read(repository, ACTION)["runs"]["steps"]:
            if "run" not in step or "pip" in step["run"] or code:
                continue
            own = {n: v.replace(INPUT, submission) for n, v in step.get("env", {}).items()}
            script = tmp_path / "step.sh"
            script.write_text(step["run"])
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                env={
                    **{n: v for n, v in there.items() if n != "PYTHONPATH"},
                    "RUNNER_TEMP": str(temp),
                    "GITHUB_OUTPUT": str(tmp_path / "output"),
                    "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
                    **own,
                },
                cwd=workspace,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            assert not done.stderr, done.stderr
            said, code = said + done.stdout, done.returncode
        texts = [(tmp_path / name).read_text() for name in ("output", "summary.md")]
        return Ran(code=code, said=said, output=texts[0], summary=texts[1])

    return run


@needs_linux
def test_the_actions_steps_grade_a_folder_of_the_repository(
    runner: Runner, tmp_path: Path, wrong: str
) -> None:
    ran = runner("./src", {"src/my work, 1.py": wrong})
    assert ran.code == 1
    assert ran.output == "exit-code=1\n"
    assert re.search(r"^::warning file=src/my work%2C 1.py,line=\d+,", ran.said, re.MULTILINE)
    assert "| Softmax |" in ran.summary or "| softmax |" in ran.summary
    assert (tmp_path / "temp" / "grader.xml").is_file()


@needs_linux
def test_a_submission_that_is_not_in_the_repository_is_told_everywhere(runner: Runner) -> None:
    ran = runner("nowhere.py", {})
    assert ran.code == 4
    assert ran.output == "exit-code=4\n"
    assert "::error::There is no nowhere.py in this repository" in ran.said
    assert ran.summary.startswith("**Nothing was checked:** ")


@needs_linux
def test_work_that_cannot_be_read_is_no_verdict(
    repository: Bundle, tmp_path: Path, there: Mapping[str, str]
) -> None:
    write(repository, tmp_path / "repository")
    done = subprocess.run(
        told(tmp_path / "nothing.py", tmp_path, Path(os.devnull)),
        env=there,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 4
    assert done.stdout.startswith("::error::")
