"""The long form reads back as exactly what it was written from."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.reading.long_form import long_form

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

TRICKY = ["no", "1e3", "2026-01-01", "null", "it's", "a: b", "# x", "é → ü", "@x", "1_000", "~"]


def assert_same_again(desk: "Desk", text: str) -> str:
    once = desk.read(text).assignment
    written = long_form(once)
    again = desk.read(written).assignment
    assert again == once
    assert long_form(again) == written
    return written


def test_the_example_reads_back(desk: "Desk", letters: str) -> None:
    written = assert_same_again(desk, letters)
    assert "  - id: softmax\n    kind: values\n" in written
    assert "    parts: {ordinary: 2, extreme: 1}\n" in written
    assert "functions:\n" not in written


def test_everything_that_can_be_said_reads_back(desk: "Desk") -> None:
    (desk.folder / "x.npz").write_bytes(b"1")
    assert_same_again(desk, """\
        assignment: everything
        title: no
        run: everything
        confinement: L3
        libraries: [scipy, torch]
        data: {x.npz: x.npz}
        plugins: [one.two]
        starter: ''
        limits: {seconds: 0.1}
        budget_seconds: 12.5
        feedback: {show: [], hints: {}}
        functions:
          relu: {points: 0.1, visibility: hidden, seed: 7, tolerance: {rtol: 1e-7}}
          softmax: {points: 1, credit: {0.3: global_max}, feedback: {show: got}, needs: relu}
        properties: {points: 1, pure: all}
        source: {points: 1, forbid: {imports: [torch], loops: [softmax]}}
        dry_run:
          network: 2-3-2 sigmoid
          points: 1
          input: {x: [[1, -0.5], [1e-9, 3]], t: '1', nothing: null}
          companion: {input: {x: [[1]]}}
        """)  # fmt: skip


@pytest.mark.parametrize("title", TRICKY)
def test_text_that_looks_like_something_else_reads_back(desk: "Desk", title: str) -> None:
    quoted = title.replace("'", "''")
    assert_same_again(desk, f"assignment: a\ntitle: '{quoted}'\nfunctions: {{relu: 1}}\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    points=st.floats(0, 1000, allow_subnormal=False),
    half=st.floats(0.001, 1),
    word=st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=12),
)
def test_any_number_and_any_word_reads_back(
    desk: "Desk", points: float, half: float, word: str
) -> None:
    quoted = word.replace("'", "''")
    assert_same_again(desk, f"""\
assignment: a
title: '{quoted}'
functions:
  softmax: {{points: {points!r}, accept: {{rows: {half!r}}}}}
  CE: 1
""")  # fmt: skip
