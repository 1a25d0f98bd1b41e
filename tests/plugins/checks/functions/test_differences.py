"""A student's own gradient check through the real wall, and the curve that is drawn of it."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.kinds import Misconception
from grader.models.report import Status
from grader.preparation import prepare
from grader_plugins.reporters.forms import Differences
from grader_reference.entries import every as entries
from tests.plugins.checks.nets import Room, room

ARCHITECTURE = "30-12-11-4 relu"
ASSIGNMENT = f"""
assignment: quotients
differences: {{id: gradient_check, function: gradient_check, points: 3,
              parts: {{ordinary: 2, plateau: 1}}, architecture: {ARCHITECTURE}}}
"""
ENTRY = entries.of_network(ARCHITECTURE, "gradient_check")
RIGHT = f"import numpy as np\n\n{inspect.getsource(ENTRY.equivalents[0])}"


@pytest.fixture(scope="module")
def quotients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("quotients"), ASSIGNMENT) as found:
        yield found


def changed(old: str, new: str) -> str:
    assert old in RIGHT
    return RIGHT.replace(old, new)


def test_a_right_check_earns_everything_and_its_curve_is_kept(quotients: Room) -> None:
    check = quotients.check(RIGHT)
    assert check.score == 3.0, check.staff_text
    curve = Differences.read(check.evidence.details)
    epsilons = [step.epsilon for step in curve.steps]
    assert (max(epsilons), min(epsilons), len(epsilons)) == (1.0, 2e-6, 12)
    assert "The smallest error is" in curve.words()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("np.log(forward()[2])", "np.log(forward()[2] + 1e-8)"),
        ("np.log(forward()[2])", "np.log(forward()[2] + 1e-5)"),
        ("quotient = (above - below) / (2 * eps)", "quotient = (above / eps - below / eps) / 2"),
        ("eps = 1 / number", "eps = 1.0 / float(number)"),
        ("return np.array(largest)", "return largest"),
    ],
)
def test_the_same_written_otherwise_is_right(quotients: Room, old: str, new: str) -> None:
    assert quotients.check(changed(old, new)).score == 3.0


@pytest.mark.parametrize("misconception", ENTRY.misconceptions, ids=lambda m: m.id)
def test_a_known_mistake_is_named(quotients: Room, misconception: Misconception) -> None:
    source = f"import numpy as np\n\n{inspect.getsource(misconception.function)}"
    check = quotients.check(source)
    assert check.score == 0.0
    assert [d.id for d in check.diagnoses][:1] == [misconception.id]
    assert check.parts[-1].status is Status.SKIPPED


def test_rounding_to_float32_keeps_large_steps_and_loses_small_ones(quotients: Room) -> None:
    source = changed("z.append(h[n] @ W[n] + b[n])", "z.append((h[n] @ W[n] + b[n]).astype('f4'))")
    check = quotients.check(source)
    assert [part.status for part in check.parts] == [Status.PASSED, Status.FAILED]
    assert "float64?" in check.parts[-1].text


def test_another_function_is_answered_with_the_one_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "assignment.yaml"
    text = ASSIGNMENT.replace("function: gradient_check", "function: backprop")
    path.write_text(text, encoding="utf-8")
    prepared = prepare(path)
    (spec,) = prepared.loaded.assignment.checks
    (problem,) = prepared.registry.kinds["differences"].validate(spec, prepared.bench)
    assert "write function: gradient_check" in problem
