"""From an assignment's interface to the steps a child carries out. Runs in the judge.

A call of the interface stands for a function of the catalogue: its arguments go where the
submission wants them, and its answer is read from where the submission leaves it. Whatever compares
functions then compares classes too, and no check knows the difference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from grader.examination.inventory import FoundFunction
from grader.models.interface import LAYER, MADE, Arguments, Call, Interface, place

Step = Mapping[str, Any]
Words = frozenset[str]

CLASS = "class"
RETURNED = "returned"
KEPT = ("parameters", "gradients")
"""What an expression may name where a framework keeps the parameters of a network."""
INHERITED = frozenset(
    (
        *("compile", "eval", "evaluate", "fit", "parameters", "predict", "predict_on_batch"),
        *("requires_grad_", "train", "train_on_batch", "zero_grad"),
    )
)
"""Methods that a framework's classes give their descendants: a submission need not define them."""
FORWARD = MappingProxyType({"torch": "forward", "keras": "call"})
"""The method by which a network of a framework is known, whatever its class is called."""
UNNAMED = "parameter "
"""What a parameter begins with that the submission may keep under any name."""


class Compiler:
    """Writes the steps of one interface for given arguments and facts."""

    def __init__(self, interface: Interface, *, words: Sequence[str], layers: int = 0) -> None:
        self._interface = interface
        self._layers = layers
        kept = (name for call in interface.calls.values() for name in call.keeps)
        adapted = (*KEPT, *libraries_of(interface)) if interface.adapter else ()
        self._words: Words = frozenset((*words, *interface.facts, *kept, *adapted))

    def steps(
        self,
        name: str,
        *,
        parameters: Sequence[str] = (),
        fresh: bool = True,
        items: Mapping[str, int] = MappingProxyType({}),
    ) -> tuple[Step, ...]:
        """Return the steps of a call: make the object, put parameters into it, call, read.

        ``parameters`` are the arguments that are the network's parameters, in order. An object that
        was made before and kept is not made again where ``fresh`` is false. ``items`` counts those
        of arguments that are series.

        Raises:
            ValueError: An expression names what is not known; the sentence says which.
        """
        own = self._interface.of(name)
        if own is not None and own is not self._interface:
            other = Compiler(own, words=sorted(self._words), layers=self._layers)
            return other.steps(name, parameters=parameters, fresh=fresh, items=items)
        found: list[Step] = [*self._making(name)] if fresh else []
        found += self._setting(parameters, name)
        return (*self._adapting(), *found, *self._repeated(name, items))

    def _repeated(self, name: str, items: Mapping[str, int]) -> Iterator[Step]:
        """Give the steps of a call and of those before it, once for each item of its series."""
        series = self._interface.calls[name].each
        calls = self._interface.calls
        ordered = in_order(self._interface, name)
        for earlier in [each for each in ordered if calls[each].once and each != name]:
            yield from self._calling(calls[earlier], last=False)
        for each in series:
            whole = {"place": self._known([each], each)}
            yield {"do": "set", "place": [f"every {each}"], "to": whole}
        for number in range(min((items.get(each, 1) for each in series), default=1)):
            for each in series:
                item = {"place": [f"every {each}", ["item", number]]}
                yield {"do": "set", "place": [each], "to": item}
            for each in ordered:
                if each == name or not calls[each].once:
                    yield from self._calling(calls[each], last=each == name)

    def own(self, name: str) -> tuple[Step, ...]:
        """Return the steps of a call alone: those that ``steps`` ends with."""
        interface = self._interface.of(name) or self._interface
        other = Compiler(interface, words=sorted(self._words), layers=self._layers)
        return tuple(other._calling(interface.calls[name], last=True))

    def making(self) -> tuple[Step, ...]:
        """Return the steps that make the object and call nothing; none where there is no class."""
        return (*self._adapting(), *self._making())

    def reading(self) -> tuple[Step, ...]:
        """Return the steps that give every parameter of a kept object."""
        if self._unnamed:
            hold = {"do": "hold", "widths": ["widths"]}
            given = {"do": "give", "value": {"place": ["parameters"]}, "as": "result"}
            return (*self._adapting(), hold, _read("parameters"), given)
        places = [self._expression(each) for each in self._expanded(self._interface.parameters)]
        return ({"do": "give", "value": {"list": places}, "as": "result"},)

    @property
    def _unnamed(self) -> bool:
        """Whether a framework finds the parameters: they are not said to be anywhere."""
        return bool(self._interface.adapter) and not self._interface.parameters

    def _adapting(self) -> tuple[Step, ...]:
        """Return the step that names the framework the others are for; none for numpy."""
        adapter = self._interface.adapter
        return ({"do": "adapt", "adapter": adapter},) if adapter else ()

    def _making(self, name: str = "") -> Iterator[Step]:
        needed = needs_object(self._interface, name) if name else bool(self._interface.class_)
        if needed:
            arguments = self._arguments(self._interface.construct_)
            yield {"do": "make", "class": CLASS, **arguments, "as": MADE}

    def _setting(self, parameters: Sequence[str], name: str) -> Iterator[Step]:
        if self._unnamed and parameters and needs_object(self._interface, name):
            yield {"do": "put", "names": list(parameters)}
            return
        places = self._expanded(self._interface.parameters)
        for parameter, where in zip(parameters, places, strict=False):
            yield {"do": "set", "place": place(where), "to": {"place": [parameter]}}

    def _calling(self, call: Call, *, last: bool) -> Iterator[Step]:
        if call.call:
            yield {
                "do": "call",
                **_called(call.call),
                **self._arguments(call.with_),
                "as": RETURNED,
            }
        named = set(_texts([call.gives, call.keeps])) if self._interface.adapter else set()
        yield from (_read(what) for what in KEPT if what in named)
        for name, written in call.keeps.items():
            yield {"do": "set", "place": [name], "to": self._result(written)}
        if last:
            gives = RETURNED if call.gives is None else call.gives
            yield {"do": "give", "value": self._result(gives), "as": "result"}

    def _result(self, gives: Any) -> Any:
        return self._expression(self._expanded(gives) if isinstance(gives, list) else gives)

    def _arguments(self, given: Arguments) -> dict[str, Any]:
        listed = given if isinstance(given, list) else []
        named = given if isinstance(given, dict) else {}
        return {
            "arguments": [self._argument(each) for each in listed],
            "named": {key: self._argument(each) for key, each in named.items()},
        }

    def _argument(self, written: Any) -> Any:
        if isinstance(written, Mapping) and set(written) == {"optional"}:
            return {"optional": self._expression(written["optional"])}
        return self._expression(written)

    def _expression(self, written: Any) -> Any:
        if isinstance(written, str):
            return {"place": self._known(place(written), written)}
        if isinstance(written, list):
            return {"list": [self._expression(each) for each in written]}
        if isinstance(written, Mapping):
            return self._special(written)
        return {"constant": written}

    def _special(self, written: Mapping[str, Any]) -> Any:
        if set(written) == {"value"}:
            return {"constant": written["value"]}
        if set(written) == {"rows"} and isinstance(written["rows"], str):
            return {"rows": self._known(place(written["rows"]), written["rows"])}
        if set(written) == {"either"} and isinstance(written["either"], list):
            return {"either": [self._result(each) for each in written["either"]]}
        if set(written) <= {"call", "with"} and "call" in written:
            named = self._arguments(written.get("with", {}))["named"]
            return {"partial": place(str(written["call"])), "named": named}
        if set(written) == {"dict"} and isinstance(written["dict"], Mapping):
            return {"dict": {k: self._expression(each) for k, each in written["dict"].items()}}
        raise ValueError(
            "an expression is a name, a number, a list, {value: …}, {dict: {…}}, {either: […]},"
            " {rows: …} or {call: …, with: {…}}; an argument may be {optional: …}"
        )

    def _known(self, found: list[Any], written: str) -> list[Any]:
        if found[0] not in self._words | {MADE, RETURNED}:
            known = ", ".join(sorted(self._words))
            raise ValueError(
                f"{written!r} names nothing that is known here ({known}, self, returned);"
                f" for the word itself write {{value: {written}}}"
            )
        return found

    def _expanded(self, written: Sequence[Any]) -> list[Any]:
        return expanded(written, self._layers)


def libraries_of(interface: Interface) -> tuple[str, ...]:
    """Return the libraries an adapter needs; an expression may begin with their names."""
    if interface.adapter == "keras":
        return ("torch", "keras")  # in this order: keras works on torch
    return tuple(filter(None, (interface.adapter,)))


def _read(what: str) -> Step:
    return {"do": "read", "what": what}


def expanded(written: Sequence[Any], layers: int) -> list[Any]:
    """Write the places of one layer for every layer, in the order of the layers."""
    if not any(isinstance(each, str) and any(m in each for m in LAYER) for each in written):
        return list(written)
    return [
        each.replace("{l}", str(number + 1)).replace("{i}", str(number))
        for number in range(layers)
        for each in written
    ]


def _called(written: str) -> dict[str, Any]:
    found = place(written)
    return {"function": found[0]} if len(found) == 1 else {"place": found}


def in_order(interface: Interface, name: str) -> list[str]:
    """Return the calls that come before a call, then the call itself; each once.

    Raises:
        ValueError: A call comes after itself.
    """
    found: dict[str, None] = {}

    def add(one: str, above: tuple[str, ...]) -> None:
        if one in above:
            raise ValueError(f"calls.{name}: {one} comes after itself")
        for earlier in interface.calls[one].after:
            add(earlier, (*above, one))
        found.setdefault(one)

    add(name, ())
    return list(found)


def needs_object(interface: Interface, name: str) -> bool:
    """Say whether a call works on an object of the class, or is one of functions alone."""
    calls = [interface.calls[each] for each in in_order(interface, name)]
    written = [
        each for call in calls for each in _texts([call.call, call.with_, call.gives, call.keeps])
    ]
    return bool(interface.class_) and any(_is_of_object(each) for each in written)


def _texts(written: Any) -> Iterator[str]:
    """Give every text of nested expressions."""
    if isinstance(written, str):
        yield written
    elif isinstance(written, (list, Mapping)):
        for each in written.values() if isinstance(written, Mapping) else written:
            yield from _texts(each)


def _is_of_object(written: str) -> bool:
    return written == MADE or written.startswith((f"{MADE}.", f"{MADE}["))


def functions_of(interface: Interface, name: str = "") -> tuple[str, ...]:
    """Return the functions beside methods of the class that one call needs, or that all do."""
    needed = in_order(interface, name) if name else interface.calls
    names = (interface.calls[each].call for each in needed)
    return tuple(dict.fromkeys(name for name in names if name and len(place(name)) == 1))


def methods_of(interface: Interface) -> tuple[str, ...]:
    """Return the names of the class's methods that calls name, without a framework's own."""
    inherited = INHERITED if interface.adapter else frozenset()
    names = (FORWARD.get(interface.adapter, ""), *(c.method for c in interface.calls.values()))
    return tuple(dict.fromkeys(name for name in names if name and name not in inherited))


def own_words(
    interface: Interface, name: str, presented: Sequence[str], method: FoundFunction | None
) -> dict[str, str]:
    """Return what the arguments of a call are in the submission: its parameters, or its places.

    What the call does not hand over is a parameter of the network, and is where the object keeps
    it.
    """
    given = _handed_over(interface.calls[name].with_, presented, method)
    for each in in_order(interface, name):
        other = interface.calls[each].with_
        given = {**_within(other, presented), **_handed_over(other, presented, None), **given}
    kept = [each for each in presented if each not in given]
    places = expanded(interface.parameters, max(len(kept) // 2, 1))
    if interface.adapter and not interface.parameters and interface.class_:
        places = [f"{UNNAMED}{each}" for each in kept]
    return {each: each for each in presented} | given | dict(zip(kept, places, strict=False))


def _handed_over(
    written: Arguments, presented: Sequence[str], method: FoundFunction | None
) -> dict[str, str]:
    """Return the arguments that a call hands over, by the names of the method's parameters."""
    if isinstance(written, Mapping):
        return {each: key for key, each in written.items() if _among(each, presented)}
    known = [p.name for p in method.parameters if p.kind == "positional"] if method else []
    names = dict(enumerate(known))
    return {
        each: names.get(number) or each
        for number, each in enumerate(written)
        if _among(each, presented)
    }


def _within(written: Arguments, presented: Sequence[str]) -> dict[str, str]:
    """Return the arguments that are handed over within others, such as ``[X[0], T[0]]``."""
    texts = written.values() if isinstance(written, Mapping) else written
    roots = {re.split(r"[.\[]", text, maxsplit=1)[0] for text in _texts(list(texts))}
    return {each: each for each in presented if each in roots}


def _among(written: Any, presented: Sequence[str]) -> bool:
    return isinstance(written, str) and written in presented
