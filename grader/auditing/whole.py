"""What must hold of a whole assignment: its solution, its starter, no work. In the judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.auditing.outcome import Outcome
from grader.auditing.running import Gradings, Task
from grader.grading import read_submission
from grader.handing_in.submission import Submission, digest_of
from grader.models.report import Status
from grader.preparation import Prepared

SEEDS = (1, 2)
"""Other draws of the inputs, on which right code must earn the same."""
NEAR_NONE = 0.1
"""The share of the points that may be earned without work."""
RIGHT, AGAIN, STARTER, EMPTY = "the solution", "the solution again", "the starter", "an empty file"


@dataclass(frozen=True)
class Whole:
    """What running right code and no code showed.

    Attributes:
        right: The solution's verdicts.
        problems: What is not as it must be, in sentences.
        scores: What each of them earned, of how much.
    """

    right: Outcome
    problems: tuple[str, ...]
    scores: Mapping[str, tuple[float, float]]


def graded_whole(
    prepared: Prepared,
    solution: Submission,
    gradings: Gradings,
    only: Sequence[str],
    seeds: Sequence[int] = SEEDS,
) -> Whole:
    """Grade the solution on several draws and twice alike, the starter and an empty file."""
    tasks = list(_tasks(prepared, solution, tuple(only), seeds))
    found = gradings.graded(tasks, "the solution, the starter, an empty file")
    right = found[RIGHT]
    problems = [
        *_short(right),
        *_changing(found, seeds),
        *(p for name in (STARTER, EMPTY) if name in found for p in _earning(name, found[name])),
    ]
    scores = {name: _total(each) for name, each in found.items()}
    return Whole(right=right, problems=tuple(problems), scores=scores)


def _tasks(
    prepared: Prepared, solution: Submission, only: tuple[str, ...], seeds: Sequence[int]
) -> Iterator[Task]:
    seed = prepared.bench.seed
    yield Task(key=RIGHT, submission=solution, only=only, seed=seed)
    yield Task(key=AGAIN, submission=solution, only=only, seed=seed)
    starter = prepared.loaded.folder / prepared.loaded.assignment.starter
    if starter.exists():
        handed_out = read_submission(Path(starter), prepared.registry)
        yield Task(key=STARTER, submission=handed_out, only=only, seed=seed)
    yield Task(key=EMPTY, submission=_empty(), only=only, seed=seed)
    for other in seeds:
        yield Task(key=f"seed {other}", submission=solution, only=only, seed=other)


def _empty() -> Submission:
    files = (("empty.py", b"# nothing yet\n"),)
    return Submission(id="empty.py", files=files, archive=False, digest=digest_of(files))


def _short(right: Outcome) -> Iterator[str]:
    if right.trouble:
        yield f"the solution cannot be graded: {right.trouble}"
    for name, check in right.checks.items():
        if check.status is not Status.PENDING and check.score < check.max_score:
            yield f"the solution earns {check.score:g} of {check.max_score:g} in {name}"


def _changing(found: Mapping[str, Outcome], seeds: Sequence[int]) -> Iterator[str]:
    right = _marks(found[RIGHT])
    if found[AGAIN].said != found[RIGHT].said:
        yield "the solution graded twice gives two reports"
    for seed in seeds:
        other = found[f"seed {seed}"]
        if _marks(other) != right:
            less = ", ".join(other.lost(found[RIGHT])) or other.trouble
            yield f"the solution earns other marks on the inputs of seed {seed}: {less}"


def _earning(name: str, outcome: Outcome) -> Iterator[str]:
    score, most = _total(outcome)
    if score > NEAR_NONE * most:
        checks = ", ".join(n for n, c in outcome.checks.items() if c.score > 0)
        yield f"{name} earns {score:g} of {most:g} for no work, in {checks}"


def _marks(outcome: Outcome) -> Mapping[str, Mapping[str, float]]:
    return {name: check.parts for name, check in outcome.checks.items()}


def _total(outcome: Outcome) -> tuple[float, float]:
    checks = outcome.checks.values()
    return round(sum(c.score for c in checks), 6), round(sum(c.max_score for c in checks), 6)
