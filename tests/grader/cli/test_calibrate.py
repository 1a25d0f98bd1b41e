"""`grader calibrate`: what it measures, promises, writes, and what it refuses."""

import json
import sys
from pathlib import Path

import html5lib
import pytest

from grader.errors import ExitCode
from grader.models.assignment import CheckSpec
from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment
from tests.grader.cli.conftest import Plug, Type, Write
from tests.grader.cli.shell import RELU, Ended

TRAINING = """\
training: {dataset: moons, points: 1, accuracy: [0.6, LINE]}
interface: {calls: {fit: {call: train, with: [X, T]}, predict: {call: predict, with: [X]}}}
"""
EXECUTOR = """
import random
from statistics import NormalDist
from grader.executing.desk import Graded
from grader.models.report import *

class Made:
    name = "made"
    summary = "reports without grading"

    def run(self, desk, errands, *, workers=None):
        for errand in errands:
            yield Graded(key=errand.key, report=report(errand, desk))

def accuracy(errand):
    wrong = errand.submission.name.startswith("wrong")
    share = (errand.seed * 7 % 30 + 0.5) / 30
    return NormalDist(0.5 if wrong else 0.9, 0.005).inv_cdf(share)

def report(errand, desk):
    failed = errand.seed in LOST
    check = CheckReport(
        id="training", kind="training", title="", score=0, max_score=1,
        status="timed_out" if failed else "passed", staff_text="it took too long" * failed,
        evidence=Evidence(details={} if failed else {"accuracy": [accuracy(errand)]}),
    )
    return Report(
        assignment=AssignmentIdentity(id="short"), submission=SubmissionIdentity(id="hw"),
        environment=Environment(grader="0", numpy="2", python="3"), checks=(check,),
    )

LOST = ()

@hookimpl
def grader_register_executors():
    return (Made(),)
"""


class Course:
    """An assignment whose runs are made up by an executor, not graded."""

    def __init__(self, grader: Type, assign: Write, plug: Plug) -> None:
        self.grader, self.assign, self.plug = grader, assign, plug
        self.executor = plug(EXECUTOR)
        self.path = self.with_line("0.7")
        (self.path.parent / "solution").mkdir()
        (self.path.parent / "solution" / "hw.py").write_text(RELU)

    def with_line(self, line: str) -> Path:
        return self.assign(TRAINING.replace("LINE", line))

    def loses(self, *seeds: int) -> None:
        self.executor = self.plug(EXECUTOR.replace("LOST = ()", f"LOST = {seeds!r}"))

    def calibrate(self, *more: str | Path) -> Ended:
        made = ("--executor", "made", "--plugin", self.executor)
        return self.grader("calibrate", self.path, *made, *more)

    @property
    def check(self) -> CheckSpec:
        return read_assignment(self.path, build()).assignment.checks[0]


@pytest.fixture
def course(grader: Type, assign: Write, plug: Plug) -> Course:
    return Course(grader, assign, plug)


def test_the_bound_its_promise_and_the_yaml_are_told(course: Course) -> None:
    ended = course.calibrate()
    said = " ".join(ended.out.split())
    assert ended.code == ExitCode.PASSED, ended.err
    assert "right code falls below 0.878" in said
    assert "at most once in 1,000, with 95 % confidence" in said
    assert "asked for: 0.6 and 0.7, below the bound" in said
    assert "calibrated:" in ended.out
    assert "█" in ended.out
    assert not course.check.calibrated


def test_a_threshold_that_right_code_does_not_keep_ends_in_1(course: Course) -> None:
    course.with_line("0.89")
    ended = course.calibrate()
    assert ended.code == ExitCode.FAILED
    assert "stricter than right code keeps" in " ".join(ended.out.split())


def test_writing_lowers_it_and_keeps_what_is_laxer(course: Course) -> None:
    course.with_line("0.89")
    ended = course.calibrate("--write")
    assert ended.code == ExitCode.PASSED, ended.err
    assert course.check.params["accuracy"][0] == 0.6
    assert 0.87 < course.check.params["accuracy"][1] < 0.885
    assert course.check.calibrated["accuracy"].seeds == (0, 29)


def test_laxer_thresholds_are_raised_only_where_it_is_asked_for(course: Course) -> None:
    course.calibrate("--write")
    assert course.check.params["accuracy"] == [0.6, 0.7]
    assert course.check.calibrated["accuracy"].kept
    course.calibrate("--write", "--tighten")
    assert course.check.params["accuracy"][1] > 0.87


def test_the_longer_recipe_is_calibrated_by_itself(course: Course) -> None:
    longer = "points: 1, full: {accuracy: [0.95]},"
    course.path.write_text(course.path.read_text().replace("points: 1,", longer))
    ended = course.calibrate("--full", "--write", "-f", "json")
    assert (ended.code, ended.report["recipe"]) == (ExitCode.PASSED, "full")
    assert course.check.params["accuracy"] == [0.6, 0.7]
    assert not course.check.calibrated
    assert course.check.full["params"]["accuracy"][0] < 0.9
    assert course.check.full["calibrated"]["accuracy"]["n"] == 30


def test_a_look_whether_it_holds_takes_seeds_that_nobody_has_seen(course: Course) -> None:
    course.calibrate("--write")
    ended = course.calibrate("--check", "-f", "json")
    (threshold,) = ended.report["thresholds"]
    assert (ended.code, ended.report["holds"]) == (ExitCode.PASSED, True)
    assert [run["seed"] for run in threshold["runs"]] == list(range(30, 60))
    assert len(threshold["said"]) == 1


def test_a_look_tells_thresholds_that_no_longer_hold(course: Course) -> None:
    course.with_line("0.9")
    ended = course.calibrate("--check")
    said = " ".join(ended.out.split())
    assert ended.code == ExitCode.FAILED
    assert "15 of 30 fresh runs do not pass" in said
    assert "it has no provenance" in said


def test_a_look_tells_a_provenance_of_another_solution(course: Course) -> None:
    course.calibrate("--write")
    (course.path.parent / "solution" / "hw.py").write_text("def relu(x): return x * (x > 0)\n")
    ended = course.calibrate("--check")
    assert ended.code == ExitCode.PASSED
    assert "for another state of check, solution, data or" in " ".join(ended.out.split())


def test_a_run_that_measured_nothing_is_told_and_no_measurement(course: Course) -> None:
    course.loses(3, 4)
    ended = course.calibrate("--write", "--seeds", "32")
    said = " ".join(ended.out.split())
    assert ended.code == ExitCode.GRADER
    assert "not measured: training, seeds 3, 4: timed_out: it took too long" in said
    assert "30 runs, seeds 0 to 31" in said
    assert not course.check.calibrated


def test_runs_in_a_journal_are_not_made_again(course: Course, tmp_path: Path) -> None:
    journal = tmp_path / "runs.jsonl"
    course.loses(3)
    assert course.calibrate("--journal", journal).code == ExitCode.GRADER
    assert len(journal.read_text().splitlines()) == 29
    course.loses(*range(3), *range(4, 30))
    assert course.calibrate("--journal", journal).code == ExitCode.PASSED
    assert len(journal.read_text().splitlines()) == 30


def test_wrong_code_of_a_folder_is_held_against_the_lines(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "last_year"
    folder.mkdir()
    for name in ("wrong_a.py", "wrong_b.py", "lucky.py"):
        (folder / name).write_text(RELU)
    ended = course.calibrate("--against", folder, "-f", "json")
    (contest,) = ended.report["wrong_code"]
    assert (contest["passed"], contest["tried"]) == (3, 9)
    assert contest["passing"] == ["lucky.py"]
    assert 0.33 < contest["upper"] < 0.7


def test_wrong_code_of_the_cases_is_what_they_label_so(course: Course) -> None:
    cases = course.path.parent / "cases"
    cases.mkdir()
    (cases / "right.yaml").write_text(
        "about: right\nfrom: solution\nexpect: {checks: {training: passed}}\n"
    )
    (cases / "bad.yaml").write_text(
        "about: bad\nfrom: solution\nname: wrong.py\nexpect: {checks: {training: failed}}\n"
    )
    ended = course.calibrate("--against", "cases", "-f", "json")
    assert [(each["tried"], each["passed"]) for each in ended.report["wrong_code"]] == [(3, 0)]


def test_the_page_draws_every_distribution_beside_words_and_a_table(
    course: Course, tmp_path: Path
) -> None:
    file = tmp_path / "calibration.html"
    assert course.calibrate("-f", "html", "-o", file).code == ExitCode.PASSED
    text = file.read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("<svg") == text.count("<figcaption") == text.count("<table") == 1
    assert "Normal as log-odds" in text


def test_what_was_found_can_be_kept_as_text(course: Course, tmp_path: Path) -> None:
    file = tmp_path / "calibration.txt"
    course.calibrate("-o", file)
    assert "training: accuracy" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--check", "--write"), "--check only looks"),
        (("--check", "--tighten"), "--tighten would change thresholds"),
        (("--only", "trainin"), "did you mean 'training'?"),
        (("--executor", "mad"), "did you mean 'made'?"),
        (("--full",), "no longer recipe"),
        (("--seeds", "5"), "20"),
        (("--against", "nowhere"), "there is no such folder"),
        (("--against", "cases"), "no case of assigned is labelled wrong in training"),
        (("-o", "no/where.txt"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    course: Course, more: tuple[str, ...], words: str
) -> None:
    course.calibrate(*more).refused(ExitCode.USAGE, words)


def test_an_assignment_that_leaves_nothing_to_chance_is_refused(
    grader: Type, assign: Write
) -> None:
    path = assign("functions: {relu: 1}\n")
    grader("calibrate", path).refused(ExitCode.USAGE, "nothing to calibrate")


def test_without_a_solution_there_is_nothing_to_measure(course: Course) -> None:
    (course.path.parent / "solution" / "hw.py").unlink()
    (course.path.parent / "solution").rmdir()
    course.calibrate().refused(ExitCode.USAGE, "there is no solution in assigned/")


def test_a_check_that_has_a_seed_of_its_own_is_refused(course: Course) -> None:
    course.path.write_text(course.path.read_text().replace("points: 1,", "points: 1, seed: 4,"))
    course.calibrate().refused(ExitCode.USAGE, "has a `seed` of its own")


def test_without_scipy_it_says_how_to_get_it(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    course.calibrate().refused(ExitCode.USAGE, "needs scipy", "nn-grader[calibrate]")


def test_the_report_in_json_is_whole(course: Course) -> None:
    ended = course.calibrate("-f", "json")
    (side,) = json.loads(ended.out)["thresholds"][0]["sides"]
    assert side["present"] == [0.6, 0.7]
    assert (side["by"], side["rate"], side["confidence"]) == ("normal", 0.001, 0.95)
    assert side["allowed"]
