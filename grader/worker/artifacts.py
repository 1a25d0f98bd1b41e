"""Files that are handed in as results, decoded before any student code runs. Runs confined.

In a child of its own, which never runs a line of a submission: the frame that goes back is ours.
Every reader is bounded in what it takes and in what it gives, and says in words why it refused.
"""

import fnmatch
from collections.abc import Callable, Sequence
from typing import Any

from grader.worker.loading.unpacking import unpack
from grader.worker.reading.arrays import OBJECTS, read_npy, read_npz
from grader.worker.reading.bounds import MAX_BYTES, Frame, UnreadableFileError
from grader.worker.reading.pictures import read_jpeg, read_png
from grader.worker.reading.tables import read_json, read_table

CANDIDATES = 4
LISTED = 100
NAME = 200
PICKLED = ("pkl", "pickle", "pt", "pth", "ckpt", "h5", "hdf5", "mat")

ARRAYS: dict[str, Callable[[bytes], dict[str, Any]]] = {
    "npz": read_npz,
    "npy": read_npy,
    "csv": read_table,
    "tsv": read_table,
    "txt": read_table,
    "dat": read_table,
    "json": read_json,
}
PICTURES: dict[str, Callable[[bytes], Frame]] = {
    "png": read_png,
    "jpg": read_jpeg,
    "jpeg": read_jpeg,
}


def read(message: Frame) -> Frame:
    """Return the frame of the files that a message asks for, each decoded or refused."""
    unpacked = unpack([(p, d) for p, d in message["files"]], archive=message["archive"])
    files = dict(unpacked.files)
    found = [_decoded(path, files[path]) for path in matching(list(files), message["patterns"])]
    left = MAX_BYTES
    for each in found:
        size = sum(array.nbytes for array in each.get("arrays", {}).values())
        if size > left:
            each.pop("arrays")
            each["trouble"] = "not looked at: the files before it hold too much"
        else:
            left -= size
    listed = [name[:NAME] for name in sorted(files)[:LISTED]]
    return {"kind": "artifacts", "listed": listed, "found": found}


def matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Return the paths that patterns mean, in their order, shallow ones first; at most a few.

    A pattern with a folder in it is held against the end of the path, any other against the last
    name; case does not count.
    """
    found: dict[str, None] = {}
    for pattern in patterns:
        wanted = pattern.casefold()
        depth = wanted.count("/") + 1
        for name in sorted(names, key=lambda each: (each.count("/"), each)):
            tail = "/".join(name.casefold().split("/")[-depth:])
            if fnmatch.fnmatchcase(tail, wanted):
                found.setdefault(name)
    return list(found)[:CANDIDATES]


def _reader(form: str, data: bytes) -> Callable[[bytes], dict[str, Any]]:
    """Return what reads a file: numpy's own by their first bytes, whatever the name says."""
    if form in ("npz", "npy") and data[:6] == b"\x93NUMPY":
        return read_npy
    return read_npz if form == "npy" and data[:2] == b"PK" else ARRAYS[form]


def _decoded(path: str, data: bytes) -> Frame:
    form = path.rpartition(".")[2].lower()
    told: Frame = {"path": path[:NAME], "size": len(data)}
    if not data:
        return {**told, "trouble": "it is empty"}
    try:
        if form in PICTURES:
            return {**told, "picture": PICTURES[form](data)}
        if form in ARRAYS:
            return {**told, "arrays": _reader(form, data)(data)}
    except UnreadableFileError as problem:
        return {**told, "trouble": str(problem)}
    except MemoryError:
        return {**told, "trouble": "it takes more memory than is allowed"}
    if form in PICKLED:
        return {**told, "trouble": OBJECTS}
    known = ", ".join(f".{each}" for each in (*ARRAYS, *PICTURES))
    return {**told, "trouble": f"files of this kind are not read; those that are: {known}"}
