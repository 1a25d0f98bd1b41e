"""Writes what a case hands in: a patched source, a notebook, an archive. Runs where tests run."""

import ast
import gzip
import io
import json
import tarfile
import textwrap
import tokenize
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from grader.testing.cases import Case

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of everything in an archive, so that the same case has the same digest every day."""


def build_submission(case: Case, *, assignment: Path, folder: Path) -> Path:
    """Write what a case hands in below ``folder`` and return the path to grade.

    Args:
        case: The labelled submission.
        assignment: The assignment's folder, with ``solution`` and ``starter``.
        folder: An empty folder.

    Raises:
        ValueError: The case patches a definition that is not there.
    """
    files = {**_origin(case, assignment), **{n: _bytes(held) for n, held in case.files.items()}}
    if case.form == "zip":
        return _zipped(files, folder / "handin.zip")
    if case.form == "tar.gz":
        return _tarred(files, folder / "handin.tar.gz")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder if case.form == "folder" or len(files) > 1 else folder / next(iter(files))


def _origin(case: Case, assignment: Path) -> dict[str, bytes]:
    """Return the files of the origin: one Python file, or a whole project of files."""
    if case.origin == "nothing":
        return {}
    paths = sorted((assignment / case.origin).glob("*.py"))
    if not paths:
        raise ValueError(f"{assignment / case.origin}: there is no Python file to patch")
    if len(paths) > 1:
        return _project(case, assignment / case.origin)
    return _single(case, paths[0].name, paths[0].read_text(encoding="utf-8"))


def _bytes(held: str | bytes) -> bytes:
    return held.encode() if isinstance(held, str) else held


def _single(case: Case, name: str, source: str) -> dict[str, bytes]:
    """Return the one Python file, patched and named as the case says."""
    text = patched(source, replace=case.replace, remove=case.remove, rename=case.rename)
    path = PurePosixPath(case.name or name)
    if case.form == "notebook":
        path = path.with_suffix(".ipynb")
    if path.suffix == ".ipynb":
        return {str(path): _notebook(text, before=case.prepend, after=case.append).encode()}
    return {str(path): f"{case.prepend}{text}{case.append}".encode()}


def _project(case: Case, origin: Path) -> dict[str, bytes]:
    """Return every file of a project: definitions patched where they stand, files moved."""
    if case.prepend or case.append or case.name:
        raise ValueError("prepend, append and name are for an origin of one file; say `move`")
    contents = {path.name: path.read_bytes() for path in sorted(origin.iterdir()) if path.is_file()}
    sources = {name: content.decode() for name, content in contents.items() if name[-3:] == ".py"}
    patches = _by_file(case, sources)
    for name, source in sources.items():
        replaced, removed = patches[name]
        text = patched(source, replace=replaced, remove=removed, rename=case.rename)
        contents[name] = text.encode()
    for name in case.without:
        del contents[name]
    return dict(_moved(case.move.get(name, name), data) for name, data in contents.items())


def _moved(name: str, content: bytes) -> tuple[str, bytes]:
    """Return a file under its new name; one that ends in ``.ipynb`` becomes a notebook."""
    return name, _notebook(content.decode()).encode() if name.endswith(".ipynb") else content


Patches = tuple[dict[str, str], list[str]]


def _by_file(case: Case, sources: Mapping[str, str]) -> dict[str, Patches]:
    """Return what is replaced and removed in each file; a definition stands in one of them.

    Raises:
        ValueError: It stands in none, or in several.
    """
    defined = {name: defined_in(source) for name, source in sources.items()}
    found: dict[str, Patches] = {name: ({}, []) for name in sources}
    for definition in (*case.replace, *case.remove):
        owners = [name for name, known in defined.items() if definition in known]
        if len(owners) != 1:
            raise ValueError(f"{definition} is defined in {', '.join(owners) or 'no file'}")
        replaced, removed = found[owners[0]]
        if definition in case.replace:
            replaced[definition] = case.replace[definition]
        else:
            removed.append(definition)
    return found


def defined_in(source: str) -> dict[str, tuple[int, int]]:
    """Return the lines of every definition at module level and of every method."""
    tree = ast.parse(source)
    return {**_spans(tree), **_methods(tree)}


def patched(
    source: str,
    *,
    replace: Mapping[str, str] | None = None,
    remove: Iterable[str] = (),
    rename: Mapping[str, str] | None = None,
) -> str:
    """Return a module's source with definitions replaced, left out and renamed.

    A definition stands at the module's level, or is a method as in ``Network.forward``.

    Raises:
        ValueError: A definition to replace or remove is neither.
    """
    edits = {**dict.fromkeys(remove, ""), **(replace or {})}
    spans = defined_in(source)
    for name in edits:
        if name not in spans:
            known = ", ".join(spans)
            raise ValueError(f"no definition of {name} to patch (there are {known})")
    lines = source.splitlines(keepends=True)
    for name in sorted(edits, key=lambda name: spans[name], reverse=True):
        first, last = spans[name]
        margin = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
        lines[first:last] = [textwrap.indent(edits[name], margin)]
    text = "".join(lines)
    return _renamed(text, rename) if rename else text


def _spans(tree: ast.Module) -> dict[str, tuple[int, int]]:
    """Return the lines of every definition at module level; the last one of a name counts."""
    spans = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            spans[node.name] = (first - 1, node.end_lineno or node.lineno)
    return spans


def _methods(tree: ast.Module) -> dict[str, tuple[int, int]]:
    """Return the lines of every method, by the name of its class and its own."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {
        f"{node.name}.{name}": lines
        for node in classes
        for name, lines in _spans(ast.Module(node.body, type_ignores=[])).items()
    }


def _renamed(source: str, rename: Mapping[str, str]) -> str:
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for token in reversed(tokens):
        if token.type == tokenize.NAME and token.string in rename:
            (row, start), (_, end) = token.start, token.end
            line = lines[row - 1]
            lines[row - 1] = f"{line[:start]}{rename[token.string]}{line[end:]}"
    return "".join(lines)


def _notebook(source: str, *, before: str = "", after: str = "") -> str:
    """Return a notebook with a cell per definition, as students split their work."""
    texts = [before, *_chunks(source), after]
    cells = [_cell(number, text) for number, text in enumerate(filter(str.strip, texts), start=1)]
    about = {"cell_type": "markdown", "metadata": {}, "source": ["# Assignment\n"]}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": [about, *cells]}
    return json.dumps(content, indent=1)


def _cell(number: int, text: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": number,
        "metadata": {},
        "outputs": [],
        "source": text.strip("\n").splitlines(keepends=True),
    }


def _chunks(source: str) -> Iterator[str]:
    """Split a module before every definition; decorators and comments above stay with it."""
    lines = source.splitlines(keepends=True)
    starts = [first for first, _ in _spans(ast.parse(source)).values()]
    for first, last in zip([0, *starts], [*starts, len(lines)], strict=True):
        yield "".join(lines[first:last])


def _zipped(files: Mapping[str, bytes], path: Path) -> Path:
    """Write a zip with a folder inside, and the litter that a desktop adds."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"handin/{name}", EPOCH), content)
        archive.writestr(
            zipfile.ZipInfo("__MACOSX/handin/._starter.py", EPOCH), b"\x00\x05\x16\x07"
        )
    return path


def _tarred(files: Mapping[str, bytes], path: Path) -> Path:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"handin/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    path.write_bytes(gzip.compress(plain.getvalue(), mtime=0))
    return path
