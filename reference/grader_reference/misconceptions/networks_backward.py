"""Known wrong backward passes of a network, each a patch of the right program. In the judge."""

from grader_reference.architectures import Architecture
from grader_reference.misconceptions.network_programs import Slips, before, derivative, passed_back
from grader_reference.programs import Slip

_FACTOR = "Divide one entry by the right one: is the factor the same in every tensor?"
_SHAPES = "Compare the shape of each gradient with its parameter's."
_UNITS = "Compare the hidden layer's gradient for an example by which a unit is not active."
_SOFTMAX = "What does your loss function expect: scores, or probabilities?"
_DIFFERENCES = "Move one entry by ±0.00001 and divide the loss difference by 0.00002: compare."


def _hidden(a: Architecture, by: str | None = None, sign: str = "") -> dict[str, str]:
    """Patch every hidden layer's d; ``{n}`` in ``by`` is the layer."""
    return {
        f"d{n}": sign + passed_back(a, n, by=None if by is None else by.format(n=n))
        for n in a.hidden
    }


def _deep(a: Architecture) -> bool:
    return a.layers > 2


def _neighbours(a: Architecture) -> list[int]:
    """Return hidden layers as wide as the hidden layer after them."""
    return [n for n in a.hidden if n + 1 in a.hidden and a.widths[n] == a.widths[n + 1]]


OUTPUT_ERROR: Slips = (
    Slip(
        id="sign",
        claim="every gradient has the wrong sign",
        hints=(_FACTOR, "Is the gradient of the true class's score negative, as it should be?"),
        explanation="t − p in place of p − t: exactly −1 times each gradient; descent climbs.",
        lines=lambda a: {f"d{a.layers}": "(T - p) / N"},
    ),
    Slip(
        id="divided_twice",
        claim="every gradient is divided by the batch size twice",
        hints=(_FACTOR, "Who divides by N: the loss's gradient, each layer, or both?"),
        explanation="1/N² in place of 1/N: each gradient is 1/N times the right one.",
        lines=lambda a: {f"d{a.layers}": "(p - T) / N / N"},
        under=("gradient_of_mean",),
    ),
    Slip(
        id="divided_by_inputs",
        claim="the gradients are divided by the number of inputs, not of examples",
        hints=(_FACTOR, "Which size is that factor made of?"),
        explanation="X.shape[1] (784 in the courses) in place of X.shape[0].",
        lines=lambda _: {"N": "X.shape[1]"},
    ),
    Slip(
        id="sigmoid_delta",
        claim="the output error is multiplied by p(1 − p)",
        hints=(_DIFFERENCES, "Which loss and which output does this delta belong to?"),
        explanation="The delta of squared error with sigmoids; trains to 84 % and hides there.",
        lines=lambda a: {f"d{a.layers}": "(p - T) * p * (1 - p) / N"},
    ),
    Slip(
        id="squared_error",
        claim="the output error is that of a squared error through softmax",
        hints=(_DIFFERENCES, "Is softmax differentiated once, or is it already part of p − t?"),
        explanation="The softmax Jacobian applied to p − t: the gradient of ½ Σ (p − t)².",
        lines=lambda a: {
            f"d{a.layers}": "p * ((p - T) - np.sum((p - T) * p, axis=1, keepdims=True)) / N"
        },
    ),
    Slip(
        id="true_class_only",
        claim="only the true class's score gets an error",
        hints=(_DIFFERENCES, "What must each example's errors sum to over the classes?"),
        explanation="t (p − 1): the effect of a score on the other probabilities is forgotten.",
        lines=lambda a: {f"d{a.layers}": "T * (p - T) / N"},
    ),
    Slip(
        id="softmax_twice",
        claim="softmax is applied twice: before a loss that applies it itself",
        hints=(_SOFTMAX, "Print what the network returns: does every row sum to 1 already?"),
        explanation="cross entropy of softmax(softmax(z)): nn.Softmax before nn.CrossEntropyLoss.",
        lines=lambda a: {
            f"d{a.layers}": "p * ((g := np.exp(p) / np.sum(np.exp(p), axis=1, keepdims=True) - T)"
            " - np.sum(g * p, axis=1, keepdims=True)) / N"
        },
    ),
    Slip(
        id="no_target",
        claim="the target is not subtracted in the output error",
        hints=("Change a target: do the gradients change?", _DIFFERENCES),
        explanation="δ = p in place of p − t.",
        lines=lambda a: {f"d{a.layers}": "p / N"},
    ),
    Slip(
        id="last_example_dropped",
        claim="the last example of the batch is left out",
        hints=("Change the last example: do the gradients change?", "Where does a slice end?"),
        explanation="X[:-1] and T[:-1], divided by N − 1; never visible in training curves.",
        lines=lambda _: {"X": "X[:-1]", "T": "T[:-1]"},
    ),
)

HIDDEN_ERROR: Slips = (
    Slip(
        id="no_mask",
        claim="the derivative of the hidden activation is missing",
        hints=(_UNITS, "Which factor belongs between the weights and the hidden layer's scores?"),
        explanation="δ Wᵀ without ⊙ f′(z): nets still train to nearly the same accuracy.",
        lines=lambda a: _hidden(a, by=""),
    ),
    Slip(
        id="no_mask_first",
        claim="the derivative of the activation is missing in the first hidden layer only",
        hints=("Which layers' gradients are right?", _UNITS),
        explanation="⊙ f′(z1) is missing; never visible in accuracy.",
        lines=lambda a: {"d1": passed_back(a, 1, by="")} if _deep(a) else {},
    ),
    Slip(
        id="mask_inverted",
        claim="a hidden unit passes a gradient on where it is off, and none where it is on",
        hints=(_UNITS, "For which sign of the pre-activation is relu's slope 1?"),
        explanation="z ≤ 0 in place of z > 0 in the mask.",
        lines=lambda a: _hidden(a, by="(z{n} <= 0)") if a.activation == "relu" else {},
    ),
    Slip(
        id="mask_leaky",
        claim="a hidden unit that is off passes a small gradient on",
        hints=(_UNITS, "Which activation does this slope belong to?"),
        explanation="The mask of the leaky relu (0.01) behind a plain relu.",
        lines=lambda a: (
            _hidden(a, by="np.where(z{n} > 0, 1, 0.01)") if a.activation == "relu" else {}
        ),
    ),
    Slip(
        id="mask_other_layer",
        claim="a hidden layer's gradient is masked by another layer's pre-activations",
        hints=("Which layers' gradients are right?", "Which z belongs to which δ?"),
        explanation="f′ of the next layer's z: the shapes fit because the layers are equally wide.",
        lines=lambda a: {
            f"d{n}": passed_back(a, n, by=derivative(a, n + 1)) for n in _neighbours(a)
        },
    ),
    Slip(
        id="derivative_at_activation",
        claim="the derivative is taken at the activation, not at the pre-activation",
        hints=(_DIFFERENCES, "Has the argument of the derivative been through the activation?"),
        explanation="f′(h) in place of f′(z). For relu the two agree.",
        lines=lambda a: {
            "sigmoid": _hidden(a, by="(np.exp(-h{n}) / (1 + np.exp(-h{n})) ** 2)"),
            "tanh": _hidden(a, by="(1 - np.tanh(h{n}) ** 2)"),
        }.get(a.activation, {}),
    ),
    Slip(
        id="derivative_of_score",
        claim="the formula for the activation's value is given the pre-activation",
        hints=(_DIFFERENCES, "Is the formula's letter the value before or after activation?"),
        explanation="z(1 − z), or 1 − z² for tanh, in place of h(1 − h), 1 − h².",
        lines=lambda a: {
            "sigmoid": _hidden(a, by="(z{n} * (1 - z{n}))"),
            "tanh": _hidden(a, by="(1 - z{n}**2)"),
        }.get(a.activation, {}),
    ),
    Slip(
        id="derivative_other",
        claim="the derivative belongs to another activation than the forward pass",
        hints=("Which activation does the forward pass use?", _DIFFERENCES),
        explanation="1 − h² for a sigmoid, h(1 − h) for tanh or relu.",
        lines=lambda a: _hidden(
            a, by="(1 - h{n}**2)" if a.activation == "sigmoid" else "(h{n} * (1 - h{n}))"
        ),
    ),
    Slip(
        id="derivative_is_activation",
        claim="the hidden error is multiplied by the activation itself",
        hints=(_DIFFERENCES, "Which is asked for: the function's value or its slope?"),
        explanation="⊙ h in place of ⊙ f′(z).",
        lines=lambda a: _hidden(a, by="h{n}"),
    ),
    Slip(
        id="hidden_sign",
        claim="the hidden layers' gradients have the wrong sign, the last layer's are right",
        hints=("Which layers' gradients are right?", "Where does the sign change on the way?"),
        explanation="A minus at the passage into the last hidden layer, as with t − p there.",
        lines=lambda a: {f"d{a.layers - 1}": f"-{passed_back(a, a.layers - 1)}"},
    ),
    Slip(
        id="weights_not_transposed",
        claim="the error is passed back through weights that are not transposed",
        hints=("Which layers' gradients are right?", "Which index of W is summed over?"),
        explanation="δ W in place of δ Wᵀ; possible because the layers are equally wide.",
        lines=lambda a: {
            f"d{n}": f"(d{n + 1} @ W{n + 1}) * {derivative(a, n)}" for n in _neighbours(a)
        },
    ),
    Slip(
        id="first_layer_frozen",
        claim="the first layer's gradients are zero",
        hints=("Which gradients are all 0?", "Does the backward pass reach the first layer?"),
        explanation="dW1 and db1 are never computed; the rest of the net still learns.",
        lines=lambda _: {"dW1": "np.zeros_like(W1)", "db1": "np.zeros_like(b1)"},
    ),
    Slip(
        id="last_layer_only",
        claim="only the last layer has gradients",
        hints=("Which gradients are all 0?", "Does the loop over the layers run to its end?"),
        explanation="All hidden layers' gradients are zero.",
        lines=lambda a: (
            {f"d{g}{n}": f"np.zeros_like({g}{n})" for n in a.hidden for g in "Wb"}
            if _deep(a)
            else {}
        ),
    ),
)

BIASES: Slips = (
    Slip(
        id="bias_averaged",
        claim="weight gradients are summed over the batch, bias gradients averaged",
        hints=(_FACTOR, "Are sums over the batch and means used for the same quantity?"),
        explanation="db is 1/N of its scale: biases learn too slowly, never seen in training.",
        lines=lambda a: {
            f"db{n}": f"np.mean(d{n}, axis=0).reshape(b{n}.shape)" for n in range(1, a.layers + 1)
        },
    ),
    Slip(
        id="bias_summed",
        claim="bias gradients are N times too large, weight gradients are right",
        hints=(_FACTOR, "Which gradients were divided by the batch size?"),
        explanation="dW is divided by N, db is not.",
        lines=lambda a: {
            f"db{n}": f"N * np.sum(d{n}, axis=0).reshape(b{n}.shape)"
            for n in range(1, a.layers + 1)
        },
    ),
    Slip(
        id="bias_zero",
        claim="the bias gradients are zero",
        hints=("Which gradients are all 0?", "Does the loss change when a bias is moved?"),
        explanation="db is never computed; never seen in training.",
        lines=lambda a: {f"db{n}": f"np.zeros_like(b{n})" for n in range(1, a.layers + 1)},
    ),
    Slip(
        id="bias_sign",
        claim="the bias gradients have the wrong sign",
        hints=(_FACTOR, "With which sign does the bias enter the pre-activation?"),
        explanation="−Σ δ; never seen in training.",
        lines=lambda a: {
            f"db{n}": f"-np.sum(d{n}, axis=0).reshape(b{n}.shape)" for n in range(1, a.layers + 1)
        },
    ),
    Slip(
        id="bias_first_example",
        claim="the bias gradients are those of the first example",
        hints=("Change the second example: does db change?", "Over what must be summed?"),
        explanation="δ[0] in place of Σₙ δₙ; never seen in training.",
        lines=lambda a: {f"db{n}": f"d{n}[0].reshape(b{n}.shape)" for n in range(1, a.layers + 1)},
    ),
    Slip(
        id="bias_not_summed",
        claim="the bias gradients keep a row for every example",
        hints=(_SHAPES, "What happens to the bias when it is updated with this?"),
        explanation="db = δ, shape (N, K): after one update the bias is a matrix by position.",
        lines=lambda a: {f"db{n}": f"d{n}" for n in range(1, a.layers + 1)},
    ),
    Slip(
        id="bias_one_number",
        claim="the bias gradients are summed over the units, too",
        hints=(_SHAPES, "Does every unit have a bias of its own?"),
        explanation="np.sum without an axis: one number for all units of a layer.",
        lines=lambda a: {f"db{n}": f"np.full(b{n}.shape, np.sum(d{n}))" for n in a.hidden},
    ),
)

WEIGHTS: Slips = (
    Slip(
        id="weights_of_scores",
        claim="a weight gradient uses the pre-activations, where the activations belong",
        hints=(
            "Which layers' gradients are right?",
            "What is multiplied by W in the forward pass?",
        ),
        explanation="z of the layer before in place of h in dW.",
        lines=lambda a: {f"dW{n + 1}": f"z{n}.T @ d{n + 1}" for n in a.hidden},
    ),
    Slip(
        id="no_input",
        claim="the first weight gradient does not contain the inputs",
        hints=("Change an input: does dW1 change?", "What is multiplied by W1?"),
        explanation="The factor X is missing in dW1: every row equals db1.",
        lines=lambda _: {"dW1": "np.ones_like(X).T @ d1"},
    ),
    Slip(
        id="inputs_misaligned",
        claim="inputs and errors of different examples are paired",
        hints=("Try a batch of one example.", "Is X the batch that the errors were computed from?"),
        explanation="dW1 pairs each error with the example before, as with a stale or shuffled X.",
        lines=lambda _: {"dW1": "np.roll(X, 1, axis=0).T @ d1"},
    ),
    Slip(
        id="last_halved",
        claim="the last weight gradient is half as large as it should be",
        hints=(_FACTOR, "Which loss brings a factor of 2 or ½?"),
        explanation="½ dW of the last layer; never seen in training.",
        lines=lambda a: {f"dW{a.layers}": f"0.5 * {before(a.layers)}.T @ d{a.layers}"},
    ),
    Slip(
        id="first_too_small",
        claim="the first weight gradient is a tenth too small",
        hints=(_FACTOR, "Which constant is multiplied into dW1 only?"),
        explanation="0.9 dW1, as when momentum or decay is mixed into the gradient.",
        lines=lambda _: {"dW1": "0.9 * X.T @ d1"},
    ),
    Slip(
        id="last_unit_forgotten",
        claim="the last hidden unit's weights have no gradient",
        hints=("Which column of dW1 is 0?", "Where does a loop over the units end?"),
        explanation="The last column of dW1 is zero: a loop that ends one too early.",
        lines=lambda a: (
            {
                "dW1": f"(X.T @ d1) * (np.arange({a.widths[1]}) < {a.widths[1] - 1})",
            }
            if a.widths[1] > 1
            else {}
        ),
    ),
    Slip(
        id="weights_transposed",
        claim="the weight gradients are transposed",
        hints=(_SHAPES, "Which index of dW belongs to the inputs?"),
        explanation="δᵀ a in place of aᵀ δ.",
        lines=lambda a: {f"dW{n}": f"d{n}.T @ {before(n)}" for n in range(1, a.layers + 1)},
    ),
)
