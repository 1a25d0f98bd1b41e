"""Combinations of conventions: what is handed over and what is the right answer. Runs in the judge.

See ``ARCHITECTURE.md``, "Conventions and presentations".
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import islice, product
from types import MappingProxyType
from typing import Any

from grader.kinds import Arguments, Convention, ReferenceFunction

MOST_COMBINATIONS = 1024


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
    def rare(self) -> bool:
        """Whether one of its choices is looked for only where an assignment lists it."""
        return any(c.listed and (c.named or c.present or c.adapt) for c in self.choices)

    @cached_property
    def usual(self) -> tuple[str, ...]:
        """The names of its choices on the axes that need not be listed."""
        return tuple(choice.id for choice in self.choices if not choice.listed)

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

    def base(self, function: ReferenceFunction) -> Callable[..., Any]:
        """Return the right function under these conventions, on canonical arguments.

        One convention may bring the function; what any of them names is handed to it by name.
        """
        right = self._own.function if self._own is not None else function.right
        assert right is not None
        return partial(right, **self.named) if self.named else right

    def magnitude(self, function: ReferenceFunction) -> Callable[..., Any] | None:
        """Return Σ|terms| of the right function; what is named hardly changes it."""
        return function.magnitude if self._own is None else self._own.magnitude

    def equivalents(self, function: ReferenceFunction) -> Sequence[Callable[..., Any]]:
        """Return other formulas for the right function; none is known for what is named."""
        if self.named:
            return ()
        return function.equivalents if self._own is None else self._own.equivalents

    @cached_property
    def formula(self) -> tuple[Any, ...]:
        """What tells the right function from those of other combinations, before any form."""
        own = self._own.id if self._own is not None else ""
        return (own, *sorted(self.named.items()))

    @cached_property
    def _own(self) -> Convention | None:
        """The convention that brings a right function of its own."""
        return next((choice for choice in self.choices if choice.function is not None), None)

    @cached_property
    def named(self) -> Mapping[str, Any]:
        """What the conventions hand to the right function by name."""
        return {name: value for choice in self.choices for name, value in choice.named.items()}

    def possible(self) -> bool:
        """Whether every convention stands beside those it presupposes, and one right function."""
        together = all(set(choice.under) <= set(self.ids) for choice in self.choices)
        return together and sum(choice.function is not None for choice in self.choices) <= 1


def axes(function: ReferenceFunction) -> Mapping[str, tuple[Convention, ...]]:
    """Return the conventions of a function by axis, the default of each axis first."""
    return _by_axis(tuple(function.conventions))


@lru_cache(maxsize=256)
def _by_axis(conventions: tuple[Convention, ...]) -> Mapping[str, tuple[Convention, ...]]:
    found: dict[str, tuple[Convention, ...]] = {}
    for convention in conventions:
        found[convention.axis] = (*found.get(convention.axis, ()), convention)
    return found


@lru_cache(maxsize=256)
def _product(conventions: tuple[tuple[Convention, ...], ...]) -> tuple[Combination, ...]:
    found = filter(Combination.possible, map(Combination, product(*conventions)))
    return tuple(islice(found, MOST_COMBINATIONS))


def combinations(
    function: ReferenceFunction, accept: Collection[str] = ()
) -> tuple[Combination, ...]:
    """Return every possible combination of a function's conventions, the default first.

    What is looked for only where an assignment lists it is left out where ``accept`` does not.
    """
    offered = tuple(c for c in function.conventions if not c.listed or c.id in accept)
    return _product(tuple(_by_axis(offered).values()))


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


def asked_for(
    chosen: Convention, function: ReferenceFunction, accept: Mapping[str, float]
) -> Convention:
    """Return the choice on a convention's axis that earns most, the default before others."""
    choices = axes(function)[chosen.axis]
    return max(choices, key=lambda choice: _share(choice, choices, accept))


def _share(chosen: Convention, choices: Sequence[Convention], accept: Mapping[str, float]) -> float:
    if any(choice.id in accept for choice in choices):
        return accept.get(chosen.id, 0.0)
    return 1.0 if chosen.harmless or chosen.id == choices[0].id else 0.0


def deviations(
    combination: Combination,
    function: ReferenceFunction,
    accept: Mapping[str, float] = MappingProxyType({}),
) -> tuple[str, ...]:
    """Return what a report says of a combination: its choices that are not the usual ones.

    The usual choice is the default, unless the assignment takes it in part at most and another in
    full.
    """
    usual = {_usual(choices, accept).id for choices in axes(function).values()}
    return tuple(name for name in combination.ids if name not in usual)


def _usual(choices: Sequence[Convention], accept: Mapping[str, float]) -> Convention:
    full = (choice for choice in choices if _share(choice, choices, accept) >= 1.0)
    return next(full, choices[0])


def claims(combination: Combination, ids: Sequence[str]) -> tuple[str, ...]:
    """Return the one-line claims of some of a combination's conventions."""
    return tuple(choice.claim for choice in combination.choices if choice.id in ids)
