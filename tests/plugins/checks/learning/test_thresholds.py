"""What can be calibrated is what decides: every line of a check is held against its evidence."""

from pathlib import Path
from typing import Any

import pytest

from grader.grading import grade_path
from grader.kinds import Threshold
from grader.models.report import Status
from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment
from grader_plugins.checks.learning.params import TrainingParams
from grader_plugins.checks.learning.sweep_params import SweepParams
from grader_plugins.checks.learning.thresholds import of_prior, of_sweep, of_training
from tests.cases.graded import ASSIGNMENTS


def _training(**said: Any) -> dict[str, Threshold]:
    params = TrainingParams.model_validate({"dataset": "moons", **said})
    return {each.name: each for each in of_training(params)}


def _sweep(**said: Any) -> dict[str, Threshold]:
    params = SweepParams.model_validate({"dataset": "moons", **said})
    return {each.name: each for each in of_sweep(params)}


def test_the_median_of_the_runs_is_held_against_the_accuracies() -> None:
    found = _training(accuracy=[0.9, 0.8], runs=3)["accuracy"]
    assert found.least == ((("accuracy", 1), 0.8), (("accuracy", 0), 0.9))
    assert found.measured({"accuracy": [0.7, 0.95, 0.9]}) == 0.9


def test_runs_that_were_left_out_count_as_the_worst_they_could_have_been() -> None:
    found = _training(accuracy=[0.9], loss={"at_most": 0.3}, runs=3)
    assert found["accuracy"].measured({"accuracy": [0.92, 0.95]}) == 0.92
    assert found["loss"].measured({"loss": [0.2, 0.1]}) == 0.2


def test_a_loss_that_never_came_is_no_measurement() -> None:
    assert _training(loss={"at_most": 0.3})["loss"].measured({"loss": [None]}) is None
    assert _training(loss={"at_most": 0.3})["loss"].measured({}) is None


def test_the_early_band_has_two_sides_and_each_its_worst() -> None:
    band = {"epoch": 1, "at_least": 0.2, "at_most": 0.6}
    found = _training(accuracy=[0.9], early=band, mode="driven", runs=3)
    assert found["early, least"].least == ((("early", "at_least"), 0.2),)
    assert found["early, most"].most == ((("early", "at_most"), 0.6),)
    assert found["early, least"].measured({"early": [0.3, 0.4]}) == 0.3
    assert found["early, most"].measured({"early": [0.3, 0.4]}) == 0.4


def test_a_side_that_asks_nothing_is_no_threshold() -> None:
    band = {"epoch": 1, "at_least": 0.2}
    assert set(_training(accuracy=[0.9], early=band, mode="driven")) == {"accuracy", "early, least"}
    found = _sweep(vary={"hidden": [1, 2]}, bands={"1": [0.0, 1.0], "2": [0.5, 1.0]})
    assert set(found) == {"hidden 2"}
    assert not found["hidden 2"].most


def test_a_sweep_over_two_facts_finds_its_cells() -> None:
    found = _sweep(
        vary={"rate": [0.1, 1], "hidden": [2, 3]},
        bands={"0.1": {"3": [0.5, 0.9]}, "1": {"2": [0.2, 0.4]}},
    )
    details = {"sweep": {"accuracy": [[0.1, 0.2], [0.3, None]]}}
    assert found["rate 0.1, hidden 3"].measured(details) == 0.2
    assert found["rate 1, hidden 2"].measured(details) == 0.3
    assert found["rate 1, hidden 2"].most == ((("bands", "1", "2", 1), 0.4),)


def test_differences_are_paired_seed_by_seed() -> None:
    between = {"of": 2, "to": 1, "between": [0.1, 0.5]}
    found = _sweep(vary={"hidden": [1, 2]}, differences=[between])
    seeds = {"hidden 1": [0.2, 0.4], "hidden 2": [0.5, 0.5]}
    (each,) = found.values()
    assert each.name == "hidden 2 against hidden 1"
    assert each.measured({"seeds": seeds}) == pytest.approx(0.2)
    assert each.measured({"seeds": {}}) is None


def test_a_prior_is_held_against_how_far_it_may_be_off() -> None:
    (found,) = of_prior(0.01)
    assert found.measured({"off": 0.002}) == 0.002
    assert found.most == ((("within",), 0.01),)


@pytest.mark.parametrize(
    ("slug", "check", "names"),
    [
        ("backprop-scalar", "learns", ["accuracy"]),
        (
            "letters",
            "hidden_units",
            ["hidden 2", "hidden 10", "hidden 50", "hidden 50 against hidden 2"],
        ),
    ],
)
def test_the_evidence_of_a_real_report_holds_every_number(
    slug: str, check: str, names: list[str]
) -> None:
    path = ASSIGNMENTS / slug / "assignment.yaml"
    registry = build()
    spec = next(c for c in read_assignment(path, registry).assignment.checks if c.id == check)
    report = grade_path(path.parent / "solution", assignment=path, only=check, trust=True)
    judged = next(c for c in report.checks if c.id == check)
    kind: Any = registry.kinds[spec.kind]
    found = {t.name: t.measured(judged.evidence.details) for t in kind.thresholds(spec)}
    assert judged.status is Status.PASSED
    assert list(found) == names
    assert all(value is not None for value in found.values())


def _at(params: Any, line: tuple[str | int, ...], default: float) -> Any:
    """Return what stands at a path of the params; what is not said is the default."""
    for step in line:
        if step not in params and not isinstance(step, int):
            return default
        params = params[step]
    return params


def test_every_training_and_every_sweep_of_the_assignments_can_be_calibrated() -> None:
    registry = build()
    for path in sorted(ASSIGNMENTS.glob("*/assignment.yaml")):
        for spec in read_assignment(Path(path), registry).assignment.checks:
            if spec.kind in ("training", "sweep", "prior"):
                kind: Any = registry.kinds[spec.kind]
                for threshold in kind.thresholds(spec):
                    for line, at in (*threshold.least, *threshold.most):
                        assert _at(spec.params, line, at) == at
