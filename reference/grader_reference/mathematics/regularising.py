"""The derivations of dropout and batch normalisation, with their gradients. Runs in the judge."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import DIFFERENCES, deep_learning
from grader_reference.mathematics.trials import regularising as trials

_SRIVASTAVA = (
    "Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to prevent"
    " neural networks from overfitting (2014)"
)
_MASK = {
    "x": "activations, any shape",
    "mask": "zeros and ones of x's shape, each 1 with probability q",
    "q": "keep: the probability that an activation stays",
}
_BATCH = {
    "x": "N × C, or N × H × W × C: channels last",
    "n": "how many numbers of each channel there are: N, or N H W",
    "μ, σ²": "mean and variance of each channel over the batch, C",
    "x̂": "x normalised, of x's shape",
    "γ, β": "scale and shift of each channel, C",
    "ε": "a small number under the root",
}

DROPOUT = Mathematics(
    symbols=_MASK,
    steps=(
        (
            "While training, an activation stays where the mask is 1 and becomes 0 where it is 0:"
            " x ⊙ mask. Every activation of every example has a mask of its own."
        ),
        (
            "The mean of a mask is q, so the mean of x ⊙ mask is q x: the next layer would get"
            " less than it will at evaluation."
        ),
        "Inverted dropout divides at once: h = x ⊙ mask / q. Then E[h] = x.",
        "The divisor is the probability of staying. 1 − q is that of being dropped.",
        "At evaluation nothing is dropped and nothing scaled: h = x.",
        "The classical form is h = x ⊙ mask while training and h = q x at evaluation.",
    ),
    sources=(_SRIVASTAVA, deep_learning("§7.12")),
    trials=(
        Trial(
            code=trials.dropout_keeps_the_mean,
            expect=(
                "0 where the mask is 0 and 1.25 x elsewhere, a mean that stays at 2, and x itself"
                " at evaluation."
            ),
            under=("inverted", "keep"),
        ),
    ),
)
DROPOUT_BACKWARD = Mathematics(
    symbols={**_MASK, "h": "x ⊙ mask / q", "dh": "the gradient of the loss by h, of x's shape"},
    steps=(
        (
            "Entry by entry h = x · mask / q, in which mask and q are constants: they were drawn"
            " before."
        ),
        "So ∂h/∂x = mask / q, entry by entry.",
        "The chain rule: dx = dh ⊙ mask / q, with the same mask and the same divisor as forwards.",
        "What was dropped gets no gradient; what stayed gets 1/q times it, once.",
        "In the classical form there is no divisor while training: dx = dh ⊙ mask.",
    ),
    sources=(_SRIVASTAVA, deep_learning("§7.12"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.dropout_slope,
            expect="quotient and yours are the same numbers.",
            under=("inverted", "keep"),
        ),
    ),
)
BATCH_NORM = Mathematics(
    symbols={
        **_BATCH,
        "r": "a running average of μ or of σ², C",
        "α": "momentum: the share of the old average that is kept",
    },
    steps=(
        (
            "While training, per channel and over the whole batch (and all pixels): μ = (1/n) Σ x"
            " and σ² = (1/n) Σ (x − μ)². One mean for each channel, not for each example."
        ),
        (
            "Normalise: x̂ = (x − μ) / √(σ² + ε). Every channel of x̂ has mean 0 and variance 1; ε"
            " stands under the root."
        ),
        "Scale and shift: y = γ x̂ + β. The mean of a channel of y is β, its deviation |γ|.",
        (
            "Keep track for later: r ← α r + (1 − α) · batch, for mean and variance each. They are"
            " not used in this step."
        ),
        (
            "At evaluation the running averages take the place of μ and σ²: y = γ (x − r_μ) /"
            " √(r_σ² + ε) + β. They stay as they are, and an example's answer does not depend on"
            " the others."
        ),
        (
            "Courses differ: statistics for each pixel, n/(n − 1) times σ² in the running average,"
            " α for the share of the new."
        ),
    ),
    sources=(
        (
            "Ioffe and Szegedy, Batch normalization: accelerating deep network training by"
            " reducing internal covariate shift (2015), algorithm 1"
        ),
        deep_learning("§8.7.1"),
    ),
    trials=(
        Trial(
            code=trials.batch_norm_statistics,
            expect="means of β = 5 and −2, deviations of γ = 3 and 0.5, and running averages that"
            " moved a tenth of the way.",
            under=("per_channel",),
        ),
        Trial(
            code=trials.batch_norm_in_evaluation,
            expect="an example gets the same alone and among others, and the averages stay.",
            under=("per_channel",),
        ),
        Trial(
            code=trials.batch_norm_of_constants,
            expect=(
                "β and nothing else for a channel of equal numbers, and 15.8114 where ε counts as"
                " much as the variance."
            ),
            under=("per_channel",),
        ),
    ),
)
BATCH_NORM_BACKWARD = Mathematics(
    symbols={**_BATCH, "dy": "the gradient of the loss by y = γ x̂ + β, of x's shape"},
    steps=(
        "By the shift, which was added to all n numbers of a channel: dβ = Σ dy.",
        (
            "By the scale, which was multiplied with x̂: dγ = Σ dy ⊙ x̂. Sums over the batch, no"
            " means."
        ),
        "By x̂: dx̂ = γ dy.",
        (
            "x̂ = (x − μ) / √(σ² + ε), and x is in all three: in the difference, in μ and in σ²."
            " One x moves all x̂ of its channel."
        ),
        "∂μ/∂x_i = 1/n. ∂σ²/∂x_i = 2 (x_i − μ) / n, as the differences sum to 0.",
        (
            "∂x̂_j/∂x_i = (δ_ij − 1/n − x̂_i x̂_j / n) / √(σ² + ε): its own part, that of the"
            " mean, and that of the variance."
        ),
        (
            "Sum over all x̂_j that x_i moves: dx = (dx̂ − (1/n) Σ dx̂ − x̂ · (1/n) Σ dx̂ ⊙ x̂) /"
            " √(σ² + ε), both sums over the channel."
        ),
        "A check: adding a constant to x changes nothing, so every channel of dx sums to 0.",
    ),
    sources=(
        (
            "Ioffe and Szegedy, Batch normalization: accelerating deep network training by"
            " reducing internal covariate shift (2015), §3"
        ),
        DIFFERENCES,
    ),
    trials=(
        Trial(
            code=trials.batch_norm_by_differences,
            expect="ratios from 1 to 1 for all three.",
            under=("per_channel",),
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "dropout": DROPOUT,
    "dropout_backward": DROPOUT_BACKWARD,
    "batch_norm": BATCH_NORM,
    "batch_norm_backward": BATCH_NORM_BACKWARD,
}
