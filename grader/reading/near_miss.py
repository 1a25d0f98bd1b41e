"""Finds the name that was probably meant, for every unknown one. Runs in the judge."""

from collections.abc import Iterable
from difflib import get_close_matches

CLOSE = 0.6
LISTED = 24
FEW = 10
LONGEST = 64


def fold(name: str) -> str:
    """Fold away case, underscores, hyphens and spaces."""
    return name.lower().translate({ord(sign): None for sign in "_- "})


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name nearest to one that is unknown; ``None`` where none is near."""
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(fold(candidate), candidate)
    found = get_close_matches(fold(name[:LONGEST]), folded, n=1, cutoff=CLOSE)
    return folded[found[0]] if found else None


def meant(name: str) -> str:
    """Return the question after a name that was probably meant."""
    return f"did you mean {name!r}?"


def suggestion(name: str, known: Iterable[str], *, what: str, also: Iterable[str] = ()) -> str:
    """Return ``did you mean 'extreme'? (parts: ordinary, extreme)``, as far as it can be said.

    Names given as ``also`` may be meant but are not listed; nor is a long list beside a near miss.
    """
    names = tuple(dict.fromkeys(known))
    if not names:
        return f"there are no {what}"
    near = closest(name, (*names, *also))
    listed = f"{what}: {listing(names)}"
    if near is None:
        return listed
    return meant(near) if len(names) > FEW else f"{meant(near)} ({listed})"


def listing(names: Iterable[str]) -> str:
    """Return names in one line, the first of them where there are many."""
    every = list(names)
    shown = ", ".join(every[:LISTED])
    return f"{shown} and {len(every) - LISTED} more" if len(every) > LISTED else shown
