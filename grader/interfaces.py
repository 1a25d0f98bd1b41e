"""From an assignment's interface to the steps a child carries out. Runs in the judge.

A call of the interface stands for a function of the catalogue: its arguments go where the
submission wants them, and its answer is read from where the submission leaves it. Whatever compares
functions then compares classes too, and no check knows the difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.models.interface import LAYER, Arguments, Call, Interface, place

Step = Mapping[str, Any]
Words = frozenset[str]

CLASS = "class"
MADE = "self"
RETURNED = "returned"


class Compiler:
    """Writes the steps of one interface for given arguments and facts."""

    def __init__(self, interface: Interface, *, words: Sequence[str], layers: int = 0) -> None:
        self._interface = interface
        self._layers = layers
        self._words: Words = frozenset((*words, *interface.facts))

    def steps(
        self, name: str, *, parameters: Sequence[str] = (), fresh: bool = True
    ) -> tuple[Step, ...]:
        """Return the steps of a call: make the object, put parameters into it, call, read.

        ``parameters`` are the arguments that are the network's parameters, in order. An object that
        was made before and kept is not made again where ``fresh`` is false.

        Raises:
            ValueError: An expression names what is not known; the sentence says which.
        """
        found: list[Step] = [*self._making()] if fresh else []
        found += self._setting(parameters)
        for each in self._in_order(name):
            found += self._calling(self._interface.calls[each], last=each == name)
        return tuple(found)

    def reading(self) -> tuple[Step, ...]:
        """Return the steps that give every parameter of a kept object."""
        places = [self._expression(each) for each in self._expanded(self._interface.parameters)]
        return ({"do": "give", "value": {"list": places}, "as": "result"},)

    def _making(self) -> Iterator[Step]:
        if self._interface.class_:
            arguments = self._arguments(self._interface.construct_)
            yield {"do": "make", "class": CLASS, **arguments, "as": MADE}

    def _setting(self, parameters: Sequence[str]) -> Iterator[Step]:
        places = self._expanded(self._interface.parameters)
        for name, where in zip(parameters, places, strict=False):
            yield {"do": "set", "place": place(where), "to": {"place": [name]}}

    def _in_order(self, name: str) -> list[str]:
        """Return the calls that come first, then this one; each once."""
        found: dict[str, None] = {}

        def add(one: str, above: tuple[str, ...]) -> None:
            if one in above:
                raise ValueError(f"calls.{name}: {one} comes after itself")
            for earlier in self._interface.calls[one].after:
                add(earlier, (*above, one))
            found.setdefault(one)

        add(name, ())
        return list(found)

    def _calling(self, call: Call, *, last: bool) -> Iterator[Step]:
        if call.call:
            yield {
                "do": "call",
                **_called(call.call),
                **self._arguments(call.with_),
                "as": RETURNED,
            }
        if last:
            yield {"do": "give", "value": self._result(call.gives), "as": "result"}

    def _result(self, gives: Any) -> Any:
        if gives is None:
            return {"place": [RETURNED]}
        return self._expression(self._expanded(gives) if isinstance(gives, list) else gives)

    def _arguments(self, given: Arguments) -> dict[str, Any]:
        listed = given if isinstance(given, list) else []
        named = given if isinstance(given, dict) else {}
        return {
            "arguments": [self._expression(each) for each in listed],
            "named": {key: self._expression(each) for key, each in named.items()},
        }

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
        if set(written) <= {"call", "with"} and "call" in written:
            named = self._arguments(written.get("with", {}))["named"]
            return {"partial": place(str(written["call"])), "named": named}
        if set(written) == {"dict"} and isinstance(written["dict"], Mapping):
            return {"dict": {k: self._expression(each) for k, each in written["dict"].items()}}
        raise ValueError(
            "an expression is a name, a number, a list, {value: …}, {dict: {…}}"
            " or {call: …, with: {…}}"
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
        """Write the places of one layer for every layer."""
        if not any(isinstance(each, str) and any(m in each for m in LAYER) for each in written):
            return list(written)
        return [
            each.replace("{l}", str(number + 1)).replace("{i}", str(number))
            for number in range(self._layers)
            for each in written
        ]


def _called(written: str) -> dict[str, Any]:
    found = place(written)
    return {"function": found[0]} if len(found) == 1 else {"place": found}


def functions_of(interface: Interface) -> tuple[str, ...]:
    """Return the names of the functions that calls name, beside methods of the class."""
    names = (call.call for call in interface.calls.values())
    return tuple(dict.fromkeys(name for name in names if name and len(place(name)) == 1))


def methods_of(interface: Interface) -> tuple[str, ...]:
    """Return the names of the class's methods that calls name."""
    places = [place(call.call) for call in interface.calls.values() if call.call]
    own = [found for found in places if found[0] == MADE and len(found) == 2]
    return tuple(dict.fromkeys(str(found[1][1]) for found in own))
