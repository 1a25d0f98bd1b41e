"""Reads every expression of an interface once: none fails before a student. In the judge."""

from collections.abc import Iterator, Mapping
from typing import Any

from grader.interfaces import Compiler
from grader.models.assignment import Assignment
from grader.reading.mistakes import MistakeBook
from grader.reading.places import Path
from grader.reading.subjects import Subjects

NETWORK = ("widths", "inputs", "hidden", "outputs", "layers", "activation")
"""Facts that a network's function says of its arguments."""
TRAINING = ("X", "T", "widths", "inputs", "outputs", "seed")
"""What a training says, beside the facts it lists."""


def inspect(assignment: Assignment, subjects: Subjects, book: MistakeBook) -> None:
    """Note every call whose expressions name what is not known."""
    interface = assignment.interface
    if interface is None:
        return
    for name in interface.calls:
        path: Path = ("interface", "calls", name)
        words = {word for each in _words(name, assignment, subjects) for word in each}
        try:
            Compiler(interface, words=sorted(words), layers=2).steps(name)
        except ValueError as problem:
            book.at_value(path, f"calls.{name}: {problem}")


def _words(name: str, assignment: Assignment, subjects: Subjects) -> Iterator[tuple[str, ...]]:
    """Give the words that each check may use in a call."""
    checks = [c for c in assignment.checks if name in (c.id, c.function)]
    for check in checks:
        function = subjects.of(check.model_dump())
        if function is not None:
            yield tuple(parameter.name for parameter in function.parameters)
            yield NETWORK if function.facts is not None else ()
    if not checks:
        yield TRAINING
        for check in assignment.checks:
            yield _facts(check.params)


def _facts(params: Mapping[str, Any]) -> tuple[str, ...]:
    facts = params.get("facts")
    return tuple(map(str, facts)) if isinstance(facts, Mapping) else ()
