"""No accepted convention loses a mark, over two hundred draws of the inputs."""

import pytest

from grader.examination.wall import Wall
from grader.models.report import Status
from grader.preparation import prepare
from grader.testing import excerpt
from tests.cases.graded import ASSIGNMENTS, grade_source
from tests.cases.styles import STYLES

SEEDS = 200
LETTERS = ASSIGNMENTS / "letters" / "assignment.yaml"
VALUES = ("relu", "softmax", "computeLayer", "CE", "gradCE", "backprop")


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_right_solutions_of_any_style_earn_everything_on_every_seed(block: int, wall: Wall) -> None:
    for seed in range(block * SEEDS // 4, (block + 1) * SEEDS // 4):
        prepared = prepare(LETTERS, seed=seed)
        for style, source in STYLES.items():
            report = grade_source(prepared, wall, source)
            short = [c.id for c in report.checks if c.id in VALUES and c.status != Status.PASSED]
            assert not short, f"seed {seed}, {style}: {short}\n{excerpt(report)}"
