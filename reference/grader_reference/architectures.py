"""Architectures such as ``784-H-10 relu``, parsed from a line of text. Runs in the judge."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader_reference.networks import ACTIVATIONS

HIDDEN = (23, 17, 29, 19, 13)
"""Widths put in the place of each H, in order; all different, none a usual batch or class count."""
MOST_LAYERS = 12
MOST_UNITS = 10_000
_FORM = re.compile(r"(\d+|H)(-(\d+|H))+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Architecture:
    """A fully connected network with softmax cross entropy at its end.

    Attributes:
        widths: Inputs, hidden units of every layer, classes.
        activation: ``relu``, ``sigmoid`` or ``tanh``.
    """

    widths: tuple[int, ...]
    activation: str

    @property
    def layers(self) -> int:
        """How many layers have weights."""
        return len(self.widths) - 1

    @property
    def hidden(self) -> range:
        """The numbers of the hidden layers, from 1."""
        return range(1, self.layers)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Their names: W1, b1, W2, b2 and so on."""
        return tuple(f"{p}{layer}" for layer in range(1, self.layers + 1) for p in "Wb")

    @property
    def gradients(self) -> tuple[str, ...]:
        """Their names: dW1, db1, dW2, db2 and so on."""
        return tuple(f"d{name}" for name in self.parameters)

    @property
    def size(self) -> int:
        """How many numbers the parameters hold."""
        return sum((n + 1) * m for n, m in self.shapes())

    def shapes(self) -> Iterator[tuple[int, int]]:
        """Return (inputs, outputs) of every layer."""
        return zip(self.widths, self.widths[1:], strict=False)

    def small(self) -> "Architecture":
        """Return a network of the same depth that can be followed by hand: 2-3-…-2."""
        hidden = tuple(3 + (layer + 1) % 2 for layer in self.hidden)
        return Architecture((2, *hidden, 2), self.activation)

    def __str__(self) -> str:
        return f"{'-'.join(map(str, self.widths))} {self.activation}"


def parse_architecture(text: str, *, hidden: int | Sequence[int] = HIDDEN) -> Architecture:
    """Return the architecture a line names; each H becomes the next width of ``hidden``.

    Raises:
        ValueError: The line is none; its sentence says what was expected.
    """
    words = text.split()
    if len(words) != 2 or not _FORM.fullmatch(words[0]):
        raise ValueError(
            f"{text!r} is no architecture: write the widths and the hidden activation,"
            " such as '784-H-10 relu', with H where students choose the width"
        )
    activation = words[1].lower()
    if activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise ValueError(f"{text!r}: the activation {words[1]!r} is not known; use one of {known}")
    return Architecture(_checked(text, _widths(words[0], hidden)), activation)


def _widths(text: str, hidden: int | Sequence[int]) -> tuple[int, ...]:
    chosen = [hidden] if isinstance(hidden, int) else list(hidden)
    places = iter(range(text.count("-") + 1))
    return tuple(
        chosen[next(places) % len(chosen)] if word in "Hh" else int(word)
        for word in text.split("-")
    )


def _checked(text: str, widths: tuple[int, ...]) -> tuple[int, ...]:
    """Return widths that can be drawn, or say why they cannot."""
    problem = ""
    if not 3 <= len(widths) <= MOST_LAYERS + 1:
        problem = f"{len(widths)} widths were given, and 3 to {MOST_LAYERS + 1} are possible"
    elif not all(1 <= width <= MOST_UNITS for width in widths):
        problem = f"a width must lie between 1 and {MOST_UNITS}"
    elif widths[-1] < 2:
        problem = "softmax needs two classes at least"
    if problem:
        raise ValueError(f"{text!r} is no architecture: {problem}")
    return widths
