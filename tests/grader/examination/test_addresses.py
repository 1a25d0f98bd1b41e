"""Addresses of memory leave a student's text, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.examination.addresses import without_addresses
from grader.examination.answers import read_answer


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("<Net object at 0x7f3a5c1d2e50>", "<Net object at 0x…>"),
        ("<Net object at 0x000001F2A5C1D2E5>", "<Net object at 0x…>"),
        ("0x104b3c2d0 0x104b3c2d1", "0x… 0x…"),
        ("<Net object at 0x7f3", "<Net object at 0x…"),
    ],
)
def test_addresses_are_taken_out(text: str, scrubbed: str) -> None:
    assert without_addresses(text) == scrubbed


@pytest.mark.parametrize(
    "text", ["", "0xff.", "#0xdeadbeef is eight", "x0x", "10x10 images", "0x g"]
)
def test_what_is_no_address_stays(text: str) -> None:
    assert without_addresses(f"{text} ") == f"{text} "


@given(st.text("0xaf g", max_size=60))
def test_two_texts_that_differ_in_addresses_alone_become_one(text: str) -> None:
    first, second = (f"{text} at 0x7f{digits}>" for digits in ("1122334455", "66778899aa"))
    assert without_addresses(first) == without_addresses(second)


def test_what_is_raised_and_printed_loses_its_addresses() -> None:
    answer = read_answer(
        {
            "kind": "observation",
            "id": 0,
            "status": "raised",
            "error": {"type": "ValueError", "message": "<Q at 0x7f3a5c1d2e50>"},
            "stdout": "<Q at 0x7f3a5c1d2e51>",
        },
        number=0,
    )
    assert answer.raised is not None
    assert (answer.raised.message, answer.stdout) == ("<Q at 0x…>", "<Q at 0x…>")
