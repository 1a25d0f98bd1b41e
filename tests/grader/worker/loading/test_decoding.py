"""Whatever editor wrote a file, its text comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.worker.loading.decoding import decode

from .conftest import Load

SOURCE = "def relu(x):\n    return x  # α\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_every_unicode_encoding_is_read(load: Load, encoding: str) -> None:
    loaded = load(SOURCE.encode(encoding))
    assert list(loaded.functions()) == ["relu"]
    assert ("Python reads UTF-8" in loaded.warnings) == (not encoding.startswith("utf-8"))


def test_latin_1_is_fallen_back_on(load: Load) -> None:
    loaded = load("# für\ndef relu(x):\n    return x\n".encode("latin-1"))
    assert list(loaded.functions()) == ["relu"]
    assert "latin-1" in loaded.warnings


def test_a_coding_cookie_is_obeyed() -> None:
    assert decode("# -*- coding: cp1251 -*-\n# привет".encode("cp1251")).text.endswith("привет")


@pytest.mark.parametrize("cookie", ["rot13", "zlib_codec", "utf-7", "unicode_escape", "no such"])
def test_a_cookie_of_something_that_is_no_text_encoding_is_ignored(cookie: str) -> None:
    data = f"# coding: {cookie}\nx = 1  # ".encode() + b"\xe9"
    assert decode(data).text.startswith(f"# coding: {cookie}\nx = 1")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_keep_the_line_numbers(load: Load, end: str) -> None:
    loaded = load(("import os" + end + end + "def f():" + end + "    return 1" + end).encode())
    assert loaded.functions()["f"]["line"] == 3


def test_null_characters_are_left_out(load: Load) -> None:
    loaded = load(b"def f():\n    return 1\n\0\0\0# a long enough file, ended by zero bytes\n")
    assert loaded.get("f")() == 1
    assert "null characters" in loaded.warnings


def test_tabs_mixed_with_spaces_are_widened(load: Load) -> None:
    loaded = load("def f(x):\n\ty = x\n        return y\n")
    assert loaded.get("f")(4) == 4
    assert "tabs and spaces are mixed" in loaded.warnings


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    text = decode(data).text
    assert "\0" not in text
    assert "\r" not in text
