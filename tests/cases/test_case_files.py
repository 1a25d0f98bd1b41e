"""Every labelled case can be built and is what it says; no grading here."""

import ast
from pathlib import Path

import pytest

from grader.testing import Case, build_submission, read_case

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"
CASES = sorted(ASSIGNMENTS.glob("*/cases/*.yaml"))
NAMES = [f"{path.parts[-3]}/{path.stem}" for path in CASES]
BROKEN_ON_PURPOSE = {"half_edited_function", "half_edited_line", "python2_print"}


def source_of(case: Case, assignment: Path, folder: Path) -> str:
    """Return the source of a case that is handed in as one Python file."""
    path = build_submission(case, assignment=assignment, folder=folder)
    return path.read_text(encoding="utf-8") if path.suffix == ".py" else ""


@pytest.mark.parametrize("path", CASES, ids=NAMES)
def test_a_case_builds_and_differs_from_what_it_patches(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    assignment = path.parents[1]
    built = build_submission(case, assignment=assignment, folder=tmp_path)
    assert built.exists()
    if built.suffix == ".py" and case.origin != "nothing":
        (original,) = (assignment / case.origin).glob("*.py")
        same = built.read_bytes() == original.read_bytes()
        assert same == (path.stem in {"tidy", "starter_untouched"})


@pytest.mark.parametrize("path", CASES, ids=NAMES)
def test_a_case_parses_unless_it_is_broken_on_purpose(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    source = source_of(case, path.parents[1], tmp_path)
    if path.stem in BROKEN_ON_PURPOSE:
        with pytest.raises(SyntaxError):
            ast.parse(source)
    else:
        ast.parse(source)


def test_every_assignment_has_an_untouched_starter_among_its_cases() -> None:
    for folder in sorted(path.parent for path in ASSIGNMENTS.glob("*/assignment.yaml")):
        names = {path.stem for path in (folder / "cases").glob("*.yaml")}
        assert "starter_untouched" in names, folder.name
