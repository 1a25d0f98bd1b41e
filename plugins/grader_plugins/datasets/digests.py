"""Digests of arrays: what identifies a data set's examples, however they are stored."""

import hashlib
import json

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from grader.kinds import Examples, Splits
from grader_plugins.datasets.errors import DatasetError


def of_array(array: NDArray[np.generic]) -> str:
    """Return the SHA-256 of an array's bytes, little-endian and row by row, in hexadecimal."""
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return hashlib.sha256(little.data.cast("B") if little.size else b"").hexdigest()


def of_splits(splits: Splits) -> str:
    """Return one digest of all arrays of a data set with their shapes and types."""
    lines = [
        line
        for name in ("train", "validation", "test")
        for line in _lines(name, getattr(splits, name))
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def of_recipe(name: str, version: str, options: BaseModel) -> str:
    """Return the digest of how examples are drawn, where it stands for the examples."""
    recipe = {"name": name, "version": version, "options": options.model_dump(mode="json")}
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()


def check(found: str, expected: str, *, where: str) -> None:
    """Refuse contents that are not those that were recorded.

    Raises:
        DatasetError: The digests differ.
    """
    if found != expected:
        raise DatasetError(
            f"{where} is damaged or another version: expected SHA-256 {expected}, found {found}",
            hint="restore the file, as its README says; nothing is graded on other data",
        )


def _lines(name: str, examples: Examples) -> tuple[str, str]:
    return (
        f"{name} inputs {_described(examples.inputs)}",
        f"{name} labels {_described(examples.labels)}",
    )


def _described(array: NDArray[np.generic]) -> str:
    shape = "x".join(str(size) for size in array.shape)
    return f"{array.dtype.name} {shape} {of_array(array)}"
