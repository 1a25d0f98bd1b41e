"""What a function computes, told step by step, and how a student can try it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable


class Trial(Protocol):
    """A few lines that a student can run: a function that prints, and what a right one prints.

    Its parameters name functions of the catalogue: one is tried, the others are right.
    """

    @property
    def code(self) -> Callable[..., None]: ...
    @property
    def expect(self) -> str: ...
    @property
    def under(self) -> tuple[str, ...]: ...


class Mathematics(Protocol):
    """What a function computes, step by step: letters, derivation, sources, and how to try it."""

    @property
    def symbols(self) -> Mapping[str, str]: ...
    @property
    def steps(self) -> Sequence[str]: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def trials(self) -> Sequence[Trial]: ...


@runtime_checkable
class HasMathematics(Protocol):
    """A function whose derivation is written down; a plugin's function may have none."""

    @property
    def mathematics(self) -> Mathematics | None: ...
