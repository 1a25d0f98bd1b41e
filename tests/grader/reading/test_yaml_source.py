"""YAML is read as plain data with places, and what only confuses is refused."""

import pytest

from grader.reading.places import Mark, Place
from grader.reading.yaml_source import decode, parse, scalar


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "y", "2026-01-01", "1:30", "0x1F"])
def test_what_yaml_1_1_would_convert_stays_text(word: str) -> None:
    assert scalar(word) == word


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("010", 10),
        ("-2", -2),
        (".5", 0.5),
        ("true", True),
        ("~", None),
        ("", None),
    ],
)
def test_plain_scalars_mean_what_they_look_like(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_quotes_make_text() -> None:
    assert parse("a: '1'\nb: \"true\"\n").data == {"a": "1", "b": "true"}


def test_keys_are_text_as_written() -> None:
    assert parse("{1: a, on: b, 0.75: c, null: d}").data == {
        "1": "a",
        "on": "b",
        "0.75": "c",
        "null": "d",
    }


def test_every_key_and_value_has_its_place() -> None:
    marks = parse("a:\n  - b: 1\n").marks
    assert marks["a", 0, "b"] == Mark(Place(2, 5), Place(2, 8))
    assert marks["a", 0] == Mark(Place(2, 5), Place(2, 5))


def test_columns_count_characters_not_bytes() -> None:
    assert parse("{é: ü, b: 1}").marks[("b",)].key == Place(1, 8)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: *x\n", (1, 4), "alias"),
        ("a: &x 1\n", (1, 4), "anchor"),
        ("<<: {a: 1}\n", (1, 1), "merge key"),
        ("a: !!python/name:os.system\n", (1, 4), "tag"),
        ("a: !env HOME\n", (1, 4), "tag"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "duplicate key 'a'"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("? [a]\n: 1\n", (1, 3), "key that is not a word"),
        ("a: .nan\n", (1, 4), "finite"),
        ("a: -.inf\n", (1, 4), "finite"),
        ("a: 1e999\n", (1, 4), "finite"),
        ("a: 123456789012345678901234567890\n", (1, 4), "30 digits"),
        ("", (1, 1), "empty"),
        ("# only a comment\n", (1, 1), "empty"),
        ("a: \x07\n", (1, 4), "U+0007"),
        ("a: " + "[" * 40 + "]" * 40, (1, 36), "32 levels"),
        ("a: " + "{b: " * 40 + "}" * 40, (1, 132), "32 levels"),
    ],
)
def test_what_only_confuses_is_refused(text: str, place: tuple[int, int], words: str) -> None:
    (mistake,) = parse(text).mistakes
    assert (mistake.line, mistake.column) == place
    assert words in mistake.message


def test_depth_is_refused_before_a_million_brackets_are_built() -> None:
    document = parse("[" * 1_000_000)
    assert "32 levels" in document.mistakes[0].message


def test_several_refusals_are_told_at_once() -> None:
    assert len(parse("a: *x\nb: &y 1\nc: !t 2\na: 1\n").mistakes) == 4


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"a: 1\nb: caf\xe9\n", (2, 7), "0xe9"),
        ("a: 1".encode("utf-16"), (1, 1), "UTF-16"),
        (b"#" * (1024 * 1024 + 1), (1, 1), "1 MiB"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, place: tuple[int, int], words: str) -> None:
    _, (mistake,) = decode(content)
    assert (mistake.line, mistake.column) == place
    assert words in mistake.message


def test_a_byte_order_mark_and_windows_line_ends_are_welcome() -> None:
    text, mistakes = decode(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert not mistakes
    assert parse(text).data == {"a": 1, "b": 2}
