"""A command that cannot be carried out ends in code 2: what is wrong, how it is written."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import split

import click
import pytest

from grader import cli
from grader.errors import ExitCode
from tests.grader.cli.conftest import Type, Write
from tests.grader.cli.shell import LETTERS, RELU, TRUST

HandIn = Callable[..., Path]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("chek", "no command 'chek'. Did you mean check?"),
        ("frobnicate", "They are check, batch,"),
        ("--frobnicate", "--frobnicate"),
        ("check", "usage: grader check [OPTIONS] SUBMISSION"),
        ("check ''", "it is empty; is a variable of the shell unset?"),
        ("check a b", "(b)"),
        ("check a --asignment b", "--assignment"),
        ("check a -o", "-o"),
        ("check a -o ''", "it is empty"),
        ("check a --only ''", "it is empty"),
        ("check a --plugin ''", "it is empty"),
        ("check a --seed many", "'many' is not a valid whole number"),
        ("check a --seed -1", "-1 is not in the range"),
        ("check a --attempt 0", "0 is not in the range"),
        ("check a --audience parents", "'student', 'staff'"),
        ("check a --confinement L5", "'L1', 'L2', 'L3', 'L4'"),
        ("validate a --format yaml", "'terminal', 'json'"),
        ("doctor me", "(me)"),
        ("doctor --format yaml", "'terminal', 'json'"),
        ("plugins all", "(all)"),
    ],
)
def test_what_is_typed_wrong_is_told_with_how_it_is_written(
    typed: str, words: str, grader: Type
) -> None:
    ended = grader(*split(typed)).refused(ExitCode.USAGE, words, "--help` says more")
    assert ended.err.startswith("grader: ")
    assert len(ended.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--format jsn", "there is no format 'jsn' did you mean json?"),
        ("--format pdf", "the formats are terminal, json, junit, markdown"),
        ("--only sofmax", "there is no check 'sofmax' did you mean softmax?"),
        ("--only everything", "the checks are relu, softmax,"),
        ("--plugin no_such_plugin", "the plugin no_such_plugin cannot be imported"),
        ("--plugin ./plugin.py", "it is named by its module"),
        ("--plugin this", "this is no plugin"),
        ("--output nowhere/report.txt", "there is no folder nowhere make the folder first"),
        ("--output .", "it is a folder name a file in it"),
        ("--output " + "a" * 300, "cannot be written"),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(
    options: str, words: str, grader: Type, hand_in: HandIn
) -> None:
    typed = ("check", hand_in(RELU), "-a", LETTERS, *split(options), *TRUST)
    assert words in " ".join(grader(*typed).err.split())
    assert grader(*typed).code == ExitCode.USAGE
    assert list(Path.cwd().iterdir()) == []


def test_a_report_does_not_take_the_place_of_the_work(grader: Type, hand_in: HandIn) -> None:
    path = hand_in(RELU)
    ended = grader("check", path, "-a", LETTERS, "-o", path)
    ended.refused(ExitCode.USAGE, "that is the submission")
    assert path.read_text(encoding="utf-8") == RELU


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_report_that_cannot_be_kept_is_no_verdict(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    path = assign("functions: {relu: 1}\n")
    ended = grader("check", hand_in(RELU), "-a", path, "-o", "/dev/full", *TRUST)
    ended.refused(ExitCode.GRADER, "graded, but the report cannot be written to /dev/full")


def test_nothing_at_all_shows_how_to_begin(grader: Type) -> None:
    ended = grader()
    assert (ended.code, ended.out) == (ExitCode.USAGE, "")
    assert ended.err.startswith("Usage: grader")
    assert "grader check my_work/ --assignment letters" in ended.err


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help_tells_every_option_and_fits(
    command: str, columns: int, grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    ended = grader(*filter(None, [command]), "--help")
    assert ended.code == ExitCode.PASSED
    found = cli.cli.get_command(click.Context(cli.cli), command) if command else cli.cli
    assert found is not None
    for option in (each for each in found.params if isinstance(each, click.Option)):
        assert option.help
        assert all(name in ended.out for name in option.opts)
    assert max(map(len, ended.out.splitlines())) <= columns


def test_help_says_what_the_codes_mean(grader: Type) -> None:
    said = grader("--help").out
    for code in ExitCode:
        assert f"  {code.value}  " in said
    assert "only 0 and 1 are verdicts" in said


def test_the_version_is_one_line(grader: Type) -> None:
    assert len(grader("--version").out.splitlines()) == 1


def test_debugging_shows_where_and_changes_no_code(
    grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_DEBUG", "1")
    ended = grader("check", "nothing.py", "-a", LETTERS, *TRUST)
    assert ended.code == ExitCode.SUBMISSION
    assert "Traceback" in ended.err


def test_what_nobody_foresaw_is_the_graders_fault(
    grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    for problem in (ZeroDivisionError("division by zero"), MemoryError(), SystemExit(0)):
        monkeypatch.setattr(cli.cli, "main", _raising(problem))
        ended = grader("doctor")
        assert ended.code == ExitCode.GRADER
        assert ended.err.startswith(f"grader: the grader itself failed ({type(problem).__name__}:")
        assert "this is no verdict" in ended.err
        assert "Traceback" not in ended.err


def test_where_nobody_can_be_told_the_code_still_tells(
    grader: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert grader("check", "nothing.py", "-a", LETTERS, *TRUST).code == ExitCode.SUBMISSION
    with open(os.devnull, encoding="utf-8") as closed:  # noqa: PTH123 - to be written to in vain
        monkeypatch.setattr(sys, "stderr", closed)
        assert grader("check", "nothing.py", "-a", LETTERS, *TRUST).code == ExitCode.SUBMISSION


def _raising(problem: BaseException) -> Callable[..., None]:
    def fail(**_: object) -> None:
        raise problem

    return fail


def test_a_current_folder_that_was_deleted_is_told(
    grader: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    ended = grader("plugins")
    monkeypatch.chdir(tmp_path)
    ended.refused(ExitCode.USAGE, "the current folder does not exist any more", "cd ~")
