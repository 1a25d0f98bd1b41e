"""Known wrong optimiser steps, each a patch of the right one. Runs in the judge.

w is the parameter, g its gradient, v the velocity, c the cache of squares.
"""

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[str], ...]

SGD = Program(
    name="sgd_step",
    parameters=("w", "g", "learning_rate"),
    statements={"step": "learning_rate * g"},
    result="w - step",
)
MOMENTUM = Program(
    name="momentum_step",
    parameters=("w", "g", "v", "learning_rate", "momentum"),
    statements={"v_new": "momentum * v - learning_rate * g", "w_new": "w + v_new"},
    result="w_new, v_new",
)
NESTEROV = Program(
    name="nesterov_step",
    parameters=("w", "g", "v", "learning_rate", "momentum"),
    statements={
        "v_new": "momentum * v - learning_rate * g",
        "w_new": "w - momentum * v + (1 + momentum) * v_new",
    },
    result="w_new, v_new",
)
ADAGRAD = Program(
    name="adagrad_step",
    parameters=("w", "g", "c", "learning_rate", "epsilon"),
    statements={
        "c_new": "c + g**2",
        "w_new": "w - learning_rate * g / (np.sqrt(c_new) + epsilon)",
    },
    result="w_new, c_new",
)
RMSPROP = Program(
    name="rmsprop_step",
    parameters=("w", "g", "c", "learning_rate", "decay", "epsilon"),
    statements={
        "c_new": "decay * c + (1 - decay) * g**2",
        "w_new": "w - learning_rate * g / (np.sqrt(c_new) + epsilon)",
    },
    result="w_new, c_new",
)
ADAM = Program(
    name="adam_step",
    parameters=("w", "g", "m", "v", "t", "learning_rate", "beta1", "beta2", "epsilon"),
    statements={
        "m_new": "beta1 * m + (1 - beta1) * g",
        "v_new": "beta2 * v + (1 - beta2) * g**2",
        "m_hat": "m_new / (1 - beta1**t)",
        "v_hat": "v_new / (1 - beta2**t)",
        "w_new": "w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)",
    },
    result="w_new, m_new, v_new",
)

_ONE_NUMBER = "Follow one number through the step by hand."
_DOWN = "For a positive gradient: does the parameter become smaller?"
_TWICE = "Do two steps by hand: what does the second know of the first?"
_STATE = "Compare the state that comes back with a calculation by hand."
_EMPTY = "What happens to a parameter whose gradients have all been 0 so far?"


def sgd() -> tuple[Misconception, ...]:
    """Return what goes wrong with w − η g."""
    return wrong(_SGD, SGD, "", function="sgd_step")


def momentum() -> tuple[Misconception, ...]:
    """Return what goes wrong with momentum."""
    return wrong(_MOMENTUM, MOMENTUM, "", function="momentum_step")


def nesterov() -> tuple[Misconception, ...]:
    """Return what goes wrong with Nesterov's momentum."""
    return wrong(_NESTEROV, NESTEROV, "", function="nesterov_step")


def adagrad() -> tuple[Misconception, ...]:
    """Return what goes wrong with Adagrad."""
    return wrong(_ADAGRAD, ADAGRAD, "", function="adagrad_step")


def rmsprop() -> tuple[Misconception, ...]:
    """Return what goes wrong with RMSProp."""
    return wrong(_RMSPROP, RMSPROP, "", function="rmsprop_step")


def adam() -> tuple[Misconception, ...]:
    """Return what goes wrong with Adam."""
    return wrong(_ADAM, ADAM, "", function="adam_step")


_SGD: Slips = (
    Slip(
        id="uphill",
        claim="the step goes uphill",
        hints=(_DOWN, "Towards what does the gradient point?"),
        explanation="w + η g.",
        lines=lambda _: {"return": "w + step"},
    ),
    Slip(
        id="no_rate",
        claim="the learning rate is not used",
        hints=("Halve the learning rate: does the step change?", _ONE_NUMBER),
        explanation="w − g.",
        lines=lambda _: {"step": "g"},
    ),
    Slip(
        id="step_only",
        claim="the step comes back, not the new parameter",
        hints=("What is the result where the gradient is 0?", _ONE_NUMBER),
        explanation="−η g without w.",
        lines=lambda _: {"return": "-step"},
    ),
    Slip(
        id="normalised",
        claim="the gradient is divided by its length first",
        hints=("Double the gradient: does the step double?", _ONE_NUMBER),
        explanation="g / ‖g‖: every step is as long as the learning rate.",
        lines=lambda _: {"step": "learning_rate * g / np.linalg.norm(g)"},
    ),
    Slip(
        id="sign_only",
        claim="only the gradient's sign is used",
        hints=("Double the gradient: does the step double?", _ONE_NUMBER),
        explanation="η sign(g).",
        lines=lambda _: {"step": "learning_rate * np.sign(g)"},
    ),
    Slip(
        id="averaged",
        claim="the gradient is divided by the number of its rows",
        hints=("By what factor is the step too short?", "Who divides by the batch size?"),
        explanation="g / len(g), as if rows of a weight's gradient were examples.",
        lines=lambda _: {"step": "learning_rate * g / len(g)"},
    ),
)

_MOMENTUM: Slips = (
    Slip(
        id="not_carried",
        claim="the velocity of the step before is not used",
        hints=(_TWICE, "Change the velocity that is handed over: does the step change?"),
        explanation="v = −η g: plain descent.",
        lines=lambda _: {"v_new": "-learning_rate * g"},
    ),
    Slip(
        id="uphill",
        claim="the gradient drives the parameter uphill",
        hints=(_DOWN, "Which signs do the velocity and its use have together?"),
        explanation="v = μ v + η g with w + v.",
        lines=lambda _: {"v_new": "momentum * v + learning_rate * g"},
    ),
    Slip(
        id="velocity_subtracted",
        claim="the velocity is subtracted though it points downhill",
        hints=(_DOWN, "Which signs do the velocity and its use have together?"),
        explanation="v = μ v − η g with w − v.",
        lines=lambda _: {"w_new": "w - v_new"},
    ),
    Slip(
        id="old_velocity",
        claim="the step uses the velocity from before this gradient",
        hints=("Change the gradient: does this step change?", "In which order come v and w?"),
        explanation="w + v with the old v: one step late.",
        lines=lambda _: {"w_new": "w + v"},
    ),
    Slip(
        id="not_returned",
        claim="the new velocity is used, but the old one is kept",
        hints=(_STATE, _TWICE),
        explanation="v is not written back.",
        lines=lambda _: {"return": "w_new, v"},
    ),
    Slip(
        id="friction_swapped",
        claim="the velocity is multiplied by 1 − μ",
        hints=(_STATE, "How much of the velocity is left after a step with μ = 0.9?"),
        explanation="(1 − μ) v: at μ = 0.9 nearly nothing is carried.",
        lines=lambda _: {"v_new": "(1 - momentum) * v - learning_rate * g"},
    ),
    Slip(
        id="friction_on_both",
        claim="the momentum multiplies the gradient, too",
        hints=(_STATE, "Count the brackets."),
        explanation="μ (v − η g).",
        lines=lambda _: {"v_new": "momentum * (v - learning_rate * g)"},
    ),
    Slip(
        id="rate_twice",
        claim="the learning rate is multiplied in twice",
        hints=("Halve the learning rate: by what factor does the first step change?", _ONE_NUMBER),
        explanation="v = μ v − η g and w + η v.",
        lines=lambda _: {"w_new": "w + learning_rate * v_new"},
    ),
    Slip(
        id="rate_forgotten",
        claim="the learning rate is not used",
        hints=("Halve the learning rate: does the step change?", _ONE_NUMBER),
        explanation="v = μ v − g and w + v.",
        lines=lambda _: {"v_new": "momentum * v - g"},
    ),
    Slip(
        id="momentum_on_parameter",
        claim="the momentum multiplies the parameter, not the velocity",
        hints=(_STATE, "What is it that is carried on from step to step?"),
        explanation="w shrinks by μ in every step.",
        lines=lambda _: {"v_new": "v - learning_rate * g", "w_new": "momentum * w + v_new"},
    ),
)

_NESTEROV: Slips = (
    Slip(
        id="classical",
        claim="the step is that of classical momentum",
        hints=(_TWICE, "Where is the gradient taken, and how does the step make up for it?"),
        explanation="w + v′: no looking ahead.",
        lines=lambda _: {"w_new": "w + v_new"},
    ),
    Slip(
        id="not_ahead",
        claim="the step goes back from the point ahead, but not ahead again",
        hints=(_ONE_NUMBER, "To which point does the next gradient belong?"),
        explanation="w − μ v + v′: the factor 1 + μ is missing.",
        lines=lambda _: {"w_new": "w - momentum * v + v_new"},
    ),
    Slip(
        id="not_back",
        claim="the step goes ahead without going back first",
        hints=(_ONE_NUMBER, "At which point was the gradient taken?"),
        explanation="w + (1 + μ) v′: − μ v is missing.",
        lines=lambda _: {"w_new": "w + (1 + momentum) * v_new"},
    ),
    Slip(
        id="old_ahead",
        claim="the step looks ahead along the old velocity",
        hints=(_ONE_NUMBER, "Which of the two velocities stands in which place?"),
        explanation="w − μ v′ + (1 + μ) v: the velocities are exchanged.",
        lines=lambda _: {"w_new": "w - momentum * v_new + (1 + momentum) * v"},
    ),
    Slip(
        id="uphill",
        claim="the gradient drives the parameter uphill",
        hints=(_DOWN, "Which signs do the velocity and its use have together?"),
        explanation="v = μ v + η g.",
        lines=lambda _: {"v_new": "momentum * v + learning_rate * g"},
    ),
    Slip(
        id="not_carried",
        claim="the velocity of the step before is not used",
        hints=(_TWICE, "Change the velocity that is handed over: does the step change?"),
        explanation="v = −η g and w + (1 + μ) v.",
        lines=lambda _: {
            "v_new": "-learning_rate * g",
            "w_new": "w + (1 + momentum) * v_new",
        },
    ),
)

_OF_A_CACHE: Slips = (
    Slip(
        id="no_epsilon",
        claim="nothing keeps the division from 0/0",
        hints=(_EMPTY, "Which argument is not used?"),
        explanation="ε is missing: NaN where every gradient was 0.",
        lines=lambda _: {"w_new": "w - learning_rate * g / np.sqrt(c_new)"},
    ),
    Slip(
        id="uphill",
        claim="the step goes uphill",
        hints=(_DOWN, "Towards what does the gradient point?"),
        explanation="w + ….",
        lines=lambda _: {"w_new": "w + learning_rate * g / (np.sqrt(c_new) + epsilon)"},
    ),
)
"""What goes wrong in any step that is divided by the root of a cache."""

_ADAGRAD: Slips = (
    Slip(
        id="no_root",
        claim="the step is divided by the sum of squares, not by its root",
        hints=("Double all gradients: does the first step change?", _ONE_NUMBER),
        explanation="g / (c + ε): small gradients make huge steps.",
        lines=lambda _: {"w_new": "w - learning_rate * g / (c_new + epsilon)"},
    ),
    Slip(
        id="not_carried",
        claim="the squares of earlier steps are not added up",
        hints=(_TWICE, "Change the cache that is handed over: does the step change?"),
        explanation="c = g²: every step has the length of the rate.",
        lines=lambda _: {"c_new": "g**2"},
    ),
    Slip(
        id="not_squared",
        claim="the gradients are added up, not their squares",
        hints=(_STATE, "Can the cache become negative?"),
        explanation="c + g: NaN under the root as soon as it is negative.",
        lines=lambda _: {"c_new": "c + g"},
    ),
    Slip(
        id="mean_square",
        claim="one number is kept for all entries",
        hints=("Which shape has the cache?", "Has every entry a rate of its own?"),
        explanation="c + mean(g²).",
        lines=lambda _: {"c_new": "c + np.mean(g**2)"},
    ),
    Slip(
        id="old_cache",
        claim="the step is divided by the cache from before this gradient",
        hints=("In which order come the cache and the step?", _EMPTY),
        explanation="√c of the old c: the first step divides by ε alone.",
        lines=lambda _: {"w_new": "w - learning_rate * g / (np.sqrt(c) + epsilon)"},
    ),
    *_OF_A_CACHE,
    Slip(
        id="not_returned",
        claim="the new cache is used, but the old one is kept",
        hints=(_STATE, _TWICE),
        explanation="c is not written back.",
        lines=lambda _: {"return": "w_new, c"},
    ),
)

_RMSPROP: Slips = (
    Slip(
        id="decay_swapped",
        claim="the old average gets the share that belongs to the new square",
        hints=(_STATE, "How much of the old average is left with a decay of 0.9?"),
        explanation="(1 − ρ) c + ρ g².",
        lines=lambda _: {"c_new": "(1 - decay) * c + decay * g**2"},
    ),
    Slip(
        id="adagrad",
        claim="the squares are added up, not averaged",
        hints=(_STATE, "Can the cache become smaller again?"),
        explanation="c + g²: this is Adagrad, whose steps only ever shrink.",
        lines=lambda _: {"c_new": "c + g**2"},
    ),
    Slip(
        id="new_square_whole",
        claim="the new square is added whole",
        hints=(_STATE, "What do the two shares of an average sum to?"),
        explanation="ρ c + g².",
        lines=lambda _: {"c_new": "decay * c + g**2"},
    ),
    Slip(
        id="no_root",
        claim="the step is divided by the average square, not by its root",
        hints=("Double all gradients: does the first step change?", _ONE_NUMBER),
        explanation="g / (c + ε).",
        lines=lambda _: {"w_new": "w - learning_rate * g / (c_new + epsilon)"},
    ),
    Slip(
        id="not_squared",
        claim="the gradients are averaged, not their squares",
        hints=(_STATE, "Can the cache become negative?"),
        explanation="ρ c + (1 − ρ) g.",
        lines=lambda _: {"c_new": "decay * c + (1 - decay) * g"},
    ),
    Slip(
        id="not_carried",
        claim="the average of earlier steps is not used",
        hints=(_TWICE, "Change the cache that is handed over: does the step change?"),
        explanation="c = (1 − ρ) g².",
        lines=lambda _: {"c_new": "(1 - decay) * g**2"},
    ),
    Slip(
        id="old_cache",
        claim="the step is divided by the average from before this gradient",
        hints=("In which order come the cache and the step?", _EMPTY),
        explanation="√c of the old c.",
        lines=lambda _: {"w_new": "w - learning_rate * g / (np.sqrt(c) + epsilon)"},
    ),
    *_OF_A_CACHE,
    Slip(
        id="not_returned",
        claim="the new average is used, but the old one is kept",
        hints=(_STATE, _TWICE),
        explanation="c is not written back.",
        lines=lambda _: {"return": "w_new, c"},
    ),
)

_CORRECTION = "How large are both averages after the very first step from zero?"

_ADAM: Slips = (
    Slip(
        id="no_correction",
        claim="the averages are used without the correction for their start at zero",
        hints=(_CORRECTION, "Which argument is not used?"),
        explanation="m and v in place of m̂ and v̂: the first steps are of the wrong length.",
        lines=lambda _: {"m_hat": "m_new", "v_hat": "v_new"},
    ),
    Slip(
        id="first_uncorrected",
        claim="only the average of the squares is corrected",
        hints=(_CORRECTION, "Which of the two averages starts at zero?"),
        explanation="m in place of m̂.",
        lines=lambda _: {"m_hat": "m_new"},
    ),
    Slip(
        id="second_uncorrected",
        claim="only the average of the gradients is corrected",
        hints=(_CORRECTION, "Which of the two averages starts at zero?"),
        explanation="v in place of v̂.",
        lines=lambda _: {"v_hat": "v_new"},
    ),
    Slip(
        id="correction_from_zero",
        claim="the correction counts the steps from zero",
        hints=(_CORRECTION, "What does the correction divide by in the first step?"),
        explanation="βᵗ⁻¹: division by zero in the first step, too small a correction later.",
        lines=lambda _: {"t": "t - 1"},
    ),
    Slip(
        id="counted_twice",
        claim="the correction counts every step one too far",
        hints=(_CORRECTION, "Who counts the steps, the caller or the function?"),
        explanation="βᵗ⁺¹: t is increased within, though it was increased outside.",
        lines=lambda _: {"t": "t + 1"},
    ),
    Slip(
        id="correction_of_one_step",
        claim="the correction does not depend on the number of steps",
        hints=("Change the number of the step: does the result change?", _CORRECTION),
        explanation="1 − β in place of 1 − βᵗ: right in the first step only.",
        lines=lambda _: {"m_hat": "m_new / (1 - beta1)", "v_hat": "v_new / (1 - beta2)"},
    ),
    Slip(
        id="corrections_swapped",
        claim="each average is corrected with the other's share",
        hints=(_CORRECTION, "Which share belongs to which average?"),
        explanation="β₂ᵗ for m and β₁ᵗ for v.",
        lines=lambda _: {
            "m_hat": "m_new / (1 - beta2**t)",
            "v_hat": "v_new / (1 - beta1**t)",
        },
    ),
    Slip(
        id="corrected_kept",
        claim="the corrected averages are carried on, and corrected again in the next step",
        hints=(_STATE, _TWICE),
        explanation="m̂ and v̂ are written back as m and v.",
        lines=lambda _: {"return": "w_new, m_hat, v_hat"},
    ),
    Slip(
        id="betas_swapped",
        claim="each average uses the other's share",
        hints=(_STATE, "Which average has the longer memory?"),
        explanation="β₁ and β₂ are exchanged throughout.",
        lines=lambda _: {
            "m_new": "beta2 * m + (1 - beta2) * g",
            "v_new": "beta1 * v + (1 - beta1) * g**2",
            "m_hat": "m_new / (1 - beta2**t)",
            "v_hat": "v_new / (1 - beta1**t)",
        },
    ),
    Slip(
        id="shares_swapped",
        claim="the old averages get the shares that belong to the new gradient",
        hints=(_STATE, "How much of an average is left with a share of 0.9?"),
        explanation="(1 − β) m + β g, for both.",
        lines=lambda _: {
            "m_new": "(1 - beta1) * m + beta1 * g",
            "v_new": "(1 - beta2) * v + beta2 * g**2",
        },
    ),
    Slip(
        id="not_squared",
        claim="the second average is of gradients, not of their squares",
        hints=(_STATE, "Can the second average become negative?"),
        explanation="(1 − β₂) g.",
        lines=lambda _: {"v_new": "beta2 * v + (1 - beta2) * g"},
    ),
    Slip(
        id="square_of_average",
        claim="the square of the averaged gradient is averaged",
        hints=(_STATE, "What is squared: the gradient or its average?"),
        explanation="(1 − β₂) m².",
        lines=lambda _: {"v_new": "beta2 * v + (1 - beta2) * m_new**2"},
    ),
    Slip(
        id="gradient_not_average",
        claim="the step takes the gradient in the place of its average",
        hints=(_TWICE, "Change the first average: does the step change?"),
        explanation="g / (√v̂ + ε): RMSProp with a correction.",
        lines=lambda _: {"m_hat": "g"},
    ),
    Slip(
        id="no_root",
        claim="the step is divided by the average square, not by its root",
        hints=("Double all gradients: does the first step change?", _ONE_NUMBER),
        explanation="m̂ / (v̂ + ε).",
        lines=lambda _: {"w_new": "w - learning_rate * m_hat / (v_hat + epsilon)"},
    ),
    Slip(
        id="no_epsilon",
        claim="nothing keeps the division from 0/0",
        hints=(_EMPTY, "Which argument is not used?"),
        explanation="ε is missing: NaN where every gradient was 0.",
        lines=lambda _: {"w_new": "w - learning_rate * m_hat / np.sqrt(v_hat)"},
    ),
    Slip(
        id="uphill",
        claim="the step goes uphill",
        hints=(_DOWN, "Towards what does the gradient point?"),
        explanation="w + ….",
        lines=lambda _: {"w_new": "w + learning_rate * m_hat / (np.sqrt(v_hat) + epsilon)"},
    ),
)
