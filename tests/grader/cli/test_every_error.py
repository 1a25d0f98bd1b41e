"""Each class of error is met at the command, ends in its code, and says what to do."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import grader as grader_package
import grader_plugins
from grader import grading
from grader.errors import (
    AssignmentError,
    ChildError,
    ConfinementError,
    ExitCode,
    GraderError,
    Mistake,
    PluginError,
    SubmissionError,
    UsageError,
)
from grader.examination.server import ServerGoneError
from grader.examination.wall import ChildGone, ChildMisspoke, ChildTimeout
from grader.store.engine import StoreError
from grader_plugins.datasets.errors import DatasetError
from tests.grader.cli.conftest import Type
from tests.grader.cli.shell import LETTERS, RELU, TRUST

HandIn = Callable[..., Path]

MISTAKE = Mistake(3, 4, "an odd key", "delete it")
RAISED = {
    GraderError: (GraderError("what", hint="do this"), ExitCode.GRADER),
    UsageError: (UsageError("what", hint="do this"), ExitCode.USAGE),
    PluginError: (PluginError("odd", "what", hint="do this"), ExitCode.USAGE),
    SubmissionError: (SubmissionError("what", hint="do this"), ExitCode.SUBMISSION),
    ConfinementError: (ConfinementError("what", hint="do this"), ExitCode.GRADER),
    ChildError: (ChildError("what", hint="do this"), ExitCode.GRADER),
    ServerGoneError: (ServerGoneError("what", hint="do this"), ExitCode.GRADER),
    StoreError: (StoreError("what", hint="do this"), ExitCode.GRADER),
    DatasetError: (DatasetError("what", hint="do this"), ExitCode.GRADER),
    AssignmentError: (AssignmentError("what do this", (MISTAKE,)), ExitCode.ASSIGNMENT),
}


EVENTS = (ChildGone, ChildMisspoke, ChildTimeout)
"""What happens in a conversation with a child: each costs an answer, and none reaches the edge."""


NOT_ALONE = re.compile(r"\.(adapters|migrations)\.")
"""What only a framework, or a migration under way, can import."""


def kinds_of(error: type[GraderError]) -> Iterator[type[GraderError]]:
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def test_no_class_of_error_is_forgotten_wherever_it_is_defined() -> None:
    for package in (grader_package, grader_plugins):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and not NOT_ALONE.search(module.name):
                import_module(module.name)
    ours = {e for e in kinds_of(GraderError) if e.__module__.startswith(("grader.", "grader_"))}
    assert ours == {*RAISED, *EVENTS}


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
def test_an_error_ends_the_command_in_its_code(
    kind: type[GraderError], grader: Type, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, code = RAISED[kind]

    def fail(*_: object) -> None:
        raise problem

    monkeypatch.setattr(grading, "first_round", fail)
    ended = grader("check", hand_in(RELU), "-a", LETTERS, *TRUST)
    ended.refused(code, "grader: what", "do this")


def test_codes_above_one_are_no_verdicts() -> None:
    assert {code.value for code in ExitCode} == set(range(6))
    verdicts = {ExitCode.PASSED, ExitCode.FAILED}
    assert {problem.exit_code for problem, _ in RAISED.values()} == set(ExitCode) - verdicts


def test_a_message_of_a_student_cannot_write_to_the_terminal(
    grader: Type, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise SubmissionError("hw\x1b]0;owned\x07.py\n::error::broken", hint="\x1b[2Jlook")

    monkeypatch.setattr(grading, "first_round", fail)
    ended = grader("check", hand_in(RELU), "-a", LETTERS, *TRUST).refused(ExitCode.SUBMISSION)
    assert "\x1b" not in ended.err
    assert "owned" not in ended.err
    assert "\n::error::" not in ended.err
