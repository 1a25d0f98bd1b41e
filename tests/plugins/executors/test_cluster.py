"""The `dask` executor against a real scheduler and workers that are processes of their own."""

import json
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.cli import run
from grader.errors import ExitCode, GraderError, UsageError
from grader.executing.desk import Desk, Errand, Graded
from grader.executing.sameness import facts
from grader.preparation import Prepared
from grader_plugins.executors.cluster import executor
from grader_plugins.executors.cluster.executor import Dask
from grader_plugins.executors.serial import Serial
from tests.grader.cli.shell import needs_linux
from tests.plugins.executors.clusters import Processes
from tests.plugins.executors.handed_in import RIGHT, WRONG, desk_in, errand
from tests.processes import gone, offspring

pytestmark = [needs_linux, pytest.mark.slow]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """Two workers of one thread."""
    with Processes(tmp_path_factory.mktemp("cluster")) as processes:
        processes.hire()
        processes.hire()
        processes.wait()
        yield processes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path)


def _run(cluster: Processes, desk: Desk, errands: Iterator[Errand]) -> Iterator[Graded]:
    return Dask(cluster.address, patience=60.0).run(desk, errands)


def _without_clock(graded: Graded) -> object:
    """Return what came of an errand but how long it took and who did it."""
    if graded.report is None:
        return graded.key, graded.trouble, graded.code
    plain = graded.report.model_dump(exclude={"timings": True, "checks": {"__all__": {"seconds"}}})
    return graded.key, plain


def test_a_cluster_gives_the_very_reports_of_this_machine(
    cluster: Processes, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "hw.py").write_text("def relu(x):\n    return x\n", encoding="utf-8")
    given = [
        *map(errand, range(6)),
        Errand(key="path", submission=tmp_path / "hw.py", seed=3),
        Errand(key="gone", submission=tmp_path / "gone.py"),
    ]
    here = {each.key: _without_clock(each) for each in Serial().run(desk, given)}
    there = [*_run(cluster, desk, iter(given))]
    assert len(there) == len(given)
    assert {each.key: _without_clock(each) for each in there} == here
    assert not _judges(cluster)


def _judges(cluster: Processes) -> list[int]:
    return [judge for worker in cluster.workers for judge in offspring(worker.pid)]


def test_a_worker_that_is_killed_in_the_middle_loses_no_errand(
    cluster: Processes, desk: Desk
) -> None:
    victim = cluster.workers.pop()
    judges: list[int] = []

    def errands() -> Iterator[Errand]:
        for number in range(40):
            if number == 8:
                judges.extend(offspring(victim.pid))
                os.kill(victim.pid, signal.SIGKILL)
            yield errand(number)

    done = [*_run(cluster, desk, errands())]
    cluster.hire()
    cluster.wait()
    assert victim.wait(30) == -signal.SIGKILL
    assert judges
    assert all(gone(judge) for judge in judges)
    assert sorted(int(each.key) for each in done) == [*range(40)]
    assert all(each.report and each.report.score == _right(each) for each in done)


def _right(graded: Graded) -> int:
    return 0 if int(graded.key) % 3 else 2


def test_nothing_stays_on_the_cluster_when_nobody_wants_more_results(
    cluster: Processes, desk: Desk
) -> None:
    with closing(_run(cluster, desk, map(errand, range(500)))) as results:  # type: ignore[type-var]
        next(results)
        judges = _judges(cluster)
    assert judges
    assert all(gone(judge) for judge in judges)


def test_a_worker_that_has_something_else_refuses_and_names_all_of_it(
    cluster: Processes, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edited(prepared: Prepared) -> dict[str, str]:
        found = facts(prepared)
        desk.assignment.write_text("assignment: tiny\nfunctions: {relu: 3}\n")
        return {**found, "grader": "9.9"}

    monkeypatch.setattr(executor, "_expected", edited)
    with pytest.raises(GraderError) as told:
        list(_run(cluster, desk, map(errand, range(3))))
    assert re.search(r"worker tcp://127\.0\.0\.1:\d+ cannot grade this", told.value.message)
    assert re.search(r"the assignment tiny is \w{12} there and \w{12} here", told.value.message)
    assert re.search(r"grader is .* there and 9\.9 here", told.value.message)
    assert told.value.exit_code is ExitCode.GRADER


def test_a_class_is_graded_on_a_cluster_and_nobody_is_asked_for_what_is_unchanged(
    cluster: Processes,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for number, text in enumerate((RIGHT, WRONG, f"{RIGHT}# another\n")):
        (work / f"s{number}.py").write_text(text, encoding="utf-8")
    given = ["batch", str(work), "-a", str(desk.assignment), "--store", str(tmp_path / "g.db")]
    assert run([*given, "--executor", f"dask={cluster.address}", "-f", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["graded"], said["fresh"], said["mean"]) == (3, 3, pytest.approx(4 / 3, abs=1e-3))
    monkeypatch.setenv("GRADER_SCHEDULER", "tcp://127.0.0.1:1")
    assert run([*given, "--executor", "dask", "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["fresh"] == 0


def test_a_scheduler_without_workers_is_told(tmp_path: Path, desk: Desk) -> None:
    with Processes(tmp_path) as alone:
        started = Dask(alone.address, patience=1.0).run(desk, [errand(0)])
        with pytest.raises(GraderError, match="has no worker"):
            next(started)


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:8786", "tcp://127.0.0.1:1"])
def test_an_address_where_no_scheduler_is_ends_the_run(address: str, desk: Desk) -> None:
    with pytest.raises(UsageError, match=r"no dask scheduler answers at"):
        next(Dask(address, patience=0.5).run(desk, [errand(0)]))


def test_somebody_who_listens_and_is_no_scheduler_is_not_waited_for(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(UsageError, match=r"no dask scheduler answers at"):
            next(Dask(address, patience=0.5).run(desk, [errand(0)]))


def test_the_scheduler_must_be_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_SCHEDULER", raising=False)
    with pytest.raises(UsageError, match="was not told where") as told:
        next(Dask().run(desk, [errand(0)]))
    assert told.value.exit_code is ExitCode.USAGE


def test_without_dask_it_is_said_what_to_install(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"needs dask\.distributed") as told:
        next(Dask("tcp://127.0.0.1:1").run(desk, [errand(0)]))
    assert "nn-grader[dask]" in told.value.hint


def test_nobody_is_asked_where_there_is_nothing_to_grade(desk: Desk) -> None:
    assert list(Dask("tcp://127.0.0.1:1").run(desk, [])) == []
