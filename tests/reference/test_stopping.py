"""Early stopping keeps the lowest loss, waits as long as it is told, and looks at nothing later."""

import numpy as np
import pytest

from grader_reference.stopping import best_epoch


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([3, 2, 4, 5, 1], 2, (2, 4)),
        ([3, 2, 4, 1, 5], 2, (4, 5)),
        ([3, 2, 2, 2, 1], 2, (2, 4)),
        ([1, 2, 3], 5, (1, 3)),
        ([4], 1, (1, 1)),
        ([3, 4, 2], 2, (3, 3)),
    ],
)
def test_a_curve_ends_where_patience_does(
    losses: list[float], patience: int, expected: tuple[int, int]
) -> None:
    assert best_epoch(np.array(losses, dtype=float), patience) == expected
