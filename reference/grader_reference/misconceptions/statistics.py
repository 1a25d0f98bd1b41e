"""Known wrong statistics of a layer, each a patch of the right program. Runs in the judge."""

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

STATISTICS = Program(
    name="layer_statistics",
    parameters=("activations", "level"),
    statements={
        "a": "np.asarray(activations, dtype=float)",
        "mean": "np.mean(a)",
        "deviation": "np.sqrt(np.mean((a - mean) ** 2))",
        "zeros": "np.mean(a == 0)",
        "saturated": "np.mean(np.abs(a) > level)",
    },
    result="mean, deviation, zeros, saturated",
)

_HAND = "Calculate all four for the numbers 0, 0, 1 and −1 by hand."
_SHAPE = "How many numbers should come back for a layer?"
_SHARE = "Must the share grow when the same examples come twice?"


def layer_statistics() -> tuple[Misconception, ...]:
    """Return what goes wrong with the statistics of a layer."""
    return wrong(_SLIPS, STATISTICS, "", function="layer_statistics")


_SLIPS: tuple[Slip[str], ...] = (
    Slip(
        id="over_one_axis",
        claim="everything is calculated over the examples alone, for each unit by itself",
        hints=(_SHAPE, "Over which axes does numpy take a mean when it is told one?"),
        explanation="axis=0: an array of the units' statistics in place of one number.",
        lines=lambda _: {
            "mean": "np.mean(a, axis=0)",
            "deviation": "np.std(a, axis=0)",
            "zeros": "np.mean(a == 0, axis=0)",
            "saturated": "np.mean(np.abs(a) > level, axis=0)",
        },
    ),
    Slip(
        id="deviation_per_unit",
        claim="the deviations of the units are averaged",
        hints=(_HAND, "Does the spread between units belong to a layer's deviation?"),
        explanation="The mean of std(axis=0) leaves out how far units lie apart.",
        lines=lambda _: {"deviation": "np.mean(np.std(a, axis=0))"},
    ),
    Slip(
        id="deviation_per_example",
        claim="the deviations within the examples are averaged",
        hints=(_HAND, "Does the spread between examples belong to a layer's deviation?"),
        explanation="The mean of each example's own deviation leaves out how far examples differ.",
        lines=lambda _: {"deviation": "np.mean(np.std(a.reshape(len(a), -1), axis=1))"},
    ),
    Slip(
        id="variance",
        claim="the variance is returned in the place of the deviation",
        hints=(_HAND, "Which unit has it, if activations were metres?"),
        explanation="No root.",
        lines=lambda _: {"deviation": "np.var(a)"},
    ),
    Slip(
        id="about_zero",
        claim="the deviation is taken about 0, not about the mean",
        hints=(_HAND, "What is the deviation of numbers that are all 5?"),
        explanation="√ mean a²: the root of the mean square.",
        lines=lambda _: {"deviation": "np.sqrt(np.mean(a**2))"},
    ),
    Slip(
        id="mean_of_sizes",
        claim="the mean is that of the sizes, without signs",
        hints=(_HAND, "What is the mean of 1 and −1?"),
        explanation="mean |a|.",
        lines=lambda _: {"mean": "np.mean(np.abs(a))"},
    ),
    Slip(
        id="activated_again",
        claim="negative numbers count as 0, as if relu were applied once more",
        hints=("Give negative activations, as tanh has them.", _HAND),
        explanation="Statistics of max(a, 0): what came in was activated already.",
        lines=lambda _: {"a": "np.maximum(activations, 0)"},
    ),
    Slip(
        id="negatives_for_zeros",
        claim="negative numbers are counted in the place of zeros",
        hints=("Give one zero and no negative number: what is counted?", _HAND),
        explanation="a < 0: right for a layer's scores before relu, not for its activations.",
        lines=lambda _: {"zeros": "np.mean(a < 0)"},
    ),
    Slip(
        id="not_positive_for_zeros",
        claim="negative numbers are counted among the zeros",
        hints=("Give activations of tanh: which of them are counted?", _HAND),
        explanation="a ≤ 0: the same after relu, another share after tanh.",
        lines=lambda _: {"zeros": "np.mean(a <= 0)"},
    ),
    Slip(
        id="near_zero",
        claim="small numbers are counted among the zeros",
        hints=("Give 0.001: is it counted?", "Which comparison finds exact zeros?"),
        explanation="|a| below a bound of its own in place of a = 0.",
        lines=lambda _: {"zeros": "np.mean(np.abs(a) < 0.01)"},
    ),
    Slip(
        id="zeros_for_others",
        claim="the share of numbers that are not 0 is returned",
        hints=(_HAND, "What should come back where all are 0?"),
        explanation="np.count_nonzero over the size: the other share.",
        lines=lambda _: {"zeros": "np.mean(a != 0)"},
    ),
    Slip(
        id="counts",
        claim="zeros and saturated numbers are counted, and not divided by how many there are",
        hints=(_SHARE, _HAND),
        explanation="Sums in place of means.",
        lines=lambda _: {"zeros": "np.sum(a == 0)", "saturated": "np.sum(np.abs(a) > level)"},
    ),
    Slip(
        id="share_of_examples",
        claim="counts are divided by the number of examples, not of activations",
        hints=(_SHARE, "Can the share be larger than 1?"),
        explanation="/ len(a) in place of / a.size.",
        lines=lambda _: {
            "zeros": "np.sum(a == 0) / len(a)",
            "saturated": "np.sum(np.abs(a) > level) / len(a)",
        },
    ),
    Slip(
        id="one_side",
        claim="only large positive numbers count as saturated",
        hints=("Where is tanh flat? Name both places.", _HAND),
        explanation="a > level without |·|.",
        lines=lambda _: {"saturated": "np.mean(a > level)"},
    ),
    Slip(
        id="inside_the_level",
        claim="the share within the level is returned, not beyond it",
        hints=(_HAND, "What should come back where all are 0?"),
        explanation="|a| ≤ level: one minus the right share.",
        lines=lambda _: {"saturated": "np.mean(np.abs(a) <= level)"},
    ),
    Slip(
        id="first_example",
        claim="only the first example is looked at",
        hints=(_SHARE, "Change the last example: do the statistics change?"),
        explanation="a[0].",
        lines=lambda _: {"a": "np.asarray(activations, dtype=float)[0]"},
    ),
)
