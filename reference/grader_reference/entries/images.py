"""Entries of convolutional networks for an architecture. Runs in the judge."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Any

import numpy as np

from grader_reference import conventions, image_networks
from grader_reference.arrays import Array
from grader_reference.catalogue import Arguments, Convention, Function, Parameter
from grader_reference.convolution import kernel_channels_first
from grader_reference.entries import parameters
from grader_reference.entries import walks as walk_entries
from grader_reference.entries.elements import ORDINARY
from grader_reference.image_architectures import ImageArchitecture, parse_image_architecture
from grader_reference.inputs import images as image_inputs
from grader_reference.inputs import walks as walk_inputs
from grader_reference.misconceptions import image_networks as wrong
from grader_reference.misconceptions.image_walks import wrong_walks
from grader_reference.walks import WALKS, Walk, walked

_STEPS = "Follow one image by hand, layer by layer: where does the first difference appear?"


@lru_cache(maxsize=32)
def of_images(text: str, name: str) -> Function:
    """Return one function of a convolutional network: gradients, forward pass, or first steps.

    Raises:
        ValueError: The line names no architecture, or there is no such function.
    """
    architecture = parse_image_architecture(text)
    if name in WALKS:
        return trajectory(architecture, WALKS[name])
    known = {"backprop": _backprop, "network_forward": _forward}
    if name in known:
        return known[name](architecture)
    close = get_close_matches(name, (*known, *WALKS), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    listed = ", ".join(known)
    raise ValueError(f"a convolutional network has {listed} and trajectory, and no {name!r}{hint}")


def _forward(architecture: ImageArchitecture) -> Function:
    program = wrong.forward_program(architecture)
    scores = partial(image_networks.logits, architecture=architecture)
    sizes = partial(image_networks.scores_magnitude, architecture=architecture)
    return Function(
        name="network_forward",
        title=f"Forward pass of a {architecture} network",
        asks="network_forward returns the probabilities of the classes, a row per image.",
        parameters=(parameters.X, *_tensors(architecture)),
        tensors=architecture.parameters,
        facts=partial(_facts, architecture),
        right=partial(image_networks.forward, architecture=architecture),
        draw=image_inputs.images_with_extremes(architecture),
        small=image_inputs.few_images(architecture, loss=False),
        parts=ORDINARY,
        conventions=(*conventions.output(scores, sizes), *_forms(architecture)),
        misconceptions=wrong.network_forward(architecture),
        magnitude=partial(image_networks.forward_magnitude, architecture=architecture),
        terms=partial(_terms, architecture),
        equivalents=(program.function(f"network_forward {architecture}"),),
        aliases=("forward", "forward_pass", "feed_forward", "predict_proba"),
        hints=(_STEPS, "What do the probabilities of one image sum to?"),
    )


def _backprop(architecture: ImageArchitecture) -> Function:
    program = wrong.backprop_program(architecture)
    return Function(
        name="backprop",
        title=f"Gradients of a {architecture} network",
        asks="backprop returns the gradient of the mean cross entropy by every kernel, weight and"
        " bias.",
        parameters=(parameters.X, parameters.T, *_tensors(architecture)),
        tensors=architecture.parameters,
        facts=partial(_facts, architecture),
        outputs=architecture.gradients,
        right=partial(image_networks.backprop, architecture=architecture),
        draw=image_inputs.images(architecture, loss=True),
        small=image_inputs.few_images(architecture, loss=True),
        parts=ORDINARY,
        conventions=(
            *conventions.labels("T"),
            *conventions.network_scale(),
            *_forms(architecture, gradients=True),
        ),
        misconceptions=wrong.backprop(architecture),
        magnitude=partial(image_networks.backprop_magnitude, architecture=architecture),
        terms=partial(_terms, architecture),
        equivalents=(program.function(f"backprop {architecture}"),),
        aliases=("back_prop", "back_propagation", "backward", "backward_pass", "gradients"),
        hints=(
            "Move one entry by ±0.00001 and divide the loss difference by 0.00002: compare.",
            "Compare the shape of each gradient with its parameter's.",
        ),
    )


def trajectory(architecture: ImageArchitecture, walk: Walk) -> Function:
    """Return the entry of the first steps of an optimiser on a convolutional network."""

    def backprop(X: Array, T: Array, *given: Array, activation: str) -> tuple[Array, ...]:
        del activation
        return image_networks.backprop(X, T, *given, architecture=architecture)

    right = partial(walked, walk=walk, activation=architecture.activation, backprop=backprop)
    return Function(
        name=walk.name,
        title=f"First steps of a {architecture} network",
        asks=f"{walk.name} returns the parameters after one step on each batch in turn.",
        parameters=(
            *walk_entries.BATCHES,
            *_tensors(architecture),
            *walk_entries.settings_of(walk),
        ),
        tensors=architecture.parameters,
        facts=partial(_path_facts, architecture, walk),
        outputs=architecture.parameters,
        right=right,
        draw=image_inputs.image_paths(architecture, walk),
        small=image_inputs.few_image_paths(architecture, walk),
        parts=walk_inputs.PARTS,
        conventions=(*walk_entries.of_steps(walk), *_forms(architecture, gradients=True)),
        misconceptions=wrong_walks(walk, right),
        aliases=("train_steps", "run_steps", "fit_batches"),
        hints=(
            "Is the first step right? If so, what is left over from it in the second?",
            "Compare how far each tensor moved, not where it is.",
        ),
    )


def _tensors(architecture: ImageArchitecture) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=name, aliases=_aliases(name)) for name in architecture.parameters)


def _aliases(name: str) -> tuple[str, ...]:
    words = {"K": ("k", "w", "kernel", "conv"), "W": ("w", "weights"), "b": ("b", "bias")}
    return tuple(f"{word}{name[1:]}" for word in words[name[0]])


def _forms(architecture: ImageArchitecture, *, gradients: bool = False) -> tuple[Convention, ...]:
    """Return the forms of a bias, and where the channels stand within the network."""
    same, names = conventions.untouched, architecture.parameters
    flat = conventions.each(np.ravel, first=1) if gradients else same
    return (*conventions.bias(names[1::2], flat), *_channels(architecture, gradients=gradients))


def _channels(architecture: ImageArchitecture, *, gradients: bool) -> tuple[Convention, ...]:
    """Return channels last and first: of kernels, and of a flattened image's numbers."""
    changes = _turns(architecture)

    def present(given: Arguments) -> Arguments:
        return {n: changes[n](v) if n in changes else _first(n, v) for n, v in given.items()}

    def adapt(right: Any, _: Arguments) -> Any:
        if not gradients:
            return right
        pairs = zip(architecture.parameters, right, strict=True)
        return tuple(changes[name](g) if name in changes else g for name, g in pairs)

    last = "channels stand last: kernels are (height, width, inputs, outputs)"
    first = "channels stand first: kernels are (outputs, inputs, height, width)"
    return (
        Convention(id="channels_last", axis="images", claim=last),
        Convention(
            id="channels_first",
            axis="images",
            claim=first,
            harmless=True,
            present=present,
            adapt=adapt,
        ),
    )


def _first(name: str, value: Any) -> Any:
    """Put the channels of the images themselves first, where they have an axis."""
    return np.moveaxis(value, -1, 1) if name == "X" and np.ndim(value) == 4 else value


def _turns(architecture: ImageArchitecture) -> dict[str, Callable[[Array], Array]]:
    """Return what channels first changes, by parameter: kernels, and the rows of the first W."""
    spatial = len(architecture.stages)
    kernels: Sequence[str] = architecture.parameters[: 2 * spatial : 2]
    turns: dict[str, Callable[[Array], Array]] = dict.fromkeys(kernels, kernel_channels_first)

    def rows(weights: Array) -> Array:
        pixels = weights.reshape(*architecture.last, -1)
        return np.moveaxis(pixels, 2, 0).reshape(np.shape(weights))

    return {**turns, f"W{spatial + 1}": rows}


def _terms(architecture: ImageArchitecture, X: Array, *given: Array) -> int:
    del given
    above = max(stage.above[0] * stage.above[1] for stage in architecture.stages)
    windows = (int(np.prod(shape[:-1])) for shape in architecture.shapes)
    return max(len(X) * above, *windows)


def _facts(architecture: ImageArchitecture, given: Arguments) -> dict[str, object]:
    """Return what a class may ask for when it is made."""
    del given
    return {
        "activation": architecture.activation,
        "widths": list(architecture.widths),
        "outputs": architecture.widths[-1],
    }


def _path_facts(architecture: ImageArchitecture, walk: Walk, given: Arguments) -> dict[str, object]:
    """Return a network's facts, its optimiser, how many steps and how many examples in each."""
    steps, examples = np.shape(given["X"])[:2]
    own = {"optimiser": walk.optimiser, "steps": steps, "examples": examples}
    return {**_facts(architecture, given), **own}
