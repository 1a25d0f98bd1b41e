"""One answer against one expectation: the first true problem only. Runs in the judge.

The order is type, shape, finite, values; each problem is told with what came and what was due.
"""

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.numerics.tolerance import Expected
from grader.worker.wire import Opaque

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer compares: fine, or its first problem in a sentence.

    Attributes:
        ok: Whether the answer is right.
        problem: ``""``, ``type``, ``shape``, ``finite`` or ``values``.
        text: The problem in a sentence a student can read.
        output: Which output of a tuple answer has the problem.
        index: Where the largest error is.
        single: Whether the answer was recognised as computed in float32.
    """

    ok: bool
    problem: str = ""
    text: str = ""
    output: str = ""
    index: tuple[int, ...] = ()
    single: bool = False


FINE = Comparison(ok=True)
OFF = Comparison(ok=False, problem="values")
AXES, LARGEST = 4, 99_999
"""How much of a shape is told."""
TYPES = frozenset(
    (
        *(name for name, each in vars(builtins).items() if isinstance(each, type)),
        *("NoneType", "ellipsis", "function", "builtin_function_or_method", "method", "module"),
        *("generator", "coroutine", "async_generator"),
        *("dict_keys", "dict_values", "dict_items", "decimal.Decimal", "fractions.Fraction"),
    )
)
"""Types whose names say what they are."""
REMARKS = ("of more than 64 bits", "of odd numbers", "too large to send")
NOTHING = "nothing came back (None): is a return missing?"
_GRADIENTS = ("{}", "grad{}", "{}grad", "dl{}", "dld{}", "dj{}", "djd{}", "delta{}", "nabla{}")
"""How a dictionary's key may call the gradient of a parameter, folded."""


def compare(
    got: Any,
    expected: Expected,
    outputs: tuple[str, ...] = (),
    *,
    coarse: Callable[[int], bool] | None = None,
    told: bool = True,
) -> Comparison:
    """Compare an answer with the expectation; never raises on what a student sent.

    ``coarse`` says of an output by its number whether float32 was used on the way; it is asked
    only where the output is right to that precision, and does not show it by itself. Where a
    difference is not ``told``, it is not described: most combinations of conventions do not fit.
    """
    pieces = split(got, outputs)
    if isinstance(pieces, str):
        return Comparison(ok=False, problem="type", text=pieces)
    single = False
    for number, (piece, part) in enumerate(zip(pieces, expected.parts, strict=True)):
        name = outputs[number] if outputs else ""
        if is_of_another_size(piece, part):
            return _misshapen(piece.shape, part.shape, name)
        array = as_numbers(piece)
        if isinstance(array, str):
            return Comparison(ok=False, problem="type", text=_of(name, array), output=name)
        array = fitted(array, part.shape)
        if array.shape != part.shape:
            return _misshapen(array.shape, part.shape, name)
        bound = expected.bounds[number]
        if within(array, part, bound):
            continue
        if within(array, part, expected.single_bounds()[number]) and (
            is_single(array) or (coarse is not None and coarse(number))
        ):
            single = True
            continue
        return _difference(array, part, bound, name) if told else OFF
    return Comparison(ok=True, single=single) if single else FINE


def split(got: Any, outputs: tuple[str, ...]) -> tuple[Any, ...] | str:
    """Return the outputs of an answer in order, or the sentence that says why not."""
    if not outputs:
        return (got,)
    if isinstance(got, Mapping):
        return _by_name(got, outputs)
    if got is None:
        return NOTHING
    if len(outputs) == 1:
        return got if isinstance(got, tuple) and len(got) == 1 else (got,)
    if not isinstance(got, (tuple, list)) and not (isinstance(got, np.ndarray) and got.ndim):
        return f"{_kind(got)} came back, and {len(outputs)} values ({', '.join(outputs)}) were due"
    if len(got) != len(outputs):
        return f"{len(got)} values came back, and {len(outputs)} ({', '.join(outputs)}) were due"
    return tuple(got)


def _by_name(got: Mapping[str, Any], outputs: tuple[str, ...]) -> tuple[Any, ...] | str:
    """Return the outputs of a dictionary; each key may stand for one output only."""
    keys = [_key(name, got, outputs) for name in outputs]
    missing = [name for name, key in zip(outputs, keys, strict=True) if key is None]
    if missing:
        return f"the dictionary has no {', '.join(missing)}"
    if len(set(keys)) != len(keys):
        return "the dictionary's keys do not tell its values apart"
    return tuple(got[key] for key in keys if key is not None)


def _key(name: str, got: Mapping[str, Any], outputs: tuple[str, ...]) -> str | None:
    """Return the one key that means an output; for a gradient also its parameter's name."""
    exact = [key for key in got if key == name]
    folded = [key for key in got if _fold(key) == _fold(name)]
    found = exact or folded
    if not found and name[:1] == "d" and name[1:] not in outputs:
        own = _fold(name[1:])
        meant = {form.format(own) for form in _GRADIENTS}
        found = [key for key in got if key == name[1:]]
        found = found or [key for key in got if _fold(key) in meant]
    return found[0] if len(found) == 1 else None


def as_numbers(value: Any) -> Floats | str:
    """Return a value as float64 numbers, or the sentence that says why it is none."""
    if value is None:
        return NOTHING
    if not _is_numeric(value):
        return f"{_kind(value)} came back, and numbers were asked for"
    try:
        array = np.asarray(value)
    except (ValueError, OverflowError):
        return "a list came back whose rows have different lengths"
    if array.dtype.kind == "c" and not np.any(array.imag):
        array = array.real
    if array.dtype.kind not in "fiub":
        return f"{_kind(value)} came back, and numbers were asked for"
    return array.astype(np.float64)


def _is_numeric(value: Any) -> bool:
    """Say whether a value holds numbers and arrays alone, however nested.

    numpy would give every item of a list the room of its longest text.
    """
    if isinstance(value, (list, tuple)):
        return all(map(_is_numeric, value))
    return isinstance(value, (bool, int, float, complex, np.ndarray, np.generic))


def fitted(array: Floats, shape: tuple[int, ...]) -> Floats:
    """Drop or add axes of length one where a vector or a single number is due.

    A bias gradient of shape (1, K), (K, 1) or (K,) and a loss of shape (1, 1) say the same.
    """
    wide = [n for n in shape if n != 1]
    if array.shape == shape or len(wide) > 1 or [n for n in array.shape if n != 1] != wide:
        return array
    return array.reshape(shape)


def within(array: Floats, part: Floats, bound: Floats) -> bool:
    """Say whether every element is within its bound; what is not finite must agree exactly."""
    with np.errstate(all="ignore"):
        near = np.abs(array - part) <= bound
    return bool(np.all(near | (array == part)))


def within_single(array: Floats, part: Floats, expected: Expected, number: int) -> bool:
    """Say whether one output was computed in float32 and is right to that precision."""
    return is_single(array) and within(array, part, expected.single_bounds()[number])


def is_single(array: Floats) -> bool:
    """Say whether the numbers survive a trip through float32, and are not just small integers."""
    with np.errstate(all="ignore"):
        finite = array[np.isfinite(array)]
        same = np.array_equal(finite.astype(np.float32).astype(np.float64), finite)
    return bool(same and finite.size and np.any(finite != np.round(finite)))


def is_of_another_size(piece: Any, part: Floats) -> bool:
    """Say whether an array of numbers has another size, without looking at each of them."""
    is_array = isinstance(piece, np.ndarray) and piece.dtype.kind in "fiub"
    return is_array and piece.size != part.size


def _misshapen(got: tuple[int, ...], due: tuple[int, ...], name: str) -> Comparison:
    text = f"the shape is {_shape(got)}, and {_shape(due)} was asked for"
    return Comparison(ok=False, problem="shape", text=_of(name, text), output=name)


def _difference(array: Floats, part: Floats, bound: Floats, name: str) -> Comparison:
    """Describe the first true difference of two arrays of one shape."""
    strange = ~np.isfinite(array) & np.isfinite(part)
    if np.any(strange):
        index = tuple(int(i) for i in np.argwhere(strange)[0])
        place = "" if array.size == 1 else f" at {_place(index)}"
        text = f"{_number(array[index])} came back{place}: {_many(strange)} not finite"
        return Comparison(
            ok=False, problem="finite", text=_of(name, text), output=name, index=index
        )
    with np.errstate(all="ignore"):
        error = np.abs(array - part)
        error = np.where(array == part, 0.0, np.where(np.isnan(error), np.inf, error))
        excess = error - bound
    index = tuple(int(i) for i in np.unravel_index(int(np.argmax(excess)), array.shape))
    wrong = excess > 0
    where = f", {'the most at' if wrong.sum() > 1 else 'at'} {_place(index)}"
    text = f"{_many(wrong)} off{where * (array.size > 1)}"
    return Comparison(ok=False, problem="values", text=_of(name, text), output=name, index=index)


def _many(mask: "NDArray[np.bool_]") -> str:
    count = int(mask.sum())
    if mask.size == 1:
        return "the number is"
    if count == mask.size:
        return f"all {count} numbers are"
    return f"{count} of {mask.size} numbers {'is' if count == 1 else 'are'}"


def _place(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _of(name: str, text: str) -> str:
    return f"{name}: {text}" if name else text


def _shape(shape: tuple[int, ...]) -> str:
    """Say a shape; one that is made to carry a message is cut off."""
    sizes = [str(size) if size <= LARGEST else "…" for size in shape[:AXES]]
    sizes += ["…"] * (len(shape) > AXES)
    return f"({', '.join(sizes)}{',' if len(shape) == 1 else ''})"


def _number(value: float) -> str:
    return f"{float(value):g}"


def _kind(value: Any) -> str:
    if isinstance(value, Opaque):
        return _foreign(value.type_name)
    if isinstance(value, Mapping):
        return "a dictionary"
    return f"a value of type {type(value).__name__}"


def _foreign(name: str) -> str:
    """Say what could not cross. A class's name may be made up in the very call, of its input."""
    kind, _, rest = name.removeprefix("builtins.").partition(" ")
    if kind in TYPES:
        return f"a value of type {kind}" + f" {rest}" * (rest in REMARKS)
    return "an array of no plain numbers" if kind == "numpy" else "an object of another class"


def _fold(name: str) -> str:
    return name.lower().replace("_", "")
