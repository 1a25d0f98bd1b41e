"""Functions that are handed what the forward pass returned: ``backward(X, T, z1, a1, W2)``.

What the forward pass returns has names in its source, and so have the arguments of the functions
that come after it; where they agree, one is handed on as the other. The trial decides.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.drafting import roles
from grader.drafting.answers import gradients_of, last_name, returned
from grader.drafting.candidates import Call, Candidate, Match
from grader.drafting.finding import Definition
from grader.drafting.matching import BACKPROP, FORWARD, PATHS
from grader.drafting.trial import Trials

RETURNED = "returned"
STEP = PATHS[1]
OWN_WORDS = {"T": "T", "X": "X", "learning_rate": "learning_rate"}
"""Roles that a question says itself."""


@dataclass(frozen=True)
class Before:
    """A call that came before, and which names stand for what once it was made.

    Attributes:
        name: What it is called in the interface.
        calls: It, and those before it.
        words: What a name of the source stands for in an expression.
        places: Where names of its result are: ``z1`` is ``returned[0]``.
        answer: Where its answer is, for the one name that nothing else explains.
    """

    name: str
    calls: Mapping[str, Call]
    words: Mapping[str, str]
    places: Mapping[str, str]
    answer: str = ""


@dataclass
class _Given:
    """The arguments of one function as far as they are known."""

    arguments: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


def after_forward(
    functions: Sequence[Definition], found: Sequence[Match], trials: Trials
) -> list[Match]:
    """Return the gradients, and the step, that are handed what a plain forward pass returned."""
    passed = next((m for m in found if m.candidate.function == FORWARD), None)
    done = {m.candidate.subject.title for m in found}
    if passed is None or any(m.candidate.function == BACKPROP for m in found):
        return []
    left = [each for each in functions if each.title not in done]
    before = _after(passed.candidate)
    names = [name for name, word in before.words.items() if word != "X"]
    gradients = trials.matches(_gradients(left, passed.candidate, before, names))[:1]
    for each in gradients:
        then = _after_gradients(each.candidate, before, names)
        left = [other for other in left if other is not each.candidate.subject]
        gradients += trials.matches(_steps(left, each.candidate, then, names))[:1]
    return gradients


def _after(forward: Candidate) -> Before:
    subject = forward.subject
    own = {key: value for key, value in forward.call.items() if key != "gives"}
    return Before(
        name="forward",
        calls={"forward": own},
        words=dict(zip(subject.parameters, forward.call["with"], strict=False)),
        places=_places(subject),
        answer=forward.call.get("gives", RETURNED),
    )


def _after_gradients(backward: Candidate, before: Before, names: Sequence[str]) -> Before:
    """Return what is known after the gradients: their places by the names they usually have."""
    gives = backward.call.get("gives")
    count = len(names)
    listed = gives if isinstance(gives, list) else [f"{RETURNED}[{n}]" for n in range(count)]
    usual = {f"d{name}": place for name, place in zip(names, listed, strict=True)}
    own = {key: value for key, value in backward.call.items() if key != "gives"}
    return Before(
        name="backward",
        calls={**backward.before, "backward": own},
        words=before.words,
        places={**usual, **_places(backward.subject), "": RETURNED},
    )


def _places(subject: Definition) -> dict[str, str]:
    """Return where the named results of a function are; nothing where they have no names."""
    value = returned(subject)
    if isinstance(value, ast.Tuple):
        named = {last_name(each): f"{RETURNED}[{n}]" for n, each in enumerate(value.elts)}
        return {name: place for name, place in named.items() if name}
    name = last_name(value) if value is not None else ""
    return {name: RETURNED} if name else {}


def _gradients(
    left: Sequence[Definition], forward: Candidate, before: Before, names: Sequence[str]
) -> Iterator[Candidate]:
    for subject in left:
        given = _given(subject, before)
        if given is None or "T" not in given.arguments:
            continue
        for gives in gradients_of(subject, names):
            yield _candidate(subject, BACKPROP, forward, before, given, {"gives": gives})


def _steps(
    left: Sequence[Definition], backward: Candidate, before: Before, names: Sequence[str]
) -> Iterator[Candidate]:
    for subject in left:
        given = _given(subject, before)
        if given is None or "learning_rate" not in given.arguments:
            continue
        own = _places(subject)
        if all(name in own for name in names):
            words = [before.words[name] for name in names]
            keeps = {word: own[name] for word, name in zip(words, names, strict=True)}
            call = {"each": ["X", "T"], "keeps": keeps, "gives": words}
            yield _candidate(subject, STEP, backward, before, given, call)


def _candidate(
    subject: Definition,
    function: str,
    of: Candidate,
    before: Before,
    given: _Given,
    call: Mapping[str, Any],
) -> Candidate:
    calls = dict(before.calls)
    if given.kept:
        last = calls[before.name]
        calls[before.name] = {**last, "keeps": {**last.get("keeps", {}), **given.kept}}
    own = {key: value for key, value in call.items() if value is not None}
    return Candidate(
        subject=subject,
        kind="trajectory" if function == STEP else "gradient",
        function=function,
        call={"call": subject.place, "with": given.arguments, "after": [before.name], **own},
        architecture=of.architecture,
        before=calls,
    )


def _given(subject: Definition, before: Before) -> _Given | None:
    """Return what a function is given; ``None`` where a name that is needed says nothing."""
    given = _Given()
    for number, name in enumerate(subject.parameters):
        word = _word(name, before, given)
        if word:
            given.arguments.append(word)
        elif number < subject.needed:
            return None
        else:
            break
    return given


def _word(name: str, before: Before, given: _Given) -> str:
    """Return the expression for a name: an argument of the question, or what was kept under it."""
    if name in before.words:
        return before.words[name]
    if name in before.places:
        given.kept[name] = before.places[name]
        return name
    role = roles.role_of(name)
    if role in OWN_WORDS:
        return OWN_WORDS[role]
    if before.answer and before.answer not in given.kept.values():
        given.kept[name] = before.answer
        return name
    return ""
