"""Where a network's parameters are kept: attributes, lists, dictionaries. Read from the source.

Each place is a suggestion for an interface; the trial shows whether the network does what its
parameters say once they were put there. Runs in the judge.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.binding.near_names import fold
from grader.drafting.finding import Definition, FoundClass, written_in

WEIGHTS = frozenset(("w", "weights", "weight", "ws", "theta", "wlist"))
BIASES = frozenset(("b", "biases", "bias", "bs", "blist"))
LETTERS = ("w", "k", "v", "u")
"""How names of weights begin where a number follows, or where they are letters alone."""


@dataclass
class Kept:
    """What a class keeps on itself, in the order in which it is written.

    Attributes:
        attributes: Names of attributes.
        keys: The texts by which an attribute that is a dictionary is asked.
        numbered: Attributes whose keys are made with a number: ``self.params[f"W{l}"]``.
    """

    attributes: dict[str, None] = field(default_factory=dict)
    keys: dict[str, dict[str, None]] = field(default_factory=dict)
    numbered: dict[str, dict[str, None]] = field(default_factory=dict)


def places_of(owner: FoundClass) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give places of the parameters of a class and how many layers they are of, likeliest first.

    Layers are 0 where any number of them is kept alike.
    """
    kept = kept_by(owner)
    attributes = list(kept.attributes)
    pairs = paired(attributes)
    if pairs:
        yield tuple(f"self.{name}" for name in pairs), len(pairs) // 2
    weights = [name for name in attributes if fold(name) in WEIGHTS]
    biases = [name for name in attributes if fold(name) in BIASES]
    if weights and biases:
        yield (f"self.{weights[0]}[{{i}}]", f"self.{biases[0]}[{{i}}]"), 0
    for name, keys in kept.numbered.items():
        letters = [key for key in keys if len(key) <= 2]
        if len(letters) >= 2:
            first = next((k for k in letters if k[0].lower() in LETTERS), letters[0])
            other = next((k for k in letters if k[0].lower() not in LETTERS), letters[-1])
            yield (f"self.{name}['{first}{{l}}']", f"self.{name}['{other}{{l}}']"), 0
    yield from _layered(kept)
    for name, keys in kept.keys.items():
        within = paired(list(keys)) or in_turn(list(keys))
        if len(within) >= 4:
            yield tuple(f"self.{name}['{key}']" for key in within), len(within) // 2


def objects_of(owner: FoundClass) -> Iterator[tuple[str, str]]:
    """Give the attributes that a constructor makes objects of a class for, with its name."""
    constructor = owner.constructor
    for node in written_in(constructor.node) if constructor is not None else ():
        if isinstance(node, ast.Assign):
            for target, value in side_by_side(node):
                made = value.func if isinstance(value, ast.Call) else None
                if isinstance(target, ast.Attribute) and isinstance(made, ast.Name):
                    yield target.attr, made.id


def side_by_side(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Give what is assigned to what: ``a, b = 1, 2`` is two assignments."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def in_layers(
    owner: FoundClass, others: Sequence[FoundClass]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give places in objects of other classes, and how many layers they are of.

    They are attributes, ``self.fc1.W``, or in a list, of which every one has parameters, or every
    other: ``self.layers[2].W``.
    """
    kept = {
        other.name: (w, b)
        for other in others
        for w in _of(other, WEIGHTS)
        for b in _of(other, BIASES)
    }
    own = [(name, kept[made]) for name, made in objects_of(owner) if made in kept]
    if len(own) > 1:
        yield tuple(f"self.{name}.{each}" for name, pair in own for each in pair), len(own)
    for name in _lists(owner):
        for pair in dict.fromkeys(kept.values()):
            for count, apart in ((2, 2), (2, 1), (3, 2), (3, 1)):
                rows = range(0, count * apart, apart)
                yield tuple(f"self.{name}[{row}].{each}" for row in rows for each in pair), count


def _of(owner: FoundClass, words: frozenset[str]) -> list[str]:
    return [name for name in kept_by(owner).attributes if fold(name) in words][:1]


def _lists(owner: FoundClass) -> Iterator[str]:
    """Give the attributes that a constructor makes a list."""
    constructor = owner.constructor
    for node in written_in(constructor.node) if constructor is not None else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.List, ast.ListComp)):
            target = node.targets[0]
            if _is_own(target) and isinstance(target, ast.Attribute):
                yield target.attr


def keys_of(definition: Definition, name: str) -> list[str]:
    """Return the texts by which a function asks one of its parameters, in order."""
    found = [
        _constant(node.slice)
        for node in written_in(definition.node)
        if isinstance(node, ast.Subscript) and _is_name(node.value, name)
    ]
    return list(dict.fromkeys(filter(None, found)))


def unpacked(definition: Definition, name: str) -> list[str]:
    """Return the names a function unpacks one of its parameters into: ``W1, b1 = params``."""
    for node in written_in(definition.node):
        if isinstance(node, ast.Assign) and _is_name(node.value, name):
            target = node.targets[0]
            if isinstance(target, (ast.Tuple, ast.List)):
                return [each.id for each in target.elts if isinstance(each, ast.Name)]
    return []


def paired(names: Sequence[str]) -> list[str]:
    """Return weights and biases in turn, by the numbers behind their letters; else nothing."""
    numbered: dict[int, list[str]] = {}
    for name in names:
        stem, number = _split(name)
        if number is not None and (_is_weight(stem) or _is_bias(stem)):
            numbered.setdefault(number, []).append(name)
    layers = [numbered[number] for number in sorted(numbered)]
    if not layers or any(len(each) != 2 for each in layers):
        return []
    turned = [sorted(each, key=lambda n: _is_bias(_split(n)[0])) for each in layers]
    if any(_is_bias(_split(w)[0]) or not _is_bias(_split(b)[0]) for w, b in turned):
        return []
    return [name for each in turned for name in each]


def in_turn(names: Sequence[str]) -> list[str]:
    """Return an even number of short names as they stand: W, b, V, c."""
    short = [name for name in names if len(name) <= 3]
    return short if len(short) >= 2 and len(short) % 2 == 0 and len(short) == len(names) else []


def kept_by(owner: FoundClass) -> Kept:
    """Return what the methods of a class keep on their object, the constructor's first."""
    kept = Kept()
    for method in sorted(owner.methods.values(), key=lambda m: m.name != "__init__"):
        for node in written_in(method.node):
            _look(node, kept)
    return kept


def _look(node: ast.AST, kept: Kept) -> None:
    """Note what one node says of the object: an attribute, its keys, a dictionary it is given."""
    if _is_own(node) and isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        kept.attributes.setdefault(node.attr)
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and _is_own(node.value)
    ):
        _key(node, node.value.attr, kept)
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
        own = [t.attr for t in node.targets if isinstance(t, ast.Attribute) and _is_own(t)]
        keys = [k for k in map(_constant, node.value.keys) if k]
        for name in own:
            kept.keys.setdefault(name, {}).update(dict.fromkeys(keys))


def _is_own(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and _is_name(node.value, "self")


def _constant(node: ast.expr | None) -> str:
    """Return the text of a constant; nothing of anything else."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and isinstance(node, ast.Constant) else ""


def _key(node: ast.Subscript, name: str, kept: Kept) -> None:
    key = _constant(node.slice)
    if key:
        kept.keys.setdefault(name, {}).setdefault(key)
    letter = _numbered(node.slice)
    if letter:
        kept.numbered.setdefault(name, {}).setdefault(letter)


def _numbered(node: ast.expr) -> str:
    """Return the letters of ``f"W{l}"`` or ``"W" + str(l)``; nothing of anything else."""
    if isinstance(node, ast.JoinedStr) and len(node.values) == 2:
        return _constant(node.values[0])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _constant(node.left)
    return ""


def _layered(kept: Kept) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give the places of layers that are dictionaries: ``self.fc1["W"]``."""
    stems: dict[str, list[str]] = {}
    for name, keys in kept.keys.items():
        stem, number = _split(name)
        if number is not None and in_turn(list(keys)):
            stems.setdefault(stem, []).append(name)
    for stem, names in stems.items():
        within = in_turn(list(kept.keys[names[0]]))
        numbers = sorted(n for each in names if (n := _split(each)[1]) is not None)
        mark = "{l}" if numbers[0] == 1 else "{i}"
        yield tuple(f"self.{stem}{mark}['{key}']" for key in within), len(names)


def _split(name: str) -> tuple[str, int | None]:
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem) :]) if len(stem) < len(name) else None


def _is_weight(stem: str) -> bool:
    folded = fold(stem)
    return folded in WEIGHTS or folded in LETTERS or folded == "kernel"


def _is_bias(stem: str) -> bool:
    return fold(stem) in BIASES or fold(stem) == "c"


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
