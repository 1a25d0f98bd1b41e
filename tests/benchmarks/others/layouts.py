"""How the eight tests and the submissions lie for each harness, and what is run there.

gradescope-utils
    A platform's container: ``run_autograder`` copies the submission beside ``run_tests.py`` and
    starts it; its unittest cases import the submission and write results.json. Told twice: with
    the shell and the copy, and ``python run_tests.py`` alone.
pytest
    One run a submission, its own plugins alone, a JUnit file.
check50
    ``check50 --dev``: the checks by their path, local and without a network, results as JSON.
nbgrader
    ``nbgrader autograde`` over all submissions in one command, as a course runs it, with its
    gradebook; made from ``nbgrader generate_assignment``, which is not counted.
otter
    ``otter run``, one submission a run, with tests that raise, without its container. A submission
    is a .py file, which costs it less than a notebook.
"""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.others import verdicts
from tests.benchmarks.others.clock import Job
from tests.benchmarks.others.eight import MODULE, NAMES, PRELUDE, body

Lay = Callable[[Path, Path, Sequence[str], Mapping[str, str]], list[Job]]
"""Makes the jobs: in a folder, with a folder of programs, of submissions, in an environment."""

RUN_TESTS = """\
import unittest
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

suite = unittest.defaultTestLoader.discover("tests")
with open("../results/results.json", "w") as file:
    JSONTestRunner(visibility="visible", stream=file).run(suite)
"""
RUN_AUTOGRADER = f"""\
#!/usr/bin/env bash
cp ../submission/{MODULE}.py {MODULE}.py
python run_tests.py
"""


def gradescope(
    place: Path, programs: Path, sources: Sequence[str], _: Mapping[str, str]
) -> list[Job]:
    """One container's layout a submission, run by the shell."""
    return [
        Job(["bash", "run_autograder"], folder, _reads(verdicts.gradescope, folder))
        for folder in _containers(place, sources)
    ]


def gradescope_alone(
    place: Path, programs: Path, sources: Sequence[str], _: Mapping[str, str]
) -> list[Job]:
    """The same with the submission in its place: Python and nothing around it."""
    jobs = []
    for folder in _containers(place, sources):
        shutil.copy(folder.parent / "submission" / f"{MODULE}.py", folder)
        command = [str(programs / "python"), "run_tests.py"]
        jobs.append(Job(command, folder, _reads(verdicts.gradescope, folder)))
    return jobs


def pytest(place: Path, programs: Path, sources: Sequence[str], _: Mapping[str, str]) -> list[Job]:
    """One folder a submission, with the same test file in each."""
    tests = _tests_importing() + "".join(f"\n\ndef test_{n}():\n{body(n, 4)}" for n in NAMES)
    jobs = []
    for folder in _folders(place, sources):
        _write(folder / "test_eight.py", tests)
        command = [str(programs / "pytest"), "-q", "--junitxml=junit.xml", "test_eight.py"]
        jobs.append(Job(command, folder, _reads(verdicts.junit, folder, "junit.xml")))
    return jobs


def check50(place: Path, programs: Path, sources: Sequence[str], _: Mapping[str, str]) -> list[Job]:
    """One folder a submission, and the checks beside them."""
    checks = place / "checks"
    load = f"    globals().update(vars(check50.py.import_({MODULE + '.py'!r})))\n"
    _write(checks / ".cs50.yml", "check50:\n  checks: __init__.py\n")
    _write(
        checks / "__init__.py",
        f"import check50\nimport check50.py\n\n{PRELUDE}"
        + "".join(
            f'\n\n@check50.check()\ndef {n}_is_right():\n    """{n}"""\n{load}{body(n, 4)}'
            for n in NAMES
        ),
    )
    told = ["-o", "json", "--output-file", "out.json"]
    return [
        Job(
            [str(programs / "check50"), "--dev", *told, str(checks)],
            folder,
            _reads(verdicts.check50, folder, "out.json"),
        )
        for folder in _folders(place, sources)
    ]


def otter(place: Path, programs: Path, sources: Sequence[str], _: Mapping[str, str]) -> list[Job]:
    """One folder a submission, and the autograder's archive beside them."""
    archive = place / "autograder.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("otter_config.json", json.dumps({"lang": "python", "pdf": False}))
        for name in NAMES:
            made.writestr(f"tests/{name}.py", _otter_test(name))
    command = [str(programs / "otter"), "run", "--no-logo", "-a", str(archive), f"{MODULE}.py"]
    return [
        Job(command, folder, _reads(verdicts.otter, folder, "results.json"))
        for folder in _folders(place, sources)
    ]


def nbgrader(
    place: Path, programs: Path, sources: Sequence[str], environment: Mapping[str, str]
) -> list[Job]:
    """A course with one assignment, and everybody's notebook."""
    _write(
        place / "nbgrader_config.py",
        "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"
        "c.ExecutePreprocessor.timeout = 60\n",
    )
    _write(place / "source" / "ps" / "eight.ipynb", _notebook("# yours"))
    made = subprocess.run(
        [str(programs / "nbgrader"), "generate_assignment", "ps", "--create"],
        cwd=place,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(made.stderr.strip().splitlines()[-1])
    for number, source in enumerate(sources):
        _write(place / "submitted" / f"s{number:03}" / "ps" / "eight.ipynb", _notebook(source))
    count = len(sources)
    command = [str(programs / "nbgrader"), "autograde", "ps", "--create", "--force"]
    return [Job(command, place, lambda: verdicts.nbgrader(place / "gradebook.db", count))]


def _containers(place: Path, sources: Sequence[str]) -> list[Path]:
    """Write a container's files for each submission; return where its autograder lies."""
    tests = _tests_importing() + (
        "\nimport unittest\n"
        "from gradescope_utils.autograder_utils.decorators import weight\n\n\n"
        "class Eight(unittest.TestCase):"
    )
    tests += "".join(f"\n    @weight(1)\n    def test_{n}(self):\n{body(n, 8)}" for n in NAMES)
    folders = []
    for number, source in enumerate(sources):
        root = place / f"s{number:03}"
        _write(root / "submission" / f"{MODULE}.py", source)
        _write(root / "source" / "run_tests.py", RUN_TESTS)
        _write(root / "source" / "run_autograder", RUN_AUTOGRADER)
        _write(root / "source" / "tests" / "test_eight.py", tests)
        (root / "results").mkdir()
        folders.append(root / "source")
    return folders


def _folders(place: Path, sources: Sequence[str]) -> list[Path]:
    """Write each submission into a folder of its own."""
    folders = [place / f"s{number:03}" for number in range(len(sources))]
    for folder, source in zip(folders, sources, strict=True):
        _write(folder / f"{MODULE}.py", source)
    return folders


def _tests_importing() -> str:
    return f"{PRELUDE}\nfrom {MODULE} import *\n"


def _otter_test(name: str) -> str:
    return (
        "from otter.test_files import test_case\n\nOK_FORMAT = False\n"
        f"name = {name!r}\npoints = 1\n\n{PRELUDE}\n\n"
        f"@test_case(points=1)\ndef test_{name}(env):\n    globals().update(env)\n{body(name, 4)}"
    )


def _notebook(source: str) -> str:
    """Return a notebook with a cell to solve, and a cell with a point for every test."""
    cells = [
        _cell(source, "yours", solution=True),
        _cell(PRELUDE, "prelude", locked=True),
        *(_cell(body(name, 0), f"test_{name}", grade=True, locked=True) for name in NAMES),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def _cell(
    source: str, name: str, *, grade: bool = False, solution: bool = False, locked: bool = False
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "solution": solution,
        "schema_version": 3,
        "task": False,
    } | ({"points": 1} if grade else {})
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "outputs": [],
        "metadata": {"nbgrader": told},
        "source": source,
    }


def _reads(
    read: Callable[[Path], list[int]], folder: Path, name: str = "../results/results.json"
) -> Callable[[], list[int]]:
    return lambda: read(folder / name)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
