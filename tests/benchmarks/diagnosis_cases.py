"""The labelled cases and the right solutions of all assignments, for ``diagnosis``."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.executing.desk import Desk, Errand, Graded
from grader.models.report import CheckReport
from grader.preparation import prepare
from grader.testing import Case, build_submission, read_case
from grader_plugins.executors.local import Local
from tests.benchmarks.diagnosis_table import Outcome
from tests.benchmarks.wrong_code import handed_in
from tests.cases.styles import STYLES

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"
SEEDS = (0, 1)


def labelled() -> Iterator[Outcome]:
    """Yield what was said of each labelled mistake, and of what is right, assignment by assignment.

    Checks that train are left out: no mistake is labelled there.
    """
    for path in sorted(ASSIGNMENTS.glob("*/assignment.yaml")):
        cases = {p.stem: read_case(p) for p in sorted((path.parent / "cases").glob("*.yaml"))}
        with tempfile.TemporaryDirectory() as folder:
            checks = prepare(path).loaded.assignment.checks
            functions = tuple(check.id for check in checks if check.function)
            errands = [
                *_labelled(cases, path.parent, Path(folder), functions),
                *_right(path.parent, functions),
            ]
            for graded in Local().run(Desk(assignment=path), errands):
                yield from _outcomes(graded, cases, path.parent.name)


def _labelled(
    cases: dict[str, Case], assignment: Path, folder: Path, functions: tuple[str, ...]
) -> Iterator[Errand]:
    """Yield cases with all functions of their assignment, since together these tell a layout."""
    for name, case in cases.items():
        only = tuple(dict.fromkeys((*functions, *case.expect.diagnoses)))
        if case.expect.diagnoses:
            (folder / name).mkdir()
            made = build_submission(case, assignment=assignment, folder=folder / name)
            yield Errand(key=name, submission=made, only=only)


def _right(assignment: Path, only: tuple[str, ...]) -> Iterator[Errand]:
    """Yield the solution on several seeds, and every style of the letters."""
    solution = assignment / "solution"
    for seed in SEEDS:
        yield Errand(key=f"right {seed}", submission=solution, only=only, seed=seed)
        if assignment.name == "letters":
            for style, source in STYLES.items():
                key = f"right {style} {seed}"
                yield Errand(key=key, submission=handed_in(source), only=only, seed=seed)


def _outcomes(graded: Graded, cases: dict[str, Case], assignment: str) -> Iterator[Outcome]:
    if graded.report is None:
        raise SystemExit(f"{assignment}/{graded.key}: {graded.trouble}")
    case = cases.get(graded.key)
    for check in graded.report.checks:
        passed = check.status == "passed"
        wanted = case.expect.diagnoses.get(check.id) if case else None
        if wanted is not None or passed:
            key = f"{assignment}/{graded.key}/{check.id}"
            yield _outcome("right" if wanted is None else "cases", assignment, key, wanted, check)


def _outcome(kind: str, name: str, key: str, wanted: str | None, check: CheckReport) -> Outcome:
    said = tuple((d.id, d.confidence or 0.0) for d in check.diagnoses)
    true = frozenset((wanted,)) if wanted else frozenset[str]()
    return Outcome(
        kind=kind, name=name, key=key, true=true, said=said, passed=check.status == "passed"
    )
