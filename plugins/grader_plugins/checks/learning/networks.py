"""The networks whose trained weights are read: from an architecture, a run's facts and arrays.

Runs in the judge. What a submission keeps may be read in more than one way that fits: channels
first or last where there are as many rows, normalised by channel or by pixel. Each such reading is
a network of this architecture with these very weights, and the one that predicts most as the
submission did is taken for it.
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.bench import Bench
from grader.binding.interfaces import expanded
from grader.kinds import ReferenceFunction
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader.numerics.comparison import as_numbers
from grader.plugin_manager import Registry
from grader_plugins.checks.learning.forms import Form, Numbers, forms
from grader_plugins.checks.learning.rows_and_columns import parameters_of

Floats = NDArray[np.float64]

INPUTS = "X"
FORWARD = "network_forward"
FREE = "-*-"
"""Stands for any hidden layers at all."""
MOST_NUMBERS = 4_000_000
"""How many numbers a network may have whose widths nobody knows beforehand."""
_ENDS = re.compile(r"(\d+)-\*-(\d+) ", re.ASCII)
_FACT = re.compile(r"\{(\w+)\}", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Trained parameters in canonical form, and the forward pass that they are read for."""

    forward: Callable[..., Any]
    parameters: tuple[Numbers, ...]

    def probabilities(self, inputs: Numbers, *learnt: Numbers) -> Floats:
        """Return what the judge's own forward pass gives, (N, K); broken weights give NaN."""
        with np.errstate(all="ignore"):
            found = self.forward(inputs, *self.parameters, *learnt)
        return np.asarray(found, dtype=np.float64)


class Network:
    """One architecture, ready to read its parameters."""

    def __init__(self, text: str, function: ReferenceFunction) -> None:
        self.text = text
        self._function = function

    @property
    def is_estimated(self) -> bool:
        """Whether running averages count, which are estimated from what was learnt from."""
        return len(self._function.parameters) > 1 + len(self._function.tensors)

    @property
    def is_of_images(self) -> bool:
        """Whether the architecture fixes every shape; the facts' widths do otherwise."""
        return bool(self._function.shapes)

    def size(self, widths: Sequence[int]) -> int:
        """Return how many numbers its parameters have."""
        if not self.is_of_images:
            return sum((a + 1) * b for a, b in itertools.pairwise(widths))
        shapes = self._function.shapes
        return sum(int(np.prod(shapes[name])) for name in self._function.tensors)

    def inputs(self, inputs: Numbers, dtype: str) -> Numbers:
        """Return examples as its forward pass takes them."""
        if not self.is_of_images:
            return inputs.astype(np.float64)
        shape = self._function.shapes[INPUTS][1:]
        return inputs.reshape(len(inputs), *shape).astype(dtype, copy=False)

    def readings(self, value: Any, widths: Sequence[int], dtype: str) -> Sequence[Reading] | str:
        """Return every reading that fits what came, at least one, or why none does."""
        if not self.is_of_images:
            found = parameters_of(value, widths)
            return found if isinstance(found, str) else [Reading(self._function.right, found)]
        arrays = _arrays(value, len(self._function.tensors))
        if isinstance(arrays, str):
            return arrays
        fitting = [form for form in self._forms if form.fits(arrays)]
        if not fitting:
            shapes = ", ".join(str(array.shape) for array in arrays)
            return f"the parameters have the shapes {shapes}, and a network {self.text} has others"
        with np.errstate(all="ignore"):
            cast = [array.astype(dtype, copy=False) for array in arrays]
        kept = {id(form.counts): form.canonical(cast) for form in _apart(fitting)}
        return [Reading(form.forward, kept[id(form.counts)]) for form in fitting]

    def misfits(self, interface: Interface, widths: Sequence[int], features: int) -> list[str]:
        """Say where it is not what the interface and the data are of."""
        places = expanded(interface.parameters, len(widths) - 1)
        count = len(self._function.tensors)
        if not places and not interface.adapter:
            return ["`architecture` needs `interface.parameters`: where the weights are read"]
        if not self._fits(features, widths):
            spelt = "-".join(map(str, (features, *widths[1:])))
            return [f"architecture {self.text!r} and the facts ({spelt}) are not of one size"]
        if places and len(places) != count:
            told = f"{len(places)} places are described in `interface.parameters`"
            return [f"architecture {self.text!r} has {count} parameters, and {told}"]
        return []

    def _fits(self, features: int, widths: Sequence[int]) -> bool:
        tensors, shapes = self._function.tensors, self._function.shapes
        if not self.is_of_images:
            return len(tensors) == 2 * (len(widths) - 1)
        outputs = shapes[tensors[-1]][-1]
        return features == int(np.prod(shapes[INPUTS])) and widths[-1] == outputs

    @cached_property
    def _forms(self) -> tuple[Form, ...]:
        return forms(self._function)


class FreeNetwork(Network):
    """A fully connected network whose hidden layers are the submission's own."""

    def __init__(self, text: str, registry: Registry) -> None:
        ends = _ENDS.match(text)
        if ends is None:
            raise ValueError(
                f"architecture {text!r}: -*- stands for all hidden layers, as in 784-*-10 relu"
            )
        super().__init__(text, registry.network(text.replace(FREE, "-H-"), FORWARD))
        self._ends = int(ends[1]), int(ends[2])

    def size(self, widths: Sequence[int]) -> int:  # noqa: ARG002 - they are not the network's
        """Return the most numbers that are read."""
        return MOST_NUMBERS

    def readings(self, value: Any, widths: Sequence[int], dtype: str) -> Sequence[Reading] | str:
        """Return the network of a list of weights and one of biases, or why they make none."""
        lists = list(value) if isinstance(value, (list, tuple)) else []
        layers = [list(each) for each in lists if isinstance(each, (list, tuple))]
        if len(layers) != 2 or len(layers[0]) != len(layers[1]) or not layers[0]:
            return "a list of weights and one of biases were asked for, an array a layer in each"
        inputs, outputs = self._ends
        widths = [inputs, *map(_units, layers[1])]
        if widths[-1] != outputs:
            return f"the last biases have {widths[-1]} numbers, and there are {outputs} classes"
        parameters = [each for pair in zip(*layers, strict=True) for each in pair]
        return super().readings(parameters, widths, dtype)

    def misfits(self, interface: Interface, widths: Sequence[int], features: int) -> list[str]:
        """Say where its ends are not the data's."""
        del interface
        ends = (features, widths[-1])
        if self._ends == ends:
            return []
        return [f"architecture {self.text!r} and the data ({ends[0]}-*-{ends[1]}) do not fit"]


class Networks:
    """The networks of a check; one with several settings may have several."""

    def __init__(self, spec: CheckSpec, bench: Bench) -> None:
        self._text: str = bench.params(spec).architecture
        self._registry = bench.registry
        self._made: dict[str, Network] = {}

    def of(self, facts: Mapping[str, Any]) -> Network | None:
        """Return the network of a run with these facts; nothing where no architecture is named.

        Raises:
            ValueError: The line names no architecture, or a fact that is none.
        """
        if not self._text:
            return None
        text = _filled(self._text, facts)
        if text not in self._made:
            self._made[text] = self._network(text)
        return self._made[text]

    def _network(self, text: str) -> Network:
        if FREE in text:
            return FreeNetwork(text, self._registry)
        return Network(text, self._registry.network(text, FORWARD))


def _units(biases: Any) -> int:
    """Return how many units a layer of these biases has; none where they are no numbers."""
    found = as_numbers(biases)
    return 0 if isinstance(found, str) else found.size


def _apart(forms: Sequence[Form]) -> Sequence[Form]:
    """Return forms that keep numbers in other places, one of each."""
    return list({id(form.counts): form for form in forms}.values())


def _filled(text: str, facts: Mapping[str, Any]) -> str:
    """Return an architecture with facts in the place of their names in braces."""
    unknown = [name for name in _FACT.findall(text) if name not in facts]
    if unknown:
        known = ", ".join(sorted(facts))
        raise ValueError(f"architecture {text!r}: {unknown[0]!r} is no fact (facts: {known})")
    return _FACT.sub(lambda found: str(facts[found[1]]), text)


def _arrays(value: Any, count: int) -> list[Floats] | str:
    """Return so many arrays of numbers, or why what came is none."""
    items = list(value) if isinstance(value, (list, tuple)) else []
    if len(items) != count:
        return f"{len(items)} parameters were read, and {count} were asked for"
    found: list[Floats] = []
    for number, item in enumerate(items, start=1):
        array = as_numbers(item)
        if isinstance(array, str):
            return f"parameter {number}: {array}"
        found.append(array)
    return found
