"""Escaping: no sink is fooled by what a student wrote."""

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.reporting import sinks

nasty = st.text(
    st.sampled_from("\x1b[]()\x07\x9b\x00\r\n\t:#%,`*_<>&|\\!@1aZ/\u202e\u2028\ud800\ufffe=-+ ")
    | st.characters(),
    max_size=200,
)


@given(nasty)
def test_plain_text_only_prints(text: str) -> None:
    shown = sinks.plain(text)
    assert all(c == "\n" or c.isprintable() for c in shown)
    assert sinks.plain(shown) == shown


@given(nasty)
def test_no_line_of_plain_text_is_a_workflow_command(text: str) -> None:
    shown = sinks.plain(text)
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))
    assert "##[" not in shown


@given(nasty)
def test_plain_text_passes_through_unchanged_where_it_is_plain(text: str) -> None:
    if text.isprintable() and ":" not in text and "#" not in text:
        assert sinks.plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never ends\nnext", "\nnext"),
        ("\x9b2Jclear", "clear"),
        ("one\rtwo\r\nthree", "one\ntwo\nthree"),
        ("a\x00b\x08", "a\ufffdb\ufffd"),
        ("\u202eabc\u200b", "abc"),
        ("  ::error::x", " : :error::x"),
        ("see ##[error]x", "see ## [error]x"),
        ("\x1b[m::set-output name=a::b", ": :set-output name=a::b"),
        ("tab\tend", "tab end"),
        ("café ∂L/∂W ✓ 数", "café ∂L/∂W ✓ 数"),
    ],
)
def test_control_sequences_go_and_words_stay(text: str, shown: str) -> None:
    assert sinks.plain(text) == shown


@given(nasty)
def test_markdown_text_is_one_paragraph_of_text(text: str) -> None:
    line = sinks.markdown(text)
    parsed = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(f"{line}\n")
    kinds = {t.type for token in parsed for t in (token, *(token.children or []))}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}


@given(nasty)
def test_a_code_span_is_one_code_span(text: str) -> None:
    span = sinks.code_span(text)
    children = [
        child
        for token in MarkdownIt("commonmark").parse(f"x {span} y\n")
        for child in token.children or []
    ]
    kinds = [child.type for child in children]
    assert kinds == (["text", "code_inline", "text"] if span else ["text"])


@given(nasty)
def test_a_code_block_is_one_code_block(text: str) -> None:
    block = sinks.code_block(text, language="text")
    assert [token.type for token in MarkdownIt("commonmark").parse(f"{block}\n")] == ["fence"]


@given(nasty)
def test_xml_can_hold_it(text: str) -> None:
    element = ET.Element("x", attr=sinks.xml(text))
    element.text = sinks.xml(text)
    read = ET.fromstring(ET.tostring(element, encoding="utf-8"))  # noqa: S314 - our own
    assert (read.text or "") == sinks.xml(text)


@given(nasty)
def test_html_has_no_tag_and_no_quote(text: str) -> None:
    assert not set(sinks.html(text)) & set("<>\"'")


@given(nasty)
def test_a_workflow_command_stays_one_command(text: str) -> None:
    command = f"::error title={sinks.workflow_property(text)}::{sinks.workflow_data(text)}"
    assert "\n" not in command
    title, _, _ = command.removeprefix("::error title=").partition("::")
    assert ":" not in title
    assert "," not in title


@given(nasty)
def test_a_json_document_means_the_same_and_can_be_printed(text: str) -> None:
    document = json.dumps([text], ensure_ascii=False)
    safe = sinks.json_safe(document)
    assert all(c == "\n" or c.isprintable() for c in safe)
    if not any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        assert json.loads(safe) == [text]
    assert "##[" not in safe


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" +x", "' +x"),
        ("-x", "'-x"),
        ("-1.5", "-1.5"),
        ("Ada", "Ada"),
    ],
)
def test_no_csv_cell_is_a_formula(text: str, cell: str) -> None:
    assert sinks.csv_cell(text) == cell


def test_an_output_that_cannot_take_symbols_gets_their_ascii_kin() -> None:
    assert sinks.encodable("✓ a → b …", "ascii") == "+ a > b ~"
    assert sinks.encodable("✓ é", "cp1252") == "+ é"
    assert sinks.encodable("✓ é", "utf-8") == "✓ é"
    assert sinks.encodable("✓", "no such encoding") == "+"
    assert sinks.encodable("✓ 数", None) == "+ ?"


def test_nested_data_is_changed_throughout_and_ends() -> None:
    assert sinks.mapped({"a": ["b", 1, {"c": None}]}, str.upper) == {"A": ["B", 1, {"C": None}]}
    deep: list[object] = []
    for _ in range(1000):
        deep = [deep]
    assert "…" in str(sinks.mapped(deep, str.upper))
