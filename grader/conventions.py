"""Combinations of conventions: what is handed over and what is the right answer. Runs in the judge.

See ``ARCHITECTURE.md``, "Conventions and presentations".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from grader.kinds import Arguments, Convention, ReferenceFunction

MOST_COMBINATIONS = 512


@dataclass(frozen=True)
class Combination:
    """One convention per axis, in the order of the axes."""

    choices: tuple[Convention, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The conventions' names."""
        return tuple(choice.id for choice in self.choices)

    @cached_property
    def presentation(self) -> str:
        """The name of the way in which arguments are handed over."""
        return "+".join(choice.id for choice in self.choices if choice.present is not None)

    @cached_property
    def shared(self) -> Mapping[str, str]:
        """The choices that hold for a whole group, by axis."""
        return {choice.axis: choice.id for choice in self.choices if choice.shared}

    def present(self, arguments: Arguments) -> Arguments:
        """Return the arguments as the student's function is given them."""
        for choice in self.choices:
            if choice.present is not None:
                arguments = choice.present(arguments)
        return arguments

    def adapt(self, answer: Any, arguments: Arguments) -> Any:
        """Return a canonical answer in the form these conventions give it."""
        for choice in self.choices:
            if choice.adapt is not None:
                answer = choice.adapt(answer, arguments)
        return answer

    def right(self, function: ReferenceFunction, arguments: Arguments) -> Any:
        """Return the right answer under these conventions."""
        return self.adapt(self.base(function)(*arguments.values()), arguments)

    def base(self, function: ReferenceFunction) -> Any:
        """Return the right function under these conventions, on canonical arguments."""
        own = [choice.function for choice in self.choices if choice.function is not None]
        return own[-1] if own else function.right

    def differs(self) -> bool:
        """Whether some convention brings a right function of its own."""
        return any(choice.function is not None for choice in self.choices)


def axes(function: ReferenceFunction) -> dict[str, tuple[Convention, ...]]:
    """Return the conventions of a function by axis, the default of each axis first."""
    found: dict[str, tuple[Convention, ...]] = {}
    for convention in function.conventions:
        found[convention.axis] = (*found.get(convention.axis, ()), convention)
    return found


@lru_cache(maxsize=256)
def _product(conventions: tuple[tuple[Convention, ...], ...]) -> tuple[Combination, ...]:
    return tuple(map(Combination, product(*conventions)))[:MOST_COMBINATIONS]


def combinations(function: ReferenceFunction) -> tuple[Combination, ...]:
    """Return every combination of a function's conventions, the default first."""
    return _product(tuple(axes(function).values()))


def credit(
    combination: Combination, function: ReferenceFunction, accept: Mapping[str, float]
) -> float:
    """Return the fraction of the points a combination earns.

    Where the assignment lists a convention of an axis, the list decides for that axis; else the
    default and what the catalogue calls harmless earn everything.
    """
    by_axis = axes(function)
    shares = (_share(choice, by_axis[choice.axis], accept) for choice in combination.choices)
    return min(shares, default=1.0)


def unaccepted(
    combination: Combination, function: ReferenceFunction, accept: Mapping[str, float]
) -> tuple[Convention, ...]:
    """Return the conventions of a combination that cost points."""
    by_axis = axes(function)
    return tuple(c for c in combination.choices if _share(c, by_axis[c.axis], accept) < 1.0)


def _share(chosen: Convention, choices: Sequence[Convention], accept: Mapping[str, float]) -> float:
    if any(choice.id in accept for choice in choices):
        return accept.get(chosen.id, 0.0)
    return 1.0 if chosen.harmless or chosen.id == choices[0].id else 0.0


def deviations(combination: Combination, function: ReferenceFunction) -> tuple[str, ...]:
    """Return what a report says of a combination: its choices that are not the defaults."""
    defaults = {choices[0].id for choices in axes(function).values()}
    return tuple(name for name in combination.ids if name not in defaults)


def claims(combination: Combination, ids: Sequence[str]) -> tuple[str, ...]:
    """Return the one-line claims of some of a combination's conventions."""
    return tuple(choice.claim for choice in combination.choices if choice.id in ids)
