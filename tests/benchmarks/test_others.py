import json
import sqlite3
from pathlib import Path

import pytest

from tests.benchmarks.others import verdicts
from tests.benchmarks.others.clock import Turn
from tests.benchmarks.others.eight import NAMES, PRELUDE, RIGHT, TESTS, sources
from tests.benchmarks.others.installing import reason
from tests.benchmarks.others.ours import differs
from tests.benchmarks.others.table import Row, steady, table, verdict


def _row(name: str, count: int, *seconds: float, target: float | None = None) -> Row:
    return Row(name, count, [Turn(s, 2 * s) for s in seconds], target)


def _cells(text: str, row: int) -> list[str]:
    return [cell.strip() for cell in text.splitlines()[2 + row].strip("|").split("|")]


def test_a_row_is_the_median_turn_for_one_submission() -> None:
    row = _row("ours", 10, 1.0, 9.0, 2.0)
    assert row.seconds == pytest.approx(0.2)
    assert row.cpu == pytest.approx(0.4)


def test_the_steady_state_is_many_less_few_turn_by_turn() -> None:
    found = steady("steady", _row("many", 300, 4.0, 9.0), _row("few", 30, 1.3, 3.6))
    assert found.count == 270
    assert [turn.seconds for turn in found.turns] == pytest.approx([2.7, 5.4])
    assert [turn.cpu for turn in found.turns] == pytest.approx([5.4, 10.8])


def test_turns_that_noise_turned_round_are_no_steady_state() -> None:
    assert steady("steady", _row("many", 300, 1.0), _row("few", 30, 2.0)).why


def test_the_table_tells_rates_ratios_and_what_was_reached() -> None:
    ours = [_row("steady", 100, 1.0), _row("whole", 100, 2.0)]
    others = [
        _row("slow", 10, 2.0, target=15),
        _row("slower", 1, 3.0, target=400),
        Row("absent", target=200, why="not installed: no network"),
    ]
    text = table(ours, others)
    assert _cells(text, 0)[:4] == ["steady", "100", "0.01", "0.02"]
    assert _cells(text, 2) == ["slow", "5", "0.2", "0.4", "20", "10", "20", "15", "reached"]
    assert _cells(text, 3)[-1] == "not reached"
    assert _cells(text, 4)[:2] == ["absent", "not installed: no network"]
    assert {line.count("|") for line in text.splitlines()} == {10}


@pytest.mark.parametrize(
    ("times", "said"), [(9.9, "not reached"), (10.0, "reached"), (20.0, "twice the target")]
)
def test_twice_the_target_is_told_apart(times: float, said: str) -> None:
    assert verdict(times, 10.0) == said


def test_every_harness_says_how_many_tests_passed(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    tests = [{"score": 1, "max_score": 1}, {"score": 0, "max_score": 1}]
    results.write_text(json.dumps({"tests": [{"name": "Public Tests"}, *tests]}))
    assert verdicts.otter(results) == [1]
    results.write_text(json.dumps({"tests": tests}))
    assert verdicts.gradescope(results) == [1]
    results.write_text(json.dumps({"results": [{"passed": True}, {"passed": None}]}))
    assert verdicts.check50(results) == [1]
    results.write_text(
        "<testsuites><testsuite><testcase/><testcase><failure/></testcase>"
        "<testcase><error/></testcase></testsuite></testsuites>"
    )
    assert verdicts.junit(results) == [1]


def test_a_gradebook_counts_who_is_not_in_it_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    connection = sqlite3.connect(path)
    connection.execute("create table grade (notebook_id, auto_score)")
    connection.executemany("insert into grade values (?, ?)", [("a", 1), ("a", 1), ("b", 0)])
    connection.commit()
    connection.close()
    assert verdicts.nbgrader(path, 3) == [2, 0, 0]


def test_a_summary_of_ours_is_told_submission_by_submission() -> None:
    checks = [{"statuses": {"passed": 3}}, {"statuses": {"passed": 2, "failed": 1}}]
    assert verdicts.ours(json.dumps({"graded": 3, "checks": checks})) == [1, 2, 2]


def test_verdicts_that_are_not_the_known_ones_are_told() -> None:
    assert not differs([8, 7, 8])
    assert differs([8, 8, 8])
    assert "7 7 8" in differs([7, 7, 8])


def test_versions_and_reasons_are_read_from_what_pip_says() -> None:
    assert verdicts.version("numpy==2.4.6\nPyTest==9.2.0\n", "pytest") == "9.2.0"
    assert not verdicts.version("pytest-cov==5.0\n", "pytest")
    said = "WARNING: slow\nERROR: No matching distribution | found\nmore\n"
    assert reason(said) == "No matching distribution / found"


def test_the_eight_tests_pass_the_right_submission_and_fail_one_of_the_wrong() -> None:
    wrong: dict[str, object] = {"__name__": "wrong"}
    right: dict[str, object] = {"__name__": "right"}
    for source, names in zip(sources(2), (wrong, right), strict=True):
        exec(f"{source}\n{PRELUDE}", names)  # noqa: S102 - our own solution
    assert [n for n in NAMES if not _passes(n, right)] == []
    assert [n for n in NAMES if not _passes(n, wrong)] == ["one_hot"]
    assert len(NAMES) == RIGHT


def _passes(name: str, names: dict[str, object]) -> bool:
    try:
        exec("\n".join(TESTS[name]), dict(names))  # noqa: S102 - our own tests
    except AssertionError:
        return False
    return True
