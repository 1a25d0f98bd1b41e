"""Puts the derivations beside the functions they belong to. Runs in the judge."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial

from grader_reference.catalogue import Function, Mathematics, Trial


def taught(functions: Iterable[Function]) -> tuple[Function, ...]:
    """Return functions with their mathematics, which is read when it is asked for."""
    return tuple(replace(each, teach=partial(_of_function, each.name)) for each in functions)


def of_network(function: Function, architecture: str, *, images: bool) -> Function:
    """Return a network's function with its mathematics, and the trials that fit its depth."""
    if images:
        return replace(function, teach=partial(_of_image_network, function.name))
    layers, activation = len(function.tensors) // 2, architecture.rsplit(maxsplit=1)[-1].lower()
    return replace(function, teach=partial(_of_dense_network, function.name, layers, activation))


def _of_function(name: str) -> Mathematics | None:
    return _alone().get(name)


def _of_image_network(name: str) -> Mathematics | None:
    return _of_images().get(name)


def _of_dense_network(name: str, layers: int, activation: str) -> Mathematics | None:
    """Return a derivation with the trials for so many layers, by this activation."""
    told = _of_layers().get(name)
    if told is None or layers not in {2, 3}:
        return told and replace(told, trials=())
    if layers == 3:
        return replace(told, trials=_of_three_layers(name))
    kept = (each for each in told.trials if activation == "relu" or not _is_of_relu(each))
    return replace(told, trials=tuple(kept))


def _is_of_relu(trial: Trial) -> bool:
    """Say whether the formulas of a trial are those of relu."""
    from grader_reference.mathematics.trials import networks

    return trial.code in {
        networks.forward_by_formula,
        networks.forward_of_large_inputs,
        networks.scores_by_formula,
        networks.loss_by_formula,
    }


def _of_three_layers(name: str) -> tuple[Trial, ...]:
    from grader_reference.mathematics import walks
    from grader_reference.mathematics.trials import networks
    from grader_reference.mathematics.trials import walks as paths

    no_difference = "every difference is 0, and every tensor has its parameter's shape."
    known = {
        "backprop": Trial(code=networks.gradients_of_three_layers, expect=no_difference),
        "trajectory": Trial(code=paths.descent_of_three_layers, expect=walks.EXPECT),
    }
    return (known[name],) if name in known else ()


@cache
def _alone() -> Mapping[str, Mathematics]:
    """Return the derivations of functions that need no architecture, by name."""
    from grader_reference.mathematics import (
        activations,
        images,
        losses,
        optimisers,
        regularising,
        scalars,
        softmaxes,
        spatial,
        training,
    )

    return {
        **activations.EVERY,
        **softmaxes.EVERY,
        **losses.EVERY,
        **scalars.EVERY,
        **optimisers.EVERY,
        **training.EVERY,
        **spatial.EVERY,
        **regularising.EVERY,
        **images.EVERY,
    }


@cache
def _of_layers() -> Mapping[str, Mathematics]:
    """Return the derivations of fully connected networks, by function."""
    from grader_reference.mathematics import networks, walks

    return {**networks.EVERY, **walks.every()}


@cache
def _of_images() -> Mapping[str, Mathematics]:
    """Return the derivations of convolutional networks, by function."""
    from grader_reference.mathematics import images

    return images.every()
