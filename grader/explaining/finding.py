"""Finds the page that an id names, whatever its case and underscores. Runs in the judge."""

from collections.abc import Iterable
from difflib import get_close_matches

from grader.errors import UsageError
from grader.explaining.conventions import convention
from grader.explaining.diagnoses import diagnosis, named
from grader.explaining.functions import function
from grader.explaining.misconceptions import misconception
from grader.explaining.page import Page
from grader.explaining.subjects import Subject, Subjects
from grader.reading.near_miss import LONGEST, fold

NEAR, CUTOFF = 3, 0.6
CONVENTION = "convention."
"""Reports call a convention so that is not taken in full."""
WHERE = "`grader explain` lists what there is, `grader explain --search WORD` looks through it"


def explained(subjects: Subjects, name: str) -> Page:
    """Return the page of a misconception, a function, a convention or another diagnosis.

    Raises:
        UsageError: Nothing is called so; the hint says what was probably meant.
    """
    sought = fold(name)
    mistake = _named(subjects.mistakes, sought)
    if mistake is not None:
        return misconception(subjects, subjects.mistakes[mistake])
    subject = _function(subjects, sought)
    if subject is not None:
        return function(subjects, subject)
    known = _named(subjects.conventions, sought.removeprefix(CONVENTION))
    if known is not None:
        return convention(known, subjects.conventions[known])
    seen = named(subjects.findings, sought)
    if seen is not None:
        return diagnosis(seen, subjects.findings[seen])
    raise UsageError(f"there is nothing called {name!r} to explain", hint=_hint(subjects, name))


def _named(names: Iterable[str], sought: str) -> str | None:
    return next((name for name in names if fold(name) == sought), None)


def _function(subjects: Subjects, sought: str) -> Subject | None:
    """Return the function of a name, else the first that students also call so."""
    named = _named(subjects.functions, sought)
    if named is not None:
        return subjects.functions[named]
    every = subjects.functions.values()
    return next((s for s in every if sought in map(fold, s.function.aliases)), None)


def _hint(subjects: Subjects, name: str) -> str:
    """Return what was probably meant: the nearest names, or mistakes that end alike."""
    names = {
        fold(each): each
        for each in (
            *subjects.conventions,
            *subjects.functions,
            *subjects.mistakes,
            *subjects.findings,
        )
    }
    sought = fold(name[:LONGEST])
    ends = [each for key, each in names.items() if key.endswith(f".{sought}")]
    near = [names[key] for key in get_close_matches(sought, names, n=NEAR, cutoff=CUTOFF)]
    meant = tuple(dict.fromkeys((*ends, *near)))[:NEAR]
    return f"did you mean {' or '.join(meant)}? {WHERE}" if meant else WHERE
