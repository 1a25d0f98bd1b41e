"""The catalogue's mistakes in solutions of every form answer what the catalogue says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.auditing.mutants.grafting import Grafting
from grader.auditing.mutants.mutant import Mutant
from grader.auditing.mutants.reach import Reach
from grader.auditing.plan import planned
from grader.auditing.study import Study, studied
from grader.examination.wall import Wall, open_wall
from grader.grading import read_submission
from grader.handing_in.submission import Submission
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared, prepare

ASSIGNMENTS = Path(__file__).resolve().parents[3] / "assignments"
PUT_IN = (
    ("moons", "tanh_derivative"),
    ("moons", "passes"),
    ("mnist-init", "update"),
    ("mnist-init", "train"),
    ("mnist-project", "step"),
    ("backprop-tensor", "steps"),
)


@dataclass(frozen=True)
class Place:
    """An assignment's solution, studied as far as one check goes."""

    prepared: Prepared
    spec: CheckSpec
    solution: Submission
    study: Study
    wall: Wall


@pytest.fixture(scope="module")
def wall() -> Iterator[Wall]:
    with open_wall(trust=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def prepared() -> dict[str, Prepared]:
    names = {name for name, _ in PUT_IN}
    return {name: prepare(ASSIGNMENTS / name / "assignment.yaml") for name in sorted(names)}


def _place(name: str, check: str, prepared: dict[str, Prepared], wall: Wall) -> Place:
    ready = prepared[name]
    spec = ready.bench.checks[check]
    solution = read_submission(ASSIGNMENTS / name / "solution", ready.registry)
    study = studied(ready, solution, wall, [spec])
    return Place(ready, spec, solution, study, wall)


def _mutants(place: Place) -> list[Mutant]:
    made, _ = Grafting(place.prepared, place.study, place.solution).made([place.spec])
    assert made, place.spec.id
    return made[:: max(len(made) // 2, 1)]


@pytest.mark.parametrize(("name", "check"), PUT_IN)
def test_a_known_mistake_in_the_solution_answers_what_the_catalogue_says(
    name: str, check: str, prepared: dict[str, Prepared], wall: Wall
) -> None:
    place = _place(name, check, prepared, wall)
    bench, spec = place.prepared.bench, place.spec
    combination = place.study.combinations[check]
    entries = {entry.id: entry for entry in bench.function(spec).misconceptions}
    asked = [q for q in bench.questions(spec) if q.sweep is None][:2]
    for mutant in _mutants(place):
        answers = studied(place.prepared, mutant.submitted(place.solution), wall, [spec]).answers
        for question in asked:
            wrong = bench.wrong(question, entries[mutant.misconception], combination)
            answer = answers[question.id, combination.presentation]
            if isinstance(wrong, str):
                assert not answer.came
            else:
                got = answer.value if len(wrong) > 1 else (answer.value,)
                _agree(got, wrong, mutant.id)


def _agree(got: Sequence[Any], wrong: tuple[Any, ...], name: str) -> None:
    for part, other in zip(got, wrong, strict=True):
        mine, theirs = np.squeeze(part), np.squeeze(other)
        scale = np.max(np.abs(theirs), initial=1e-300)
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=2e-6 * scale, err_msg=name)


def test_what_cannot_be_put_in_is_told_with_the_reason(
    prepared: dict[str, Prepared], wall: Wall
) -> None:
    place = _place("moons", "backprop", prepared, wall)
    _, left = Grafting(place.prepared, place.study, place.solution).made([place.spec])
    assert {each.reason for each in left} == {"it belongs to gradient_of_mean"}


def test_a_mistake_of_one_activation_stays_out_of_an_object_of_another(wall: Wall) -> None:
    ready = {"mnist-cnn": prepare(ASSIGNMENTS / "mnist-cnn" / "assignment.yaml")}
    relu, tanh = (_place("mnist-cnn", check, ready, wall) for check in ("forward", "backward"))
    made, _ = Grafting(relu.prepared, relu.study, relu.solution).made([relu.spec])
    mutant = next(each for each in made if each.misconception.endswith(".no_shift"))
    wrong = studied(tanh.prepared, mutant.submitted(tanh.solution), wall, [tanh.spec]).answers
    for key, right in tanh.study.answers.items():
        assert wrong[key].came == right.came
        if right.came:
            _agree(wrong[key].value, right.value, mutant.id)


def test_what_a_check_runs_follows_the_class_of_its_object(
    prepared: dict[str, Prepared], wall: Wall
) -> None:
    place = _place("moons", "backprop", prepared, wall)
    reach = Reach(place.prepared, place.study, place.solution)
    plan = planned(place.prepared, reach)
    own = {".".join(path) for _, path in plan.reach["backprop"]}
    assert {"NeuralNetwork.feedforward", "NeuralNetwork.backprop", "softmax"} <= own
    deep = {".".join(path) for _, path in plan.reach["deep_backprop"]}
    assert "DeepNeuralNetwork.feedforward" in deep
    assert "NeuralNetwork.feedforward" not in deep
    assert "NeuralNetwork.diff_actFun" in deep


def test_checks_that_train_come_after_the_cheap_ones(
    prepared: dict[str, Prepared], wall: Wall
) -> None:
    place = _place("mnist-project", "softmax", prepared, wall)
    plan = planned(place.prepared, Reach(place.prepared, place.study, place.solution))
    assert [spec.id for spec in plan.trained] == ["learns", "train_program", "test_program"]
    assert {"forward", "backward", "step"} <= plan.large
    assert "softmax" not in plan.large
