"""Which functions of the catalogue a plain function might be, by its names and by its arity.

What is likely by name comes first; whatever takes as many arguments comes after it, since the
trial decides by behaviour. Runs in the judge.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product
from typing import Any

from grader.binding.near_names import fold, likeness
from grader.drafting.answers import parts_of
from grader.drafting.candidates import Candidate, Form
from grader.drafting.finding import Definition
from grader.kinds import ReferenceFunction

FUNCTIONS = Form()
NAMED, NEAR, UNNAMED = 0, 1, 2
"""What speaks for a candidate: its very name, a like one, nothing but its behaviour."""
ORDERS = 10
"""How many orders of arguments there are at most; the rank counts both."""
UNNAMED_RANK = UNNAMED * ORDERS
NEAR_ENOUGH = 0.8
SPARE = 1
"""How many parameters with a default may be left over where no name speaks for a candidate."""
FORWARD, LOSS, BACKPROP = "network_forward", "network_loss", "backprop"
DECAYED = "network_loss_l2"
PATHS = ("trajectory_l2", "trajectory")
ACTIVATIONS = ("relu", "tanh", "sigmoid")
WIDTHS = {2: "7-H-4", 3: "7-H-H-4", 4: "7-H-H-H-4"}
"""Networks that are tried, by how many layers they have; unequal widths tell axes apart."""
WORDS = ("relu", "tanh", "sigmoid", "leaky_relu")
"""What a function that chooses by a word may be given where it does not say so itself."""


def by_name(
    subject: Definition, functions: Mapping[str, ReferenceFunction], form: Form
) -> list[Candidate]:
    """Return what a function is by its name, in the orders its arguments may have."""
    found = ((_rank(subject.name, each), each) for each in functions.values())
    named = sorted((pair for pair in found if pair[0] < UNNAMED), key=_first)
    return [c for rank, each in named for c in _asked(subject, each, rank, form=form)]


def is_exact(candidate: Candidate) -> bool:
    """Say whether a definition has the very name of what it is tried for, and its arguments."""
    exact = candidate.rank < NEAR * ORDERS
    names = candidate.subject.parameters
    return exact and (len(names) <= 2 or candidate.told)


def is_own(candidate: Candidate) -> bool:
    """Say whether a definition is called as the catalogue calls it, by no alias."""
    return fold(candidate.subject.name) == fold(candidate.function)


def by_behaviour(
    subject: Definition, functions: Mapping[str, ReferenceFunction], form: Form
) -> list[Candidate]:
    """Return everything that takes as many arguments as a function does."""
    return [
        candidate
        for each in functions.values()
        if _rank(subject.name, each) == UNNAMED
        for candidate in _asked(subject, each, UNNAMED, form=form)
    ]


def by_word(
    subject: Definition, functions: Mapping[str, ReferenceFunction], form: Form
) -> list[Candidate]:
    """Return what a function of one array and a word might be: ``activate(z, "relu")``."""
    if len(subject.parameters) != 2:
        return []
    words = words_of(subject)
    if not words:
        return []
    of_one = [f for f in functions.values() if len(f.parameters) == 1]
    return [
        Candidate(
            subject=subject,
            kind="values",
            function=each.name,
            call={"call": subject.place, "with": [each.parameters[0].name, {"value": word}]},
            form=form,
            word=word,
            rank=NAMED if _rank(word, each) < UNNAMED else UNNAMED,
        )
        for word in dict.fromkeys((*words, *WORDS))
        for each in of_one
        if fold(word) in fold(each.name)
    ]


def by_part(
    subject: Definition, functions: Mapping[str, ReferenceFunction], form: Form
) -> list[Candidate]:
    """Return what a function is whose answer is one of several: ``return A, cache``."""
    places = list(parts_of(subject))
    return [
        replace(_part(each, gives), rank=each.rank + number)
        for function in (functions.values() if places else ())
        if len(function.outputs) <= 1
        for each in _asked(subject, function, _rank(subject.name, function), form=form)
        for number, gives in enumerate(places)
    ]


def by_network(
    subject: Definition, make: Callable[[str, str], ReferenceFunction]
) -> list[Candidate]:
    """Return what a function is that takes a network's parameters one by one."""
    found: list[Candidate] = []
    for widths, activation in product(WIDTHS.values(), ACTIVATIONS):
        architecture = f"{widths} {activation}"
        for name in (FORWARD, LOSS, BACKPROP, *PATHS):
            reference = make(architecture, name)
            rank = _rank(subject.name, reference)
            if not _begins_otherwise(subject, reference):
                whole = list(_asked(subject, reference, rank, architecture=architecture))
                told = [each for each in whole if each.told and name == FORWARD]
                found += whole
                found += [_part(each, gives) for each in told for gives in parts_of(subject)]
    return found


def _begins_otherwise(subject: Definition, reference: ReferenceFunction) -> bool:
    """Say whether the first argument's name is that of another one: weights, not inputs."""
    said = role(subject.parameters[0], reference)
    return said not in {"", reference.parameters[0].name}


def _part(candidate: Candidate, gives: Any) -> Candidate:
    """Return a candidate whose answer is one of several that are returned."""
    return replace(candidate, call={**candidate.call, "gives": gives}, plain=False)


def words_of(subject: Definition) -> tuple[str, ...]:
    """Return the words that a function compares its last argument with."""
    chosen = subject.parameters[-1] if subject.parameters else ""
    found = [
        side.value
        for node in ast.walk(subject.node)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Name)
        and node.left.id == chosen
        for side in node.comparators
        if isinstance(side, ast.Constant) and isinstance(side.value, str)
    ]
    return tuple(dict.fromkeys(found))


def arguments(names: Sequence[str], reference: ReferenceFunction) -> list[str] | None:
    """Return the catalogue's names for parameters, as far as every one of them says what it is."""
    given = [role(name, reference) for name in names]
    known = [each for each in given if each]
    if len(known) != len(names) or len(set(known)) != len(known):
        return None
    return known


def role(name: str, reference: ReferenceFunction) -> str:
    """Return which of a reference's parameters a name means; nothing where it says none of them.

    An exact name decides before a folded one: a course may write ``x`` and ``X`` for two things.
    """
    for parameter in reference.parameters:
        if name == parameter.name:
            return parameter.name
    folded = fold(name)
    found = [p.name for p in reference.parameters if folded == fold(p.name) or folded in p.aliases]
    return found[0] if len(found) == 1 else ""


def _asked(
    subject: Definition,
    reference: ReferenceFunction,
    rank: int,
    *,
    form: Form = FUNCTIONS,
    architecture: str = "",
) -> Iterator[Candidate]:
    """Give a candidate for each order that the arguments may have."""
    names = [parameter.name for parameter in reference.parameters]
    if not subject.needed <= len(names) <= len(subject.parameters):
        return
    if rank == UNNAMED and len(names) < len(subject.parameters) - SPARE:
        return
    told = arguments(subject.parameters[: len(names)], reference)
    orders = [told] if told else [names]
    if told is None and len(names) == 2:
        orders = [list(order) for order in permutations(names)]
    for number, order in enumerate(orders):
        yield Candidate(
            subject=subject,
            kind=kind_of(reference),
            function=reference.name,
            call={"call": subject.place, "with": list(order)},
            form=form,
            architecture=architecture,
            rank=rank * ORDERS + number,
            plain=not subject.owner,
            told=told is not None,
        )


def kind_of(reference: ReferenceFunction) -> str:
    """Return the kind of check a function is asked by: gradients and paths have their own."""
    if reference.name in PATHS:
        return "trajectory"
    known = {parameter.name for parameter in reference.parameters}
    slopes = [each for each in reference.outputs if each[:1] == "d" and each[1:] in known]
    return "gradient" if slopes and len(slopes) == len(reference.outputs) else "values"


def _rank(name: str, reference: ReferenceFunction) -> int:
    names = (reference.name, *reference.aliases)
    if fold(name) in {fold(each) for each in names}:
        return NAMED
    return NEAR if likeness(reference.name, name) >= NEAR_ENOUGH else UNNAMED


def _first(pair: tuple[int, ReferenceFunction]) -> int:
    return pair[0]
