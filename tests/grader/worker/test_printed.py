"""What a whole program prints is kept at both ends, and both streams are one."""

import sys

from grader.worker.printed import HEAD, TAIL, Printed, captured


def test_both_streams_end_in_one_place_in_their_order() -> None:
    printed = Printed()
    before = sys.stdout
    with captured(printed):
        sys.stdout.write("one\n")
        sys.stderr.write("two\n")
        sys.stdout.buffer.write(b"three\n")
        assert sys.stdin.read() == ""
    assert printed.take() == b"one\ntwo\nthree\n"
    assert sys.stdout is before


def test_the_beginning_and_the_end_are_kept() -> None:
    printed = Printed()
    for number in range(100_000):
        printed.write(f"line {number}\n".encode())
    text = printed.take().decode()
    assert text.startswith("line 0\n")
    assert text.endswith("line 99999\n")
    assert "bytes left out" in text
    assert len(text) < HEAD + TAIL + 100
