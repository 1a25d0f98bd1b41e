"""Archives to files, in memory and under limits counted as the bytes come; runs confined."""

import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from grader.worker.loading import names

CHUNK = 64 * 1024
CEILING = 4 * names.MAX_BYTES
"""How much may be decompressed in all, what is left out included."""
DRIVE = 2
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    IndexError,
    MemoryError,
)
"""What zipfile, tarfile and the decompressors raise on broken or locked archives."""


@dataclass(slots=True)
class Unpacked:
    """What came out, in the archive's order, and what was left out and why."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    entries: int = 0
    size: int = 0
    spent: int = 0

    def note(self, sentence: str) -> None:
        """Keep a sentence for the student, up to a bound."""
        if len(self.notes) < names.MAX_NOTES:
            self.notes.append(sentence)

    @property
    def is_full(self) -> bool:
        """Whether no more entries or bytes may come."""
        return self.entries > names.MAX_ENTRIES or self.spent > CEILING


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of an archive: what it is, and how its bytes are opened."""

    name: str
    kind: str
    open: Callable[[], IO[bytes] | None]


def unpack(files: Sequence[tuple[str, bytes]], *, archive: bool) -> Unpacked:
    """Return the files of a submission, those of its archive instead of the archive.

    An archive that holds archives and no source has those unpacked too, one level deep.
    """
    found = Unpacked()
    if not archive:
        found.files.extend(files)
        return found
    for name, data in files:
        _unpack_one(found, name, data, "")
    if not any(names.is_source(path) for path, _ in found.files):
        _unpack_nested(found)
    return found


def _unpack_nested(found: Unpacked) -> None:
    inner = [(path, data) for path, data in found.files if names.is_archive(path)]
    found.files = [pair for pair in found.files if not names.is_archive(pair[0])]
    for path, data in inner:
        _unpack_one(found, path, data, path.partition(".")[0] + "/" if len(inner) > 1 else "")


def _unpack_one(found: Unpacked, name: str, data: bytes, prefix: str) -> None:
    """Add an archive's files; what cannot be read on ends it with a note."""
    try:
        for entry in _entries(data):
            found.entries += 1
            if found.is_full:
                most = f"{names.MAX_ENTRIES} entries or {CEILING // names.MIB} MiB"
                found.note(f"{name}: it unpacks to over {most}; the rest was left out")
                return
            _take(found, entry, prefix)
    except BROKEN as problem:
        found.note(f"{name}: the archive cannot be read on ({_reason(problem)}); hand it in again")


def _reason(problem: Exception) -> str:
    lines = str(problem).splitlines() or [type(problem).__name__]
    if len(lines) > 1:  # tarfile's account of every format it tried
        return "it is neither a .zip nor a .tar file"
    return lines[0][:120]


def _entries(data: bytes) -> Iterator[Entry]:
    """Yield the entries of a zip or tar file, whichever the bytes are."""
    if data[:2] == b"PK" or zipfile.is_zipfile(io.BytesIO(data)):
        yield from _zip_entries(data)
    else:
        yield from _tar_entries(data)


def _zip_entries(data: bytes) -> Iterator[Entry]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for info in opened.infolist():
            yield Entry(info.filename, _zip_kind(info), lambda info=info: opened.open(info))  # type: ignore[misc]


def _zip_kind(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if info.is_dir():
        return "folder"
    if info.flag_bits & 1:
        return "locked file"
    return "link" if stat.S_ISLNK(mode) else "file"


def _tar_entries(data: bytes) -> Iterator[Entry]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as opened:
        for info in opened:
            if info.offset_data + info.size > CEILING:
                raise tarfile.ReadError(f"it unpacks to more than {CEILING // names.MIB} MiB")
            yield Entry(info.name, _tar_kind(info), lambda info=info: opened.extractfile(info))  # type: ignore[misc]


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.isdir():
        return "folder"
    if info.isreg():
        return "file"
    return "link" if info.issym() or info.islnk() else "device"


def _take(found: Unpacked, entry: Entry, prefix: str) -> None:
    """Add one entry, or say why not."""
    if entry.kind == "folder":
        return
    path = entry.name.replace("\\", "/").encode("utf-8", "replace").decode()
    while path.startswith("./"):
        path = path[2:]
    if any(names.is_noise(part) for part in path.split("/") if part != ".."):
        return
    problem = _refusal(found, path, entry.kind)
    if problem:
        found.note(f"{path[:120]}: {problem}; it was left out")
        return
    path = prefix + path
    found.seen.add(path.casefold())
    data = _read(found, path, entry)
    if data is not None:
        found.files.append((path, data))


def _refusal(found: Unpacked, path: str, kind: str) -> str:
    """Return why an entry may not come in, or nothing."""
    parts = path.split("/")
    if kind != "file":
        return f"a {kind} inside an archive"
    if not path or path.startswith("/") or path[1:DRIVE] == ":" or ".." in parts or "" in parts:
        return "a name that leads out of the archive"
    if len(path) > 400 or len(parts) > names.MAX_DEPTH:
        return "a name that is too long"
    if path.casefold() in found.seen:
        return "a second entry of the same name"
    return ""


def _read(found: Unpacked, path: str, entry: Entry) -> bytes | None:
    """Read at most what a file may have; the bytes count, not what the header promises."""
    limit = min(names.size_limit(path), names.MAX_BYTES - found.size)
    pieces: list[bytes] = []
    size = 0
    opened: Any = entry.open()
    if opened is None:
        return None
    with opened:
        while size <= limit and (piece := opened.read(CHUNK)):
            pieces.append(piece)
            size += len(piece)
    found.spent += size
    if size > limit:
        found.note(f"{path}: more than {limit // names.MIB} MiB; it was left out")
        return None
    found.size += size
    return b"".join(pieces)
