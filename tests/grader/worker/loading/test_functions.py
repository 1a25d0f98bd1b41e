"""However a function came by its name, it is listed with what is known of it and can be called."""

from typing import Any

import pytest

from .conftest import Load, Loaded

SIBLING = "def rows(x, axis=1):\n    return 2 * x\ndef make():\n    return rows\n"


def called(loaded: Loaded, name: str) -> tuple[str, list[str], str]:
    frame: dict[str, Any] = loaded.functions()[name]
    return frame["kind"], [p["name"] for p in frame["parameters"]], frame["file"]


def from_sibling(load: Load, source: str) -> Loaded:
    return load({"hw.py": source, "sibling.py": SIBLING})


def test_an_import_under_a_wanted_name_is_the_function_of_the_other_file(load: Load) -> None:
    loaded = from_sibling(load, "from sibling import rows as softmax\n")
    assert called(loaded, "softmax") == ("function", ["x", "axis"], "sibling.py")
    assert loaded.get("softmax")(2) == 4


@pytest.mark.parametrize(
    "source",
    [
        "import sibling\nsoftmax = sibling.rows\n",
        "import sibling as s\nsoftmax = s.rows\n",
        "from sibling import *\nsoftmax = rows\n",
    ],
)
def test_a_name_of_another_file_is_the_function_of_that_file(load: Load, source: str) -> None:
    loaded = from_sibling(load, source)
    assert called(loaded, "softmax") == ("function", ["x", "axis"], "sibling.py")
    assert loaded.get("softmax")(2) == 4


def test_what_another_file_makes_may_be_a_function(load: Load) -> None:
    loaded = from_sibling(load, "from sibling import make\nsoftmax = make()\n")
    assert called(loaded, "softmax") == ("maybe", [], "hw.py")
    assert loaded.get("softmax")(2) == 4


def test_a_class_may_hold_functions_in_every_way(load: Load) -> None:
    loaded = load(
        "import functools\ndef plain(x): return x\ndef bound(self, x): return x\n"
        "class F:\n    relu = plain\n    softmax = staticmethod(lambda z: z)\n"
        "    CE = lambda self, t, p: t\n    gradCE = bound\n"
        "    compute = classmethod(lambda cls, X, W, b: X)\n"
        "    computeLayer = functools.partial(plain)\n"
        "    class Inner:\n        def relu(self, x): return x\n"
        "    @property\n    def ReLU(self): return plain\n"
        "    @ReLU.setter\n    def ReLU(self, x): pass\n"
    )
    found = {name: called(loaded, name)[:2] for name in loaded.functions() if name[0] == "F"}
    assert found == {
        "F.relu": ("staticmethod", ["x"]),
        "F.softmax": ("staticmethod", ["z"]),
        "F.CE": ("method", ["t", "p"]),
        "F.gradCE": ("method", ["x"]),
        "F.compute": ("classmethod", ["X", "W", "b"]),
        "F.computeLayer": ("value", []),
        "F.Inner.relu": ("method", ["x"]),
        "F.ReLU": ("property", []),
    }


def test_a_name_given_before_its_function_is_defined_again_keeps_the_first(load: Load) -> None:
    loaded = load("def f(x): return 1\nrelu = f\ndef f(x, y): return 2\n")
    assert called(loaded, "relu")[1] == ["x"]
    assert loaded.get("relu")(0) == 1
