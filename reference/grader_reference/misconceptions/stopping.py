"""Known wrong early stopping, each a patch of the right. Runs in the judge."""

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[str], ...]

PROGRAM = Program(
    name="best_epoch",
    parameters=("losses", "patience"),
    statements={
        "n": "len(losses)",
        "lowest": "np.minimum.accumulate(losses)",
        "better": "[e for e in range(n) if e == 0 or losses[e] < lowest[e - 1]]",
        "since": "[e - max(b for b in better if b <= e) for e in range(n)]",
        "ends": "[e for e in range(n) if since[e] >= patience]",
        "stop": "ends[0] if ends else n - 1",
        "best": "max(b for b in better if b <= stop)",
    },
    result="best + 1, stop + 1",
)

_BY_HAND = "Follow the losses 3, 2, 4, 5, 1 with a patience of 2 by hand."
_WAIT = "How many epochs without a new lowest loss are waited for?"
_KEPT = "Which parameters are worth keeping when training ends?"


def best_epoch() -> tuple[Misconception, ...]:
    """Return what goes wrong with early stopping."""
    return wrong(_STOPPING, PROGRAM, "", function="best_epoch")


_STOPPING: Slips = (
    Slip(
        id="last_kept",
        claim="the parameters of the last epoch are kept",
        hints=(_KEPT, _BY_HAND),
        explanation="(stop, stop): what patience waited for is thrown away.",
        lines=lambda _: {"best": "stop"},
    ),
    Slip(
        id="one_early",
        claim="training ends one epoch too early",
        hints=(_WAIT, _BY_HAND),
        explanation="since ≥ patience − 1.",
        lines=lambda _: {"ends": "[e for e in range(1, n) if since[e] >= patience - 1]"},
    ),
    Slip(
        id="one_late",
        claim="training ends one epoch too late",
        hints=(_WAIT, _BY_HAND),
        explanation="since > patience.",
        lines=lambda _: {"ends": "[e for e in range(n) if since[e] > patience]"},
    ),
    Slip(
        id="first_rise",
        claim="training ends at the first loss that is not lower",
        hints=("Which argument makes no difference?", _BY_HAND),
        explanation="Patience 1, whatever was asked.",
        lines=lambda _: {"ends": "[e for e in range(n) if since[e] >= 1]"},
    ),
    Slip(
        id="never_ends",
        claim="training goes on to the last epoch",
        hints=("Which argument makes no difference?", _WAIT),
        explanation="argmin of all losses: nothing is stopped early.",
        lines=lambda _: {"stop": "n - 1"},
    ),
    Slip(
        id="looks_ahead",
        claim="the lowest loss of all epochs is kept, also of those after the end",
        hints=("What is known when training ends?", _BY_HAND),
        explanation="argmin(losses) beside a right end: an epoch that was never trained.",
        lines=lambda _: {"best": "better[-1]"},
    ),
    Slip(
        id="largest",
        claim="the largest value counts as the best, as if it were an accuracy",
        hints=("Is a loss better when it is larger?", _BY_HAND),
        explanation="argmax of losses.",
        lines=lambda _: {
            "lowest": "np.maximum.accumulate(losses)",
            "better": "[e for e in range(n) if e == 0 or losses[e] > lowest[e - 1]]",
        },
    ),
    Slip(
        id="against_previous",
        claim="a loss is compared with the one before, not with the lowest so far",
        hints=("Follow the losses 3, 1, 5, 4, 3 with a patience of 2 by hand.", _WAIT),
        explanation="Any fall resets the patience, however far above the lowest.",
        lines=lambda _: {"better": "[e for e in range(n) if e == 0 or losses[e] < losses[e - 1]]"},
    ),
    Slip(
        id="ties_better",
        claim="an equal loss counts as better",
        hints=("Follow the losses 2, 1, 1, 1 with a patience of 2 by hand.", _WAIT),
        explanation="≤ in place of <: a plateau never ends.",
        lines=lambda _: {"better": "[e for e in range(n) if e == 0 or losses[e] <= lowest[e - 1]]"},
    ),
    Slip(
        id="last_overlooked",
        claim="the last loss is never looked at",
        hints=("Follow the losses 3, 4, 2 with a patience of 2 by hand.", _KEPT),
        explanation="range(1, len(losses)): where the last epoch is the best, it is not kept.",
        lines=lambda _: {
            "better": "[e for e in range(n) if e == 0 or (e < n - 1 and losses[e] < lowest[e - 1])]"
        },
    ),
    Slip(
        id="not_reset",
        claim="epochs without a new lowest loss are counted together, also where one lay between",
        hints=("When does waiting begin anew?", _BY_HAND),
        explanation="The counter is never set back to 0.",
        lines=lambda _: {
            "since": "[e + 1 - len([b for b in better if b <= e]) for e in range(n)]",
        },
    ),
)
