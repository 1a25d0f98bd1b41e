"""How a class of the solution is made: what its constructor's arguments stand for, by name."""

import ast
from collections.abc import Mapping
from typing import Any

from grader.binding.near_names import fold
from grader.drafting.finding import Definition, written_in

KNOWN: Mapping[str, frozenset[str]] = {
    "seed": frozenset(("seed", "randomstate", "randomseed")),
    "learning_rate": frozenset(("lr", "rate", "alpha", "eta")),
    "strength": frozenset(("reg", "lambda", "lambd", "strength", "decay", "l2", "regularization")),
    "activation": frozenset(("activation", "act", "actfun", "nonlinearity", "activ", "function")),
    "optimiser": frozenset(("optimiser", "optimizer", "optim", "method")),
    "image": frozenset(("image", "imagesize", "side")),
    "channels": frozenset(("channels", "filters", "kernels")),
    "hidden": frozenset(("hidden", "hid", "units", "neurons", "nh", "h")),
    "outputs": frozenset(("out", "output", "outputs", "classes", "nout", "ny", "k")),
    "inputs": frozenset(("in", "input", "inputs", "features", "nin", "nx", "d")),
    "widths": frozenset(("layers", "dims", "widths", "sizes", "layer", "architecture", "shape")),
}
"""The fact, and words of the names that courses give a parameter for it."""
FACTS: Mapping[str, Any] = {
    "image": 8,
    "channels": 3,
    "inputs": 7,
    "hidden": 5,
    "outputs": 4,
    "widths": [7, 5, 4],
    "activation": "relu",
    "learning_rate": 0.1,
    "strength": 0.0,
    "seed": 0,
}
"""What facts are where no question says them."""
SEVERAL = [5, 6]
"""Hidden units where a constructor takes a list of them."""

Constructed = tuple[dict[str, Any], dict[str, Any], list[str]]


def constructed(constructor: Definition | None, settings: Mapping[str, Any]) -> Constructed:
    """Return arguments of a constructor, the facts they name, and parameters that say nothing.

    What has a default and says nothing keeps its default; so does what is a fact without a value.
    """
    arguments: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    unknown: list[str] = []
    if constructor is None:
        return arguments, facts, unknown
    for number, name in enumerate(constructor.parameters):
        fact = meaning(name)
        if _is_configuration(constructor, name, settings):
            arguments[name] = {"dict": {k: _setting(k, v, facts) for k, v in settings.items()}}
        elif fact and fact not in arguments.values() and _has_value(constructor, name, fact):
            arguments[name] = fact
            facts[fact] = _value(constructor, name, fact)
        elif number < constructor.needed:
            unknown.append(name)
    return arguments, facts, unknown


def meaning(name: str) -> str:
    """Return which fact a constructor's parameter stands for; nothing where its name is silent."""
    words, folded = _words(name), fold(name)
    return next((fact for fact, own in KNOWN.items() if words & own or folded in own), "")


def _setting(key: str, value: Any, facts: dict[str, Any]) -> Any:
    """Return what a configuration says: a fact by its name, anything else as it is."""
    fact = meaning(key)
    if fact in FACTS and fact != "widths":
        facts[fact] = FACTS[fact]
        return fact
    return {"value": value}


def _has_value(constructor: Definition, name: str, fact: str) -> bool:
    return fact in FACTS or isinstance(_constant(constructor, name), str)


def _value(constructor: Definition, name: str, fact: str) -> Any:
    """Return what a fact is where no question says it: a text by default stays."""
    default = _default(constructor, name)
    if fact == "hidden" and isinstance(default, (ast.Tuple, ast.List)):
        return SEVERAL
    own = _constant(constructor, name)
    return own if isinstance(own, str) else FACTS[fact]


def _constant(constructor: Definition, name: str) -> Any:
    default = _default(constructor, name)
    return default.value if isinstance(default, ast.Constant) else None


def _default(constructor: Definition, name: str) -> ast.expr | None:
    """Return the expression a parameter is by default."""
    arguments = [a.arg for a in constructor.node.args.args]
    defaults = constructor.node.args.defaults
    own = dict(zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True))
    return own.get(name)


def _is_configuration(constructor: Definition, name: str, settings: Mapping[str, Any]) -> bool:
    """Say whether a parameter is asked for settings by their names: ``config["hidden"]``."""
    asked = [
        node.slice.value
        for node in written_in(constructor.node)
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        and isinstance(node.slice, ast.Constant)
    ]
    return bool(asked) and all(key in settings for key in asked)


def _words(name: str) -> frozenset[str]:
    """Return the words of ``nn_input_dim`` or ``inputDim`` in lower case."""
    spaced = "".join(f"_{c}" if c.isupper() else c for c in name)
    return frozenset(word for word in spaced.lower().split("_") if word)
