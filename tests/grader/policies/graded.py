"""Attempts as a store tells of them, made up."""

import json
from datetime import UTC, datetime

from grader.store.marks import Given, Kind, Voided
from grader.store.results import Stored
from grader.store.standings import Attempt

Scores = dict[str, tuple[float, float]]
USUAL: Scores = {"relu": (3.0, 3.0), "softmax": (1.0, 2.0), "style": (0.0, 2.0)}


def result(scores: Scores | None = None, *, pending: tuple[str, ...] = ()) -> Stored:
    """Return a graded result with these points of these maxima."""
    checks = scores or USUAL
    outcome = {
        name: {
            "status": "pending" if name in pending else "passed" if score == most else "partial",
            "score": score,
            "max_score": most,
        }
        for name, (score, most) in checks.items()
    }
    return Stored(
        id=1,
        key="key",
        final=True,
        status="graded",
        provisional=bool(pending),
        score=sum(score for score, _ in checks.values()),
        max_score=sum(most for _, most in checks.values()),
        seconds=0.1,
        outcome=json.dumps(outcome),
        trouble="",
        code=0,
    )


def attempt(
    number: int = 1,
    *,
    scores: Scores | None = None,
    at: str = "",
    seen: int = 0,
    marks: tuple[Given, ...] = (),
    graded: bool = True,
) -> Attempt:
    return Attempt(
        submission=number,
        attempt=number,
        digest=f"d{number}",
        handed_in_at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None,
        seen_at=datetime(2026, 11, 20, 12, 0, seen, tzinfo=UTC),
        late=None,
        result=result(scores) if graded else None,
        marks=marks,
        members=("p_ada",),
    )


def given(check: str, points: float, kind: Kind = Kind.ADJUSTMENT) -> Given:
    """Return a decision by B."""
    return Given(submission=1, check=check, kind=kind, points=points, who="B", why="Because.")


def voided(check: str) -> Voided:
    """Return a check that counts for nobody."""
    return Voided(slug="tiny", check=check, who="B", why="unclear")
