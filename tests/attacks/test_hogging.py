"""Time, memory and output have an end; what one function wastes is not another's loss."""

import pytest

from tests.attacks.command import Command
from tests.attacks.conftest import Stopped
from tests.attacks.sources import at_import, each

STUBBORN = """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
"""
BARE = (
    "while True:\n    try:\n        while True:\n            pass\n    except:\n        continue\n"
)
DYING = """
class Dying:
    def __del__(self):
        while True:
            pass
"""
MATMUL = """
import numpy as np
a = np.ones((6000, 6000))
for _ in range(1000):
    a = a @ a
return a
"""
REGEX = "import re\nreturn re.match('(a*)*' * 20 + 'b', 'a' * 60)"

LOOPS = {
    "a loop": "while True: pass",
    "a loop in bare except": BARE,
    "a loop in a finalizer": "Dying()\nreturn 0",
    "a product of large matrices": MATMUL,
    "a regular expression": REGEX,
    "sleep": "import time\ntime.sleep(10**6)",
    "pause": "import signal\nsignal.pause()",
    "reading what never comes": "import os\nos.read(3, 1)\nos.read(3, 1)",
    "a power of powers": "return 9 ** 9 ** 9",
    "a sum over everything": "return sum(range(10**15))",
    "a list that grows while it is read": "items = [1]\nfor item in items: items.append(item)",
    "random bytes without end": "import os\nwhile True: os.urandom(1 << 20)",
}

TOGETHER = [list(LOOPS)[start : start + 3] for start in range(0, len(LOOPS), 3)]


@pytest.mark.parametrize("loops", TOGETHER, ids=", ".join)
def test_a_function_without_an_end_costs_itself(
    loops: list[str], hurried: Command, stopped: Stopped
) -> None:
    bodies = {
        name: LOOPS[loop] for name, loop in zip(("relu", "softmax", "CE"), loops, strict=True)
    }
    outcome = stopped(each(bodies, first=STUBBORN + DYING), by=hurried)
    lost = {"timed_out", "out_of_memory", "crashed", "skipped"}
    assert outcome.checks["relu"]["status"] in lost


@pytest.mark.slow
def test_an_endless_function_ends_with_the_limits_of_the_real_assignment(stopped: Stopped) -> None:
    outcome = stopped(each({"softmax": BARE}, first=STUBBORN))
    assert outcome.checks["softmax"]["status"] == "timed_out"


def test_endless_imports_end(hurried: Command, stopped: Stopped) -> None:
    loops = (LOOPS[name].replace("return ", "answer = ") for name in ("a power of powers", "sleep"))
    classes = (at_import(loop, first=STUBBORN) for loop in (BARE, *loops))
    stopped("\n".join(classes), by=hurried)


CLOCKS = """
import time, datetime, signal, threading, sys, os
frozen = lambda *args: 0.0
for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime"):
    setattr(time, name, frozen)
for name in ("time_ns", "monotonic_ns", "perf_counter_ns"):
    setattr(time, name, lambda *args: 0)
signal.setitimer(signal.ITIMER_REAL, 0)
signal.alarm(0)
"""


def test_a_stopped_clock_stops_nobody_elses(hurried: Command, stopped: Stopped) -> None:
    outcome = stopped(each({"relu": BARE}, first=CLOCKS + STUBBORN), by=hurried)
    assert outcome.checks["relu"]["status"] == "timed_out"


MEMORY = {
    "one large array": "import numpy as np\nreturn np.ones(1 << 33)",
    "a list of everything": "hoard = []\nwhile True: hoard.append(b'x' * 10**8)",
    "a string that doubles": "text = 'x'\nwhile True: text += text",
    "maps without end": "import mmap\nmaps = []\nwhile True: maps.append(mmap.mmap(-1, 1 << 26))",
    "deep recursion": "import sys\nsys.setrecursionlimit(10**9)\nf = lambda: f()\nreturn f()",
}


def test_memory_has_an_end(hurried: Command, stopped: Stopped) -> None:
    names = ("relu", "softmax", "computeLayer", "CE", "gradCE")
    outcome = stopped(each(dict(zip(names, MEMORY.values(), strict=True))), by=hurried)
    assert outcome.checks["relu"]["status"] == "out_of_memory"
    lost = {"timed_out", "out_of_memory", "crashed", "skipped", "raised"}
    assert {outcome.checks[name]["status"] for name in names} <= lost


def test_output_is_drained_and_little_of_it_kept(stopped: Stopped) -> None:
    body = """
    import os, sys
    for _ in range(60):
        print("x" * (1 << 20))
        sys.stderr.write("y" * 1000)
        os.write(1, b"z" * (1 << 20))
        os.write(2, b"z" * (1 << 20))
    sys.__stdout__ and sys.__stdout__.write("w" * 1000)
    return [[0.123]]
    """
    outcome = stopped(each({"relu": body, "softmax": body}))
    assert len(outcome.stdout) < 200_000
    assert len(outcome.printed()) < 70_000


def test_streams_taken_away_are_given_back(stopped: Stopped) -> None:
    body = """
    import sys, io
    sys.stdout.close()
    sys.stdout = sys.stderr = None
    raise ValueError("seen")
    """
    outcome = stopped(each({"relu": body, "softmax": body}))
    assert outcome.checks["relu"]["status"] == "raised"


def test_processes_and_threads_cannot_multiply(stopped: Stopped) -> None:
    body = """
    import os, threading
    made = 0
    for _ in range(60):
        try:
            os.fork()
            made += 1
        except OSError:
            pass
        try:
            threading.Thread(target=threading.Event().wait).start()
            made += 1
        except RuntimeError:
            pass
    print("made", made)
    return [[0.123]]
    """
    outcome = stopped(each({"relu": body}))
    assert outcome.checks["relu"]["stdout"].startswith("made 0\n")
