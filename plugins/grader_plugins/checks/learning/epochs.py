"""What a loader gave in several epochs, read batch by batch and judged. Runs in the judge.

Every judgement is a sentence for the student; an empty one says that all is right.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Literal

import numpy as np

from grader.worker.wire import Opaque
from grader_plugins.checks.loading.tagging import UNKNOWN, Samples, Tagged

Last = Literal["kept", "dropped", "either"]
FEW = 2
"""Inputs and labels."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """The numbers of the examples by batch, and the labels that came beside them."""

    batches: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...]

    @property
    def order(self) -> tuple[int, ...]:
        """The examples in the order in which they came."""
        return tuple(chain.from_iterable(self.batches))

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many examples each batch held."""
        return tuple(map(len, self.batches))


def read_epoch(value: Any, tagged: Tagged, samples: Samples) -> Epoch | str:
    """Return what came in an epoch, or a sentence where it is no batches of pairs."""
    items = _pairs(value, tagged)
    if isinstance(items, str):
        return items
    batches: list[tuple[int, ...]] = []
    labels: list[int] = []
    for inputs, targets in items:
        rows = tagged.rows(inputs, samples)
        if isinstance(rows, str):
            return rows
        numbers = tagged.label_numbers(targets, len(rows), samples)
        if isinstance(numbers, str):
            return numbers
        batches.append(tuple(map(int, tagged.which(rows))))
        labels += map(int, numbers)
    return Epoch(tuple(batches), tuple(labels))


def _pairs(value: Any, tagged: Tagged) -> list[tuple[Any, Any]] | str:
    """Return pairs of inputs and labels, also where all inputs come first and then all labels."""
    if isinstance(value, Opaque):
        said = f"a {value.type_name} came where the batches of one epoch were asked for"
        return f"{said}; {len(tagged)} examples are few: does an epoch come to an end?"
    if not isinstance(value, (list, tuple)):
        return f"batches were asked for, and a {type(value).__name__} came"
    if not value:
        return "no batch came at all; can it be gone through only once?"
    if len(value) == FEW and all(_is_many(each) for each in value):
        value = list(zip(*value, strict=False))
    found = [list(item.values()) if isinstance(item, Mapping) else item for item in value]
    if any(not isinstance(item, (list, tuple)) or len(item) != FEW for item in found):
        return "each batch should be a pair: inputs, and the labels of the same examples"
    return [(item[0], item[1]) for item in found]


def _is_many(value: Any) -> bool:
    """Say whether a value is batches and not a batch: a list of more than two arrays."""
    many = isinstance(value, (list, tuple)) and len(value) > FEW
    return many and all(isinstance(each, np.ndarray) for each in value)


def pairs(epochs: Sequence[Epoch], tagged: Tagged) -> str:
    """Say which examples lost their labels."""
    order = [n for epoch in epochs for n in epoch.order]
    labels = [n for epoch in epochs for n in epoch.labels]
    if UNKNOWN in order:
        count = order.count(UNKNOWN)
        return f"{count} of {len(order)} inputs are not as they were handed over"
    if UNKNOWN in labels:
        return "labels came that are not as they were handed over"
    wrong = sum(tagged.labels[n] != label for n, label in zip(order, labels, strict=True))
    if not wrong:
        return ""
    said = f"{wrong} of {len(order)} examples came with the label of another one"
    return f"{said}; {_who_moved(epochs[0], tagged)}"


def _who_moved(epoch: Epoch, tagged: Tagged) -> str:
    """Say what was shuffled without the other, as far as the first epoch shows it."""
    cure = "shuffle both by one permutation, such as p = rng.permutation(N); X[p], T[p]"
    count = len(epoch.order)
    if epoch.labels == tuple(map(int, tagged.labels[:count])):
        return f"the inputs are shuffled and the labels are not: {cure}"
    if epoch.order == tuple(range(count)):
        return f"the labels are shuffled and the inputs are not: {cure}"
    return f"inputs and labels are moved apart: {cure}"


def once(epochs: Sequence[Epoch], tagged: Tagged, *, size: int) -> str:
    """Say which examples came twice or never in an epoch; a dropped last batch is no such thing."""
    for epoch in epochs:
        counts = Counter(epoch.order)
        twice = sum(count > 1 for count in counts.values())
        lost = len(tagged) - len(counts)
        said = _twice_or_never(twice, lost, dropped=_is_dropped(epoch, len(tagged), size))
        if said:
            return said
    return ""


def _twice_or_never(twice: int, lost: int, *, dropped: bool) -> str:
    if twice and lost:
        return (
            f"in one epoch {_examples(twice)} came more than once and {lost} never came; go through"
            " a permutation instead of drawing each batch anew"
        )
    if twice:
        return f"{_examples(twice)} came more than once in one epoch"
    return f"{_examples(lost)} never came in an epoch" if lost and not dropped else ""


def _examples(count: int) -> str:
    return f"{count} example{'s' * (count != 1)}"


def _is_dropped(epoch: Epoch, count: int, size: int) -> bool:
    """Say whether all that lacks is a last batch that would not have been full."""
    return [n for n in epoch.sizes if n] == [size] * (count // size)


def last_batch(epochs: Sequence[Epoch], *, count: int, size: int, last: Last) -> str:
    """Say what is wrong with the sizes of batches: too large, or the last one lost or kept."""
    for epoch in epochs:
        largest = max(epoch.sizes)
        if largest > size:
            return f"a batch of {largest} examples came where at most {size} were asked for"
        if 0 in epoch.sizes:
            return f"an empty batch came among those of {count} examples, {size} at a time"
        said = _last(epoch, count=count, size=size, last=last)
        if said:
            return said
    return ""


def _last(epoch: Epoch, *, count: int, size: int, last: Last) -> str:
    left = count % size
    if not left or last == "either":
        return _too_many(epoch, count=count, size=size)
    if last == "kept" and _is_dropped(epoch, count, size):
        return f"the last {_examples(left)} of an epoch are dropped: the last batch may be short"
    if last == "dropped" and not _is_dropped(epoch, count, size):
        return f"only batches of {size} were asked for; the last {_examples(left)} are left out"
    return _too_many(epoch, count=count, size=size)


def _too_many(epoch: Epoch, *, count: int, size: int) -> str:
    most = -(-count // size)
    got = len(epoch.batches)
    return f"{got} batches came where {most} hold {count} examples" if got > most else ""


def shuffled(epochs: Sequence[Epoch]) -> str:
    """Say where the order is that of the file, or the same in every epoch."""
    orders = [epoch.order for epoch in epochs]
    if all(order == tuple(sorted(order)) for order in orders):
        return "examples come in the order in which they were handed over: nothing is shuffled"
    if all(one == other for one, other in pairwise(orders)):
        return "every epoch has the same order; draw a new permutation at the start of each"
    return ""


def seeded(first: Epoch, second: Epoch) -> str:
    """Say where one seed gives two orders."""
    if first.order == second.order:
        return ""
    return "the same seed gives another order the second time; draw only from what it seeds"
