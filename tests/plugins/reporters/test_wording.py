"""What a report says of a whole, whatever form it has."""

import pytest

from grader.models.report import (
    AssignmentIdentity,
    Binding,
    CheckReport,
    Environment,
    Evidence,
    Report,
    Status,
    SubmissionIdentity,
)
from grader_plugins.reporters import absences, wording
from grader_plugins.reporters.arrays import formatted
from grader_plugins.reporters.facts import facts, missing_facts, place

PICTURE = "tsne.png was not handed in: it is optional, and leaving it out costs nothing"


def check(name: str, status: Status, text: str = "", points: float = 1.0) -> CheckReport:
    score = points if status is Status.PASSED else 0.0
    return CheckReport(
        id=name,
        kind="values",
        title=name,
        status=status,
        score=score,
        max_score=points,
        student_text=text,
    )


def report(*checks: CheckReport, **bindings: Binding) -> Report:
    return Report(
        audience="student",
        status="graded",
        score=sum(each.score for each in checks),
        max_score=sum(each.max_score for each in checks),
        assignment=AssignmentIdentity(id="letters"),
        submission=SubmissionIdentity(id="hw.py", digest="sha256:0"),
        environment=Environment(grader="1", numpy="2", python="3", confinement="L3", seed=0),
        bindings=bindings,
        checks=checks,
    )


RELU = check("relu", Status.PASSED)
EXTRA = check("picture", Status.SKIPPED, PICTURE, points=0.0)


def test_what_is_optional_and_left_out_is_told_and_counts_for_nothing() -> None:
    right = report(RELU, EXTRA)
    assert wording.all_right(right)
    assert wording.verdict(right) == "Well done: the check is right."
    assert f"picture: {PICTURE}" in wording.notes(right)
    wrong = report(check("relu", Status.FAILED), RELU, EXTRA)
    assert wording.verdict(wrong) == "1 of 2 checks is right."
    assert wording.worked(wrong) == "Right already: relu."
    assert wording.remark(wrong, EXTRA) == PICTURE


def test_what_only_waits_is_not_said_to_be_unwritten() -> None:
    waits = report(check("manners", Status.SKIPPED, "relu: checked when the values are right"))
    assert wording.verdict(waits).startswith("Nothing could be checked yet")
    empty = report(check("relu", Status.MISSING, "relu has no body yet"))
    assert wording.verdict(empty).startswith("Nothing is written yet")
    absent = report(check("relu", Status.MISSING, "no function called relu was found"))
    assert wording.verdict(absent).startswith("Nothing of what is asked for was found")


def test_a_check_whose_helper_has_no_body_is_not_written_yet() -> None:
    lacks = check("backward", Status.MISSING, "gradCE has no body yet")
    told = report(lacks, RELU, backward=Binding(how="missing", note=lacks.student_text))
    assert wording.result(told, lacks) == "not written yet"
    assert absences.missing(told) == ()
    assert wording.remark(told, lacks) == "gradCE has no body yet"
    assert wording.start_with(told) == "Next: write gradCE. Then check again."


def test_what_comes_first_in_the_assignment_is_next() -> None:
    absent = check("CE", Status.MISSING, "no function called CE was found")
    told = report(RELU, absent, check("softmax", Status.FAILED))
    assert wording.start_with(told) == "Next: write CE. Then check again."


def test_files_that_were_not_found_are_told_once_with_what_was_handed_in() -> None:
    there = "what was handed in: model.py, test.py"
    said = report(
        check("checkpoint", Status.MISSING, f"best.npz or *.npz {LOOKED}; {there}"),
        check("test", Status.MISSING, f"best.npz {LOOKED}; {there}"),
        check("curve", Status.MISSING, f"loss.csv {LOOKED}; {there}"),
    )
    problem, remedy = missing_facts(said)
    assert problem.text == (
        "best.npz or *.npz, loss.csv were looked for and not found; "
        "what was handed in: model.py, test.py."
    )
    assert remedy.text.startswith("Hand in each file")


LOOKED = "was looked for and not found"


def test_a_class_that_was_not_found_is_to_be_defined_as_a_class() -> None:
    absent = check("backprop", Status.MISSING, "no class called CNN was found")
    _, remedy = missing_facts(report(absent))
    assert remedy.text.startswith("Define each class under exactly this name")
    assert "def at the very start" not in remedy.text


def test_what_is_to_be_written_is_named() -> None:
    absent = check("backprop", Status.MISSING, "no class called CNN was found")
    assert wording.start_with(report(absent)) == "Next: write the class CNN. Then check again."
    lost = check("training", Status.MISSING, "its weights: no function called predict was found")
    assert wording.start_with(report(lost)) == "Next: write predict. Then check again."
    assert absences.absences((lost,)) == ("no function called predict was found",)


def test_of_a_program_the_end_is_shown_and_of_a_function_the_beginning() -> None:
    printed = "\n".join(f"epoch {number}" for number in range(30))
    train = check("train", Status.FAILED, "wrong").model_copy(update={"stdout": printed})
    ran = train.model_copy(update={"evidence": Evidence(asked="python train.py")})
    function, program = (facts(report(each), each, width=80)[-1].text for each in (train, ran))
    assert function.splitlines()[0::10] == ["epoch 0", "… and 20 more lines"]
    assert program.splitlines()[0::10] == ["… 20 lines before", "epoch 29"]


def test_a_share_is_not_told_twice() -> None:
    details = {"accuracy": [0.18575], "seeds": [3]}
    wrong = check("training", Status.FAILED, "18.6 % of new examples were classified rightly")
    wrong = wrong.model_copy(update={"evidence": Evidence(asked="training", details=details)})
    assert [f.text for f in facts(report(wrong), wrong, width=80) if f.label == "In detail"] == [
        "seeds: 3"
    ]


def test_what_was_never_measured_is_not_told_as_a_measurement() -> None:
    details = {"accuracy": [0.0, 0.0], "seeds": [3]}
    late = check("training", Status.TIMED_OUT, "no answer within the time allowed")
    late = late.model_copy(update={"evidence": Evidence(asked="training", details=details)})
    assert not any("accuracy" in fact.text for fact in facts(report(late), late, width=80))


def test_titles_that_hold_commas_are_listed_with_semicolons() -> None:
    loader = check("loader", Status.PASSED).model_copy(update={"title": "Batches, split"})
    told = report(RELU, loader, check("softmax", Status.FAILED))
    assert wording.worked(told) == "Right already: relu; Batches, split."


def test_a_convention_of_wrong_code_is_what_it_was_taken_for() -> None:
    claim = {"convention_text": ("one example per column",), "file": "hw.py", "line": 3}
    wrong = check("softmax", Status.FAILED).model_copy(update=claim)
    right = check("softmax", Status.PASSED).model_copy(update=claim)
    assert place(report(wrong), wrong).endswith("taken as: one example per column")
    assert place(report(right), right).endswith("· one example per column")


def test_a_program_that_was_run_is_told_as_a_command() -> None:
    run = "python train.py -c config.json"
    raised = check("train", Status.RAISED, f"{run}: KeyError: 'rate' (train.py, line 3)")
    raised = raised.model_copy(update={"evidence": Evidence(asked=run)})
    told = facts(report(raised), raised, width=80)
    assert [(fact.label, fact.text) for fact in told[:2]] == [
        ("We ran", run),
        ("Problem", "KeyError: 'rate' (train.py, line 3)"),
    ]


@pytest.mark.parametrize("value", [-0.0, [1.5, -0.0]])
def test_nothing_is_shown_as_minus_zero(value: object) -> None:
    assert "-0" not in formatted(value, width=80)
