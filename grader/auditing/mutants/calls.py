"""What a graft knows of one call: where arguments are, where its answer goes. In the judge."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.auditing.mutants.ground import Ground, ImpossibleError, Site
from grader.auditing.mutants.words import Accessor, Words
from grader.binding.functions import Bound
from grader.binding.interfaces import CLASS, expanded, in_order
from grader.models.assignment import CheckSpec
from grader.models.interface import Call, Interface, place

MADE = "__init__"


class Plain:
    """A function that is called as it is."""

    def __init__(self, ground: Ground, spec: CheckSpec, bound: Bound) -> None:
        assert bound.function is not None
        self._ground = ground
        self._spec = spec
        self._order = bound.order
        self.site = Site(bound.function.file, bound.function.path)
        self.watched: Mapping[str, Site] = {}
        if len(self.site.path) > 1:
            raise ImpossibleError("it is a method that no interface describes")

    def plan(self) -> dict[str, Any]:
        own = self._ground.parameters(self.site)
        names = [p.name for p in self._ground.function(self._spec).parameters]
        order = self._order or tuple(range(len(names)))
        if len(own) < len(names):
            raise ImpossibleError("it takes its arguments in another way")
        found = {names[i]: ["own", own[n]] for n, i in enumerate(order)}
        return {**_empty(), **self._ground.translated(self._spec), "found": found}


class Described:
    """A method, or a function, that an interface describes."""

    def __init__(self, ground: Ground, spec: CheckSpec, bound: Bound, interface: Interface) -> None:
        self._ground = ground
        self._spec = spec
        self._bound = bound
        self._interface = interface
        self._name = ground.name(spec)
        self._call = interface.calls[self._name]
        self._words = Words()
        self.site = self._site(self._call)
        self.watched: dict[str, Site] = {}

    def plan(self) -> dict[str, Any]:
        self._read()
        turned = self._ground.translated(self._spec)
        tensors = [n for n in turned["names"] if n in self._ground.function(self._spec).tensors]
        state = self._state(tensors)
        found = {name: self._source(name, state) for name in turned["names"]}
        gives = self._gives(len(tensors) // 2)
        return {
            **_empty(),
            **turned,
            "found": found,
            "key": self.site.key,
            "guards": [list(guard) for guard in (*self._words.guards, *self._told())],
            "series": bool(self._call.each),
            "each": {each: self._words.known.get(each) for each in self._call.each},
            "state": list(state.values()) if self._call.each else [],
            "gives": gives,
            "needs_original": gives is not None or len(self.site.path) > 1,
        }

    def _told(self) -> Iterator[tuple[Accessor, str]]:
        """Give what an object was told of its network: the wrong code is of this activation."""
        function, asked = self._ground.function(self._spec), self._ground.asked(self._spec)
        facts = function.facts(asked[0]) if function.facts is not None and asked else {}
        for name, value in facts.items():
            if isinstance(value, str) and name in self._words.known:
                yield self._words.known[name], value

    def _site(self, call: Call) -> Site:
        """Return the definition that a call calls."""
        defined = self._bound.defined or {}
        if call.method:
            if CLASS not in defined:
                raise ImpossibleError("its class was not found")
            owner = self._ground.site_of(defined[CLASS])
            method = self._bound.respelt.get(call.method, call.method)
            return Site(owner.file, (*owner.path, method))
        if call.call in defined:
            return self._ground.site_of(defined[call.call])
        raise ImpossibleError("what it is about is no call of one definition")

    def _read(self) -> None:
        """Learn where words are: in this call, in those before it, in the constructor's."""
        own = self._without_self(self.site)
        self._words.read(self._call.with_, own, ["own"])
        for name in reversed(in_order(self._interface, self._name)[:-1]):
            call = self._interface.calls[name]
            if call.call:
                self._watch(self._site(call), call.with_)
        if self._interface.class_ and CLASS in (self._bound.defined or {}):
            assert self._bound.defined is not None
            owner = self._ground.site_of(self._bound.defined[CLASS])
            made = Site(owner.file, (*owner.path, MADE))
            try:
                self._watch(made, self._interface.construct_)
            except ImpossibleError:
                return

    def _watch(self, site: Site, written: Any) -> None:
        if site == self.site:
            return
        self._words.read(written, self._without_self(site), ["seen", site.key])
        self.watched[site.key] = site

    def _without_self(self, site: Site) -> tuple[str, ...]:
        names = self._ground.parameters(site)
        return names[1:] if len(site.path) > 1 else names

    def _state(self, tensors: Sequence[str]) -> dict[str, Accessor]:
        """Return where the parameters are."""
        places = expanded(self._interface.parameters, len(tensors) // 2)
        held = [n for n in tensors if n not in self._words.known]
        if not self._call.each and not held:
            return {}
        wanted = tensors if len(places) == len(tensors) else held
        found = {n: self._words.at(p) for n, p in zip(wanted, places, strict=False)}
        return {n: accessor for n, accessor in found.items() if accessor is not None}

    def _source(self, name: str, state: Mapping[str, Accessor]) -> Accessor:
        if name in self._call.each:
            if name not in self._words.known:
                raise ImpossibleError(f"{name} is not handed to it")
            return ["series", name]
        if self._call.each and name in state:
            return ["start", list(state).index(name)]
        if name in self._words.known:
            return self._words.known[name]
        if name in self._words.once and "steps" in self._words.known:
            examples = self._words.known.get("examples")
            return ["repeat", self._words.once[name], self._words.known["steps"], examples]
        if name in self._words.flat and "examples" in self._words.known:
            return ["batches", self._words.flat[name], self._words.known["examples"]]
        if name in state:
            return state[name]
        return ["constant", self._constant(name)]

    def _constant(self, name: str) -> Any:
        """Return an argument that is the same in every question.

        Raises:
            ImpossibleError: It is not.
        """
        values = [given[name] for given in self._ground.asked(self._spec)]
        if any(np.ndim(value) for value in values) or len(set(values)) != 1:
            raise ImpossibleError(f"{name} is not handed to it, nor to what is called before")
        return values[0]

    def _gives(self, layers: int) -> list[list[Any]] | None:
        """Return the lists of places where the answer may go; ``None``: it is returned."""
        written = self._call.gives
        if written is None:
            return None
        options = written["either"] if isinstance(written, Mapping) else [written]
        return [each for option in options for each in self._places(option, layers)]

    def _places(self, option: Any, layers: int) -> Iterator[list[Any]]:
        texts = [option] if isinstance(option, str) else expanded(option, layers)
        if not all(isinstance(text, str) for text in texts):
            raise ImpossibleError("its answer is put together from several expressions")
        read = [place(text) for text in texts]
        roots = {each[0] for each in read} - {"self", "returned"}
        if not roots:
            yield read
        for start in self._kept(roots):
            yield [[*start, *way] for _, *way in read]

    def _kept(self, roots: set[str]) -> Iterator[list[Any]]:
        """Return what a word stands for that the call keeps a result under, or is given."""
        for root in sorted(roots)[:1]:
            kept = self._call.keeps.get(root, root)
            for each in kept["either"] if isinstance(kept, Mapping) else [kept]:
                start = place(each)
                if start[0] == "returned":
                    yield start
                elif start[0] in self._words.known and self._words.known[start[0]][0] == "own":
                    _, name, *way = self._words.known[start[0]]
                    yield [name, *way, *start[1:]]


def _empty() -> dict[str, Any]:
    return {
        "only_seen": False,
        "key": "",
        "guards": [],
        "series": False,
        "each": {},
        "state": [],
        "gives": None,
        "needs_original": False,
    }


def only_seen() -> dict[str, Any]:
    """Return the plan of a call whose arguments are wanted later, and nothing else of it."""
    return {"only_seen": True}
