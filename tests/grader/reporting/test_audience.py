"""The student's report is a subset of the staff's, filtered at the source."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from grader.errors import UsageError
from grader.models.report import (
    Adjustment,
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
from grader.reporting.audience import KEPT_BACK, SHOWN, for_audience
from grader.reporting.rendering import render
from grader_plugins.reporters import grader_register_reporters
from grader_plugins.reporters.classroom50 import CONTEXT

STAFF = "staffsecret"
HIDDEN = "hiddensecret"


WHOSE = {
    **dict.fromkeys(CONTEXT, "x"),
    "assignment_type": "individual",
    "submission": "submit/1",
    "datetime": "2026-11-21T18:00:00Z",
}


@pytest.fixture(scope="module", autouse=True)
def whose_work_it_is() -> Iterator[None]:
    """Say what a form that is for one platform alone asks of the environment."""
    with pytest.MonkeyPatch.context() as patched:
        for field, variable in CONTEXT.items():
            patched.setenv(variable, WHOSE[field])
        yield


def a_check(name: str, *, visibility: str = "visible", mark: str = "", **more: Any) -> CheckReport:
    status = more.pop("status", Status.FAILED)
    return CheckReport(
        id=f"{mark}{name}",
        kind="values",
        title=f"{mark} Title of {name}",
        status=status,
        score=1.0,
        max_score=3.0,
        visibility=visibility,
        parts=(Part(id=f"{mark}p", status=status, score=1, max_score=3, text=f"{mark} text"),),
        student_text=f"{mark} for the student",
        staff_text=f"{STAFF} for the staff",
        diagnoses=(
            Diagnosis(
                id="d", title=f"{mark} t", hint=f"{mark} h", explanation=STAFF, confidence=0.5
            ),
        ),
        evidence=Evidence(asked=f"{mark}f(x)", got=[1.0], details={"k": f"{mark}v"}),
        shown=("smallest_input", "got", "diagnosis"),
        stdout=f"{mark}printed",
        file=f"{mark}hw.py",
        line=more.pop("line", 3),
    )


def a_report(*checks: CheckReport, **more: Any) -> Report:
    fields: dict[str, Any] = {
        "score": sum(check.score for check in checks),
        "max_score": sum(check.max_score for check in checks),
        "assignment": AssignmentIdentity(id="letters", title="Letters"),
        "submission": SubmissionIdentity(id="hw.py"),
        "environment": Environment(
            grader="0.1",
            numpy=STAFF,
            python=STAFF,
            plugins={STAFF: STAFF},
            confinement="L3",
            seed=987_654,
        ),
        "timings": {STAFF: 1.0, "total": 2.0},
    }
    return Report(**{**fields, **more, "checks": checks})


def everything(report: Report, audience: str = "student") -> str:
    """Return what every reporter writes, one after the other."""
    return "\n".join(
        render(report, reporter=reporter, audience=audience, width=width)
        for reporter in grader_register_reporters()
        for width in (60, 120)
    )


visibilities = st.sampled_from(["visible", "hidden", "after_due"])


@given(st.lists(st.tuples(visibilities, st.sampled_from(list(Status))), max_size=5))
def test_nothing_of_the_staffs_part_is_in_any_students_report(
    chosen: list[tuple[str, Status]],
) -> None:
    number = count()
    checks = [
        a_check(
            f"c{next(number)}",
            visibility=visibility,
            mark="" if visibility == "visible" else HIDDEN,
            status=status,
        )
        for visibility, status in chosen
    ]
    report = a_report(
        *checks,
        bindings={
            c.id: Binding(
                found=c.id, file=c.file, line=c.line, how="near", note=f"{c.id} was taken"
            )
            for c in checks
        },
        warnings=tuple(f"{c.id} was taken" for c in checks),
        adjustments=tuple(
            Adjustment(check=c.id, delta=0, who=STAFF, when="today", reason="fair") for c in checks
        ),
    )
    text = everything(report).lower()
    assert STAFF not in text
    assert HIDDEN not in text
    assert "987654" not in text


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def test_every_text_of_the_student_stands_in_the_staffs_report_too() -> None:
    report = a_report(a_check("one"), a_check("two", line=9))
    staff = leaves(report.model_dump())
    student = leaves(for_audience(report, "student").model_dump())
    assert [leaf for leaf in student if leaf and leaf not in staff] == ["student"]


def every_model() -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = [Report]
    for model in found:
        schema = model.model_fields.values()
        names = " ".join(str(field.annotation) for field in schema)
        found += [m for m in SHOWN if f".{m.__name__}" in names and m not in found]
    return found


def test_every_model_of_a_report_has_a_list_of_what_is_shown() -> None:
    assert set(every_model()) == set(SHOWN)
    for model, names in SHOWN.items():
        assert names <= set(model.model_fields)


def test_hidden_checks_take_their_points_with_them() -> None:
    report = a_report(a_check("one"), a_check("two", visibility="hidden"))
    shown = for_audience(report, "student")
    assert (shown.score, shown.max_score) == (1.0, 3.0)
    assert [check.id for check in shown.checks] == ["one"]
    assert KEPT_BACK in shown.warnings


def test_where_nothing_is_hidden_the_score_is_untouched_and_nothing_is_announced() -> None:
    shown = for_audience(a_report(a_check("one"), score=2.5), "student")
    assert shown.score == 2.5
    assert shown.warnings == ()


def test_adjustments_that_stand_apart_from_the_checks_stay_in_the_score() -> None:
    adjustments = tuple(
        Adjustment(check=check, delta=1.0, who="x", when="y", reason="z")
        for check in ("one", "two")
    )
    report = a_report(
        a_check("one"), a_check("two", visibility="hidden"), score=4.0, adjustments=adjustments
    )
    shown = for_audience(report, "student")
    assert shown.score == 2.0
    assert [(a.check, a.who) for a in shown.adjustments] == [("one", "")]


def test_paths_of_the_machine_are_gone() -> None:
    path = "/srv/grader/x7/handin/hw.py"
    check = a_check("one").model_copy(
        update={
            "stdout": path,
            "student_text": f"ValueError ({path}, line 3)",
            "evidence": Evidence(asked=path, got=path, input={path: path}, details={"k": [path]}),
            "file": path,
        }
    )
    report = a_report(
        check,
        warnings=(path,),
        submission=SubmissionIdentity(id=path, files=(path,)),
        bindings={"one": Binding(found="one", file=path, how="exact", note=path)},
    )
    assert "/srv" in everything(report, "staff")
    assert "/srv" not in everything(report)


@pytest.mark.parametrize("word", ["mutant", "Mutants", "HOSTILE"])
def test_students_never_read_words_meant_for_the_staff(word: str) -> None:
    check = a_check("one").model_copy(update={"student_text": f"this {word} was found"})
    text = everything(a_report(check, warnings=(f"a {word} here",)))
    assert word.lower() not in text.lower()


def test_a_broken_diagnosis_is_the_staffs_business() -> None:
    warning = "one: the diagnosis relations broke (KeyError)"
    report = a_report(a_check("one"), warnings=(warning, "one line could not be read"))
    assert for_audience(report, "student").warnings == ("one line could not be read",)
    assert for_audience(report, "staff") is report


def test_a_skipped_check_does_not_name_the_hidden_one_it_waits_for() -> None:
    hidden = a_check("two", visibility="hidden", mark=HIDDEN)
    waiting = a_check("one").model_copy(
        update={
            "status": Status.SKIPPED,
            "student_text": f"skipped: it needs {hidden.title} to be right first",
        }
    )
    assert HIDDEN not in everything(a_report(waiting, hidden))


def test_a_students_copy_stays_one() -> None:
    shown = for_audience(a_report(a_check("one")), "student")
    assert for_audience(shown, "student") is shown
    with pytest.raises(UsageError, match="a student's copy"):
        for_audience(shown, "staff")


def test_an_unknown_audience_is_refused() -> None:
    with pytest.raises(UsageError, match="no audience 'parents'"):
        for_audience(a_report(), "parents")


def test_the_students_copy_is_a_report_again() -> None:
    shown = for_audience(a_report(a_check("one")), "student")
    assert Report.model_validate(json.loads(shown.model_dump_json())) == shown


WITHHELD = {
    "smallest_input": ("the input", "the trouble", "the printed"),
    "got": ("the got",),
    "expected": ("the expected",),
    "diagnosis": ("the cause", "the hint", "the tensor"),
}


@pytest.mark.parametrize("entry", WITHHELD)
def test_what_feedback_does_not_name_is_in_no_form_of_a_students_copy(entry: str) -> None:
    evidence = Evidence(
        asked="f(x)",
        input={"x": "the input"},
        got="the got",
        expected="the expected",
        details={"trouble": "the trouble", "tensors": {"dW": "the tensor"}, "more": "the rest"},
    )
    diagnosis = Diagnosis(id="d", title="the cause", hint="the hint")
    told = {"evidence": evidence, "diagnoses": (diagnosis,), "stdout": "the printed"}
    shown = tuple(name for name in WITHHELD if name != entry)
    report = a_report(a_check("one").model_copy(update={**told, "shown": shown}))
    text = everything(report)
    for name, words in WITHHELD.items():
        assert all((word in text) is (name != entry) for word in words)
    assert "the rest" in text
    assert all(word in everything(report, "staff") for word in WITHHELD[entry])


def test_names_of_the_students_own_are_not_reworded() -> None:
    binding = Binding(found="hostile", file="hostile.py", line=3, how="alias", note="hostile is it")
    report = a_report(a_check("one"), bindings={"one": binding})
    (shown,) = for_audience(report, "student").bindings.values()
    assert (shown.found, shown.file) == ("hostile", "hostile.py")
