"""Confidence is a table, and only what explains every answer is certain enough to earn credit."""

from grader.scoring import CERTAIN
from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence


def test_every_kind_of_evidence_has_a_confidence() -> None:
    assert set(CONFIDENCE) == set(Evidence)
    assert all(0.0 < sure < 1.0 for sure in CONFIDENCE.values())


def test_a_share_of_the_points_takes_what_explains_every_answer() -> None:
    certain = {evidence for evidence, sure in CONFIDENCE.items() if sure >= CERTAIN}
    assert Evidence.EVERY in certain
    assert not certain & {Evidence.PART, Evidence.RELATION, Evidence.CALLEE, Evidence.SIGNS}
