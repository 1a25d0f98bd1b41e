"""Keras with PyTorch at work below it: its models are modules, its gradients PyTorch's. Confined.

Other backends take gradients by functions that wrap the loss, out of reach of what a loss returns;
no adapter is written for those. Layers, losses and optimisers take their precision when they are
made, some of them while the file is loaded: all stays in the one that the submission has.
"""

from collections.abc import Mapping
from typing import Any

import keras
import torch
from keras.src import backend

from grader.worker.adapters import torch as below
from grader.worker.adapters.matching import Held, Kept, matched


def prepare() -> None:
    """Keep to one thread: callbacks would be called in another.

    Raises:
        ImportError: Keras works on another backend.
    """
    if keras.backend.backend() != "torch":
        raise ImportError(f"keras works on {keras.backend.backend()}; here it must be torch")
    backend.IS_THREAD_SAFE = False


def renew(number: int) -> None:
    """Start from the same random numbers."""
    seed(number)


def seed(number: int) -> None:
    """Start random numbers from a number: those of Python seed Keras's initial weights."""
    keras.utils.set_random_seed(number)


def as_numpy(value: Any) -> Any:
    """Return a variable as an array, and anything else as it is."""
    return below.as_numpy(value.value) if isinstance(value, keras.Variable) else value


class Adapter(below.Adapter):
    """Keras at work on one question; a layer makes its weights when it is first called."""

    words: Mapping[str, Any] = {"keras": keras, "torch": torch}

    def __init__(self, *, exact: bool) -> None:
        del exact
        super().__init__(exact=False)

    def _found(self, thing: Any, wanted: Mapping[str, below.Shape]) -> list[Held]:
        if not isinstance(thing, keras.Layer):
            raise LookupError(f"{type(thing).__name__} is no keras model")  # noqa: TRY004 - a place
        if not thing.trainable_weights:
            inputs = next(iter(wanted.values()))[0]
            with torch.no_grad():
                thing(torch.zeros((1, inputs), dtype=self._dtype))
        kept = [Kept(each.path, each.value) for each in thing.trainable_weights]
        return matched(kept, wanted, owner=type(thing).__name__)
