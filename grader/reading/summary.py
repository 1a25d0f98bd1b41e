"""What earns full marks, part marks and nothing, per function, from the catalogue alone.

Plain data; the command renders it. Runs in the judge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from grader.kinds import Convention, ReferenceFunction
from grader.models.assignment import Assignment, CheckSpec
from grader.reading.catalogue import Catalogue
from grader.reading.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Earning:
    """One way of doing it, right or wrong, and the share of the points it earns.

    ``why`` says what decided: ``assignment``, ``default`` (of the catalogue) or ``harmless``; for
    what earns nothing, ``not listed`` or ``misconception``.
    """

    id: str
    axis: str
    claim: str
    share: float
    why: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a check's points are for."""

    check: str
    function: str
    title: str
    points: float
    parts: Mapping[str, float]
    earnings: tuple[Earning, ...]

    @property
    def full(self) -> tuple[Earning, ...]:
        """What earns every point."""
        return tuple(each for each in self.earnings if each.share >= 1)

    @property
    def partial(self) -> tuple[Earning, ...]:
        """What earns some of the points."""
        return tuple(each for each in self.earnings if 0 < each.share < 1)

    @property
    def nothing(self) -> tuple[Earning, ...]:
        """What earns no point."""
        return tuple(each for each in self.earnings if each.share <= 0)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON writes it."""
        names = ("full", "partial", "nothing")
        lists = {name: [asdict(each) for each in getattr(self, name)] for name in names}
        said = {"check": self.check, "function": self.function, "title": self.title}
        return {**said, "points": self.points, "parts": dict(self.parts), **lists}


def marks(assignment: Assignment, catalogue: Catalogue) -> tuple[Marks, ...]:
    """Return what each check with a function rewards."""
    subjects = Subjects(catalogue)
    return tuple(_marks(check, subjects) for check in assignment.checks)


def _marks(check: CheckSpec, subjects: Subjects) -> Marks:
    function = subjects.of(
        {"kind": check.kind, "function": check.function, "params": dict(check.params)}
    )
    earnings = () if function is None else tuple(_earnings(check, function))
    return Marks(check.id, check.function, check.title, check.points, check.parts, earnings)


def _earnings(check: CheckSpec, function: ReferenceFunction) -> Iterator[Earning]:
    """Yield the conventions of every axis that leaves a choice, then the misconceptions."""
    for axis in dict.fromkeys(convention.axis for convention in function.conventions):
        named = [each for each in function.conventions if each.axis == axis]
        choices = [each for each in named if not each.listed or each.id in check.accept]
        if len(choices) > 1 or any(each.id in check.accept for each in choices):
            yield from _of_axis(check, choices)
    for each in function.misconceptions:
        share = check.credit.get(each.id, 0.0)
        why = "assignment" if each.id in check.credit else "misconception"
        yield Earning(each.id, "", each.claim, share, why)


def _of_axis(check: CheckSpec, choices: list[Convention]) -> Iterator[Earning]:
    """Where the assignment lists a choice it decides for the axis; else the catalogue does."""
    listed = any(choice.id in check.accept for choice in choices)
    for number, choice in enumerate(choices):
        if listed:
            share = check.accept.get(choice.id, 0.0)
            why = "assignment" if choice.id in check.accept else "not listed"
        else:
            default = number == 0
            share = 1.0 if default or choice.harmless else 0.0
            why = "default" if default else "harmless" if choice.harmless else "not listed"
        yield Earning(choice.id, choice.axis, choice.claim, share, why)
