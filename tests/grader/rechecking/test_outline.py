"""What an edit can reach is told from the source, and never less than it can."""

import pytest

from grader.errors import ChildError
from grader.rechecking.outline import Outline, read_outline
from grader.worker.loading.outline import take_outline

SOURCE = """
import numpy as np

SCALE = 2.0


def relu(x):
    "Docstring."
    return np.maximum(x, 0) * SCALE


def softmax(x):
    return np.exp(x) / np.sum(np.exp(x))


def forward(x):
    return softmax(relu(x))


ACTIVATIONS = {"relu": relu}


class Net:
    def __init__(self):
        self.act = ACTIVATIONS["relu"]

    def forward(self, x):
        return self.act(x)

    def loss(self, x):
        return -np.log(softmax(self.forward(x)))

    def update(self, rate):
        self.W = rate


def chosen(name):
    return globals()[name]


if __name__ == "__main__":
    print(relu(1))
"""


def taken(source: str | bytes = SOURCE, *, run: str = "definitions", **more: bytes) -> Outline:
    content = source.encode() if isinstance(source, str) else source
    files = [["hw.py", content], *([n.replace("_", "."), data] for n, data in more.items())]
    message = {
        "files": files,
        "archive": False,
        "run": run,
        "provided": [],
        "libraries": [],
        "skip": [],
        "wanted": ["relu", "softmax", "forward"],
    }
    return read_outline(take_outline(message))


def reached(*words: str) -> set[str]:
    found = taken().reached(words)
    assert found is not None
    return set(found)


def test_a_function_reaches_what_it_calls_and_the_names_it_reads() -> None:
    assert reached("relu") == {"relu", "SCALE", "np"}
    assert {"softmax", "relu", "SCALE"} < reached("forward")
    assert "relu" not in reached("softmax")


def test_a_method_reaches_the_methods_it_calls_and_no_others() -> None:
    assert {"forward", "softmax"} < reached("loss")
    assert "update" not in reached("loss")
    assert "relu" in reached("Net")  # over a dictionary that its constructor looks into


def test_who_looks_names_up_while_it_runs_reaches_everything() -> None:
    assert taken().reached(["chosen"]) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Docstring."', '"Another one."'),
        ("SCALE = 2.0", "# a comment\nSCALE = 2.0"),
        ("print(relu(1))", "print(relu(2))"),
    ],
)
def test_docstrings_comments_and_what_never_runs_change_no_definition(old: str, new: str) -> None:
    before, after = taken(), taken(SOURCE.replace(old, new))
    assert {n: d.said for n, d in before.definitions.items()} == {
        n: d.said for n, d in after.definitions.items()
    }
    assert before.rest == after.rest


@pytest.mark.parametrize(
    ("old", "new"),
    [("SCALE = 2.0", "SCALE = 3.0"), ("import numpy as np", "import numpy as np, math")],
)
def test_imports_and_statements_around_definitions_are_the_rest(old: str, new: str) -> None:
    assert taken().rest != taken(SOURCE.replace(old, new)).rest


def test_files_that_are_no_source_are_the_rest_too() -> None:
    assert taken(data_txt=b"1").rest != taken(data_txt=b"2").rest


def test_where_everything_runs_statements_at_the_margin_count() -> None:
    before, after = SOURCE, SOURCE.replace("print(relu(1))", "print(relu(2))")
    assert taken(before, run="everything").rest != taken(after, run="everything").rest


def test_what_does_not_parse_is_told_with_the_parsers_own_line() -> None:
    (broken,) = taken(SOURCE.replace("def softmax(x):", "def softmax(x:")).broken
    assert str(broken).startswith("hw.py, line 12: ")


@pytest.mark.parametrize(
    "frame",
    [
        None,
        {"kind": "inventory"},
        {"kind": "outline", "inventory": {"kind": "inventory"}, "outline": {"names": ["f"]}},
        {
            "kind": "outline",
            "inventory": {"kind": "inventory"},
            "outline": {"names": ["f"], "said": ["1"], "at": ["1"], "mentions": [[7]]},
        },
        {
            "kind": "outline",
            "inventory": {"kind": "inventory"},
            "outline": {"names": ["f", "f"], "said": [1, 2], "at": [1, 2], "mentions": [[], []]},
        },
    ],
)
def test_a_frame_that_is_no_outline_is_refused(frame: object) -> None:
    with pytest.raises(ChildError):
        read_outline(frame)


def test_source_that_is_too_much_to_outline_counts_as_changed_altogether() -> None:
    many = "\n".join(f"def f{n}(x):\n    return f{n}(x)\n" for n in range(1_800))
    found = taken(many)
    assert found.definitions == {}
    assert found.reached(["relu"]) is None
