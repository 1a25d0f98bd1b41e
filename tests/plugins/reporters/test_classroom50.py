"""The result file of Classroom 50, held against its schema."""

import json
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from grader.errors import UsageError
from grader.models.report import Report
from grader.reporting.rendering import render
from grader_plugins.reporters.classroom50 import CONTEXT, Classroom50

SCHEMA = json.loads(
    Path(__file__).with_name("schemas").joinpath("classroom50.schema.json").read_text()
)
WHOSE = {
    **dict.fromkeys(CONTEXT, "x"),
    "assignment_type": "individual",
    "submission": "submit/2026-11-21",
    "datetime": "2026-11-21T18:00:00Z",
}


@pytest.fixture(autouse=True)
def context(monkeypatch: pytest.MonkeyPatch) -> None:
    for field, variable in CONTEXT.items():
        monkeypatch.setenv(variable, WHOSE[field])


def written(report: Report) -> str:
    return render(report, reporter=Classroom50(), audience="student")


def test_every_verdict_follows_the_schema(report: Report) -> None:
    if report.status == "graded":
        jsonschema.validate(json.loads(written(report)), SCHEMA)
    else:
        with pytest.raises(UsageError, match="no verdict"):
            written(report)


def test_points_are_counted_in_hundredths_and_none_is_lost(gallery: Mapping[str, Report]) -> None:
    report = gallery["softmax"]
    half = report.checks[0].model_copy(update={"score": 0.5, "max_score": 1.0})
    found = json.loads(
        written(report.model_copy(update={"checks": (half,), "score": 0.5, "max_score": 1.0}))
    )
    assert (found["score"], found["max-score"]) == (50, 100)
    assert found["tests"][0]["score"] == 50


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CLASSROOM50_OWNER", "", "CLASSROOM50_OWNER is not set"),
        ("CLASSROOM50_SUBMISSION", "main", "CLASSROOM50_SUBMISSION is 'main'"),
        ("CLASSROOM50_DATETIME", "today", "CLASSROOM50_DATETIME is 'today'"),
        ("CLASSROOM50_ASSIGNMENT_TYPE", "pair", "CLASSROOM50_ASSIGNMENT_TYPE is 'pair'"),
    ],
)
def test_a_workflow_that_does_not_say_whose_work_it_is_is_told_what_to_set(
    gallery: Mapping[str, Report],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=said):
        written(gallery["softmax"])
