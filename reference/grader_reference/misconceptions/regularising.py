"""Known wrong dropout and batch normalisation, each a patch of the right. Runs in the judge."""

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

Slips = tuple[Slip[str], ...]

DROPOUT = Program(
    name="dropout",
    parameters=("x", "mask", "keep", "training"),
    statements={"dropped": "x * mask / keep", "evaluated": "x"},
    result="dropped if training else evaluated",
)
DROPOUT_BACKWARD = Program(
    name="dropout_backward",
    parameters=("dh", "mask", "keep"),
    statements={"dx": "dh * mask / keep"},
    result="dx",
)
BATCH_NORM = Program(
    name="batch_norm",
    parameters=(
        *("x", "gamma", "beta", "running_mean", "running_var"),
        *("momentum", "epsilon", "training"),
    ),
    statements={
        "axes": "tuple(range(x.ndim - 1))",
        "mean": "np.mean(x, axis=axes)",
        "var": "np.var(x, axis=axes)",
        "used_mean": "mean if training else running_mean",
        "used_var": "var if training else running_var",
        "x_hat": "(x - used_mean) / np.sqrt(used_var + epsilon)",
        "y": "gamma * x_hat + beta",
        "old": "momentum if training else 1.0",
        "new_mean": "old * running_mean + (1 - old) * mean",
        "new_var": "old * running_var + (1 - old) * var",
    },
    result="y, new_mean, new_var",
)
BATCH_NORM_BACKWARD = Program(
    name="batch_norm_backward",
    parameters=("dy", "x", "gamma", "epsilon"),
    statements={
        "axes": "tuple(range(x.ndim - 1))",
        "inverse": "1 / np.sqrt(np.var(x, axis=axes) + epsilon)",
        "x_hat": "(x - np.mean(x, axis=axes)) * inverse",
        "dgamma": "np.sum(dy * x_hat, axis=axes)",
        "dbeta": "np.sum(dy, axis=axes)",
        "dx_hat": "dy * gamma",
        "by_mean": "np.mean(dx_hat, axis=axes)",
        "by_var": "x_hat * np.mean(dx_hat * x_hat, axis=axes)",
        "dx": "(dx_hat - by_mean - by_var) * inverse",
    },
    result="dx, dgamma, dbeta",
)

_SUM = "What should the average of many results be, compared with the activation?"
_ZEROS = "Which results are 0? Which should be?"
_EVALUATED = "What does an evaluation do with an activation?"
_CHANNEL = "Calculate mean and variance of one channel by hand."
_NORMAL = "Which mean and which variance has every channel of the result?"
_RUNNING = "Calculate the new running averages of one channel by hand."
_SLOPE = "Move one entry by ±0.00001: by how much does the summed result change?"


def dropout() -> tuple[Misconception, ...]:
    """Return what goes wrong with dropout."""
    return wrong(_DROPOUT, DROPOUT, "", function="dropout")


def dropout_backward() -> tuple[Misconception, ...]:
    """Return what goes wrong with the gradient of dropout."""
    return wrong(_DROPOUT_BACKWARD, DROPOUT_BACKWARD, "", function="dropout_backward")


def batch_norm() -> tuple[Misconception, ...]:
    """Return what goes wrong with batch normalisation."""
    return wrong((*_STATISTICS, *_AVERAGES), BATCH_NORM, "", function="batch_norm")


def batch_norm_backward() -> tuple[Misconception, ...]:
    """Return what goes wrong with the gradients of batch normalisation."""
    return wrong(_BATCH_NORM_BACKWARD, BATCH_NORM_BACKWARD, "", function="batch_norm_backward")


_DROPOUT: Slips = (
    Slip(
        id="not_scaled",
        claim="what is kept is not scaled in training, and evaluation does not make up for it",
        hints=(_SUM, "Compare the size of an activation in training and in evaluation."),
        explanation="x ⊙ mask in training and x in evaluation: expectations differ.",
        lines=lambda _: {"dropped": "x * mask"},
    ),
    Slip(
        id="scaled_by_keep",
        claim="what is kept is multiplied by the share that is kept",
        hints=(_SUM, "Does what is left become larger or smaller?"),
        explanation="x ⊙ mask · keep: scaled the wrong way.",
        lines=lambda _: {"dropped": "x * mask * keep"},
    ),
    Slip(
        id="scaled_by_dropped",
        claim="what is kept is divided by the share that is dropped",
        hints=(_SUM, "Which of the two shares is handed over?"),
        explanation="x ⊙ mask / (1 − keep).",
        lines=lambda _: {"dropped": "x * mask / (1 - keep)"},
    ),
    Slip(
        id="mask_inverted",
        claim="what should be kept is dropped, and the other way round",
        hints=(_ZEROS, "What does a 1 in the mask mean?"),
        explanation="1 − mask.",
        lines=lambda _: {"dropped": "x * (1 - mask) / keep"},
    ),
    Slip(
        id="one_mask_for_units",
        claim="one mask serves all units of an example",
        hints=(_ZEROS, "Is every activation dropped by itself?"),
        explanation="The mask of the first unit for all: examples are dropped whole.",
        lines=lambda _: {"dropped": "x * mask[:, :1] / keep"},
    ),
    Slip(
        id="one_mask_for_examples",
        claim="one mask serves all examples of the batch",
        hints=(_ZEROS, "Is every activation dropped by itself?"),
        explanation="The first example's mask for all.",
        lines=lambda _: {"dropped": "x * mask[:1] / keep"},
    ),
    Slip(
        id="nothing_dropped",
        claim="nothing is dropped",
        hints=(_ZEROS, "Which argument is not used?"),
        explanation="x / keep.",
        lines=lambda _: {"dropped": "x / keep"},
    ),
    Slip(
        id="dropped_in_evaluation",
        claim="activations are dropped in evaluation, too",
        hints=(_EVALUATED, "Do two evaluations of one example agree?"),
        explanation="training is not asked for.",
        lines=lambda _: {"evaluated": "x * mask / keep"},
    ),
    Slip(
        id="scaled_in_evaluation",
        claim="activations are scaled in training and again in evaluation",
        hints=(_EVALUATED, _SUM),
        explanation="x · keep in evaluation belongs to dropout that is not scaled in training.",
        lines=lambda _: {"evaluated": "x * keep"},
    ),
    Slip(
        id="only_in_evaluation",
        claim="activations are dropped in evaluation, and not in training",
        hints=(_EVALUATED, "What does the flag mean?"),
        explanation="The flag is inverted.",
        lines=lambda _: {"dropped": "x", "evaluated": "x * mask / keep"},
    ),
)

_DROPOUT_BACKWARD: Slips = (
    Slip(
        id="no_mask",
        claim="the gradient passes through activations that were dropped",
        hints=(_ZEROS, "Does the result change if a dropped activation does?"),
        explanation="dh unchanged.",
        lines=lambda _: {"dx": "dh"},
    ),
    Slip(
        id="scaled_without_mask",
        claim="the gradient is scaled, but nothing is dropped",
        hints=(_ZEROS, _SLOPE),
        explanation="dh / keep.",
        lines=lambda _: {"dx": "dh / keep"},
    ),
    Slip(
        id="scaled_by_keep",
        claim="the gradient is multiplied by the share that is kept",
        hints=(_SLOPE, "By what was a kept activation multiplied?"),
        explanation="dh ⊙ mask · keep.",
        lines=lambda _: {"dx": "dh * mask * keep"},
    ),
    Slip(
        id="scaled_by_dropped",
        claim="the gradient is divided by the share that is dropped",
        hints=(_SLOPE, "Which of the two shares is handed over?"),
        explanation="dh ⊙ mask / (1 − keep).",
        lines=lambda _: {"dx": "dh * mask / (1 - keep)"},
    ),
    Slip(
        id="scaled_twice",
        claim="the gradient is scaled twice",
        hints=(_SLOPE, "Is the mask scaled already?"),
        explanation="dh ⊙ mask / keep².",
        lines=lambda _: {"dx": "dh * mask / keep**2"},
    ),
    Slip(
        id="mask_inverted",
        claim="the gradient passes where activations were dropped, and nowhere else",
        hints=(_ZEROS, "What does a 1 in the mask mean?"),
        explanation="1 − mask.",
        lines=lambda _: {"dx": "dh * (1 - mask) / keep"},
    ),
    Slip(
        id="one_mask_for_examples",
        claim="one mask serves all examples of the batch",
        hints=(_ZEROS, "Is every activation dropped by itself?"),
        explanation="The first example's mask for all.",
        lines=lambda _: {"dx": "dh * mask[:1] / keep"},
    ),
)

_STATISTICS: Slips = (
    Slip(
        id="wrong_axis",
        claim="every example is normalised over its channels",
        hints=(_NORMAL, "Over which axes are the statistics taken?"),
        explanation="Layer normalisation: statistics over the last axis.",
        lines=lambda _: {
            "used_mean": "np.mean(x, axis=-1, keepdims=True) if training else running_mean",
            "used_var": "np.var(x, axis=-1, keepdims=True) if training else running_var",
        },
    ),
    Slip(
        id="whole_array",
        claim="one mean and one variance serve all channels",
        hints=(_NORMAL, _CHANNEL),
        explanation="np.mean(x) and np.var(x) without an axis.",
        lines=lambda _: {
            "mean": "np.mean(x) + np.zeros(x.shape[-1])",
            "var": "np.var(x) + np.zeros(x.shape[-1])",
        },
    ),
    Slip(
        id="unbiased",
        claim="the variance is divided by one less than the number of values",
        hints=(_CHANNEL, "By which number is the sum of squares divided?"),
        explanation="ddof=1 in the normalisation; frameworks use it for the running average only.",
        lines=lambda _: {"var": "np.var(x, axis=axes, ddof=1)"},
    ),
    Slip(
        id="no_epsilon",
        claim="nothing is added to the variance",
        hints=("What happens to a channel that is constant?", "Which argument is not used?"),
        explanation="ε is missing: NaN for a constant channel.",
        lines=lambda _: {"x_hat": "(x - used_mean) / np.sqrt(used_var)"},
    ),
    Slip(
        id="epsilon_outside",
        claim="ε is added to the standard deviation, not to the variance",
        hints=(_CHANNEL, "Does ε stand under the root?"),
        explanation="x / (σ + ε).",
        lines=lambda _: {"x_hat": "(x - used_mean) / (np.sqrt(used_var) + epsilon)"},
    ),
    Slip(
        id="no_root",
        claim="the root of the variance is missing",
        hints=(_NORMAL, "In which unit is a variance?"),
        explanation="(x − μ) / (σ² + ε).",
        lines=lambda _: {"x_hat": "(x - used_mean) / (used_var + epsilon)"},
    ),
    Slip(
        id="not_centred",
        claim="the mean is not subtracted",
        hints=(_NORMAL, _CHANNEL),
        explanation="x / √(σ² + ε).",
        lines=lambda _: {"x_hat": "x / np.sqrt(used_var + epsilon)"},
    ),
    Slip(
        id="gamma_and_beta_swapped",
        claim="scale and shift are exchanged",
        hints=("Set the scale to 1 and the shift to 0: is the result normal?", _NORMAL),
        explanation="β x̂ + γ.",
        lines=lambda _: {"y": "beta * x_hat + gamma"},
    ),
    Slip(
        id="no_scale",
        claim="the scale is not used",
        hints=("Double the scale: does the result change?", "Which argument is not used?"),
        explanation="x̂ + β.",
        lines=lambda _: {"y": "x_hat + beta"},
    ),
    Slip(
        id="no_shift",
        claim="the shift is not used",
        hints=("Change the shift: does the result change?", "Which argument is not used?"),
        explanation="γ x̂.",
        lines=lambda _: {"y": "gamma * x_hat"},
    ),
    Slip(
        id="shift_scaled",
        claim="the shift is scaled, too",
        hints=("Count the brackets.", "Set x̂ to 0: what should the result be?"),
        explanation="γ (x̂ + β).",
        lines=lambda _: {"y": "gamma * (x_hat + beta)"},
    ),
)

_AVERAGES: Slips = (
    Slip(
        id="batch_in_evaluation",
        claim="the batch's own statistics are used in evaluation, too",
        hints=("Evaluate one example alone: what is the result?", "What are the averages for?"),
        explanation="training is not asked for: an answer depends on its neighbours.",
        lines=lambda _: {"used_mean": "mean", "used_var": "var"},
    ),
    Slip(
        id="averages_in_training",
        claim="the running averages are used in training, too",
        hints=(_NORMAL, "When are the running averages used?"),
        explanation="Training normalises with stale statistics.",
        lines=lambda _: {"used_mean": "running_mean", "used_var": "running_var"},
    ),
    Slip(
        id="new_average_used",
        claim="training normalises with the running averages that were just updated",
        hints=(_NORMAL, "When are the running averages used?"),
        explanation="The mix of old average and batch in the place of the batch.",
        lines=lambda _: {
            "used_mean": "momentum * running_mean + (1 - momentum) * mean if training"
            " else running_mean",
            "used_var": "momentum * running_var + (1 - momentum) * var if training"
            " else running_var",
        },
    ),
    Slip(
        id="shares_swapped",
        claim="the old average gets the share that belongs to the batch",
        hints=(_RUNNING, "How much of an average is left with a momentum of 0.9?"),
        explanation="(1 − momentum) · old + momentum · batch.",
        lines=lambda _: {"old": "1 - momentum if training else 1.0"},
    ),
    Slip(
        id="not_updated",
        claim="the running averages stay as they are",
        hints=(_RUNNING, "Do the averages change while training?"),
        explanation="Evaluation then uses the initial averages.",
        lines=lambda _: {"old": "1.0"},
        under=("per_channel",),
    ),
    Slip(
        id="updated_in_evaluation",
        claim="the running averages change in evaluation, too",
        hints=(_RUNNING, "May an evaluation change the network?"),
        explanation="training is not asked for: test data leak into the averages.",
        lines=lambda _: {"old": "momentum"},
    ),
    Slip(
        id="overwritten",
        claim="the last batch's statistics take the place of the running averages",
        hints=(_RUNNING, "Which argument is not used?"),
        explanation="No averaging.",
        lines=lambda _: {"old": "0.0 if training else 1.0"},
    ),
    Slip(
        id="standard_deviation",
        claim="the running variance averages standard deviations",
        hints=(_RUNNING, "Is the root taken before or after averaging?"),
        explanation="σ in place of σ².",
        lines=lambda _: {"new_var": "old * running_var + (1 - old) * np.sqrt(var)"},
    ),
    Slip(
        id="averages_mixed_up",
        claim="the running mean gets the variance, and the running variance the mean",
        hints=(_RUNNING, "Which of the two can be negative?"),
        explanation="μ and σ² are exchanged in the averages.",
        lines=lambda _: {
            "new_mean": "old * running_mean + (1 - old) * var",
            "new_var": "old * running_var + (1 - old) * mean",
        },
    ),
)

_BATCH_NORM_BACKWARD: Slips = (
    Slip(
        id="constants",
        claim="mean and variance are treated as if they did not depend on the batch",
        hints=(_SLOPE, "What changes in the other examples if one entry moves?"),
        explanation="γ dy / √(σ² + ε) alone.",
        lines=lambda _: {"dx": "dx_hat * inverse"},
    ),
    Slip(
        id="mean_constant",
        claim="the mean is treated as if it did not depend on the batch",
        hints=("What must the gradients of one channel sum to?", _SLOPE),
        explanation="The term of the mean is missing.",
        lines=lambda _: {"dx": "(dx_hat - by_var) * inverse"},
    ),
    Slip(
        id="variance_constant",
        claim="the variance is treated as if it did not depend on the batch",
        hints=("Which of the three terms is missing?", _SLOPE),
        explanation="The term of the variance is missing.",
        lines=lambda _: {"dx": "(dx_hat - by_mean) * inverse"},
    ),
    Slip(
        id="no_scale",
        claim="the scale is missing in the gradient by the input",
        hints=("Double the scale: does the gradient change?", _SLOPE),
        explanation="dy in place of γ dy.",
        lines=lambda _: {"dx_hat": "dy"},
    ),
    Slip(
        id="no_inverse",
        claim="the division by the standard deviation is missing",
        hints=("Double the input: by what factor should the gradient change?", _SLOPE),
        explanation="The factor 1/√(σ² + ε).",
        lines=lambda _: {"dx": "dx_hat - by_mean - by_var"},
    ),
    Slip(
        id="no_epsilon",
        claim="nothing is added to the variance",
        hints=("Which argument is not used?", _SLOPE),
        explanation="ε is missing.",
        lines=lambda _: {"inverse": "1 / np.std(x, axis=axes)"},
    ),
    Slip(
        id="unbiased",
        claim="the variance is divided by one less than the number of values",
        hints=(_CHANNEL, "Which variance was used in the forward pass?"),
        explanation="ddof=1.",
        lines=lambda _: {"inverse": "1 / np.sqrt(np.var(x, axis=axes, ddof=1) + epsilon)"},
    ),
    Slip(
        id="scale_of_input",
        claim="the gradient of the scale uses the input before its normalisation",
        hints=("By what is the scale multiplied in the forward pass?", _SLOPE),
        explanation="Σ dy x in place of Σ dy x̂.",
        lines=lambda _: {"dgamma": "np.sum(dy * x, axis=axes)"},
    ),
    Slip(
        id="averaged",
        claim="the gradients of scale and shift are averaged, not summed",
        hints=(_SLOPE, "In how many results does one shift count?"),
        explanation="np.mean in place of np.sum.",
        lines=lambda _: {
            "dgamma": "np.mean(dy * x_hat, axis=axes)",
            "dbeta": "np.mean(dy, axis=axes)",
        },
    ),
    Slip(
        id="shift_scaled",
        claim="the gradient of the shift is multiplied by the scale",
        hints=("Is the shift added before or after the scale?", _SLOPE),
        explanation="Σ γ dy.",
        lines=lambda _: {"dbeta": "np.sum(dy * gamma, axis=axes)"},
    ),
    Slip(
        id="sign_of_terms",
        claim="the terms of mean and variance are added, not subtracted",
        hints=("What must the gradients of one channel sum to?", _SLOPE),
        explanation="A sign of the chain rule is lost.",
        lines=lambda _: {"dx": "(dx_hat + by_mean + by_var) * inverse"},
    ),
)
