import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import html5lib
import pytest
from rich.console import Console

from grader.auditing.auditing import Extent, audited
from grader.auditing.journal import Journal
from grader.auditing.models import Audit, Verdict
from grader.auditing.mutants.mutant import Origin
from grader.auditing.rendering import document, terminal
from grader.auditing.rendering.kills import kills
from grader.auditing.rendering.page import page
from grader.errors import ExitCode
from grader.executing.desk import Desk, Errand, Graded
from grader.preparation import prepare
from tests.grader.auditing.audited import (
    NARROW,
    RELU,
    RIGHT,
    Counting,
    audit_of,
    gradings,
    plain,
    written,
)

BLIND = """\
assignment: blind
functions: {softmax: {points: 2, parts: {ordinary: 2}, tolerance: {rtol: 0.5, atol: 0.5}}}
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    path = written(tmp_path_factory.mktemp("tiny") / "tiny", starter="import numpy\n")
    return audit_of(path, seeds=(1, 2))


def test_an_assignment_that_catches_everything_passes(tiny: Audit) -> None:
    assert tiny.passed, tiny.problems
    assert tiny.catalogue.count == tiny.catalogue.of > 20
    assert tiny.source.count == tiny.source.of > 15


def test_known_mistakes_are_named_from_the_solution_they_were_put_into(tiny: Audit) -> None:
    assert tiny.named.share > 0.95
    wrong = next(f for f in tiny.findings if f.misconception == "softmax.global_max")
    assert wrong.verdict is Verdict.CAUGHT
    assert wrong.diagnoses["softmax"] == "softmax.global_max"


def test_what_another_accepted_convention_allows_is_no_mistake(tiny: Audit) -> None:
    other = next(f for f in tiny.findings if f.misconception == "softmax.wrong_axis")
    assert other.verdict is Verdict.CONVENTION


def test_a_slip_is_told_with_its_line_before_and_after(tiny: Audit) -> None:
    found = [f for f in tiny.findings if f.origin is Origin.SOURCE and f.target == "relu"]
    assert {f.line for f in found} == {6}
    assert {f.before for f in found} == {"return np.maximum(x, 0)"}
    assert "return np.minimum(x, 0)" in {f.after for f in found}


def test_the_solution_the_starter_and_no_work_are_graded_on_several_draws(tiny: Audit) -> None:
    assert tiny.scores["the solution"] == (3.0, 3.0)
    assert tiny.scores["seed 1"] == tiny.scores["seed 2"] == (3.0, 3.0)
    assert tiny.scores["the starter"] == tiny.scores["an empty file"] == (0.0, 3.0)


def test_a_mistake_that_no_question_comes_to_is_told_with_what_would_catch_it(
    tmp_path: Path,
) -> None:
    lines = "    if x is None:\n        x = 1\n        return other(x)\n    return np.maximum"
    dead = RELU.replace("    return np.maximum", lines)
    dead += "\n\ndef other(x):\n    return x + 3\n\n\ndef unused(x):\n    return x + 1\n"
    audit = audit_of(written(tmp_path / "tiny", NARROW, dead), origins=(Origin.SOURCE,))
    found = [f for f in audit.findings if f.verdict is Verdict.UNREACHED]
    assert {f.before for f in found} == {"x = 1"}
    assert all("no question comes to this line" in f.advice for f in found)
    assert {f.target for f in audit.findings if f.verdict is Verdict.UNASKED} == {"other"}
    assert not [f for f in audit.findings if f.target == "unused"]


def test_a_change_that_gives_the_same_answers_is_no_mistake(tmp_path: Path) -> None:
    twice = RELU.replace("np.maximum(x, 0)", "np.where(x > 0, x, 0)")
    audit = audit_of(written(tmp_path / "tiny", NARROW, twice), origins=(Origin.SOURCE,))
    same = {f.after for f in audit.findings if f.verdict is Verdict.SAME}
    assert "return np.where(x >= 0, x, 0)" in same


def test_an_assignment_that_catches_too_little_does_not_pass(tmp_path: Path) -> None:
    only_softmax = RIGHT.replace("def relu", "def other")
    path = written(tmp_path / "blind", yaml=BLIND, solution=only_softmax)
    audit = audit_of(path, origins=(Origin.SOURCE,), sample=8)
    assert not audit.passed
    assert any("slips in the source are caught" in problem for problem in audit.problems)


def test_a_solution_that_is_wrong_is_the_first_to_be_told(tmp_path: Path) -> None:
    wrong = RELU.replace("0)", "1)")
    audit = audit_of(written(tmp_path / "tiny", NARROW, wrong), origins=())
    assert any(problem.startswith("the solution earns 0 of 1") for problem in audit.problems)


def test_a_starter_that_earns_marks_is_told(tmp_path: Path) -> None:
    audit = audit_of(written(tmp_path / "tiny", NARROW, RELU, starter=RELU), origins=())
    assert any(problem.startswith("the starter earns 1 of 1") for problem in audit.problems)


def test_right_code_in_every_accepted_form_earns_all(tiny: Audit) -> None:
    tried = {form.convention: form for form in tiny.conventions}
    assert tried["columns"].accepted is True
    assert tried["columns"].checks == ("softmax",)


def test_an_interrupted_audit_goes_on_and_says_the_same(tmp_path: Path) -> None:
    prepared = prepare(written(tmp_path / "narrow", NARROW, RELU))
    serial = prepared.registry.executors["serial"]
    first, second, whole = Counting(serial, most=4), Counting(serial), Counting(serial)
    extent = Extent(training=False, origins=(Origin.SOURCE,), seeds=())
    with pytest.raises(KeyboardInterrupt), Journal(tmp_path / "journal") as journal:
        audited(prepared, gradings(prepared, journal, first), extent)
    with Journal(tmp_path / "journal") as journal:
        again = audited(prepared, gradings(prepared, journal, second), extent)
    with Journal(None) as journal:
        alone = audited(prepared, gradings(prepared, journal, whole), extent)
    assert plain(again) == plain(alone)
    assert first.count + second.count == whole.count
    assert not (tmp_path / "journal").exists()


def test_the_page_is_whole_and_shows_the_matrix(tiny: Audit) -> None:
    text = page(tiny.model_copy(update={"title": "<script>alert(1)</script>"}))
    html5lib.HTMLParser(strict=True).parse(text)
    assert "<script" not in text
    assert 'role="img"' in text


def test_the_terminal_tells_the_verdict_and_the_checks(tiny: Audit) -> None:
    console = Console(width=100, file=io.StringIO())
    with console.capture() as told:
        terminal.show(tiny, console)
    said = told.get()
    assert "tiny: passes" in said
    assert "known mistakes caught" in said


def test_the_matrix_on_a_terminal_counts_by_definition_and_check(tiny: Audit) -> None:
    for width in (60, 120):
        console = Console(width=width, file=io.StringIO())
        with console.capture() as told:
            terminal.show(tiny, console)
        assert "caught by check" in told.get()
        assert "…" not in told.get()
    rows = {row.name: row for title, found in kills(tiny) if "known" in title for row in found}
    assert [check.id for check in tiny.checks] == ["relu", "softmax"]
    assert rows["relu"].by_check == (rows["relu"].count, 0)
    assert rows["relu"].missed == rows["softmax"].missed == 0


def test_what_is_not_counted_is_told_with_the_reason(tiny: Audit) -> None:
    said = page(tiny)
    assert "Not counted, and why" in said
    assert "softmax: softmax.wrong_axis" in said


def test_the_documentation_is_a_table_of_audits(tiny: Audit) -> None:
    text = document.page([tiny])
    assert "| tiny |" in text
    assert "Nothing survives." in text


LEARNS = """\
assignment: learns
training: {dataset: moons, options: {validation: 500}, evaluated: 500, points: 1, accuracy: [0.75]}
interface:
  calls:
    fit: {call: train, with: [X, T]}
    predict: {call: predict, with: [X, returned]}
"""
CENTRES = """\
import numpy as np


def train(X, T):
    return T.T @ X / T.sum(axis=0)[:, None]


def predict(X, centres):
    return np.argmax(X @ centres.T - 0.5 * np.sum(centres**2, axis=1), axis=1)
"""


def test_what_only_a_training_sees_is_trained_or_told(tmp_path: Path) -> None:
    path = written(tmp_path / "learns", LEARNS, CENTRES)
    cheap = audit_of(path, origins=(Origin.SOURCE,), sample=9)
    assert {f.verdict for f in cheap.findings} == {Verdict.UNTRIED}
    assert any("nobody says how accuracy was measured" in said for said in cheap.warnings)
    trained = audit_of(path, origins=(Origin.SOURCE,), sample=9, training=True)
    caught = [f for f in trained.findings if f.verdict is Verdict.CAUGHT]
    assert caught
    assert all(f.trained and set(f.lost) == {"training"} for f in caught)
    assert trained.warnings == cheap.warnings


def test_thresholds_that_were_measured_of_something_else_are_told(tmp_path: Path) -> None:
    kept = (
        "accuracy: [0.75], calibrated: {accuracy: {date: 2026-01-01, seeds: [0, 29], n: 30,"
        " mean: 0.9, sd: 0.01, least: 0.88, most: 0.92, by: order, rate: 0.1, digest: none}}"
    )
    path = written(tmp_path / "learns", LEARNS.replace("accuracy: [0.75]", kept), CENTRES)
    (warning,) = audit_of(path, origins=()).warnings
    assert "accuracy was measured for another state" in warning


class Failing(Counting):
    """An executor whose workers are lost with every mistake, and not with the solution."""

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        for graded in super().run(desk, errands, workers=workers):
            lost = graded.report is None or graded.report.score < graded.report.max_score
            yield Graded(key=graded.key, trouble="lost", code=ExitCode.GRADER) if lost else graded


def test_what_the_grader_fails_on_is_not_taken_for_caught(tmp_path: Path) -> None:
    prepared = prepare(written(tmp_path / "narrow", NARROW, RELU))
    failing = Failing(prepared.registry.executors["serial"])
    extent = Extent(training=False, origins=(Origin.SOURCE,), seeds=())
    with Journal(None) as journal:
        audit = audited(prepared, gradings(prepared, journal, failing), extent)
    assert {f.verdict for f in audit.findings} == {Verdict.UNGRADED}
    assert any("the grader failed on" in problem for problem in audit.problems)
