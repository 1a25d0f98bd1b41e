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
    files = {**_patched_files(case, assignment), **case.files}
    if case.form == "zip":
        return _zipped(files, folder / "handin.zip")
    if case.form == "tar.gz":
        return _tarred(files, folder / "handin.tar.gz")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder if case.form == "folder" or len(files) > 1 else folder / next(iter(files))


def _patched_files(case: Case, assignment: Path) -> dict[str, str]:
    """Return the files of the origin, its one Python file patched and named as the case says."""
    if case.origin == "nothing":
        return {}
    paths = sorted((assignment / case.origin).glob("*.py"))
    if len(paths) != 1:
        where = assignment / case.origin
        raise ValueError(f"{where}: {len(paths)} Python files, and a case patches one")
    source = patched(
        paths[0].read_text(encoding="utf-8"),
        replace=case.replace,
        remove=case.remove,
        rename=case.rename,
    )
    name = PurePosixPath(case.name or paths[0].name)
    if case.form == "notebook":
        name = name.with_suffix(".ipynb")
    if name.suffix == ".ipynb":
        return {str(name): _notebook(case, source)}
    return {str(name): f"{case.prepend}{source}{case.append}"}


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
    tree = ast.parse(source)
    spans = {**_spans(tree), **_methods(tree)}
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


def _notebook(case: Case, source: str) -> str:
    """Return a notebook with a cell per definition, as students split their work."""
    texts = [case.prepend, *_chunks(source), case.append]
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


def _zipped(files: Mapping[str, str], path: Path) -> Path:
    """Write a zip with a folder inside, and the litter that a desktop adds."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"handin/{name}", EPOCH), text)
        archive.writestr(
            zipfile.ZipInfo("__MACOSX/handin/._starter.py", EPOCH), b"\x00\x05\x16\x07"
        )
    return path


def _tarred(files: Mapping[str, str], path: Path) -> Path:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, text in files.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"handin/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    path.write_bytes(gzip.compress(plain.getvalue(), mtime=0))
    return path
