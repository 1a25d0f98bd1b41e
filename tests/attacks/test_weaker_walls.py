"""Where no namespaces can be had, and where Landlock is missing too, the rest still holds."""

import platform
import sys
from pathlib import Path

import pytest

from tests.attacks.command import SOLUTION, Command
from tests.attacks.conftest import HandIn, assert_honest_zero, assert_nothing_told
from tests.attacks.sources import at_import, each
from tests.attacks.test_looking_for_answers import first_line, searching
from tests.attacks.test_neighbours import POISON
from tests.attacks.test_reaching_out import CALLING, CALLS

UNSHARE, LANDLOCK = 272, 444
REFUSING = """
import os, sys
from grader.worker.confinement import identity, seccomp
identity.forbid_new_privileges()
seccomp.refusing({numbers}, code={code}).load()
os.execv(sys.executable, [sys.executable, "-m", "grader", *sys.argv[1:]])
"""
EPERM = 1

pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the numbers are those of x86-64"
)


def weaker(command: Command, *numbers: int) -> Command:
    """Return the command on a kernel that refuses some system calls."""
    code = REFUSING.format(numbers=numbers, code=EPERM)
    return Command(home=command.home, kept=command.kept, program=(sys.executable, "-c", code))


@pytest.fixture(params=[(UNSHARE,), (UNSHARE, LANDLOCK)], ids=["L3", "L2"])
def poorer(request: pytest.FixtureRequest, command: Command) -> Command:
    """The command where less can be had."""
    return weaker(command, *request.param)


def test_the_report_says_how_it_was_confined(
    poorer: Command, request: pytest.FixtureRequest
) -> None:
    outcome = poorer.check(SOLUTION)
    assert outcome.code == 0, outcome.stderr
    assert request.node.name.endswith(f"[{outcome.report['environment']['confinement']}]")


def test_the_level_that_is_demanded_is_had_or_nothing_is_graded(command: Command) -> None:
    outcome = weaker(command, UNSHARE).check(SOLUTION, "--confinement", "L4")
    assert outcome.code == 5
    assert outcome.stdout == ""


def test_system_calls_are_refused_as_before(poorer: Command, hand_in: HandIn) -> None:
    body = f"""
    calls = {CALLS!r}
    refused = {{name: attempt(*call) for name, call in calls.items()}}
    print(json.dumps([n for n, e in refused.items() if e == 0]))
    """
    outcome = poorer.check(hand_in(each({"relu": body}, first=CALLING)))
    assert_honest_zero(outcome)
    assert first_line(outcome, "relu") == []


def test_landlock_alone_keeps_files_away(command: Command, hand_in: HandIn, tmp_path: Path) -> None:
    """It keeps contents and lists away; that a file exists, and where a link points, it shows."""
    source = each({"relu": "search()\nreturn [[0.123]]"}, first=searching(tmp_path))
    outcome = weaker(command, UNSHARE).check(hand_in(source))
    assert_honest_zero(outcome)
    assert_nothing_told(outcome, tmp_path)
    assert first_line(outcome, "relu") == []


def test_poison_stays_in_its_own_process(command: Command, hand_in: HandIn) -> None:
    poorest = weaker(command, UNSHARE, LANDLOCK)
    assert_honest_zero(poorest.check(hand_in(at_import(POISON))))
    assert poorest.check(SOLUTION).code == 0


MEMORY_OF_OTHERS = """
import json, os
def peek():
    found = []
    own = os.getpid()
    for process in (1, os.getppid(), *range(max(1, own - 300), own)):
        for name in ("mem", "environ", "maps", "fd/0", "root"):
            try:
                with open(f"/proc/{process}/{name}", "rb") as file:
                    found += [f"{process}/{name}"] if file.read(1) else []
            except OSError:
                if name == "mem" and not os.path.exists(f"/proc/{process}"):
                    break
    print(json.dumps(found[:20]))
    return [[0.123]]
"""


def test_no_process_of_the_judge_can_be_read(poorer: Command, hand_in: HandIn) -> None:
    outcome = poorer.check(hand_in(each({"relu": "return peek()"}, first=MEMORY_OF_OTHERS)))
    assert_honest_zero(outcome)
    assert first_line(outcome, "relu") == []
