"""The files an assignment names lie in its folder, and its digest covers them."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

TOP = "assignment: a\nfunctions: {relu: 1}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("data: {x.npz: y.npz}", "3:15: data: no file 'y.npz' beside the assignment"),
        ("data: [../x.npz]", "3:8: data: '../x.npz' leads out of the assignment's folder"),
        ("data: [/etc/passwd]", "3:8: data: '/etc/passwd' leads out of the assignment's folder"),
        ("data: lettres.npz", "did you mean 'letters.npz'?"),
        ("data: [{name: x, path: ../y}]", "3:24: data: '../y' leads out"),
        ("reference: ref.py", "3:12: reference: no file 'ref.py'"),
        ("solution: ../solution", "3:11: solution: '../solution' leads out"),
        ("data: [solution/nn.py]", "3:8: data: 'solution/nn.py' would give the answers"),
        ("data: [assignment.yaml]", "3:8: data: 'assignment.yaml' would give the answers"),
        ("libraries: [scipy, os]", "3:20: libraries: os is of the standard library"),
        ("data: [link.npz]", "3:8: data: 'link.npz' leads out of the assignment's folder"),
    ],
)
def test_a_file_that_is_missing_or_outside_is_told(desk: "Desk", line: str, expected: str) -> None:
    (desk.folder / "letters.npz").write_bytes(b"1")
    (desk.folder / "solution").mkdir()
    (desk.folder / "solution" / "nn.py").write_bytes(b"1")
    (desk.folder.parent / "secret.npz").write_bytes(b"2")
    (desk.folder / "link.npz").symlink_to(desk.folder.parent / "secret.npz")
    assert expected in desk.mistake(f"{TOP}{line}\n")


@pytest.mark.parametrize(
    "written", ["{x.npz: files/x.npz}", "[files/x.npz]", "files/x.npz",
                "[{name: x.npz, path: files/x.npz}]"],
)  # fmt: skip
def test_data_files_may_be_written_in_four_ways(desk: "Desk", written: str) -> None:
    (desk.folder / "files").mkdir()
    (desk.folder / "files" / "x.npz").write_bytes(b"1")
    (file,) = desk.read(f"{TOP}data: {written}\n").assignment.data
    assert (file.name, file.path) == ("x.npz", "files/x.npz")


def test_a_solution_that_is_written_down_must_be_there_where_it_is_asked_for(desk: "Desk") -> None:
    desk.read(TOP, needs_solution=True)
    written = f"{TOP}solution: solution\n"
    desk.read(written)
    mistakes = desk.mistakes(written, needs_solution=True)
    assert "solution: there is no solution in letters/" in mistakes[0]


def test_the_digest_covers_the_text_and_every_file_it_names(desk: "Desk") -> None:
    (desk.folder / "solution").mkdir()
    files = [desk.folder / name for name in ("x.npz", "ref.py", "solution/nn.py")]
    for file in files:
        file.write_bytes(b"1")
    text = f"{TOP}data: [x.npz]\nreference: ref.py\n"
    digests = {desk.read(text).digest}
    for file in files:
        file.write_bytes(b"2")
        digests.add(desk.read(text).digest)
    digests.add(desk.read(f"{text}# a comment\n").digest)
    assert len(digests) == 5
    assert desk.read(text).digest in digests


def test_the_digest_does_not_see_what_nobody_named(desk: "Desk") -> None:
    before = desk.read(TOP).digest
    (desk.folder / "notes.txt").write_text("x")
    (desk.folder / "solution" / "__pycache__").mkdir(parents=True)
    (desk.folder / "solution" / "__pycache__" / "nn.pyc").write_bytes(b"1")
    assert desk.read(TOP).digest == before
