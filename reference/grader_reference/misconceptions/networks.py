"""Known wrong networks, each a patch of the right program of an architecture. In the judge."""

from dataclasses import replace
from functools import partial

from grader_reference.architectures import Architecture
from grader_reference.catalogue import Misconception
from grader_reference.misconceptions.network_programs import (
    ACTIVATION,
    DERIVATIVE,
    Slips,
    backprop_program,
    forward_program,
    loss_program,
    passed_back,
)
from grader_reference.misconceptions.networks_backward import (
    BIASES,
    HIDDEN_ERROR,
    OUTPUT_ERROR,
    WEIGHTS,
)
from grader_reference.misconceptions.networks_forward import FAR, FORWARD, LOSS, OVERFLOW
from grader_reference.programs import Slip, wrong


def backprop(a: Architecture) -> tuple[Misconception, ...]:
    """Return what goes wrong with the gradients of a network."""
    others = _other_activations(backward=True)
    slips = (*OUTPUT_ERROR, *HIDDEN_ERROR, *BIASES, *WEIGHTS, *FORWARD, *others, *FAR)
    return wrong(slips, backprop_program(a), a, function="backprop")


def network_loss(a: Architecture) -> tuple[Misconception, ...]:
    """Return what goes wrong with the loss of a network."""
    slips = (*LOSS, *FORWARD, *_other_activations())
    return wrong(slips, loss_program(a), a, function="network_loss")


def network_forward(a: Architecture) -> tuple[Misconception, ...]:
    """Return what goes wrong with the forward pass of a network, or with its scores."""
    slips = (*FORWARD, *_other_activations())
    scores = replace(forward_program(a), result=f"z{a.layers}")
    before_softmax = tuple(
        replace(slip, id=f"{slip.id}_in_scores", under=("logits",))
        for slip in slips
        if slip.id != "softmax_axis"
    )
    return (
        *wrong((*slips, *FAR, *OVERFLOW), forward_program(a), a, function="network_forward"),
        *wrong(before_softmax, scores, a, function="network_forward"),
    )


def _other_activations(*, backward: bool = False) -> Slips:
    """Return networks whose hidden units have another activation, derivative and all."""
    return tuple(
        Slip(
            id=f"hidden_{other}",
            claim=f"the hidden units have {other}, where another activation was asked for",
            hints=("Which activation is asked for?", "Print a hidden unit for a few inputs."),
            explanation=f"h = {other}(z) in every hidden layer.",
            lines=partial(_with_activation, other, backward),
        )
        for other in ACTIVATION
    )


def _with_activation(other: str, backward: bool, a: Architecture) -> dict[str, str]:  # noqa: FBT001 - bound by partial
    if other == a.activation:
        return {}
    forward = {f"h{n}": ACTIVATION[other].format(z=f"z{n}") for n in a.hidden}
    slopes = {n: DERIVATIVE[other].format(z=f"z{n}", h=f"h{n}") for n in a.hidden}
    back = {f"d{n}": passed_back(a, n, by=slopes[n]) for n in a.hidden}
    return {**forward, **back} if backward else forward
