"""What a person marks: its points count and are not there yet, and every report says so."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from grader.errors import AssignmentError, ExitCode
from grader.examination.wall import open_wall
from grader.grading import grade_path
from grader.models.report import Report, Status
from grader.plugin_manager import build
from grader.preparation import prepare
from grader.reporting.audience import for_audience
from grader.validation import prove, refuse_objections
from tests.grader.cli.shell import RELU, TRUST, WRONG, ended

ASSIGNMENT = """
assignment: report
title: A report
functions: {relu: 1}
manual: {title: Your explanation, points: 3, criteria: It names two causes.}
"""
FORMATS = ("terminal", "markdown", "json", "junit")


def write(folder: Path, assignment: str = ASSIGNMENT, submission: str = RELU) -> tuple[Path, Path]:
    (folder / "solution").mkdir(parents=True)
    (folder / "solution" / "hw.py").write_text(submission, encoding="utf-8")
    (folder / "assignment.yaml").write_text(assignment, encoding="utf-8")
    return folder / "assignment.yaml", folder / "solution"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    assignment, submission = write(tmp_path_factory.mktemp("report"))
    return grade_path(submission, assignment=assignment, trust=bool(TRUST))


def rendered(report: Report, audience: str, name: str) -> str:
    reporter = build().reporters[name]
    return reporter.render(for_audience(report, audience), color=False, width=80)


def test_its_points_are_not_earned_yet_and_count(report: Report) -> None:
    check = report.checks[1]
    assert (report.status, report.provisional) == ("graded", True)
    assert (check.status, check.score, check.max_score) == (Status.PENDING, 0.0, 3.0)
    assert (report.score, report.max_score) == (1.0, 4.0)


@pytest.mark.parametrize("name", FORMATS)
def test_a_student_reads_that_a_person_will_mark_it(report: Report, name: str) -> None:
    said = rendered(report, "student", name)
    assert "will be marked by a person" in said
    assert "Your explanation" in said
    assert "two causes" not in said


@pytest.mark.parametrize("name", ["terminal", "markdown", "json"])
def test_staff_read_what_to_look_at(report: Report, name: str) -> None:
    assert "It names two causes." in rendered(report, "staff", name)


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_what_is_right_is_said_apart_from_what_waits(report: Report, name: str) -> None:
    said = rendered(report, "student", name)
    assert "1 of 2 checks is right, and a person marks the rest." in said
    assert "provisional: 3 points wait for a person" in said


def test_in_junit_it_is_a_skipped_case_and_no_failure(report: Report) -> None:
    (suite,) = ET.fromstring(rendered(report, "student", "junit"))  # noqa: S314 - our own
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")
    assert suite.find("testcase/skipped[@type='pending']") is not None


def test_a_rubric_of_several_items_is_pending_in_each(tmp_path: Path) -> None:
    parts = ASSIGNMENT.replace("points: 3", "parts: {clarity: 1, causes: 2}")
    assignment, submission = write(tmp_path, parts)
    check = grade_path(submission, assignment=assignment, trust=bool(TRUST)).checks[1]
    pending = [("clarity", Status.PENDING, 1.0), ("causes", Status.PENDING, 2.0)]
    assert [(part.id, part.status, part.max_score) for part in check.parts] == pending
    assert check.status is Status.PENDING


def test_a_report_of_nothing_else_says_that_a_person_marks_it(tmp_path: Path) -> None:
    alone = "assignment: essay\nmanual: {points: 3, criteria: It is clear.}\n"
    assignment, submission = write(tmp_path, alone)
    report = grade_path(submission, assignment=assignment, trust=bool(TRUST))
    assert "A person marks this." in rendered(report, "student", "terminal")


@pytest.mark.parametrize(
    ("source", "code"), [(RELU, ExitCode.PASSED), (WRONG, ExitCode.FAILED)], ids=["right", "wrong"]
)
def test_what_waits_for_a_person_is_no_failure(
    source: str, code: ExitCode, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assignment, submission = write(tmp_path, submission=source)
    typed = ("check", submission, "--assignment", assignment, "--format", "json", *TRUST)
    done = ended(typed, capfd.readouterr)
    assert done.code == code
    assert json.loads(done.out)["provisional"] is True


def test_a_solution_need_not_earn_what_a_person_gives(tmp_path: Path) -> None:
    assignment, _ = write(tmp_path)
    with open_wall(trust=bool(TRUST)) as wall:
        assert prove(prepare(assignment), wall).problems == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("relu: 1", "relu: {points: 1, needs: [manual]}", "relu needs manual"),
        (", criteria: It names two causes.", "", "criteria"),
    ],
)
def test_what_could_never_be_marked_is_refused(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    assignment, _ = write(tmp_path, ASSIGNMENT.replace(old, new))
    with pytest.raises(AssignmentError) as refused:
        refuse_objections(prepare(assignment))
    assert told in refused.value.mistakes[0].message
