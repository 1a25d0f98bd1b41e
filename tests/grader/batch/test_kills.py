"""Whatever is killed in the middle: everything is graded once, and nothing is left running."""

from pathlib import Path

import pytest

from tests.grader.batch.killed import Course, all_gone, below, kill, workers
from tests.grader.cli.shell import needs_linux
from tests.processes import offspring

pytestmark = needs_linux

COUNT, SOON = 40, 8


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course.made(tmp_path, COUNT)


def test_a_command_that_is_killed_takes_its_processes_along_and_the_next_goes_on(
    course: Course,
) -> None:
    process = course.begin()
    course.when_graded(SOON, process)
    processes = list(below(process.pid))
    kill(process.pid)
    process.communicate()
    assert len(processes) >= 4
    assert all_gone(processes)
    ((kept,),) = course.asked("SELECT count(*) FROM results")
    assert course.finished(course.begin()) == [COUNT - kept]


def test_a_worker_that_is_killed_is_replaced_and_loses_nothing(course: Course) -> None:
    process = course.begin()
    course.when_graded(SOON, process)
    kill(workers(process.pid)[0])
    assert course.finished(process) == [COUNT]


def test_a_fork_server_that_is_killed_is_replaced_and_costs_nobody_a_mark(course: Course) -> None:
    process = course.begin()
    course.when_graded(SOON, process)
    servers = [server for worker in workers(process.pid) for server in offspring(worker)]
    assert servers
    for server in servers:
        kill(server)
    assert course.finished(process) == [COUNT]


def test_two_commands_at_once_share_a_class(course: Course) -> None:
    graded = course.finished(course.begin(), course.begin())
    assert sum(graded) == COUNT
