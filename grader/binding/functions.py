"""From an assignment's names to what was found: alias, folding, near miss. Runs in the judge.

Only names of the sealed inventory enter; a parameter order that differs is told by the names of
the parameters, and a guess is always said aloud.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from grader.binding.near_names import fold, nearest
from grader.binding.precedence import Precedence
from grader.examination.inventory import FoundFunction, Inventory
from grader.kinds import ReferenceFunction
from grader.models import report
from grader.models.interface import Interface

OF_AN_OBJECT = ("method", "property")
"""Kinds of functions that are looked up in an object of their class."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How one name of the assignment was found, or that it was not.

    ``how`` is ``exact``, ``alias``, ``folded``, ``near``, ``interface``, ``empty`` (found without a
    body) or ``missing``. ``defined`` says where what an interface names is defined, ``respelt``
    what the submission calls its methods.
    """

    name: str
    how: str
    function: FoundFunction | None = None
    order: tuple[int, ...] | None = None
    note: str = ""
    defined: Mapping[str, Any] | None = None
    interface: Interface | None = None
    respelt: Mapping[str, str] = field(default_factory=dict)

    @property
    def callable(self) -> bool:
        """Whether questions can be put to it."""
        return self.function is not None and self.how != "empty"

    def on_the_wire(self) -> Mapping[str, Any]:
        """Return what the student's side needs in order to call it."""
        assert self.function is not None
        if self.defined is not None:
            path = list(self.function.path)
            respelt = dict(self.respelt)
            return {"how": "steps", "path": path, "defined": self.defined, "respelt": respelt}
        how = "method" if self.function.kind in OF_AN_OBJECT else "function"
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
    """A name the assignment asks for, with the other names that mean the same.

    ``others`` are folded names of other known functions, which no guess may take for this one.
    """

    name: str
    aliases: tuple[str, ...]
    function: ReferenceFunction
    others: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Every accepted name, the assignment's own first."""
        return (self.name, *self.aliases)


def bind(
    wanted: Sequence[Wanted], inventory: Inventory, *, named: Iterable[str] = ()
) -> dict[str, Bound]:
    """Find every wanted name; a function is given to one name only.

    A body under another accepted name goes before an empty one: the hand-out is often left beside.
    ``named`` are names a file of the assignment is expected to have, for where several define it.
    """
    bound: dict[str, Bound] = {}
    taken: set[tuple[str, tuple[str, ...]]] = set()
    files = Precedence(inventory, frozenset(fold(n) for want in wanted for n in want.names), named)
    for search, among in _SEARCHES:
        for want in wanted:
            if want.name in bound:
                continue
            free = [f for f in inventory.functions if (f.module, f.path) not in taken]
            found = search(want, [f for f in free if _standing(f) == among])
            if found:
                best = files.first(found)
                taken.add((best.module, best.path))
                how = search.__name__.lstrip("_")
                bound[want.name] = _bound(want, best, files.remark(best), how)
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
    fitting = {f.name: f for f in free if _takes(f, count)}
    for name in want.names:
        found = nearest(name, fitting, others=want.others)
        if found is not None:
            return [fitting[found]]
    return []


BODY, EMPTY = "body", "empty"
VALUE, MAYBE = "value", "maybe"
"""Kinds of what an assignment gave a name: made of functions, and what may be one."""


def _standing(function: FoundFunction) -> str:
    """Say what is known of a function: its body, that it has none, or only what it was given."""
    if function.empty:
        return EMPTY
    return function.kind if function.kind in (VALUE, MAYBE) else BODY


_SEARCHES = (
    *((search, among) for search in (_exact, _alias) for among in (BODY, VALUE)),
    (_exact, MAYBE),
    *((_folded, among) for among in (BODY, VALUE)),
    *((search, MAYBE) for search in (_alias, _folded)),
    *((search, EMPTY) for search in (_exact, _alias, _folded)),
    *((_near, among) for among in (BODY, EMPTY)),
)
"""In which order names are looked for, and among what: a value may turn out to be no function."""


def _takes(function: FoundFunction, count: int) -> bool:
    """Say whether a function can be called with so many arguments."""
    positional = [p for p in function.parameters if p.kind == "positional"]
    needed = sum(not p.default for p in positional)
    spread = any(p.kind == "args" for p in function.parameters)
    return needed <= count and (spread or count <= len(positional))


def _bound(want: Wanted, function: FoundFunction, remark: str, how: str) -> Bound:
    notes = []
    if how == "near":
        notes.append(f"no {want.name} was found; {function.name} was taken for it")
    if remark:
        notes.append(remark)
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
