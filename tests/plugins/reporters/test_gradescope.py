"""``results.json`` of Gradescope, held against the rules of its own documentation."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.models.report import Report
from grader.reporting.rendering import render
from grader_plugins.reporters.gradescope import Gradescope

SCHEMA = json.loads(
    Path(__file__).with_name("schemas").joinpath("gradescope.schema.json").read_text()
)


def results(report: Report, audience: str = "staff") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render(report, reporter=Gradescope(), audience=audience))
    return found


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_every_report_follows_the_rules_of_the_file(report: Report, audience: str) -> None:
    jsonschema.validate(results(report, audience), SCHEMA)


def test_each_check_is_a_test_with_its_points_and_its_number(gallery: Mapping[str, Report]) -> None:
    report = gallery["softmax"]
    tests = results(report)["tests"]
    assert [test["number"] for test in tests] == ["1", "2", "3", "4", "5"]
    assert [test["score"] for test in tests] == [check.score for check in report.checks]
    assert tests[0]["status"] == "passed"
    assert tests[1]["status"] == "failed"
    assert "status" not in tests[3]
    assert results(report)["score"] == report.score


def test_a_hidden_check_is_a_hidden_test_and_the_students_are_told_of_the_total(
    gallery: Mapping[str, Report],
) -> None:
    found = results(gallery["hidden"])
    hidden = [test for test in found["tests"] if test["visibility"] == "hidden"]
    assert hidden
    assert "no total" in found["output"]
    shown = json.dumps([t for t in found["tests"] if t not in hidden]) + found["output"]
    assert "secret" not in shown
    assert "secret staff text" in hidden[0]["output"]


def test_a_students_file_has_no_hidden_test(gallery: Mapping[str, Report]) -> None:
    found = results(gallery["hidden"], "student")
    assert {test["visibility"] for test in found["tests"]} == {"visible"}
    assert "secret" not in json.dumps(found)


def test_visible_tests_of_a_staffs_report_hold_no_staff_text(report: Report) -> None:
    visible = [t for t in results(report)["tests"] if t["visibility"] != "hidden"]
    text = json.dumps(visible)
    for check in report.checks:
        if check.visibility == "visible" and len(check.staff_text) > 20:
            assert check.staff_text == check.student_text or check.staff_text not in text
        for diagnosis in check.diagnoses:
            assert not diagnosis.explanation or diagnosis.explanation not in text


def test_what_waits_for_the_due_date_waits_there_too_in_the_students_words(
    gallery: Mapping[str, Report],
) -> None:
    report = gallery["hidden"]
    later = tuple(
        c.model_copy(update={"visibility": "after_due"}) if c.visibility == "hidden" else c
        for c in report.checks
    )
    tests = results(report.model_copy(update={"checks": later}))["tests"]
    found = next(test for test in tests if test["visibility"] == "after_due_date")
    assert "secret staff text" not in found["output"]


def test_a_report_without_a_verdict_has_no_score_anywhere(gallery: Mapping[str, Report]) -> None:
    found = results(gallery["ungraded"])
    assert "score" not in found
    assert not any("score" in test for test in found["tests"])


def test_pictures_are_data_urls_in_html(gallery: Mapping[str, Report]) -> None:
    tests = results(gallery["pictures"])["tests"]
    drawn = [test for test in tests if test["output_format"] == "html"]
    assert drawn
    assert all('<img src="data:image/svg+xml;base64,' in test["output"] for test in drawn)


def test_digests_stand_in_the_extra_data(gallery: Mapping[str, Report]) -> None:
    report = gallery["softmax"]
    extra = results(report)["extra_data"]["grader"]
    assert extra["submission_digest"] == report.submission.digest
    assert extra["assignment_digest"] == report.assignment.digest
    assert "seed" not in extra


def test_nothing_a_student_wrote_becomes_markup(gallery: Mapping[str, Report]) -> None:
    for test in results(gallery["nasty"])["tests"]:
        if test["output_format"] == "html":
            assert "<script" not in test["output"]
        assert "\x1b" not in test["output"]
