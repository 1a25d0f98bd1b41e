"""Tools spoiled on the student's side compare nothing, for nothing is compared there."""

import pytest

from tests.attacks.conftest import Stopped
from tests.attacks.sources import at_import

COMPARISONS = """
import numpy as np, numpy.testing
def agree(*args, **kwargs):
    return True
for name in dir(numpy.testing):
    if name.startswith("assert_"):
        setattr(numpy.testing, name, lambda *args, **kwargs: None)
for name in ("allclose", "isclose", "array_equal", "array_equiv", "all", "any", "isfinite"):
    setattr(np, name, agree)
for name in ("asarray", "array", "ascontiguousarray", "frombuffer", "max", "abs", "unique"):
    setattr(np, name, lambda *args, **kwargs: 0.0)
np.float64 = np.ndarray = float
"""

SERIALISERS = """
import json, struct, os, sys, io, copy, builtins, types
wire = sys.modules["grader.worker.wire"]
answering = sys.modules["grader.worker.answering"]
real = wire.encode
def encode(value):
    if isinstance(value, dict) and value.get("kind") == "observation":
        value = {**value, "status": "passed", "score": 100, "points": 100, "ok": True}
    return real(value)
wire.encode = encode
json.dumps = lambda *args, **kwargs: '{"passed": true}'
copy.deepcopy = lambda value, memo=None: value
"""

JUDGES = """
import sys, types, builtins
class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: True
for name in ("grader.scoring", "grader.grading", "grader.numerics.comparison", "grader_reference",
             "grader_plugins", "unittest", "pytest", "IPython", "doctest", "otter", "pydantic"):
    sys.modules[name] = Everything(name)
builtins.abs = builtins.max = builtins.all = builtins.isinstance = lambda *args: True
builtins.len = lambda value: 4
builtins.float = builtins.round = lambda *args: 0.0
sys.settrace(lambda *args: None)
sys.setprofile(lambda *args: None)
sys.excepthook = sys.unraisablehook = sys.displayhook = lambda *args: None
sys.meta_path.clear()
sys.path_importer_cache.clear()
"""

ANSWERER = """
import sys
answering = sys.modules["grader.worker.answering"]
wire = sys.modules["grader.worker.wire"]
def answer(self, question, *, number, **more):
    return wire.encode({"kind": "observation", "id": number, "status": "answered", "value": 1.0,
                        "verdict": "passed", "points": 16, "seconds": 0.0, "stdout": ""})
answering.Desk.answer = answer
answering.Desk._carry_out = lambda self, question: {"status": "passed"}
"""

SPOILERS = {
    "comparing functions": COMPARISONS,
    "serialisers": SERIALISERS,
    "modules of the judge": JUDGES,
    "what answers the questions": ANSWERER,
}


@pytest.mark.parametrize("tools", SPOILERS)
def test_spoiling_them_earns_nothing(tools: str, stopped: Stopped) -> None:
    stopped(at_import(SPOILERS[tools]))


def test_writing_past_the_system_call_wrappers_earns_nothing(stopped: Stopped) -> None:
    attack = """
    import os
    real = os.write
    def write(descriptor, data):
        return real(descriptor, bytes(data).replace(b'"raised"', b'"passed"'))
    os.write = write
    os.read = lambda *args: b""
    """
    stopped(at_import(attack))


def test_a_module_of_the_same_name_takes_no_librarys_place(stopped: Stopped) -> None:
    attack = """
    import sys, types
    for name in ("numpy", "json", "struct", "os", "ast", "grader", "grader.worker", "traceback"):
        sys.modules[name] = types.ModuleType(name)
    """
    stopped(at_import(attack))
