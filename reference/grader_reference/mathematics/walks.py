"""The derivations of an optimiser's first steps on a network. Runs in the judge."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics import optimisers
from grader_reference.mathematics.books import deep_learning
from grader_reference.mathematics.trials import walks as trials
from grader_reference.walks import WALKS, Walk

_STEPS: Mapping[str, tuple[Mathematics, str]] = {
    "sgd": (optimisers.SGD, "w ← w − η g"),
    "momentum": (optimisers.MOMENTUM, "v ← μ v − η g, then w ← w + v"),
    "nesterov": (
        optimisers.NESTEROV,
        "v ← μ v − η g, then w ← w + μ v − η g, where w is the point looked ahead to",
    ),
    "adagrad": (optimisers.ADAGRAD, "c ← c + g², then w ← w − η g / (√c + ε)"),
    "rmsprop": (optimisers.RMSPROP, "c ← ρ c + (1 − ρ) g², then w ← w − η g / (√c + ε)"),
    "adam": (
        optimisers.ADAM,
        (
            "m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g², then w ← w − η m̂ / (√v̂ + ε) with"
            " m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)"
        ),
    ),
}
_CODE = {
    "trajectory": trials.descent,
    "trajectory_l2": trials.descent_with_decay,
    "trajectory_momentum": trials.momentum,
    "trajectory_nesterov": trials.nesterov,
    "trajectory_adagrad": trials.adagrad,
    "trajectory_rmsprop": trials.rmsprop,
    "trajectory_adam": trials.adam,
}
EXPECT = "what is made by hand and yours are the same numbers for every tensor."


def mathematics(walk: Walk) -> Mathematics:
    """Return what a path of this optimiser computes."""
    step, formula = _STEPS[walk.optimiser]
    letters = {name: what for name, what in step.symbols.items() if name not in ("w", "g")}
    code = _CODE.get(walk.name)
    return Mathematics(
        symbols={
            "X, T": "batches of inputs and one-hot targets, S × N × D and S × N × K",
            "w": "any parameter of the network: W_1, b_1, W_2, …",
            "g": "the gradient of the batch's loss by w, of w's shape",
            **letters,
            **({"λ": "the strength of the penalty of the weights"} if walk.decayed else {}),
        },
        steps=(*_before(walk), f"Move every parameter: {formula}.", *_after(walk)),
        sources=(*step.sources, *(() if walk.optimiser == "sgd" else (deep_learning("§8.1.3"),))),
        trials=() if code is None else (Trial(code=code, expect=EXPECT),),
    )


def _before(walk: Walk) -> tuple[str, ...]:
    decay = (
        (
            "The penalty λ/2 Σ w² is part of the loss: its gradient λ w is added to g for every"
            " weight matrix, and nothing for biases. It is not divided by the batch size."
        ),
    )
    return (
        (
            "Take the first batch, with the parameters as they were given. Whatever the optimiser"
            " carries begins at 0."
        ),
        (
            "One forward pass; then all gradients by backpropagation, of the mean loss over this"
            " batch alone. Gradients of earlier batches are not in them."
        ),
        *(decay if walk.decayed else ()),
    )


def _after(walk: Walk) -> tuple[str, ...]:
    state = (
        (
            "Every entry of every parameter has a state of its own, of its shape, which goes on to"
            " the next batch."
        ),
    )
    return (
        (
            "Only when all gradients are there is anything moved: the gradient of W_1 is taken"
            " with the old W_2."
        ),
        *(() if walk.optimiser == "sgd" else state),
        (
            "Take the next batch with the new parameters, and so on. The answer is the parameters"
            " after the last."
        ),
        (
            "How far a tensor moved tells more than where it is: w′ − w = −η g in the first step"
            " of plain descent."
        ),
    )


def every() -> Mapping[str, Mathematics]:
    """Return what every path computes, by its name."""
    return {name: mathematics(walk) for name, walk in WALKS.items()}
