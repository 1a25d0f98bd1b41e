import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk, Errand
from grader.kinds import Executor
from grader_plugins.executors.judge import Judge
from grader_plugins.executors.local import Local
from grader_plugins.executors.serial import Serial
from tests.plugins.executors.handed_in import desk_in, errand
from tests.processes import gone, offspring


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path)


def _workers() -> set[int]:
    return set(offspring(os.getpid()))


@pytest.mark.parametrize("executor", [Serial(), Local()], ids=["serial", "local"])
def test_every_errand_is_carried_out_once_and_earns_the_same_everywhere(
    executor: Executor, desk: Desk
) -> None:
    done = list(executor.run(desk, map(errand, range(8)), workers=2))
    assert sorted(each.key for each in done) == [str(number) for number in range(8)]
    for each in done:
        assert each.report is not None, each.trouble
        assert (each.report.score == 2) == (int(each.key) % 3 == 0)


def test_a_worker_that_is_killed_in_the_middle_loses_no_errand(desk: Desk) -> None:
    before = _workers()
    killed: list[int] = []

    def errands() -> Iterator[Errand]:
        for number in range(6):
            if number == 3:
                killed.append(min(_workers() - before))
                os.kill(killed[0], signal.SIGKILL)
            yield errand(number)

    done = list(Local().run(desk, errands(), workers=1))
    assert sorted(each.key for each in done) == [str(number) for number in range(6)]
    assert all(each.report is not None for each in done)
    assert gone(killed[0])


def test_an_errand_that_costs_every_worker_is_told_and_the_rest_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader_plugins.executors.judge.Judge.ask", _lost_for("1"))
    done = {each.key: each for each in Local().run(desk, map(errand, range(3)), workers=1)}
    assert done["1"].report is None
    assert done["1"].code is ExitCode.GRADER
    assert "lost" in done["1"].trouble
    assert done["0"].report is not None
    assert done["2"].report is not None


def _lost_for(key: str) -> object:
    ask = Judge.ask

    def lost(worker: Judge, errand: Errand) -> object:
        if errand.key == key:
            raise EOFError
        return ask(worker, errand)

    return lost


def test_no_worker_stays_behind_when_nobody_wants_more_results(desk: Desk) -> None:
    before = _workers()
    results = Local().run(desk, map(errand, range(50)), workers=2)
    next(results)
    began = _workers() - before
    assert began
    results.close()  # type: ignore[attr-defined]
    assert all(gone(worker) for worker in began)


def test_what_stops_a_desk_from_being_set_up_stops_the_run(desk: Desk) -> None:
    desk.assignment.write_text("assignment: tiny\nfunctions: {relou: 2}\n")
    for executor in (Serial(), Local()):
        with pytest.raises(GraderError, match=r"mistake"):
            list(executor.run(desk, [errand(0)], workers=1))


def test_workers_that_cannot_even_begin_end_the_run_with_one_error(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken_kinds.py").write_text("from grader.kinds import NoSuchThing\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    started = _counted(monkeypatch)
    broken = replace(desk, plugins=("broken_kinds",))
    with pytest.raises(GraderError, match=r"broken_kinds cannot be imported.*NoSuchThing") as told:
        list(Local().run(broken, map(errand, range(50)), workers=2))
    assert told.value.exit_code is ExitCode.USAGE
    assert len(started) <= 2
    assert "Traceback" not in capfd.readouterr().err


def test_a_fault_of_ours_that_nobody_foresaw_says_in_which_file_it_came_up(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "grader_reference.py").write_text("raise RuntimeError('half written')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    started = _counted(monkeypatch)
    with pytest.raises(GraderError, match=r"RuntimeError: half written \(.*py:1\)") as told:
        list(Local().run(desk, map(errand, range(50)), workers=2))
    assert told.value.exit_code is ExitCode.GRADER
    assert len(started) <= 2
    assert "Traceback" not in capfd.readouterr().err


def test_a_process_that_ends_by_itself_before_it_can_say_why_is_not_started_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader_plugins.executors.judge.START", "raise SystemExit(7) # {path!r}")
    started = _counted(monkeypatch)
    with pytest.raises(GraderError, match="before it could begin, with exit code 7"):
        list(Local().run(desk, map(errand, range(50)), workers=1))
    assert len(started) == 1


def test_a_process_that_is_killed_as_it_begins_is_replaced(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _counted(monkeypatch, kill=1)
    done = list(Local().run(desk, map(errand, range(3)), workers=1))
    assert all(each.report is not None for each in done)
    assert len(started) == 2


def test_processes_that_are_always_killed_as_they_begin_end_the_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = _counted(monkeypatch, kill=100)
    with pytest.raises(GraderError, match="3 workers were killed before they could begin"):
        list(Local().run(desk, map(errand, range(50)), workers=1))
    assert len(started) == 3


def _counted(monkeypatch: pytest.MonkeyPatch, *, kill: int = 0) -> list[int]:
    """Note every worker that is started, and kill the first of them at once."""
    started: list[int] = []
    begin = Judge.__init__

    def noted(judge: Judge, desk: Desk, core: int | None) -> None:
        begin(judge, desk, core)
        started.append(judge._process.pid)
        if len(started) <= kill:
            judge._process.kill()

    monkeypatch.setattr(Judge, "__init__", noted)
    return started
