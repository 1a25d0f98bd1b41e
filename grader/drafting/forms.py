"""How the networks of a solution may be made: its classes, and functions that share parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from grader.drafting import construction, parameters
from grader.drafting.candidates import Form
from grader.drafting.finding import Definition, FoundClass, Solution
from grader.drafting.sizes import architectures_of

BARE = "the constructor's argument {name} was not understood: say what it is given"


def of_class(owner: FoundClass, settings: Mapping[str, Any]) -> Form:
    """Return how a class is made, without a place for parameters.

    ``settings`` are those of a configuration that is handed in beside it.
    """
    arguments, facts, unknown = construction.constructed(owner.constructor, settings)
    return Form(
        owner=owner.name,
        construct=arguments,
        facts=facts,
        doubts=tuple(BARE.format(name=name) for name in unknown),
    )


def of_network(owner: FoundClass, solution: Solution) -> Iterator[tuple[Form, int]]:
    """Give the forms of a class that keeps parameters, and how many layers each has (0: any).

    The parameters may be those of another class's object that it keeps: ``self.model.W1``.
    """
    form = of_class(owner, solution.settings)
    for places, layers in parameters.places_of(owner):
        sizes = tuple(architectures_of(owner, places, str(form.facts.get("activation", ""))))
        yield replace(form, parameters=places, architectures=sizes), layers
    others = [each for each in solution.classes if each is not owner]
    for places, layers in parameters.in_layers(owner, others):
        yield replace(form, parameters=places), layers
    named = {each.name: each for each in others}
    for attribute, other in parameters.objects_of(owner):
        if other in named:
            for places, layers in parameters.places_of(named[other]):
                within = tuple(p.replace("self.", f"self.{attribute}.", 1) for p in places)
                yield replace(form, parameters=within), layers


def of_functions(solution: Solution) -> Iterator[tuple[Form, int]]:
    """Give the forms of functions whose parameters are one dictionary, or one list."""
    for name in _shared(solution):
        keys = _longest([parameters.keys_of(d, name) for d in solution.functions])
        ordered = parameters.paired(keys) or parameters.in_turn(keys)
        if ordered:
            places = tuple(f"{name}['{key}']" for key in ordered)
            yield Form(parameters=places, facts={name: dict.fromkeys(ordered, 0)}), len(places) // 2
            continue
        names = _longest([parameters.unpacked(d, name) for d in solution.functions])
        if len(names) >= 2 and len(names) % 2 == 0:
            places = tuple(f"{name}[{number}]" for number in range(len(names)))
            yield Form(parameters=places, facts={name: [0] * len(names)}), len(places) // 2


def _shared(solution: Solution) -> list[str]:
    """Return parameters' names that several functions have, in order."""
    count: dict[str, int] = {}
    for definition in solution.functions:
        for name in definition.parameters:
            count[name] = count.get(name, 0) + 1
    return [name for name, times in count.items() if times > 1]


def _longest(found: list[list[str]]) -> list[str]:
    return max(found, key=len, default=[])


def methods_of(owner: FoundClass) -> list[Definition]:
    """Return the methods of a class that may be asked, inherited ones too."""
    return [m for name, m in owner.methods.items() if not name.startswith("__")]
