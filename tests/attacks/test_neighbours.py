"""What one submission does reaches neither the next, nor one that is graded beside it."""

import json

import pytest

from tests.attacks.command import SOLUTION, Command
from tests.attacks.conftest import HandIn, assert_honest_zero
from tests.attacks.judge import Judge
from tests.attacks.sources import at_import, each, every

POISON = """
import os, sys, time, random, builtins
import numpy as np
np.random.seed(0)
np.random.set_state(("MT19937", np.zeros(624, np.uint32), 0, 0, 0.0))
random.seed(0)
np.seterr(all="raise")
np.set_printoptions(threshold=0, formatter={"all": lambda x: "poisoned"})
np.maximum = np.exp = lambda *args: 0
sys.setrecursionlimit(60)
sys.path[:] = ["/tmp"]
os.environ.update(PYTHONPATH="/tmp", PYTHONSTARTUP="/tmp/x.py", LD_PRELOAD="/tmp/x.so")
os.umask(0)
builtins.print = builtins.len = None
for folder in ("", "/tmp", "/dev/shm", "/var/tmp", "/run", os.path.expanduser("~")):
    for name in ("numpy.py", "sitecustomize.py", "conftest.py", ".ipython", "poison"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write("poisoned = True")
        except OSError:
            pass
"""


def test_the_next_submission_finds_the_machine_as_it_was(judge: Judge, hand_in: HandIn) -> None:
    before = judge.check(SOLUTION)
    assert_honest_zero(judge.check(hand_in(at_import(POISON))))
    assert judge.check(SOLUTION).verdict() == before.verdict()


def test_a_child_finds_nothing_that_an_earlier_one_left(command: Command, hand_in: HandIn) -> None:
    """One grader, several children: the first leaves what it can and dies, the next looks."""
    first = """
    import os
    def state():
        mask = os.umask(0)
        os.umask(mask)
        return [sorted(os.listdir(".")), mask]
    """
    bodies = {
        "relu": "print(state())\nos.umask(0o777)\nos._exit(1)",
        "softmax": "import json\nprint(json.dumps(state()))\nreturn [[0.123]]",
    }
    outcome = command.check(hand_in(each(bodies, first=first)))
    assert_honest_zero(outcome)
    listed, mask = json.loads(outcome.checks["softmax"]["stdout"].partition("\n")[0])
    assert (listed, mask) == (["hw.py"], 0o022)


SPYING = """
import ctypes, json, os, time
libc = ctypes.CDLL(None, use_errno=True)
SEEN = []
def spy():
    found = []
    end = time.monotonic() + 0.6
    while time.monotonic() < end:
        for process in range(2, 400):
            for call in (os.getpgid, os.getsid, os.sched_getaffinity):
                try:
                    call(process)
                except OSError:
                    continue
                if process != os.getpid():
                    found.append(f"process {process}")
        for path in ("/proc", "/tmp", "/dev/shm", "/run", ".", "/dev/mqueue"):
            try:
                found += os.listdir(path)
            except OSError:
                pass
    return json.dumps(sorted(set(found)))
"""
SPY = "SEEN or SEEN.append(spy())\nprint(SEEN[0])\nreturn [[0.123]]"


def test_two_at_once_do_not_see_each_other(command: Command, hand_in: HandIn) -> None:
    names = ("one.py", "other.py")
    source = each({"relu": SPY}, first=SPYING)
    running = [command.start(hand_in(source, name=name)) for name in names]
    outcomes = [command.finish(process) for process in running]
    for name, outcome in zip(names, outcomes, strict=True):
        assert_honest_zero(outcome)
        found = json.loads(outcome.checks["relu"]["stdout"].partition("\n")[0])
        others = [seen for seen in found if seen.startswith("process")]
        assert set(found) - set(others) == {name}
        assert len(others) <= 1  # the child of the same submission that scored questions went to


FLOODS = {
    "relu": "hoard = []\nwhile True: hoard.append(b'x' * 10**8)",
    "softmax": "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
    "CE": "while True: print('x' * 10**6)",
}


def test_a_right_submission_beside_a_flood_gets_its_marks(
    command: Command, hurried: Command, hand_in: HandIn
) -> None:
    flood = hurried.start(hand_in(each(FLOODS)))
    quiet = command.finish(command.start(SOLUTION))
    assert quiet.code == 0
    assert_honest_zero(hurried.finish(flood))


def test_a_grader_that_is_killed_takes_its_children_along(
    command: Command, hand_in: HandIn
) -> None:
    """The fixture that counts processes is what fails here."""
    process = command.start(hand_in(every("while True: pass", first="class A: print('begun')")))
    with pytest.raises(Exception, match="timed out"):
        process.communicate(timeout=1.0)
    process.kill()
    process.communicate()
