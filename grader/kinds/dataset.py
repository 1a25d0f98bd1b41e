"""Labelled examples by name, and the files they are handed out as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Inputs and labels of the same examples; none at all is an empty pair.

    Attributes:
        inputs: N × the shape of one input: bytes for pictures, float64 for points.
        labels: The class of each, counted from 0: (N,), int64.
    """

    inputs: "np.ndarray[Any, np.dtype[Any]]"
    labels: "np.ndarray[Any, np.dtype[np.int64]]"

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Splits:
    """What is learnt from, what is tuned on and what is graded on; disjoint."""

    train: Examples
    validation: Examples
    test: Examples


class Dataset(Protocol):
    """Labelled examples by name: described at once, read or drawn when first asked for.

    ``version`` rises when the examples change, and with it ``digest``: of the arrays of files that
    are checked as they are read, of the recipe where examples are drawn (the last bits of a cosine
    are the machine's), empty where the files are somebody else's. ``splits`` counts what ``load``
    returns without options; ``params`` says which options there are.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def splits(self) -> Mapping[str, int]: ...
    @property
    def input_shape(self) -> tuple[int, ...]: ...
    @property
    def classes(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def params(self) -> "type[BaseModel]": ...

    def load(self, **options: Any) -> Splits:
        """Return the examples as read-only arrays, the same ones each time.

        Raises:
            GraderError: A file is missing, damaged or not what it should be.
            UsageError: An option is unknown or has no such value.
        """
        ...


@runtime_checkable
class HasFiles(Protocol):
    """A data set that is read from files, which may lie in a folder of the assignment."""

    def beside(self, folder: "Path") -> "Dataset":
        """Return the same, whose files may also lie in ``<folder>/<its name>``."""
        ...


class FileFormat(Protocol):
    """Writes examples as the files a course hands out, for a submission's own loading code."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...

    def write(self, splits: Splits, *, name: str) -> Sequence[tuple[str, bytes]]:
        """Return file names and bytes that depend on these examples alone.

        Args:
            splits: What may be read; labels that shall not be are taken out before.
            name: What the file is called; empty: as courses call it.

        Raises:
            ValueError: The form cannot hold such examples, or its files have names of their own.
        """
        ...
