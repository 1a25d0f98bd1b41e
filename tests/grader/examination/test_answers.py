"""Observations are taken in strictly: nothing is trusted, and nothing breaks the judge."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import ChildError
from grader.examination.answers import Answer, Raised, line_of, read_answer, text_of
from grader.models.report import Status

NUMBER = 3


def frame(**more: Any) -> dict[str, Any]:
    return {"kind": "observation", "id": NUMBER, "status": "answered", "value": 1.0, **more}


def read(**more: Any) -> Answer:
    return read_answer(frame(**more), number=NUMBER)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
keys = st.sampled_from(
    ["kind", "id", "status", "earlier", "arguments", "error", "stdout", "seconds", "value"]
)


@given(st.dictionaries(keys, anything))
def test_only_a_child_error_comes_out_of_any_frame(more: dict[str, Any]) -> None:
    try:
        found = read(**more)
    except ChildError:
        return
    assert isinstance(found.stdout, str)
    assert isinstance(found.trouble(), str)


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "done"},
        {"id": NUMBER + 1},
        {"id": True},
        {"id": float(NUMBER)},
        {"status": "passed"},
        {"status": ["answered"]},
        {"status": None},
        {"earlier": {}},
        {"arguments": 3},
    ],
)
def test_a_frame_that_is_no_observation_of_this_question_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ChildError):
        read(**more)


@pytest.mark.parametrize("content", [None, [], "observation", np.zeros(2), 3])
def test_what_is_no_frame_at_all_is_refused(content: Any) -> None:
    with pytest.raises(ChildError):
        read_answer(content, number=NUMBER)


def test_a_value_came_whether_right_or_wrong() -> None:
    found = read(value=None, earlier=[1], arguments=[2, 3], seconds=0.5)
    assert (found.came, found.earlier, found.arguments) == (True, (1,), (2, 3))
    assert found.seconds == 0.5


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), float("inf"), True, "1", None])
def test_a_clock_that_cannot_be_is_not_believed(seconds: Any) -> None:
    assert read(seconds=seconds).seconds == 0.0


def test_an_exception_is_told_with_the_students_own_line() -> None:
    error = {"type": "ValueError", "message": "no", "frames": [["starter.py", 4, "relu"]]}
    found = read(status="raised", error=error)
    assert found.status is Status.RAISED
    assert found.trouble() == "ValueError: no (starter.py, line 4, in relu)"


IN_RELU = ["starter.py", 4, "relu"]


@pytest.mark.parametrize(
    ("kind", "frames", "told"),
    [
        ("ValueError", [IN_RELU], "ValueError (starter.py, line 4, in relu)"),
        ("X_3141592", [IN_RELU], "an exception of another class (starter.py, line 4, in relu)"),
        (
            "ValueError",
            [IN_RELU, ["3141592.py", 7, "f"]],
            "ValueError (starter.py, line 4, in relu)",
        ),
        ("ValueError", [["starter.py", 4, "f_3141592"]], "ValueError (starter.py, line 4)"),
        ("ValueError", [["3141592.py", 4, "relu"]], "ValueError"),
        ("LinAlgError", [], "LinAlgError"),
    ],
)
def test_in_brief_nothing_is_told_that_a_call_made_up(kind: str, frames: Any, told: str) -> None:
    found = read(status="raised", error={"type": kind, "message": "[0.5]", "frames": frames})
    assert found.trouble(brief=True, known={"starter.py", "relu"}) == told


@pytest.mark.parametrize("error", [None, [], {}, {"type": 3, "message": 4, "frames": "x"}])
def test_an_exception_told_badly_is_still_an_exception(error: Any) -> None:
    assert read(status="raised", error=error).trouble() == "an exception"


def test_frames_told_badly_are_left_out() -> None:
    frames = [["a"], "b", ["c", True, "d"], ["e", 1, "f"], [1, 2, 3], ["g", 10**4000, "h"]]
    found = read(status="raised", error={"type": "E", "frames": frames})
    assert found.raised == Raised("E", "", (("e", 1, "f"), ("", 2, "")))


def test_a_memory_error_that_was_raised_is_out_of_memory() -> None:
    assert read(status="raised", error={"type": "MemoryError"}).status is Status.OUT_OF_MEMORY
    assert read(status="out_of_memory").status is Status.OUT_OF_MEMORY


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.PASSED])
def test_every_absence_is_told_in_a_sentence(status: Status) -> None:
    assert len(Answer(status=status).trouble()) > 10
    assert not Answer(status=status).came


def test_texts_are_bounded_and_lose_lone_surrogates() -> None:
    assert text_of("ab\ud800c", 3) == "ab?"
    assert text_of(3, 3) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(4, "4"), ("4", "?"), (True, "?"), (-1, "?"), (10**9, "?"), (None, "?")]
)
def test_a_line_is_a_number_or_a_question_mark(value: Any, text: str) -> None:
    assert line_of(value) == text
