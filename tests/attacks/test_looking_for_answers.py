"""There is nothing to find on the student's side: no reference, no solution, no other process."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.preparation import prepare
from tests.attacks.command import LETTERS, ROOT, SOLUTION, Command, Outcome
from tests.attacks.conftest import HandIn, Stopped, assert_honest_zero
from tests.attacks.judge import Judge
from tests.attacks.sources import each, every

FILES = """
import json, os, sys
FOUND = []
def look(path):
    for flags in (os.O_NONBLOCK, os.O_PATH | os.O_NOFOLLOW | os.O_NOATIME):
        try:
            descriptor = os.open(path, flags)
        except OSError:
            continue
        try:
            names = os.listdir(descriptor) if os.path.isdir(path) else os.read(descriptor, 9)
        except OSError:
            names = []
        if names:
            FOUND.append(path)
        os.close(descriptor)
    for attempt in (os.listdir, os.scandir):
        try:
            attempt(path)
        except OSError:
            continue
        FOUND.append(path)
def search():
    for path in {paths!r}:
        look(path)
    for path in ("/proc", "/proc/self/maps", "/proc/self/environ", "/proc/self/fd", "/proc/1/mem",
                 "/proc/self/root", "/proc/self/cwd", "/proc/kcore", "/proc/mounts", "/proc/1",
                 "/sys", "/sys/kernel", "/dev/fd", "/dev/fd/0", "/dev/shm", "/dev/mem", "/dev/tty",
                 "/dev/stdin", "/dev/ptmx", "/dev/mqueue", "/etc/passwd", "/etc/shadow", "/tmp",
                 "/var/tmp", "/run", "/home", "/root", "/mnt", "/opt", "/autograder", "/grade",
                 "/.dockerenv", "..", "../..", "/proc/self/fd/3", "/proc/self/task", "/etc/hosts"):
        look(path)
    for folder in list(sys.path):
        for name in ("site-packages/grader_reference", "site-packages/grader/grading.py",
                     "site-packages/click", "../../assignments", "dist-packages/grader_reference"):
            look(os.path.join(folder, name))
    ours = {"/proc/self/cwd"}  # the empty folder a child stands in
    print(json.dumps(sorted(set(FOUND) - ours)))
"""

SECRETS = (
    LETTERS,
    LETTERS / "assignment.yaml",
    LETTERS / "solution",
    LETTERS / "solution" / "starter.py",
    LETTERS / "cases",
    ROOT,
    ROOT / "reference" / "grader_reference" / "entries.py",
    ROOT / "plugins",
    ROOT / "grader" / "grading.py",
    ROOT / "grader" / "examination",
    ROOT / "tests",
    ROOT / ".git",
    Path(__file__),
    Path(sys.prefix) / "pyvenv.cfg",
)


def searching(*more: Path) -> str:
    return FILES.replace("{paths!r}", repr([str(path) for path in (*SECRETS, *more)]))


def first_line(outcome: Outcome, check: str) -> Any:
    """Return what student code printed first, as JSON."""
    return json.loads(outcome.checks[check]["stdout"].partition("\n")[0])


def test_the_search_finds_the_solution_where_nothing_confines_it(tmp_path: Path) -> None:
    code = f"{searching()}\nsearch()".replace("/dev/", "/nothing/")
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path, timeout=20
    ).stdout
    solution = str(LETTERS / "solution" / "starter.py")
    assert {solution, "/proc", "/etc/passwd"} <= set(json.loads(found))


def test_no_file_of_the_judge_or_the_machine_can_be_read(
    stopped: Stopped, command: Command, tmp_path: Path
) -> None:
    source = searching(tmp_path, command.home, Path.home())
    outcome = stopped(each({"relu": "search()\nreturn [[0.123]]"}, first=source))
    assert first_line(outcome, "relu") == []


OBJECTS = """
import gc, sys, types
FOUND = []
def suspicious(name):
    return any(word in name for word in ("grader_reference", "grader_plugins", "grader.grading",
               "grader.numerics", "grader.bench", "examination", "assignment", "solution"))
def walk():
    for name in list(sys.modules):
        if suspicious(name):
            FOUND.append("module " + name)
    for thing in gc.get_objects():
        if isinstance(thing, types.ModuleType) and suspicious(thing.__name__):
            FOUND.append("object " + thing.__name__)
        if isinstance(thing, types.FunctionType) and suspicious(thing.__module__ or ""):
            FOUND.append("function " + thing.__qualname__)
    frame = sys._getframe()
    while frame:
        for name, value in list(frame.f_locals.items()) + list(frame.f_globals.items()):
            if name in ("expected", "reference", "answers", "tolerance", "right", "seed"):
                FOUND.append("variable " + name)
        frame = frame.f_back
    for name in ("grader_reference", "grader_plugins", "grader.grading", "grader.numerics"):
        for way in (__import__, __builtins__["__import__"]):
            try:
                module = way(name, fromlist=["x"])
            except Exception:
                continue
            if getattr(module, "__file__", None):
                FOUND.append("import " + name)
        import importlib.util
        try:
            spec = importlib.util.find_spec(name)
        except Exception:
            continue
        if spec is not None:
            FOUND.append("spec " + name)
    import os
    for name, value in os.environ.items():
        if name not in ("LANG", "LC_CTYPE") and not name.endswith("_NUM_THREADS"):
            if not name.startswith(("PYTHONHASHSEED", "CUDA_", "KERAS_", "TORCHINDUCTOR_")):
                FOUND.append("variable " + name)
"""


def test_no_module_object_or_frame_holds_an_answer(stopped: Stopped) -> None:
    body = "import json\nwalk()\nprint(json.dumps(sorted(set(FOUND))))\nreturn [[0.123]]"
    outcome = stopped(each({"relu": body}, first=OBJECTS))
    assert first_line(outcome, "relu") == []


MEMORY = """
import ctypes, gc, json, os, re
libc = ctypes.CDLL(None)
def scan(pattern):
    # A device that takes what is written tells mapped memory from unmapped.
    device = os.open("/dev/urandom", os.O_WRONLY)
    mega = 1 << 20
    blocks = {id(thing) // mega for thing in gc.get_objects()}
    blocks |= {block + step for block in set(blocks) for step in (-2, -1, 1, 2)}
    seen, found = 0, set()
    for block in sorted(blocks):
        for page in range(0, mega, 4096):
            address = ctypes.c_void_p(block * mega + page)
            if libc.write(device, address, ctypes.c_size_t(1)) == 1:
                seen += 1
                found |= set(re.findall(pattern, ctypes.string_at(address.value, 4096)))
    print(json.dumps([seen > 1000, sorted(map(str, found))]))
"""


@pytest.mark.slow
def test_the_forked_memory_holds_no_line_of_the_answers(stopped: Stopped) -> None:
    """Every letter stands in brackets: what is found is then not the submission's own text."""
    places = (LETTERS / "solution/starter.py", ROOT / "reference/grader_reference/networks.py")
    texts = [path.read_text(encoding="utf-8").splitlines() for path in places]
    lines = [max((line.strip() for line in text if line.isascii()), key=len) for text in texts]
    here = "device that takes what is written"
    pattern = "|".join(
        "".join(f"[{re.escape(letter)}]" for letter in line) for line in (*lines, here)
    )
    body = f"scan({pattern.encode()!r})\nreturn [[0.123]]"
    outcome = stopped(each({"relu": body}, first=MEMORY))
    assert first_line(outcome, "relu") == [True, [f"b'{here}'"]]


def test_questions_carry_no_answer(stopped: Stopped) -> None:
    body = """
    import json, sys
    frame, keys = sys._getframe(), set()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, dict) and "pieces" in value:
                keys |= set(value)
                wire = sys.modules["grader.worker.wire"]
                for piece in value["pieces"]:
                    keys |= set(wire.decode(memoryview(piece)[4:], max_json=1 << 26))
        frame = frame.f_back
    print(json.dumps(sorted(keys)))
    return [[0.123]]
    """
    outcome = stopped(every(body))
    allowed = {"kind", "bindings", "pieces", "function", "arguments", "repeat", "sweep"}
    keys = set(first_line(outcome, "relu"))
    assert "arguments" in keys
    assert keys <= {*allowed, "returns_arguments"}


def test_what_is_printed_of_inputs_that_are_scored_is_not_shown(
    judge: Judge, hand_in: HandIn
) -> None:
    body = "import json\nprint(json.dumps(x.tolist()))\nreturn -abs(x)"
    outcome = judge.check(hand_in(each({"relu": body})))
    shown = outcome.checks["relu"]["evidence"]["input"]
    printed = outcome.checks["relu"]["stdout"].splitlines()
    assert printed
    assert {json.dumps(value) for value in shown.values()} == set(printed)


MADE_UP = {
    "exception": "raise type(said, (ValueError,), {})('no')",
    "class": "return type(said, (), {})()",
    "file": "exec(compile('def f(): raise ValueError()\\nf()', said + '.py', 'exec'), {})",
    "function": "exec(f'def {said}(): raise ValueError()\\n{said}()', {})",
}


@pytest.mark.parametrize("way", MADE_UP)
def test_a_name_made_up_of_a_scored_input_is_not_told(
    way: str, judge: Judge, hand_in: HandIn
) -> None:
    body = f"said = 'said_' + str(int(abs(x.flat[0]) * 1e9))\n{MADE_UP[way]}"
    outcome = judge.check(hand_in(each({"relu": body})))
    shown = np.array(outcome.checks["relu"]["evidence"]["input"]["x"])
    known = f"said_{int(abs(shown.flat[0]) * 1e9)}"
    assert "said_" not in json.dumps(outcome.report).replace(known, "")
    assert outcome.checks["relu"]["parts"][0]["text"]


REMEMBERING = """
import json
SEEN = []
def remember(*arguments):
    SEEN.append(json.dumps([a.tolist() for a in arguments]))
    print("\\n".join(SEEN))
"""


@pytest.mark.parametrize("then", ["return -abs(x)", "raise ValueError('|'.join(SEEN))"])
def test_scored_inputs_are_not_remembered_for_what_is_shown(
    then: str, judge: Judge, hand_in: HandIn
) -> None:
    softmax = "remember(x)\nreturn -abs(x)"
    source = each({"relu": f"remember(x)\n{then}", "softmax": softmax}, first=REMEMBERING)
    outcome = judge.check(hand_in(source))
    bench = prepare(LETTERS / "assignment.yaml").bench
    scored = {
        json.dumps([a.tolist() for a in q.arguments.values()])[2:-2]
        for spec, questions in bench.all_questions()
        if spec.id in {"relu", "softmax"}
        for q in questions
    }
    text = "".join(_strings(outcome.report))
    assert "[" in outcome.checks["relu"]["stdout"]
    assert [inputs for inputs in scored if inputs in text] == []


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [str(value)]


PHRASE = "a phrase of the staff's, 1f9a0c"


def test_a_table_of_answers_is_worth_nothing_with_another_seed(
    command: Command, hand_in: HandIn
) -> None:
    """Who knows the seed knows the inputs, and could hand in answers in place of code."""
    bench = prepare(LETTERS / "assignment.yaml").bench
    (inputs,) = zip(
        *(q.arguments.values() for q in bench.questions(bench.checks["relu"])), strict=True
    )
    table = {repr(x.tolist()): np.maximum(x, 0).tolist() for x in map(np.asarray, inputs)}
    source = hand_in(each({"relu": f"return {table!r}.get(repr(x.tolist()))"}))
    assert command.check(source).checks["relu"]["score"] > 0
    assert_honest_zero(command.check(source, "--seed", "6"))
    assert_honest_zero(replace(command, variables={"GRADER_SEED": PHRASE}).check(source))


def test_the_secret_of_the_staff_is_told_to_nobody(command: Command) -> None:
    staff = replace(command, variables={"GRADER_SEED": PHRASE})
    one, other = (staff.check(SOLUTION, "--audience", "staff") for _ in range(2))
    assert one.code == 0, one.stderr
    assert one.verdict() == other.verdict()
    assert one.report["environment"]["seed"].startswith("secret ")
    told = staff.check(SOLUTION)
    assert PHRASE not in one.stdout + told.stdout
    assert one.report["environment"]["seed"] not in told.stdout
