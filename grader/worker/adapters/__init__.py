"""Frameworks whose tensors stand for numpy's arrays: named by an assignment. Runs confined.

An adapter holds no answer and knows no assignment. It hands arrays over as tensors and brings
tensors back as arrays, puts weights where a framework keeps them, and reads the gradients that its
automatic differentiation left there. A framework is imported only where an assignment allows it.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import numpy as np

ADAPTERS: Final = ("torch", "keras")
"""What is known by name; each also names the library it is for."""

Arrays = Sequence["np.ndarray[Any, Any]"]


class Adapter(Protocol):
    """One framework at work on one question.

    With ``exact``, everything is float64, so that a bug is told from rounding; else numbers have
    the precision that the submission itself chose.
    """

    words: Mapping[str, Any]

    def made(self, thing: Any) -> Any:
        """Return an object that was just made, in the precision of the question."""

    def given(self, value: Any) -> Any:
        """Return an argument as the framework has it: arrays as tensors."""

    def fill(self, owner: Any, kept: Any, value: Any) -> bool:
        """Put numbers into a tensor that its owner keeps; say whether it is one."""

    def put(self, thing: Any, arrays: "Mapping[str, np.ndarray[Any, Any]]") -> None:
        """Put W1, b1, … where an object keeps what has their shapes, in its own order.

        Raises:
            LookupError: It keeps nothing of a shape.
        """

    def hold(self, thing: Any, widths: Sequence[int]) -> None:
        """Find W1, b1, … of a network by its widths, as :meth:`put` does, and leave them."""

    def parameters(self) -> Arrays:
        """Return what was put or held, as it is now and as it was put: W (in, out)."""

    def gradients(self, returned: Any) -> Arrays:
        """Return the gradients by what was put; take them of a loss where nobody has.

        Raises:
            LookupError: What came back is no number that depends on them.
        """

    def mixes(self, problem: BaseException) -> bool:
        """Say whether code failed because it has a precision of its own."""


def prepare(library: str) -> None:
    """Import what belongs to a library that an assignment allows, and keep it to one thread."""
    if library in ADAPTERS:
        _module(library).prepare()


def named(name: str, *, exact: bool) -> Adapter:
    """Return the adapter of a framework.

    Raises:
        LookupError: The assignment does not allow the framework.
    """
    if name not in ADAPTERS or name not in sys.modules:
        raise LookupError(f"{name} is not among the libraries of this assignment")
    adapter: Adapter = _module(name).Adapter(exact=exact)
    return adapter


def renew(number: int) -> None:
    """Give every framework that is there its first settings and random numbers back."""
    for module in _loaded():
        module.renew(number)


def seed(number: int) -> None:
    """Start the random numbers of every framework that is there."""
    for module in _loaded():
        module.seed(number)


def as_numpy(value: Any) -> Any:
    """Return a framework's tensor as an array, and anything else as it is."""
    if type(value).__module__.partition(".")[0] in ADAPTERS:
        for module in _loaded():
            value = module.as_numpy(value)
    return value


def _loaded() -> list[ModuleType]:
    names = (f"{__name__}.{name}" for name in ADAPTERS)
    return [sys.modules[name] for name in names if name in sys.modules]


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{__name__}.{name}")
