"""A name that a function misses is told by the line that would have set it."""

import pytest

from .conftest import Load, Loaded


def remark(loaded: Loaded, name: str = "f") -> str:
    with pytest.raises(NameError) as raised:
        loaded.get(name)()
    return loaded.modules.explain(raised.value)


def test_a_line_that_failed_is_named_with_what_failed_first(load: Load) -> None:
    loaded = load("import numpy as np\ndata = np.load('set.npz')\nX = data['x']\n"
                  "N, D = X.shape\ndef f(): return N\n")  # fmt: skip
    said = remark(loaded)
    assert said.startswith("N is set in hw.py, line 4 (N, D = X.shape), which needs hw.py, line 2")
    assert "FileNotFoundError" in said


def test_a_line_that_fails_by_itself_is_named_with_its_own_failure(load: Load) -> None:
    said = remark(load("N = 1 / 0\ndef f(): return N\n"))
    assert said == ("N is set in hw.py, line 1 (N = 1 / 0), which failed "
                    "(ZeroDivisionError: division by zero)")  # fmt: skip


def test_a_line_under_the_main_guard_is_named(load: Load) -> None:
    loaded = load("def f(): return N\nif __name__ == '__main__':\n    import sys\n    N = 3\n")
    assert remark(loaded).startswith(
        'N is set in hw.py, line 4 (N = 3), under if __name__ == "__main__"; that does not run here'
    )


def test_a_function_that_sets_a_global_is_named(load: Load) -> None:
    loaded = load("def setup():\n    global N\n    N = 3\ndef f(): return N\n")
    assert remark(loaded) == "N is set by calling setup, which nobody does here"


def test_a_name_that_stands_nowhere_and_other_exceptions_are_left_as_they_are(load: Load) -> None:
    loaded = load("def f(): return nowhere\n")
    assert remark(loaded) == ""
    assert loaded.modules.explain(ValueError("N")) == ""


def test_a_chain_of_failures_that_bites_its_tail_ends(load: Load) -> None:
    assert "that failed" in remark(load("a = b + 1\nb = a + 1\ndef f(): return a, b\n"))
