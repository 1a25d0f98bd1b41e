import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import ExitCode, GraderError
from grader.executing.desk import Desk, Errand
from grader.handing_in.submission import Submission, digest_of
from grader.kinds import Executor
from grader_plugins.executors.local import Local
from grader_plugins.executors.serial import Serial
from tests.processes import gone, offspring

RIGHT = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)\n"
WRONG = "import numpy as np\n\ndef relu(x):\n    return np.abs(x)\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    path = tmp_path / "assignment.yaml"
    path.write_text("assignment: tiny\nfunctions: {relu: 2}\n")
    return Desk(assignment=path, trust=True)


def _errand(number: int) -> Errand:
    files = (("hw.py", (WRONG if number % 3 else RIGHT).encode()),)
    handed_in = Submission(id="hw.py", files=files, archive=False, digest=digest_of(files))
    return Errand(key=str(number), submission=handed_in)


def _workers() -> set[int]:
    return set(offspring(os.getpid()))


@pytest.mark.parametrize("executor", [Serial(), Local()], ids=["serial", "local"])
def test_every_errand_is_carried_out_once_and_earns_the_same_everywhere(
    executor: Executor, desk: Desk
) -> None:
    done = list(executor.run(desk, map(_errand, range(8)), workers=2))
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
            yield _errand(number)

    done = list(Local().run(desk, errands(), workers=1))
    assert sorted(each.key for each in done) == [str(number) for number in range(6)]
    assert all(each.report is not None for each in done)
    assert gone(killed[0])


def test_an_errand_that_costs_every_worker_is_told_and_the_rest_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader_plugins.executors.local._Worker.ask", _lost_for("1"))
    done = {each.key: each for each in Local().run(desk, map(_errand, range(3)), workers=1)}
    assert done["1"].report is None
    assert done["1"].code is ExitCode.GRADER
    assert "lost" in done["1"].trouble
    assert done["0"].report is not None
    assert done["2"].report is not None


def _lost_for(key: str) -> object:
    from grader_plugins.executors.local import _Worker

    ask = _Worker.ask

    def lost(worker: _Worker, errand: Errand) -> object:
        if errand.key == key:
            raise EOFError
        return ask(worker, errand)

    return lost


def test_no_worker_stays_behind_when_nobody_wants_more_results(desk: Desk) -> None:
    before = _workers()
    results = Local().run(desk, map(_errand, range(50)), workers=2)
    next(results)
    began = _workers() - before
    assert began
    results.close()  # type: ignore[attr-defined]
    assert all(gone(worker) for worker in began)


def test_what_stops_a_desk_from_being_set_up_stops_the_run(desk: Desk) -> None:
    desk.assignment.write_text("assignment: tiny\nfunctions: {relou: 2}\n")
    for executor in (Serial(), Local()):
        with pytest.raises(GraderError, match=r"mistake"):
            list(executor.run(desk, [_errand(0)], workers=1))
