"""Calls an object's method again: nothing is spoilt, and nothing is left over. Runs in the judge.

Theory of operation
-------------------
An object keeps things from one call to the next, and may keep too much or change what it needs:
backpropagation that subtracts the targets from the very array its forward pass left behind is right
once and wrong ever after. So the same object is asked three times, with the same arguments:

1. all calls that come before, then the call (forward, backward),
2. the call alone, once more (backward),
3. all calls that come before twice, then the call (forward, forward, backward).

The three answers must agree. A function that is no method has nothing to spoil but itself: there
it is the same call twice that must agree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.bench import Bench
from grader.binding.interfaces import Compiler, in_order, needs_object
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.kinds import Procedure, Question
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader.numerics.comparison import as_numbers
from grader_plugins.checks.functions.calling import earlier_calls

ROUNDING = 1e-6
"""By how much two answers may differ, relative to the largest number of the first."""


def works_on_object(bench: Bench, name: str) -> bool:
    """Say whether what goes by a name is a call of an object that an interface describes."""
    interface = bench.interface(name)
    return interface is not None and needs_object(interface, name)


def repeatable(hearing: Hearing, check: CheckSpec, question: Question) -> str:
    """Return what is wrong with calling a method again; empty where nothing is."""
    combination = hearing.combination(check)
    asked = _questions(hearing.bench, hearing.name(check), check, question)
    hearing.ask([(check, each, combination) for each in asked])
    first, again, anew = (hearing.answer(each, combination) for each in asked)
    before = earlier_calls(hearing.binding(check))
    spoilt = f"; it changes what {before} left behind: work on a copy" if before else ""
    left = f"after {before} twice" if before else "called a third time"
    problems = (
        _told(first, again, "called a second time", spoilt),
        _told(first, anew, left, "; something is left over from earlier calls"),
    )
    return next(filter(None, problems), "")


def _questions(
    bench: Bench, name: str, check: CheckSpec, question: Question
) -> tuple[Question, ...]:
    """Write the three questions; the object is kept from the first to the last."""
    whole = bench.procedure(check, name, question)
    interface = bench.interface(name)
    assert interface is not None
    own, before = _later(interface, name, bench, check, whole)
    key = f"{question.id}/object"
    steps = {"first": tuple(whole.steps), "again": own, "anew": (*before, *before, *own)}
    return tuple(
        replace(
            question,
            id=f"{question.id}/{word}",
            repeat=1,
            returns_arguments=False,
            group=key,
            procedure=Procedure(steps=each, facts=whole.facts, object=key),
        )
        for word, each in steps.items()
    )


def _later(
    interface: Interface, name: str, bench: Bench, check: CheckSpec, whole: Procedure
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the steps of the call alone, and those of the calls before it."""
    words = (*(p.name for p in bench.function(check).parameters), *whole.facts)
    compiler = Compiler(interface, words=words, layers=len(bench.function(check).tensors) // 2)
    before = in_order(interface, name)[:-1]
    return compiler.own(name), tuple(s for each in before for s in compiler.own(each))


def _told(first: Answer, other: Answer, when: str, why: str) -> str:
    if not first.came:
        return first.trouble()
    if not other.came:
        return f"{when} it gives no answer: {other.trouble()}"
    return "" if _alike(first.value, other.value) else f"{when} it gives another answer{why}"


def _alike(one: Any, other: Any) -> bool:
    """Say whether two answers agree to rounding, tensor by tensor."""
    these, those = list(_tensors(one)), list(_tensors(other))
    return len(these) == len(those) and all(map(_close, these, those))


def _tensors(value: Any) -> Iterator[Any]:
    """Give the arrays of nested tuples, lists and dictionaries in order."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    numbers = as_numbers(value)
    if isinstance(numbers, str) and isinstance(value, (tuple, list)):
        for each in value:
            yield from _tensors(each)
    else:
        yield numbers


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return type(one) is type(other)
    if one.shape != other.shape:
        return False
    room = ROUNDING * float(np.max(np.abs(one), initial=0.0, where=np.isfinite(one)))
    return bool(np.allclose(one, other, rtol=0.0, atol=room, equal_nan=True))
