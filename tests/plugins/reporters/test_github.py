"""Workflow commands: annotations that a GitHub runner reads line by line."""

import re
from collections import Counter
from collections.abc import Mapping

import pytest

from grader.models.report import Report, Status
from grader.reporting.rendering import render
from grader_plugins.reporters.github import FOLDER, GitHub

COMMAND = re.compile(
    r"::(error|warning|notice) ((?:\w+=[^,:\r\n]*)(?:,\w+=[^,:\r\n]*)*)::([^\r\n]*)"
)


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    found = []
    for line in render(report, reporter=GitHub(), audience="student").splitlines():
        match = COMMAND.fullmatch(line)
        assert match, line
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        found.append((match[1], properties, match[3]))
    return found


def test_every_line_of_every_report_is_one_command_of_ours(report: Report) -> None:
    every = commands(report)
    assert every[0][0] == "notice"
    assert all("%" not in re.sub(r"%(25|0D|0A|3A|2C)", "", text) for _, _, text in every)


def test_a_failure_is_an_error_at_the_line_of_its_function(gallery: Mapping[str, Report]) -> None:
    every = commands(gallery["softmax"])
    kinds = [(kind, p.get("file"), p.get("line")) for kind, p, _ in every]
    assert kinds == [("notice", None, None), ("error", "hw.py", "58"), ("warning", "hw.py", "12")]


def test_files_are_named_as_the_repository_has_them(
    gallery: Mapping[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, "homework/two/")
    files = {p["file"] for _, p, _ in commands(gallery["softmax"]) if "file" in p}
    assert files == {"homework/two/hw.py"}


def test_the_tenth_of_more_failures_says_how_many_there_are(
    gallery: Mapping[str, Report],
) -> None:
    report = gallery["softmax"]
    failed = next(c for c in report.checks if c.status is Status.FAILED)
    many = tuple(failed.model_copy(update={"id": f"c{n}", "title": f"c{n}"}) for n in range(14))
    every = commands(report.model_copy(update={"checks": many}))
    assert Counter(kind for kind, _, _ in every) == {"notice": 1, "error": 10}
    assert every[-1][1]["title"] == "5 more checks are not right yet"


def test_a_report_without_a_verdict_names_no_score(gallery: Mapping[str, Report]) -> None:
    assert "points." not in commands(gallery["ungraded"])[0][2].split("Your points")[0]
