"""The question for PrairieLearn, graded by its entry point in the layout of ``/grade``."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.bundling.package import Bundle, write
from grader.bundling.prairielearn import prairielearn
from grader.preparation import Prepared
from tests.grader.cli.shell import needs_linux

SCHEMAS = Path(__file__).resolve().parents[2] / "plugins" / "reporters" / "schemas"
SCHEMA = json.loads((SCHEMAS / "prairielearn.schema.json").read_text())


@pytest.fixture(scope="module")
def question(prepared: Prepared) -> Bundle:
    return prairielearn(prepared)


def graded(
    bundle: Bundle, folder: Path, env: Mapping[str, str], files: Mapping[str, bytes]
) -> dict[str, Any]:
    write(bundle, folder / "bundle")
    grade = folder / "grade"
    grade.mkdir()
    (folder / "bundle" / "question" / "tests").rename(grade / "tests")
    (grade / "student").mkdir()
    for name, data in files.items():
        (grade / "student" / name).write_bytes(data)
    command = ["bash", str(folder / "bundle" / "image" / "entrypoint.sh")]
    done = subprocess.run(
        command,
        env={**env, "GRADE_FOLDER": str(grade)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    results: dict[str, Any] = json.loads((grade / "results" / "results.json").read_text())
    jsonschema.validate(results, SCHEMA)
    return results


@needs_linux
def test_the_score_counts_hidden_checks_and_the_tests_do_not_name_them(
    question: Bundle, tmp_path: Path, there: Mapping[str, str], right: str
) -> None:
    wrong = right.replace("-np.mean", "+np.mean")
    results = graded(question, tmp_path, there, {"hw.py": wrong.encode()})
    assert results["gradable"] is True
    assert results["score"] == pytest.approx(0.7, abs=0.05)
    names = {test["description"] for test in results["tests"]}
    assert "softmax" in names
    assert "CE" not in names
    assert "SECRET" not in json.dumps(results)


@needs_linux
def test_what_cannot_be_read_is_not_gradable(
    question: Bundle, tmp_path: Path, there: Mapping[str, str]
) -> None:
    results = graded(question, tmp_path, there, {"hw.png": b"\x89PNG"})
    assert results["gradable"] is False
    assert results["format_errors"]


def test_info_json_says_how_it_is_graded(question: Bundle) -> None:
    info = json.loads(question.files["question/info.json"])
    options = info["externalGradingOptions"]
    assert info["gradingMethod"] == "External"
    assert options["enableNetworking"] is False
    assert 0 < options["timeout"] <= 600
    assert options["entrypoint"].endswith("entrypoint.sh")


def test_the_image_holds_no_assignment_and_the_question_no_solution(question: Bundle) -> None:
    image = [name for name in question.files if name.startswith("image/")]
    assert {name.split("/")[1] for name in image} == {"Dockerfile", "entrypoint.sh", "wheels"}
    assert all(b"SECRET_SOLUTION" not in data for data in question.files.values())
