"""What is written straight to the judge is taken for what it is: a student's bytes."""

from textwrap import indent

import pytest

from tests.attacks.command import Command
from tests.attacks.conftest import HandIn, Stopped
from tests.attacks.judge import Judge
from tests.attacks.sources import taken_over

WRONG = "say(observation(number, 0.123))"

BROKEN = {
    "an answer twice": "say(observation(number, 0)); say(observation(number, 0))",
    "an answer ahead of its turn": "say(observation(number + 1, 0))",
    "two answers at once": "say(observation(number, 0)); say(observation(number + 1, 0))",
    "an inventory later": 'say(mapping(kind="inventory", functions=[], files=[]))',
    "definitions later": "say(defined())",
    "the end before the answer": 'say(mapping(kind="done")); say(observation(number, 0))',
    "a boolean for a number": "say(observation(number == 1, 0))",
    "a verdict": 'say(observation(number, 0, status="passed", score=100, verdict="right"))',
    "a status that is no text": "say(observation(number, 0, status=[]))",
    "a text of five million letters": 'say(observation(number, "x" * 5_000_000))',
    "two hundred thousand lists": 'say(None, text=b"[" + b"[]," * 80_000 + b"[]]")',
    "a hundred thousand levels": 'say(None, text=b"[" * 100_000 + b"]" * 100_000)',
    "negative sizes": 'say(observation(number, {"a": "<f8", "s": [-1, -8], "n": 64}), bytes(64))',
    "booleans for sizes": 'say(observation(number, {"a": "<f8", "s": [True], "n": 8}), bytes(8))',
    "sizes beyond memory": 'say(observation(number, {"a": "<f8", "s": [0, 1 << 62], "n": 0}))',
    "forty dimensions": 'say(observation(number, {"a": "<f8", "s": [1] * 40, "n": 8}), bytes(8))',
    "fewer bytes than said": 'say(observation(number, {"a": "<f8", "s": [9], "n": 72}), bytes(8))',
    "more bytes than said": "say(observation(number, 0), bytes(8))",
    "objects": 'say(observation(number, {"a": "|O", "s": [1], "n": 8}), b"\\xff" * 8)',
    "records": 'say(observation(number, {"a": [["x", "<f8"]], "s": [1], "n": 8}), bytes(8))',
    "five thousand digits": 'say(None, text=text_with(number, b"9" * 5000))',
    "no JSON at all": 'say(None, text=b"\\x80\\xff" * 100)',
    "a frame of four gigabytes": 'os.write(3, b"\\xff\\xff\\xff\\xff" + b"x" * 1000)',
    "a frame without a head": 'os.write(3, struct.pack("<I", 2) + b"xx")',
    "a kind that is a list": 'say(mapping(kind=["observation"]))',
    "as many bytes as a frame may have": (
        "size = 240 << 20\n"
        'say(observation(number, {"a": "|i1", "s": [size], "n": size}), bytes(size))'
    ),
}
"""What ends a child's turn."""

ODD = {
    "lists in an answer": "say(observation(number, [[] for _ in range(50_000)]))",
    "thirty levels": 'say(None, text=text_with(number, b"[" * 30 + b"1.5" + b"]" * 30))',
    "a reference to another answer": 'say(observation(number, {"r": 0}))',
    "NaN as JSON has none": 'say(None, text=text_with(number, b"[NaN, -Infinity, 1e999]"))',
    "four thousand digits": 'say(None, text=text_with(number, b"9" * 4299))',
    "a list of long texts": 'say(observation(number, ["x" * 60_000, *[""] * 30_000]))',
    "a list of long bytes": (
        'say(observation(number, [{"b": 1_000_000}, *[{"b": 0}] * 10_000]), bytes(1_000_000))'
    ),
    "lone surrogates": 'say(observation(number, {"o": "\\ud800"}, stdout="\\udfff"))',
    "a mapping of surrogates": 'say(observation(number, {"d": [["\\ud800", 1]]}))',
    "an exception that is a list": 'say(observation(number, None, status="raised", error=[1]))',
    "an exception of great length": (
        'say(raised(number, type="T" * 9_000, message="m" * 50_000,'
        ' frames=[["f" * 1000, 10**4000, "g" * 1000]] * 20))'
    ),
    "output that is no text": "say(observation(number, 0, stdout=[1, 2, {'d': []}]))",
    "negative time": "say(observation(number, 0, seconds=-1e300))",
}
"""What is an answer, and a wrong one."""

TOGETHER = [list(BROKEN)[start : start + 3] for start in range(0, len(BROKEN), 3)]
"""As many in one submission as there are replacements for: one for each of three functions."""


def by_function(forgeries: list[str]) -> str:
    """Return what answers each of three functions by its own forgery."""
    lines = []
    for name, forgery in zip(("relu", "softmax", "CE"), forgeries, strict=False):
        code = indent(BROKEN[forgery], "    ")
        lines.append(f'if question["function"] == {name!r}:\n{code}\n    continue')
    return "\n".join([*lines, WRONG])


@pytest.mark.parametrize("forgeries", TOGETHER, ids=", ".join)
def test_broken_frames_earn_nothing(forgeries: list[str], stopped: Stopped) -> None:
    outcome = stopped(taken_over(by_function(forgeries)))
    assert max(len(check["student_text"]) for check in outcome.checks.values()) < 10_000


def test_odd_answers_earn_nothing(stopped: Stopped) -> None:
    lines = [f"turn = number % {len(ODD)}"]
    for turn, forgery in enumerate(ODD.values()):
        lines.append(f"if turn == {turn}:\n{indent(forgery, '    ')}")
    outcome = stopped(taken_over("\n".join(lines)))
    assert "crashed" not in {check["status"] for check in outcome.checks.values()}


COSTLY = {
    "lists": "say(observation(number, [0] * 80_000))",
    "lists in lists": "say(observation(number, [[0]] * 40_000))",
    "a tree": (
        'say(None, text=text_with(number, b"[" * 28 + b"[[],[1]]," * 9_000 + b"0" + b"]" * 28))'
    ),
    "small bytes for large numbers": (
        'say(observation(number, {"a": "|i1", "s": [2_000_000], "n": 2_000_000}), bytes(2_000_000))'
    ),
}


@pytest.mark.parametrize("answer", COSTLY)
def test_answers_that_are_long_to_compare_are_compared_for_a_while_only(
    answer: str, stopped: Stopped
) -> None:
    """What the judge may spend is bounded by the system; each question is answered so."""
    stopped(taken_over(COSTLY[answer]))


OPENINGS = {
    "a second inventory": 'say(mapping(kind="inventory", functions=[], files=[]))',
    "functions that are not there": 'say(mapping(kind="defined", functions=["relu"], failed=7))',
    "all marks": 'say(mapping(kind="report", score=16, max_score=16, status="graded"))',
    "answers before they are asked for": (
        "say(defined())\nfor number in range(200): say(observation(number, 0.5))\n"
        'say(mapping(kind="done"))'
    ),
    "failures without end": (
        'say(defined(failed=[mapping(file="f" * 90, message="m" * 90)] * 500, warnings=["w"] * 99))'
    ),
}


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_forged_opening_earns_nothing(opening: str, stopped: Stopped) -> None:
    stopped(taken_over(WRONG, opening=OPENINGS[opening]))


def test_statements_announced_without_end_come_to_one(hurried: Command, stopped: Stopped) -> None:
    announcing = 'while True: say(mapping(kind="defining", id=1, file="x", line=1, what="y"))'
    stopped(taken_over(WRONG, opening=announcing), by=hurried)


def test_statements_announced_with_great_content_come_to_an_end(
    hurried: Command, stopped: Stopped
) -> None:
    announcing = 'say(mapping(kind="defining", id={"b": 1 << 27}), bytes(1 << 27))'
    stopped(taken_over(WRONG, opening=announcing), by=hurried)


SLOW = {
    "one byte at a time": (
        'for byte in struct.pack("<I", 64) + bytes(64):\n'
        "    os.write(3, bytes([byte])); time.sleep(0.05)"
    ),
    "a frame announced and never sent": 'os.write(3, struct.pack("<I", 1000)); time.sleep(100)',
    "nothing": "time.sleep(100)",
}


@pytest.mark.parametrize("speech", SLOW)
def test_dripping_answers_buys_no_time(speech: str, hurried: Command, stopped: Stopped) -> None:
    slowly = indent(f"import time\n{SLOW[speech]}", "    ")
    answer = f'if question["function"] == "relu":\n{slowly}\n{WRONG}'
    outcome = stopped(taken_over(answer), by=hurried)
    assert outcome.checks["relu"]["status"] == "timed_out"


def test_answers_just_in_time_end_with_the_budget(hurried: Command, stopped: Stopped) -> None:
    stopped(taken_over(f"import time; time.sleep(0.2); {WRONG}"), by=hurried)


def test_a_takeover_that_answers_rightly_is_graded_like_any_code(
    judge: Judge, hand_in: HandIn
) -> None:
    """Show that the takeover itself works: else every test here would pass for nothing."""
    answer = (
        'if question["function"] == "relu":\n'
        "    array = question['arguments'][0].clip(0)\n"
        '    described = {"a": "<f8", "s": list(array.shape), "n": array.nbytes}\n'
        "    say(observation(number, described), array.tobytes())\n"
        f"else:\n    {WRONG}"
    )
    outcome = judge.check(hand_in(taken_over(answer)))
    assert outcome.checks["relu"]["status"] == "passed"
    assert outcome.score == outcome.checks["relu"]["score"]
