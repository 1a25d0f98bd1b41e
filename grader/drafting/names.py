"""What a name says of a definition: whether it is called as such functions usually are.

A draft asks a person about what its behaviour alone told. Where the name says the same in its own
words, as ``loss`` does of a cross entropy, there is nothing left to ask.
"""

from collections.abc import Mapping

from grader.binding.near_names import fold
from grader.drafting.finding import Definition
from grader.kinds import ReferenceFunction

LOSSES = ("loss", "cost", "objective", "criterion", "entropy")
SLOPES = ("deriv", "prime", "slope", "grad", "diff", "backward")
ACTIVATIONS = ("activ", "actfun", "nonlinear", "rectif")
USUAL: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("CE", "scalar_loss", "network_loss", "network_loss_l2"), LOSSES),
    **dict.fromkeys(("relu", "leaky_relu", "sigmoid", "tanh"), ACTIVATIONS),
    **dict.fromkeys(
        (
            *("relu_derivative", "leaky_relu_derivative", "sigmoid_derivative"),
            *("tanh_derivative", "gradCE"),
        ),
        SLOPES,
    ),
    "computeLayer": ("layer", "linear", "affine", "dense"),
    "sgd_step": ("step", "update", "descent"),
    "accuracy": ("accuracy",),
    "one_hot": ("onehot",),
}
"""Words, folded, that names of such functions have in them."""


def says(subject: Definition, function: ReferenceFunction) -> bool:
    """Say whether a definition's name, or its class's, says that it is this function."""
    folded, own = fold(subject.name), fold(function.name)
    if folded in own or folded in map(fold, function.aliases):
        return True
    return any(word in fold(subject.title) for word in (own, *USUAL.get(function.name, ())))
