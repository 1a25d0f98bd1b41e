"""Labelled submissions as small YAML files. Runs where tests run.

A case is a patch on the assignment's solution (or starter), or literal files, and what a report
must say of it. Cases are as trusted as the assignment.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from grader.levels import Confinement
from grader.models.frozen import Model
from grader.models.report import Status


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

    An origin of one Python file is handed in as that file alone; one of several is a project, of
    which every file is handed in, and a definition is patched in the file where it stands.

    Attributes:
        about: One line: what is handed in.
        origin: ``from`` in the file: what is patched; without it only ``files`` are handed in.
        name: The main file's name; empty: the name it has in the solution. A name that ends in
            ``.ipynb`` makes it a notebook.
        replace: Module-level definitions, or methods as ``Class.method``, that are replaced.
        remove: Definitions that are left out.
        rename: Names that are changed wherever they stand in the patched source.
        prepend: Text before the source; the first cell of a notebook.
        append: Text after the source; the last cell of a notebook.
        files: Further files by path, or all of them; bytes are written as YAML's ``!!binary``.
        move: Of an origin of several files, other paths for some, such as ``src/model.py``; a file
            whose new name ends in ``.ipynb`` is handed in as a notebook.
        without: Of an origin of several files, those that are left out.
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
    files: Mapping[str, str | bytes] = Field(default_factory=dict)
    move: Mapping[str, str] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    form: Literal["file", "folder", "notebook", "zip", "tar.gz"] = Field("file", alias="as")
    confinement: Confinement = Confinement.L1
    expect: Expectation


def read_case(path: Path) -> Case:
    """Read a case file.

    Raises:
        ValueError: The file is no case; the text says which key is wrong.
    """
    return Case.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
