"""Runs the lines by which a student finds out: on right code and on wrong. Runs in the judge.

Only code of the catalogue and of named plugins is run here, never a student's.
"""

import inspect
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import numpy as np

from grader.conventions.combinations import Combination
from grader.explaining.example import stopped, tried
from grader.explaining.sentences import listed
from grader.explaining.subjects import Subject, Subjects
from grader.kinds import Misconception, Trial

LONGEST = 1200
HEAD = "import numpy as np\n\n"


@dataclass(frozen=True)
class Outcome:
    """A trial with what it prints.

    Attributes:
        names: The functions that it takes.
        code: The lines to paste.
        expect: What a right function prints, in words.
        right: What a right function prints.
        wrong: What the wrong one prints; empty where none was tried.
    """

    names: tuple[str, ...]
    code: str
    expect: str
    right: str
    wrong: str = ""

    @property
    def asked(self) -> str:
        """The sentence before the lines."""
        return f"Run this with your own {listed([f'`{name}`' for name in self.names])}:"

    @property
    def tells(self) -> bool:
        """Whether wrong code shows."""
        return self.right != self.wrong


def pasted(trial: Trial) -> str:
    """Return the lines of a trial as a student pastes them."""
    lines = inspect.getsource(trial.code).splitlines()
    start = next(n for n, line in enumerate(lines) if line.endswith(":")) + 1
    kept = [line.partition("  # noqa")[0] for line in lines[start:]]
    body = dedent("\n".join(kept)).strip("\n")
    said = inspect.getdoc(trial.code) or ""
    return HEAD + body.replace(f'"""{said}"""', f"# {said}", 1)


def outcomes(
    subjects: Subjects, subject: Subject, chosen: Combination, entry: Misconception | None = None
) -> tuple[Outcome, ...]:
    """Return the trials that fit these conventions; with wrong code, those that show it."""
    found = [
        _outcome(subjects, subject, chosen, trial, entry)
        for trial in (subject.mathematics.trials if subject.mathematics else ())
        if set(trial.under) <= set(chosen.ids)
    ]
    return tuple(each for each in found if entry is None or each.tells)


def _outcome(
    subjects: Subjects,
    subject: Subject,
    chosen: Combination,
    trial: Trial,
    entry: Misconception | None,
) -> Outcome:
    right = _answering(subject, chosen)
    names = tuple(inspect.signature(trial.code).parameters)
    others = {n: subjects.beside(subject, n).right for n in names if n != subject.function.name}

    def printed(function: Callable[..., Any]) -> str:
        given = {n: function if n == subject.function.name else others[n] for n in names}
        return _printed(lambda: trial.code(**given))

    told = "" if entry is None else printed(_answering(subject, chosen, entry))
    return Outcome(names, pasted(trial), trial.expect, printed(right), told)


def _answering(
    subject: Subject, chosen: Combination, entry: Misconception | None = None
) -> Callable[..., Any]:
    """Return a function under these conventions, right or wrong, on canonical arguments."""
    function = subject.function
    base = chosen.base(function) if entry is None else entry.function

    def call(*given: Any) -> Any:
        names = (parameter.name for parameter in function.parameters)
        return chosen.adapt(base(*given), dict(zip(names, given, strict=False)))

    return call


def _printed(run: Callable[[], None]) -> str:
    """Return what is printed, and the error it ends in."""
    said = io.StringIO()
    with redirect_stdout(said), np.printoptions(precision=4, suppress=True, linewidth=76):
        ended = tried(run)
    lines = said.getvalue().rstrip("\n")
    if isinstance(ended, Exception):
        lines = f"{lines}\n{stopped(ended)}".strip("\n")
    return lines if len(lines) <= LONGEST else f"{lines[:LONGEST]} …"
