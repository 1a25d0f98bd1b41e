"""Known wrong convolutional networks, each a patch of the right program. Runs in the judge.

Of layer n the right programs have ``v`` (its windows), ``z``, ``a`` (after the activation), ``s``
(its squares), ``h`` (after pooling), and backwards ``g`` (the gradient by h), ``t`` (by the
squares), ``d`` (by z), ``dK`` or ``dW``, and ``db``.
"""

from collections.abc import Mapping

from grader_reference.catalogue import Misconception
from grader_reference.image_architectures import ImageArchitecture, Stage
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[ImageArchitecture], ...]

ACTIVATION: Mapping[str, str] = {
    "relu": "np.maximum({z}, 0)",
    "leaky_relu": "np.where({z} > 0, {z}, 0.01 * {z})",
    "sigmoid": "1 / (1 + np.exp(-{z}))",
    "tanh": "np.tanh({z})",
}
DERIVATIVE: Mapping[str, str] = {
    "relu": "({z} > 0)",
    "leaky_relu": "np.where({z} > 0, 1, 0.01)",
    "sigmoid": "({a} * (1 - {a}))",
    "tanh": "(1 - {a}**2)",
}
_VIEW = "np.lib.stride_tricks.sliding_window_view"
_MASK = "({s} == {h}[:, :, None, :, None])"
_ABOVE = "{g}[:, :, None, :, None]"


def forward_program(a: ImageArchitecture) -> Program:
    """Return the forward pass of an architecture, as text."""
    return Program(
        name="network_forward",
        parameters=("X", *a.parameters),
        statements=_forward(a),
        result="p",
    )


def backprop_program(a: ImageArchitecture) -> Program:
    """Return backpropagation for an architecture, as text."""
    return Program(
        name="backprop",
        parameters=("X", "T", *a.parameters),
        statements={**_forward(a), **_backward(a)},
        result=", ".join(a.gradients),
    )


def network_forward(a: ImageArchitecture) -> tuple[Misconception, ...]:
    """Return what goes wrong with the forward pass of a convolutional network."""
    return wrong((*FORWARD, *OVERFLOW), forward_program(a), a, function="network_forward")


def backprop(a: ImageArchitecture) -> tuple[Misconception, ...]:
    """Return what goes wrong with the gradients of a convolutional network."""
    return wrong((*BACKWARD, *FORWARD), backprop_program(a), a, function="backprop")


def _forward(a: ImageArchitecture) -> dict[str, str]:
    found = {"h0": "X[..., None]" if len(a.image) == 2 else "X"}
    for n, stage in enumerate(a.stages, start=1):
        found[f"v{n}"] = f"{_VIEW}(h{n - 1}, {stage.size}, axis=(1, 2))"
        found[f"z{n}"] = f"np.einsum('nijcuv,uvck->nijk', v{n}, K{n}, optimize=True) + b{n}"
        found[f"a{n}"] = _activated(a, n)
        found[f"s{n}"] = f"a{n}.reshape({_squares(stage)})"
        found[f"h{n}"] = f"np.max(s{n}, axis=(2, 4))"
    found["flat"] = f"h{len(a.stages)}.reshape(len(X), -1)"
    for n in range(len(a.stages) + 1, a.layers + 1):
        found[f"z{n}"] = f"{_input(a, n)} @ W{n} + b{n}"
        if n < a.layers:
            found[f"a{n}"] = _activated(a, n)
    last = f"z{a.layers}"
    found["e"] = f"np.exp({last} - np.max({last}, axis=1, keepdims=True))"
    return {**found, "p": "e / np.sum(e, axis=1, keepdims=True)"}


def _backward(a: ImageArchitecture) -> dict[str, str]:
    spatial, last = len(a.stages), a.layers
    found = {"N": "len(X)", f"d{last}": "(p - T) / N"}
    for n in range(last, spatial, -1):
        found[f"dW{n}"] = f"{_input(a, n)}.T @ d{n}"
        found[f"db{n}"] = f"np.sum(d{n}, axis=0).reshape(b{n}.shape)"
        below = f"d{n} @ W{n}.T"
        if n - 1 > spatial:
            found[f"d{n - 1}"] = f"({below}) * {_slope(a, n - 1)}"
        else:
            found[f"g{n - 1}"] = f"({below}).reshape(h{n - 1}.shape)"
    for n in range(spatial, 0, -1):
        found |= _stage_backward(a, n)
    return found


def _stage_backward(a: ImageArchitecture, n: int) -> dict[str, str]:
    mask, above = _MASK.format(s=f"s{n}", h=f"h{n}"), _ABOVE.format(g=f"g{n}")
    found = {
        f"t{n}": f"{mask} * {above}",
        f"d{n}": f"t{n}.reshape(a{n}.shape) * {_slope(a, n)}",
        f"dK{n}": f"np.einsum('nijcuv,nijk->uvck', v{n}, d{n}, optimize=True)",
        f"db{n}": f"np.sum(d{n}, axis=(0, 1, 2)).reshape(b{n}.shape)",
    }
    if n > 1:
        height, width = a.stages[n - 1].size
        around = f"((0, 0), ({height - 1},) * 2, ({width - 1},) * 2, (0, 0))"
        found[f"w{n}"] = f"{_VIEW}(np.pad(d{n}, {around}), {(height, width)}, axis=(1, 2))"
        found[f"g{n - 1}"] = _passed(n, f"K{n}[::-1, ::-1]")
    return found


def _passed(n: int, kernel: str) -> str:
    """Return the gradient by the images that go into a convolution."""
    return f"np.einsum('nijkuv,uvck->nijc', w{n}, {kernel}, optimize=True)"


def _squares(stage: Stage) -> str:
    down, across = stage.pooled
    return f"len(X), {down}, {stage.pool}, {across}, {stage.pool}, {stage.outputs}"


def _input(a: ImageArchitecture, n: int) -> str:
    return "flat" if n == len(a.stages) + 1 else f"a{n - 1}"


def _activated(a: ImageArchitecture, n: int) -> str:
    return ACTIVATION[a.activation].format(z=f"z{n}")


def _slope(a: ImageArchitecture, n: int) -> str:
    return DERIVATIVE[a.activation].format(z=f"z{n}", a=f"a{n}")


def _slopes(a: ImageArchitecture, by: str) -> dict[str, str]:
    """Patch every d but the last; ``{n}`` in ``by`` is the layer."""
    found = {}
    for n in range(1, a.layers):
        above = f"t{n}.reshape(a{n}.shape)" if n <= len(a.stages) else f"(d{n + 1} @ W{n + 1}.T)"
        found[f"d{n}"] = above + (f" * {by.format(n=n)}" if by else "")
    return found


def _pools(a: ImageArchitecture) -> list[int]:
    return [n for n, stage in enumerate(a.stages, start=1) if stage.pool > 1]


def _all(n: int) -> str:
    """Return the gradient of a pooled number at every pixel of its square."""
    return f"np.ones_like(s{n}) * {_ABOVE.format(g=f'g{n}')}"


def _by_channels(a: ImageArchitecture) -> dict[str, str]:
    """Turn rows back into images as if channels had stood first."""
    n, (height, width, channels) = len(a.stages), a.last
    turned = f"reshape(len(X), {channels}, {height}, {width}).transpose(0, 2, 3, 1)"
    return {f"g{n}": f"(d{n + 1} @ W{n + 1}.T).{turned}"}


def _zeros(*names: str) -> dict[str, str]:
    return {f"d{name}": f"np.zeros_like({name})" for name in names}


_HAND = "Give all weights one number and follow one image: where does the first difference appear?"
_FACTOR = "Divide one entry by the right one: is the factor the same in every tensor?"
_LAYERS = "Which layers' gradients are right? Between which two does it go wrong?"
_SLOPE = "Move one entry by ±0.00001 and divide the loss difference by 0.00002: compare."
_FLAT = "Which number of a flattened image belongs to which pixel and which channel?"
_PIXELS = "Give one square of four different numbers: which of them moves the result?"

FORWARD: Slips = (
    Slip(
        id="kernel_flipped",
        claim="kernels are turned by half a turn before they are applied",
        hints=(_HAND, "With which pixel is the first number of a kernel multiplied?"),
        explanation="A convolution in the strict sense; layers compute the cross-correlation.",
        lines=lambda a: {
            f"z{n}": f"np.einsum('nijcuv,uvck->nijk', v{n}, K{n}[::-1, ::-1], optimize=True) + b{n}"
            for n in range(1, len(a.stages) + 1)
        },
    ),
    Slip(
        id="spatial_bias_missing",
        claim="the biases of the convolutions are not added",
        hints=(_HAND, "Change a bias: does the result change?"),
        explanation="z = a ⋆ K without b.",
        lines=lambda a: {
            f"z{n}": f"np.einsum('nijcuv,uvck->nijk', v{n}, K{n}, optimize=True)"
            for n in range(1, len(a.stages) + 1)
        },
    ),
    Slip(
        id="spatial_activation_missing",
        claim="no activation follows the convolutions",
        hints=(_HAND, "What stands between a convolution and the pooling after it?"),
        explanation="a = z in the convolutional layers.",
        lines=lambda a: {f"a{n}": f"1 * z{n}" for n in range(1, len(a.stages) + 1)},
    ),
    Slip(
        id="hidden_activation_missing",
        claim="no activation follows the hidden layer",
        hints=(_HAND, "What stands between the last two layers?"),
        explanation="Two layers in a row without an activation are one.",
        lines=lambda a: {f"a{n}": f"1 * z{n}" for n in range(len(a.stages) + 1, a.layers)},
    ),
    Slip(
        id="average_pooling",
        claim="squares are averaged, where their largest number was asked for",
        hints=(_PIXELS, "Calculate one square of four different numbers by hand."),
        explanation="mean in place of max.",
        lines=lambda a: {f"h{n}": f"np.mean(s{n}, axis=(2, 4))" for n in _pools(a)},
    ),
)

OVERFLOW: Slips = (
    Slip(
        id="no_shift",
        claim="softmax takes exponentials of large scores as they are",
        hints=(
            "Give scores near 1000: what comes back?",
            "Which constant may a row's scores lose?",
        ),
        explanation="exp(1000) overflows: NaN.",
        lines=lambda a: {"e": f"np.exp(z{a.layers})"},
    ),
)

BACKWARD: Slips = (
    Slip(
        id="sign",
        claim="every gradient has the wrong sign",
        hints=(_FACTOR, "Is the gradient of the true class's score negative, as it should be?"),
        explanation="t − p in place of p − t: descent climbs.",
        lines=lambda a: {f"d{a.layers}": "(T - p) / N"},
    ),
    Slip(
        id="divided_twice",
        claim="every gradient is divided by the batch size twice",
        hints=(_FACTOR, "Who divides by N: the loss's gradient, each layer, or both?"),
        explanation="1/N² in place of 1/N.",
        lines=lambda a: {f"d{a.layers}": "(p - T) / N / N"},
        under=("gradient_of_mean",),
    ),
    Slip(
        id="no_mask",
        claim="the derivative of the activation is missing in every layer",
        hints=(_LAYERS, "Which factor belongs between a layer's result and its scores?"),
        explanation="No ⊙ f′(z) at all.",
        lines=lambda a: _slopes(a, ""),
    ),
    Slip(
        id="no_mask_spatial",
        claim="the derivative of the activation is missing in the convolutional layers",
        hints=(_LAYERS, "Is there an activation between the convolution and the pooling?"),
        explanation="⊙ f′(z) after unpooling is forgotten.",
        lines=lambda a: {f"d{n}": f"t{n}.reshape(a{n}.shape)" for n in range(1, len(a.stages) + 1)},
    ),
    Slip(
        id="derivative_at_activation",
        claim="the derivative is taken at the activation, not at the pre-activation",
        hints=(_SLOPE, "Has the argument of the derivative been through the activation?"),
        explanation="f′(a) in place of f′(z). For relu the two agree.",
        lines=lambda a: {
            "sigmoid": _slopes(a, "(np.exp(-a{n}) / (1 + np.exp(-a{n})) ** 2)"),
            "tanh": _slopes(a, "(1 - np.tanh(a{n}) ** 2)"),
        }.get(a.activation, {}),
    ),
    Slip(
        id="derivative_of_relu",
        claim="the derivative is relu's, whatever the activation is",
        hints=(_SLOPE, "Does the backward pass know which activation was chosen?"),
        explanation="⊙ (z > 0) in place of f′(z).",
        lines=lambda a: {} if a.activation == "relu" else _slopes(a, "(z{n} > 0)"),
    ),
    Slip(
        id="pool_to_all",
        claim="the gradient goes to every pixel of a square, not to the largest alone",
        hints=(_LAYERS, _PIXELS),
        explanation="The mask of the largest is missing in unpooling.",
        lines=lambda a: {f"t{n}": _all(n) for n in _pools(a)},
    ),
    Slip(
        id="pool_averaged",
        claim="the gradient is shared out among all pixels of a square",
        hints=(_LAYERS, _PIXELS),
        explanation="The gradient of average pooling behind max pooling.",
        lines=lambda a: {f"t{n}": f"{_all(n)} / {a.stages[n - 1].pool ** 2}" for n in _pools(a)},
    ),
    Slip(
        id="kernel_not_flipped",
        claim="the gradient passes back through a kernel that is not turned",
        hints=(_LAYERS, "By which number of the kernel did one pixel reach one result?"),
        explanation="The images' gradient correlates with K itself, not with K turned by 180°.",
        lines=lambda a: {f"g{n - 1}": _passed(n, f"K{n}") for n in range(2, len(a.stages) + 1)},
    ),
    Slip(
        id="unflattened_by_channels",
        claim="flattened rows are turned back into images in another order",
        hints=(_LAYERS, _FLAT),
        explanation="reshape to (N, C, H, W) and transposed, where flattening took (N, H, W, C).",
        lines=lambda a: _by_channels(a) if min(a.last[0] * a.last[1], a.last[2]) > 1 else {},
    ),
    Slip(
        id="spatial_averaged",
        claim="the kernels' gradients are averaged over the pixels",
        hints=(_FACTOR, "Over what is a kernel's gradient summed, and what is it divided by?"),
        explanation="A mean over H′ W′ in place of the sum.",
        lines=lambda a: {
            f"d{name}{n}": f"{code} / {stage.above[0] * stage.above[1]}"
            for n, stage in enumerate(a.stages, start=1)
            for name, code in (
                ("K", f"np.einsum('nijcuv,nijk->uvck', v{n}, d{n}, optimize=True)"),
                ("b", f"np.sum(d{n}, axis=(0, 1, 2)).reshape(b{n}.shape)"),
            )
        },
    ),
    Slip(
        id="bias_averaged",
        claim="weight gradients are summed over the batch, bias gradients averaged",
        hints=(_FACTOR, "Are sums over the batch and means used for the same quantity?"),
        explanation="db of the fully connected layers is 1/N of its scale.",
        lines=lambda a: {
            f"db{n}": f"np.mean(d{n}, axis=0).reshape(b{n}.shape)"
            for n in range(len(a.stages) + 1, a.layers + 1)
        },
    ),
    Slip(
        id="convolutions_frozen",
        claim="the gradients of the convolutions are zero",
        hints=("Which gradients are all 0?", "Does the backward pass reach the first layer?"),
        explanation="Only the fully connected layers learn; random features still reach 90 %.",
        lines=lambda a: _zeros(*a.parameters[: 2 * len(a.stages)]),
    ),
    Slip(
        id="first_layer_frozen",
        claim="the first layer's gradients are zero",
        hints=("Which gradients are all 0?", "Does the backward pass reach the first layer?"),
        explanation="dK1 and db1 are never computed.",
        lines=lambda a: _zeros("K1", "b1") if len(a.stages) > 1 else {},
    ),
)
