"""What is proposed follows from the bound, and a laxer line stays the instructor's choice."""

from pathlib import Path

import pytest

from grader.calibrating.proposing import Edge, Proposal, rounded
from tests.grader.calibrating.measured import drawn, proposals, read

TRAINING = "training: {{dataset: moons, accuracy: [{}], points: 1}}\n"


def _only(folder: Path, lines: str) -> tuple[Proposal, Edge]:
    (proposal,) = proposals(*read(folder, TRAINING.format(lines)), drawn())
    (edge,) = proposal.edges
    return proposal, edge


def test_the_strictest_line_is_the_bound_and_the_next_has_a_third_of_its_odds(
    tmp_path: Path,
) -> None:
    _, edge = _only(tmp_path, "0.5, 0.6")
    half, full = edge.proposed
    assert edge.bound.at - 0.001 < full <= edge.bound.at
    assert half / (1 - half) == pytest.approx(full / (1 - full) / 3, rel=0.01)


def test_a_laxer_line_is_kept_unless_somebody_asks(tmp_path: Path) -> None:
    proposal, edge = _only(tmp_path, "0.5, 0.6")
    assert proposal.holds
    assert edge.chosen(tighten=False) == (0.5, 0.6)
    assert edge.chosen(tighten=True) == edge.proposed
    assert edge.margin > 20


def test_a_line_that_right_code_does_not_keep_is_lowered(tmp_path: Path) -> None:
    proposal, edge = _only(tmp_path, "0.5, 0.95")
    assert not proposal.holds
    assert edge.chosen(tighten=False) == (0.5, edge.proposed[1])
    assert len(proposal.outside()) == 30


def test_lines_may_be_written_in_any_order(tmp_path: Path) -> None:
    _, edge = _only(tmp_path, "0.6, 0.5")
    assert edge.present == (0.5, 0.6)


@pytest.mark.parametrize(
    ("at", "side", "kind", "line"),
    [
        (0.29, "least", "share", 0.29),
        (0.29061, "least", "share", 0.29),
        (0.29061, "most", "share", 0.291),
        (1.2, "most", "share", 1.0),
        (-0.2, "least", "share", 0.0),
        (-0.0106, "least", "plain", -0.011),
        (0.0021234, "most", "positive", 0.00213),
        (12.34, "most", "positive", 12.4),
    ],
)
def test_lines_are_rounded_to_three_digits_on_the_lax_side(
    at: float, side: str, kind: str, line: float
) -> None:
    assert rounded(at, side, kind) == line  # type: ignore[arg-type]


def test_a_sweep_is_held_on_both_sides_and_by_its_differences(tmp_path: Path) -> None:
    sweep = (
        "sweep: {dataset: moons, points: 1, vary: {hidden: [2, 9]},"
        " bands: {2: [0.5, 0.99], 9: [0.6, 1]},"
        " differences: [{of: 9, to: 2, between: [-0.1, 1]}]}\n"
    )
    found = proposals(*read(tmp_path, sweep), drawn())
    sides = {each.threshold.name: [edge.side for edge in each.edges] for each in found}
    assert sides == {
        "hidden 2": ["least", "most"],
        "hidden 9": ["least"],
        "hidden 9 against hidden 2": ["least"],
    }
