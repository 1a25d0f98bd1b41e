"""The magics in a real kernel, and in IPython at a terminal."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

ASSIGNMENT = "assignment: tiny\nfunctions: {relu: 1, softmax: 2}\n"
RELU = "%%grader\ndef relu(x):\n    return np.abs(x)"
HELPER = "%%grader\ndef helper(x):\n    return x"
LOADED = "import sys\nprint(any(name.startswith('grader_reference') for name in sys.modules))"
BEGIN = ("import numpy as np", "%load_ext grader")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """Return what each cell of a notebook showed, run by a kernel beside an assignment."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "assignment.yaml").write_text(ASSIGNMENT)
    form: Any = nbformat.v4
    cells = [*BEGIN, RELU, HELPER, "%grader check", "%grader", LOADED]
    made = form.new_notebook(cells=[form.new_code_cell(cell) for cell in cells])
    client: Any = nbclient.NotebookClient(
        made, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return [cell.outputs for cell in made.cells][len(BEGIN) :]


def _shown(outputs: list[Any]) -> Iterator[str]:
    for output in outputs:
        yield output["data"]["text/plain"] if "data" in output else output["text"]


def test_a_cell_is_run_and_what_it_defines_is_checked(outputs: list[list[Any]]) -> None:
    (shown,) = _shown(outputs[0])
    assert "0 / 1 points" in shown
    assert "turns negative numbers into positive ones" in shown
    assert "Softmax" not in shown


def test_the_report_is_a_page_of_its_own_in_a_frame(outputs: list[list[Any]]) -> None:
    page = outputs[0][0]["data"]["text/html"]
    assert page.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert 'sandbox=""' in page


def test_a_cell_that_defines_nothing_asked_says_what_is(outputs: list[list[Any]]) -> None:
    (shown,) = _shown(outputs[1])
    assert "helper" in shown
    assert "relu, softmax" in shown


def test_the_notebook_so_far_is_checked_with_what_is_missing(outputs: list[list[Any]]) -> None:
    (shown,) = _shown(outputs[2])
    assert "0 / 3 points" in shown
    assert "softmax" in shown


def test_without_a_word_the_magic_says_how_it_is_used(outputs: list[list[Any]]) -> None:
    assert "%grader use ASSIGNMENT" in "".join(_shown(outputs[3]))


def test_no_answer_is_ever_loaded_beside_the_students_code(outputs: list[list[Any]]) -> None:
    assert "".join(_shown(outputs[4])).strip() == "False"


def test_at_a_terminal_the_command_writes_its_own_report(tmp_path: Path) -> None:
    (tmp_path / "assignment.yaml").write_text(ASSIGNMENT)
    typed = "\n".join(
        (*BEGIN, "relu = lambda x: np.maximum(x, 0)", "%grader check", "%grader check 'x", "")
    )
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--quick", "--simple-prompt"],
        input=typed,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "1 / 3 points" in done.stdout
    assert "UsageError: %grader cannot read" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
