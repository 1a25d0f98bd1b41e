"""A level that is demanded is had, or the command refuses; trusted code gets the same verdict."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.cli import check
from grader.errors import ExitCode
from grader.examination import wall as walls
from grader.examination.wall import ChildGone, Exit, Wall
from grader.levels import Confinement
from grader.worker.confinement.layers import Layer
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import DEMO, LETTERS, RELU, SOLUTION, needs_linux

HandIn = Callable[..., Path]

L4 = "functions: {relu: 1}\nconfinement: L4\n"


@pytest.fixture
def spawning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have only separate processes, as on macOS and Windows."""
    monkeypatch.setattr(walls, "can_fork", lambda: False)


@pytest.fixture
def without_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a machine that knows system call filters and limits, and nothing else."""

    def opened(**options: Any) -> Wall:
        from grader.examination.forking import ForkingWall

        return ForkingWall(only=frozenset((Layer.SECCOMP, Layer.LIMITS)), **options)

    with opened() as wall:
        if wall.level != Confinement.L2:
            pytest.skip("no system call filter on this machine")
    monkeypatch.setattr(check, "open_wall", opened)


@needs_linux
@pytest.mark.usefixtures("without_landlock")
def test_what_a_machine_lacks_is_refused_to_whoever_demands_it(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = hand_in(RELU)
    ended = grader("check", path, "-a", assign(L4))
    ended.refused(
        ExitCode.GRADER,
        "the assignment demands confinement L4, and this machine enforces L2",
        "`grader doctor` shows each layer",
    )
    ended = grader("check", path, "-a", LETTERS, "--confinement", "L3")
    ended.refused(ExitCode.GRADER, "confinement L3 is demanded, and this machine enforces L2")
    ended = grader("check", path, "-a", assign(L4), "--trust-submission")
    ended.refused(ExitCode.GRADER, "the assignment demands confinement L4")


@needs_linux
@pytest.mark.usefixtures("without_landlock")
def test_what_a_machine_has_is_enough_for_whoever_demands_it(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = assign("functions: {relu: 1}\nconfinement: L2\n")
    ended = grader("check", hand_in(RELU), "-a", path, "--confinement", "L2", "-f", "json")
    assert ended.code == ExitCode.PASSED
    assert ended.report["environment"]["confinement"] == "L2"


@pytest.mark.usefixtures("spawning")
def test_a_separate_process_is_not_enough_for_strangers(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = hand_in(RELU)
    ended = grader("check", path, "-a", LETTERS)
    ended.refused(ExitCode.GRADER, "nothing but a separate process", "`--trust-submission`")
    ended = grader("check", path, "-a", LETTERS, "--trust-submission", "--confinement", "L2")
    ended.refused(ExitCode.GRADER, "confinement L2 is demanded, and this machine enforces L1")
    ended = grader("check", path, "-a", assign(L4), "--trust-submission")
    ended.refused(ExitCode.GRADER, "the assignment demands confinement L4")


@pytest.mark.usefixtures("spawning")
def test_an_instructor_may_validate_where_nothing_confines(grader: Type) -> None:
    ended = grader("validate", LETTERS)
    assert ended.code == ExitCode.PASSED, ended.err
    assert "the solution earns 26 of 26" in ended.out


@needs_linux
@pytest.mark.parametrize("submission", [SOLUTION, DEMO], ids=["solution", "demo"])
def test_trusted_code_gets_the_verdict_it_would_get_confined(
    submission: Path, grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ("check", submission, "-a", LETTERS, "-f", "json")
    confined = grader(*typed)
    monkeypatch.setattr(walls, "can_fork", lambda: False)
    trusted = grader(*typed, "--trust-submission")
    assert trusted.report["environment"]["confinement"] == "L1"
    assert confined.report["environment"]["confinement"] != "L1"
    assert trusted.code == confined.code
    assert trusted.report["score"] == confined.report["score"]
    assert trusted.verdict == confined.verdict
    for name, found in trusted.checks.items():
        assert found["student_text"] == confined.checks[name]["student_text"]
        assert found["diagnoses"] == confined.checks[name]["diagnoses"]


@pytest.mark.usefixtures("spawning")
def test_a_canary_that_dies_is_no_wall(
    grader: Type, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.examination.spawning import SpawnedChild

    def die(*_: object, **__: object) -> memoryview:
        raise ChildGone("the child ended (signal, signal 9)", exit=Exit("signal", signal=9))

    monkeypatch.setattr(SpawnedChild, "receive", die)
    ended = grader("check", hand_in(RELU), "-a", LETTERS, "--trust-submission")
    ended.refused(ExitCode.GRADER, "the canary did not report", "signal 9", "run the same command")


def test_a_library_that_is_not_installed_is_named(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = assign("functions: {relu: 1}\nlibraries: [no_such_library]\n")
    ended = grader("check", hand_in(RELU), "-a", path, "--trust-submission")
    ended.refused(ExitCode.GRADER, "allows no_such_library, which is not installed here", "pip")
