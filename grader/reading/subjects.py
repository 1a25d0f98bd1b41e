"""Finds the function a check is about: by name, by alias, or by architecture. Runs in the judge."""

from collections.abc import Mapping
from typing import Any

from grader.kinds import ReferenceFunction
from grader.reading.catalogue import Catalogue, Names

GRADIENTS = "backprop"
"""The function of a network that a check is about unless it says otherwise."""

WEIGHING = ("training", "sweep", "artifact")
"""Kinds whose architecture says how weights are read: they are about no one function."""
FORWARD = "network_forward"
"""The function of a network that such a kind needs."""


class Subjects:
    """The functions of a catalogue as checks ask for them; a network is made once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.names = Names(catalogue.functions)
        self._networks = catalogue.networks
        self._made: dict[tuple[str, str], ReferenceFunction | str] = {}

    def of(self, check: Mapping[str, Any]) -> ReferenceFunction | None:
        """Return the function a check is about; ``None`` where there is none, or none is known."""
        if check.get("kind") in WEIGHING:
            return None
        if self.is_network(check):
            found = self._network(_architecture(check), _function(check))
            return None if isinstance(found, str) else found
        name = check.get("function")
        return self.names.find(name) if isinstance(name, str) and name else None

    def is_network(self, check: Mapping[str, Any]) -> bool:
        """Say whether a check is about a network."""
        return bool(_architecture(check))

    def trouble(self, check: Mapping[str, Any]) -> str:
        """Return what is wrong with a check's architecture; empty when nothing is.

        What names facts, such as ``{activation}``, or leaves layers free, ``-*-``, is for its kind
        to fill in and to judge.
        """
        weighing = check.get("kind") in WEIGHING
        if not self.is_network(check) or (weighing and set("{*") & set(_architecture(check))):
            return ""
        name = FORWARD if weighing else _function(check)
        found = self._network(_architecture(check), name)
        return found if isinstance(found, str) else ""

    def _network(self, architecture: str, name: str) -> ReferenceFunction | str:
        key = (architecture, name)
        if key not in self._made:
            try:
                self._made[key] = self._networks(architecture, name)
            except ValueError as problem:
                self._made[key] = str(problem) or "no such network is known"
        return self._made[key]


def _function(check: Mapping[str, Any]) -> str:
    found = check.get("function")
    return found if isinstance(found, str) and found else GRADIENTS


def _architecture(check: Mapping[str, Any]) -> str:
    params = check.get("params")
    found = params.get("architecture") if isinstance(params, Mapping) else None
    return found if isinstance(found, str) else ""
