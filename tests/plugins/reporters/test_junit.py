"""JUnit XML, held against the rules of pytest's ``junit-10.xsd``."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest

from grader.models.report import Report
from grader.reporting.rendering import render
from grader_plugins.reporters.junit import JUnit

TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?")
ATTRIBUTES = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set()),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp"}
        | {"hostname", "id", "package", "file", "log", "url", "version"},
        {"name", "tests", "failures", "errors"},
    ),
    "properties": (set(), set()),
    "property": ({"name", "value"}, {"name", "value"}),
    "testcase": ({"name", "time", "classname", "group"}, {"name"}),
    "skipped": ({"message", "type"}, set()),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "system-out": (set(), set()),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testsuite", "properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "testcase": {"skipped", "failure", "error", "system-out", "system-err"},
}


def document(report: Report, audience: str = "student") -> ET.Element:
    text = render(report, reporter=JUnit(), audience=audience)
    return ET.fromstring(text.encode("utf-8"))  # noqa: S314 - our own document


def assert_structure(element: ET.Element) -> None:
    allowed, required = ATTRIBUTES[element.tag]
    assert required <= set(element.attrib) <= allowed
    assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    if element.tag in ("testsuites", "testsuite"):
        assert TIME.fullmatch(element.get("time", ""))
    for child in element:
        assert_structure(child)


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_every_report_has_the_structure_of_the_schema(report: Report, audience: str) -> None:
    root = document(report, audience)
    assert root.tag == "testsuites"
    assert_structure(root)


def test_the_counts_are_those_of_the_cases(report: Report) -> None:
    root = document(report)
    suite = root[0]
    for name, path in (("tests", "testcase"), ("failures", "testcase/failure")):
        assert suite.get(name) == root.get(name) == str(len(suite.findall(path)))
    assert suite.get("errors") == str(len(suite.findall("testcase/error")))
    assert suite.get("skipped") == str(len(suite.findall("testcase/skipped")))


def outcomes(report: Report) -> dict[str, list[str]]:
    cases = document(report).iter("testcase")
    return {c.get("classname", ""): [child.tag for child in c] for c in cases}


def test_wrong_answers_are_failures_and_what_waits_is_skipped(
    gallery: Mapping[str, Report],
) -> None:
    found = outcomes(gallery["softmax"])
    assert found["letters.relu"] == []
    assert found["letters.softmax"] == ["failure", "system-out"]
    assert found["letters.gradCE"] == ["skipped"]
    assert outcomes(gallery["stopped"])["letters.essay"] == ["skipped"]


def test_a_fault_of_the_grader_is_an_error_without_a_score(gallery: Mapping[str, Report]) -> None:
    report = gallery["ungraded"]
    assert outcomes(report)["letters.softmax"] == ["error"]
    names = {p.get("name") for p in document(report).iter("property")}
    assert "score" not in names


def test_an_ungraded_report_has_an_error_even_without_a_broken_check(
    gallery: Mapping[str, Report],
) -> None:
    report = gallery["all_passed"].model_copy(update={"status": "ungraded"})
    assert document(report).get("errors") == "1"


def test_score_and_maximum_stand_in_the_suite(gallery: Mapping[str, Report]) -> None:
    root = document(gallery["softmax"])
    values = {p.get("name"): p.get("value") for p in root.iter("property")}
    assert values["score"] == "4"
    assert values["max_score"] == "13"
