"""First weights through the real wall: told by their distribution, whoever drew them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.models.report import CheckReport, Status
from grader.preparation import prepare
from grader_plugins.checks.functions import drawing
from grader_reference.initial_weights import RECIPES
from tests.plugins.checks.nets import Room, room

ASSIGNMENT = """
assignment: drawing
first_weights:
  points: 3
  call: made
  recipes: {zero: [zero], normal: [normal], glorot: [glorot, glorot_normal]}
interface:
  class: Net
  construct: [widths, init]
  parameters: ["self.W[{i}]", "self.b[{i}]"]
  facts: {inputs: 100, outputs: 10, init: zero}
  calls:
    made: {gives: self.W}
"""
NET = """
import numpy as np

class Net:
    def __init__(self, widths, init):
        self.W, self.b = [], []
        for n, m in zip(widths[:-1], widths[1:]):
            bound = np.sqrt(6 / (n + m))
            if init == "zero":
                self.W.append(np.zeros((n, m)))
            elif init == "normal":
                self.W.append(np.random.randn(n, m))
            else:
                self.W.append(np.random.uniform(-bound, bound, (n, m)))
            self.b.append(np.zeros(m))
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("drawing"), ASSIGNMENT) as found:
        yield found


def graded(drawn: Room, old: str = "", new: str = "") -> CheckReport:
    assert old in NET
    return drawn.check(NET.replace(old, new) if old else NET)


def test_three_right_draws_earn_everything(drawn: Room) -> None:
    assert graded(drawn).score == 3.0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("np.random.uniform(-bound, bound, (n, m))", "np.random.randn(n, m) * bound / 3**0.5"),
        ("np.random.randn(n, m)", "np.random.default_rng().normal(size=(n, m)).astype('f4')"),
        ("np.random.randn(n, m)", "np.random.randn(m, n).T"),
        ("np.zeros(m)", "np.zeros((1, m))"),
    ],
)
def test_other_ways_to_draw_the_same_are_right(drawn: Room, old: str, new: str) -> None:
    assert graded(drawn, old, new).score == 3.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("6 / (n + m)", "6 / n", "the outputs are not counted"),
        ("np.sqrt(6 / (n + m))", "6 / (n + m)", "the root is missing"),
        ("np.random.randn(n, m)", "np.random.randn(n, m) / n**0.5", "look like N(0, 1) / √n"),
        ("np.random.randn(n, m)", "np.random.rand(n, m)", "are not N(0, 1): mean"),
        ("np.random.randn(n, m)", "np.ones((n, m))", "all weights are 1"),
        ("np.random.randn(n, m)", "np.full((n, m), np.nan)", "some weights are no numbers"),
        ("np.zeros((n, m))", "np.full((n, m), 1e-3)", "the largest weight is 0.001, and not 0"),
        ("np.zeros(m)", "np.ones(m)", "the biases do not start at 0"),
        ("self.W.append(np.zeros((n, m)))", "pass", "LookupError"),
    ],
)
def test_a_wrong_draw_is_told(drawn: Room, old: str, new: str, said: str) -> None:
    check = graded(drawn, old, new)
    assert check.score < 3.0
    assert said in check.student_text + check.staff_text


def test_what_raises_is_told_for_its_setting_alone(drawn: Room) -> None:
    check = graded(drawn, "self.W.append(np.random.randn(n, m))", "raise ValueError(init)")
    assert [part.status for part in check.parts] == [Status.PASSED, Status.RAISED, Status.PASSED]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("inputs: 100, ", "", "interface.facts: inputs must be said"),
        (
            "  points: 3\n",
            "  parts: {zero: 1, glorto: 2}\n",
            "parts: unknown part 'glorto'; did you mean 'glorot'? (parts: zero, normal, glorot)",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ASSIGNMENT
    path = tmp_path / "assignment.yaml"
    path.write_text(ASSIGNMENT.replace(old, new), encoding="utf-8")
    prepared = prepare(path)
    (spec,) = prepared.loaded.assignment.checks
    problems = prepared.registry.kinds["first_weights"].validate(spec, prepared.bench)
    assert problems == [told]


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_is_itself_and_no_other(name: str) -> None:
    rng = np.random.default_rng(3)
    matrices = [RECIPES[name](rng, n, m) for n, m in ((784, 120), (120, 90), (90, 10))]
    fitting = [other for other in RECIPES if not any(drawing.misfit(W, other) for W in matrices)]
    assert fitting == [name]
