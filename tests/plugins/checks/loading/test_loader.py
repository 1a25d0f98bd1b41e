"""Loaders through the real wall: right ones in every form, and each mistake by its name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.examination.wall import Wall, open_wall
from grader.grading import grade, raise_wall, read_submission
from grader.models.report import CheckReport, Status
from grader.preparation import Prepared, prepare
from grader.validation import refuse_objections
from tests.grader.cli.shell import TRUST

ASSIGNMENT = """
assignment: loading
loader:
  points: 8
  title: Your data loader
  sizes: [0.6, 0.2, 0.2]
  labels: integer
interface:
  calls:
    batches: {call: batches, with: [X, T, size]}
    split: {call: split, with: [X, T]}
    normalise: {call: normalise, with: [X, X_test]}
    one_hot: {call: one_hot, with: [labels, classes]}
"""
BATCHES = """
def batches(X, T, size):
    order = np.random.permutation(len(X))
    for start in range(0, len(X), size):
        chosen = order[start:start + size]
        yield X[chosen], T[chosen]
"""
REST = """
def split(X, T):
    order = np.random.permutation(len(X))
    a, b = int(0.6 * len(X)), int(0.8 * len(X))
    return [(X[p], T[p]) for p in (order[:a], order[a:b], order[b:])]

def normalise(X, X_test):
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / deviation, (X_test - mean) / deviation

def one_hot(labels, classes):
    return np.eye(classes)[labels]
"""
HEAD = "import numpy as np\n"
RIGHT = HEAD + BATCHES + REST

SEEDED = """
assignment: loading
loader: {points: 5, samples: columns, title: Your loader}
interface:
  class: Loader
  construct: {X: X, T: T, size: size, seed: seed}
  calls: {batches: {gives: self}}
"""
LOADER = """
import numpy as np

class Loader:
    def __init__(self, X, T, size, seed):
        self.X, self.T, self.size = X, T, size
        self.rng = np.random.default_rng(seed)

    def __iter__(self):
        order = self.rng.permutation(self.X.shape[1])
        for start in range(0, len(order), self.size):
            chosen = order[start:start + self.size]
            yield self.X[:, chosen], self.T[:, chosen]
"""

Grade = Callable[[str], CheckReport]


def ready(text: str, folder: Path) -> Prepared:
    path = folder / "assignment.yaml"
    path.write_text(text, encoding="utf-8")
    return prepare(path)


@pytest.fixture(scope="module")
def wall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    with open_wall(trust=bool(TRUST)) as opened:
        raise_wall(opened, ready(ASSIGNMENT, tmp_path_factory.mktemp("wall")))
        yield opened


def grading(text: str, wall: Wall, folder: Path) -> Grade:
    """Return what grades a source for an assignment."""
    prepared = ready(text, folder)

    def graded(source: str) -> CheckReport:
        path = folder / "hw.py"
        path.write_text(source, encoding="utf-8")
        return grade(prepared, read_submission(path, prepared.registry), wall).checks[0]

    return graded


@pytest.fixture(scope="module")
def functions(wall: Wall, tmp_path_factory: pytest.TempPathFactory) -> Grade:
    return grading(ASSIGNMENT, wall, tmp_path_factory.mktemp("functions"))


@pytest.fixture(scope="module")
def classes(wall: Wall, tmp_path_factory: pytest.TempPathFactory) -> Grade:
    return grading(SEEDED, wall, tmp_path_factory.mktemp("classes"))


def changed(old: str, new: str, source: str = RIGHT) -> str:
    assert old in source
    return source.replace(old, new)


def wrong(check: CheckReport) -> list[str]:
    return [part.id for part in check.parts if part.status is not Status.PASSED]


SHUFFLED_IN_PLACE = """
def batches(X, T, size):
    state = np.random.get_state()
    np.random.shuffle(X)
    np.random.set_state(state)
    np.random.shuffle(T)
    return [(X[i:i + size], T[i:i + size]) for i in range(0, len(X), size)]
"""
SLICES = """
def batches(X, T, size):
    starts = list(range(0, len(X), size))
    np.random.shuffle(starts)
    return [(X[s:s + size], T[s:s + size]) for s in starts]
"""
TWO_LISTS = """
def batches(X, T, size):
    order = np.random.permutation(len(X))
    cuts = range(size, len(X), size)
    return np.split(X[order], cuts), np.split(T[order], cuts)
"""
ONE_BUFFER = """
def batches(X, T, size):
    order = np.random.permutation(len(X))
    x, t = np.empty_like(X[:size]), np.empty_like(T[:size])
    for start in range(0, len(X), size):
        chosen = order[start:start + size]
        x[:len(chosen)], t[:len(chosen)] = X[chosen], T[chosen]
        yield x[:len(chosen)], t[:len(chosen)]
"""
EVEN = """
def batches(X, T, size):
    order = np.random.permutation(len(X))
    for chosen in np.array_split(order, -(-len(X) // size)):
        yield X[chosen].tolist(), T[chosen].tolist()
"""


@pytest.mark.parametrize(
    "source", [BATCHES, SHUFFLED_IN_PLACE, SLICES, TWO_LISTS, ONE_BUFFER, EVEN]
)
def test_right_batches_in_any_form_earn_everything(functions: Grade, source: str) -> None:
    check = functions(HEAD + source + REST)
    assert (check.status, check.score) == (Status.PASSED, 8.0), check.student_text


MISTAKES = [
    ("yield X[chosen], T[chosen]", "yield X[chosen], T[start:start + size]", "pairs",
     "the inputs are shuffled and the labels are not"),
    ("yield X[chosen], T[chosen]", "yield X[start:start + size], T[chosen]", "pairs",
     "the labels are shuffled and the inputs are not"),
    ("yield X[chosen], T[chosen]", "yield X[chosen], T[chosen - 1]", "pairs", "moved apart"),
    ("range(0, len(X), size)", "range(0, len(X) // size * size, size)", "last_batch",
     "the last 3 examples of an epoch are dropped"),
    ("range(0, len(X), size)", "range(0, len(X) + 1, size)", "last_batch", "an empty batch"),
    ("start + size]\n", "start + size + 1]\n", "once", "came more than once"),
    ("start + size]\n", "start + size - 1]\n", "once", "never came"),
    ("np.random.permutation(len(X))\n    for", "np.random.randint(0, len(X), len(X))\n    for",
     "once", "go through a permutation"),
    ("np.random.permutation(len(X))\n    for", "np.arange(len(X))\n    for", "shuffled",
     "nothing is shuffled"),
    ("    order = np.random.permutation(len(X))\n    for",
     "    np.random.seed(1)\n    order = np.random.permutation(len(X))\n    for", "shuffled",
     "every epoch has the same order"),
    ("order[b:]", "order[b - 3:]", "disjoint", "3 examples stand in split 2 and in split 3"),
    ("order[a:b]", "order[a:b - 4]", "disjoint", "24, 4, 8 came, and 24, 8, 8 were asked for"),
    ("X[p], T[p]", "X[p], T[np.sort(p)]", "pairs", "in the splits"),
    ("(X_test - mean) / deviation", "(X_test - X_test.mean(axis=0)) / X_test.std(axis=0)",
     "normalised", "by its own numbers"),
    ("X.mean(axis=0), X.std(axis=0)", "(b := np.vstack([X, X_test])).mean(axis=0), b.std(axis=0)",
     "normalised", "together"),
    ("X.std(axis=0)", "X.var(axis=0)", "normalised", "the variance"),
    ("X.mean(axis=0), X.std(axis=0)", "X.mean(axis=1)[:1], X.std(axis=1)[:1]", "normalised",
     "was asked for"),
    ("np.eye(classes)[labels]", "np.eye(classes)[labels - 1]", "one_hot", "counted from 0"),
    ("np.eye(classes)[labels]", "np.eye(classes)[labels].T", "one_hot", "transposed"),
    ("np.eye(classes)[labels]", "np.eye(classes + 1)[labels]", "one_hot", "the shape (15, 11)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "part", "told"), MISTAKES)
def test_a_mistake_costs_its_part_and_is_named(
    functions: Grade, old: str, new: str, part: str, told: str
) -> None:
    check = functions(changed(old, new))
    assert check.status is Status.PARTIAL, check.student_text
    assert part in wrong(check)
    assert told in check.student_text


def test_a_mistake_costs_nothing_but_its_part(functions: Grade) -> None:
    several = ("labels are shuffled", "go through a permutation", "more than once", "never came")
    alone = [entry for entry in MISTAKES if not any(told in entry[3] for told in several)]
    assert [wrong(functions(changed(old, new))) for old, new, *_ in alone] == [
        [part] for _, _, part, _ in alone
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "nothing = X[:0].sum()\n    return nothing or None",
            "batches were asked for, and a NoneType came",
        ),
        ("return [X, X, X]", "each batch should be a pair"),
        ("return [(X / 2, T)]", "not as they were handed over"),
        ("return [(X, T[:-1])]", "beside"),
        ("return [(X[0], T[0])]", "inputs of the shape (4,) came"),
        ("return []", "no batch came at all"),
        ("while True:\n        yield X, T", "does an epoch come to an end?"),
        ("return X.nothing", "AttributeError"),
    ],
)
def test_what_is_no_batches_at_all_is_told(functions: Grade, body: str, told: str) -> None:
    check = functions(f"{HEAD}\ndef batches(X, T, size):\n    {body}\n{REST}")
    assert {"pairs", "once", "last_batch", "shuffled"} <= set(wrong(check))
    assert told in check.student_text
    assert check.score > 0


def test_batches_that_were_never_divided_show_nothing_of_dividing(functions: Grade) -> None:
    def undivided(body: str) -> dict[str, Status]:
        check = functions(f"{HEAD}{REST}\ndef batches(X, T, size):\n{body}")
        assert "examples came as one batch, where at most 5 were asked for" in check.student_text
        return {part.id: part.status for part in check.parts}

    same = undivided("    yield X, T\n")
    assert {same[part] for part in ("pairs", "once", "last_batch", "shuffled")} == {Status.FAILED}
    moved = undivided("    p = np.random.permutation(len(X))\n    yield X[p], T[p]\n")
    assert (moved["once"], moved["last_batch"]) == (Status.FAILED, Status.FAILED)
    assert (moved["pairs"], moved["shuffled"]) == (Status.PASSED, Status.PASSED)


def test_a_function_that_is_missing_costs_only_its_part(functions: Grade) -> None:
    check = functions(changed("def one_hot", "def another"))
    assert wrong(check) == ["one_hot"]
    assert "no function called one_hot was found" in check.student_text


def test_a_class_that_is_gone_through_earns_everything(classes: Grade) -> None:
    check = classes(LOADER)
    assert check.score == 5.0, check.student_text
    assert [part.id for part in check.parts][-1] == "seeded"


@pytest.mark.parametrize(
    ("old", "new", "part", "told"),
    [
        ("default_rng(seed)", "default_rng()", "seeded", "the same seed gives another order"),
        ("order = self.rng", "order = np.random.default_rng(3)", "shuffled", "the same order"),
        ("self.T[:, chosen]", "self.T", "pairs", "labels of the shape (10, 23)"),
    ],
)
def test_a_class_that_is_wrong_is_told_so(
    classes: Grade, old: str, new: str, part: str, told: str
) -> None:
    check = classes(changed(old, new, LOADER))
    assert part in wrong(check)
    assert told in check.student_text


def test_a_batch_that_is_not_full_is_left_out_where_that_is_asked(
    wall: Wall, tmp_path: Path
) -> None:
    dropped = grading(SEEDED.replace("samples", "last: dropped, samples"), wall, tmp_path)
    assert wrong(dropped(LOADER)) == ["last_batch"]
    short = changed("len(order), self.size", "len(order) - self.size + 1, self.size", LOADER)
    assert dropped(short).status is Status.PASSED


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("X / 255.0", ""),
        ("X.astype(np.float32) / 255", ""),
        ("X", "nothing is normalised"),
        ("X / 256", "each byte divided by 255"),
        ("X // 255", "each byte divided by 255"),
        ("X / X.max(axis=1, keepdims=True)", "each example is divided by its own maximum"),
        ("X / X.max(axis=0)", "each feature is divided by its own maximum"),
        ("X / X.max()", "the largest byte among them"),
        ("(X - X.mean()) / X.std()", "each byte divided by 255"),
    ],
)
def test_bytes_are_divided_by_what_white_is_and_not_by_what_they_hold(
    wall: Wall, tmp_path: Path, line: str, told: str
) -> None:
    pixels = """
assignment: pixels
loader: {points: 1, scaling: bytes, title: Your loader}
interface: {calls: {normalise: {call: normalise, with: [X]}}}
"""
    source = f"import numpy as np\n\ndef normalise(X):\n    return {line}\n"
    check = grading(pixels, wall, tmp_path)(source)
    assert (check.status is Status.PASSED) == (not told)
    assert told in check.student_text


@pytest.mark.parametrize(
    ("deviation", "mean", "told"),
    [
        ("np.where(X.std(axis=0) > 0, X.std(axis=0), 1)", "X.mean(axis=0)", ""),
        ("X.std(axis=0) + 1e-8", "X.mean(axis=0)", ""),
        ("X.std()", "X.mean()", ""),
        ("X.std(axis=0)", "X.mean(axis=0)", "came back as no number"),
        ("X.var(axis=0)", "X.mean(axis=0)", "divided by the variance"),
    ],
)
def test_a_feature_that_never_changes_must_stay_a_number(
    wall: Wall, tmp_path: Path, deviation: str, mean: str, told: str
) -> None:
    constant = """
assignment: constant
loader: {points: 1, scaling: standard, constant: true, title: Your loader}
interface: {calls: {normalise: {call: normalise, with: [X, X_test]}}}
"""
    source = f"""import numpy as np

def normalise(X, X_test):
    mean, deviation = {mean}, {deviation}
    with np.errstate(all="ignore"):
        return (X - mean) / deviation, (X_test - mean) / deviation
"""
    check = grading(constant, wall, tmp_path)(source)
    assert (check.status is Status.PASSED) == (not told)
    assert told in check.student_text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("labels: integer", "examples: 25", "a last one that is not full"),
        ("labels: integer", "shape: [10]", "not as many as there are classes"),
        ("points: 8", "parts: {pair: 8}", "unknown part 'pair'; did you mean 'pairs'?"),
        ("[X, T, size]", "[X, T, width]", "'width' names nothing"),
    ],
)
def test_what_would_show_nothing_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(AssignmentError) as refused:
        refuse_objections(ready(ASSIGNMENT.replace(old, new), tmp_path))
    assert told in refused.value.mistakes[0].message


NEXT = """
assignment: loading
loader: {points: 5, labels: integer, last: %s, title: Your loader}
interface:
  class: Loader
  construct: {X: X, T: T, seed: seed}
  calls: {next_batch: {call: self.next_batch, with: [size]}}
"""
CALLED = """
import numpy as np

class Loader:
    def __init__(self, X, T, seed):
        self.X, self.T, self.rng = X, T, np.random.default_rng(seed)
        self.begin()

    def begin(self):
        self.order, self.at = self.rng.permutation(len(self.X)), 0

    def next_batch(self, size):
        if self.at >= len(self.X):
            self.begin()
            %s
        chosen = self.order[self.at : self.at + size]
        self.at += size
        return self.X[chosen], self.T[chosen]
"""
DROPPING = CALLED.replace("if self.at >=", "if self.at + size >")


@pytest.mark.parametrize(
    ("last", "source"),
    [
        ("kept", CALLED % "raise StopIteration"),
        ("kept", CALLED % "return None"),
        ("kept", CALLED % "return None, None"),
        ("kept", CALLED % "return self.X[:0], self.T[:0]"),
        ("kept", CALLED % ""),
        ("dropped", DROPPING % ""),
        ("either", DROPPING % "return None"),
    ],
    ids=["stops", "nothing", "pair of nothing", "empty", "goes on", "drops", "drops, nothing"],
)
def test_a_batch_more_with_every_call_makes_epochs(
    last: str, source: str, wall: Wall, tmp_path: Path
) -> None:
    check = grading(NEXT % last, wall, tmp_path)(source)
    assert (check.status, check.score) == (Status.PASSED, 5.0), check.student_text


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("self.T[chosen]", "self.T[self.at - size : self.at][: len(chosen)]", "pairs"),
        (
            "self.order[self.at : self.at + size]",
            "self.rng.integers(len(self.X), size=size)",
            "once",
        ),
        ("self.rng.permutation(len(self.X))", "np.arange(len(self.X))", "shuffled"),
        ("default_rng(seed)", "default_rng()", "seeded"),
    ],
)
def test_a_mistake_between_calls_is_seen(
    old: str, new: str, part: str, wall: Wall, tmp_path: Path
) -> None:
    source = CALLED % "return None"
    assert old in source
    check = grading(NEXT % "kept", wall, tmp_path)(source.replace(old, new))
    wrong = {each.id for each in check.parts if each.status is not Status.PASSED}
    assert part in wrong


def test_one_that_is_over_for_good_is_judged_by_its_only_epoch(wall: Wall, tmp_path: Path) -> None:
    source = (CALLED % "").replace(
        "            self.begin()\n", "            raise StopIteration\n", 1
    )
    check = grading(NEXT % "kept", wall, tmp_path)(source)
    right = {each.id for each in check.parts if each.status is Status.PASSED}
    assert {"pairs", "once", "last_batch"} <= right
