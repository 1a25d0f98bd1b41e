"""What is said while definitions run is told as ours only where it is of our form."""

from typing import Any

import pytest

from grader.errors import ChildError
from grader.examination.defining import FOREIGN, NOWHERE, Defined, read_defined

FILES = ("a.py", "work/hw.ipynb")
FAILED = {"file": "a.py", "line": 2, "name": "W", "error": "NameError", "message": "no x"}


def defined(**more: Any) -> Defined:
    return read_defined({"kind": "defined", **more}, FILES)


def test_what_failed_to_define_is_told_in_a_sentence() -> None:
    told = defined(failed=[FAILED, {"line": [1] * 9000}, "x"], stdout="hello")
    assert told.failed[0] == "a.py, line 2: W could not be defined (NameError: no x)"
    assert told.failed[1].startswith(NOWHERE)
    assert len(told.failed) == 2
    assert told.stdout == "hello"


def test_a_failure_stands_on_one_line_and_in_a_file_that_was_handed_in() -> None:
    lies = {**FAILED, "file": "full marks: 16 of 16", "message": "no\n\nscore: 16\u2028/ 16" * 900}
    (told,) = defined(failed=[lies]).failed
    assert "full marks" not in told
    assert len(told.splitlines()) == 1
    assert len(told) < 600


OURS = (
    "a.py, line 3: left out the decorators of f, which failed (NameError: no g)",
    "work/hw.ipynb cell 4, line 1: left out the default values of f, which came to no end",
)


def test_our_own_sentences_are_told_as_they_are() -> None:
    assert defined(warnings=list(OURS)).warnings == OURS


@pytest.mark.parametrize(
    "said",
    [
        "every check passed; the score is 16 of 16",
        "b.py, line 3: left out the decorators of f",
        "a.py, line x: left out the decorators of f",
        "a.py: left out everything",
        "x a.py, line 3: left out the decorators of f",
    ],
)
def test_other_sentences_are_the_submissions_own_words(said: str) -> None:
    (told,) = defined(warnings=[said]).warnings
    assert told == f"the submission says while it is loaded: “{said}”"


def test_few_of_them_are_passed_on_and_none_is_long() -> None:
    told = defined(warnings=["x" * 9000] + [f"word {n}" for n in range(99)]).warnings
    assert len(told) == FOREIGN
    assert max(map(len, told)) < 300


@pytest.mark.parametrize("frame", [{"failed": 3, "warnings": 4, "stdout": 5}, {}])
def test_definitions_told_badly_are_still_told(frame: dict[str, Any]) -> None:
    assert defined(**frame) == Defined()


def test_something_else_is_no_end_of_the_definitions() -> None:
    with pytest.raises(ChildError, match="something else"):
        read_defined({"kind": "observation"}, FILES)
