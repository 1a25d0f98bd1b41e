"""``results.json`` of PrairieLearn's external graders, held against its rules."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.models.report import Report
from grader.reporting.rendering import render
from grader_plugins.reporters import prairielearn
from grader_plugins.reporters.prairielearn import PrairieLearn

SCHEMA = json.loads(
    Path(__file__).with_name("schemas").joinpath("prairielearn.schema.json").read_text()
)


def text(report: Report, audience: str = "staff") -> str:
    return render(report, reporter=PrairieLearn(), audience=audience)


def results(report: Report, audience: str = "staff") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text(report, audience))
    return found


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_every_report_follows_the_rules_of_the_file(report: Report, audience: str) -> None:
    jsonschema.validate(results(report, audience), SCHEMA)


def test_the_score_is_a_share_of_all_points(gallery: Mapping[str, Report]) -> None:
    report = gallery["softmax"]
    assert results(report)["score"] == pytest.approx(report.score / report.max_score)


def test_a_hidden_check_counts_for_staff_and_is_told_to_nobody(
    gallery: Mapping[str, Report],
) -> None:
    report = gallery["hidden"]
    assert "secret" not in text(report)
    assert results(report)["score"] == pytest.approx(report.score / report.max_score)
    assert len(results(report)["tests"]) < len(report.checks)


def test_a_report_without_a_verdict_is_not_gradable(gallery: Mapping[str, Report]) -> None:
    found = results(gallery["ungraded"])
    assert found["gradable"] is False
    assert "score" not in found
    assert found["format_errors"]


def test_pictures_are_data_urls(gallery: Mapping[str, Report]) -> None:
    images = [i for test in results(gallery["pictures"])["tests"] for i in test.get("images", ())]
    assert images
    assert all(image["url"].startswith("data:image/svg+xml;base64,") for image in images)


def test_what_is_too_long_is_shortened_until_it_fits(
    gallery: Mapping[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prairielearn, "MOST_BYTES", 20_000)
    report = gallery["softmax"]
    many = tuple(report.checks[1].model_copy(update={"id": f"c{n}"}) for n in range(40))
    long = text(report.model_copy(update={"checks": many}))
    assert len(long.encode()) < 20_000
    assert len(json.loads(long)["tests"]) == len(many)
