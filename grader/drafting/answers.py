"""Where a function leaves its answer: what it returns, by position or name, or keeps on its object.

Read from the source as suggestions for an interface's `gives`; the trial decides.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from grader.binding.near_names import fold
from grader.drafting.finding import Definition, written_in

RETURNED = "returned"
Gives = Any
"""Where an answer is, as an interface writes it; ``None``: what the call returned."""


def parts_of(definition: Definition) -> Iterator[Gives]:
    """Give the places where one array may be among several that are returned or kept."""
    return (gives for gives in answers_of(definition) if gives is not None)


def answers_of(definition: Definition) -> Iterator[Gives]:
    """Give the places where one array may be, likeliest first."""
    yield None
    value = returned(definition)
    if isinstance(value, ast.Tuple):
        yield from (f"{RETURNED}[{number}]" for number in range(len(value.elts)))
    for key in _texts(value):
        yield f"{RETURNED}[{key!r}]"
    if value is None:
        yield from (f"self.{name}" for name in reversed(_stored(definition)))


def gradients_of(definition: Definition, names: Sequence[str]) -> Iterator[Gives]:
    """Give the places where gradients may be, in the order of parameters of these short names.

    Names end in ``{i}`` where a list keeps them, layer by layer.
    """
    value = returned(definition)
    if any("{" in name for name in names):
        yield [f"{RETURNED}[0][{{i}}]", f"{RETURNED}[1][{{i}}]"]
        stored = _stored(definition)
        found = _in_order([name.partition("[")[0] for name in names], stored)
        if found:
            yield [f"self.{name}[{{i}}]" for name in found]
        yield None
        return
    if isinstance(value, ast.Tuple):
        own = [last_name(each) for each in value.elts]
        found = _in_order(names, own)
        yield [f"{RETURNED}[{own.index(each)}]" for each in found] if found else None
    keys = _in_order(names, list(_texts(value)))
    if keys:
        yield [f"{RETURNED}[{key!r}]" for key in keys]
    kept = _in_order(names, _stored(definition))
    if kept:
        yield [f"self.{name}" for name in kept]
    yield None
    count = len(names)
    weights_first = [n // 2 + (n % 2) * (count // 2) for n in range(count)]
    from_the_end = [count - 2 - n + 2 * (n % 2) for n in range(count)]
    for order in (weights_first, from_the_end):
        yield [f"{RETURNED}[{number}]" for number in order]


def returned(definition: Definition) -> ast.expr | None:
    """Return the expression a function returns last; a name leads to what it was given."""
    found = [n.value for n in written_in(definition.node) if isinstance(n, ast.Return) and n.value]
    if not found:
        return None
    last = found[-1]
    if isinstance(last, ast.Name):
        given = [
            n.value
            for n in written_in(definition.node)
            if isinstance(n, ast.Assign) and last_name(n.targets[0]) == last.id
        ]
        return next((v for v in reversed(given) if isinstance(v, (ast.Dict, ast.Tuple))), last)
    return last


def _texts(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Dict):
        for key in value.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def _stored(definition: Definition) -> list[str]:
    """Return the attributes that a method sets on its object, in order."""
    found = {
        node.attr: None
        for node in written_in(definition.node)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
    return list(found)


def _in_order(names: Sequence[str], among: Sequence[str]) -> list[str]:
    """Return who among names is the gradient of each, in turn; nothing where one is missing."""
    folded = {fold(each): each for each in among}
    found = []
    for name in map(fold, names):
        meant = (f"d{name}", f"grad{name}", f"g{name}", f"{name}grad", f"d{name}grad", name)
        own = next((folded[each] for each in meant if each in folded), "")
        if not own:
            return []
        found.append(own)
    return found


def last_name(node: ast.expr) -> str:
    """Return the last name of an expression: ``dW1`` of ``self.dW1``."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
