"""Who waits reads which check is worked on, and how long it may take yet."""

import pytest

from grader.watching import Left
from tests.grader.watched import Clock, Watcher


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watcher(clock: Clock) -> Watcher:
    return Watcher(clock)


def test_each_check_is_told_by_its_number(watcher: Watcher) -> None:
    watcher.watch.wait("waiting for smax", "softmax")
    assert watcher.line == "check 2 of 3, softmax: waiting for smax"
    watcher.watch.begin("training")
    assert watcher.line == "check 3 of 3, training"


def test_what_training_asks_for_on_the_way_does_not_hide_where_it_is(watcher: Watcher) -> None:
    watcher.watch.begin("training")
    watcher.watch.train("epoch 2 of 3", 12.0)
    watcher.watch.wait("waiting for Net.predict", "training")
    assert watcher.line == "check 3 of 3, training: epoch 2 of 3, about 12 s left"
    watcher.watch.begin("softmax")
    watcher.watch.wait("waiting for smax")
    assert watcher.line == "check 2 of 3, softmax: waiting for smax"


def test_the_time_that_is_left_runs_down_by_itself(watcher: Watcher, clock: Clock) -> None:
    watcher.watch.train("run 1 of 2", 40.0, bound=True)
    assert watcher.line.endswith("run 1 of 2, at most 40 s left")
    clock.now += 10
    assert watcher.line.endswith("run 1 of 2, at most 30 s left")
    clock.now += 31
    assert watcher.line == "run 1 of 2"


def test_long_times_are_told_in_minutes(clock: Clock) -> None:
    assert str(Left(clock.now + 300, clock=clock)) == "about 5 min left"
