"""Says of an array how it comes out of another one: much of what conventions do to an answer.

A convention hands an answer over transposed, or times the number of examples. Kept as they are,
all these forms would be most of a bundle. Only what is equal to the last bit is told like this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SMALL = 4
"""Arrays of fewer numbers are kept as they are."""
LEAST = 1e-6
"""The smallest factor that is looked for: one over so many examples."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Take an array of what was given, transpose it, give it a shape, multiply or divide it."""

    number: int
    transposed: bool
    shape: tuple[int, ...]
    times: float = 1.0
    over: float = 1.0

    def made(self, given: Sequence[Array]) -> Array:
        """Return the array."""
        array = given[self.number]
        turned = (array.T if self.transposed else array).reshape(self.shape)
        if self.times != 1.0:
            return np.asarray(turned * self.times)
        return np.array(turned / self.over if self.over != 1.0 else turned)


def arrays(value: Any) -> Iterator[Array]:
    """Yield the arrays in plain data, in their order."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from arrays(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from arrays(item)


def shortened(value: Any, given: Sequence[Array]) -> Any:
    """Return plain data in which recipes stand for arrays that come out of those given."""
    if isinstance(value, np.ndarray):
        return value if value.size < SMALL else _recipe(value, given) or value
    if isinstance(value, Mapping):
        return {name: shortened(item, given) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [shortened(item, given) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


def lengthened(value: Any, given: Sequence[Array]) -> Any:
    """Return plain data with the arrays that recipes stand for."""
    if isinstance(value, Recipe):
        return value.made(given)
    if isinstance(value, Mapping):
        return {name: lengthened(item, given) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [lengthened(item, given) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


def _recipe(array: Array, given: Sequence[Array]) -> Recipe | None:
    for number, other in enumerate(given):
        if other.size == array.size and other.dtype == array.dtype:
            for transposed in (False, True) if other.ndim > 1 else (False,):
                found = _of(array, other, number, transposed=transposed)
                if found is not None:
                    return found
    return None


def _of(array: Array, other: Array, number: int, *, transposed: bool) -> Recipe | None:
    plain = Recipe(number, transposed, array.shape)
    given = (*(other,) * number, other)
    with np.errstate(all="ignore"):
        for recipe in (plain, *_scaled(plain, array, other)):
            if _looks_right(recipe, array, other) and _same(recipe.made(given), array):
                return recipe
    return None


def _looks_right(recipe: Recipe, array: Array, other: Array) -> bool:
    """Say whether a few elements agree: most pairs of arrays are told apart by one."""
    turned = other.T if recipe.transposed else other
    return all(
        _same(turned.flat[at] * recipe.times / recipe.over, array.flat[at])
        for at in (0, array.size // 2, array.size - 1)
    )


def _same(first: Any, second: Any) -> bool:
    """Say whether numbers are the same to the last bit."""
    due = np.asarray(second)
    return np.asarray(first, dtype=due.dtype).tobytes() == due.tobytes()


def _scaled(plain: Recipe, array: Array, other: Array) -> Iterator[Recipe]:
    """Yield recipes with the whole number that one element is multiplied or divided by."""
    if array.dtype.kind != "f":
        return
    turned = other.T if plain.transposed else other
    place = array.size // 2
    start, end = float(turned.flat[place]), float(array.flat[place])
    if not start or not np.isfinite(start) or not np.isfinite(end):
        return
    factor = end / start
    if not LEAST < abs(factor) < 1 / LEAST:
        return
    whole, part = round(factor), round(1 / factor)
    if abs(whole) > 1 and abs(factor - whole) < 1e-6:
        yield Recipe(plain.number, plain.transposed, plain.shape, times=float(whole))
    if abs(part) > 1 and abs(1 / factor - part) < 1e-6:
        yield Recipe(plain.number, plain.transposed, plain.shape, over=float(part))
        yield Recipe(plain.number, plain.transposed, plain.shape, times=1.0 / part)
