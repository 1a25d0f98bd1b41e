"""Known wrong forward passes and losses of a network, as patches. Runs in the judge."""

from grader_reference.misconceptions.network_programs import ACTIVATION, Slips, before
from grader_reference.programs import Slip

_SOFTMAX = "What does your loss function expect: scores, or probabilities?"

FORWARD: Slips = (
    Slip(
        id="output_bias_missing",
        claim="the last layer's bias is not added in the forward pass",
        hints=(
            "Change an entry of the last bias: does the result change?",
            "Does a line begin with + b after a statement that was finished?",
        ),
        explanation="z = h W without b in the last layer; never seen in training.",
        lines=lambda a: {f"z{a.layers}": f"{before(a.layers)} @ W{a.layers}"},
    ),
    Slip(
        id="hidden_bias_missing",
        claim="the first layer's bias is not added in the forward pass",
        hints=("Change an entry of b1: does the result change?", "Follow b1 through the code."),
        explanation="z1 = X W1 without b1.",
        lines=lambda _: {"z1": "X @ W1"},
    ),
    Slip(
        id="hidden_activation_missing",
        claim="the last hidden layer's activation is missing in the forward pass",
        hints=("What is multiplied by the last weights?", "Is the activation's result used?"),
        explanation="h = z in the last hidden layer; barely visible in training.",
        lines=lambda a: {f"h{a.layers - 1}": f"z{a.layers - 1}"},
    ),
    Slip(
        id="output_activated",
        claim="the hidden activation is applied to the last layer's scores, too",
        hints=("Which layers have a hidden activation?", "What goes into softmax?"),
        explanation="softmax(f(z)) in place of softmax(z).",
        lines=lambda a: {
            f"z{a.layers}": ACTIVATION[a.activation].format(
                z=f"({before(a.layers)} @ W{a.layers} + b{a.layers})"
            )
        },
    ),
    Slip(
        id="softmax_axis",
        claim="softmax is taken over the examples, not over the classes",
        hints=("What do the probabilities of one example sum to?", "Which axis are the classes?"),
        explanation="axis=0 in rows.",
        lines=lambda a: {
            "e": f"np.exp(z{a.layers} - np.max(z{a.layers}, axis=0))",
            "p": "e / np.sum(e, axis=0)",
        },
    ),
)

FAR: Slips = (
    Slip(
        id="hidden_capped",
        claim="no hidden unit is ever larger than 6",
        hints=("Try an input ten times as large.", "What is the largest value a unit may take?"),
        explanation="relu6, min(max(z, 0), 6), in the place of relu: right while all z < 6.",
        lines=lambda a: {"h1": "np.clip(z1, 0, 6)"} if a.activation == "relu" else {},
    ),
)

LOSS: Slips = (
    Slip(
        id="sign",
        claim="the loss has the wrong sign",
        hints=("What sign has the logarithm of a probability?", "Which way does training go?"),
        explanation="The minus is missing.",
        lines=lambda _: {"return": "np.mean(np.log(q))"},
    ),
    Slip(
        id="divided_twice",
        claim="the loss is divided by the number of examples twice",
        hints=("By what factor is the loss off?", "Look for a mean and a division."),
        explanation="Σ / N².",
        lines=lambda _: {"return": "-np.mean(np.log(q)) / len(X)"},
        under=("mean",),
    ),
    Slip(
        id="log10",
        claim="the logarithm has base 10",
        hints=("What is the loss of p = ½ by hand?", "Which logarithm is np.log?"),
        explanation="log10 in place of the natural logarithm.",
        lines=lambda _: {"return": "-np.mean(np.log10(q))"},
    ),
    Slip(
        id="squared_error",
        claim="the loss sums squared differences",
        hints=("What does the loss do as p approaches 0?", "Compare with the formula."),
        explanation="Σ (t − p)² / N.",
        lines=lambda _: {"return": "np.sum((T - p) ** 2) / len(X)"},
    ),
    Slip(
        id="softmax_twice",
        claim="softmax is applied twice: before a loss that applies it itself",
        hints=(_SOFTMAX, "Print what the network returns: does every row sum to 1 already?"),
        explanation="cross entropy of softmax(softmax(z)): nn.Softmax before nn.CrossEntropyLoss.",
        lines=lambda _: {
            "q": "np.sum(T * np.exp(p), axis=1) / np.sum(np.exp(p), axis=1)",
        },
    ),
    Slip(
        id="no_target",
        claim="the target is not used: all classes count",
        hints=("Change the target: does the loss change?", "Which factor is missing?"),
        explanation="−Σ log p / N over all classes; also a target broadcast to every class.",
        lines=lambda _: {"return": "-np.sum(np.log(p)) / len(X)"},
    ),
    Slip(
        id="log_of_mean",
        claim="the logarithm is taken after averaging",
        hints=("Try two examples by hand.", "In which order come mean and logarithm?"),
        explanation="−log of the mean probability in place of the mean of −log.",
        lines=lambda _: {"return": "-np.log(np.mean(q))"},
    ),
)

OVERFLOW: Slips = (
    Slip(
        id="no_shift",
        claim="softmax takes the exponential of the scores as they are, also of large ones",
        hints=("What is e^1000, as a float?", "What may be subtracted from a row of scores?"),
        explanation="No shift: ∞/∞ is NaN for logits above 710.",
        lines=lambda a: {"e": f"np.exp(z{a.layers})"},
    ),
)
