"""A training that came out badly has a name for it, and a check that is no training has none."""

from typing import Any

import pytest

from grader.judgement import Judgement, PartVerdict
from grader.models.report import Evidence, Status
from grader_plugins.diagnosis.findings import SIGNS
from tests.grader.sittings import Sitting, check, right_functions

FAILED = (PartVerdict("0.9", Status.FAILED),)


def named(**details: Any) -> list[str]:
    sitting = Sitting(right_functions(), check("relu"))
    judgement = Judgement(parts=FAILED, evidence=Evidence(details=details))
    sitting.hearing.judged["relu"] = judgement
    return sitting.diagnosed("relu", "signs")


def curve(*accuracies: float) -> list[dict[str, float | None]]:
    return [{"epoch": n, "accuracy": a, "loss": None} for n, a in enumerate(accuracies, start=1)]


@pytest.mark.parametrize(
    ("details", "sign"),
    [
        ({"confusion": [[50, 0], [50, 0]]}, "one_class"),
        ({"confusion": [[26, 24], [24, 26]]}, "guessing"),
        ({"confusion": [[40, 10], [10, 40]], "curve": curve(0.5, 0.95, 0.8)}, "falls_again"),
        ({"confusion": [[40, 10], [10, 40]], "curve": curve(0.8, 0.8, 0.8)}, "stands_still"),
    ],
)
def test_what_stands_out_is_named(details: dict[str, Any], sign: str) -> None:
    assert named(**details) == [f"signs.{sign}"]
    assert f"signs.{sign}" in SIGNS


def test_nothing_is_named_without_predictions() -> None:
    assert named() == []
    assert Sitting(right_functions(), check("relu")).diagnosed("relu", "signs") == []
