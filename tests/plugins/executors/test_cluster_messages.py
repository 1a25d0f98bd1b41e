"""What travels between the command and a cluster: plain data, and all of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import ExitCode, GraderError, Mistake
from grader.executing.desk import Desk, Errand, Graded
from grader.executing.packing import Packed
from grader.handing_in.submission import Submission
from grader.levels import Confinement
from grader.seeds import SecretSeed
from grader_plugins.executors.cluster import messages
from grader_plugins.executors.stopped import Stopped

FILES = (("a/hausübung.py", b"x = 1\n"), ("b.npz", bytes(range(256))), ("odd\udcff.py", b""))
SUBMISSION = Submission(id="ü", files=FILES, archive=False, digest="d" * 64, notes=("left out",))


@pytest.mark.parametrize("seed", [0, 2**32 - 1, SecretSeed("a phrase that is long enough")])
def test_errands_arrive_as_they_were_sent(seed: int | SecretSeed) -> None:
    sent = [
        Errand(key="k", submission=SUBMISSION, seed=seed, only=("relu", "softmax"), attempt=3),
        Errand(key="l", submission=replace(SUBMISSION, archive=True)),
    ]
    assert messages.errands_read(messages.errands_written(sent)) == sent


def test_a_desk_arrives_as_it_was_and_packs() -> None:
    desk = Desk(
        assignment=Path("/course/letters/assignment.yaml"),
        plugins=("course.checks",),
        explicit=False,
        full=True,
        demand=Confinement.L3,
        secrets=("/course/grader.db",),
        expected={"grader": "1", "data set letters": "1 abc"},
    )
    assert messages.desk_read(messages.desk_written(desk)) == replace(desk, packs=True)


def test_a_desk_of_another_grader_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = messages.desk_written(Desk(assignment=Path("assignment.yaml")))
    monkeypatch.setattr(messages, "__version__", "0.0")
    with pytest.raises(GraderError, match=r"grader is 0\.0 there and .* here"):
        messages.desk_read(sent)


def test_what_came_of_a_chunk_arrives_as_it_was() -> None:
    packed = Packed(
        report=b"\0\xff",
        outcome="{}",
        status="graded",
        provisional=True,
        score=1.5,
        max_score=2.0,
        seconds=0.25,
    )
    graded = (
        Graded(key="a", packed=packed, worker="host 7"),
        Graded(key="b", trouble="no such file", code=ExitCode.SUBMISSION),
    )
    sheet = messages.Sheet(graded, 0.5)
    assert messages.sheet_read(messages.sheet_written(sheet)) == sheet


def test_why_a_worker_cannot_begin_arrives_as_it_was() -> None:
    stopped = Stopped(
        message="two mistakes",
        hint="correct them",
        code=ExitCode.ASSIGNMENT,
        path="assignment.yaml",
        mistakes=(Mistake(line=3, column=1, message="unknown", hint="known: relu"),),
        source="assignment: tiny\n",
    )
    sheet = messages.Sheet((), 0.0, stopped)
    assert messages.sheet_read(messages.sheet_written(sheet)) == sheet
