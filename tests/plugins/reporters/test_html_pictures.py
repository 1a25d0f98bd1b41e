"""Pictures of evidence: each with its words and its table, whatever the numbers are."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

import html5lib
import pytest

from grader.models.report import CheckReport, Evidence, Report, Status
from grader.reporting.rendering import render
from grader_plugins.reporters.forms import READERS, forms
from grader_plugins.reporters.html import Html
from grader_plugins.reporters.html.drawing import grids

KINDS = {
    "curve": "Learning curve",
    "boundary": "Decision boundary of your network",
    "confusion": "Confusion matrix",
    "sweep": "Accuracy by setting",
    "differences": "Error against the step ε",
    "ratios": "Your gradient divided by the right one",
}
ODD: Mapping[str, Any] = {
    "curve": [
        {"epoch": 0, "loss": "NaN", "accuracy": None},
        {"epoch": 1, "loss": 1e300, "accuracy": 0.5},
        {"epoch": 2, "loss": "-Infinity", "accuracy": "NaN"},
    ],
    "boundary": {"x": [0, 1e-9], "y": [-1e20, 1e20], "classes": [[9, 9], [9, 9]], "points": []},
    "confusion": [[0, 0, 0], [0, 0, 5]],
    "sweep": {
        "rows": {"name": "$\\frac{1}$ <script>", "values": ["</text>\u202e", "日本"]},
        "accuracy": [[None], ["NaN"]],
    },
    "differences": [{"epsilon": 1e-5, "error": 0.0}, {"epsilon": -1.0, "error": "Infinity"}],
    "ratios": {"</svg><script>": -1e-20, "zero": 0.0, "none": None, "huge": 1e29},
}
WRONG: Mapping[str, Any] = {
    "curve": [{"loss": 1.0}],
    "boundary": {"x": [1, 0], "y": [0, 1], "classes": [[0, 0], [0, 0]]},
    "confusion": [[1, 2], [3]],
    "sweep": {"rows": {"name": "rate", "values": [1]}, "accuracy": [[0.5], [0.6]]},
    "differences": "a text",
    "ratios": {"dW": "much"},
}


def page(gallery: Mapping[str, Report], details: Mapping[str, Any]) -> ET.Element:
    check = CheckReport(
        id="c",
        kind="training",
        title="c",
        status=Status.PASSED,
        score=1,
        max_score=1,
        evidence=Evidence(details=details),
        shown=("diagnosis",),
    )
    report = gallery["all_passed"].model_copy(update={"checks": (check,)})
    text = render(report, reporter=Html(), audience="student")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: ET.Element = parser.parse(text)
    return root


def texts(element: ET.Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def pictures(root: ET.Element) -> Iterator[ET.Element]:
    return (e for e in root.iter("div") if e.get("class") == "picture")


def given(gallery: Mapping[str, Report], name: str) -> dict[str, Any]:
    """Return good evidence of one form, as the gallery has it."""
    details = [check.evidence.details for check in gallery["pictures"].checks]
    found = {k: v for d in details for k, v in d.items()}
    return {k: found[k] for k in (name, *(("thresholds",) if name == "curve" else ()))}


@pytest.mark.parametrize("name", READERS)
def test_every_form_has_a_picture_its_words_and_its_table(
    gallery: Mapping[str, Report], name: str
) -> None:
    root = page(gallery, given(gallery, name))
    figure = root.find(".//figure")
    assert figure is not None
    assert texts(figure.find("h3")) == KINDS[name]
    (picture,) = pictures(root)
    caption = figure.find("figcaption")
    assert caption is not None
    assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", caption.get("id"))
    assert texts(caption).endswith(".")
    assert len(list(figure.iter("tr"))) > 1


@pytest.mark.parametrize("name", READERS)
def test_a_picture_keeps_no_colour_and_no_font_of_its_own_and_refers_to_itself_alone(
    gallery: Mapping[str, Report], name: str
) -> None:
    root = page(gallery, given(gallery, name))
    (picture,) = pictures(root)
    for element in picture.iter():
        tag = str(element.tag).rpartition("}")[2]
        assert tag not in ("style", "metadata", "image", "script", "foreignObject")
        references = [v for k, v in element.attrib.items() if k.endswith("href")]
        assert all(value.startswith("#check-1-1-") for value in references)
        assert "#0a0" not in str(element.attrib)


@pytest.mark.parametrize("name", READERS)
def test_odd_numbers_and_names_leave_words_and_a_table(
    gallery: Mapping[str, Report], name: str
) -> None:
    root = page(gallery, {name: ODD[name]})
    figure = root.find(".//figure")
    assert figure is not None
    assert texts(figure.find("figcaption")).endswith(".")
    assert len(list(figure.iter("tr"))) > 1
    assert "could not be drawn" not in texts(root)
    assert not list(root.iter("script"))


@pytest.mark.parametrize("name", READERS)
def test_what_has_another_form_is_not_drawn_and_stays_a_detail(
    gallery: Mapping[str, Report], name: str
) -> None:
    assert forms({name: WRONG[name]}) == ()
    assert page(gallery, {name: WRONG[name]}).find(".//figure") is None


@pytest.mark.parametrize("empty", [None, [], {}])
def test_what_is_empty_is_no_picture(gallery: Mapping[str, Report], empty: object) -> None:
    assert page(gallery, dict.fromkeys(READERS, empty)).find(".//figure") is None


def test_one_picture_that_fails_costs_itself_alone(
    gallery: Mapping[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids, "_cells", None)
    root = page(gallery, {**given(gallery, "confusion"), **given(gallery, "curve")})
    assert len(list(pictures(root))) == 1
    assert "could not be drawn (TypeError)" in texts(root)
    assert len(list(root.iter("figcaption"))) == 2


def test_a_threshold_stands_in_the_words_and_at_its_line(gallery: Mapping[str, Report]) -> None:
    root = page(gallery, given(gallery, "curve"))
    (picture,) = pictures(root)
    assert "95 % asked for" in texts(picture)
    words = texts(root.find(".//figcaption"))
    assert "90 % asked for: first reached in epoch 10" in words
    assert "95 % asked for: not reached" in words


def test_a_long_curve_has_a_short_table_with_its_best_epoch(gallery: Mapping[str, Report]) -> None:
    curve = [
        {"epoch": n, "loss": 1 / n, "accuracy": 0.9 - abs(n - 123) / 1e3} for n in range(1, 500)
    ]
    root = page(gallery, {"curve": curve})
    firsts = [texts(row[0]) for row in root.findall(".//figure//tbody/tr")]
    assert len(firsts) <= 12
    assert {"1", "123", "499"} <= set(firsts)


def test_a_matrix_is_told_by_what_is_mixed_up_most(gallery: Mapping[str, Report]) -> None:
    root = page(gallery, {"confusion": [[40, 2, 0], [9, 48, 1]]})
    words = texts(root.find(".//figcaption"))
    mixed = "1 taken for 0 (9), 0 taken for 1 (2), 1 taken for none (1)"
    assert words == f"88 of 100 examples right (88 %); most often mixed up: {mixed}."


def test_points_are_told_by_the_region_they_lie_in(gallery: Mapping[str, Report]) -> None:
    plane = {
        "x": [0, 1],
        "y": [0, 1],
        "classes": [[0, 0, 0, 1], [0, 0, 0, 1]],
        "points": [[0.1, 0.1, 0], [0.95, 0.5, 1], [0.2, 0.9, 1]],
    }
    root = page(gallery, {"boundary": plane})
    rows = [[texts(cell) for cell in row] for row in root.findall(".//figure//tbody/tr")]
    assert rows == [["class 0", "75 %", "1", "1"], ["class 1", "25 %", "2", "1"]]


def test_the_best_of_a_sweep_is_marked_in_words(gallery: Mapping[str, Report]) -> None:
    root = page(gallery, given(gallery, "sweep"))
    assert "93.44 % (best)" in texts(root.find(".//figure//table"))
    words = texts(root.find(".//figcaption"))
    assert words == "The best is 93.44 % with learning rate = 0.1, batch = 10; the lowest 10 %."


def test_ratios_are_for_those_who_are_shown_a_diagnosis(gallery: Mapping[str, Report]) -> None:
    (*_, network, _) = gallery["pictures"].checks
    for shown, drawn in ((("diagnosis",), True), (("got",), False)):
        check = network.model_copy(update={"shown": shown})
        report = gallery["pictures"].model_copy(update={"checks": (check,)})
        text = render(report, reporter=Html(), audience="student")
        assert (KINDS["ratios"] in text) is drawn


def test_a_region_beyond_the_known_classes_is_no_class(gallery: Mapping[str, Report]) -> None:
    plane = {"x": [0, 1], "y": [0, 1], "classes": [[0, 2], [1, 2]], "points": []}
    root = page(gallery, {"boundary": plane, "confusion": [[1, 0, 0], [0, 1, 0]]})
    rows = [texts(row[0]) for row in root.findall(".//figure")[0].findall(".//tbody/tr")]
    assert rows == ["class 0", "class 1", "no class"]


def test_a_factor_that_only_rounds_to_one_is_not_told_as_right(
    gallery: Mapping[str, Report],
) -> None:
    root = page(gallery, {"ratios": {"dW": 1 + 3e-8, "db": 1.0}})
    assert texts(root.find(".//figcaption")) == "dW: almost 1; db: 1 (right)."
