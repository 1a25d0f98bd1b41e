"""A right trainer as text, a line by name, so that a mistake is a patch. Runs in the judge.

As :mod:`grader_reference.programs`, for code with loops: plain descent on a fully connected network
of any depth. ``trajectory(parameters, batches, learning_rate)`` returns the parameters W1, b1, …
after every step; ``h[n]`` is the input of layer n (from 0), ``z[n]`` its pre-activation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader_reference.programs import Written

FUNCTION: Mapping[str, str] = {
    "relu": "np.maximum(z[n], 0)",
    "sigmoid": "1 / (1 + np.exp(-z[n]))",
    "tanh": "np.tanh(z[n])",
}
SLOPE: Mapping[str, str] = {
    "relu": "(z[n - 1] > 0)",
    "sigmoid": "h[n] * (1 - h[n])",
    "tanh": "(1 - h[n] ** 2)",
}
"""f′ at the pre-activation z[n − 1], whose activation is h[n]."""

_LINES: Mapping[str, tuple[int, str]] = {
    "copy": (1, "W, b = [p.copy() for p in parameters[::2]], [p.copy() for p in parameters[1::2]]"),
    "last": (1, "last = len(W) - 1"),
    "steps": (1, "steps = []"),
    "batches": (1, "for X, T in batches:"),
    "begin": (2, "h, z = [X], []"),
    "forward": (2, "for n in range(last + 1):"),
    "scores": (3, "z.append(h[n] @ W[n] + b[n])"),
    "activation": (3, "h.append({function})"),
    "e": (2, "e = np.exp(z[last] - np.max(z[last], axis=1, keepdims=True))"),
    "p": (2, "p = e / np.sum(e, axis=1, keepdims=True)"),
    "delta": (2, "delta = (p - T) / len(X)"),
    "zero": (2, "dW, db = [0] * len(W), [0] * len(W)"),
    "backward": (2, "for n in range(last, -1, -1):"),
    "dW": (3, "dW[n] = h[n].T @ delta"),
    "db": (3, "db[n] = np.sum(delta, axis=0).reshape(b[n].shape)"),
    "if": (3, "if n > 0:"),
    "back": (4, "delta = (delta @ W[n].T) * {slope}"),
    "update": (2, "for n in range(last + 1):"),
    "W": (3, "W[n] = W[n] - learning_rate * dW[n]"),
    "b": (3, "b[n] = b[n] - learning_rate * db[n]"),
    "keep": (2, "steps.append(tuple(a.copy() for pair in zip(W, b) for a in pair))"),
    "return": (1, "return steps"),
}


@dataclass(frozen=True)
class Trainer:
    """A trainer as text.

    Attributes:
        lines: Its lines by name, each with its depth of indentation.
    """

    lines: Mapping[str, tuple[int, str]]

    def patched(self, changes: Mapping[str, str]) -> "Trainer":
        """Return the trainer with other lines; several lines in the place of one are possible.

        Raises:
            KeyError: No line is called so.
        """
        patched = {name: (self.lines[name][0], code) for name, code in changes.items()}
        return replace(self, lines={**self.lines, **patched})

    @property
    def body(self) -> list[str]:
        """The lines of the function, indented."""
        return [
            f"{'    ' * depth}{line}\n"
            for depth, code in self.lines.values()
            for line in code.split("\n")
        ]

    @property
    def source(self) -> str:
        """The trainer's text, a function definition."""
        return "".join(["def trajectory(parameters, batches, learning_rate):\n", *self.body])

    def function(self, label: str) -> Written:
        """Return the trainer as a function; the label tells its source from others'."""
        return Written("trajectory", self.source, label)


def trainer(activation: str) -> Trainer:
    """Return the right trainer of a network with a hidden activation, as text."""
    filled = {"{function}": FUNCTION[activation], "{slope}": SLOPE[activation]}
    lines = {}
    for name, (depth, code) in _LINES.items():
        for place, expression in filled.items():
            code = code.replace(place, expression)  # noqa: PLW2901 - filled place by place
        lines[name] = (depth, code)
    return Trainer(lines)
