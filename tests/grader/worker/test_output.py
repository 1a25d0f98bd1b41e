"""What student code prints is drained in full, and a little of it is kept."""

import sys

import pytest

from grader.worker.output import KEPT, PER_ANSWER, Output

pytestmark = pytest.mark.usefixtures("streams")


def test_one_answer_may_print_only_so_much() -> None:
    output = Output()
    assert output.write("x" * 10_000) == 10_000
    assert output.take() == "x" * PER_ANSWER


def test_all_answers_together_may_print_only_so_much() -> None:
    output = Output()
    kept = 0
    for _ in range(2 * KEPT // PER_ANSWER):
        output.write("x" * PER_ANSWER)
        kept += len(output.take())
    assert kept == KEPT


def test_both_streams_are_taken_back_after_student_code_replaced_them() -> None:
    output = Output()
    with output.captured():
        sys.stdout = sys.__stdout__
    with output.captured():
        print("heard")  # noqa: T201
        print("too", file=sys.stderr)  # noqa: T201
    assert output.take() == "heard\ntoo\n"


def test_printing_goes_on_after_the_stream_was_closed() -> None:
    output = Output()
    with output.captured():
        sys.stdout.close()
        print("still")  # noqa: T201
    assert output.take() == "still\n"
