"""What can be explained: everything that plugins registered, found by id. Runs in the judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.kinds import (
    Case,
    Convention,
    HasFindings,
    HasMathematics,
    Mathematics,
    Misconception,
    ReferenceFunction,
)
from grader.plugin_manager import Registry

SEED = 2024


@dataclass(frozen=True)
class Subject:
    """A function that can be explained, and the network it belongs to.

    Attributes:
        function: The catalogue's entry.
        architecture: Of the network it was made for; empty where it needs none.
    """

    function: ReferenceFunction
    architecture: str = ""

    @cached_property
    def small(self) -> tuple[Case, ...]:
        """Inputs of increasing size; the same ones each time."""
        return tuple(self.function.small(np.random.default_rng(SEED)))

    @cached_property
    def large(self) -> tuple[Case, ...]:
        """Inputs as they are scored, the smallest first; the same ones each time."""
        return tuple(sorted(self.function.draw(np.random.default_rng(SEED)), key=_size))

    @property
    def mathematics(self) -> Mathematics | None:
        """Its derivation, where its plugin wrote one down."""
        return self.function.mathematics if isinstance(self.function, HasMathematics) else None


@dataclass(frozen=True)
class Mistake:
    """A misconception, the function it is shown on, and the others in which it occurs."""

    entry: Misconception
    subject: Subject
    others: tuple[str, ...]


class Subjects:
    """Every function, misconception and convention of a registry, by id."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @cached_property
    def every(self) -> tuple[Subject, ...]:
        """Every function, those of networks last; one name may stand for several networks."""
        named = self._registry.manager.hook.grader_name_networks()
        networks = (pair for pairs in named for pair in pairs)
        return (
            *(Subject(function) for function in self._registry.functions.values()),
            *(Subject(self._registry.network(a, name), a) for a, name in networks),
        )

    @cached_property
    def functions(self) -> Mapping[str, Subject]:
        """The first function of each name."""
        return _first((each.function.name, each) for each in self.every)

    @cached_property
    def mistakes(self) -> Mapping[str, Mistake]:
        """Every misconception, with the first function that has it."""
        places: dict[str, list[tuple[Misconception, Subject]]] = {}
        for subject in self.every:
            for entry in subject.function.misconceptions:
                places.setdefault(entry.id, []).append((entry, subject))
        return {name: _mistake(found) for name, found in places.items()}

    @cached_property
    def conventions(self) -> Mapping[str, tuple[tuple[Convention, Subject], ...]]:
        """Every convention's id with the functions that have it, each function once."""
        found: dict[str, list[tuple[Convention, Subject]]] = {}
        for subject in self.functions.values():
            for convention in subject.function.conventions:
                found.setdefault(convention.id, []).append((convention, subject))
        return {name: tuple(pairs) for name, pairs in found.items()}

    @cached_property
    def findings(self) -> Mapping[str, Sequence[str]]:
        """What diagnosers find without the catalogue, by id: what it is, then where to look."""
        every = self._registry.diagnosers.values()
        told = [each.findings for each in every if isinstance(each, HasFindings)]
        return {name: lines for findings in told for name, lines in findings.items()}

    def beside(self, subject: Subject, name: str) -> ReferenceFunction:
        """Return another function: of the same network where there is one, else by its name.

        Raises:
            KeyError: No function is called so.
        """
        if subject.architecture and name not in self._registry.functions:
            return self._registry.network(subject.architecture, name)
        return self._registry.functions[name]


def _size(case: Case) -> int:
    return sum(int(np.size(value)) for value in case.arguments.values())


def _first(pairs: Iterator[tuple[str, Subject]]) -> Mapping[str, Subject]:
    found: dict[str, Subject] = {}
    for name, subject in pairs:
        found.setdefault(name, subject)
    return found


def _mistake(found: list[tuple[Misconception, Subject]]) -> Mistake:
    entry, subject = found[0]
    names = dict.fromkeys(other.function.name for _, other in found)
    others = tuple(name for name in names if name != subject.function.name)
    return Mistake(entry, subject, others)
