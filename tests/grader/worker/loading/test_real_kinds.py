"""The kinds of files that students of a real course handed in; each still gets graded."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

from .conftest import Load

RELU = "import numpy as np\ndef relu(x):\n    return np.maximum(x, 0)\n"


def archive_of(**arrays: object) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def notebook(*cells: str) -> str:
    made = [{"cell_type": "code", "source": c.splitlines(keepends=True)} for c in cells]
    head = {"cell_type": "markdown", "source": ["# title"]}
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": [head, *made]})


def test_a_whole_assignment_file_is_taken_in_without_running_its_training(load: Load) -> None:
    source = (Path(__file__).parent / "realistic.py.txt").read_text()
    loaded = load(source, provided=[["notMNIST.npz", b""]])
    assert {"relu", "softmax", "computeLayer", "CE", "gradCE", "Network.forward"} <= set(
        loaded.functions()
    )
    assert loaded.failed == ""
    assert "history = experiment_1(net, trainData, trainTarget)" in loaded.skipped
    scores = loaded.get("softmax")(np.array([[1000.0, 0.0], [0.0, 0.0]]))
    assert np.allclose(scores, np.array([[1, 0], [0.5, 0.5]]))


def test_tensorflow_one_at_the_top_does_not_stand_in_the_way(load: Load) -> None:
    loaded = load(
        "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n"
        "FLAGS = tf.app.flags.FLAGS\nsess = tf.Session()\n" + RELU
    )
    assert loaded.get("relu")(np.array([-1.0, 2.0])).tolist() == [0, 2]
    assert loaded.failed == ""


def test_training_at_import_is_skipped(load: Load) -> None:
    loaded = load(
        RELU + "for i in range(10**9):\n    pass\ntrain = relu(np.ones(3))\nprint(train)\n"
    )
    assert loaded.announced == []
    assert loaded.skipped == [
        "for i in range(10**9):",
        "train = relu(np.ones(3))",
        "print(train)",
    ]


def test_a_notebook_with_a_shell_cell_keeps_its_functions(load: Load) -> None:
    cells = (
        "%%shell\nls -la\n",
        "!pip install numpy\n%matplotlib inline\nimport numpy as np\n",
        "def relu(x):\n    return np.maximum(x, 0)\n",
    )
    loaded = load({"hw.ipynb": notebook(*cells)})
    assert loaded.functions()["relu"]["where"] == "cell 4, line 1"
    assert loaded.get("relu")(-1) == 0
    assert "%%shell" in loaded.warnings
    assert "!pip install numpy" in loaded.warnings


def test_a_notebook_of_the_old_format_is_read(load: Load) -> None:
    cell = {"cell_type": "code", "language": "python", "input": "def relu(x):\n    return x\n"}
    loaded = load({"hw.ipynb": json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}]})})
    assert list(loaded.functions()) == ["relu"]


def test_tracebacks_of_a_notebook_tell_the_cell(load: Load) -> None:
    loaded = load({"hw.ipynb": notebook("x = 1", "\n\ndef f():\n    return 1 / 0\n")})
    with pytest.raises(ZeroDivisionError) as raised:
        loaded.get("f")()
    inner = raised.traceback[-1]
    assert (inner.frame.code.raw.co_filename, inner.lineno + 1) == ("hw.ipynb cell 3", 4)


def test_a_module_that_a_notebook_writes_can_be_imported(load: Load) -> None:
    cells = ("%%writefile act.py\ndef relu(x):\n    return abs(x)\n", "from act import relu")
    assert load({"hw.ipynb": notebook(*cells)}).get("relu", "hw")(-2) == 2


def test_a_half_edited_line_costs_only_its_function(load: Load) -> None:
    loaded = load(
        RELU + "\ndef softmax(x):\n    return np.exp(x) /\n\ndef CE(t, p):\n    return 1\n"
    )
    assert set(loaded.functions()) == {"relu", "CE"}
    assert loaded.inventory["files"][0]["status"] == "salvaged"
    assert loaded.inventory["files"][0]["lost"] == [[5, 6, "invalid syntax"]]
    assert "hw.py: lines 5-6 could not be parsed (invalid syntax) and were left out" in (
        loaded.warnings
    )


def test_a_magic_in_a_plain_file_is_dropped(load: Load) -> None:
    loaded = load("%matplotlib inline\n" + RELU)
    assert loaded.functions()["relu"]["line"] == 3
    assert loaded.inventory["files"][0]["status"] == "parsed"
    assert "%matplotlib inline" in loaded.warnings


def test_python_2_print_is_understood(load: Load) -> None:
    loaded = load(RELU + "def show(x):\n    print 'x is', x\n    return x\nprint show(2)\n")
    assert loaded.get("show")(3) == 3
    assert "Python 2" in loaded.warnings


def test_functions_may_be_methods_of_a_class(load: Load) -> None:
    loaded = load(
        "class Net:\n    def __init__(self, n=1): pass\n    def relu(self, x): return x\n"
        "    @staticmethod\n    def softmax(x): return x\n    def CE(t, p): return 0\n"
        "    @property\n    def size(self): return 1\n"
    )
    found = {
        name: (f["kind"], [p["name"] for p in f["parameters"]])
        for name, f in loaded.functions().items()
    }
    assert found == {
        "Net.__init__": ("method", ["n"]),
        "Net.relu": ("method", ["x"]),
        "Net.softmax": ("staticmethod", ["x"]),
        "Net.CE": ("staticmethod", ["t", "p"]),
    }
    assert loaded.get("Net.softmax")(5) == 5


def test_the_last_of_two_definitions_counts(load: Load) -> None:
    loaded = load("def relu(x):\n    return 1\n\ndef relu(x):\n    return 2\n")
    assert loaded.functions()["relu"]["earlier"] == 1
    assert loaded.functions()["relu"]["line"] == 4
    assert loaded.get("relu")(0) == 2


def test_a_file_may_take_everything_from_another(load: Load) -> None:
    starter = "import numpy as np\nscale = np.float64(3)\ndef relu(x):\n    return scale * x\n"
    files = {
        "starter.py": starter,
        "hw.py": "from starter import *\ndef f(x):\n    return relu(x)\n",
    }
    loaded = load(files)
    assert loaded.get("f")(2) == 6
    assert loaded.inventory["imports"][1]["available"] == "sibling"


def test_a_removed_name_of_numpy_in_a_default_argument_is_put_back(load: Load) -> None:
    loaded = load(
        "import numpy as np\ndef relu(x, dtype=np.float):\n"
        "    return np.asscalar(np.array([2 * x]))\n"
    )
    assert loaded.get("relu")(3) == 6
    assert "np.float was removed from numpy; float was used" in loaded.warnings
    loaded.modules.restore()
    assert "float" not in vars(np)


def test_code_inside_a_string_is_called_what_it_is(load: Load) -> None:
    loaded = load('import numpy as np\n"""\ndef relu(x):\n    return x\n"""\n')
    assert loaded.functions() == {}
    assert "all the code stands inside a string literal" in loaded.warnings


def test_bodies_that_only_pass_are_empty(load: Load) -> None:
    loaded = load(
        "def a(x):\n    pass\ndef b(x):\n    '''doc'''\n    raise NotImplementedError\n"
        "def c(x): ...\ndef d(x):\n    out = None  # TODO\n    return out\n"
        "def e(x):\n    return x\ndef f(x): return None\n"
    )
    empty = {name for name, f in loaded.functions().items() if f["empty"]}
    assert empty == {"a", "b", "c", "d", "f"}


def test_a_global_that_training_code_sets_is_run_only_as_far_as_it_is_read(load: Load) -> None:
    loaded = load(
        "import numpy as np\ndata = np.load('/content/drive/My Drive/set.npz')\n"
        "W = data['w'] * 2\nother = data['nothing']\ndef layer(X):\n    return X @ W\n",
        provided=[["set.npz", archive_of(w=np.eye(2))]],
    )
    assert loaded.get("layer")(np.ones((1, 2))).tolist() == [[2, 2]]
    assert loaded.failed == ""
    assert [a["what"] for a in loaded.announced] == [
        "data = np.load('/content/drive/My Drive/set.npz')",
        "W = data['w'] * 2",
    ]


def test_what_stands_under_the_main_guard_is_named_and_not_found(load: Load) -> None:
    loaded = load(
        "def main():\n    def softmax(x):\n        return x\n"
        "if __name__ == '__main__':\n    def relu(x):\n        return x\n    main()\n"
    )
    assert set(loaded.functions()) == {"main"}
    assert "relu is defined only inside if __name__" in loaded.warnings
    assert "softmax is defined only inside the function main" in loaded.warnings


def test_an_empty_file_holds_nothing_and_is_no_error(load: Load) -> None:
    loaded = load("")
    assert loaded.inventory["files"][0]["status"] == "parsed"
    assert loaded.functions() == {}


def test_lambdas_and_other_names_count_as_functions(load: Load) -> None:
    loaded = load(
        "relu = lambda x: max(x, 0)\ndef compute(X, W, b): return X\ncomputeLayer = compute\n"
    )
    assert loaded.get("relu")(-1) == 0
    assert [p["name"] for p in loaded.functions()["computeLayer"]["parameters"]] == ["X", "W", "b"]
    assert loaded.get("computeLayer")(1, 2, 3) == 1


def test_the_inventory_tells_calls_by_their_full_name(load: Load) -> None:
    loaded = load(
        "import numpy as np\nfrom numpy.linalg import inv as i\ndef f(x):\n"
        "    for a in x:\n        y = [np.linalg.norm(b) for b in a]\n    return i(x) @ y\nf(1)\n"
    )
    found = loaded.functions()["f"]
    assert set(found["calls"]) == {"numpy.linalg.norm", "numpy.linalg.inv", "@"}
    assert (found["loops"], found["comprehensions"]) == (1, 1)
    assert loaded.inventory["calls"] == ["f"]


def test_a_notebook_under_the_name_of_a_program_is_read_as_the_notebook_it_is(load: Load) -> None:
    loaded = load({"hw.py": notebook("%matplotlib inline", RELU)})
    assert loaded.get("relu", "hw")(np.array([-1.0, 2.0])).tolist() == [0, 2]
    assert "its name should end in .ipynb" in loaded.warnings
