"""Names given by a call or an expression are run and listed; uses of a function are not."""

import numpy as np
import pytest

from .conftest import Load

HEAD = "import functools\nimport numpy as np\ndef _rows(x, axis): return (x, axis)\n"
MADE = {
    "vectorize": "relu = np.vectorize(lambda x: max(x, 0.0))",
    "partial": "relu = functools.partial(_rows, axis=1)",
    "imported partial": "from functools import partial as p\nrelu = p(_rows, axis=1)",
    "instance": "class R:\n    def __call__(self, x): return x\nrelu = R()",
    "static method": "relu = staticmethod(lambda x: x)",
    "conditional": "relu = _rows if True else None",
    "either": "relu = None or _rows",
    "unpacked": "def make():\n    def f(x): return x\n    return f, f\nrelu, softmax = make()",
    "returned by name": "def make(): return _rows, _rows\n(relu, softmax) = make()",
    "one by one": "relu, other = functools.partial(_rows, axis=0), 3",
    "looked up": "table = {'relu': _rows}\nrelu = table['relu']",
    "decorated by hand": "def timed(f):\n    return lambda *a: f(*a)\nrelu = timed(_rows)",
    "annotated": "from typing import Callable\nrelu: Callable = lambda x: x",
    "attribute": "class Box:\n    inside = staticmethod(_rows)\nrelu = Box.inside",
}


@pytest.mark.parametrize("kind", MADE)
def test_a_name_that_may_have_been_given_a_function_is_listed_and_run(
    load: Load, kind: str
) -> None:
    loaded = load(HEAD + MADE[kind])
    assert "relu" in loaded.functions()
    assert callable(loaded.get("relu"))
    assert loaded.failed == ""


@pytest.mark.parametrize(
    "use",
    [
        "relu = relu(DATA)",
        "ReLU = relu(DATA)",
        "ce = float(DATA)",
        "CE = np.mean(DATA)",
        "CE = CE_of(DATA)",
        "softmax = DATA + 1",
        "CE = []",
        "relu, CE = relu(DATA), 0.0",
        "relu = DATA.values",
        "relu = framework.nonlinear(DATA)",
    ],
)
def test_a_result_that_takes_the_name_of_a_function_is_not_computed(load: Load, use: str) -> None:
    loaded = load(
        HEAD + "import framework\ndef relu(x): return x\ndef CE_of(x): return 0.0\n"
        f"DATA = np.loadtxt('large.csv')\n{use}\n"
        "def train(x): return relu(x)\n"
    )
    assert loaded.get("relu")(3) == 3
    assert loaded.announced == []
    assert loaded.functions()["relu"]["earlier"] == 0


def test_a_function_wrapped_under_its_own_name_keeps_its_parameters(load: Load) -> None:
    loaded = load("import functools\ndef relu(x, slope): return slope * x\n"
                  "relu = functools.partial(relu, slope=2)\n")  # fmt: skip
    assert [p["name"] for p in loaded.functions()["relu"]["parameters"]] == ["x", "slope"]
    assert loaded.get("relu")(3) == 6


def test_what_only_a_missing_library_would_have_wrapped_is_taken_itself(load: Load) -> None:
    loaded = load("import numba\nimport numpy as np\ndef f(x): return np.maximum(x, 0)\n"
                  "relu = numba.jit(nopython=True)(f)\n")  # fmt: skip
    assert loaded.get("relu")(-1) == 0
    assert "left out numba.jit(nopython=True) around a function" in loaded.warnings


def test_what_calls_the_function_under_a_value_is_told(load: Load) -> None:
    loaded = load(HEAD + "softmax = functools.partial(_rows, axis=1)\n")
    assert set(loaded.functions()["softmax"]["calls"]) == {"functools.partial", "_rows"}


def test_names_of_nobody_are_still_skipped(load: Load) -> None:
    loaded = load(HEAD + "other = functools.partial(_rows, axis=1)\nmore = np.eye(3)\n")
    assert set(loaded.functions()) == {"_rows"}
    assert len(loaded.skipped) == 2


def test_a_module_level_vectorised_function_computes(load: Load) -> None:
    loaded = load(HEAD + MADE["vectorize"])
    assert loaded.get("relu")(np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
