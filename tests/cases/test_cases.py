"""Every labelled case of every assignment, graded by the real pipeline and held to its labels."""

from pathlib import Path

import pytest

from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import Report
from grader.preparation import Prepared, prepare
from grader.testing import broken_labels, build_submission, excerpt, read_case
from tests.cases.graded import Ready

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"
FOLDERS = sorted(path.parent for path in ASSIGNMENTS.glob("*/assignment.yaml"))
CASES = sorted(ASSIGNMENTS.glob("*/cases/*.yaml"))
NAMES = [f"{path.parts[-3]}/{path.stem}" for path in CASES]
NEVER_SAID = ("mutant", "hostile", "malicious", "cheat", "attack")
LONG = ("letters-cnn", "mnist-cnn", "mnist-init")
"""What trains for ten seconds and more is graded on one seed here, and on twenty by
``python -m tests.benchmarks solutions --seeds 20``."""
SEEDS = [(path, seed) for path in FOLDERS for seed in (0, 1, 20)[: 1 if path.name in LONG else 3]]
RERUN = {"letters/cases/global_max": 10, "backprop-scalar/cases/hidden_sign": 2}


def graded(submission: Path, prepared: Prepared, wall: Wall) -> Report:
    return grade(prepared, read_submission(submission, prepared.registry), wall)


def without_timings(report: Report) -> str:
    """Return a report's JSON without what a clock said."""
    checks = tuple(check.model_copy(update={"seconds": 0.0}) for check in report.checks)
    return report.model_copy(update={"timings": {}, "checks": checks}).model_dump_json()


def shown_to_students(report: Report) -> str:
    """Return every word of a report that a student may read, in lower case."""
    words = [*report.warnings]
    for check in report.checks:
        words += [check.student_text, check.title, *(part.text for part in check.parts)]
        words += [f"{d.title} {d.hint}" for d in check.diagnoses]
    return " ".join(words).lower()


@pytest.mark.parametrize("path", CASES, ids=NAMES)
def test_a_case_is_graded_as_its_labels_say(
    path: Path, tmp_path: Path, wall: Wall, ready: Ready
) -> None:
    case = read_case(path)
    if wall.level < case.confinement:
        pytest.skip(f"this machine's wall is {wall.level}, and the case wants {case.confinement}")
    folder = path.parents[1]
    submission = build_submission(case, assignment=folder, folder=tmp_path)
    report = graded(submission, ready.prepared(folder), wall)
    broken = broken_labels(case, report)
    assert not broken, "\n".join((case.about, *broken, "", excerpt(report)))
    said = shown_to_students(report)
    assert not [word for word in NEVER_SAID if word in said], said


@pytest.mark.parametrize(("folder", "seed"), SEEDS, ids=[f"{f.name}/{s}" for f, s in SEEDS])
def test_the_solution_earns_everything_and_the_starter_nothing(
    folder: Path, seed: int, wall: Wall, ready: Ready
) -> None:
    prepared = prepare(folder / "assignment.yaml", seed=seed) if seed else ready.prepared(folder)
    solution = graded(folder / "solution", prepared, wall)
    starter = graded(folder / "starter", prepared, wall)
    assert solution.score == solution.max_score, excerpt(solution)
    assert all(check.status == "passed" for check in solution.checks), excerpt(solution)
    assert solution.warnings == ()
    assert starter.score == 0.0, excerpt(starter)
    earning = [check for check in starter.checks if check.max_score]
    assert not any(check.status == "passed" for check in earning), excerpt(starter)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_students_read_states_the_points(folder: Path, wall: Wall, ready: Ready) -> None:
    report = graded(folder / "starter", ready.prepared(folder), wall)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert f"makes {report.max_score:g} points" in readme


@pytest.mark.parametrize(("name", "runs"), RERUN.items(), ids=list(RERUN))
def test_the_same_submission_gets_the_same_report_byte_for_byte(
    name: str, runs: int, tmp_path: Path
) -> None:
    path = ASSIGNMENTS / f"{name}.yaml"
    folder = path.parents[1]
    submission = build_submission(read_case(path), assignment=folder, folder=tmp_path)
    reports = set()
    for _ in range(2):
        with open_wall() as wall:
            prepared = prepare(folder / "assignment.yaml")
            raise_wall(wall, prepared)
            reports |= {
                without_timings(graded(submission, prepared, wall)) for _ in range(runs // 2)
            }
    assert len(reports) == 1
