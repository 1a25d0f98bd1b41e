"""There is nothing to find on the student's side: no reference, no solution, no other process."""

import json
import subprocess
import sys
from pathlib import Path

from tests.attacks.command import LETTERS, ROOT, Command
from tests.attacks.conftest import HandIn, Stopped
from tests.attacks.sources import each, every

FILES = """
import os, sys, glob
FOUND = []
def look(path):
    for flags in (0, os.O_PATH | os.O_NOFOLLOW, os.O_NONBLOCK | os.O_NOATIME):
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
    for seen in (os.listdir, os.scandir, os.readlink, os.getxattr if 0 else os.readlink):
        try:
            seen(path)
        except OSError:
            continue
        FOUND.append(path)
PATHS = {paths!r}
for path in PATHS:
    look(path)
for path in ("/proc", "/proc/self/maps", "/proc/self/environ", "/proc/self/fd", "/proc/1/mem",
             "/proc/self/root", "/proc/self/cwd", "/proc/kcore", "/proc/net/tcp", "/proc/mounts",
             "/sys", "/sys/kernel", "/dev/fd", "/dev/fd/0", "/dev/shm", "/dev/mem", "/dev/tty",
             "/dev/stdin", "/dev/ptmx", "/dev/mqueue", "/etc/passwd", "/etc/shadow", "/etc/hosts",
             "/tmp", "/var/tmp", "/run", "/home", "/root", "/mnt", "/opt", "/autograder",
             "/grade", "/.dockerenv", "..", "../..", "/proc/self/fd/3", "/proc/self/task"):
    look(path)
for folder in list(sys.path):
    for name in ("site-packages", "dist-packages", "site-packages/grader_reference",
                 "site-packages/grader", "site-packages/click", "../../assignments"):
        look(os.path.join(folder, name))
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


def found_in(printed: str) -> set[str]:
    return set(json.loads(printed)) if printed else {"nothing was printed"}


def test_the_search_finds_the_solution_where_nothing_confines_it(tmp_path: Path) -> None:
    code = f"{searching()}\nimport json\nprint(json.dumps(FOUND))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path
    ).stdout
    assert {str(LETTERS / "solution" / "starter.py"), "/proc", "/tmp"} <= found_in(found.decode())


def test_no_file_of_the_judge_or_the_machine_can_be_read(
    stopped: Stopped, command: Command, tmp_path: Path
) -> None:
    class_body = "class Search:\n    pass\n"
    body = "import json\nprint(json.dumps(FOUND))\nreturn [[0.123]]"
    source = each({"relu": body}, first=searching(tmp_path, command.home, Path.home()) + class_body)
    outcome = stopped(source.replace("FOUND = []", "FOUND = sys.__dict__.setdefault('found', [])"))
    assert json.loads(outcome.checks["relu"]["stdout"] or '["nothing printed"]') == []


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
        import importlib.util, pkgutil
        for search in (importlib.util.find_spec, pkgutil.find_loader if 0 else importlib.util.find_spec):
            try:
                spec = search(name)
            except Exception:
                continue
            if spec is not None:
                FOUND.append("spec " + name)
    import os
    for name, value in os.environ.items():
        if name not in ("LANG", "LC_CTYPE") and not name.endswith("_NUM_THREADS"):
            if name != "PYTHONHASHSEED":
                FOUND.append("variable " + name)
"""


def test_no_module_object_or_frame_holds_an_answer(stopped: Stopped) -> None:
    body = "import json\nwalk()\nprint(json.dumps(sorted(set(FOUND))))\nreturn [[0.123]]"
    outcome = stopped(each({"relu": body}, first=OBJECTS))
    printed = outcome.checks["relu"]["stdout"].splitlines() or ['["nothing was printed"]']
    assert json.loads(printed[0]) == []


MEMORY = """
import ctypes, sys, json
def scan(words):
    # Walk the heap upwards from a live object; unmapped memory ends it as a crash.
    start = id(object()) & ~0xFFFFF
    block = ctypes.string_at(start, 1 << 20)
    return [word for word in words if word[::-1].encode() in block]
"""


def test_the_forked_memory_holds_no_line_of_the_solution(stopped: Stopped) -> None:
    """Words are searched for backwards, so that the submission itself does not hold them."""
    lines = (LETTERS / "solution" / "starter.py").read_text(encoding="utf-8").splitlines()
    words = [line.strip()[::-1] for line in lines if len(line.strip()) > 30]
    body = f"import json\nprint(json.dumps(scan({words!r})))\nreturn [[0.123]]"
    outcome = stopped(each({"relu": body}, first=MEMORY))
    assert json.loads(outcome.checks["relu"]["stdout"] or "[1]") == []


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
    keys = set(json.loads(outcome.checks["relu"]["stdout"].splitlines()[0]))
    assert "arguments" in keys
    assert keys <= {*allowed, "returns_arguments"}


def test_a_submission_tells_nothing_of_its_inputs_by_the_smallest_input(
    command: Command, hand_in: HandIn
) -> None:
    """What is shown comes from other inputs than what is scored."""
    body = """
    import hashlib
    print("called with", hashlib.sha256(repr(x.tolist()).encode()).hexdigest()[:16])
    return x
    """
    outcome = command.check(hand_in(each({"relu": body})))
    shown = outcome.checks["relu"]["evidence"]["input"]
    scored = outcome.checks["relu"]["stdout"]
    import hashlib

    for value in shown.values():
        told = hashlib.sha256(repr([[float(n) for n in row] for row in value]).encode()).hexdigest()
        assert told[:16] not in scored
