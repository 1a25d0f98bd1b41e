"""Where the arguments of a question are, once they have reached a submission. In the judge.

An interface says what a call is given; read the other way round, it says where a canonical argument
can be found when the call is made: among the call's own arguments, among those of a call before it,
in the object, in the constructor's arguments. Accessors are those of ``graft_runtime``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.models.interface import Arguments, place

Accessor = list[Any]


@dataclass
class Words:
    """What is known by which word, and what must hold of a call.

    Attributes:
        known: Where a word's value is.
        once: Words of which the call gets the first of a series, as in ``X[0]``.
        flat: Words of which the call gets all examples of a series, one after the other.
        guards: Accessors and the values they must have; else it is no call of a question.
    """

    known: dict[str, Accessor] = field(default_factory=dict)
    once: dict[str, Accessor] = field(default_factory=dict)
    flat: dict[str, Accessor] = field(default_factory=dict)
    guards: list[tuple[Accessor, Any]] = field(default_factory=list)

    def read(self, written: Arguments, parameters: Sequence[str], start: Accessor) -> None:
        """Learn from what a call is given; earlier words stay what they are."""
        for name, expression in _given(written, parameters):
            self._expression(expression, [*start, name], guarded=start[0] == "own")

    def _expression(self, written: Any, accessor: Accessor, *, guarded: bool) -> None:
        if isinstance(written, str):
            self._word(written, accessor)
        elif isinstance(written, list):
            for number, each in enumerate(written):
                self._expression(each, [*accessor, ["item", number]], guarded=guarded)
        elif isinstance(written, Mapping):
            self._form(written, accessor, guarded=guarded)
        elif guarded and isinstance(written, (int, float)) and not isinstance(written, bool):
            self.guards.append((accessor, written))

    def _form(self, written: Mapping[str, Any], accessor: Accessor, *, guarded: bool) -> None:
        if "optional" in written:
            self._expression(written["optional"], accessor, guarded=False)
        elif "rows" in written:
            self.flat.setdefault(written["rows"], accessor)
        elif "dict" in written:
            for key, each in written["dict"].items():
                self._expression(each, [*accessor, ["item", key]], guarded=guarded)
        elif "value" in written and guarded:
            self.guards.append((accessor, written["value"]))

    def _word(self, written: str, accessor: Accessor) -> None:
        root, *way = place(written)
        if not way:
            self.known.setdefault(root, accessor)
        elif way == [["item", 0]]:
            self.once.setdefault(root, accessor)

    def at(self, written: str) -> Accessor | None:
        """Return where a place of the interface is, as far as its first word is known."""
        root, *way = place(written)
        if root == "self":
            return ["own", "self", *way]
        return [*self.known[root], *way] if root in self.known else None


def _given(written: Arguments, parameters: Sequence[str]) -> list[tuple[str, Any]]:
    """Return which parameter gets which expression, as the student's side chooses it."""
    if isinstance(written, Mapping):
        free = [name for name in parameters if name not in written]
        needed = [(n, e) for n, e in written.items() if n in parameters or not _optional(e)]
        return [
            (n if n in parameters else free.pop(0), e) for n, e in needed if n in parameters or free
        ]
    return list(zip(parameters, written, strict=False))


def _optional(expression: Any) -> bool:
    return isinstance(expression, Mapping) and "optional" in expression
