"""Which files a child needs to read: the standard library and single packages. Fork server."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from grader.worker import interpreter

DEVICES: Final = ("/dev/null", "/dev/urandom")

# fmt: off
SHARED_LIBRARIES: Final = (
    "atlas", "blas", "bz2", "c", "cblas", "crypt", "crypto", "dl", "expat", "f77blas", "ffi",
    "flexiblas", "gcc_s", "gfortran", "gomp", "iconv", "intl", "lapack", "lzma", "m", "mpdec",
    "mvec", "ncursesw", "nsl", "openblas", "pthread", "quadmath", "readline", "resolv", "rt",
    "sqlite3", "ssl", "stdc++", "tinfo", "tinfow", "tirpc", "util", "uuid", "z", "zstd",
)
# fmt: on
"""What extension modules of the standard library and numpy link to, if they are loaded late."""

_STEMS: Final = frozenset(f"lib{name}" for name in SHARED_LIBRARIES)


def standard_entries(folders: Iterable[str]) -> list[str]:
    """Return what lies in the standard library's folders, one by one, without third parties'.

    A rule for the folder itself would open ``site-packages`` inside it.
    """
    entries = []
    for folder in folders:
        with os.scandir(folder) as found:
            entries += [entry.path for entry in found if not entry.name.endswith("-packages")]
    return entries


def third_party_folders(folders: Iterable[str]) -> list[str]:
    """Return the folders for third parties' packages inside the standard library's."""
    return [
        entry.path
        for folder in folders
        for entry in os.scandir(folder)
        if entry.name.endswith("-packages") and entry.is_dir()
    ]


def shared_libraries() -> list[str]:
    """Return the system's shared libraries a late import may have to load."""
    found: set[str] = set()
    for folder in _library_folders():
        with os.scandir(folder) as entries:
            found |= {entry.path for entry in entries if _stem(entry.name) in _STEMS}
    return sorted(found)


def own_code() -> list[str]:
    """Return the folder of the student's side of this package, which holds no answers."""
    return [str(Path(interpreter.__file__).parent)]


def _stem(name: str) -> str:
    stem, mark, _ = name.partition(".so")
    return stem if mark else ""


def _library_folders() -> set[str]:
    """Return the folders the dynamic linker looks in, and the one Python's own library is in."""
    bases = [Path(base) for base in ("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib")]
    triplet = f"{os.uname().machine}-linux-gnu"
    folders = [*bases, *(base / triplet for base in bases), Path(sys.base_prefix) / "lib"]
    return {str(folder) for folder in folders if folder.is_dir()}
