"""Which convolutional network a class may be, by the sizes that stand in its constructor."""

import ast
from collections.abc import Iterator, Sequence
from math import isqrt

from grader.drafting.finding import FoundClass, written_in
from grader.drafting.parameters import side_by_side

ACTIVATIONS = ("relu", "tanh", "sigmoid", "leaky_relu")
POOL = 2
KERNEL, MATRIX = 4, 2
"""How many sizes a kernel has, and a matrix of weights."""
SAME = "same"


def architectures_of(
    owner: FoundClass, places: Sequence[str], activation: str = ""
) -> Iterator[str]:
    """Give the networks that kernels and matrices of these places may be of.

    Images are padded for none or for all of the kernels, and pooled by squares of two after each;
    ``activation`` is the one that the constructor is told by default.
    """
    shapes = _shapes(owner)
    weights = [shapes.get(place.removeprefix("self."), ()) for place in places[::2]]
    kernels = [_channels_last(shape) for shape in weights if len(shape) == KERNEL]
    matrices = [shape for shape in weights if len(shape) == MATRIX]
    if not kernels or len(kernels) + len(matrices) != len(weights) or not matrices:
        return
    for padded in ("", SAME):
        line = _line(kernels, matrices, padded)
        if line:
            told = (activation,) if activation in ACTIVATIONS else ACTIVATIONS
            yield from (f"{line} {each}" for each in told)


def _channels_last(kernel: Sequence[int]) -> tuple[int, ...]:
    """Return a kernel's height, width, channels in and out, wherever its square stands."""
    one, two, three, four = kernel
    return (three, four, two, one) if three == four and one != two else (one, two, three, four)


def _line(kernels: Sequence[Sequence[int]], matrices: Sequence[Sequence[int]], padded: str) -> str:
    """Return the layers as an architecture writes them; nothing where sizes do not fit."""
    squares, left = divmod(matrices[0][0], kernels[-1][3])
    side = isqrt(squares)
    if left or side * side != squares:
        return ""
    words = [str(matrix[1]) for matrix in reversed(matrices)]
    for height, _, _, channels in reversed(kernels):
        words += [f"pool{POOL}", f"{padded}{height}x{height}x{channels}"]
        side = side * POOL + (0 if padded else height - 1)
    colours = f"x{kernels[0][2]}" if kernels[0][2] > 1 else ""
    return "-".join([f"{side}x{side}{colours}", *reversed(words)])


def _shapes(owner: FoundClass) -> dict[str, tuple[int, ...]]:
    """Return the sizes that stand in what attributes are given by a constructor."""
    found: dict[str, tuple[int, ...]] = {}
    constructor = owner.constructor
    for node in written_in(constructor.node) if constructor is not None else ():
        if isinstance(node, ast.Assign):
            for target, value in side_by_side(node):
                if isinstance(target, ast.Attribute):
                    sizes = _sizes(value)
                    if sizes:
                        found.setdefault(target.attr, sizes)
    return found


def _sizes(value: ast.expr) -> tuple[int, ...]:
    """Return the first two or more whole numbers that stand beside each other."""
    for node in written_in(value):
        items = node.elts if isinstance(node, ast.Tuple) else ()
        items = node.args if isinstance(node, ast.Call) else items
        whole = [i.value for i in items if isinstance(i, ast.Constant) and type(i.value) is int]
        if len(whole) >= MATRIX:
            return tuple(whole)
    return ()
