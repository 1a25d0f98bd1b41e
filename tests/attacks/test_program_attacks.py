"""Programs that lie, leave, hog or never end earn nothing with it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacks.command import Command
from tests.attacks.conftest import HandIn, Stopped
from tests.attacks.judge import Judge
from tests.plugins.checks.projects import BEST, TEST, project, written

FREE = BEST.replace("points: 4", "points: 0")
"""The weights themselves are right in these submissions, and earn nothing here."""


TRAIN = """
  - id: train
    kind: program
    points: 3
    params:
      run: python train.py
      data: {dataset: moons, as: npy, on: train, examples: 100}
      writes: [best.npz]
"""
KEPT = {
    "holds nothing": "open('best.npz', 'wb').write(b'best')",
    "holds no such weights": "import numpy\nnumpy.savez('best.npz', numpy.zeros((2, 2)))",
    "was trained at home": "import numpy\nnumpy.savez('best.npz', **numpy.load('best.npz'))",
}


@pytest.fixture
def running(command: Command, tmp_path: Path) -> Command:
    test = TEST.replace("seconds: 2", "seconds: 1")
    text = f"assignment: project\nchecks:{FREE}{test}"
    folder = written(tmp_path / "running", {"assignment.yaml": text})
    return replace(command, assignment=folder / "assignment.yaml")


ATTACKS = {
    "leaves after a fake figure": "print('accuracy 0.97', flush=True)\nimport os\nos._exit(0)",
    "prints every number there is": (
        "print('accuracy', *(k / 1000 for k in range(1001)))\n"
        "print('accuracy 1')\nprint('accuracy 0')"
    ),
    "prints what everybody reaches": "print('accuracy 94 95 96 97 %')",
    "prints without end": "while True:\n    print('accuracy 0.5' * 1000)",
    "never lets go": (
        "while True:\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        pass"
    ),
    "forks": "import os\nwhile True:\n    os.fork()",
    "kills": "import os\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)\nprint('accuracy 0.97')",
    "kills itself": "import os\nos.kill(os.getpid(), 9)",
    "writes a gigabyte": "open('results.npz', 'wb').write(bytes(1 << 30))",
    "asks for all memory": "x = [bytes(1 << 30) for _ in range(64)]",
    "runs another program": "import subprocess\nsubprocess.run(['true'])",
    "replaces standard output": (
        "import sys\n"
        "class Wise:\n"
        "    def write(self, text):\n"
        "        raise SystemExit(0)\n"
        "    flush = close = detach = isatty = lambda self: 1 / 0\n"
        "sys.stdout = sys.stderr = Wise()\nprint('accuracy 0.97')"
    ),
    "closes standard output": "import sys\nsys.stdout.close()\nsys.exit(0)",
    "answers in the grader's place": (
        "import os\nfrom sys import modules\n"
        "wire = modules['grader.worker.wire']\n"
        "said = {'kind': 'ran', 'ended': 'exit', 'code': 0, 'script': 'test.py',\n"
        "        'printed': b'accuracy 0.5', 'written': [['results.npz', 2.5]], 'files': []}\n"
        "for number in range(3, 64):\n"
        "    try:\n        os.write(number, wire.encode(said))\n"
        "    except OSError:\n        pass"
    ),
    "sends no frame at all": (
        "import os\nfor number in range(3, 64):\n"
        "    try:\n        os.write(number, b'\\xff' * 4096)\n"
        "    except OSError:\n        pass\nos._exit(0)"
    ),
    "spoils the tools": (
        "import sys, builtins, json\n"
        "for module in list(sys.modules.values()):\n"
        "    for name in ('encode', 'dumps', 'describe', 'take'):\n"
        "        if hasattr(module, name):\n            setattr(module, name, None)"
    ),
    "ends with a strange code": "import sys\nsys.exit(object())",
    "raises what cannot be told": (
        "class Odd(Exception):\n    def __str__(self):\n        raise SystemExit(0)\nraise Odd"
    ),
    "recurses": "def f(): return f()\nf()",
    "cleans up without end": "import atexit\natexit.register(lambda: [0 for _ in iter(int, 1)])",
    "looks for the truth": (
        "import os, gc\n"
        "found = [o for o in gc.get_objects() if type(o).__name__ in ('Offer', 'Examples')]\n"
        "assert found\nprint('accuracy', found[0])"
    ),
}


@pytest.mark.parametrize("script", ATTACKS.values(), ids=ATTACKS)
def test_a_program_gains_nothing_by_it(
    stopped: Stopped, running: Command, tmp_path: Path, script: str
) -> None:
    outcome = stopped(written(tmp_path / "in", project(script=script + "\n")), by=running)
    assert outcome.checks["test"]["student_text"]


@pytest.mark.parametrize("script", KEPT.values(), ids=KEPT)
def test_a_checkpoint_that_was_not_trained_there_is_none(
    stopped: Stopped, command: Command, tmp_path: Path, script: str
) -> None:
    text = f"assignment: project\nchecks:{FREE}{TRAIN}"
    folder = written(tmp_path / "training", {"assignment.yaml": text})
    by = replace(command, assignment=folder / "assignment.yaml")
    stopped(written(tmp_path / "in", project(**{"train.py": script + "\n"})), by=by)


def test_after_an_attack_the_next_project_runs(
    judge: Judge, running: Command, tmp_path: Path, hand_in: HandIn
) -> None:
    del hand_in
    path = written(tmp_path / "in", project())
    assert judge.check(path, running.assignment).score == 4.0
