"""Sweeps through the real wall: settings, bands, differences, and what guesses everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import AssignmentError
from grader.models.report import Status
from grader.preparation import prepare
from tests.plugins.checks.nets import INTERFACE, NET, Room, changed, room

SWEEP = """
assignment: moons
checks:
  - id: rates
    kind: sweep
    points: 3
    title: Learning rates
    params:
      dataset: moons
      options: {validation: 1000}
      labels: integer
      evaluated: 1000
      facts: {hidden: 8}
      seconds: 5
      vary: {rate: [0.01, 0.00001]}
      seeds: 2
      bands: {0.01: [0.88, 1.0], 0.00001: [0.1, 0.85]}
      differences: [{of: 0.01, to: 1e-5, between: [0.05, 0.9]}]
"""


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("rates"), SWEEP + INTERFACE) as opened:
        yield opened


def test_settings_that_come_out_in_their_bands_earn_their_parts(rates: Room) -> None:
    check = rates.check(NET)
    assert check.score == 3.0, check.student_text
    table = check.evidence.details["sweep"]
    assert table["rows"] == {"name": "rate", "values": [0.01, 0.00001]}
    assert table["columns"] is None
    assert table["accuracy"][0][0] > table["accuracy"][1][0]


def test_a_seed_has_the_same_start_and_the_same_data_at_every_setting(rates: Room) -> None:
    frozen = changed("        for _ in range(600):", "        for _ in range(0):")
    seeds = rates.check(frozen).evidence.details["seeds"]
    assert seeds["rate 0.01"] == seeds["rate 1e-05"]
    assert seeds["rate 0.01"][0] != seeds["rate 0.01"][1]


def test_what_guesses_everywhere_earns_nothing_from_a_band_that_guessing_reaches(
    rates: Room,
) -> None:
    check = rates.check(changed("self.scores(X).argmax(axis=1)", "np.zeros(len(X))"))
    assert check.score == 0.0
    assert "nothing is learnt" in check.student_text


def test_a_rate_that_is_ignored_is_outside_its_band(rates: Room) -> None:
    check = rates.check(changed("self.epoch(X, y, rate)", "self.epoch(X, y, 0.01)"))
    assert [part.status for part in check.parts] == [Status.PASSED, Status.FAILED, Status.FAILED]
    assert "rate 1e-05" in check.student_text


def test_a_setting_that_raises_costs_itself_and_its_comparisons(rates: Room) -> None:
    check = rates.check(
        changed(
            "        for _ in range(600):",
            "        for _ in range(600 if rate > 1e-3 else [].pop()):",
        )
    )
    assert check.parts[0].status is Status.PASSED
    assert check.parts[1].status is Status.RAISED
    assert "could not be trained" in check.parts[2].text


def test_a_setting_is_judged_by_its_weights_where_the_architecture_is_named(
    tmp_path: Path,
) -> None:
    text = changed(
        "      seconds: 5\n", "      seconds: 5\n      architecture: 2-{hidden}-2 tanh\n", SWEEP
    )
    nearest = changed("            self.epoch(X, y, rate)", "            self.X, self.y = X, y")
    nearest = changed(
        "        return self.scores(X).argmax(axis=1)",
        "        far = ((X[:, None] - self.X[None]) ** 2).sum(axis=2)\n"
        "        return self.y[far.argmin(axis=1)]",
        nearest,
    )
    with room(tmp_path, text + INTERFACE) as opened:
        assert opened.check(NET).score == 3.0
        check = opened.check(nearest)
    assert check.score == 0.0
    assert "not those of its weights" in check.student_text


def test_two_facts_make_a_table(tmp_path: Path) -> None:
    text = changed(
        "vary: {rate: [0.01, 0.00001]}", "vary: {rate: [0.01, 0.001], hidden: [4, 8]}", SWEEP
    )
    text = changed(
        "bands: {0.01: [0.88, 1.0], 0.00001: [0.1, 0.85]}", "bands: {0.01: {8: [0.88, 1.0]}}", text
    )
    text = changed(
        "{of: 0.01, to: 1e-5, between: [0.05, 0.9]}",
        "{of: [0.01, 8], to: [0.001, 8], between: [0, 0.9]}",
        text,
    )
    with room(tmp_path, text + INTERFACE) as opened:
        check = opened.check(NET)
        table = check.evidence.details["sweep"]
        assert table["columns"] == {"name": "hidden", "values": [4, 8]}
        assert [len(row) for row in table["accuracy"]] == [2, 2]
        assert check.parts[0].id == "rate 0.01, hidden 8"
        assert check.score == 3.0, check.student_text


def test_the_same_submission_gives_the_same_table(rates: Room) -> None:
    first, second = (rates.check(NET).evidence for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0.00001: [0.1, 0.85]", "0.5: [0.1, 0.85]", "no setting"),
        ("0.00001: [0.1, 0.85]", "0.00001: [0.9, 0.1]", "smaller number first"),
        ("0.00001: [0.1, 0.85]", "0.00001: high", "a band is"),
        ("[0.01, 0.00001]", "[0.01, 0.010]", "none twice"),
        ("between: [0.05, 0.9]", "between: [0.9, 0.05]", "smaller number first"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(changed(old, new, SWEEP) + INTERFACE, encoding="utf-8")
    with pytest.raises(AssignmentError) as caught:
        prepare(path)
    assert told in str(caught.value.mistakes)


def test_a_sweep_that_learning_nothing_would_pass_is_told(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(changed("0.01: [0.88, 1.0], ", "", SWEEP) + INTERFACE, encoding="utf-8")
    prepared = prepare(path)
    spec = prepared.bench.checks["rates"]
    told = prepared.registry.kinds["sweep"].validate(spec, prepared.bench)
    assert "above guessing" in told[0]


def test_the_call_that_gives_the_weights_has_to_be_described(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    free = changed(
        "seeds: 2", "seeds: 2\n      architecture: 2-*-2 tanh\n      weights: own", SWEEP
    )
    path.write_text(free + INTERFACE, encoding="utf-8")
    prepared = prepare(path)
    spec = prepared.bench.checks["rates"]
    told = prepared.registry.kinds["sweep"].validate(spec, prepared.bench)
    assert told == ["interface.calls: 'own' is not described"]
