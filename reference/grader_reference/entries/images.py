"""Entries of convolutional networks for an architecture. Runs in the judge."""

from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Any

import numpy as np

from grader_reference import conventions, image_evaluation, image_networks
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

EXAMPLES = Parameter(name="examples", aliases=("learnt", "xtrain", "trainingimages"))
_STEPS = "Follow one image by hand, layer by layer: where does the first difference appear?"


@lru_cache(maxsize=32)
def of_images(text: str, name: str) -> Function:
    """Return one function of a convolutional network: gradients, forward pass, or first steps.

    Raises:
        ValueError: The line names no architecture, or there is no such function.
    """
    architecture = parse_image_architecture(text)
    if not architecture.is_plain:
        return _of_evaluation(architecture, name)
    if name in WALKS:
        return trajectory(architecture, WALKS[name])
    known = {"backprop": _backprop, "network_forward": _forward}
    if name in known:
        return known[name](architecture)
    close = get_close_matches(name, (*known, *WALKS), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    listed = ", ".join(known)
    raise ValueError(f"a convolutional network has {listed} and trajectory, and no {name!r}{hint}")


def _of_evaluation(architecture: ImageArchitecture, name: str) -> Function:
    """Return the forward pass of a network with padding or normalisation, once it is trained."""
    if name != "network_forward":
        raise ValueError(
            f"a network with `same` or `norm` has network_forward alone, and no {name!r}: it is for"
            " the `architecture` of a training or a sweep"
        )
    right = partial(image_evaluation.forward, architecture=architecture)
    per_pixel = partial(image_evaluation.forward, architecture=architecture, per_pixel=True)
    draw = partial(image_inputs.with_examples, architecture=architecture)
    return Function(
        name="network_forward",
        title=f"Evaluation of a {architecture} network",
        asks="network_forward returns the probabilities of the classes, a row per image; mean and"
        " variance are those of the examples that were learnt from.",
        parameters=(parameters.X, *_tensors(architecture), EXAMPLES),
        tensors=architecture.parameters,
        shapes=_shapes(architecture, "examples"),
        facts=partial(_facts, architecture),
        right=right,
        draw=draw(image_inputs.images(architecture, loss=False)),
        small=draw(image_inputs.few_images(architecture, loss=False)),
        parts=ORDINARY,
        conventions=(*conventions.statistics(per_pixel), *_forms(architecture)),
        terms=partial(_terms, architecture),
        hints=(_STEPS,),
    )


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
        shapes=_shapes(architecture),
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
            *conventions.gradient_epsilon(),
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

    def backprop(
        X: Array, T: Array, *given: Array, activation: str, epsilon: float = 0.0
    ) -> tuple[Array, ...]:
        del activation
        return image_networks.backprop(X, T, *given, architecture=architecture, epsilon=epsilon)

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
        conventions=(
            *conventions.labels("T"),
            *walk_entries.of_steps(walk),
            *conventions.gradient_epsilon(),
            *_forms(architecture, gradients=True),
        ),
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
    return tuple(f"{word}{name[1:]}" for word in words.get(name.rstrip("0123456789"), ()))


def _shapes(architecture: ImageArchitecture, *images: str) -> dict[str, tuple[int, ...]]:
    """Return the shapes of all arguments, with one image each."""
    one = (1, *architecture.image)
    return {"X": one, **architecture.tensors, **dict.fromkeys(images, one)}


def _forms(architecture: ImageArchitecture, *, gradients: bool = False) -> tuple[Convention, ...]:
    """Return the forms of a bias, and where the channels stand within the network."""
    biases = [f"b{n}" for n in range(1, architecture.layers + 1)]
    flat = conventions.each(np.ravel, first=1) if gradients else conventions.untouched
    return (*conventions.bias(biases, flat), *_channels(architecture, gradients=gradients))


def _channels(architecture: ImageArchitecture, *, gradients: bool) -> tuple[Convention, ...]:
    """Return channels last and first: of kernels, and of a flattened image's numbers."""
    changes = _turns(architecture)

    def present(given: Arguments) -> Arguments:
        turned = {n: changes[n](v) for n, v in given.items() if n in changes}
        if len(architecture.image) == 3:
            images = [n for n in ("X", "examples") if n in given]
            turned |= {n: np.moveaxis(given[n], -1, -3) for n in images}
        return {**given, **turned}

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


def _turns(architecture: ImageArchitecture) -> dict[str, Callable[[Array], Array]]:
    """Return what channels first changes, by parameter: kernels, and the rows of the first W."""
    spatial = len(architecture.stages)
    kernels = [f"K{n}" for n in range(1, spatial + 1)]
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
