import json
from pathlib import Path

import pytest

from grader.models.report import (
    AssignmentIdentity,
    Binding,
    CheckReport,
    Diagnosis,
    Environment,
    Evidence,
    Part,
    Report,
    Status,
    SubmissionIdentity,
)
from grader.testing import Case, broken_labels, build_submission, excerpt, patched, read_case

SOURCE = '''"""A module."""

import math


@staticmethod
def decorated(x):
    return x


def area(r):
    # comments go with their function
    return math.pi * r**2


LAST = 1
'''


@pytest.fixture
def assignment(tmp_path: Path) -> Path:
    folder = tmp_path / "assignment"
    (folder / "solution").mkdir(parents=True)
    (folder / "solution" / "shapes.py").write_text(SOURCE, encoding="utf-8")
    return folder


def case(**keys: object) -> Case:
    return Case.model_validate({"about": "a case", "expect": {}, **keys})


def report(**keys: object) -> Report:
    checks = [
        CheckReport(
            id="area",
            kind="values",
            title="Area",
            status=Status.PARTIAL,
            score=1.0,
            max_score=2.0,
            parts=(Part(id="ordinary", status=Status.PASSED, score=1.0, max_score=1.0),),
            convention=("columns",),
            diagnoses=(Diagnosis(id="area.diameter", title="the diameter was taken"),),
            student_text="4 of 4 numbers are off",
            evidence=Evidence(details={"tensors": {"width": "right", "height": "all zeros"}}),
        )
    ]
    return Report.model_validate(
        {
            "score": 1.0,
            "max_score": 2.0,
            "assignment": AssignmentIdentity(id="shapes"),
            "submission": SubmissionIdentity(id="a"),
            "environment": Environment(grader="1", numpy="2", python="3"),
            "bindings": {"area": Binding(found="surface", note="surface was taken for it")},
            "warnings": ("line 3 was skipped",),
            "checks": checks,
            **keys,
        }
    )


def test_a_replaced_definition_takes_its_decorators_along() -> None:
    source = patched(SOURCE, replace={"decorated": "def decorated(x):\n    return 0\n"})
    assert "@staticmethod" not in source
    assert "return 0" in source
    assert "math.pi" in source


def test_a_method_is_replaced_in_its_class_and_keeps_the_margin() -> None:
    source = (
        "class Net:\n    def a(self):\n        return 1\n\n    def b(self):\n        return 2\n"
    )
    changed = patched(source, replace={"Net.a": "def a(self):\n    return 3\n"})
    assert changed == source.replace("return 1", "return 3")
    assert "def b" not in patched(source, remove=["Net.b"])


def test_a_removed_definition_is_gone_and_the_rest_stays() -> None:
    source = patched(SOURCE, remove=["area"])
    assert "area" not in source
    assert source.endswith("LAST = 1\n")


def test_renaming_changes_names_and_no_part_of_a_word() -> None:
    source = patched("areas = area(1)  # area\n", rename={"area": "surface"})
    assert source == "areas = surface(1)  # area\n"


def test_patching_what_is_not_there_names_what_is() -> None:
    with pytest.raises(ValueError, match=r"no definition of aera.*decorated, area"):
        patched(SOURCE, replace={"aera": ""})


def test_a_single_file_is_handed_in_as_a_file(assignment: Path, tmp_path: Path) -> None:
    built = build_submission(
        case(**{"from": "solution", "name": "hw.py", "append": "x = 1\n"}),
        assignment=assignment,
        folder=tmp_path,
    )
    assert built == tmp_path / "hw.py"
    assert built.read_text(encoding="utf-8") == SOURCE + "x = 1\n"


def test_several_files_are_handed_in_as_a_folder(assignment: Path, tmp_path: Path) -> None:
    folder = tmp_path / "handin"
    folder.mkdir()
    keys = {"from": "solution", "files": {"data/readme.txt": "hello\n"}}
    built = build_submission(case(**keys), assignment=assignment, folder=folder)
    assert built == folder
    assert (folder / "data" / "readme.txt").read_text(encoding="utf-8") == "hello\n"
    assert (folder / "shapes.py").is_file()


def test_a_notebook_has_a_cell_per_definition_and_its_magics_apart(
    assignment: Path, tmp_path: Path
) -> None:
    keys = {"from": "solution", "as": "notebook", "prepend": "%matplotlib inline\n"}
    built = build_submission(case(**keys), assignment=assignment, folder=tmp_path)
    cells = json.loads(built.read_text())["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert built.name == "shapes.ipynb"
    assert texts[0] == "%matplotlib inline"
    assert [text.splitlines()[0] for text in texts[2:]] == ["@staticmethod", "def area(r):"]


@pytest.mark.parametrize("form", ["zip", "tar.gz"])
def test_an_archive_has_the_same_bytes_every_time(
    form: str, assignment: Path, tmp_path: Path
) -> None:
    keys = {"from": "solution", "as": form}
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        built = build_submission(case(**keys), assignment=assignment, folder=folder)
        contents.append(built.read_bytes())
    assert contents[0] == contents[1]


@pytest.fixture
def project(assignment: Path) -> Path:
    """Let the solution be a project: two modules, settings, and a file of bytes."""
    solution = assignment / "solution"
    (solution / "main.py").write_text("from shapes import area\n\n\ndef main():\n    area(2)\n")
    (solution / "settings.json").write_text("{}")
    (solution / "weights.npz").write_bytes(b"\x80\x00")
    return assignment


def test_a_project_is_handed_in_whole_and_patched_where_a_definition_stands(
    project: Path, tmp_path: Path
) -> None:
    keys = {"from": "solution", "replace": {"area": "def area(r):\n    return r\n"}}
    folder = tmp_path / "handin"
    built = build_submission(case(**keys), assignment=project, folder=folder)
    assert built == folder
    names = ["main.py", "settings.json", "shapes.py", "weights.npz"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert "return r\n" in (folder / "shapes.py").read_text(encoding="utf-8")
    assert (folder / "weights.npz").read_bytes() == b"\x80\x00"


def test_files_of_a_project_are_moved_left_out_and_made_notebooks(
    project: Path, tmp_path: Path
) -> None:
    move = {"shapes.py": "src/shapes.py", "main.py": "main.ipynb"}
    keys = {"from": "solution", "move": move, "without": ["weights.npz"]}
    folder = tmp_path / "handin"
    build_submission(case(**keys), assignment=project, folder=folder)
    assert (folder / "src" / "shapes.py").read_text(encoding="utf-8") == SOURCE
    assert json.loads((folder / "main.ipynb").read_text(encoding="utf-8"))["cells"]
    assert not (folder / "weights.npz").exists()


@pytest.mark.parametrize("keys", [{"remove": ["volume"]}, {"append": "x = 1\n"}])
def test_a_patch_that_fits_no_file_of_a_project_is_refused(
    keys: dict[str, object], project: Path, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"volume is defined in no file|an origin of one file"):
        build_submission(case(**{"from": "solution", **keys}), assignment=project, folder=tmp_path)


def test_labels_that_hold_break_nothing() -> None:
    labels = {
        "score": 1,
        "checks": {"area": "partial"},
        "parts": {"area": {"ordinary": "passed"}},
        "conventions": {"area": ["columns"]},
        "diagnoses": {"area": "area.diameter"},
        "warnings": ["skipped", "was taken for it"],
        "texts": {"area": "off"},
        "bindings": {"area": "surface"},
    }
    assert broken_labels(case(expect=labels), report()) == ()


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ({"score": 2}, "score: the total is 1, not 2"),
        ({"score": {"area": 2}}, "score: area is 1, not 2"),
        ({"checks": {"area": "passed"}}, "checks: area is partial, not passed"),
        ({"checks": {"volume": "passed"}}, "volume is not a check of the report"),
        (
            {"parts": {"area": {"extreme": "passed"}}},
            "parts: area.extreme is not there, not passed",
        ),
        ({"conventions": {"area": ["rows"]}}, "conventions: area has columns, not rows"),
        ({"diagnoses": {"area": ""}}, "diagnoses: area has area.diameter, not none"),
        ({"warnings": ["parsed"]}, "warnings: none says 'parsed'"),
        ({"texts": {"area": "shape"}}, "texts: area does not say 'shape'"),
        ({"bindings": {"area": "area"}}, "bindings: area was found as surface, not area"),
    ],
)
def test_a_label_that_breaks_is_told(labels: dict[str, object], sentence: str) -> None:
    assert broken_labels(case(expect=labels), report()) == (sentence,)


def test_an_ungraded_report_bears_out_no_case() -> None:
    assert broken_labels(case(), report(status="ungraded"))


def test_an_excerpt_shows_what_a_failing_test_needs() -> None:
    text = excerpt(report())
    for part in ("graded: 1 of 2", "area: partial 1/2", "[columns]", "area.diameter", "skipped"):
        assert part in text


def test_an_unknown_label_is_refused_when_a_case_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("about: x\nexpect: {socre: 1}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="socre"):
        read_case(path)


def test_a_text_may_say_what_each_tensor_is() -> None:
    assert (
        broken_labels(case(expect={"texts": {"area": "width: right; height: all"}}), report()) == ()
    )
    (said,) = broken_labels(case(expect={"texts": {"area": "width: all zeros"}}), report())
    assert said == "texts: area does not say 'width: all zeros'"
