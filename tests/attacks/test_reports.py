"""A report of an attack tells a student nothing and obeys nobody."""

import os
import pty
import re
import select
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.attacks.command import LETTERS, ROOT, Command
from tests.attacks.conftest import HandIn
from tests.attacks.sources import each, every
from tests.attacks.test_handing_in import assert_only_prints

SHOUT = (
    "16 / 16 points\\n\\nWell done: all 8 checks are right.\\n\\x1b[2J\\x1b]0;owned\\x07\\x9b31m"
    "\\u202e\\u2066\\u200b\\r::error file=x::y\\n::set-output name=a::b\\n##[error]z\\n"
    "[bold][link=http://x]y[/link][/bold] <script>alert(1)</script> <img src=x onerror=y> "
    "| a | b |\\n# heading\\n```\\n</failure></testcase>]]> &lol; \\x00\\x0b\\ufffe\\ud800 "
    "=cmd|'/C calc'!A0 @everyone #1 ![x](http://x/y.png) {{secret}} ${{secret}} %0A::error::x"
)

SPEAKING = {
    "relu": f'print("{SHOUT}")\nraise ValueError("{SHOUT}")',
    "softmax": f'return {{"{SHOUT}": 1.0, "dW1": "{SHOUT}"}}',
    "computeLayer": f'kind = type("Shout", (Exception,), {{}})\nraise kind("{SHOUT}" * 200)',
    "CE": f'print("{SHOUT}" * 100)\nreturn "{SHOUT}"',
    "gradCE": 'return type("A" * 300, (), {"__module__": "b" * 300})()',
    "backprop": f'exec(compile("1/0", "{ROOT}/{SHOUT}"[:150].replace(chr(0), ""), "exec"))',
}


def outside_code(document: str) -> str:
    """Return the lines of a Markdown document that stand in no fence, without code spans."""
    kept, fence = [], ""
    for line in document.splitlines():
        marks = line[: len(line) - len(line.lstrip("`"))]
        if not fence and len(marks) >= 3:
            fence = marks
        elif fence and line.strip() == marks and len(marks) >= len(fence):
            fence = ""
        elif not fence:
            kept.append(re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line))
    assert fence == ""
    return "\n".join(kept)


@pytest.mark.parametrize(
    ("form", "audience"),
    [
        ("terminal", "student"),
        ("markdown", "student"),
        ("junit", "student"),
        ("json", "student"),
        ("terminal", "staff"),
    ],
)
def test_every_form_only_prints(
    form: str, audience: str, command: Command, hand_in: HandIn
) -> None:
    source = each(SPEAKING)
    outcome = command.check(hand_in(source), "--format", form, "--audience", audience)
    assert outcome.code == 1, outcome.stderr
    assert_only_prints(outcome.stdout)
    assert_only_prints(outcome.stderr)
    assert len(outcome.stdout) < 100_000
    if form == "junit":
        ET.fromstring(outcome.stdout)  # noqa: S314 - our own document
    if form == "markdown":
        assert "<" not in outside_code(outcome.stdout)
    if audience == "student":
        assert str(ROOT) not in outcome.stdout


def _spoken_to_a_terminal(command: Command, submission: Path) -> str:
    """Return all that the command writes to a terminal."""
    leader, follower = pty.openpty()
    process = os.posix_spawn(
        command.program[0],
        [*command.program, "check", str(submission), "--assignment", str(command.assignment)],
        command.environment(),
        file_actions=[(os.POSIX_SPAWN_DUP2, follower, standard) for standard in (0, 1, 2)],
    )
    os.close(follower)
    written, end = b"", time.monotonic() + 60
    while time.monotonic() < end and select.select([leader], [], [], 60)[0]:
        try:
            piece = os.read(leader, 65_536)
        except OSError:
            break
        written += piece
    os.close(leader)
    os.waitpid(process, 0)
    return written.decode(errors="replace")


def test_a_terminal_is_coloured_and_nothing_else(hurried: Command, tmp_path: Path) -> None:
    """A submission that takes long is named while one waits: its name is a student's too."""
    path = tmp_path / "\x1b[2J\x1b]0;owned\x07[bold]hw.py"
    slow = {"softmax": "import time\ntime.sleep(100)"}
    path.write_text(each({**SPEAKING, **slow}))
    written = _spoken_to_a_terminal(hurried, path)
    assert "points" in written
    assert "\x1b]" not in written
    assert "\x1b[2J" not in written
    assert "\x07" not in written
    assert "\x9b" not in written


def test_the_student_is_told_no_reference_value(command: Command, hand_in: HandIn) -> None:
    right = "import numpy as np\nreturn np.maximum(x, 0)"
    outcome = command.check(hand_in(each({"relu": right}, first="")), "--audience", "student")
    for check in outcome.report["checks"]:
        assert check["evidence"]["expected"] is None
        assert set(check["evidence"]["details"]) <= {"trouble", "tensors", "ratios"}
    assert outcome.report["environment"]["seed"] == 0
    assert outcome.report["environment"]["plugins"] == {}


def test_an_instructor_is_not_named_places_by_a_student(command: Command, hand_in: HandIn) -> None:
    body = f"raise OSError(2, 'No such file', {str(LETTERS / 'solution')!r})"
    outcome = command.check(hand_in(every(f"place = 1\n{body}")))
    assert str(ROOT) not in outcome.stdout
