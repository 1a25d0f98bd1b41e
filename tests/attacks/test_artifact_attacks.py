"""Files made to break what reads them cost their own marks and nothing else."""

import io
import os
import pickle
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.attacks.command import Command
from tests.attacks.conftest import Stopped
from tests.plugins.checks.files.test_artifact import FIGURE, chunk
from tests.plugins.checks.projects import BEST, npz, trained, written

GIB = 1 << 30
LEFT = "pickle_was_run"
MAGIC = b"\x93NUMPY\x01\x00"


@pytest.fixture
def looking(command: Command, tmp_path: Path) -> Command:
    text = f"assignment: project\nchecks:{BEST}{FIGURE}"
    folder = written(tmp_path / "looking", {"assignment.yaml": text})
    return replace(command, assignment=folder / "assignment.yaml")


def header(described: str, data: bytes = b"") -> bytes:
    """Return an ``.npy`` whose header says what it likes."""
    text = described.encode().ljust(118) + b"\n"
    return MAGIC + struct.pack("<H", len(text)) + text + data


def promising(shape: str, kind: str = "'<f8'") -> bytes:
    return header(f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}}}")


def packed(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def bomb() -> bytes:
    """Return an ``.npz`` of a few kilobytes that unpacks to 80 MiB."""
    return packed(("fc1_W.npy", promising(f"({10 << 20},)") + bytes(80 << 20)))


def lying_about_sizes() -> bytes:
    """Return an archive whose directory says that a member of 80 MiB is small."""
    size = (80 << 20) + len(promising("(4,)"))
    return bomb().replace(struct.pack("<I", size), struct.pack("<I", 160))


class Trap:
    """Runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {LEFT}",)


CHECKPOINTS: dict[str, Callable[[], bytes]] = {
    "bomb": bomb,
    "lies about sizes": lying_about_sizes,
    "3000 members": lambda: packed(*((f"a{i}.npy", promising("(0,)")) for i in range(3000))),
    "promises 2 GiB": lambda: packed(("fc1_W.npy", promising(f"({GIB // 4},)"))),
    "promises too much": lambda: packed(("fc1_W.npy", promising(f"({2**62}, {2**62})"))),
    "negative": lambda: packed(("fc1_W.npy", promising("(-1,)"))),
    "truth for a size": lambda: packed(("fc1_W.npy", promising("(True, 2)"))),
    "40 axes": lambda: packed(("fc1_W.npy", promising("(" + "1," * 40 + ")"))),
    "objects within": lambda: packed(
        ("fc1_W.npy", promising("(1,)", "[('a', 'O')]") + pickle.dumps(Trap()))
    ),
    "open brackets": lambda: packed(("fc1_W.npy", header("(" * 100))),
    "many brackets": lambda: packed(("fc1_W.npy", header("[" * 55 + "]" * 55))),
    "objects": lambda: npz(fc1_W=np.array([Trap()], dtype=object)),
    "pickle": lambda: pickle.dumps(Trap()),
    "no more than magic": lambda: MAGIC,
    "no data": lambda: promising("()"),
}


@pytest.mark.parametrize("made", CHECKPOINTS.values(), ids=CHECKPOINTS)
def test_a_checkpoint_that_is_a_trap_is_no_checkpoint(
    stopped: Stopped, looking: Command, tmp_path: Path, made: Callable[[], bytes]
) -> None:
    folder = written(tmp_path / "in", {"best.npz": made(), "model.py": "x = 1\n"})
    outcome = stopped(folder, by=looking)
    assert "best.npz" in outcome.checks["best"]["student_text"]
    assert not Path(LEFT).exists()


def picture(width: int, height: int, data: bytes, *, kind: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


PICTURES: dict[str, Callable[[], bytes]] = {
    "60000 by 60000": lambda: picture(60_000, 60_000, zlib.compress(bytes(1000))),
    "larger than a number": lambda: picture(2**31, 2**31, b""),
    "nothing by nothing": lambda: picture(0, 0, b""),
    "bomb": lambda: picture(100, 100, zlib.compress(bytes(80 << 20))),
    "no such filter": lambda: picture(100, 100, zlib.compress(b"\x09" * 30_100)),
    "cut off": lambda: picture(100, 100, zlib.compress(bytes(50))),
    "no deflate": lambda: picture(100, 100, b"no deflate stream"),
    "no such colours": lambda: picture(100, 100, b"", kind=77),
    "signature alone": lambda: b"\x89PNG\r\n\x1a\n",
    "endless chunk": lambda: b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 2**32 - 1, b"IDAT"),
    "another form": lambda: b"GIF89a",
}


@pytest.mark.parametrize("made", PICTURES.values(), ids=PICTURES)
def test_a_picture_that_is_a_trap_is_no_picture(
    stopped: Stopped, looking: Command, tmp_path: Path, made: Callable[[], bytes]
) -> None:
    folder = written(tmp_path / "in", {"a.png": made(), "model.py": "x = 1\n"})
    outcome = stopped(folder, by=looking)
    assert "a.png" in outcome.checks["figure"]["student_text"]


def test_code_that_is_handed_in_never_meets_the_decoder(
    stopped: Stopped, looking: Command, tmp_path: Path
) -> None:
    """It would have to spoil a process that none of its lines ever run in."""
    spoils = (
        "import sys\nimport numpy as np\nnp.frombuffer = lambda *_, **__: np.ones(3)\n"
        'tools = sys.modules.get("grader.worker.artifacts")\n'
        "vars(tools or sys).update(read=lambda _: {})\n"
    )
    weights = {name: np.zeros_like(array) for name, array in trained().items()}
    files: dict[str, str | bytes] = {"best.npz": npz(**weights)}
    files |= {"model.py": spoils, "numpy.py": spoils, "zlib.py": spoils}
    outcome = stopped(written(tmp_path / "in", files), by=looking)
    assert "classified rightly" in outcome.checks["best"]["student_text"]
