"""No accepted convention loses a mark, over two hundred draws of the inputs."""

from dataclasses import replace

import pytest

from grader.examination.wall import Wall
from grader.models.report import Status
from grader.plugin_manager import build
from grader.preparation import Prepared
from grader.reading.assignment_file import read_assignment
from grader.testing import excerpt
from tests.cases.graded import ASSIGNMENTS, grade_source
from tests.cases.styles import STYLES

SEEDS = 200
LETTERS = ASSIGNMENTS / "letters" / "assignment.yaml"
VALUES = ("relu", "softmax", "computeLayer", "CE", "gradCE", "backprop")


def functions_alone(seed: int) -> Prepared:
    """Return letters without its trainings, whose data take longer to draw than all questions."""
    registry = build()
    loaded = read_assignment(LETTERS, registry)
    checks = tuple(check for check in loaded.assignment.checks if check.id in VALUES)
    fewer = loaded.assignment.model_copy(update={"checks": checks, "interface": None})
    return Prepared(replace(loaded, assignment=fewer), registry, seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_right_solutions_of_any_style_earn_everything_on_every_seed(block: int, wall: Wall) -> None:
    for seed in range(block * SEEDS // 4, (block + 1) * SEEDS // 4):
        prepared = functions_alone(seed)
        for style, source in STYLES.items():
            report = grade_source(prepared, wall, source)
            assert len(report.checks) == len(VALUES)
            short = [c.id for c in report.checks if c.status != Status.PASSED]
            assert not short, f"seed {seed}, {style}: {short}\n{excerpt(report)}"
