"""Right gradients around a wrong function that they call, for ``diagnosis``.

The true cause is the function that is called: the gradient's own lines are right.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.local import Local
from grader_reference.entries import every
from tests.benchmarks.diagnosis_table import Outcome
from tests.benchmarks.wrong_code import Asked, handed_in, source_of, written
from tests.cases.styles import COLUMNS, ROWS

LETTERS: Final = Path(__file__).resolve().parents[2] / "assignments/letters/assignment.yaml"
STYLES: Final = {"rows": (ROWS, {"relu": "relu"}), "columns": (COLUMNS, {"relu": "ReLu"})}
BEHIND: Final = ("relu", "softmax")
ONLY: Final = ("relu", "softmax", "computeLayer", "CE", "gradCE", "backprop")


def behind() -> Iterator[Outcome]:
    """Yield what was said of the gradients around each wrong activation and each wrong softmax."""
    errands = {errand.key: errand for errand in _errands()}
    for graded in Local().run(Desk(assignment=LETTERS), errands.values()):
        yield _outcome(graded)


def _errands() -> Iterator[Errand]:
    for style, (source, names) in STYLES.items():
        for function in BEHIND:
            asked = Asked(architecture="", function=every.find(function))
            name = names.get(function, function)
            layouts = [each for each in asked.layouts if each is None or each.id == style]
            for wrong in asked.function.misconceptions:
                text = written(name, asked.function, source_of(wrong), layouts[0], "float64")
                key = f"{function}/{name}/{wrong.id}/{style}"
                yield Errand(key=key, submission=handed_in(f"{source}\n\n{text}"), only=ONLY)


def _outcome(graded: Graded) -> Outcome:
    if graded.report is None:
        raise SystemExit(f"{graded.key}: {graded.trouble}")
    function, name, *_ = graded.key.split("/")
    check = next(c for c in graded.report.checks if c.id == "backprop")
    return Outcome(
        kind="behind",
        name=f"backprop around {function}",
        key=graded.key,
        true=frozenset((f"callee.{name}",)),
        said=tuple((d.id, d.confidence or 0.0) for d in check.diagnoses),
        passed=check.score >= check.max_score,
    )
