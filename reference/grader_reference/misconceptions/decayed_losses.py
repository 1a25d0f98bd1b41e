"""Known wrong penalties in a network's loss, each a patch of the right program. In the judge."""

from dataclasses import replace

from grader_reference.architectures import Architecture
from grader_reference.catalogue import Misconception
from grader_reference.misconceptions.network_programs import loss_program as undecayed
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[Architecture], ...]

_STRENGTH = "Let the strength be 0, then 1: by how much does the loss change, and by which sign?"
_SHARES = "Double one weight: by how much should the loss grow?"


def loss_program(a: Architecture) -> Program:
    """Return (Σ −log p + λ/2 Σ w²) / N of an architecture, as text."""
    plain = undecayed(a)
    squares = " + ".join(f"np.sum(W{n}**2)" for n in range(1, a.layers + 1))
    return replace(
        plain,
        name="network_loss_l2",
        parameters=(*plain.parameters, "strength"),
        statements={
            **plain.statements,
            "loss": "-np.mean(np.log(q))",
            "squares": squares,
            "penalty": "strength / 2 * squares / len(X)",
        },
        result="loss + penalty",
    )


def network_loss_l2(a: Architecture) -> tuple[Misconception, ...]:
    """Return what goes wrong with the penalty of a network's loss."""
    return wrong(_SLIPS, loss_program(a), a, function="network_loss_l2")


def _sum(a: Architecture, form: str) -> str:
    return " + ".join(form.format(n=n) for n in range(1, a.layers + 1))


_SLIPS: Slips = (
    Slip(
        id="penalty_missing",
        claim="the weights' penalty is missing in the loss",
        hints=(_STRENGTH, "Which line of the loss names the strength?"),
        explanation="Only the data's loss.",
        lines=lambda _: {"penalty": "0.0"},
    ),
    Slip(
        id="penalty_sign",
        claim="the penalty is subtracted: large weights lower the loss",
        hints=(_STRENGTH, _SHARES),
        explanation="− λ/2 Σ w²: what is minimised lets weights grow.",
        lines=lambda _: {"penalty": "-strength / 2 * squares / len(X)"},
    ),
    Slip(
        id="penalty_not_squared",
        claim="the penalty sums the weights, not their squares",
        hints=(_SHARES, "What is the penalty of the weights 1 and −1?"),
        explanation="Σ w.",
        lines=lambda a: {"squares": _sum(a, "np.sum(W{n})")},
    ),
    Slip(
        id="penalty_of_sizes",
        claim="the penalty sums the sizes of the weights, not their squares",
        hints=(_SHARES, "Which of two penalties is a sum of squares?"),
        explanation="Σ |w|, the L1 penalty.",
        lines=lambda a: {"squares": _sum(a, "np.sum(np.abs(W{n}))")},
    ),
    Slip(
        id="penalty_of_lengths",
        claim="the penalty sums the lengths of the weight matrices, not their squares",
        hints=(_SHARES, "Is there a root that should not be there?"),
        explanation="np.linalg.norm without its square.",
        lines=lambda a: {"squares": _sum(a, "np.sqrt(np.sum(W{n}**2))")},
    ),
    Slip(
        id="penalty_averaged",
        claim="the squares of each matrix are averaged, not summed",
        hints=(_SHARES, "Does a matrix with more weights cost more?"),
        explanation="np.mean(W²) in place of np.sum(W²).",
        lines=lambda a: {"squares": _sum(a, "np.mean(W{n}**2)")},
    ),
    Slip(
        id="biases_penalised",
        claim="biases are penalised, too",
        hints=("Double one bias: does the penalty change?", "Which parameters has the formula?"),
        explanation="Σ b² is added to Σ W².",
        lines=lambda a: {"squares": _sum(a, "np.sum(W{n}**2) + np.sum(b{n}**2)")},
    ),
    Slip(
        id="first_layer_only",
        claim="only the first layer's weights are penalised",
        hints=("Double a weight of the last layer: does the penalty change?", _SHARES),
        explanation="Σ W1² alone.",
        lines=lambda _: {"squares": "np.sum(W1**2)"},
    ),
    Slip(
        id="last_layer_only",
        claim="only the last layer's weights are penalised",
        hints=("Double a weight of the first layer: does the penalty change?", _SHARES),
        explanation="The squares of the last W alone.",
        lines=lambda a: {"squares": f"np.sum(W{a.layers}**2)"},
    ),
)
