"""The entry of a student's own gradient check, for an architecture. Runs in the judge."""

from functools import partial

from grader_reference import conventions, quotients
from grader_reference.architectures import Architecture
from grader_reference.catalogue import Convention, Function, Parameter
from grader_reference.entries import networks as network_entries
from grader_reference.entries import parameters
from grader_reference.entries.elements import ORDINARY
from grader_reference.inputs import quotients as quotient_inputs
from grader_reference.misconceptions import quotients as wrong

NAME = "gradient_check"
FELT = 1e-5
"""What the loss adds in the logarithm changes a difference from here on; less is as nothing."""
STEPS = Parameter(
    name="N", aliases=("n", "nvalues", "ns", "values", "steps", "nvalue", "nlist", "nrange")
)


def gradient_check(architecture: Architecture) -> Function:
    """Return the entry of the largest differences of quotients and gradient, for each N."""
    activation = architecture.activation
    weights, biases = architecture.parameters[::2], architecture.parameters[1::2]
    same = conventions.untouched
    return Function(
        name=NAME,
        title=f"Gradient check of a {architecture} network",
        asks="gradient_check returns, for each N, the largest difference between the central"
        " difference quotient with ε = 1/N and the gradient, over the first ten weights of the"
        " first column of W2.",
        parameters=(
            parameters.X,
            parameters.T,
            *parameters.of_network(architecture.parameters),
            STEPS,
        ),
        tensors=architecture.parameters,
        facts=partial(network_entries.facts, architecture),
        right=partial(quotients.gradient_check, activation=activation),
        draw=quotient_inputs.checks(architecture),
        small=quotient_inputs.small_checks(architecture),
        parts=ORDINARY,
        conventions=(
            *conventions.labels("T"),
            *(c for c in conventions.epsilon() if _counts(c)),
            *conventions.bias(biases, same),
            *conventions.weights(weights, same),
            *conventions.layout(("X", "T", *biases), same),
        ),
        misconceptions=wrong.gradient_check(architecture),
        magnitude=partial(quotients.rounding, activation=activation),
        terms=lambda *_: max(architecture.widths),
        equivalents=(wrong.check_program(architecture).function(f"right check {architecture}"),),
        aliases=("check_gradient", "grad_check", "finite_difference", "finite_differences"),
        hints=(
            "Take one N and one weight: calculate both losses and their quotient by hand.",
            "Make ε ten times smaller: the largest difference should fall a hundredfold.",
        ),
    )


def _counts(convention: Convention) -> bool:
    size = convention.named.get("epsilon", 0.0)
    return size == 0.0 or (size >= FELT and convention.harmless)
