"""Hostile bytes end in a status, never in an exception."""

import io
import json
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker import wire
from grader.worker.loading.inventory import take_inventory

from .conftest import Load, message

GOOD = b"def relu(x):\n    return x\n"
MANY_PARAMETERS = ", ".join(k + "p" * 60 for k in "abcdefghijklmnop")
MANY_CALLS = "; ".join(f"g{k}{'x' * 70}()" for k in range(60))
HOSTILE = {
    "parentheses": "(" * 5_000 + ")" * 5_000,
    "unary": "x = " + "-" * 50_000 + "1",
    "sum": "x = " + "+".join(["1"] * 20_000),
    "attributes": "x = a" + ".b" * 20_000,
    "lambdas": "f = " + "lambda: " * 2_000 + "1",
    "indentation": "".join(" " * n + "if x:\n" for n in range(120)),
    "number": "x = " + "9" * 10_000,
    "surrogate": "# \\ud800\nx = '\\ud800'",
    "string": "x = '" + "a" * 900_000 + "'",
    "calls": "x = " + "f(" * 150 + ")" * 150,
    "form feed": "\x0c" * 1000 + "def f(): pass",
    "names": "\n".join(f"def {'f' * 500}{n}({'a' * 300}): pass" for n in range(900)),
    "quotes": '"' * 100_001,
    "backslashes": "\\\n" * 10_000,
    "star imports": "from os import *\n" * 3_000,
    "parameters": "\n".join(
        f"class C{n}:\n def __init__({MANY_PARAMETERS}): pass" for n in range(600)
    ),
    "callers": "\n".join(f"def f{n}(): {MANY_CALLS}" for n in range(99)),
    "classes": "class A:\n  def f(self): g()\n" * 5_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_parser_bomb_ends_in_a_status(kind: str) -> None:
    frame, _ = take_inventory(message({"a.py": GOOD, "bomb.py": HOSTILE[kind]}))
    assert "relu" in [f["path"][-1] for f in frame["functions"]]
    assert len(frame["functions"]) <= 500
    assert len(wire.encode(frame)) < 200 * 1024


def test_what_nests_too_deeply_costs_only_itself(load: Load) -> None:
    loaded = load("x = " + "+".join(["1"] * 20_000) + "\ndef relu(a):\n    return a\n")
    assert loaded.get("relu")(1) == 1
    assert "nested too deeply" in loaded.warnings


def test_what_parses_but_nests_too_deeply_to_run_costs_only_itself(load: Load) -> None:
    loaded = load("x = a" + ".b" * 2_000 + "\ndef relu(a):\n    return x\n")
    assert callable(loaded.get("relu"))
    assert loaded.failed or "nested too deeply" in loaded.warnings


@pytest.mark.parametrize(
    "content",
    [
        "", "null", "[]", "{}", '{"cells": 3}', '{"cells": [3, null, {}]}', "[" * 100_000,
        '{"cells": [{"cell_type": "code", "source": {"a": 1}}]}',
        '{"cells": [{"cell_type": 7, "source": [1, null, "x = 1"]}]}',
        '{"nbformat": 3, "worksheets": [null, {"cells": "x"}]}', '{"cells": [' + "1" * 5_000 + "]}",
    ],
)  # fmt: skip
def test_a_notebook_of_odd_json_ends_in_a_status(content: str) -> None:
    frame, _ = take_inventory(message({"hw.ipynb": content}))
    assert frame["files"][0]["status"] in ("parsed", "unreadable")


def test_very_many_broken_files_still_fit_into_a_frame() -> None:
    files = {f"{n:02d}{'x' * 150}.py": "def f(:\n    pass\n" * 60 for n in range(99)}
    frame, _ = take_inventory(message(files))
    assert len(wire.encode(frame)) < 200 * 1024


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*entries: tuple[str, bytes, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, kind, data in entries:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(data), "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def taken(name: str, data: bytes) -> tuple[list[str], str]:
    frame, _ = take_inventory(message({name: data}, archive=True))
    return [f["path"] for f in frame["files"]], "\n".join(frame["warnings"])


def test_an_archive_is_unpacked_in_memory() -> None:
    paths, _ = taken("hw.zip", zipped({"hw/a.py": GOOD, "hw/data.csv": b"1", "hw/": b""}))
    assert paths == ["hw/a.py", "hw/data.csv"]


def test_names_that_lead_out_or_clash_are_refused() -> None:
    entries = {"../up.py": GOOD, "/abs.py": GOOD, "C:/c.py": GOOD, "a.py": GOOD, "A.py": b"x = 1"}
    paths, warnings = taken("hw.zip", zipped(entries))
    assert paths == ["a.py"]
    assert "leads out of the archive" in warnings
    assert "A.py: a second entry of the same name" in warnings


def test_links_and_devices_in_an_archive_are_skipped() -> None:
    data = tarred(
        ("link.py", tarfile.SYMTYPE, b""),
        ("hard.py", tarfile.LNKTYPE, b""),
        ("pipe.py", tarfile.FIFOTYPE, b""),
        ("disk.py", tarfile.CHRTYPE, b""),
        ("a.py", tarfile.REGTYPE, GOOD),
    )
    paths, warnings = taken("hw.tar.gz", data)
    assert paths == ["a.py"]
    assert "link.py: a link" in warnings
    assert "pipe.py: a device" in warnings


def test_an_archive_that_unpacks_to_too_much_is_cut_off() -> None:
    zeros = bytes(80 * 1024 * 1024)
    paths, warnings = taken("hw.zip", zipped({"big.dat": zeros, "a.py": GOOD}))
    assert paths == ["a.py"]
    assert "big.dat: more than 64 MiB" in warnings


def test_an_archive_of_very_many_entries_is_cut_off() -> None:
    paths, warnings = taken("hw.zip", zipped({f"f{n}.txt": b"" for n in range(2_100)}))
    assert len(paths) <= 400
    assert "2000 entries" in warnings


def test_an_archive_in_an_archive_is_unpacked_once() -> None:
    inner = zipped({"a.py": GOOD})
    assert taken("hw.zip", zipped({"inner.zip": inner}))[0] == ["a.py"]
    assert taken("hw.zip", zipped({"1.zip": zipped({"2.zip": inner})}))[0] == ["2.zip"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 nonsense", b"\x1f\x8b\x08 no gzip", zlib.compress(b"x"), b"\0" * 2048],
)
def test_a_broken_archive_is_said_to_be_so(data: bytes) -> None:
    paths, _ = taken("hw.zip", data)
    assert paths == []


@given(st.binary(max_size=400), st.sampled_from(["a.py", "a.ipynb", "a.zip", "a.tar", "a.npz"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_end_in_an_inventory(data: bytes, name: str) -> None:
    for archive in (False, True):
        frame, _ = take_inventory(message({name: data}, archive=archive))
        wire.encode(frame)


def test_a_damaged_archive_gives_up_what_precedes_the_damage() -> None:
    whole = zipped({"a.py": GOOD, "b.py": json.dumps(list(range(5_000))).encode()})
    middle = whole.find(b"b.py") + 40
    paths, warnings = taken("hw.zip", whole[:middle] + b"\xff\xff\xff\xff" + whole[middle + 4 :])
    assert paths == ["a.py"]
    assert "cannot be read on" in warnings
