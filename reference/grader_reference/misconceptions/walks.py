"""Known wrong paths of an optimiser: wrong trainers, steps and penalties. Runs in the judge.

A path is written as :mod:`grader_reference.trainers` has it, with the step of
:mod:`grader_reference.misconceptions.optimisers` within it: what goes wrong in either is an entry
here, and its text runs by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from grader_reference.architectures import Architecture
from grader_reference.catalogue import Misconception
from grader_reference.misconceptions import optimisers
from grader_reference.misconceptions.training import (
    BIASES,
    FORWARD,
    HIDDEN,
    OUTPUT,
    SCALES,
    STATE,
    WEIGHTS,
)
from grader_reference.programs import Program, Slip, Written, wrong
from grader_reference.trainers import Trainer, trainer
from grader_reference.walks import OPTIMISERS, Walk

RIGHT: Mapping[str, Program] = {
    "momentum": optimisers.MOMENTUM,
    "nesterov": optimisers.NESTEROV,
    "adagrad": optimisers.ADAGRAD,
    "rmsprop": optimisers.RMSPROP,
    "adam": optimisers.ADAM,
}
WRONG: Mapping[str, Callable[[], tuple[Misconception, ...]]] = {
    "momentum": optimisers.momentum,
    "nesterov": optimisers.nesterov,
    "adagrad": optimisers.adagrad,
    "rmsprop": optimisers.rmsprop,
    "adam": optimisers.adam,
}
SAME = ("uphill", "velocity_subtracted", "not_returned")
"""Wrong steps that from zeros walk the path of another entry."""
_UPDATE = "update"
_DECAY = "Set λ to 0: is the step right then?"

PENALTIES: tuple[Slip[Architecture], ...] = (
    Slip(
        id="decay_forgotten",
        claim="the penalty of the weights does not enter the step",
        hints=(_DECAY, "What is the derivative of the penalty by a weight?"),
        explanation="λ w is missing from the gradient.",
        lines=lambda _: {_UPDATE: "strength = 0\nfor n in range(last + 1):"},
    ),
    Slip(
        id="decay_sign",
        claim="the penalty makes the weights larger",
        hints=(_DECAY, "With which sign does the penalty enter the loss?"),
        explanation="−λ w in the gradient.",
        lines=lambda _: {_UPDATE: "strength = -abs(strength)\nfor n in range(last + 1):"},
    ),
    Slip(
        id="decay_of_biases",
        claim="the biases are decayed, too",
        hints=("Set λ to 0: are the biases right then?", "Which parameters has the penalty?"),
        explanation="λ b in the gradients of the biases.",
        lines=lambda _: {
            "backward": "carried = [strength * a for a in b]\nfor n in range(last, -1, -1):",
            "db": "db[n] = np.sum(delta, axis=0).reshape(b[n].shape) + carried[n]",
        },
    ),
    Slip(
        id="decay_over_batch",
        claim="the penalty's gradient is divided by the number of examples",
        hints=(_DECAY, "Which part of the loss is a mean over the batch?"),
        explanation="λ/N w in the gradient.",
        lines=lambda _: {
            "backward": "decayed = strength / len(X)\nfor n in range(last, -1, -1):",
            _UPDATE: "strength, kept = decayed, strength\nfor n in range(last + 1):",
            "keep": "strength = kept\n"
            "steps.append(tuple(a.copy() for pair in zip(W, b) for a in pair))",
        },
    ),
)


@dataclass(frozen=True)
class WalkProgram:
    """A path as text: the trainer, the step it takes, and its parameters.

    Attributes:
        name: The catalogue's name of the path: it tells its sources from others'.
        trainer: The lines of the trainer.
        step: The text of the optimiser's step; plain descent has none.
        names: The parameters of the network.
        settings: The settings, which come last.
    """

    name: str
    trainer: Trainer
    step: str
    names: tuple[str, ...]
    settings: tuple[str, ...]

    def patched(self, lines: Mapping[str, str]) -> "WalkProgram":
        """Return the program with other lines of its trainer."""
        return replace(self, trainer=self.trainer.patched(lines))

    @property
    def source(self) -> str:
        """The path's text, a function definition."""
        given = ", ".join(("X", "T", *self.names, *self.settings))
        return "".join(
            (
                f"def trajectory({given}):\n",
                *(f"    {line}\n" for line in self.step.splitlines()),
                f"    parameters = [{', '.join(self.names)}]\n",
                "    batches = zip(X, T)\n",
                *self.trainer.body,
            )
        )

    def function(self, label: str) -> Written:
        """Return the path as a function; the label tells its source from others'."""
        return Written("trajectory", self.source, f"{self.name} {label}")


def program(a: Architecture, walk: Walk) -> WalkProgram:
    """Return the right path of an optimiser, as text."""
    step = RIGHT[walk.optimiser].source if walk.optimiser in RIGHT else ""
    lines = trainer(a.activation).patched(_lines(walk))
    return WalkProgram(walk.name, lines, step, a.parameters, walk.settings)


def wrong_walks(a: Architecture, walk: Walk) -> tuple[Misconception, ...]:
    """Return what goes wrong on the way: in the gradients, in the step, in the penalty."""
    right = program(a, walk)
    slips = (*SCALES, *OUTPUT, *HIDDEN, *BIASES, *WEIGHTS, *_state(walk), *FORWARD)
    penalties = PENALTIES if walk.decayed else ()
    return (
        *wrong((*slips, *penalties), right, a, function="training"),
        *_wrong_steps(right, walk, a),
    )


def _lines(walk: Walk) -> Mapping[str, str]:
    """Return the lines of the trainer that an optimiser changes."""
    changed = {"return": "return steps[-1]"}
    gradient = "dW[n] + strength * W[n]" if walk.decayed else "dW[n]"
    if walk.optimiser not in RIGHT:
        descent = f"({gradient})" if walk.decayed else gradient
        return {**changed, "W": f"W[n] = W[n] - learning_rate * {descent}"}
    zeros = f"[[np.zeros_like(a)] * {OPTIMISERS[walk.optimiser].slots} for a in "
    return {
        **changed,
        "steps": f"steps = []\nsW, sb = {zeros}W], {zeros}b]",
        "W": f"W[n], *sW[n] = {_called(walk, 'W', gradient)}",
        "b": f"b[n], *sb[n] = {_called(walk, 'b', 'db[n]')}",
    }


def _called(walk: Walk, kind: str, gradient: str) -> str:
    name = RIGHT[walk.optimiser].name
    counted = ("len(steps) + 1",) if walk.optimiser == "adam" else ()
    settings = OPTIMISERS[walk.optimiser].settings
    given = ", ".join((f"{kind}[n]", gradient, f"*s{kind}[n]", *counted, *settings))
    return f"{name}({given})"


def _state(walk: Walk) -> Iterator[Slip[Architecture]]:
    """Return the slips of what is kept between steps, with this optimiser's update."""
    moved = _lines(walk)["W"]
    for slip in STATE:
        if slip.id == "updated_before_use":
            early = {"if": f"{moved}\nif n > 0:", "W": "pass"}
            yield replace(slip, lines=lambda _, early=early: early)  # type: ignore[misc]
        else:
            yield slip


def _wrong_steps(right: WalkProgram, walk: Walk, a: Architecture) -> Iterator[Misconception]:
    """Return the known wrong steps of an optimiser, each within the path."""
    for entry in WRONG[walk.optimiser]() if walk.optimiser in WRONG else ():
        source = getattr(entry.function, "source", "")
        if entry.id.rsplit(".", maxsplit=1)[-1] not in SAME:
            changed = replace(right, step=source)
            yield replace(entry, function=changed.function(f"{entry.id} {a}"))
