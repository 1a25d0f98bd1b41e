"""Batches that were asked for one call after another, as epochs. Runs in the judge.

A loader may say that an epoch is over (by nothing, an empty batch or ``StopIteration``) or go on
with the next one. So examples are counted: with the last of them an epoch is over, and a batch that
would hold more than there are left belongs to the next, as after a last batch that was dropped.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from grader.worker.wire import Opaque
from grader_plugins.checks.loading.tagging import Samples, Tagged


def epochs_of(stream: Any, tagged: Tagged, samples: Samples, *, most: int) -> Any:
    """Return the first epochs of a stream, each a list of batches; what is no stream, as it is.

    An epoch that was broken off by the end of the stream is left out, unless it is the first.
    """
    if not isinstance(stream, list):
        return stream
    found: list[list[Any]] = [[]]
    count = 0
    for batch in stream:
        size = _size(batch, tagged, samples)
        if found[-1] and (not size or count + size > len(tagged)):
            found.append([])
            count = 0
        if size:
            found[-1].append(batch)
            count += size
        if count == len(tagged):
            found.append([])
            count = 0
    return found[: max(1, min(most, len(found) - 1))]


def _size(batch: Any, tagged: Tagged, samples: Samples) -> int:
    """Return how many examples a batch holds; what is none counts as one, and is told later."""
    if batch is None or isinstance(batch, Opaque):
        return int(batch is not None)
    items = list(batch.values()) if isinstance(batch, Mapping) else batch
    if not isinstance(items, Sequence) or isinstance(items, str):
        return 1
    if not items or all(item is None for item in items):
        return 0
    if getattr(items[0], "size", 1) == 0:
        return 0
    rows = tagged.rows(items[0], samples)
    return 1 if isinstance(rows, str) else len(rows)
