"""The JSON report: stable bytes, strict JSON, and a way back."""

import json
from collections.abc import Mapping

import jsonschema
import pytest

from grader.models.report import Evidence, Report
from grader.reporting.rendering import render
from grader_plugins.reporters.json_report import Json
from grader_plugins.reporters.schema import report_schema


def written(report: Report, audience: str = "staff") -> str:
    return render(report, reporter=Json(), audience=audience)


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_every_report_keeps_to_the_schema(report: Report, audience: str) -> None:
    jsonschema.validate(json.loads(written(report, audience)), report_schema())


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_a_report_can_be_read_back(report: Report, audience: str) -> None:
    text = written(report, audience)
    assert written(Report.model_validate_json(text), audience) == text


def test_the_first_field_is_the_schema_version(report: Report) -> None:
    assert next(iter(json.loads(written(report)))) == "schema_version"


def test_the_document_ends_in_a_newline_and_can_be_encoded(report: Report) -> None:
    text = written(report)
    assert text.endswith("}\n")
    assert text.encode("utf-8")


def test_numbers_that_are_not_finite_are_strings(gallery: Mapping[str, Report]) -> None:
    values = [float("nan"), float("inf"), -float("inf"), "nan"]
    check = gallery["softmax"].checks[1].model_copy(update={"evidence": Evidence(got=values)})
    report = gallery["softmax"].model_copy(update={"checks": (check,)})
    got = json.loads(written(report), parse_constant=pytest.fail)["checks"][0]["evidence"]["got"]
    assert got == ["NaN", "Infinity", "-Infinity", "NaN"]


def test_control_and_override_characters_are_escaped_and_come_back(
    gallery: Mapping[str, Report],
) -> None:
    text = written(gallery["nasty"])
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "##[" not in text
    assert json.loads(text)["checks"][0]["stdout"] == gallery["nasty"].checks[0].stdout


def test_only_times_differ_between_runs(gallery: Mapping[str, Report]) -> None:
    report = gallery["softmax"]
    slower = tuple(c.model_copy(update={"seconds": c.seconds + 1}) for c in report.checks)
    again = report.model_copy(update={"timings": {"total": 9.0}, "checks": slower})
    one, other = (json.loads(written(r)) for r in (report, again))
    for document in (one, other):
        del document["timings"]
        for check in document["checks"]:
            del check["seconds"]
    assert json.dumps(one) == json.dumps(other)
