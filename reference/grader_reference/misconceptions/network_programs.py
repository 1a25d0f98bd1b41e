"""The right network programs, as text of one statement for each formula. Runs in the judge.

``z1``, ``h1``, …, ``p``, ``d2`` (the gradient by the pre-activation z2), ``dW2``, ``db2``, ``d1``…
"""

from collections.abc import Mapping

from grader_reference.architectures import Architecture
from grader_reference.programs import Program, Slip

Slips = tuple[Slip[Architecture], ...]

ACTIVATION: Mapping[str, str] = {
    "relu": "np.maximum({z}, 0)",
    "sigmoid": "1 / (1 + np.exp(-{z}))",
    "tanh": "np.tanh({z})",
}
DERIVATIVE: Mapping[str, str] = {
    "relu": "({z} > 0)",
    "sigmoid": "({h} * (1 - {h}))",
    "tanh": "(1 - {h}**2)",
}


def activation(a: Architecture, layer: int) -> str:
    """Return the expression of h of a hidden layer."""
    return ACTIVATION[a.activation].format(z=f"z{layer}")


def derivative(a: Architecture, layer: int, *, z: str = "", h: str = "") -> str:
    """Return the expression of f′ of a hidden layer, of its own z and h or of others."""
    return DERIVATIVE[a.activation].format(z=z or f"z{layer}", h=h or f"h{layer}")


def before(layer: int) -> str:
    """Return the name of a layer's input."""
    return f"h{layer - 1}" if layer > 1 else "X"


def _forward(a: Architecture) -> dict[str, str]:
    statements = {}
    for n in range(1, a.layers + 1):
        statements[f"z{n}"] = f"{before(n)} @ W{n} + b{n}"
        if n < a.layers:
            statements[f"h{n}"] = activation(a, n)
    last = f"z{a.layers}"
    statements["e"] = f"np.exp({last} - np.max({last}, axis=1, keepdims=True))"
    statements["p"] = "e / np.sum(e, axis=1, keepdims=True)"
    return statements


def _backward(a: Architecture) -> dict[str, str]:
    last = a.layers
    statements = {"N": "len(X)", f"d{last}": "(p - T) / N"}
    for n in range(last, 0, -1):
        if n < last:
            statements[f"d{n}"] = passed_back(a, n)
        statements[f"dW{n}"] = f"{before(n)}.T @ d{n}"
        statements[f"db{n}"] = f"np.sum(d{n}, axis=0).reshape(b{n}.shape)"
    return statements


def passed_back(a: Architecture, n: int, *, by: str | None = None) -> str:
    """Return the gradient by a hidden layer's pre-activation, ``by`` in the place of f′."""
    factor = derivative(a, n) if by is None else by
    return f"(d{n + 1} @ W{n + 1}.T)" + (f" * {factor}" if factor else "")


def backprop_program(a: Architecture) -> Program:
    """Return backpropagation for an architecture, as text."""
    return Program(
        name="backprop",
        parameters=("X", "T", *a.parameters),
        statements={**_forward(a), **_backward(a)},
        result=", ".join(a.gradients),
    )


def loss_program(a: Architecture) -> Program:
    """Return the mean cross entropy of an architecture, as text."""
    return Program(
        name="network_loss",
        parameters=("X", "T", *a.parameters),
        statements={**_forward(a), "q": "np.sum(T * p, axis=1)"},
        result="-np.mean(np.log(q))",
    )


def forward_program(a: Architecture) -> Program:
    """Return the forward pass of an architecture, as text."""
    return Program(
        name="network_forward",
        parameters=("X", *a.parameters),
        statements=_forward(a),
        result="p",
    )
