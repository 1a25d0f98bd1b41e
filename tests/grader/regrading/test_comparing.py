"""Which checks moved between two reports, and why."""

from typing import Any

from grader.models.report import (
    AssignmentIdentity,
    CheckReport,
    Diagnosis,
    Environment,
    Part,
    Report,
    Status,
    SubmissionIdentity,
)
from grader.regrading.comparing import check_moves
from grader.regrading.replaying import differences


def check(score: float, most: float = 2.0, **more: Any) -> CheckReport:
    status = Status.PASSED if score == most else Status.PARTIAL
    told = {"id": "softmax", "kind": "values", "title": "Softmax", "status": status, **more}
    return CheckReport(score=score, max_score=most, **told)


def report(*checks: CheckReport) -> Report:
    return Report(
        assignment=AssignmentIdentity(id="tiny"),
        submission=SubmissionIdentity(id="submission.py"),
        environment=Environment(grader="1", numpy="2", python="3.11"),
        checks=checks,
    )


SHIFT = Diagnosis(id="softmax.no_shift", title="no shift")


def test_a_check_that_is_the_same_moved_nobody() -> None:
    same = report(check(1.0, seconds=0.1)), report(check(1.0, seconds=0.2))
    assert check_moves(*same) == ()


def test_a_lower_check_tells_what_is_found_wrong_now_and_in_which_part() -> None:
    part = Part(id="extreme", status=Status.FAILED, score=1.0, max_score=1.0)
    before = check(2.0, parts=(part,))
    after = check(1.0, parts=(part.model_copy(update={"score": 0.0}),), diagnoses=(SHIFT,))
    [move] = check_moves(report(before), report(after))
    assert move.why == "now: no shift"
    assert [(p.part, p.before, p.after) for p in move.parts] == [("extreme", 1.0, 0.0)]


def test_a_higher_check_tells_what_was_found_wrong_then() -> None:
    [move] = check_moves(report(check(1.0, diagnoses=(SHIFT,))), report(check(2.0)))
    assert (move.before, move.after, move.why) == (1.0, 2.0, "before: no shift")


def test_other_points_and_another_convention_are_told() -> None:
    before, after = check(2.0, convention=("rows",)), check(4.0, 4.0, convention=("columns",))
    [move] = check_moves(report(before), report(after))
    assert move.why == "it is worth 4 points now, 2 before; read as columns now, as rows before"


def test_checks_that_came_and_went_are_told_and_voided_ones_are_not() -> None:
    new = check(1.0, id="relu")
    moves = check_moves(report(check(1.0)), report(new))
    assert [(move.check, move.why) for move in moves] == [
        ("softmax", "it is no check any more"),
        ("relu", "a new check"),
    ]
    assert check_moves(report(check(1.0)), report(check(2.0)), void=("softmax",)) == ()


def test_differences_are_told_by_their_place() -> None:
    before = {"a": {"b": [1, {"c": 2}]}, "d": 1}
    after = {"a": {"b": [1, {"c": 3}]}, "e": 1}
    assert list(differences(before, after)) == [
        "a.b[1].c: 2 → 3",
        "d: 1 → nothing",
        "e: nothing → 1",
    ]
