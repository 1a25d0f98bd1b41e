"""Labelled submissions for tests of assignments and plugins: built, and held against reports.

A case is a small YAML file: a patch on the assignment's solution (or starter), or literal files,
and what a report must say of it. Runs where tests run; cases are as trusted as the assignment.
"""

import ast
import gzip
import io
import json
import tarfile
import tokenize
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from grader.levels import Confinement
from grader.models.report import CheckReport, Report, Status

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of everything in an archive, so that the same case has the same digest every day."""


class Model(BaseModel):
    """A frozen record that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Expectation(Model):
    """The labels of a case: what its report must say; what is not named may be anything.

    Attributes:
        score: The total, or points by check.
        checks: Status by check.
        parts: Status by check and part.
        conventions: Convention ids a check must report.
        diagnoses: Id of a check's first diagnosis; empty: it must have none.
        warnings: Texts that must stand in some warning of the report or note of a binding.
        texts: Texts that must stand in what the student reads of a check.
        bindings: The name in the submission that an assignment's name was found under.
    """

    score: float | Mapping[str, float] | None = None
    checks: Mapping[str, Status] = Field(default_factory=dict)
    parts: Mapping[str, Mapping[str, Status]] = Field(default_factory=dict)
    conventions: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    diagnoses: Mapping[str, str] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    texts: Mapping[str, str] = Field(default_factory=dict)
    bindings: Mapping[str, str] = Field(default_factory=dict)


class Case(Model):
    """One labelled submission.

    Attributes:
        about: One line: what is handed in.
        origin: ``from`` in the file: what is patched; without it only ``files`` are handed in.
        name: The main file's name; empty: the name it has in the solution. A name that ends in
            ``.ipynb`` makes it a notebook.
        replace: Module-level definitions whose source is replaced.
        remove: Module-level definitions that are left out.
        rename: Names that are changed wherever they stand in the patched source.
        prepend: Text before the source; the first cell of a notebook.
        append: Text after the source; the last cell of a notebook.
        files: Further files by path, or all of them.
        form: ``as`` in the file: how it is handed in.
        confinement: The weakest wall behind which it may run and its labels hold.
        expect: What the report must say.
    """

    about: str
    origin: Literal["solution", "starter", "nothing"] = Field("nothing", alias="from")
    name: str = ""
    replace: Mapping[str, str] = Field(default_factory=dict)
    remove: tuple[str, ...] = ()
    rename: Mapping[str, str] = Field(default_factory=dict)
    prepend: str = ""
    append: str = ""
    files: Mapping[str, str] = Field(default_factory=dict)
    form: Literal["file", "folder", "notebook", "zip", "tar.gz"] = Field("file", alias="as")
    confinement: Confinement = Confinement.L1
    expect: Expectation


def read_case(path: Path) -> Case:
    """Read a case file.

    Raises:
        ValueError: The file is no case; the text says which key is wrong.
    """
    return Case.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


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


def broken_labels(case: Case, report: Report) -> tuple[str, ...]:
    """Return a sentence for every label that a report does not bear out; none when all hold."""
    return tuple(_broken(case.expect, report))


def excerpt(report: Report) -> str:
    """Return what a report says, check by check, for a test's failure message."""
    head = f"{report.status}: {report.score:g} of {report.max_score:g}"
    return "\n".join((head, *map(_line, report.checks), *report.warnings))


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

    Raises:
        ValueError: A definition to replace or remove is not at the module's level.
    """
    edits = {**dict.fromkeys(remove, ""), **(replace or {})}
    spans = _spans(ast.parse(source))
    for name in edits:
        if name not in spans:
            known = ", ".join(spans)
            raise ValueError(f"no definition of {name} to patch (there are {known})")
    lines = source.splitlines(keepends=True)
    for name in sorted(edits, key=lambda name: spans[name], reverse=True):
        first, last = spans[name]
        lines[first:last] = [edits[name]]
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


def _broken(expect: Expectation, report: Report) -> Iterator[str]:
    checks = {check.id: check for check in report.checks}
    if report.status != "graded":
        yield f"the report is {report.status}, not graded"
    yield from _unknown(expect, checks)
    yield from _broken_scores(expect, report, checks)
    for name, check in checks.items():
        yield from _broken_check(expect, name, check)
    yield from _broken_words(expect, report)


def _unknown(expect: Expectation, checks: Mapping[str, CheckReport]) -> Iterator[str]:
    scored = expect.score if isinstance(expect.score, Mapping) else {}
    by_check = (expect.checks, expect.parts, expect.conventions, expect.diagnoses, expect.texts)
    for name in dict.fromkeys(name for labels in (scored, *by_check) for name in labels):
        if name not in checks:
            yield f"{name} is not a check of the report"


def _broken_scores(
    expect: Expectation, report: Report, checks: Mapping[str, CheckReport]
) -> Iterator[str]:
    if expect.score is None:
        return
    if isinstance(expect.score, Mapping):
        known = {name: points for name, points in expect.score.items() if name in checks}
        wanted = {name: (points, checks[name].score) for name, points in known.items()}
    else:
        wanted = {"the total": (expect.score, report.score)}
    for name, (due, got) in wanted.items():
        if abs(due - got) > 1e-6:
            yield f"score: {name} is {got:g}, not {due:g}"


def _broken_check(expect: Expectation, name: str, check: CheckReport) -> Iterator[str]:
    if name in expect.checks and check.status != expect.checks[name]:
        yield f"checks: {name} is {check.status}, not {expect.checks[name]}"
    parts = {part.id: part.status.value for part in check.parts}
    for part, status in expect.parts.get(name, {}).items():
        if parts.get(part) != status:
            yield f"parts: {name}.{part} is {parts.get(part, 'not there')}, not {status}"
    for convention in expect.conventions.get(name, ()):
        if convention not in check.convention:
            found = ", ".join(check.convention) or "none"
            yield f"conventions: {name} has {found}, not {convention}"
    first = check.diagnoses[0].id if check.diagnoses else ""
    if name in expect.diagnoses and first != expect.diagnoses[name]:
        yield f"diagnoses: {name} has {first or 'none'}, not {expect.diagnoses[name] or 'none'}"
    if expect.texts.get(name, "") not in _read(check):
        yield f"texts: {name} does not say {expect.texts[name]!r}"


def _read(check: CheckReport) -> str:
    """Return what a student reads of a check: its sentence, then what each tensor is."""
    tensors = check.evidence.details.get("tensors", {})
    told = "; ".join(f"{name}: {text}" for name, text in dict(tensors).items())
    return f"{check.student_text}\n{told}"


def _broken_words(expect: Expectation, report: Report) -> Iterator[str]:
    said = (*report.warnings, *(binding.note for binding in report.bindings.values()))
    for text in expect.warnings:
        if not any(text in warning for warning in said):
            yield f"warnings: none says {text!r}"
    for name, found in expect.bindings.items():
        got = report.bindings[name].found if name in report.bindings else ""
        if found != got:
            yield f"bindings: {name} was found as {got or 'nothing'}, not {found or 'nothing'}"


def _line(check: CheckReport) -> str:
    """Describe one check in a line or two."""
    conventions = f" [{', '.join(check.convention)}]" if check.convention else ""
    named = "".join(f" <{d.id} {d.confidence}>" for d in check.diagnoses)
    parts = " ".join(f"{p.id}={p.status}" for p in check.parts)
    text = f"\n      {check.student_text}" if check.student_text else ""
    staff = f"\n      staff: {check.staff_text[:400]}" if check.staff_text else ""
    return (
        f"  {check.id}: {check.status} {check.score:g}/{check.max_score:g} "
        f"({parts}){conventions}{named}{text}{staff}"
    )
