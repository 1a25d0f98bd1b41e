"""Workers that stay: round after round is one run of an executor that waits for errands."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.executing.desk import Desk, Errand, Graded
from grader.executing.standing import standing

DESK = Desk(assignment=Path("assignment.yaml"))
ROUNDS = (("a", "b"), (), ("c",))


class Plain:
    """Carries out nothing, and counts how often its desks were set up."""

    name = "plain"
    summary = "for tests"

    def __init__(self) -> None:
        self.runs = 0

    def run(
        self, desk: Desk, errands: Iterable[Errand], *, workers: int | None = None
    ) -> Iterator[Graded]:
        del desk, workers
        self.runs += 1
        for errand in errands:
            yield Graded(key=errand.key)


class Waiting(Plain):
    waits = True


def graded(executor: Plain) -> list[list[str]]:
    with standing(executor) as kept:
        return [
            [g.key for g in kept.run(DESK, [Errand(key=k, submission=Path()) for k in keys])]
            for keys in ROUNDS
        ]


def test_rounds_of_an_executor_that_waits_are_one_run() -> None:
    executor = Waiting()
    assert graded(executor) == [["a", "b"], [], ["c"]]
    assert executor.runs == 1


def test_rounds_of_another_executor_are_a_run_each() -> None:
    executor = Plain()
    assert graded(executor) == [["a", "b"], [], ["c"]]
    assert executor.runs == len(ROUNDS)


def test_another_desk_has_a_run_of_its_own() -> None:
    executor = Waiting()
    other = Desk(assignment=Path("other.yaml"))
    with standing(executor) as kept:
        for desk in (DESK, other, DESK):
            found = list(kept.run(desk, [Errand(key="a", submission=Path())]))
            assert [g.key for g in found] == ["a"]
    assert executor.runs == 2
