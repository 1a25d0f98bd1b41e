"""Known wrong gradient checks, each a patch of the right one. Runs in the judge."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader_reference.architectures import Architecture
from grader_reference.catalogue import Misconception
from grader_reference.programs import Slip, Written, wrong
from grader_reference.trainers import FUNCTION, SLOPE, Trainer

if TYPE_CHECKING:
    from collections.abc import Mapping

Slips = tuple[Slip[Architecture], ...]

_LINES: "Mapping[str, tuple[int, str]]" = {
    "layer": (1, "V = W[1] = W[1].copy()"),
    "def forward": (1, "def forward():"),
    "begin": (2, "h, z = [X], []"),
    "layers": (2, "for n in range(len(W)):"),
    "scores": (3, "z.append(h[n] @ W[n] + b[n])"),
    "activation": (3, "h.append({function})"),
    "e": (2, "e = np.exp(z[-1] - np.max(z[-1], axis=1, keepdims=True))"),
    "passed": (2, "return h, z, e / np.sum(e, axis=1, keepdims=True)"),
    "def loss": (1, "def loss():"),
    "loss": (2, "return -np.sum(T * np.log(forward()[2])) / len(X)"),
    "forward": (1, "h, z, p = forward()"),
    "delta": (1, "delta = (p - T) / len(X)"),
    "backward": (1, "for n in range(len(W) - 1, 1, -1):"),
    "back": (2, "delta = (delta @ W[n].T) * {slope}"),
    "g": (1, "g = h[1].T @ delta"),
    "largest": (1, "largest = []"),
    "steps": (1, "for number in N:"),
    "eps": (2, "eps = 1 / number"),
    "apart": (2, "apart = []"),
    "entries": (2, "for i in range(min(10, len(V))):"),
    "kept": (3, "kept = V[i, 0]"),
    "move up": (3, "V[i, 0] = kept + eps"),
    "above": (3, "above = loss()"),
    "move down": (3, "V[i, 0] = kept - eps"),
    "below": (3, "below = loss()"),
    "restore": (3, "V[i, 0] = kept"),
    "quotient": (3, "quotient = (above - below) / (2 * eps)"),
    "difference": (3, "apart.append(quotient - g[i, 0])"),
    "max": (2, "largest.append(np.max(np.abs(apart)))"),
    "return": (1, "return np.array(largest)"),
}


@dataclass(frozen=True)
class CheckProgram:
    """A gradient check as text: its lines, and the parameters of the network it is for."""

    lines: Trainer
    names: tuple[str, ...]

    def patched(self, lines: "Mapping[str, str]") -> "CheckProgram":
        """Return the check with other lines."""
        return replace(self, lines=self.lines.patched(lines))

    @property
    def source(self) -> str:
        """The check's text, a function definition."""
        return "".join(
            (
                f"def gradient_check(X, T, {', '.join(self.names)}, N):\n",
                f"    W, b = [{', '.join(self.names[::2])}], [{', '.join(self.names[1::2])}]\n",
                *self.lines.body,
            )
        )

    def function(self, label: str) -> Written:
        """Return the check as a function; the label tells its source from others'."""
        return Written("gradient_check", self.source, label)


def check_program(a: Architecture) -> CheckProgram:
    """Return the right check of an architecture, as text."""
    filled = {"{function}": FUNCTION[a.activation], "{slope}": SLOPE[a.activation]}
    lines = {}
    for name, (depth, code) in _LINES.items():
        for place, expression in filled.items():
            code = code.replace(place, expression)  # noqa: PLW2901 - filled place by place
        lines[name] = (depth, code)
    return CheckProgram(Trainer(lines), a.parameters)


def gradient_check(a: Architecture) -> tuple[Misconception, ...]:
    """Return what goes wrong when a gradient is held against difference quotients."""
    return wrong(_SLIPS, check_program(a), a, function="gradient_check")


_BY_HAND = "Follow one weight and one ε by hand: which two losses are subtracted, and divided by?"
_TWICE = "Compare the weights before the check with those after it."
_ORDER = "Make ε ten times smaller: by what factor should the largest difference fall?"
_LIST = "Print the differences of all ten weights for one ε beside what you report."

_SLIPS: Slips = (
    Slip(
        id="one_sided",
        claim="the quotient goes from the point to one side of it",
        hints=(_ORDER, "At which two points is the loss taken?"),
        explanation="(L(w + ε) − L(w)) / ε: an error of order ε in place of ε².",
        lines=lambda _: {
            "move down": "V[i, 0] = kept",
            "quotient": "quotient = (above - below) / eps",
        },
    ),
    Slip(
        id="not_halved",
        claim="the difference of both sides is divided by ε",
        hints=(_BY_HAND, "How far are the two points apart?"),
        explanation="(L(w + ε) − L(w − ε)) / ε, which is 2g: the difference is then g.",
        lines=lambda _: {"quotient": "quotient = (above - below) / eps"},
    ),
    Slip(
        id="not_restored",
        claim="a weight stays where it was moved to",
        hints=(_TWICE, "What does every later quotient start from?"),
        explanation="w − ε is kept: later entries and later N are taken at another point.",
        lines=lambda _: {"restore": "pass"},
    ),
    Slip(
        id="restored_too_far",
        claim="a weight is put back by another number than it was moved by",
        hints=(_TWICE, "By how much was it moved in all?"),
        explanation="+ 2ε after + ε and − 2ε, so that every weight ends ε too high.",
        lines=lambda _: {"restore": "V[i, 0] += 2 * eps"},
    ),
    Slip(
        id="step_is_N",
        claim="weights are moved by N",
        hints=("How does ε depend on N?", _ORDER),
        explanation="ε = N: the steps grow where they should shrink.",
        lines=lambda _: {"eps": "eps = float(number)"},
    ),
    Slip(
        id="no_absolute_value",
        claim="the largest difference is taken with its sign",
        hints=(_LIST, "Which of −3 and 1 is the larger difference?"),
        explanation="max(d) in place of max|d|: a large negative difference is overlooked.",
        lines=lambda _: {"max": "largest.append(np.max(apart))"},
    ),
    Slip(
        id="mean",
        claim="the mean of the differences is reported, not the largest",
        hints=(_LIST, "Which of them is asked for?"),
        explanation="mean|d| in place of max|d|.",
        lines=lambda _: {"max": "largest.append(np.mean(np.abs(apart)))"},
    ),
    Slip(
        id="length",
        claim="the length of the vector of differences is reported, not the largest of them",
        hints=(_LIST, "Which of them is asked for?"),
        explanation="‖d‖ in place of max|d|.",
        lines=lambda _: {"max": "largest.append(np.linalg.norm(apart))"},
    ),
    Slip(
        id="relative",
        claim="differences are divided by the size of the gradient",
        hints=(_LIST, "By what is each divided, and was that asked for?"),
        explanation="|d| / max|g|.",
        lines=lambda _: {
            "max": "largest.append(np.max(np.abs(apart)) / np.max(np.abs(g[:10, 0])))",
        },
    ),
    Slip(
        id="no_gradient",
        claim="the quotients are reported, and the gradient is not subtracted",
        hints=(_LIST, "To what should the numbers fall as ε becomes small?"),
        explanation="max|quotient|: a curve that levels off at the gradient.",
        lines=lambda _: {"difference": "apart.append(quotient)"},
    ),
    Slip(
        id="first_skipped",
        claim="the first weight is not looked at",
        hints=(_LIST, "How many differences are there for each ε?"),
        explanation="range(1, p): the largest difference may be the one that is left out.",
        lines=lambda _: {"entries": "for i in range(1, min(10, len(V))):"},
    ),
    Slip(
        id="last_skipped",
        claim="the last weight is not looked at",
        hints=(_LIST, "How many differences are there for each ε?"),
        explanation="range(p - 1): the largest difference may be the one that is left out.",
        lines=lambda _: {"entries": "for i in range(min(10, len(V)) - 1):"},
    ),
    Slip(
        id="row_for_column",
        claim="the gradient's first row is held against quotients by the first column",
        hints=(_BY_HAND, "Which entry is moved, and which entry of the gradient belongs to it?"),
        explanation="g[0, i] beside W[i, 0].",
        lines=lambda _: {"difference": "apart.append(quotient - g[0, i % g.shape[1]])"},
    ),
    Slip(
        id="relative_step",
        claim="a weight is moved by ε times itself",
        hints=(_BY_HAND, "Does the distance of the two points depend on the weight?"),
        explanation="w (1 ± ε), divided by 2ε: w g in place of g.",
        lines=lambda _: {
            "move up": "V[i, 0] = kept * (1 + eps)",
            "move down": "V[i, 0] = kept * (1 - eps)",
        },
    ),
)
