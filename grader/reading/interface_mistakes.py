"""Reads every expression of an interface once: none fails before a student. In the judge."""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.binding.interfaces import Compiler, libraries_of
from grader.models.assignment import Assignment
from grader.models.interface import Interface
from grader.reading.mistakes import MistakeBook
from grader.reading.places import Path
from grader.reading.subjects import Subjects

NETWORK = ("widths", "inputs", "hidden", "outputs", "layers", "activation")
"""Facts that a network's function says of its arguments."""
STEPS = ("steps", "examples")
"""What the first steps of an optimiser say beside them."""
TRAINING = ("X", "T", "widths", "inputs", "outputs", "seed", "epoch", "epochs")
"""What a training says, beside the facts it lists."""
LOADING = ("X", "T", "X_test", "labels", "classes", "size", "seed", "rng")
"""What a loader check says, beside the facts it lists."""


def inspect(assignment: Assignment, subjects: Subjects, book: MistakeBook) -> None:
    """Note every call whose expressions name what is not known."""
    if assignment.interface is not None:
        for interface, path in _every(assignment.interface, ("interface",)):
            _inspect(interface, path, assignment, subjects, book)
            _inspect_adapter(interface, path, assignment, book)


def _inspect_adapter(
    interface: Interface, path: Path, assignment: Assignment, book: MistakeBook
) -> None:
    """Note a framework that submissions may not import."""
    missing = [name for name in libraries_of(interface) if name not in assignment.libraries]
    if missing:
        needed = ", ".join(libraries_of(interface))
        message = f"adapter: {interface.adapter} needs {missing[0]} among the libraries"
        book.at_value((*path, "adapter"), message, f"write libraries: [{needed}]")


def _every(interface: Interface, path: Path) -> Iterator[tuple[Interface, Path]]:
    """Give an interface and those beside it, each with where it stands."""
    yield interface, path
    for number, other in enumerate(interface.others):
        yield from _every(other, (*path, "others", number))


def _inspect(
    interface: Interface, path: Path, assignment: Assignment, subjects: Subjects, book: MistakeBook
) -> None:
    for name in interface.calls:
        asked = _asked(interface, name)
        words = {w for n in asked for each in _words(n, assignment, subjects) for w in each}
        try:
            Compiler(interface, words=sorted(words), layers=2).steps(name)
        except ValueError as problem:
            book.at_value((*path, "calls", name), f"calls.{name}: {problem}")


def _asked(interface: Interface, name: str) -> set[str]:
    """Return a call and those that it comes before: it may use what these are given."""
    asked, before = {name}, set[str]()
    while asked != before:
        before = set(asked)
        asked |= {n for n, call in interface.calls.items() if not asked.isdisjoint(call.after)}
    return asked


def _words(name: str, assignment: Assignment, subjects: Subjects) -> Iterator[tuple[str, ...]]:
    """Give the words that each check may use in a call."""
    checks = [c for c in assignment.checks if c.function and name in (c.id, c.function)]
    for check in checks:
        function = subjects.of(check.model_dump())
        if function is not None:
            yield tuple(parameter.name for parameter in function.parameters)
            yield NETWORK if function.facts is not None else ()
            yield STEPS if check.kind == "trajectory" else ()
    if not checks:
        yield TRAINING
        yield LOADING if any(check.kind == "loader" for check in assignment.checks) else ()
        for check in assignment.checks:
            yield _facts(check.params)


def _facts(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the facts that a check gives, and those that it varies."""
    given = (params.get("facts"), params.get("vary"))
    return tuple(str(name) for facts in given if isinstance(facts, Mapping) for name in facts)
