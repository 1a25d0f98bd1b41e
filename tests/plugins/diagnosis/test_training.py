"""What a training that came out badly is told to look at."""

import pytest

from grader_plugins.diagnosis.training import Signs, hints


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        (Signs(0.1, 0.1, favourite=1.0, broken=0.5), "NaN"),
        (Signs(0.1, 0.1, favourite=1.0), "same class"),
        (Signs(0.12, 0.1, favourite=0.3), "sign of the update"),
        (Signs(0.6, 0.1, losses=(2.3, 3.5)), "The loss of new examples grew"),
        (Signs(0.6, 0.1, curve=(0.3, 0.9, 0.6)), "right on 90.0 % and then fell to 60.0 %"),
        (Signs(0.6, 0.1, curve=(0.6, 0.6, 0.6)), "do the weights change"),
        (Signs(0.6, 0.1, curve=(0.2, 0.4, 0.5, 0.6)), "still getting better"),
    ],
)
def test_each_sign_says_what_was_seen_and_where_to_look(signs: Signs, told: str) -> None:
    assert told in hints(signs)[0]


def test_nothing_is_said_where_nothing_stands_out() -> None:
    assert hints(Signs(0.85, 0.1, favourite=0.12, curve=(0.84, 0.85, 0.85))) == ()
