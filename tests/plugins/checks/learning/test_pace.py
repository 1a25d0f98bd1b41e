"""Who waits for trainings reads how far they are, and how long they may take yet."""

import pytest

from grader_plugins.checks.learning.pace import Pace
from tests.grader.watched import Clock, Watcher


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watcher(clock: Clock) -> Watcher:
    return Watcher(clock)


def test_before_anything_is_trained_there_is_only_a_bound(watcher: Watcher, clock: Clock) -> None:
    pace = Pace(watcher.watch, runs=3, allowed=20.0)
    next(iter(pace.each(range(3))))
    assert watcher.line == "run 1 of 3, at most 60 s left"
    pace.epoch(1, 10)
    assert watcher.line == "run 1 of 3, epoch 1 of 10, at most 60 s left"
    clock.now += 2
    pace.epoch(3, 10)
    assert watcher.line == "run 1 of 3, epoch 3 of 10, about 28 s left"


def test_runs_that_were_made_tell_how_long_the_others_take(watcher: Watcher, clock: Clock) -> None:
    pace = Pace(watcher.watch, runs=3, allowed=20.0)
    lines = []
    for _ in pace.each(("rate 1", "rate 2", "rate 3"), label=str):
        lines.append(watcher.line)
        clock.now += 6
    assert lines == [
        "run 1 of 3, rate 1, at most 60 s left",
        "run 2 of 3, rate 2, about 12 s left",
        "run 3 of 3, rate 3, about 6 s left",
    ]


def test_an_estimate_is_never_above_what_is_allowed(watcher: Watcher, clock: Clock) -> None:
    pace = Pace(watcher.watch, runs=1, allowed=20.0)
    next(iter(pace.each([0])))
    clock.now += 10
    pace.epoch(2, 100)
    assert watcher.line == "epoch 2 of 100, about 10 s left"


def test_one_opaque_training_has_a_bound_and_no_number(watcher: Watcher) -> None:
    next(iter(Pace(watcher.watch, runs=1, allowed=20.0).each([0])))
    assert watcher.line == "training, at most 20 s left"
