"""Known wrong gradients of the small convolutional network, patches of the right. In the judge."""

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[str], ...]

NAME = "picture_gradients"
PROGRAM = Program(
    name=NAME,
    parameters=(
        *("X", "T", "kernel", "bias", "gamma", "beta", "W1", "b1", "W2", "b2"),
        *("strength", "epsilon"),
    ),
    statements={
        "padded": "np.pad(X, ((0, 0), (1, 1), (1, 1)))",
        "windows": "np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))",
        "z": "np.einsum('nijuv,uvk->nijk', windows, kernel[:, :, 0]) + bias",
        "h": "np.maximum(z, 0)",
        "mean": "np.mean(h, axis=(0, 1, 2))",
        "inverse": "1 / np.sqrt(np.var(h, axis=(0, 1, 2)) + epsilon)",
        "x_hat": "(h - mean) * inverse",
        "y": "gamma * x_hat + beta",
        "half": "(len(X), X.shape[1] // 2, 2, X.shape[2] // 2, 2, len(gamma))",
        "squares": "y.reshape(half)",
        "pooled": "np.max(squares, axis=(2, 4))",
        "flat": "pooled.reshape(len(X), -1)",
        "s": "flat @ W1 + b1",
        "a": "np.maximum(s, 0)",
        "logits": "a @ W2 + b2",
        "e": "np.exp(logits - np.max(logits, axis=1, keepdims=True))",
        "p": "e / np.sum(e, axis=1, keepdims=True)",
        "delta2": "(p - T) / len(X)",
        "delta1": "(delta2 @ W2.T) * (s > 0)",
        "dpooled": "(delta1 @ W1.T).reshape(pooled.shape)[:, :, None, :, None, :]",
        "mask": "squares == pooled[:, :, None, :, None, :]",
        "dy": "(mask * dpooled).reshape(y.shape)",
        "dgamma": "np.sum(dy * x_hat, axis=(0, 1, 2))",
        "dbeta": "np.sum(dy, axis=(0, 1, 2))",
        "dx_hat": "dy * gamma",
        "by_mean": "np.mean(dx_hat, axis=(0, 1, 2))",
        "by_var": "x_hat * np.mean(dx_hat * x_hat, axis=(0, 1, 2))",
        "dh": "(dx_hat - by_mean - by_var) * inverse",
        "dz": "dh * (z > 0)",
        "dkernel": "np.einsum('nijuv,nijk->uvk', windows, dz)[:, :, None] + strength * kernel",
        "dbias": "np.sum(dz, axis=(0, 1, 2))",
        "dW1": "flat.T @ delta1 + strength * W1",
        "db1": "np.sum(delta1, axis=0)",
        "dW2": "a.T @ delta2 + strength * W2",
        "db2": "np.sum(delta2, axis=0)",
    },
    result="dkernel, dbias, dgamma, dbeta, dW1, db1, dW2, db2",
)

_WHICH = "Which gradients are right? The mistake lies below the last of them."
_SLOPE = "Move one entry by ±0.00001 and divide the difference of the losses by 0.00002."
_PENALTY = "Set λ to 0: is everything right then?"
_SHAPES = "Follow one picture by hand: where does the first difference appear?"


def picture_gradients() -> tuple[Misconception, ...]:
    """Return what goes wrong with the gradients of the network."""
    return wrong((*_BACKWARD, *_FORWARD, *_DECAY), PROGRAM, "", function=NAME)


_BACKWARD: Slips = (
    Slip(
        id="hidden_mask_missing",
        claim="the gradient passes the hidden layer's relu everywhere",
        hints=(_WHICH, "What does a unit pass back that was not active?"),
        explanation="delta1 without (s > 0).",
        lines=lambda _: {"delta1": "delta2 @ W2.T"},
    ),
    Slip(
        id="convolution_mask_missing",
        claim="the gradient passes the relu after the convolution everywhere",
        hints=(_WHICH, "What does a pixel pass back that relu set to 0?"),
        explanation="dz without (z > 0): only the kernel and its bias are wrong.",
        lines=lambda _: {"dz": "dh"},
    ),
    Slip(
        id="statistics_constant",
        claim="mean and variance are taken for constants in the backward pass",
        hints=(_WHICH, "On what do mean and variance of a batch depend?"),
        explanation="dh = γ dy / σ without the terms by μ and σ².",
        lines=lambda _: {"dh": "dx_hat * inverse"},
    ),
    Slip(
        id="scale_forgotten",
        claim="the scale γ is left out in the backward pass",
        hints=(_WHICH, "By what is the normalised activation multiplied in the forward pass?"),
        explanation="dx_hat = dy: visible only once γ is not 1.",
        lines=lambda _: {"dx_hat": "dy"},
    ),
    Slip(
        id="pool_to_all",
        claim="pooling passes the gradient to all pixels of a square",
        hints=(_WHICH, "Which pixel of a square does the pooled number depend on?"),
        explanation="mask of ones.",
        lines=lambda _: {"mask": "np.ones(squares.shape)"},
    ),
    Slip(
        id="biases_averaged",
        claim="the gradients of the biases are averaged, not summed",
        hints=("Are the weights right, and the biases not?", _SLOPE),
        explanation="np.mean of what was already divided by N.",
        lines=lambda _: {
            "dbias": "np.mean(dz, axis=(0, 1, 2))",
            "db1": "np.mean(delta1, axis=0)",
            "db2": "np.mean(delta2, axis=0)",
        },
    ),
    Slip(
        id="divided_twice",
        claim="the gradient is divided by the batch size twice",
        hints=("By what factor is it off without the penalty?", "Who divides by N?"),
        explanation="1/N².",
        lines=lambda _: {"delta2": "(p - T) / len(X) / len(X)"},
    ),
    Slip(
        id="sign",
        claim="the error has the wrong sign",
        hints=(_PENALTY, _SLOPE),
        explanation="T − p.",
        lines=lambda _: {"delta2": "(T - p) / len(X)"},
    ),
)

_FORWARD: Slips = (
    Slip(
        id="flipped",
        claim="the kernel is flipped",
        hints=(_SHAPES, "Which corner of the kernel meets the window's first pixel?"),
        explanation="A true convolution, consistently: only the forward pass is another one.",
        lines=lambda _: {
            "windows": (
                "np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))"
                "[..., ::-1, ::-1]"
            )
        },
    ),
    Slip(
        id="bias_forgotten",
        claim="the convolution's bias is not added in the forward pass",
        hints=("Change the bias: does a gradient change?", _SHAPES),
        explanation="z without b, while its gradient is returned.",
        lines=lambda _: {"z": "np.einsum('nijuv,uvk->nijk', windows, kernel[:, :, 0])"},
    ),
    Slip(
        id="normalised_before_relu",
        claim="batch normalisation comes before relu",
        hints=(_SHAPES, "In which order do the layers stand in the assignment?"),
        explanation="conv → BN → relu: usual elsewhere, and another network.",
        lines=lambda _: {
            "h": "z",
            "y": "np.maximum(gamma * x_hat + beta, 0)",
            "dy": "(mask * dpooled).reshape(y.shape) * (y > 0)",
            "dz": "dh",
        },
    ),
    Slip(
        id="average_pooling",
        claim="the average of every square is taken, not its largest number",
        hints=(_SHAPES, "Can a pooled number be one that is not in the square?"),
        explanation="Average pooling, forward and backward.",
        lines=lambda _: {
            "pooled": "np.mean(squares, axis=(2, 4))",
            "mask": "np.full(squares.shape, 0.25)",
        },
    ),
    Slip(
        id="unbiased",
        claim="the variance is divided by one less than the number of values",
        hints=("Calculate mean and variance of one channel by hand.", _SHAPES),
        explanation="ddof=1.",
        lines=lambda _: {
            "inverse": "1 / np.sqrt(np.var(h, axis=(0, 1, 2), ddof=1) + epsilon)",
        },
    ),
    Slip(
        id="shift_forgotten",
        claim="the shift β is not added",
        hints=("Change β: does a gradient change?", _SHAPES),
        explanation="y = γ x̂.",
        lines=lambda _: {"y": "gamma * x_hat"},
    ),
)

_DECAY: Slips = (
    Slip(
        id="penalty_doubled",
        claim="the penalty's gradient belongs to λ Σ w², without the ½",
        hints=(_PENALTY, "What is the derivative of λ/2 w²?"),
        explanation="2 λ w.",
        lines=lambda _: {
            "strength": "2 * strength",
        },
    ),
    Slip(
        id="penalty_of_biases",
        claim="biases are penalised, too",
        hints=(_PENALTY, "Which tensors does the penalty sum over?"),
        explanation="λ b is added to the gradients of all three biases.",
        lines=lambda _: {
            "dbias": "np.sum(dz, axis=(0, 1, 2)) + strength * bias",
            "db1": "np.sum(delta1, axis=0) + strength * b1",
            "db2": "np.sum(delta2, axis=0) + strength * b2",
        },
    ),
    Slip(
        id="penalty_of_everything",
        claim="all parameters are penalised, those of batch normalisation, too",
        hints=(_PENALTY, "Which tensors does the penalty sum over?"),
        explanation="A loop over all parameters.",
        lines=lambda _: {
            "dbias": "np.sum(dz, axis=(0, 1, 2)) + strength * bias",
            "dgamma": "np.sum(dy * x_hat, axis=(0, 1, 2)) + strength * gamma",
            "dbeta": "np.sum(dy, axis=(0, 1, 2)) + strength * beta",
            "db1": "np.sum(delta1, axis=0) + strength * b1",
            "db2": "np.sum(delta2, axis=0) + strength * b2",
        },
    ),
    Slip(
        id="penalty_not_of_kernel",
        claim="the kernel is not penalised",
        hints=(_PENALTY, "Which tensors does the penalty sum over?"),
        explanation="λ w for W1 and W2 only.",
        lines=lambda _: {
            "dkernel": "np.einsum('nijuv,nijk->uvk', windows, dz)[:, :, None]",
        },
    ),
    Slip(
        id="penalty_over_batch",
        claim="the penalty's gradient is divided by the batch size",
        hints=(_PENALTY, "Does the penalty depend on the number of examples?"),
        explanation="λ w / N.",
        lines=lambda _: {"strength": "strength / len(X)"},
    ),
    Slip(
        id="penalty_sign",
        claim="the penalty's gradient is subtracted",
        hints=(_PENALTY, "Does a step make large weights smaller?"),
        explanation="− λ w: weights grow.",
        lines=lambda _: {"strength": "-strength"},
    ),
)
