"""Each run of a training begins with weights of its own, and a check may say with which."""

from pathlib import Path

import pytest

from grader.preparation import prepare
from grader_plugins.checks.learning.training import _runs

ASSIGNMENT = """
assignment: moons
training: {{dataset: moons, options: {{validation: 60}}, evaluated: 60, points: 1, accuracy: [0.8],
  runs: 3, facts: {facts}}}
interface:
  class: Net
  construct: {{seed: {{optional: seed}}}}
  facts: {{seed: 0}}
  calls: {{fit: {{call: self.fit, with: [X, T]}}, predict: {{call: self.predict, with: [X]}}}}
"""


@pytest.mark.parametrize(("facts", "seeds"), [("{}", [0, 1, 2]), ("{seed: 7}", [7, 7, 7])])
def test_runs_have_seeds_of_their_own_unless_the_check_names_one(
    facts: str, seeds: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "assignment.yaml"
    path.write_text(ASSIGNMENT.format(facts=facts), encoding="utf-8")
    bench = prepare(path).bench
    (spec,) = bench.assignment.checks
    assert [run.facts["seed"] for run in _runs(spec, bench)] == seeds
