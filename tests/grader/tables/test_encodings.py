"""Bytes become text and the same bytes again, whatever program wrote them."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.tables.encodings import decoded

TEXT = "Žofie, Ωmega, 山田太郎\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        ("name,login\nMüller,m\n".encode("utf-16-le"), "utf-16-le"),
        ("name,login\nMüller,m\n".encode("utf-16-be"), "utf-16-be"),
        ("Müller – “Zoë”\n".encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_told_by_the_bytes_and_they_come_back(data: bytes, encoding: str) -> None:
    found = decoded(data, name="f.csv")
    assert found.encoding == encoding
    assert "\ufeff" not in found.text
    assert found.encoded(found.text) == data


def test_only_what_no_byte_tells_is_called_assumed() -> None:
    assert decoded("Müller".encode("cp1252"), name="f.csv").assumed
    assert not decoded("Müller".encode("cp1252"), name="f.csv", encoding="cp1252").assumed
    assert not decoded("Müller".encode(), name="f.csv").assumed


def test_an_encoding_that_is_named_is_believed() -> None:
    data = "山田".encode("shift_jis")
    assert decoded(data, name="f.csv", encoding="shift_jis").text == "山田"


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"caf\x81", "", "not text in cp1252"),
        (b"\xff\xfe\x00\xd8", "", "not text in utf-16-le"),
        (b"a", "klingon", "there is no encoding"),
        (b"a\x00b" * 3, "utf-8", "not plain text"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, encoding: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        decoded(data, name="f.csv", encoding=encoding)
    assert "--encoding" in refused.value.hint


def test_a_character_that_the_file_cannot_hold_is_refused() -> None:
    with pytest.raises(UsageError, match="does not exist in the file's encoding"):
        decoded("Müller".encode("cp1252"), name="f.csv").encoded("山")


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_or_come_back_as_they_were(data: bytes) -> None:
    try:
        found = decoded(data, name="f.csv")
    except UsageError:
        return
    assert found.encoded(found.text) == data
