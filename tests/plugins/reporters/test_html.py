"""The page as a browser reads it: parsed strictly, with nothing in it that is not ours."""

import sys
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import html5lib
import pytest

from grader.models.report import CheckReport, Report
from grader.reporting.rendering import render
from grader_plugins.reporters.html import Html
from grader_plugins.reporters.html.figures import INSTALL

ACTIVE = {"script", "iframe", "object", "embed", "link", "form", "img", "base", "audio", "video"}
REFERENCES = {"src", "href", "action", "data", "srcset", "poster", "background", "xlink:href"}


def written(report: Report, audience: str = "student") -> str:
    return render(report, reporter=Html(), audience=audience)


def parsed(text: str) -> ET.Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: ET.Element = parser.parse(text)
    return root


def local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def texts(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


class Raw(HTMLParser):
    """What another parser finds: tags and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_a_strict_parser_has_nothing_to_complain_of(report: Report, audience: str) -> None:
    assert local(parsed(written(report, audience))) == "html"


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_nothing_on_the_page_runs_or_is_fetched(report: Report, audience: str) -> None:
    text = written(report, audience)
    for tag, attributes in Raw(text).found:
        assert tag not in ACTIVE
        assert not any(name.startswith("on") for name in attributes)
        targets = [attributes[name] or "" for name in REFERENCES & set(attributes)]
        assert all(target.startswith("#") for target in targets)
    style = parsed(text).find(".//style")
    assert style is not None
    assert "url(" not in (style.text or "")
    assert "@import" not in (style.text or "")


def test_a_policy_forbids_scripts_and_requests_all_the_same(report: Report) -> None:
    metas = [a for tag, a in Raw(written(report)).found if tag == "meta"]
    (policy,) = (a["content"] for a in metas if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_what_a_submission_controls_is_text_and_nothing_else(gallery: Mapping[str, Report]) -> None:
    text = written(gallery["nasty"], "staff")
    assert "<script>alert(1)</script>" in texts(parsed(text))
    assert not {"script", "img"} & {tag for tag, _ in Raw(text).found}
    assert not set(text) & {*map(chr, range(32)), "\x7f", "\x9b", "\u202e", "\u2066"} - {"\n"}
    assert "\n::" not in text


def test_only_our_own_sections_have_headings(gallery: Mapping[str, Report]) -> None:
    root = parsed(written(gallery["nasty"]))
    found = [texts(element) for tag in ("h1", "h2", "h3") for element in root.iter(tag)]
    assert found == ["Neural networks in numpy", "✗ softmax (0 of 3 points)", "Notes"]


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_the_same_report_gives_the_same_bytes(report: Report, audience: str) -> None:
    assert written(report, audience) == written(report, audience)


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_who_hears_a_page_read_aloud_misses_nothing(report: Report, audience: str) -> None:
    root = parsed(written(report, audience))
    assert root.get("lang") == "en"
    title = root.find(".//title")
    assert title is not None
    assert title.text
    for table in root.iter("table"):
        caption = table.find("caption")
        assert caption is not None
        assert caption.text
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th"))
        assert all(row.find("th") is not None for row in table.iter("tr"))


def test_every_identifier_is_there_once_and_every_link_leads_to_one(report: Report) -> None:
    found = [attributes for _, attributes in Raw(written(report)).found]
    identifiers = Counter(a["id"] for a in found if "id" in a)
    assert set(identifiers.values()) <= {1}
    links = {(a.get("href") or "")[1:] for a in found if "href" in a}
    assert links | {a["aria-labelledby"] for a in found if "aria-labelledby" in a} <= set(
        identifiers
    )


def test_a_status_is_a_mark_and_a_word_not_only_a_colour(gallery: Mapping[str, Report]) -> None:
    table = parsed(written(gallery["softmax"])).find(".//table")
    assert table is not None
    cells = [texts(row[1]) for row in table.iter("tr")][1:]
    right, waits = "✓ right", "– not checked yet"
    assert cells == [right, "~ partly right", right, waits, "✗ not right yet"]


def test_what_worked_comes_first_then_the_table_then_failures(
    gallery: Mapping[str, Report],
) -> None:
    text = texts(parsed(written(gallery["softmax"])))
    order = ("4 / 13 points", "Right already", "not checked yet", "We called", "Notes", "Next:")
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "x = [[1000, 1.5], [ 999, -0.25], [1001, 0.125]]" in text


def test_functions_that_are_missing_are_told_once(gallery: Mapping[str, Report]) -> None:
    text = texts(parsed(written(gallery["missing"])))
    assert text.count("? Not found (0 of 2 points)") == 1
    assert text.index("Notes") < text.index("? Not found")


def test_the_staffs_copy_says_that_it_is_one(gallery: Mapping[str, Report]) -> None:
    assert "not for students" in written(gallery["hidden"], "staff")
    student = written(gallery["hidden"])
    assert "not for students" not in student
    assert "secret" not in student
    assert "Cross entropy where p is 0" not in student


def test_a_report_that_is_no_verdict_says_so_and_shows_no_points(
    gallery: Mapping[str, Report],
) -> None:
    text = texts(parsed(written(gallery["ungraded"])))
    assert "This is not a zero." in text
    assert "no verdict" in text


def test_a_title_of_right_to_left_letters_turns_nothing_else_round(
    gallery: Mapping[str, Report],
) -> None:
    checks: tuple[CheckReport, ...] = gallery["softmax"].checks
    turned = checks[1].model_copy(update={"title": "שלום <b>"})
    root = parsed(written(gallery["softmax"].model_copy(update={"checks": (turned,)})))
    assert [texts(e) for e in root.iter("bdi")] == ["hw.py", "שלום <b>", "שלום <b>"]


def test_without_a_plotting_library_tables_and_words_stand_alone(
    gallery: Mapping[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = parsed(written(gallery["pictures"]))
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    text = written(gallery["pictures"])
    bare = parsed(text)
    assert text.count(INSTALL) == 1
    assert INSTALL not in texts(whole)
    for tag in ("figcaption", "table"):
        assert [texts(e) for e in bare.iter(tag)] == [texts(e) for e in whole.iter(tag)]
    assert not any(e.get("class") == "picture" for e in bare.iter("div"))


def test_a_report_without_pictures_asks_for_no_library(
    gallery: Mapping[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert INSTALL not in written(gallery["softmax"])
