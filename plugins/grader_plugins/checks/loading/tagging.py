"""Examples that say by their numbers which of them they are. Runs in the judge.

Whatever order they come back in, in whatever batches, it can be read which example each one is,
whether its label is its own, which came twice and which never.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import as_numbers

Numbers = NDArray[Any]
Whole = NDArray[np.int64]
Samples = Literal["rows", "columns"]

CODES = 8192
FEATURES = 1024
"""A code and a place below the point: together 23 bits, which float32 holds exactly."""
UNKNOWN = -1


class Tagged:
    """Examples (N, *shape) of which every number is code + place / 1024, and labels (N,).

    No two neighbours have one label, so that labels moved by one fit nowhere.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        *,
        count: int,
        shape: tuple[int, ...],
        classes: int,
        dtype: str,
    ) -> None:
        self.codes: Whole = rng.choice(CODES, size=count, replace=False).astype(np.int64)
        places = np.arange(int(np.prod(shape))) / FEATURES
        self._rows = self.codes[:, None] + places
        self.inputs = self._rows.reshape(count, *shape).astype(dtype)
        self.labels: Whole = rng.permutation(classes)[np.arange(count) % classes]
        self.classes = classes

    def __len__(self) -> int:
        return len(self.labels)

    def which(self, rows: Numbers) -> Whole:
        """Return the number of each example (n,) in rows (n, D); ``UNKNOWN`` where it is none."""
        found = np.full(len(rows), UNKNOWN, dtype=np.int64)
        for number, row in enumerate(rows):
            (known,) = np.nonzero(self.codes == row[0])
            if len(known) and np.array_equal(self._rows[known[0]], row):
                found[number] = known[0]
        return found

    def rows(self, value: Any, samples: Samples) -> Numbers | str:
        """Return inputs as rows (n, D), or a sentence where they have another form."""
        array = as_numbers(value)
        if isinstance(array, str):
            return f"the inputs: {array}"
        if samples == "columns" and array.ndim >= 2:
            array = array.T
        width = self._rows.shape[1]
        if array.ndim < 2 or array.size != len(array) * width:
            asked = "(D, n)" if samples == "columns" else "(n, …)"
            shape = np.shape(value)
            return f"inputs of the shape {shape} came, and {asked} with D = {width} was asked for"
        return array.reshape(len(array), width)

    def label_numbers(self, value: Any, count: int, samples: Samples) -> Whole | str:
        """Return labels as numbers of classes (count,), from numbers or one-hot vectors.

        What is neither is ``UNKNOWN``. Returns a sentence where there are not so many labels.
        """
        array = as_numbers(value)
        if isinstance(array, str):
            return f"the labels: {array}"
        if array.size == count:
            flat = array.reshape(count)
            known = np.isin(flat, np.arange(self.classes))
            return np.where(known, flat, UNKNOWN).astype(np.int64)
        one_hot = array.T if samples == "columns" else array
        if one_hot.shape != (count, self.classes):
            return f"labels of the shape {array.shape} came beside {count} inputs"
        chosen: Whole = one_hot.argmax(axis=1)
        clean = (one_hot == np.eye(self.classes)[chosen]).all(axis=1)
        return np.where(clean, chosen, UNKNOWN)
