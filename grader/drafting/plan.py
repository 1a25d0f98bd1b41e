"""The checks of a draft, from what was matched: names, groups, conventions, points, questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.conventions.combinations import Combination, axes, credit
from grader.drafting.candidates import Call, Form, Match
from grader.kinds import Convention, ReferenceFunction

FUNCTIONS = "functions"


@dataclass(frozen=True)
class Item:
    """One check that asks a definition of the solution.

    Attributes:
        id: The check's name.
        match: What it was taken for.
        function: The catalogue's function.
        group: Those of one group keep one convention.
        accept: Conventions that must be listed.
        used: Those in which the solution is, in words.
        plain: Whether it is asked without an interface.
        points: What it is worth.
        questions: What a person must decide about it.
    """

    id: str
    match: Match
    function: ReferenceFunction
    group: str = FUNCTIONS
    accept: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    plain: bool = False
    points: float = 0.0
    questions: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its check."""
        return self.match.candidate.kind

    @property
    def form(self) -> Form:
        """How what it asks is made."""
        return self.match.candidate.form

    @property
    def lines(self) -> int:
        """How many lines the solution takes for it."""
        return self.match.candidate.subject.lines


@dataclass(frozen=True)
class DryRun:
    """One example by given weights: the numbers, and the check whose function is asked."""

    id: str
    of: Item
    architecture: str
    inputs: Mapping[str, Any]
    points: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Everything that a draft asks.

    Attributes:
        items: Checks of functions and networks.
        dry_runs: Their dry runs.
        manners: Which properties are asked of which checks.
        manners_points: What they are worth.
        questions: What a person must decide about the whole.
    """

    items: tuple[Item, ...]
    dry_runs: tuple[DryRun, ...] = ()
    manners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    manners_points: float = 0.0
    questions: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All points together."""
        runs = sum(run.points for run in self.dry_runs)
        return sum(item.points for item in self.items) + runs + self.manners_points

    @property
    def all_questions(self) -> tuple[str, ...]:
        """Every question, those about checks first."""
        own = (f"{item.id}: {each}" for item in self.items for each in item.questions)
        made = (each for item in self.items if not item.plain for each in item.form.doubts)
        return (*own, *dict.fromkeys(made), *self.questions)


def item(id_: str, match: Match, function: ReferenceFunction) -> Item:
    """Return the check of a match: what must be listed is listed, and asked about."""
    used = [_convention(name, function) for name in match.conventions]
    listed = [each for each in used if each is not None and _must_be_listed(each, function)]
    return Item(
        id=id_,
        match=match,
        function=function,
        accept=tuple(name for each in listed for name in _beside(each, function)),
        used=tuple(f"{each.id} ({each.claim})" for each in used if each is not None),
        plain=match.candidate.plain,
        questions=(*map(_asked_of, listed), *_lost(match)),
    )


def grouped(items: Sequence[Item]) -> tuple[Item, ...]:
    """Put items whose shared conventions agree into one group, others into groups of their own.

    What is asked of one of a group need not be asked of the next.
    """
    chosen: dict[str, dict[str, str]] = {}
    asked: set[tuple[str, str]] = set()
    found = []
    for each in items:
        own = shared_choices(each)
        base = each.form.owner.lower() if each.form.owner else FUNCTIONS
        names = [base, *(f"{base}_{number}" for number in range(2, 20))]
        name = next(n for n in names if _agree(chosen.get(n, {}), own))
        chosen.setdefault(name, {}).update(own)
        new = tuple(q for q in each.questions if (name, q) not in asked)
        asked |= {(name, question) for question in each.questions}
        found.append(replace(each, group=name, questions=new))
    return tuple(found)


def shared_choices(item_: Item) -> dict[str, str]:
    """Return the choices of an item on the axes that a group shares."""
    choices = {}
    for axis, options in axes(item_.function).items():
        if options[0].shared:
            own = [c.id for c in options if c.id in item_.match.conventions]
            choices[axis] = own[0] if own else options[0].id
    return choices


def unique(wanted: str, taken: Iterable[str]) -> str:
    """Return a name for a check that none has yet."""
    known = set(taken)
    names = (wanted, *(f"{wanted}_{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in known)


def call_of(item_: Item) -> Call:
    """Return how an item is called."""
    return item_.match.candidate.call


def _agree(chosen: Mapping[str, str], own: Mapping[str, str]) -> bool:
    return all(chosen.get(axis, choice) == choice for axis, choice in own.items())


def _convention(name: str, function: ReferenceFunction) -> Convention | None:
    return next((each for each in function.conventions if each.id == name), None)


def _must_be_listed(convention: Convention, function: ReferenceFunction) -> bool:
    return convention.listed or credit(Combination((convention,)), function, {}) < 1.0


def _beside(convention: Convention, function: ReferenceFunction) -> list[str]:
    """Return a convention with the harmless ones of its axis: listed ones decide for all."""
    choices = axes(function)[convention.axis]
    return [c.id for c in choices if c.id == convention.id or c.harmless]


def _asked_of(convention: Convention) -> str:
    return f"the solution is in the convention {convention.id}; shall others earn full marks too?"


def _lost(match: Match) -> list[str]:
    return [
        f"the solution is not right in the part {part!r}, so it is not asked; mend it, or leave it?"
        for part in match.lost
    ]
