"""A starter: bodies that are asked are gone, everything else stays as it was written."""

import ast
import json

from grader.drafting.finding import Solution
from grader.drafting.starter import emptied, starter
from grader.examination.inventory import Inventory
from grader.handing_in.submission import Submission

SOURCE = '''\
"""What this is."""

import numpy as np

SIZE = 3  # how many there are


def helper(x):
    return x + SIZE


# The activation.
def relu(
    x,
    slope=0.0,
):
    """Return x, and 0 where it is negative."""
    # the secret
    y = np.maximum(x, 0)  # giveaway
    return y


def short(x): return x * 2


class Net:
    """A network."""

    def forward(self, X):
        hidden = X * 2

        return hidden

    def kept(self):
        return 1


if __name__ == "__main__":
    print(relu(np.ones(2)))
'''
ASKED = {("hw.py", "", "relu"), ("hw.py", "", "short"), ("hw.py", "Net", "forward")}


def body_of(source: str, *path: str) -> list[str]:
    """Return the statements of a definition, without its docstring."""
    tree: ast.AST = ast.parse(source)
    for name in path:
        named = (n for n in ast.walk(tree) if getattr(n, "name", "") == name)
        tree = next(named)
    assert isinstance(tree, ast.FunctionDef)
    statements = tree.body[1:] if ast.get_docstring(tree) else tree.body
    return [ast.unparse(each) for each in statements]


def test_what_is_asked_has_no_body() -> None:
    text = emptied(SOURCE, "hw.py", ASKED)
    for path in (("relu",), ("short",), ("Net", "forward")):
        assert body_of(text, *path) == ["raise NotImplementedError"]
    assert "maximum" not in text
    assert "giveaway" not in text


def test_helpers_signatures_docstrings_imports_constants_and_comments_stay() -> None:
    text = emptied(SOURCE, "hw.py", ASKED)
    for kept in (
        "SIZE = 3  # how many there are",
        "    return x + SIZE",
        "# The activation.",
        "    slope=0.0,\n):",
        '"""Return x, and 0 where it is negative."""',
        "import numpy as np",
        "        return 1",
        "print(relu(np.ones(2)))",
    ):
        assert kept in text


def test_what_is_in_another_file_or_class_is_left_alone() -> None:
    assert emptied(SOURCE, "other.py", ASKED) == SOURCE
    assert emptied(SOURCE, "hw.py", {("hw.py", "Other", "forward")}) == SOURCE


def test_a_docstring_that_stands_on_the_line_of_the_body_stays() -> None:
    text = emptied('def f(x):\n    """Twice x."""; return x * 2\n', "a.py", {("a.py", "", "f")})
    assert ast.get_docstring(ast.parse(text).body[0]) == "Twice x."  # type: ignore[arg-type]
    assert body_of(text, "f") == ["raise NotImplementedError"]


def test_a_notebook_loses_bodies_and_output_and_keeps_its_magics() -> None:
    code = {"cell_type": "code", "execution_count": 3, "metadata": {}, "outputs": [{"text": "4"}]}
    cells = [
        {**code, "source": ["%matplotlib inline\n", "import numpy as np\n"]},
        {"cell_type": "markdown", "metadata": {}, "source": "# Task"},
        {**code, "source": "def relu(x):\n    return np.maximum(x, 0)"},
    ]
    content = json.dumps({"cells": cells, "nbformat": 4}).encode()
    submission = Submission(id="hw.ipynb", files=(("hw.ipynb", content),), archive=False, digest="")
    solution = Solution(submission, Inventory(), {}, (), ())
    notebook = json.loads(starter(solution, {("hw.ipynb", "", "relu")})["hw.ipynb"])
    first, text, last = notebook["cells"]
    assert "".join(first["source"]).startswith("%matplotlib inline\n")
    assert text["source"] == "# Task"
    assert "".join(last["source"]) == "def relu(x):\n    raise NotImplementedError"
    assert last["outputs"] == []


def test_results_are_not_handed_out_and_settings_are() -> None:
    files = (("a.py", SOURCE.encode()), ("best.npz", b"\0"), ("config.json", b"{}"))
    submission = Submission(id="a", files=files, archive=False, digest="")
    solution = Solution(submission, Inventory(), {"a.py": SOURCE}, (), ())
    assert set(starter(solution, ())) == {"a.py", "config.json"}
