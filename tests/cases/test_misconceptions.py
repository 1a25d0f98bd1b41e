"""Every misconception of the catalogue, handed in as a submission: it costs marks and is named.

The wrong code stands in a file as the catalogue has it, in rows and in columns; the file is graded
through the wall like any other.
"""

import inspect
from collections.abc import Iterator

import numpy as np
import pytest

from grader.discrimination import unseen_by
from grader.examination.wall import Wall
from grader.kinds import Misconception, ReferenceFunction
from grader.preparation import Prepared, prepare
from grader.testing import excerpt
from tests.cases.graded import ASSIGNMENTS, grade_source
from tests.cases.styles import COLUMNS, ROWS

NAMES = ("letters", "backprop-scalar")
FUNCTIONS = {
    "letters": ("relu", "softmax", "computeLayer", "CE", "gradCE", "best_epoch", "backprop"),
    "backprop-scalar": ("sigmoid", "softmax", "forward", "loss", "backward"),
}


def _entries() -> Iterator[tuple[str, str, Misconception, str]]:
    for name in NAMES:
        prepared = prepare(ASSIGNMENTS / name / "assignment.yaml")
        for spec in prepared.loaded.assignment.checks:
            if spec.id in FUNCTIONS[name]:
                function = prepared.bench.function(spec)
                layouts = [c.id for c in function.conventions if c.axis == "layout"] or ["rows"]
                # A mistake that shows only in a part the assignment does not ask for costs nothing.
                unseen = unseen_by(spec, prepared.bench)
                for misconception in function.misconceptions:
                    for layout in layouts if misconception.id not in unseen else ():
                        yield name, spec.id, misconception, layout


ENTRIES = list(_entries())


@pytest.fixture(scope="module")
def prepared() -> dict[str, Prepared]:
    return {name: prepare(ASSIGNMENTS / name / "assignment.yaml") for name in NAMES}


@pytest.mark.parametrize(
    ("assignment", "check", "misconception", "layout"),
    ENTRIES,
    ids=[f"{a}-{c}-{m.id}-{layout}" for a, c, m, layout in ENTRIES],
)
def test_a_misconception_costs_marks_and_is_named_first(
    assignment: str,
    check: str,
    misconception: Misconception,
    layout: str,
    wall: Wall,
    prepared: dict[str, Prepared],
) -> None:
    ready = prepared[assignment]
    spec = next(c for c in ready.loaded.assignment.checks if c.id == check)
    function = ready.bench.function(spec)
    source = _companions(ready, layout) + _source(function, misconception, layout, check)
    report = grade_source(ready, wall, source)
    graded = next(c for c in report.checks if c.id == check)
    assert graded.score < graded.max_score, excerpt(report)
    named = {d.id for d in graded.diagnoses[:1]}
    if any(name.startswith("convention.") for name in named):
        return  # the same code is a convention of the catalogue, one this assignment does not take
    alike = {
        m.id
        for m in function.misconceptions
        if m.id == misconception.id or (m.alike and m.alike == misconception.alike)
    }
    assert named & alike, f"{misconception.id} was named {named or 'not at all'}\n{excerpt(report)}"


def _companions(ready: Prepared, layout: str) -> str:
    """Return right code for everything else, in the same layout, so that the group settles it."""
    assignment = ready.loaded.assignment.assignment
    if assignment == "letters":
        return COLUMNS if layout == "columns" else ROWS
    solution = next((ASSIGNMENTS / assignment / "solution").glob("*.py"))
    return solution.read_text(encoding="utf-8")


def _source(
    function: ReferenceFunction, misconception: Misconception, layout: str, name: str
) -> str:
    """Return the catalogue's own wrong code under a student's name, in a layout."""
    source = inspect.getsource(misconception.function)
    wrong = source.replace(f"def {misconception.function.__name__}(", "def wrong_code(", 1)
    names = [parameter.name for parameter in function.parameters]
    turned = _turned(function, layout)
    given = ", ".join(f"np.transpose({n})" if n in turned else n for n in names)
    body = f"    answer = wrong_code({given})\n    return {_returned(function, layout)}\n"
    return f"\n\nimport numpy as np\n\n{wrong}\n\ndef {name}({', '.join(names)}):\n{body}"


def _turned(function: ReferenceFunction, layout: str) -> set[str]:
    """Return the parameters that a layout transposes."""
    arguments = function.draw(np.random.default_rng(0))[0].arguments
    for convention in function.conventions:
        if convention.id == layout and convention.present is not None:
            presented = convention.present(arguments)
            return {n for n in arguments if np.shape(presented[n]) != np.shape(arguments[n])}
    return set()


def _returned(function: ReferenceFunction, layout: str) -> str:
    """Return the expression that turns a canonical answer into a layout's."""
    arguments = function.draw(np.random.default_rng(0))[0].arguments
    right = function.right(*arguments.values())
    for convention in function.conventions:
        if convention.id == layout and convention.adapt is not None:
            adapted = convention.adapt(right, arguments)
            if not isinstance(right, tuple):
                return "np.transpose(answer)" if np.ndim(right) == 2 else "answer"
            flags = [np.shape(a) != np.shape(b) for a, b in zip(adapted, right, strict=True)]
            return f"tuple(np.transpose(a) if f else a for a, f in zip(answer, {flags}))"
    return "answer"
