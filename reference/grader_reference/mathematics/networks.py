"""The derivations of fully connected networks: forwards, backwards, the loss and its check."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import DIFFERENCES, bishop, deep_learning
from grader_reference.mathematics.trials import networks as trials

NETWORK = {
    "X": "inputs, N × D: a row per example",
    "W_l, b_l": "weights and bias of layer l, widths D_(l−1) × D_l and 1 × D_l",
    "z_l": "pre-activations of layer l, N × D_l",
    "h_l": "activations of layer l, N × D_l; h_0 = X",
    "f": "the hidden activation: relu, sigmoid or tanh",
    "p": "probabilities, N × K: softmax of the last z",
}
TARGETS = {"T": "targets, N × K: one-hot rows", "N, K": "how many examples and classes"}

FORWARD = Mathematics(
    symbols=NETWORK,
    steps=(
        "Begin with the inputs: h_0 = X.",
        (
            "Each hidden layer is affine, then bends: z_l = h_(l−1) W_l + b_l and h_l = f(z_l)."
            " The bias row is added to every example's row."
        ),
        "Without f two layers would be one: (X W_1) W_2 = X (W_1 W_2).",
        (
            "The last layer is affine alone: its z are the scores (logits). f is not applied to"
            " them, or no score could be negative (relu), or larger than 1 (sigmoid, tanh)."
        ),
        (
            "Shares over each row: p_nk = e^(z_nk) / Σ_j e^(z_nj), the row's largest score"
            " subtracted first. Every row of p sums to 1."
        ),
        (
            "An example's row depends on its own inputs alone: a batch gives what each example"
            " gives alone."
        ),
    ),
    sources=(deep_learning("§6.5.4, algorithm 6.3"), bishop("§5.1")),
    trials=(
        Trial(
            code=trials.forward_alone_and_together,
            expect=(
                "every row sums to 1, an example gets the same alone as in the batch, and adding"
                " 1000 to every score changes nothing."
            ),
            under=("probabilities",),
        ),
        Trial(
            code=trials.forward_by_formula,
            expect="the formula's and yours are the same numbers.",
            under=("probabilities",),
        ),
        Trial(
            code=trials.forward_of_large_inputs,
            expect="the formula's and yours are the same numbers: relu has no upper end.",
            under=("probabilities",),
        ),
        Trial(
            code=trials.scores_by_formula,
            expect="the formula's and yours are the same numbers.",
            under=("logits",),
        ),
    ),
)
LOSS = Mathematics(
    symbols={**NETWORK, **TARGETS, "L": "the loss, one number"},
    steps=(
        "Run the network forwards: p = softmax(z) of the last layer's scores, once.",
        (
            "The loss of example n is −Σ_k T_nk log p_nk, the negative logarithm of the"
            " probability its true class gets."
        ),
        (
            "The loss is the mean over the examples: L = −(1/N) Σ_n Σ_k T_nk log p_nk. First the"
            " logarithm, then the mean."
        ),
        (
            "With all weights and biases 0 every class gets 1/K, so that L = log K: 2.3026 for ten"
            " classes. A new network with small weights begins near there."
        ),
    ),
    sources=(bishop("§4.3.4 and §5.2"), deep_learning("§6.2.1")),
    trials=(
        Trial(
            code=trials.loss_of_an_empty_network,
            expect="log 2 = 0.6931, whatever the inputs are.",
        ),
        Trial(
            code=trials.loss_by_formula,
            expect="the formula's and yours are the same number, for some examples and for the same"
            " ones twice.",
        ),
    ),
)
BACKPROP = Mathematics(
    symbols={
        **NETWORK,
        **TARGETS,
        "δ_l": "∂L/∂z_l, the gradient by the pre-activations of layer l, N × D_l",
        "⊙": "the product entry by entry",
    },
    steps=(
        "Go forwards and keep every h_l and z_l. L = −(1/N) Σ_n Σ_k T_nk log p_nk.",
        (
            "At the end, softmax and logarithm together: δ = ∂L/∂z = (p − T) / N for the last"
            " layer. The 1/N of the mean stands here, and nowhere else."
        ),
        (
            "z_l = h_(l−1) W_l + b_l. W_l[i, j] is multiplied with h_(l−1)[n, i] in every example,"
            " so ∂L/∂W_l = h_(l−1)ᵀ δ_l: a sum over the examples, D_(l−1) × D_l like W_l."
        ),
        (
            "b_l is added to every example's row, so ∂L/∂b_l = Σ_n δ_l[n], the sum over the rows,"
            " 1 × D_l. A sum: δ holds the 1/N already."
        ),
        "h_(l−1)[n, i] goes to every unit of layer l: ∂L/∂h_(l−1) = δ_l W_lᵀ, N × D_(l−1).",
        (
            "Through the activation, entry by entry: δ_(l−1) = (δ_l W_lᵀ) ⊙ f′(z_(l−1)). For relu"
            " f′ is 1 where z > 0, else 0; for sigmoid h (1 − h); for tanh 1 − h²."
        ),
        "Repeat until the first layer; ∂L/∂W_1 = Xᵀ δ_1.",
        (
            "All gradients come from the weights as they were in the forward pass; none is changed"
            " on the way."
        ),
        (
            "Each gradient has its parameter's shape. Were the loss a sum, all would be N times as"
            " large, by one factor for all tensors."
        ),
    ),
    sources=(deep_learning("§6.5.4, algorithms 6.3 and 6.4"), bishop("§5.3.1"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.gradients_by_differences,
            expect=(
                "every ratio is 1 and every tensor has its parameter's shape. A ratio that is the"
                " same for all tensors is a scale; of one tensor alone, the mistake is in its line;"
                " ratios that vary mean a factor is missing on the way."
            ),
            under=("gradient_of_mean",),
        ),
    ),
)
LOSS_L2 = Mathematics(
    symbols={**NETWORK, **TARGETS, "λ": "the strength of the penalty", "L": "the loss, one number"},
    steps=(
        (
            "The data's part is the cross entropy summed over the examples: E = −Σ_n Σ_k T_nk log"
            " p_nk."
        ),
        (
            "The penalty's part: P = λ/2 Σ w², over every entry of every weight matrix, of the"
            " first layer as of the last."
        ),
        "Biases are not penalised: they do not make the function bend.",
        "Together, over the number of examples: L = (E + P) / N. The penalty is added.",
        "With λ = 0 it is the loss without decay. Doubling λ doubles what was added.",
        (
            "The gradients follow: λ/N · W is added to ∂L/∂W of every weight matrix, nothing to"
            " biases."
        ),
    ),
    sources=(
        deep_learning("§7.1.1"),
        "Krogh and Hertz, A simple weight decay can improve generalization (1992)",
    ),
    trials=(
        Trial(
            code=trials.penalty_taken_apart,
            expect="0 without strength, the formula's number with it, and no change when biases"
            " grow beside the data's part.",
        ),
    ),
)
GRADIENT_CHECK = Mathematics(
    symbols={
        **NETWORK,
        **TARGETS,
        "L(w)": "the loss as a function of one weight, all others fixed",
        "ε": "how far a weight is moved: 1/N for each given N, apart from the number of examples",
    },
    steps=(
        "Taylor on either side: L(w ± ε) = L(w) ± ε L′ + ε²/2 L″ ± ε³/6 L‴ + …",
        "Subtract: L(w + ε) − L(w − ε) = 2 ε L′ + ε³/3 L‴ + … The even terms are gone.",
        (
            "Divide by the distance of both points, 2ε: the quotient is L′ + ε²/6 L‴. Ten times"
            " smaller an ε, a hundred times smaller an error."
        ),
        (
            "One-sided, (L(w + ε) − L(w)) / ε = L′ + ε/2 L″: only ten times smaller. Its order"
            " tells the two apart."
        ),
        (
            "Rounding is the other end: two losses agree in most digits, so that about 10⁻¹⁶ L/ε"
            " of error is left. Between both ends lies ε ≈ 10⁻⁵."
        ),
        (
            "For each weight: move it up, take the loss, move it down, take the loss, put it back"
            " as it was; then compare with the gradient from backpropagation at the unmoved"
            " weights."
        ),
        (
            "Report for each ε the largest |quotient − gradient| over the weights that were moved,"
            " here W_2[0, 0] to W_2[9, 0]: the first ten of its first column, or as many as there"
            " are."
        ),
    ),
    sources=(DIFFERENCES, deep_learning("§11.5 (compare back-propagated derivatives)")),
    trials=(
        Trial(
            code=trials.order_of_the_quotient,
            expect="the formula's and yours are the same numbers, and they fall steeply as N"
            " grows.",
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "network_forward": FORWARD,
    "network_loss": LOSS,
    "backprop": BACKPROP,
    "network_loss_l2": LOSS_L2,
    "gradient_check": GRADIENT_CHECK,
}
