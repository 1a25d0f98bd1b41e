"""Whoever ends the interpreter, or breaks it, has not answered."""

import pytest

from tests.attacks.command import Command
from tests.attacks.conftest import HandIn, Stopped
from tests.attacks.judge import Judge
from tests.attacks.sources import at_import, each

SEGFAULT = "import ctypes; ctypes.string_at(0)"
DEEP_C = """
import sys
sys.setrecursionlimit(10**9)
class Deep:
    def __repr__(self):
        return repr([self])
    __str__ = __hash__ = __repr__
nested = None
for _ in range(10**6):
    nested = (nested,)
hash(nested)
repr(Deep())
"""

WAYS = {
    "exiting with success": "import sys; sys.exit(0)",
    "exiting at once": "import os; os._exit(0)",
    "exiting at once with failure": "import os; os._exit(1)",
    "aborting": "import os; os.abort()",
    "a segmentation fault": SEGFAULT,
    "C recursion": DEEP_C,
    "an interrupt": "interrupted = True; raise KeyboardInterrupt",
    "closing the channel": "import os; os.close(3)",
    "closing every descriptor": "import os; os.closerange(0, 64)",
    "the null device over the channel": "import os; os.dup2(0, 3)",
    "killing itself": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "a raised signal": "import signal; signal.raise_signal(signal.SIGTERM)",
    "an exception group of exits": "left = True; raise BaseExceptionGroup('x', [SystemExit(0)])",
}


TOGETHER = [list(WAYS)[start : start + 3] for start in range(0, len(WAYS), 3)]
"""As many ways in one submission as there are replacements for."""


@pytest.mark.parametrize("ways", TOGETHER, ids=", ".join)
def test_at_import_it_earns_nothing(ways: list[str], stopped: Stopped) -> None:
    stopped("\n".join(at_import(WAYS[way]).replace("Attack", way.title()[:1]) for way in ways))


@pytest.mark.parametrize("ways", TOGETHER, ids=", ".join)
def test_in_functions_it_earns_nothing(ways: list[str], stopped: Stopped) -> None:
    names = ("relu", "softmax", "CE")
    outcome = stopped(each({name: WAYS[way] for name, way in zip(names, ways, strict=False)}))
    assert outcome.checks["backprop"]["status"] == "failed"


def test_results_written_by_the_submission_are_nobodys(stopped: Stopped) -> None:
    attack = """
    import atexit, json, os
    FULL = json.dumps({"score": 100, "tests": [{"score": 100, "max_score": 100}]})
    def forge():
        for folder in ("", "/tmp", "/grade/results"):
            for name in ("results.json", "report.json", "conftest.py", "results.pkl"):
                try:
                    with open(os.path.join(folder, name), "w") as file:
                        file.write(FULL)
                except OSError:
                    pass
        print(FULL)
        for descriptor in range(8):
            try:
                os.write(descriptor, FULL.encode())
            except OSError:
                pass
    atexit.register(forge)
    forge()
    raise SystemExit(0)
    """
    stopped(at_import(attack))


HOSTILE_EXCEPTION = """
class Spoiled(Exception):
    def __str__(self):
        raise SystemExit(0)
    __repr__ = __format__ = __str__
class Exits(Exception):
    def __str__(self):
        import os
        os._exit(0)
class Endless(Exception):
    def __str__(self):
        while True:
            pass
class Long(Exception):
    def __str__(self):
        return "16 / 16 points\\n" * 10_000_000
class Named(Exception):
    pass
Named.__name__ = "N" * 1_000_000
Named.__qualname__ = Named.__module__ = "grader.verdict"
class Cyclic(Exception):
    pass
one, other = Cyclic("one"), Cyclic("other")
one.__context__, other.__context__, one.__cause__ = other, one, one
"""


def test_exceptions_that_attack_whoever_reads_them_are_exceptions(stopped: Stopped) -> None:
    bodies = {
        "relu": "text = 1; raise Spoiled(text)",
        "softmax": "text = 1; raise Long(text)",
        "computeLayer": "text = 'x' * 10_000_000; raise Named(text)",
        "CE": "text = one; raise text",
        "gradCE": "text = 1; raise Exits(text)",
        "backprop": "kind = type('S' * 500, (BaseException,), {'__traceback__': 7}); raise kind",
    }
    outcome = stopped(each(bodies, first=HOSTILE_EXCEPTION))
    assert outcome.checks["relu"]["status"] == "raised"
    assert max(len(check["student_text"]) for check in outcome.checks.values()) < 2_000


def test_an_exception_whose_text_never_ends_is_a_question_lost(
    hurried: Command, stopped: Stopped
) -> None:
    outcome = stopped(
        each({"relu": "text = 1; raise Endless(text)"}, first=HOSTILE_EXCEPTION), by=hurried
    )
    assert outcome.checks["relu"]["status"] == "timed_out"


def test_one_that_uses_up_every_replacement_is_still_reported(
    judge: Judge, hand_in: HandIn
) -> None:
    right = {"relu": "import numpy as np\nreturn np.maximum(x, 0)"}
    deaths = dict.fromkeys(("softmax", "computeLayer", "CE", "gradCE", "backprop"), SEGFAULT)
    outcome = judge.check(hand_in(each({**deaths, **right})))
    assert outcome.code == 1
    assert outcome.checks["relu"]["status"] == "passed"
    others = {name: outcome.checks[name]["status"] for name in deaths}
    assert "crashed" in others.values()
    assert "skipped" in others.values()
    earned = {name for name, check in outcome.checks.items() if check["score"] > 0}
    assert earned <= {"relu", "manners"}
