"""What no model can see: names that must exist, points that must add up, cycles.

Runs in the judge, on plain data in long form, so that one wrong type hides no other mistake.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from grader.kinds import HasComposition, ReferenceFunction
from grader.models.assignment import Limits
from grader.reading import model_mistakes, offers
from grader.reading.catalogue import Catalogue
from grader.reading.completion import SHARES
from grader.reading.expansion import CHECKS, LongForm
from grader.reading.mistakes import MistakeBook
from grader.reading.near_miss import suggestion
from grader.reading.places import Path
from grader.reading.sections import FUNCTION_KIND, PARTED, REFERRING, listed
from grader.reading.subjects import Subjects

ROUNDING = 1e-9
OF_THE_PROCESS = ("memory_mib", "scratch_mib")


def inspect(form: LongForm, catalogue: Catalogue, subjects: Subjects, book: MistakeBook) -> None:
    """Note every mistake of a long form that its models cannot see."""
    _Inspection(form, catalogue, subjects, book).run()


class _Inspection:
    """Looks at every check in turn, then at all of them together."""

    def __init__(
        self, form: LongForm, catalogue: Catalogue, subjects: Subjects, book: MistakeBook
    ) -> None:
        self.checks = form.checks
        self.whole = form.top.get("limits", {})
        self.attempted = form.attempted and bool(book.found)
        self.catalogue = catalogue
        self.subjects = subjects
        self.book = book
        self.ids = [check["id"] for check in form.checks if isinstance(check.get("id"), str)]

    def run(self) -> None:
        """Inspect everything."""
        for number, check in enumerate(self.checks):
            path: Path = (CHECKS, number)
            self._kind(check, path)
            self._function(check, path)
            self._parts(check, path)
            self._sum(check, path)
            self._needs(check, path)
            self._limits(check, path)
        self._duplicates()
        self._cycles()
        self._total()

    def _kind(self, check: Mapping[str, Any], path: Path) -> None:
        """Look up the kind, and hold the parameters against its model."""
        name = check.get("kind")
        if not isinstance(name, str):
            return
        kind = self.catalogue.kinds.get(name)
        if kind is None:
            hint = suggestion(name, self.catalogue.kinds, what="check kinds")
            self.book.at_value((*path, "kind"), f"unknown check kind {name!r}", hint)
            return
        params = check.get("params", {})
        if isinstance(params, Mapping):
            try:
                kind.params.model_validate(dict(params))
            except ValidationError as problem:
                base = (*path, "params")
                owner = str(check.get("id", name))
                model_mistakes.note(problem, kind.params, params, base, self.book, owner=owner)
            self._references(check, params, path)

    def _references(self, check: Mapping[str, Any], params: Mapping[str, Any], path: Path) -> None:
        """Look up the checks and the data set that parameters name."""
        others = [name for name in self.ids if name != check.get("id")]
        for key in REFERRING.get(str(check["kind"]), ()):
            for number, name in _named(params.get(key)):
                if isinstance(name, str) and name and name not in others:
                    place = (*path, "params", key, *number)
                    hint = suggestion(name, others, what="checks")
                    at = self.book.at_key if number == (name,) else self.book.at_value
                    at(place, f"{key}: unknown check {name!r}", hint)
        offers.inspect_params(params, (*path, "params"), self.catalogue, self.book)

    def _function(self, check: Mapping[str, Any], path: Path) -> None:
        """Look up the function, then the conventions and misconceptions named of it."""
        trouble = self.subjects.trouble(check)
        if trouble:
            self.book.at_value((*path, "params", "architecture"), f"architecture: {trouble}")
            return
        function = self.subjects.of(check)
        name = check.get("function")
        if function is not None:
            self._entries(check, path, function)
        elif isinstance(name, str) and name and not self._lacks_architecture(check):
            names = self.subjects.names
            hint = suggestion(name, names.functions, what="functions", also=names.aliases())
            place = (*path, "function")
            named = self.book.places.written(place) in self.book.places.marks
            if not named and not hint.startswith("did you mean"):
                hint = f"{hint}; under a name of its own, write `is: <function>`"
            at = self.book.at_value if named else self.book.at_key
            at(place, f"unknown function {name!r}", hint)

    def _lacks_architecture(self, check: Mapping[str, Any]) -> bool:
        """Say whether only the architecture is missing, which is told already."""
        return check.get("kind") != FUNCTION_KIND and check.get("function") == "backprop"

    def _entries(self, check: Mapping[str, Any], path: Path, function: ReferenceFunction) -> None:
        conventions = [each.id for each in function.conventions]
        misconceptions = [each.id for each in function.misconceptions]
        pairs = (("accept", "convention", conventions), ("credit", "misconception", misconceptions))
        for key, what, known in pairs:
            for name in _keys(check.get(key)):
                if name not in known:
                    hint = suggestion(name, known, what=f"{what}s", also=SHARES)
                    message = f"unknown {what} {name!r} of {check.get('id', function.name)}"
                    self.book.at_key((*path, key, name), message, hint)
        self._hopeless(check, path, function)
        composed = isinstance(function, HasComposition) and function.composition is not None
        if check.get("follow_through") and not composed:
            message = f"follow_through: {function.name} is not known as a composition of others"
            hint = "leave it out here; backprop, network_forward and network_loss of layers are"
            self.book.at_key((*path, "follow_through"), message, hint)

    def _hopeless(self, check: Mapping[str, Any], path: Path, function: ReferenceFunction) -> None:
        """Refuse an axis on which nothing earns anything."""
        accept = check.get("accept")
        if not isinstance(accept, Mapping):
            return
        for axis in dict.fromkeys(each.axis for each in function.conventions):
            named = [e.id for e in function.conventions if e.axis == axis and e.id in accept]
            if named and not any(accept[name] for name in named):
                message = f"accept: {named[0]} earns nothing, and so does any other {axis}"
                hint = f"list under `full` which {axis} is right"
                self.book.at_key((*path, "accept", named[0]), message, hint)

    def _parts(self, check: Mapping[str, Any], path: Path) -> None:
        """Look up the parts, where they are those of the function."""
        function = self.subjects.of(check)
        if function is None or check.get("kind") not in PARTED:
            return
        unknown = [name for name in _keys(check.get("parts")) if name not in function.parts]
        known = parts_of(function) if unknown else ()
        for name in unknown:
            if name not in known:
                message = f"unknown part {name!r} of {check.get('id', function.name)}"
                hint = suggestion(name, known, what="parts")
                self.book.at_key((*path, "parts", name), message, hint)

    def _sum(self, check: Mapping[str, Any], path: Path) -> None:
        parts, points = check.get("parts"), check.get("points")
        given = list(parts.values()) if isinstance(parts, Mapping) else []
        if not isinstance(parts, Mapping) or not given or not _are_numbers((points, *given)):
            return
        total = math.fsum(parts.values())
        if abs(total - float(points or 0)) > ROUNDING * max(1.0, total):
            message = f"the parts of {check.get('id')} sum to {total:g}, its points are {points:g}"
            hint = "make them agree, or leave out `points:`"
            self.book.at_key((*path, "parts"), message, hint)

    def _needs(self, check: Mapping[str, Any], path: Path) -> None:
        needs = check.get("needs", ())
        for number, name in enumerate(needs if isinstance(needs, (list, tuple)) else ()):
            if isinstance(name, str) and name not in self.ids:
                hint = suggestion(name, self.ids, what="checks")
                message = f"needs: unknown check {name!r}"
                self.book.at_value((*path, "needs", number), message, hint)

    def _limits(self, check: Mapping[str, Any], path: Path) -> None:
        """Refuse what one check cannot have for itself: its questions share one process."""
        own = check.get("limits", {})
        for key in OF_THE_PROCESS if isinstance(own, Mapping) else ():
            general = Limits.model_fields[key].default
            if isinstance(self.whole, Mapping):
                general = self.whole.get(key, general)
            if own.get(key, general) != general:
                message = f"limits: {key} holds for the submission's process, not for one check"
                hint = "write it under the assignment's own `limits:`"
                self.book.at_key((*path, "limits", key), message, hint)

    def _duplicates(self) -> None:
        seen: dict[str, int] = {}
        for number, check in enumerate(self.checks):
            name = check.get("id")
            if isinstance(name, str) and name in seen:
                first = self.book.places.key((CHECKS, seen[name])).line
                hint = f"the other begins on line {first}; give one of them another `id:`"
                self.book.at_key((CHECKS, number, "id"), f"two checks are called {name!r}", hint)
            elif isinstance(name, str):
                seen[name] = number

    def _cycles(self) -> None:
        """Follow `needs` from every check, and print each cycle once."""
        graph = {
            str(check["id"]): [n for n in listed(check.get("needs", [])) if n in self.ids]
            for check in self.checks
            if check.get("id") in self.ids
        }
        for cycle in _cycles(graph):
            number = next(i for i, c in enumerate(self.checks) if c.get("id") == cycle[0])
            way = " → ".join((*cycle, cycle[0]))
            hint = "take one of these out of its `needs:`"
            self.book.at_key((CHECKS, number, "needs"), f"needs runs in a circle: {way}", hint)

    def _total(self) -> None:
        points = [check.get("points", 0) for check in self.checks]
        if not self.checks and not self.attempted:
            hint = "add `functions:`, or a list of `checks:`"
            self.book.at_key((), "nothing is graded", hint)
        elif not self.book.found and _are_numbers(points) and sum(points) == 0:
            self.book.at_key((), "all checks together have 0 points", "give one of them points")


def _cycles(graph: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Return the cycles that depth-first search meets, each once, from its first check."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    done: set[str] = set()
    for start in graph:
        trail: list[str] = []
        pending: list[tuple[str, bool]] = [(start, False)]
        while pending:
            name, leaving = pending.pop()
            if leaving:
                trail.pop()
                done.add(name)
            elif name in trail:
                cycle = tuple(trail[trail.index(name) :])
                found.setdefault(frozenset(cycle), cycle)
            elif name not in done:
                trail.append(name)
                pending.append((name, True))
                pending.extend((need, False) for need in reversed(graph[name]))
    return list(found.values())


def parts_of(function: ReferenceFunction) -> tuple[str, ...]:
    """Return every part a function's inputs have; those without weight are asked on request."""
    drawn = function.draw(np.random.default_rng(0))
    return tuple(dict.fromkeys((*function.parts, *(case.part for case in drawn))))


def _named(value: Any) -> Iterable[tuple[Path, Any]]:
    """Return the names in a parameter: a mapping's keys, a list's items, or one text."""
    if isinstance(value, Mapping):
        return [((key,), key) for key in value]
    if isinstance(value, list):
        return [((number,), name) for number, name in enumerate(value)]
    return [((), value)]


def _keys(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Mapping) else ()


def _are_numbers(values: Iterable[Any]) -> bool:
    return all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
