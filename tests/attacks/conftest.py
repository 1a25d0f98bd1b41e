"""What every attack is held to: an honest zero, a report, and an unharmed machine."""

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.attacks.command import LETTERS, ROOT, SOLUTION, Command, Outcome, orphans
from tests.attacks.judge import Judge
from tests.processes import offspring

SUBREAPER = 36
HURRY = "\nlimits: {seconds: 0.25}\nbudget_seconds: 3\n"

HandIn = Callable[..., Path]
Stopped = Callable[..., Outcome]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as an attack."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.attack)
            if sys.platform != "linux":
                item.add_marker(pytest.mark.skip(reason="nothing confines submissions here"))


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="session", autouse=True)
def everything_stays_as_it_was(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Grade the solution before and after the whole series: full marks and the same report."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    files = _digests(LETTERS)
    command = _command(tmp_path_factory.mktemp("series"))
    before = command.check(SOLUTION, "--audience", "staff")
    assert before.code == 0, before.stderr
    assert before.score == before.report["max_score"]
    yield
    after = command.check(SOLUTION, "--audience", "staff")
    assert after.score == before.score
    assert after.verdict() == before.verdict()
    assert _digests(LETTERS) == files


@pytest.fixture(autouse=True)
def no_process_is_left(judge: Judge) -> Iterator[None]:
    """Let no process of an attack outlive it: what loses its parent becomes ours."""
    before = set(offspring(os.getpid()))
    yield
    assert orphans(before) == []


def _command(folder: Path) -> Command:
    home, kept = folder / "home", folder / "kept"
    home.mkdir()
    kept.mkdir()
    return Command(home=home, kept=kept)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The command on the real assignment."""
    return _command(tmp_path)


@pytest.fixture
def hurried(command: Command, tmp_path: Path) -> Command:
    """The command on the real assignment with a quarter of a second an answer and three in all."""
    path = tmp_path / "hurried" / "assignment.yaml"
    path.parent.mkdir()
    text = command.assignment.read_text(encoding="utf-8")
    path.write_text(text + HURRY, encoding="utf-8")
    return Command(home=command.home, kept=command.kept, assignment=path)


@pytest.fixture
def hand_in(tmp_path: Path) -> HandIn:
    """Write a submission of one file."""

    def handing_in(source: str, *, name: str = "hw.py") -> Path:
        path = tmp_path / "handed_in" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
        return path

    return handing_in


@pytest.fixture(scope="session")
def judge(everything_stays_as_it_was: None) -> Iterator[Judge]:
    """Judge many attacks behind one wall."""
    with Judge() as judging:
        yield judging


@pytest.fixture
def stopped(judge: Judge, command: Command, hand_in: HandIn, tmp_path: Path) -> Stopped:
    """Hand in an attack and see that it ends in an honest zero that tells nothing."""

    def stopping(source: str | Path, *, by: Command | None = None) -> Outcome:
        path = source if isinstance(source, Path) else hand_in(source)
        outcome = judge.check(path, (by or command).assignment)
        assert_honest_zero(outcome)
        assert_nothing_told(outcome, tmp_path)
        return outcome

    return stopping


def assert_honest_zero(outcome: Outcome) -> None:
    assert outcome.code == 1, (outcome.code, outcome.stderr)
    assert outcome.report["status"] == "graded"
    assert outcome.score == 0
    earned = {name for name, check in outcome.checks.items() if check["score"] > 0}
    passed = {
        name
        for name, check in outcome.checks.items()
        if check["max_score"] > 0 and check["status"] in ("passed", "partial")
    }
    assert earned | passed == set()


def assert_nothing_told(outcome: Outcome, tmp_path: Path) -> None:
    """See that a student's report holds no place of this machine, no answer and no reproach."""
    told = outcome.stdout.lower()
    places = (ROOT, tmp_path, Path(sys.prefix), Path(sys.base_prefix), Path.home())
    for word in (*map(str, places), "site-packages", "hostile", "mutant", "malicious", "cheat"):
        assert word.lower() not in told
    for check in outcome.report["checks"]:
        assert check["evidence"]["expected"] is None
        assert check["staff_text"] == ""
