"""What is handed in is bytes: no name, link, archive or size in it reaches the judge."""

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.attacks.command import LETTERS, ROOT, SOLUTION, Command
from tests.attacks.conftest import HandIn, Stopped, assert_nothing_told
from tests.attacks.judge import Judge
from tests.attacks.sources import NUMBERS, every

WRONG = every()

BOMBS = {
    "a mebibyte of zeros and commas": "0," * ((1 << 19) - 1000),
    "an f-string of a hundred and fifty kilobytes": 'f"' + "{x}" * 50_000 + '"',
    "a hundred thousand brackets": "x = " + "[" * 100_000 + "]" * 100_000,
    "a hundred thousand minus signs": "x = " + "-" * 100_000 + "1",
    "a hundred thousand attributes": "x = a" + ".a" * 100_000,
    "a hundred thousand sums": "x = " + "1+" * 100_000 + "1",
    "ninety-nine nested blocks": "\n".join(" " * depth + "if 1:" for depth in range(99)),
    "twenty nested loops": "\n".join(" " * depth + "for x in y:" for depth in range(25)),
    "ten thousand decorators": "@f\n" * 10_000 + "def g(): pass",
    "ten thousand functions": "\n".join(f"def relu_{n}(x): pass" for n in range(10_000)),
    "ten thousand classes": "\n".join(f"class C{n}: pass" for n in range(10_000)),
    "a hundred thousand mistakes": "def f(:\n" * 100_000,
    "unclosed quotes": "'''\n\"\"\"\n" * 50_000 + "(",
    "a number of a hundred thousand digits": "x = " + "9" * 100_000,
    "constants that multiply": "x = ((((1 << 999) << 999) << 999) << 999) * 'a' * (1 << 40)",
    "a name of a hundred thousand letters": f"def {'f' * 100_000}(x): pass",
    "a line of nulls": "\0" * 100_000,
    "python 2 without an end": "print 'a',\n" * 2_000,
    "a coding cookie of many words": "# " + "coding " * 20_000,
    "control characters": "\x0c\x1a\x1b[2J\x07" * 10_000,
}


LARGE = ("a mebibyte of zeros and commas", "an f-string of a hundred and fifty kilobytes")
SMALL = [name for name in BOMBS if name not in LARGE]


TRAINING = ("fit", "predict", "best_epoch")
"""What the wrong functions do not define."""


def assert_set_aside(command: Command, folder: Path, tmp_path: Path) -> None:
    """See that a folder is graded by the wrong functions beside the bombs, or told apart."""
    (folder / "hw.py").write_text(WRONG)
    outcome = command.check(folder)
    assert (outcome.code, outcome.score) == (1, 0), outcome.stderr
    bindings = outcome.report["bindings"].items()
    assert {found["how"] for name, found in bindings if name not in TRAINING} == {"exact"}
    assert_nothing_told(outcome, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to hand in."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.mark.parametrize("start", range(0, len(SMALL), 5))
def test_source_that_is_a_bomb_goes_off_on_its_own_side(
    start: int, command: Command, folder: Path, tmp_path: Path
) -> None:
    for number, name in enumerate(SMALL[start : start + 5]):
        (folder / f"bomb{number}.py").write_text(BOMBS[name])
    assert_set_aside(command, folder, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("bomb", LARGE)
def test_source_that_takes_a_parser_seconds_takes_the_judge_none(
    bomb: str, command: Command, hand_in: HandIn
) -> None:
    outcome = command.check(hand_in(f"{BOMBS[bomb]}\n{WRONG}"))
    assert outcome.code in (1, 4)
    assert outcome.code == 4 or outcome.score == 0


def _notebook(cells: object) -> str:
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


NOTEBOOKS = {
    "a hundred thousand cells": _notebook([{"cell_type": "code", "source": ""}] * 100_000),
    "a hundred thousand levels": '{"cells":' + "[" * 100_000 + "]" * 100_000 + "}",
    "cells that are numbers": _notebook([1, None, "x", {"cell_type": ["code"], "source": 7}]),
    "magics that run programs": _notebook(
        [
            {"cell_type": "code", "source": "!touch left_behind\n%run /etc/passwd\n%%bash\nid"},
            {"cell_type": "code", "source": "%%writefile ../../assignment.yaml\nassignment: x"},
            {"cell_type": "code", "source": "x = 1"},
        ]
    ),
    "a number too long": '{"cells": [], "nbformat": ' + "9" * 100_000 + "}",
    "eight mebibytes of empty lists": '{"cells":[' + "[]," * (1 << 21) + "[]]}",
}


def test_a_notebook_that_is_a_bomb_goes_off_on_its_own_side(
    command: Command, folder: Path, tmp_path: Path
) -> None:
    for number, notebook in enumerate(NOTEBOOKS.values()):
        (folder / f"bomb{number}.ipynb").write_text(notebook)
    assert_set_aside(command, folder, tmp_path)


def test_a_notebook_without_a_cell_is_unusable_or_worth_nothing(
    command: Command, hand_in: HandIn
) -> None:
    outcome = command.check(hand_in(NOTEBOOKS["cells that are numbers"], name="hw.ipynb"))
    assert (outcome.code, outcome.score) == (1, 0)


def _zip(path: Path, entries: Iterator[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def _zip_bomb(path: Path) -> Path:
    return _zip(path, ((f"{n}.txt", bytes(50 << 20)) for n in range(6)))


def _crowded_zip(path: Path) -> Path:
    return _zip(path, ((f"d{n % 7}/{n}.py", b"x=1\n") for n in range(20_000)))


def _overlapping_zip(path: Path) -> Path:
    """Let many entries of the directory share the bytes of one."""
    _zip(path, iter([("a.py", bytes(900_000))]))
    data = path.read_bytes()
    start = data.rindex(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry = data[start:end]
    many = b"".join(entry.replace(b"a.py", b"%04d" % n) for n in range(5_000))
    tail = bytearray(data[end:])
    tail[8:12] = (5_000).to_bytes(2, "little") * 2
    tail[12:16] = len(many).to_bytes(4, "little")
    path.write_bytes(data[:start] + many + bytes(tail))
    return path


def _nested_zip(path: Path) -> Path:
    data = WRONG.encode()
    for _ in range(30):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("inner.zip", data)
        data = inner.getvalue()
    path.write_bytes(data)
    return path


def _linked_zip(path: Path) -> Path:
    link = zipfile.ZipInfo("hw.py")
    link.external_attr = 0o120777 << 16
    target = str(SOLUTION).encode()
    return _zip(path, iter([(link, target), ("../../../escaped.py", b"x"), ("/abs.py", b"x")]))


def _odd_tar(path: Path) -> Path:
    solution = str(SOLUTION)
    kinds = {
        "link.py": (tarfile.SYMTYPE, solution),
        "hard.py": (tarfile.LNKTYPE, solution),
        "fifo.py": (tarfile.FIFOTYPE, ""),
        "device.py": (tarfile.CHRTYPE, ""),
        "sparse.py": (tarfile.GNUTYPE_SPARSE, ""),
        "../../up.py": (tarfile.REGTYPE, ""),
        "/absolute.py": (tarfile.REGTYPE, ""),
        "C:\\windows.py": (tarfile.REGTYPE, ""),
        "a/./../../b.py": (tarfile.REGTYPE, ""),
        "HW.py": (tarfile.REGTYPE, ""),
        "hw.PY": (tarfile.REGTYPE, ""),
        "\x1b[2J\u202ename.py": (tarfile.REGTYPE, ""),
        "n" * 4000 + ".py": (tarfile.REGTYPE, ""),
        "/".join("d" * 100) + ".py": (tarfile.REGTYPE, ""),
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, (kind, target) in kinds.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.mode = kind, target, 0o6777
            data = WRONG.encode() if kind == tarfile.REGTYPE else b""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def _boasting_tar(path: Path) -> Path:
    info = tarfile.TarInfo("hw.py")
    info.size = 1 << 62
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + WRONG.encode())
    return path


def _tar_bomb(path: Path) -> Path:
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for number in range(6):
            info = tarfile.TarInfo(f"{number}.bin")
            info.size = 50 << 20
            archive.addfile(info, io.BytesIO(bytes(info.size)))
    return path


ARCHIVES: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "a zip bomb": ("hw.zip", _zip_bomb),
    "twenty thousand entries under another name": ("hw.tar.bz2", _crowded_zip),
    "entries that share their bytes": ("hw.zip", _overlapping_zip),
    "zips in zips": ("hw.zip", _nested_zip),
    "a zip with a link to the solution": ("hw.zip", _linked_zip),
    "a tar of odd things": ("hw.tar.gz", _odd_tar),
    "a tar that boasts": ("hw.tar", _boasting_tar),
    "a tar bomb": ("hw.tgz", _tar_bomb),
}


@pytest.mark.parametrize("archive", ARCHIVES)
def test_an_archive_unpacks_to_its_own_files_or_to_none(
    archive: str, judge: Judge, tmp_path: Path
) -> None:
    name, make = ARCHIVES[archive]
    outcome = judge.check(make(tmp_path / name))
    assert outcome.code in (1, 4), outcome.stderr
    assert outcome.code == 4 or outcome.score == 0
    assert not list(tmp_path.parent.rglob("escaped.py"))
    if outcome.report:
        assert_nothing_told(outcome, tmp_path)


def test_links_to_the_solution_are_not_followed(judge: Judge, folder: Path, tmp_path: Path) -> None:
    (folder / "hw.py").symlink_to(SOLUTION)
    (folder / "all").symlink_to(LETTERS)
    (folder / "passwd.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.py")
    os.mkfifo(folder / "pipe.ipynb")
    assert judge.check(folder).code == 4
    (folder / "wrong.py").write_text(WRONG)
    outcome = judge.check(folder)
    assert (outcome.code, outcome.score) == (1, 0)
    assert_nothing_told(outcome, tmp_path)


@pytest.mark.parametrize("target", [SOLUTION, LETTERS / "solution", Path("/etc/passwd")])
def test_a_submission_that_is_a_link_is_refused(
    target: Path, command: Command, tmp_path: Path
) -> None:
    link = tmp_path / "hw.py"
    link.symlink_to(target)
    outcome = command.check(link)
    assert outcome.code == 4
    assert "symbolic link" in outcome.stderr


def test_a_pipe_is_refused_without_waiting(command: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hw.py")
    assert command.check(tmp_path / "hw.py").code == 4


def test_sparse_files_and_crowds_of_them_are_left_out(command: Command, folder: Path) -> None:
    for number in range(100):
        with (folder / f"{number}.py").open("wb") as file:
            file.truncate(1 << 34)
    assert command.check(folder).code == 4
    (folder / "hw.py").write_text(WRONG)
    assert command.check(folder).score == 0


MARKING = """
import os
with open({mark!r}, "a") as file:
    file.write(__name__ + "\\n")
"""

CONFIGURATION = {
    "assignment.yaml": "assignment: letters\nfunctions: {relu: 0}\n",
    "grader.toml": "points = 100",
    "pyproject.toml": "[project.entry-points.grader]\nattack = 'attack'\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p attack\n",
    "matplotlibrc": "backend: module://attack\n",
    ".git/config": "[core]\nfsmonitor = ./attack.sh\nhooksPath = hooks\n",
    ".git/hooks/post-checkout": "#!/bin/sh\ntouch left_behind\n",
    ".env": "PYTHONPATH=.\nGRADER_ASSIGNMENT=./assignment.yaml\n",
}
MODULES = (
    "numpy",
    "numpy/__init__",
    "click",
    "yaml",
    "pydantic",
    "pluggy",
    "rich",
    "json",
    "socket",
    "sitecustomize",
    "usercustomize",
    "conftest",
    "attack",
    "grader_plugins/__init__",
    "grader_reference/__init__",
    "_distutils_hack",
    "typing_extensions",
    "tempfile",
    "runpy",
    "os",
    "typing",
    "pkgutil",
    "ctypes/__init__",
)


@pytest.fixture
def armed(tmp_path: Path) -> tuple[Path, Path]:
    """Make a submission that holds what tools look for; its modules leave a mark."""
    folder, mark = tmp_path / "armed", tmp_path / "mark"
    for name, text in CONFIGURATION.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    for name in MODULES:
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(MARKING.format(mark=str(mark)))
    (folder / "hw.py").write_text(WRONG)
    return folder, mark


def test_nothing_inside_a_submission_configures_the_judge(
    command: Command, armed: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, mark = armed
    before = sorted(folder.rglob("*"))
    outcome = command.check(folder)
    assert (outcome.code, outcome.score) == (1, 0)
    assert_nothing_told(outcome, tmp_path)
    inside = command.check(Path(), cwd=folder)
    assert (inside.code, inside.score) == (1, 0)
    assert not mark.exists()
    assert sorted(folder.rglob("*")) == before


def typed(command: Command, *arguments: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    """Run the command as somebody types it in a folder: no assignment named but in the words."""
    return subprocess.run(
        [*command.program, *arguments],
        cwd=cwd,
        env=command.environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_an_assignment_inside_the_submission_is_not_taken(
    command: Command, armed: tuple[Path, Path]
) -> None:
    folder, mark = armed
    for options in ((), ("--assignment", "./assignment.yaml"), ("--assignment", str(folder))):
        done = typed(command, "check", ".", *options, cwd=folder)
        assert done.returncode == 2
    assert not mark.exists()


def test_an_assignment_come_upon_beside_a_submitted_file_runs_no_code(
    command: Command, armed: tuple[Path, Path]
) -> None:
    """Students check their work where the course put the assignment; it names modules in vain."""
    folder, mark = armed
    letters = command.assignment.read_text(encoding="utf-8")
    (folder / "assignment.yaml").write_text(f"{letters}\nplugins: [attack]\n")
    done = typed(command, "check", "hw.py", "--format", "json", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["score"] == 0
    assert not mark.exists()


def test_a_package_called_grader_in_the_current_folder_wins_only_by_name(
    command: Command, armed: tuple[Path, Path]
) -> None:
    """``python -m grader`` finds what Python finds first; the safe path leaves the folder out."""
    folder, mark = armed
    (folder / "grader").mkdir()
    for name in ("__init__", "__main__"):
        (folder / "grader" / f"{name}.py").write_text(MARKING.format(mark=str(mark)))
    safe = Command(
        home=command.home, kept=command.kept, program=(sys.executable, "-P", "-m", "grader")
    )
    outcome = safe.check(Path(), cwd=folder)
    assert (outcome.code, outcome.score) == (1, 0)
    assert not mark.exists()


NAMES = {
    "terminal escapes": "\x1b[2J\x1b]0;owned\x07.py",
    "an override of direction": "hw\u202eyp.exe.py",
    "a newline and a command": "hw\n::error::pwned.py",
    "rich markup": "[bold red]hw[link=http:x].py",
    "a formula": "=cmd|' C calc'!A0.py",
    "spaces and quotes": "\"' onmouseover='x' <b>.py",
    "two hundred and fifty letters": "n" * 250 + ".py",
    "options": "--help.py",
    "no text": os.fsdecode(b"\xff\xfe\x80.py"),
    "a lone surrogate in UTF-8": os.fsdecode(b"\xed\xa0\x80.py"),
}


def assert_only_prints(text: str) -> None:
    """See that every character of a text prints: line ends and the space of no width aside.

    That space keeps names in Markdown from becoming mentions.
    """
    odd = {c for c in text if not (c.isprintable() or c in "\n\u200b")}
    assert odd == set()
    assert not [line for line in text.splitlines() if line.lstrip().startswith(("::", "##["))]


@pytest.mark.parametrize("form", ["terminal", "markdown", "junit", "json"])
def test_names_say_nothing_but_themselves(form: str, command: Command, folder: Path) -> None:
    for name in NAMES.values():
        (folder / name).write_text("def relu(x):\n    raise ValueError(__file__)")
    outcome = command.check(folder, "--format", form)
    assert outcome.code == 1, outcome.stderr
    assert_only_prints(outcome.stdout)
    assert_only_prints(outcome.stderr)


def test_the_name_of_a_submission_says_nothing_but_itself(command: Command, folder: Path) -> None:
    kinds = ("terminal escapes", "a newline and a command", "no text")
    path = folder / "".join(NAMES[kind] for kind in kinds)
    path.write_text(WRONG)
    outcome = command.check(path, "--format", "terminal")
    assert outcome.code == 1, outcome.stderr
    assert_only_prints(outcome.stdout)
    assert_only_prints(outcome.stderr)


def test_names_that_differ_in_case_or_composition_are_read_apart(
    judge: Judge, folder: Path
) -> None:
    for name in ("hw.py", "HW.py", "h\u0075\u0308.py", "h\u00fc.py", "ſ.py", "s.py"):
        (folder / name).write_text(every(NUMBERS))
    outcome = judge.check(folder)
    assert (outcome.code, outcome.score) == (1, 0)


def test_a_bad_path_is_told_without_being_obeyed(command: Command) -> None:
    for path in ("\x1b[2J\x1b]0;owned\x07", "no\n::error::such.py", os.fsdecode(b"\xff")):
        outcome = command.check(Path(path))
        assert outcome.code == 4
        assert_only_prints(outcome.stderr)


def test_the_repository_is_no_submission_to_run_away_with(command: Command) -> None:
    """Grading the grader's own tree runs none of it outside a child, and pays nothing twice."""
    outcome = command.check(ROOT / "tests" / "attacks")
    assert outcome.code in (1, 4)
    assert outcome.code == 4 or outcome.score == 0


def test_what_a_handed_in_file_says_of_its_tests_counts_nothing(stopped: Stopped) -> None:
    source = "POINTS = 16\nSCORE = MAX_SCORE = 16\n__all__ = ['relu']\n__test__ = {}\n"
    stopped(every(first=f"{source}def test_relu(): pass\ndef grader_register_check_kinds(): pass"))
