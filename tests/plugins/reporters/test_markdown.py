"""Markdown for a summary or a comment, read back by a Markdown parser."""

from collections.abc import Mapping

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from grader.models.report import CheckReport, Report, Status
from grader.reporting.rendering import render
from grader_plugins.reporters.markdown import Markdown


def written(report: Report, audience: str = "student") -> str:
    return render(report, reporter=Markdown(), audience=audience)


def tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return [t for token in parsed for t in (token, *(token.children or []))]


@pytest.mark.parametrize("audience", ["student", "staff"])
def test_no_html_no_link_and_no_picture_comes_of_a_report(report: Report, audience: str) -> None:
    kinds = {token.type for token in tokens(written(report, audience))}
    assert not kinds & {"html_block", "html_inline", "link_open", "image"}


def test_the_headings_are_ours_alone(gallery: Mapping[str, Report]) -> None:
    found = tokens(written(gallery["nasty"]))
    headings = [
        found[n + 1].content for n, token in enumerate(found) if token.type == "heading_open"
    ]
    assert headings == ["Neural networks in numpy", "✗ softmax (0 of 3 points)", "Notes"]


def test_a_place_is_code_and_what_the_code_was_taken_as_is_text(report: Report) -> None:
    claim = {"convention_text": ("one example per column",), "file": "hw.py", "line": 3}
    check = report.checks[0].model_copy(update={**claim, "status": Status.PASSED, "parts": ()})
    text = written(report.model_copy(update={"checks": (check,), "bindings": {}}))
    assert "| `hw.py:3`; one example per column |" in text


def test_functions_that_are_missing_are_told_once(gallery: Mapping[str, Report]) -> None:
    text = written(gallery["missing"])
    assert text.count("### ? Not found (0 of 2 points)") == 1
    assert text.index("### Notes") < text.index("### ? Not found")


def test_who_lacks_a_file_is_told_to_hand_it_in_and_not_to_define_it(
    gallery: Mapping[str, Report],
) -> None:
    lacking = next(c for c in gallery["missing"].checks if c.status is Status.MISSING)
    said = "best.npz was looked for and not found; what was handed in: hw.py"
    file = lacking.model_copy(update={"kind": "artifact", "student_text": said})
    text = written(gallery["missing"].model_copy(update={"checks": (file,)}))
    assert "Hand in each file that is looked for" in text
    assert "Define each function" not in text


def test_a_row_of_the_table_has_four_cells_whatever_is_in_it(report: Report) -> None:
    found = tokens(written(report))
    rows = [n for n, token in enumerate(found) if token.type == "tr_open"]
    assert len(rows) == len([c for c in report.checks if c.visibility == "visible"]) + 1
    cells = [token for token in found if token.type in ("th_open", "td_open")]
    assert len(cells) == 4 * len(rows)


def test_nobody_is_mentioned(gallery: Mapping[str, Report]) -> None:
    report = gallery["all_passed"].model_copy(update={"warnings": ("@everyone see #1",)})
    text = written(report)
    assert "@everyone" not in text
    assert "#1" not in text


def test_a_report_is_cut_at_60_kilobytes_and_says_so(gallery: Mapping[str, Report]) -> None:
    check = gallery["nasty"].checks[0]
    many = tuple(check.model_copy(update={"id": f"c{n}"}) for n in range(60))
    text = written(gallery["nasty"].model_copy(update={"checks": many}))
    assert len(text.encode()) <= 60_000
    assert "too long for this place" in text


def test_a_table_alone_too_long_is_left_out_whole(gallery: Mapping[str, Report]) -> None:
    row = CheckReport(
        id="x", kind="values", title="é" * 60, status=Status.PASSED, score=1, max_score=1
    )
    text = written(gallery["all_passed"].model_copy(update={"checks": (row,) * 2000}))
    assert len(text.encode()) <= 60_000
    assert "**2 / 2 points**" in text


def test_score_and_evidence_are_there(gallery: Mapping[str, Report]) -> None:
    text = written(gallery["softmax"])
    assert "**4 / 13 points**" in text
    assert "x = [[1000,  1.5]," in text
    assert "| softmax | \\~ partly right | 2 / 3 |" in text
