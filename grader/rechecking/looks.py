"""What each check's verdict rests on in a submission, so that two saves can be compared.

Runs in the judge. A check of a function rests on the definitions that are reached from it. A check
of no function in particular (a training, a program, the source) rests on everything.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.binding.functions import Bound
from grader.grading import bound_in, rests_on
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader.preparation import Prepared
from grader.reading.sections import RESTING
from grader.rechecking.outline import Outline

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Look:
    """What a check rests on.

    Attributes:
        code: A digest of all of it; the same after an edit that changes nothing for the check.
        at: The same with where it stands: lines are named in what a student reads of a failure.
        definitions: Digests by name, to say which of them changed; none: it rests on everything.
        called: What goes by the check's name in the submission; empty: nothing in particular.
    """

    code: str
    at: str
    definitions: Mapping[str, str] | None = None
    called: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """What every check rests on after a save."""

    checks: Mapping[str, Look] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


def looks(prepared: Prepared, outline: Outline, digest: str) -> Looks:
    """Return what every check rests on in a submission with a digest."""
    bound = bound_in(prepared, outline.inventory)
    checks = {
        spec.id: _look(spec, prepared, bound.get(prepared.names.get(spec.id, "")), outline, digest)
        for spec in prepared.bench.checks.values()
    }
    for spec in prepared.bench.checks.values():
        if not spec.function and spec.kind in RESTING and (behind := tuple(rests_on(spec))):
            checks[spec.id] = _joined([checks[name] for name in behind if name in checks])
    said = ((name, each.said) for name, each in outline.definitions.items())
    definitions = {name: digest for name, digest in said if digest}
    return Looks(checks, definitions, outline.rest or digest)


def _look(
    spec: CheckSpec, prepared: Prepared, bound: Bound | None, outline: Outline, digest: str
) -> Look:
    everything = Look(outline.whole or digest, digest)
    if not spec.function or bound is None:
        return everything
    words = set(_words(bound, prepared.bench.interface(prepared.names[spec.id])))
    reached = outline.reached(words)
    called = ".".join(bound.function.path) if bound.function is not None else ""
    if reached is None:
        return Look(everything.code, everything.at, None, called)
    how = (bound.how, called, str(bound.order), bound.note, outline.rest)
    said = {name: each.said for name, each in reached.items()}
    return Look(
        _digest((*how, *said, *said.values())),
        _digest((*how, *(each.at for each in reached.values()))),
        said,
        called,
    )


def _joined(behind: Sequence[Look]) -> Look:
    """Return what a check rests on that is about others and about nothing else."""
    code, at = (_digest(getattr(each, name) for each in behind) for name in ("code", "at"))
    known = [each.definitions for each in behind]
    if any(each is None for each in known):
        return Look(code, at)
    return Look(code, at, {name: said for each in known if each for name, said in each.items()})


def _words(bound: Bound, interface: Interface | None) -> Iterator[str]:
    """Yield the words that lead into the submission from a binding."""
    if bound.function is not None:
        yield from bound.function.path
    for name in bound.defined or {}:
        yield from bound.defined[name]["path"] if bound.defined else ()
    yield from bound.respelt.values()
    if interface is not None:
        yield from WORD.findall(str(interface.construct_))
        for call in _calls(interface, bound.name):
            yield from WORD.findall(str(interface.calls[call].model_dump()))
            yield from interface.calls[call].aliases


def _calls(interface: Interface, name: str) -> Iterator[str]:
    """Yield a call and those that come before it."""
    waiting, seen = [name], set[str]()
    while waiting:
        each = waiting.pop()
        if each in interface.calls and each not in seen:
            seen.add(each)
            waiting += interface.calls[each].after
            yield each


def _digest(texts: Iterable[Any]) -> str:
    return hashlib.sha256("\0".join(map(str, texts)).encode()).hexdigest()
