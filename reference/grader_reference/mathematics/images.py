"""The derivations of convolutional networks. Runs in the judge."""

from collections.abc import Mapping
from dataclasses import replace

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics import walks
from grader_reference.mathematics.books import DIFFERENCES, deep_learning
from grader_reference.mathematics.networks import TARGETS
from grader_reference.mathematics.trials import images as trials

_NETWORK = {
    "X": "images, N × H × W or N × H × W × C",
    "K_l, b_l": "kernels and biases of a convolution, kh × kw × C × M and 1 × M",
    "W_l, b_l": "weights and bias of a fully connected layer",
    "z_l": "pre-activations of layer l",
    "f": "the activation of every layer but the last",
    "⋆": "cross-correlation: the kernel is not flipped",
}

FORWARD = Mathematics(
    symbols={**_NETWORK, "p": "probabilities, N × classes"},
    steps=(
        (
            "A convolution without padding, and a bias for each kernel: z_l = a_(l−1) ⋆ K_l + b_l,"
            " where a_0 = X. An image of H × W becomes one of (H − kh + 1) × (W − kw + 1)."
        ),
        "Activation, then pooling: a_l = pool(f(z_l)), the largest of each square.",
        (
            "Flatten: every image becomes a row of its numbers, row by row, and channels last, in"
            " one order for every image."
        ),
        "Fully connected layers follow: z = a W + b, with f on all but the last.",
        "Shares over each row: p = softmax(z).",
    ),
    sources=(deep_learning("§9.1–9.3"),),
    trials=(
        Trial(
            code=trials.forward_by_parts,
            expect="by parts and yours are the same numbers.",
            under=("probabilities",),
        ),
    ),
)
BACKPROP = Mathematics(
    symbols={
        **_NETWORK,
        **TARGETS,
        "δ_l": "∂L/∂z_l, of z_l's shape",
        "⊙": "the product entry by entry",
    },
    steps=(
        "Go forwards and keep every input and every z_l. The loss is L = −(1/N) Σ_n Σ_k T log p.",
        "At the end δ = (p − T) / N. The 1/N stands here, and nowhere else.",
        "Fully connected layers: ∂L/∂W = aᵀ δ, ∂L/∂b = Σ_n δ, and δ Wᵀ goes on down.",
        (
            "Where the forward pass flattened, the rows become images again: the same order,"
            " backwards."
        ),
        "Pooling: each square's gradient goes to its largest number, whole; all others get 0.",
        "Activation: ⊙ f′(z_l), with the z_l of the convolution; for tanh 1 − tanh(z_l)².",
        (
            "Convolution: ∂L/∂K[u, v, c, m] = Σ_n Σ_i Σ_j a[n, i + u, j + v, c] δ[n, i, j, m] and"
            " ∂L/∂b[m] = Σ_n Σ_i Σ_j δ[n, i, j, m]. A kernel is used in every window, so its"
            " gradient is a sum over all of them, and no mean."
        ),
        (
            "Below a convolution each pixel gets from every window it lies in: Σ over windows of K"
            " · δ. The first layer needs it no more."
        ),
        "Each gradient has its parameter's shape.",
    ),
    sources=(deep_learning("§9.5 and §6.5"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.gradients_by_differences,
            expect="every difference is 0, and every tensor has its parameter's shape.",
            under=("gradient_of_mean",),
        ),
    ),
)
PICTURES = Mathematics(
    symbols={
        "X, T": "pictures N × H × W, and one-hot targets N × K",
        "z, h": "convolution (3 × 3, one row of zeros around) and its relu, N × H × W × C",
        "x̂, y": "h normalised, and γ x̂ + β",
        "q": "y pooled by 2 × 2 and flattened, N × HWC/4",
        "s, a": "scores of the hidden layer and their relu",
        "p": "probabilities, N × K",
        "λ, ε": "strength of the penalty, and the number under the root of the normalisation",
    },
    steps=(
        (
            "Forwards: z = X ⋆ kernel + bias, h = relu(z), x̂ = (h − μ)/√(σ² + ε) over the batch,"
            " y = γ x̂ + β, q = flat(pool(y)), s = q W1 + b1, a = relu(s), p = softmax(a W2 + b2)."
        ),
        (
            "The loss is the mean cross entropy plus λ/2 Σ w² over kernel, W1 and W2. The penalty"
            " is not divided by N, and biases, γ and β are not in it."
        ),
        "δ2 = (p − T)/N. dW2 = aᵀ δ2 + λ W2, db2 = Σ_n δ2.",
        "δ1 = (δ2 W2ᵀ) ⊙ [s > 0]. dW1 = qᵀ δ1 + λ W1, db1 = Σ_n δ1.",
        "δ1 W1ᵀ becomes N × H/2 × W/2 × C again, and goes to the largest of each square: dy.",
        "dγ = Σ dy ⊙ x̂ and dβ = Σ dy, over examples and pixels.",
        (
            "Through the normalisation, whose mean and variance depend on h: with g = γ dy, dh ="
            " (g − mean(g) − x̂ · mean(g ⊙ x̂)) / √(σ² + ε), both means per channel."
        ),
        "dz = dh ⊙ [z > 0]. The relu comes before the normalisation, so its mask is of z.",
        (
            "dkernel = Σ over windows of pixel · dz, + λ kernel; dbias = Σ dz over examples and"
            " pixels."
        ),
    ),
    sources=(
        (
            "Ioffe and Szegedy, Batch normalization: accelerating deep network training by"
            " reducing internal covariate shift (2015), §3"
        ),
        deep_learning("§9.5 and §7.1.1"),
        DIFFERENCES,
    ),
    trials=(
        Trial(
            code=trials.picture_gradients_by_differences,
            expect="every difference is 0, and every tensor has its parameter's shape.",
            under=("gradient_of_mean", "per_channel"),
        ),
    ),
)


def every() -> Mapping[str, Mathematics]:
    """Return what networks of images compute, by function."""
    paths = walks.every()
    codes = {"trajectory": trials.descent, "trajectory_momentum": trials.momentum}
    return {
        "network_forward": FORWARD,
        "backprop": BACKPROP,
        **{name: replace(each, trials=()) for name, each in paths.items()},
        **{
            name: replace(paths[name], trials=(Trial(code=code, expect=walks.EXPECT),))
            for name, code in codes.items()
        },
    }


EVERY: Mapping[str, Mathematics] = {"picture_gradients": PICTURES}
