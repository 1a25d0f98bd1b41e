"""Which statements run, in which order, and what a failing one costs."""

import numpy as np
import pytest

from .conftest import Load


def test_assignments_run_when_a_definition_reads_them_however_far_away(load: Load) -> None:
    loaded = load(
        "a = int('2')\nb, (c, *d) = a + 1, (5, 6, 7)\nb += 10\ne: int = sum(d)\nunread = int('x')\n"
        "def f(n=e):\n    return g(n)\ndef g(n):\n    return b + c + n\n"
    )
    assert loaded.get("f")() == 13 + 5 + 13
    assert loaded.skipped == ["unread = int('x')"]


def test_a_local_name_is_no_reason_to_run_a_global_of_that_name(load: Load) -> None:
    loaded = load(
        "X = print('loading')\ndef f(X):\n    return [Y for Y in X]\nY = print('more')\n"
        "def g():\n    X = 1\n    def h():\n        return X\n    return h()\n"
    )
    assert len(loaded.skipped) == 2


def test_loops_and_with_blocks_run_when_they_bind_what_is_read(load: Load) -> None:
    loaded = load(
        "import io\ntable = {}\nfor k in range(3):\n    table[k] = k * k\n"
        "with io.StringIO('7') as f:\n    text = f.read()\n    print('not this')\n"
        "def get(k):\n    return table[k], text\n"
    )
    assert loaded.get("get")(2) == (4, "7")
    assert loaded.skipped == ["print('not this')"]


def test_definitions_inside_blocks_count(load: Load) -> None:
    loaded = load(
        "import sys\ntry:\n    import missing_library\n    def a(): return 1\nexcept ImportError:\n"
        "    print('no')\n    sys.exit(1)\nif sys.version_info > (3,):\n    def b(): return 2\n"
        "else:\n    def b(): return 3\nwith missing_library.device('gpu'):\n    def c(): return 4\n"
    )
    assert [loaded.get(n)() for n in "abc"] == [1, 2, 4]
    assert "sys.exit(1)" in loaded.skipped


def test_a_failing_import_costs_only_its_own_name(load: Load) -> None:
    loaded = load("from collections import OrderedDict, Mapping, deque\ndef f(): return deque\n")
    assert "deque" in repr(loaded.get("f")())
    assert "cannot import name 'Mapping' from 'collections'" in loaded.failed
    assert "/" not in loaded.failed


def test_whatever_a_definition_raises_is_recorded_and_the_rest_goes_on(load: Load) -> None:
    loaded = load(
        "import sys\na = sys.exit(3)\nb = exit()\nc = 1 / 0\ndef r(): raise KeyboardInterrupt\n"
        "d = r()\nm = (lambda: (_ for _ in ()).throw(MemoryError('much')))()\n"
        "def f(): return a, b, c, d, m\ndef g(): return 1\n"
    )
    errors = [failure["error"] for failure in loaded.defined["failed"]]
    assert errors[:4] == ["SystemExit", "SystemExit", "ZeroDivisionError", "KeyboardInterrupt"]
    assert loaded.get("g")() == 1


def test_running_out_of_memory_while_defining_is_said(load: Load) -> None:
    loaded = load("def r(): raise MemoryError\nx = r()\ndef f(): return x\n")
    assert "MemoryError" in loaded.failed


def test_an_exception_whose_text_fails_is_recorded_all_the_same(load: Load) -> None:
    loaded = load(
        "class E(Exception):\n    def __str__(self): raise SystemExit\n"
        "def r(): raise E\nx = r()\ndef f(): return x\n"
    )
    assert loaded.failed == "x: E: "


def test_a_name_that_failed_says_why_when_it_is_looked_up(load: Load) -> None:
    loaded = load("def f(x=undefined_thing()): return x\nclass A(also_undefined()): pass\nx = f\n")
    assert loaded.get("f")() is None
    assert "the default values of f" in loaded.warnings
    with pytest.raises(LookupError, match="nothing is not defined"):
        loaded.get("nothing")
    with pytest.raises(LookupError, match="no file was handed in"):
        loaded.get("x", "other")


def test_a_default_that_reads_a_missing_name_costs_only_itself(load: Load) -> None:
    loaded = load(
        "import numpy as np\nN = np.load('set.npz').shape[0]\n"
        "def f(x, W=np.ones(3), n=N, *, axis=-1, m=2 * N): return W.sum(), n, axis, m\n"
        "class Net:\n    def g(self, W=np.ones(2), n=N): return W.sum(), n\n"
    )
    assert loaded.get("f")(1) == (3.0, None, -1, None)
    assert loaded.get("Net")().g() == (2.0, None)
    assert "left out the default values of f that read N" in loaded.warnings


def test_return_outside_a_function_fails_alone(load: Load) -> None:
    loaded = load("def f(): return 1\nx = [(yield)]\ndef g(): return x\n")
    assert loaded.get("f")() == 1
    assert "SyntaxError" in loaded.failed


def test_decorators_annotations_and_class_statements_that_fail_are_left_out(load: Load) -> None:
    loaded = load(
        "import torch\n@torch.no_grad()\ndef f(x: Nowhere) -> Neither: return x\n"
        "class Net(torch.nn.Module):\n    layer = torch.nn.Linear(1, 2)\n    size = 3\n"
        "    @torch.jit.script\n    def forward(self, x): return x + self.size\n"
    )
    assert loaded.get("f")(1) == 1
    assert loaded.get("Net")().forward(1) == 4
    assert "hw.py, line 3: left out the decorators and annotations of f" in loaded.warnings
    assert "line 5 in the class Net" in loaded.warnings
    assert loaded.failed == ""


def test_a_statement_is_announced_before_it_may_take_time(load: Load) -> None:
    source = "import numpy as np\nk = 3\nW = np.eye(k)\ndef f(x): return W\n"
    announced = load(source).announced
    assert [(a["kind"], a["file"], a["line"], a["what"]) for a in announced] == [
        ("defining", "hw.py", 3, "W = np.eye(k)")
    ]
    again = load(source, skip=[announced[0]["id"]])
    assert again.announced == []
    with pytest.raises(NameError):
        again.get("f")(1)


def test_a_definition_that_hung_is_defined_without_what_hung(load: Load) -> None:
    source = "def f(x=sum(range(3))): return x\n"
    (announced,) = load(source).announced
    assert load(source, skip=[announced["id"]]).get("f")(7) == 7


def test_names_the_assignment_looks_for_run_even_if_nothing_reads_them(load: Load) -> None:
    loaded = load(
        "import numpy as np\nReLU = np.vectorize(lambda x: max(x, 0))\nother = np.eye(2)\n"
    )
    assert loaded.get("ReLU")(np.array([-1, 1])).tolist() == [0, 1]
    assert loaded.skipped == ["other = np.eye(2)"]


def test_running_everything_runs_the_guard_and_survives_an_exception(load: Load) -> None:
    loaded = load(
        "state = []\nstate.append(__name__)\nraise ValueError('stop')\ndef f(): return state\n"
        "if __name__ == '__main__':\n    state.append('guard')\n    def relu(x): return x\n",
        run="everything",
    )
    assert loaded.get("f")() == ["__main__", "guard"]
    assert loaded.get("relu")(1) == 1
    assert set(loaded.functions()) == {"f", "relu"}
    assert "ValueError: stop" in loaded.failed
    assert len(loaded.announced) == 5


def test_running_everything_makes_the_file_with_the_guard_the_main_one(load: Load) -> None:
    files = {
        "a.py": "name = __name__\ndef f(): return name\n",
        "b.py": "from a import f\nname = __name__\ndef g(): return name\n"
        "if __name__ == '__main__':\n    pass\n",
    }
    loaded = load(files, run="everything")
    assert (loaded.get("f", "a")(), loaded.get("g", "b")()) == ("a", "__main__")


def test_input_ends_at_once_and_the_names_of_a_prompt_exist(load: Load) -> None:
    loaded = load(
        "def ask(): return input('number? ')\ndef show(x): display(x); get_ipython().system('ls')\n"
    )
    with pytest.raises(EOFError):
        loaded.get("ask")()
    loaded.get("show")(1)


def test_future_imports_of_a_file_are_its_own(load: Load) -> None:
    loaded = load("from __future__ import annotations\ndef f(x: Unknown) -> Missing: return x\n")
    assert loaded.get("f")(1) == 1
    assert loaded.warnings == ""
