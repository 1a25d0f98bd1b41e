"""A report says where its versions differ from the course's."""

import platform
from pathlib import Path

import numpy as np
import pytest

from grader.errors import AssignmentError
from grader.grading import grade_path
from grader.official import other_versions
from grader.preparation import prepare


def test_a_version_stands_for_all_that_begin_with_it() -> None:
    major, minor, *_ = platform.python_version().split(".")
    fine = {"python": f"{major}.{minor}", "numpy": f"{np.__version__.split('.')[0]}.*"}
    assert other_versions(fine) == ()


def test_every_other_version_is_named_in_one_sentence() -> None:
    (told,) = other_versions({"python": "3.1", "numpy": "0.9.*", "nothing-of-that-name": "1"})
    assert f"Python {platform.python_version()} in the place of 3.1" in told
    assert f"numpy {np.__version__} in the place of 0.9.*" in told
    assert "nothing-of-that-name is not installed" in told


def test_the_report_warns(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(
        'assignment: short\nenvironment: {numpy: "0.9"}\nfunctions: {relu: 1}\n', encoding="utf-8"
    )
    (tmp_path / "hw.py").write_text(
        "import numpy as np\ndef relu(x):\n    return np.maximum(x, 0)\n"
    )
    report = grade_path(tmp_path / "hw.py", assignment=path, trust=True)
    assert any("in the place of 0.9" in warning for warning in report.warnings)
    assert report.score == 1


def test_what_is_no_version_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text("assignment: a\nenvironment: {numpy: newest}\nfunctions: {relu: 1}\n")
    with pytest.raises(AssignmentError) as raised:
        prepare(path)
    assert raised.value.mistakes[0].line == 2
