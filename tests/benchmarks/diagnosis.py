"""How often the true mistake is named: ``python -m tests.benchmarks diagnosis``.

Graded are the labelled cases of all assignments; every misconception of the catalogue in both
layouts and both precisions; right code with one generic mistake put on top; and right solutions,
of which nothing may be said. It prints a table and writes it to ``docs/diagnosis.md``; with
``--only NAME …`` some functions alone, which are not written.
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.executing.desk import Desk, Graded
from grader_plugins.executors.local import Local
from tests.benchmarks.diagnosis_behind import behind
from tests.benchmarks.diagnosis_cases import labelled
from tests.benchmarks.diagnosis_generic import generic
from tests.benchmarks.diagnosis_table import Outcome, page, summary
from tests.benchmarks.wrong_code import (
    Asked,
    Written,
    every_function,
    write_assignment,
    wrong_submissions,
)

TOGETHER = 8
"""So many functions are asked for by one assignment: more take longer to be told apart."""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "diagnosis.md"


def main(arguments: Iterable[str] = ()) -> None:
    """Measure, print, and write the page where everything was measured."""
    only = [argument for argument in arguments if argument != "--only"]
    began = time.perf_counter()
    outcomes = [*catalogue(only)]
    if not only:
        outcomes += [*labelled(), *generic(), *behind()]
    print(summary(outcomes))
    if not only:
        PAGE.write_text(page(outcomes), encoding="utf-8")
    print(f"{len(outcomes)} graded in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def catalogue(only: Iterable[str] = ()) -> Iterator[Outcome]:
    """Yield what was said of every misconception of the catalogue."""
    chosen = set(only)
    functions = [a for a in every_function() if not chosen or {a.name, a.function.name} & chosen]
    known: set[str] = set()
    done = 0
    for together in _batches(functions):
        yield from _together(together, known)
        done += len(together)
        print(f"{done} of {len(functions)} functions", file=sys.stderr)


def _batches(functions: Iterable[Asked]) -> Iterator[list[Asked]]:
    """Yield functions of different names, a few at a time."""
    batch: list[Asked] = []
    for asked in functions:
        if len(batch) == TOGETHER or asked.check in {each.check for each in batch}:
            yield batch
            batch = []
        batch.append(asked)
    if batch:
        yield batch


def _together(functions: Sequence[Asked], known: set[str]) -> Iterator[Outcome]:
    handed_in: dict[str, Written] = {}
    for asked in functions:
        handed_in.update((each.key, each) for each in wrong_submissions(asked, known))
        known.update(entry.id for entry in asked.function.misconceptions)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(assignment=write_assignment(functions, Path(folder)))
        for graded in Local().run(desk, (w.errand() for w in handed_in.values())):
            yield _outcome(handed_in[graded.key], graded)


def _outcome(written: Written, graded: Graded) -> Outcome:
    if graded.report is None:
        raise SystemExit(f"{graded.key}: {graded.trouble}")
    check = next(c for c in graded.report.checks if c.id == written.asked.check)
    return Outcome(
        kind="catalogue",
        name=written.asked.name,
        key=graded.key,
        true=written.alike,
        said=tuple((d.id, d.confidence or 0.0) for d in check.diagnoses),
        passed=check.score >= check.max_score,
    )
