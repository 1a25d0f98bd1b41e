"""From an assignment's names to what was found: alias, folding, near miss. Runs in the judge.

Only names of the sealed inventory enter; a parameter order that differs is told by the names of
the parameters, and a guess is always said aloud.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from grader.examination.inventory import FoundFunction, Inventory
from grader.kinds import ReferenceFunction
from grader.models import report

NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Bound:
    """How one name of the assignment was found, or that it was not.

    ``how`` is ``exact``, ``alias``, ``folded``, ``near``, ``empty`` (found without a body) or
    ``missing``.
    """

    name: str
    how: str
    function: FoundFunction | None = None
    order: tuple[int, ...] | None = None
    note: str = ""

    @property
    def callable(self) -> bool:
        """Whether questions can be put to it."""
        return self.function is not None and self.how != "empty"

    def on_the_wire(self) -> Mapping[str, Any]:
        """Return what the student's side needs in order to call it."""
        assert self.function is not None
        how = "method" if self.function.kind == "method" else "function"
        return {
            "module": self.function.module,
            "path": list(self.function.path),
            "how": how,
            "order": list(self.order) if self.order else None,
        }

    def reported(self, convention: tuple[str, ...] = ()) -> report.Binding:
        """Return the binding as a report tells it."""
        if self.function is None:
            return report.Binding(how=self.how, note=self.note)
        return report.Binding(
            found=".".join(self.function.path),
            file=self.function.file,
            line=self.function.line,
            how=self.how,
            convention=convention,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name the assignment asks for, with the other names that mean the same."""

    name: str
    aliases: tuple[str, ...]
    function: ReferenceFunction

    @property
    def names(self) -> tuple[str, ...]:
        """Every accepted name, the assignment's own first."""
        return (self.name, *self.aliases)


def fold(name: str) -> str:
    """Fold case and underscores away."""
    return name.lower().replace("_", "")


def bind(wanted: Sequence[Wanted], inventory: Inventory) -> dict[str, Bound]:
    """Find every wanted name; a function is given to one name only.

    A body under another accepted name goes before an empty one: the hand-out is often left beside.
    """
    bound: dict[str, Bound] = {}
    taken: set[tuple[str, tuple[str, ...]]] = set()
    for search, empty in _SEARCHES:
        for want in wanted:
            if want.name in bound:
                continue
            free = [f for f in inventory.functions if (f.module, f.path) not in taken]
            found = search(want, [f for f in free if f.empty is empty])
            if found:
                best = _preferred(found, inventory)
                taken.add((best.module, best.path))
                same = sum(f.name == best.name for f in free)
                bound[want.name] = _bound(want, best, same, search.__name__.lstrip("_"))
    return {want.name: bound.get(want.name) or _missing(want, inventory) for want in wanted}


def _exact(want: Wanted, free: Sequence[FoundFunction]) -> list[FoundFunction]:
    return [f for f in free if f.name == want.name]


def _alias(want: Wanted, free: Sequence[FoundFunction]) -> list[FoundFunction]:
    for alias in want.aliases:
        found = [f for f in free if f.name == alias]
        if found:
            return found
    return []


def _folded(want: Wanted, free: Sequence[FoundFunction]) -> list[FoundFunction]:
    for name in want.names:
        found = [f for f in free if fold(f.name) == fold(name)]
        if found:
            return found
    return []


def _near(want: Wanted, free: Sequence[FoundFunction]) -> list[FoundFunction]:
    """Return the nearest name whose number of parameters fits."""
    count = len(want.function.parameters)
    fitting = {fold(f.name): f for f in free if _takes(f, count)}
    for name in want.names:
        if len(name) >= 4:
            close = get_close_matches(fold(name), list(fitting), n=1, cutoff=NEAR)
            if close:
                return [fitting[close[0]]]
    return []


_SEARCHES = (
    *((search, empty) for empty in (False, True) for search in (_exact, _alias, _folded)),
    *((_near, empty) for empty in (False, True)),
)
"""In which order names are looked for, and whether among functions without a body."""


def _takes(function: FoundFunction, count: int) -> bool:
    positional = [p for p in function.parameters if p.kind == "positional"]
    needed = sum(not p.default for p in positional)
    spread = any(p.kind == "args" for p in function.parameters)
    return needed <= count and (spread or count <= len(positional))


def _preferred(found: Sequence[FoundFunction], inventory: Inventory) -> FoundFunction:
    """Prefer a body to none, a plain function to a method, and the file that holds most."""

    def rank(function: FoundFunction) -> tuple[bool, bool, int, str]:
        held = sum(f.module == function.module and not f.empty for f in inventory.functions)
        return (function.empty, len(function.path) > 1, -held, function.file)

    return min(found, key=rank)


def _bound(want: Wanted, function: FoundFunction, found: int, how: str) -> Bound:
    notes = []
    if how == "near":
        notes.append(f"no {want.name} was found; {function.name} was taken for it")
    if found > 1:
        notes.append(
            f"{function.name} is defined more than once; the one in {function.file} counts"
        )
    elif function.earlier:
        notes.append(
            f"{function.name} is defined {function.earlier + 1} times; the last one counts"
        )
    order = _order(want.function, function)
    if order is not None:
        names = ", ".join(p.name for p in function.parameters if p.kind == "positional")
        notes.append(f"{function.name} was given its arguments in your order ({names})")
    note = "; ".join(notes)
    if function.empty:
        return Bound(want.name, "empty", function, note=f"{function.name} has no body yet")
    return Bound(want.name, how, function, order, note)


def _missing(want: Wanted, inventory: Inventory) -> Bound:
    names = [f.name for f in inventory.functions]
    close = get_close_matches(want.name, names, n=1, cutoff=0.6)
    note = f"no function called {want.name} was found"
    if close:
        note += f"; is {close[0]} meant? Then call it {want.name}"
    return Bound(want.name, "missing", note=note)


def _order(reference: ReferenceFunction, function: FoundFunction) -> tuple[int, ...] | None:
    """Return the student's order as canonical positions, where names tell it beyond doubt."""
    given = [p.name for p in function.parameters if p.kind == "positional"]
    count = len(reference.parameters)
    if len(given) < count:
        return None
    positions = _completed(tuple(_role(name, reference) for name in given[:count]))
    if -1 in positions or len(set(positions)) != count or positions == tuple(range(count)):
        return None
    return positions


def _completed(positions: tuple[int, ...]) -> tuple[int, ...]:
    """Give the one parameter whose name says nothing the one role that is left over."""
    if positions.count(-1) != 1:
        return positions
    left = set(range(len(positions))) - set(positions)
    return tuple(left.pop() if p == -1 and len(left) == 1 else p for p in positions)


def _role(name: str, reference: ReferenceFunction) -> int:
    """Return which canonical parameter a name means, or -1.

    An exact name decides before a folded one: a course may write ``x`` and ``X`` for two things.
    """
    exact = [i for i, p in enumerate(reference.parameters) if name == p.name]
    if len(exact) == 1:
        return exact[0]
    folded = fold(name)
    found = [
        i
        for i, p in enumerate(reference.parameters)
        if folded == fold(p.name) or folded in p.aliases
    ]
    return found[0] if len(found) == 1 else -1
