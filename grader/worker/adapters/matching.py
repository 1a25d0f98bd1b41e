"""Which of an object's tensors is W1, which b1: by shape, in the object's own order. Confined.

Names are the student's business. A layer of a framework says how its matrix lies; one of a
student's own is told by its shape, which the widths of a graded network leave no doubt about.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LISTED = 8


@dataclass(frozen=True)
class Kept:
    """A tensor that an object keeps.

    Attributes:
        name: Where, such as ``fc1.weight``.
        tensor: The framework's own.
        turned: Whether it is kept as (out, in); ``None`` where only its shape can tell.
    """

    name: str
    tensor: Any
    turned: bool | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return tuple(self.tensor.shape)


@dataclass(frozen=True)
class Held:
    """A tensor that stands for one of W1, b1, …: whether it is turned, and the shape it has there.

    An empty shape leaves the tensor's own.
    """

    tensor: Any
    turned: bool
    shape: tuple[int, ...] = ()


def matched(
    kept: Sequence[Kept], wanted: Mapping[str, tuple[int, ...]], *, owner: str
) -> list[Held]:
    """Return which tensor stands for each of the wanted ones.

    Raises:
        LookupError: None that is left has a shape.
    """
    left = list(kept)
    found = []
    for name, shape in wanted.items():
        fitting = next((each for each in left if _turned(each, shape) is not None), None)
        if fitting is None:
            raise LookupError(_nothing(owner, name, shape, kept))
        left.remove(fitting)
        found.append(Held(fitting.tensor, bool(_turned(fitting, shape)), shape))
    return found


def shapes(widths: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Return the shapes of W1, b1, W2, … of a fully connected network."""
    found: dict[str, tuple[int, ...]] = {}
    for layer, (inputs, outputs) in enumerate(itertools.pairwise(widths), start=1):
        found |= {f"W{layer}": (inputs, outputs), f"b{layer}": (1, outputs)}
    return found


def _turned(kept: Kept, shape: tuple[int, ...]) -> bool | None:
    """Say whether a tensor holds an array of a shape turned; ``None`` where it does not hold it."""
    if kept.turned is not None:
        return kept.turned if kept.shape == (shape[::-1] if kept.turned else shape) else None
    if kept.shape == shape:
        return False
    if len(kept.shape) == 2 and kept.shape == shape[::-1]:
        return True
    flat = tuple(n for n in shape if n != 1)
    same = len(kept.shape) == 1 and tuple(n for n in kept.shape if n != 1) == flat
    return False if same else None


def _nothing(owner: str, name: str, shape: tuple[int, ...], kept: Sequence[Kept]) -> str:
    there = ", ".join(f"{each.name} of shape {each.shape}" for each in kept[:LISTED])
    more = ", …" if len(kept) > LISTED else ""
    return (
        f"{owner} keeps nothing that could be {name} of shape {shape};"
        f" it keeps {there or 'no parameters'}{more}"
    )
