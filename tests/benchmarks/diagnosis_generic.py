"""Right code with one generic mistake put on top, for ``diagnosis``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.executing.desk import Desk, Errand, Graded
from grader_plugins.executors.local import Local
from tests.benchmarks.diagnosis_table import Outcome
from tests.benchmarks.wrong_code import handed_in
from tests.cases.styles import COLUMNS, ROWS

LETTERS: Final = Path(__file__).resolve().parents[2] / "assignments/letters/assignment.yaml"
STYLES: Final = {"rows": (ROWS, 0), "columns": (COLUMNS, 1)}
NAMES: Final = {
    "relu": ("relu", "ReLu"),
    "softmax": ("softmax", "softmax"),
    "computeLayer": ("computeLayer", "compute"),
    "CE": ("CE", "averageCE"),
    "gradCE": ("gradCE", "grad_ce"),
    "backprop": ("backprop", "backprop"),
}
"""What each style calls the functions."""
EVERY: Final = tuple(NAMES)
ARRAYS: Final = ("relu", "softmax", "computeLayer", "gradCE")
WRAPPED: Final = """


def _kept(right=[{name}], before=[]):
    return right[0], before


def _each(answer, change):
    if isinstance(answer, dict):
        return {{name: change(value) for name, value in answer.items()}}
    return tuple(map(change, answer)) if isinstance(answer, tuple) else change(answer)


def {name}(*given, _right=_kept()[0], _before=[]):
    answer = _right(*given)
    N = given[0].shape[{axis}]
    return {mistake}
"""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One generic mistake: how a right answer is changed, of which functions, and its relation."""

    relation: str
    code: str
    functions: tuple[str, ...] = EVERY


MISTAKES: Final = (
    Mistake("sign", "_each(answer, lambda a: -a)"),
    Mistake("factor", "_each(answer, lambda a: 2 * a)"),
    Mistake("factor", "_each(answer, lambda a: a / 2)"),
    Mistake("factor", "_each(answer, lambda a: 3.7 * a)"),
    Mistake("per_size", "_each(answer, lambda a: a / N)"),
    Mistake("times_size", "_each(answer, lambda a: a * N)"),
    Mistake("transpose", "_each(answer, np.transpose)", ("softmax", "gradCE")),
    Mistake("axis_averaged", "answer.mean(axis=0)", ARRAYS),
    Mistake("axis_summed", "answer.sum(axis=1)", ("relu", "computeLayer")),
    Mistake("near", "_each(answer, lambda a: a + 1e-5 * np.max(np.abs(a)))"),
    Mistake("near", "_each(answer, lambda a: np.float64(np.float16(a)))", ("softmax", "CE")),
    Mistake("previous", "(_before.append(answer), _before[-2:][0])[1]", ("relu", "computeLayer")),
    Mistake("input", "given[0]", ("relu", "softmax", "CE", "gradCE")),
    Mistake("constant", "np.full(np.shape(answer), 0.25)", (*ARRAYS, "CE")),
    Mistake("permuted", "answer[::-1]", ARRAYS),
    Mistake("permuted", "answer[:, ::-1]", ARRAYS),
    Mistake("rounded", "np.round(answer)", ("relu", "computeLayer")),
)
TENSORS: Final = ("-a", "2 * a", "0 * a", "a / N")
"""What may be done to one tensor of four."""


def generic() -> Iterator[Outcome]:
    """Yield what was said of each mistake in each function it can be made in, in both layouts."""
    errands = {errand.key: errand for errand in _errands()}
    for graded in Local().run(Desk(assignment=LETTERS), errands.values()):
        yield _outcome(graded)


def _errands() -> Iterator[Errand]:
    for layout, (source, axis) in STYLES.items():
        for number, (mistake, function) in enumerate(_mistakes()):
            name = NAMES[function][axis]
            text = source + WRAPPED.format(name=name, axis=axis, mistake=mistake.code)
            key = f"{mistake.relation}/{function}/{layout}/{number}"
            yield Errand(key=key, submission=handed_in(text), only=tuple(NAMES))


def _mistakes() -> Iterator[tuple[Mistake, str]]:
    for mistake in MISTAKES:
        yield from ((mistake, function) for function in mistake.functions)
    for tensor in range(4):
        for change in TENSORS:
            items = "(list(answer.values()) if isinstance(answer, dict) else answer)"
            code = f"tuple({change} if n == {tensor} else a for n, a in enumerate({items}))"
            yield Mistake("one_tensor", code), "backprop"


def _outcome(graded: Graded) -> Outcome:
    if graded.report is None:
        raise SystemExit(f"{graded.key}: {graded.trouble}")
    relation, function, *_ = graded.key.split("/")
    check = next(c for c in graded.report.checks if c.id == function)
    return Outcome(
        kind="generic",
        name=relation,
        key=graded.key,
        true=frozenset((f"relation.{relation}",)),
        said=tuple((d.id, d.confidence or 0.0) for d in check.diagnoses),
        passed=check.score >= check.max_score,
    )
