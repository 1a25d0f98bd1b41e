"""Known wrong trainers, each a patch of the right one; and wrong orders of data. Runs in the judge.

Accuracy shows half of them at best, finite differences are blind to some, and the first three steps
beside the reference's show all but the wrong orders of data, which no trainer's steps can show on
batches that were given: those are known wrong *loaders*.
"""

from typing import TYPE_CHECKING

import numpy as np

from grader_reference.architectures import Architecture
from grader_reference.catalogue import Misconception
from grader_reference.programs import Slip, wrong
from grader_reference.trainers import FUNCTION, SLOPE, trainer

if TYPE_CHECKING:
    from typing import Any

    from grader_reference.arrays import Array

Slips = tuple[Slip[Architecture], ...]


def training(a: Architecture) -> tuple[Misconception, ...]:
    """Return what goes wrong in training a network of an architecture.

    Each function is ``trajectory(parameters, batches, learning_rate)``; some need two hidden
    layers, some two of one width, some relu.
    """
    slips = (*SCALES, *OUTPUT, *HIDDEN, *BIASES, *WEIGHTS, *STATE, *FORWARD)
    return wrong(slips, trainer(a.activation), a, function="training")


def _line(name: str, code: str) -> dict[str, str]:
    return {name: code}


def _back(by: str, *, where: str = "", otherwise: str = "1") -> dict[str, str]:
    """Patch δ Wᵀ ⊙ …; with ``where`` only for some n."""
    factor = f"({by} if {where} else {otherwise})" if where else by
    return {"back": f"delta = (delta @ W[n].T) * {factor}"}


def _deep(a: Architecture) -> bool:
    return a.layers > 2


def _square(a: Architecture) -> bool:
    """Say whether all hidden layers, of which there are several, have one width."""
    return _deep(a) and len(set(a.widths[1:-1])) == 1


_FACTOR = "Divide the change of one entry by the right change: is it one factor everywhere?"
_FIRST_STEP = "Compare the parameters after one step with a calculation by hand."
_SECOND_STEP = "Is the first step right and the second wrong? What is left over from the first?"
_UNITS = "Compare the changes that belong to a hidden unit which is not active."
_BIASES = "Are the weights right after one step, and the biases not?"
_WHICH = "Which layers' parameters are right after one step?"

SCALES: Slips = (
    Slip(
        id="sum_not_mean",
        claim="the gradient is summed over the batch, where the mean was asked for",
        hints=(_FACTOR, "What does the factor have to do with the batch size?"),
        explanation="No 1/N: every step is N times too long; with the mean's rate it diverges.",
        lines=lambda _: _line("delta", "delta = p - T"),
    ),
    Slip(
        id="divided_twice",
        claim="the gradient is divided by the batch size twice",
        hints=(_FACTOR, "Who divides by N: the loss's gradient, the layers, or both?"),
        explanation="1/N²: training crawls, 38 % after 800 steps in place of 91 %.",
        lines=lambda _: _line("delta", "delta = (p - T) / len(X) / len(X)"),
    ),
    Slip(
        id="weights_halved",
        claim="the second layer's weights move half as far as they should",
        hints=(_WHICH, _FACTOR),
        explanation="½ dW2: never visible in accuracy.",
        lines=lambda _: _line("dW", "dW[n] = h[n].T @ delta * (0.5 if n == 1 else 1)"),
    ),
)

OUTPUT: Slips = (
    Slip(
        id="sign",
        claim="every step goes uphill",
        hints=(_FACTOR, "Does the loss fall after one small step?"),
        explanation="t − p in place of p − t, or + in place of − in the update.",
        lines=lambda _: _line("delta", "delta = (T - p) / len(X)"),
    ),
    Slip(
        id="softmax_axis",
        claim="the output error takes softmax over the examples, not over the classes",
        hints=(_FIRST_STEP, "What do the probabilities of one example sum to?"),
        explanation="axis=0 in the backward pass only: the loss that is printed looks right.",
        lines=lambda _: _line(
            "delta",
            "q = np.exp(z[last] - np.max(z[last], axis=0))\n"
            "delta = (q / np.sum(q, axis=0) - T) / len(X)",
        ),
    ),
    Slip(
        id="sigmoid_delta",
        claim="the output error is multiplied by p(1 − p)",
        hints=(_FIRST_STEP, "Which loss and which output does this error belong to?"),
        explanation="The delta of squared error with sigmoids; reaches 84 % and hides there.",
        lines=lambda _: _line("delta", "delta = (p - T) * p * (1 - p) / len(X)"),
    ),
    Slip(
        id="softmax_twice",
        claim="softmax is applied twice: before a loss that applies it itself",
        hints=(
            "What does your loss function expect: scores, or probabilities?",
            "Print what the network returns: does every row sum to 1 already?",
        ),
        explanation="cross entropy of softmax(softmax(z)): nn.Softmax before nn.CrossEntropyLoss.",
        lines=lambda _: _line(
            "delta",
            "g = np.exp(p) / np.sum(np.exp(p), axis=1, keepdims=True) - T\n"
            "delta = p * (g - np.sum(g * p, axis=1, keepdims=True)) / len(X)",
        ),
    ),
    Slip(
        id="squared_error",
        claim="the output error is that of a squared error through softmax",
        hints=(_FIRST_STEP, "Is softmax differentiated once more, though p − t contains it?"),
        explanation="The softmax Jacobian times p − t; reaches 87 % and hides there.",
        lines=lambda _: _line(
            "delta",
            "delta = p * (p - T - np.sum((p - T) * p, axis=1, keepdims=True)) / len(X)",
        ),
    ),
    Slip(
        id="last_example_dropped",
        claim="the last example of every batch is left out",
        hints=("Change the last example: does a step change?", "Where does a slice end?"),
        explanation="X[:-1], T[:-1]: never visible in accuracy.",
        lines=lambda _: _line("begin", "X, T = X[:-1], T[:-1]\nh, z = [X], []"),
    ),
)

HIDDEN: Slips = (
    Slip(
        id="hidden_sign",
        claim="all hidden layers move the wrong way",
        hints=(_WHICH, "Which sign does the error have that is passed back?"),
        explanation="−δ Wᵀ behind the output layer: everything before it climbs.",
        lines=lambda a: _back(SLOPE[a.activation] + " * (-1 if n == last else 1)"),
    ),
    Slip(
        id="first_layer_sign",
        claim="the first layer moves the wrong way",
        hints=(_WHICH, "Which sign does the error have that reaches the first layer?"),
        explanation="−δ Wᵀ behind the second layer only.",
        lines=lambda a: _back(SLOPE[a.activation] + " * (-1 if n == 1 else 1)") if _deep(a) else {},
    ),
    Slip(
        id="mask_inverted",
        claim="a hidden unit learns where it is off, and not where it is on",
        hints=(_UNITS, "For which sign of the pre-activation is relu's slope 1?"),
        explanation="z ≤ 0 in place of z > 0.",
        lines=lambda a: _back("(z[n - 1] <= 0)") if a.activation == "relu" else {},
    ),
    Slip(
        id="mask_other_layer",
        claim="a hidden layer is masked by another layer's pre-activations",
        hints=(_WHICH, "Which z belongs to which error?"),
        explanation="The masks of equally wide layers are exchanged: the shapes fit.",
        lines=lambda a: (
            _back(SLOPE[a.activation].replace("n - 1", "last - n").replace("[n]", "[last + 1 - n]"))
            if _square(a)
            else {}
        ),
    ),
    Slip(
        id="no_mask",
        claim="the derivative of the hidden activation is missing",
        hints=(_UNITS, "Which factor belongs between the weights and the hidden scores?"),
        explanation="δ Wᵀ without ⊙ f′: 88.7 % where 91 % is right, visible only late.",
        lines=lambda _: _line("back", "delta = delta @ W[n].T"),
    ),
    Slip(
        id="no_mask_first",
        claim="the derivative of the activation is missing in the first hidden layer only",
        hints=(_WHICH, _UNITS),
        explanation="⊙ f′(z1) is missing: never visible in accuracy.",
        lines=lambda a: _back(SLOPE[a.activation], where="n > 1") if _deep(a) else {},
    ),
    Slip(
        id="mask_leaky",
        claim="a hidden unit that is off learns half as fast as one that is on",
        hints=(_UNITS, "Which slope has relu on its left?"),
        explanation="½ where z ≤ 0: never visible in accuracy.",
        lines=lambda a: _back("np.where(z[n - 1] > 0, 1, 0.5)") if a.activation == "relu" else {},
    ),
    Slip(
        id="weights_not_transposed",
        claim="an error passes through the weights in the direction of the forward pass",
        hints=(_WHICH, "Try two layers of unequal width: do the shapes still fit?"),
        explanation="δ W in place of δ Wᵀ, which a square matrix permits.",
        lines=lambda a: (
            _line(
                "back",
                "V = W[n] if W[n].shape[0] == W[n].shape[1] else W[n].T\n"
                f"delta = (delta @ V) * {SLOPE[a.activation]}",
            )
            if _square(a)
            else {}
        ),
    ),
)

BIASES: Slips = (
    Slip(
        id="bias_times_batch",
        claim="the biases move N times too far",
        hints=(_BIASES, _FACTOR),
        explanation="Weights by the mean, biases by the sum.",
        lines=lambda _: _line("db", "db[n] = np.sum(delta, axis=0).reshape(b[n].shape) * len(X)"),
    ),
    Slip(
        id="bias_over_batch",
        claim="the biases move N times too little",
        hints=(_BIASES, _FACTOR),
        explanation="A mean over errors that were divided by N: never visible in accuracy.",
        lines=lambda _: _line("db", "db[n] = np.mean(delta, axis=0).reshape(b[n].shape)"),
    ),
    Slip(
        id="bias_zero",
        claim="the biases do not move",
        hints=(_BIASES, "Print a bias before and after a step."),
        explanation="db = 0, or no update of b: never visible in accuracy.",
        lines=lambda _: _line("db", "db[n] = np.zeros_like(b[n])"),
    ),
    Slip(
        id="bias_sign",
        claim="the biases move the wrong way",
        hints=(_BIASES, "With which sign does a bias enter the pre-activation?"),
        explanation="−Σ δ: never visible in accuracy.",
        lines=lambda _: _line("db", "db[n] = -np.sum(delta, axis=0).reshape(b[n].shape)"),
    ),
    Slip(
        id="bias_first_example",
        claim="the biases follow the first example of the batch alone",
        hints=("Change the second example: do the biases move otherwise?", _BIASES),
        explanation="N δ₀ in place of Σ δ: never visible in accuracy.",
        lines=lambda _: _line("db", "db[n] = (delta[0] * len(X)).reshape(b[n].shape)"),
    ),
    Slip(
        id="bias_element_zero",
        claim="one bias of the first layer does not move",
        hints=(_BIASES, "Where does a loop over the units begin?"),
        explanation="One element of db1 is 0: 1e-3 after a step, never visible in accuracy.",
        lines=lambda _: _line("update", "db[0].flat[0] = 0\nfor n in range(last + 1):"),
    ),
    Slip(
        id="bias_element_small",
        claim="one bias of the first layer moves a tenth too little",
        hints=(_BIASES, _FACTOR),
        explanation="One element of db1 times 0.9: 1e-4 after a step.",
        lines=lambda _: _line("update", "db[0].flat[0] *= 0.9\nfor n in range(last + 1):"),
    ),
)

WEIGHTS: Slips = (
    Slip(
        id="first_layer_fixed",
        claim="the first layer's parameters do not move",
        hints=(_WHICH, "Over which layers does the update go?"),
        explanation="The update leaves layer 1 out: 73 % where 91 % is right.",
        lines=lambda a: _line("update", "for n in range(1, last + 1):") if _deep(a) else {},
    ),
    Slip(
        id="only_last_trained",
        claim="only the last layer's parameters move",
        hints=(_WHICH, "Over which layers does the update go?"),
        explanation="The update takes the last layer only: 52 % where 91 % is right.",
        lines=lambda _: _line("update", "for n in [last]:"),
    ),
    Slip(
        id="weights_of_scores",
        claim="the last weights' gradient uses pre-activations, where activations belong",
        hints=(_WHICH, "What is multiplied by the last weights in the forward pass?"),
        explanation="z of the last hidden layer in dW: never visible in accuracy.",
        lines=lambda _: _line("dW", "dW[n] = (z[n - 1] if n == last else h[n]).T @ delta"),
    ),
    Slip(
        id="unit_forgotten",
        claim="the last hidden unit's weights in the first layer do not move",
        hints=("Which column of the first weights stays as it was?", "Where does a loop end?"),
        explanation="One column of dW1 is 0: never visible in accuracy.",
        lines=lambda _: _line("update", "dW[0][:, -1] = 0\nfor n in range(last + 1):"),
    ),
)

STATE: Slips = (
    Slip(
        id="gradients_accumulate",
        claim="the gradients of earlier steps are not cleared",
        hints=(_SECOND_STEP, "When are the gradients set to zero?"),
        explanation="A missing zero_grad(): right in step 1, invisible to a gradient check.",
        lines=lambda _: {
            "zero": "if not steps:\n    dW, db = [0] * len(W), [0] * len(W)",
            "dW": "dW[n] = dW[n] + h[n].T @ delta",
            "db": "db[n] = db[n] + np.sum(delta, axis=0).reshape(b[n].shape)",
        },
    ),
    Slip(
        id="updated_before_use",
        claim="weights are updated before the error is passed back through them",
        hints=(_WHICH, "In which order come the update and the backward pass?"),
        explanation="δ through the new W: of second order in the rate, so small rates hide it.",
        lines=lambda _: {
            "if": "W[n] = W[n] - learning_rate * dW[n]\nif n > 0:",
            "W": "pass",
        },
    ),
    Slip(
        id="previous_gradient",
        claim="every step uses the gradient of the batch before",
        hints=(_SECOND_STEP, "Which batch belongs to the gradients that are applied?"),
        explanation="One step late: right in step 1, invisible to a gradient check.",
        lines=lambda _: _line(
            "update",
            "used = late if steps else (dW, db)\n"
            "late = (dW, db)\n"
            "dW, db = used\n"
            "for n in range(last + 1):",
        ),
    ),
)

FORWARD: Slips = (
    Slip(
        id="output_bias_missing",
        claim="the last layer's bias is not added in the forward pass",
        hints=(
            "Change an entry of the last bias: does a step change?",
            "Does a line begin with + b after a statement that was finished?",
        ),
        explanation="Invisible in step 1 if biases start at 0, and never visible in accuracy.",
        lines=lambda _: _line("scores", "z.append(h[n] @ W[n] + (b[n] if n < last else 0))"),
    ),
    Slip(
        id="hidden_activation_missing",
        claim="the last hidden layer's activation is missing in the forward pass",
        hints=("What is multiplied by the last weights?", "Is the activation's result used?"),
        explanation="h = z before the last layer, while the mask is applied: 90.9 % for 91.1 %.",
        lines=lambda a: _line(
            "activation",
            f"h.append(z[n] if n == last - 1 else {FUNCTION[a.activation]})",
        ),
    ),
)


def _unpaired(X: "Array", T: "Array", order: "Array", size: "Any") -> "Any":
    moved = X[order]
    return [(moved[i : i + size], T[i : i + size]) for i in range(0, len(X), size)]


def _sorted(X: "Array", T: "Array", order: "Array", size: "Any") -> "Any":
    order = np.argsort(np.argmax(T, axis=1), kind="stable")
    return [(X[order[i : i + size]], T[order[i : i + size]]) for i in range(0, len(X), size)]


def _unshuffled(X: "Array", T: "Array", order: "Array", size: "Any") -> "Any":  # noqa: ARG001 - that is it
    return [(X[i : i + size], T[i : i + size]) for i in range(0, len(X), size)]


def _last_dropped(X: "Array", T: "Array", order: "Array", size: "Any") -> "Any":
    starts = range(0, len(X) - size + 1, size)
    return [(X[order[i : i + size]], T[order[i : i + size]]) for i in starts]


def data_order() -> tuple[Misconception, ...]:
    """Return what goes wrong in making batches.

    Each function is ``batches(X, T, order, size)`` and returns pairs (X, T); a trajectory on given
    batches cannot show them.
    """
    return (
        Misconception(
            id="training.pairs_broken",
            claim="inputs are shuffled without their targets",
            hints=("Follow one example and its target into a batch.", "What is shuffled, and how?"),
            explanation="X[order] with T as it was: chance level; no gradient check sees it.",
            function=_unpaired,
        ),
        Misconception(
            id="training.sorted_by_class",
            claim="batches hold examples of one class after the other",
            hints=("Which classes occur in one batch?", "When are the examples shuffled?"),
            explanation="Sorted and not shuffled: each batch unlearns the one before.",
            function=_sorted,
        ),
        Misconception(
            id="training.not_shuffled",
            claim="examples come in the same order in every epoch",
            hints=("Print the first targets of two epochs.", "Where is the new order used?"),
            explanation="The order is drawn and not used.",
            function=_unshuffled,
        ),
        Misconception(
            id="training.partial_batch_dropped",
            claim="the examples of the last batch, which is not full, are never used",
            hints=("Count the examples of one epoch.", "How many batches does a rest need?"),
            explanation="N // size batches: 16 of 42,000 examples are lost at size 128.",
            function=_last_dropped,
        ),
    )
