"""``gradient``: the student's gradient, tensor by tensor. Runs in the judge.

Theory of operation
-------------------
Where the catalogue has the right gradient it decides, element by element, within 1e-10 of the
largest element of each tensor. One scale must hold for all tensors: the conventions are those of
the whole answer, so a weight gradient that is summed beside a bias gradient that is averaged fits
none of them. What is wrong is then told per tensor as a ratio, where there is one.

With ``against: own_loss`` there is no right gradient: the student's own loss is asked along
directions drawn only after the gradient came back, block by block, and central differences decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

import numpy as np
from pydantic import Field

from grader.bench import Bench
from grader.conventions.combinations import Combination, credit
from grader.hearing import Hearing
from grader.judgement import Failing, Judgement
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.report import Status
from grader.numerics.ratios import FITS, Ratio, power_of_ten, ratios
from grader_plugins.checks.functions.comparing import (
    judge_compared,
    scored_questions,
    shown_questions,
    without_right_answer,
)
from grader_plugins.checks.functions.directions import judge_directions

SCALES = 4
"""How many accepted scales a wrong gradient is held against."""
ALMOST = 1e-3
"""Up to which error, relative to its largest element, a tensor is told to be almost right."""


class GradientParams(Model):
    """Which network, and what decides."""

    architecture: str = Field(default="", description="such as 784-H-10 relu")
    scale: Literal["one for all tensors"] = Field(
        default="one for all tensors", description="a mean or a sum, the same for every tensor"
    )
    against: Literal["reference", "own_loss"] = Field(
        default="reference", description="what decides; own_loss: differences of their loss"
    )
    loss: str = Field(default="", description="the check whose function is the loss (own_loss)")
    directions: int = Field(
        default=5, ge=1, le=1000, description="random directions for each tensor (own_loss)"
    )
    epsilon: float = Field(default=1e-5, gt=0, lt=1, description="the step of the differences")


class Gradient:
    """Holds every tensor of a gradient against the right one, or against the student's own loss."""

    name = "gradient"
    summary = "every tensor of a gradient against the reference, or against the student's own loss"
    params = GradientParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a loss where the student's own loss decides."""
        params = bench.params(spec)
        if params.against == "reference":
            return without_right_answer(spec, bench, asked="the input", wanted="gradient")
        losses = {check.id: check for check in bench.assignment.checks if check.function}
        if params.loss not in losses:
            return [f"loss: {params.loss!r} is not a check with a function"]
        return _unlike(bench, spec, losses[params.loss])

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per input of the gradient."""
        return scored_questions(spec, bench, bench.cases(spec), rule="gradient")

    def shown(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per smaller input, which may be shown."""
        return shown_questions(spec, bench.small(spec))

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Compare tensor by tensor, and tell the ratios of those that are off."""
        bench = hearing.bench
        if bench.params(spec).against == "own_loss":
            return judge_directions(spec, hearing)
        judgement = judge_compared(spec, hearing, small=bench.small)
        if judgement.passed:
            return judgement
        if all(part.status is not Status.PASSED for part in judgement.parts):
            hearing.choose(hearing.name(spec), _nearest(spec, hearing, judgement.failing[0]))
            judgement = judge_compared(spec, hearing, small=bench.small)
        return _with_ratios(spec, hearing, judgement)


def _unlike(bench: Bench, spec: CheckSpec, loss: CheckSpec) -> list[str]:
    """Refuse a loss that does not take what the gradient takes, or outputs of other names."""
    names = [parameter.name for parameter in bench.function(spec).parameters]
    taken = [parameter.name for parameter in bench.function(loss).parameters]
    problems = []
    if names != taken:
        problems.append(f"loss: {loss.id} takes {', '.join(taken)}, not {', '.join(names)}")
    outputs = bench.function(spec).outputs
    others = [name for name in outputs if name.removeprefix("d") not in names]
    if others or not outputs:
        returned = ", ".join(others) or "one without a name"
        problems.append(
            "against: own_loss goes by tensors that are called d and a parameter's name, and"
            f" {spec.function} returns {returned}; leave out against: own_loss"
        )
    return problems


def _with_ratios(spec: CheckSpec, hearing: Hearing, judgement: Judgement) -> Judgement:
    """Add what each tensor is to the right one."""
    first = judgement.failing[0]
    outputs = hearing.bench.function(spec).outputs
    found = _ratios(spec, hearing, first, hearing.combination(spec))
    if not found:
        return judgement
    sizes = _sizes(first.question.arguments, outputs)
    tensors = {ratio.name or "gradient": _told(ratio, sizes) for ratio in found}
    factors = {ratio.name or "gradient": _factor(ratio) for ratio in found}
    details = {**judgement.evidence.details, "tensors": tensors, "ratios": factors}
    evidence = judgement.evidence.model_copy(update={"details": details})
    return replace(judgement, evidence=evidence)


def _ratios(
    spec: CheckSpec, hearing: Hearing, failing: Failing, combination: Combination
) -> tuple[Ratio, ...]:
    """Return what the tensors of an answer are to those of a combination, where both are there."""
    right = hearing.bench.expected(spec, failing.question, combination)
    if right is None or not failing.answer.came:
        return ()
    return ratios(failing.answer.value, right, hearing.bench.function(spec).outputs)


def _nearest(spec: CheckSpec, hearing: Hearing, failing: Failing) -> Combination:
    """Return, of what is accepted and asked alike, the scale in which most tensors are right.

    What is rare and changes little, such as an epsilon, is no scale.
    """
    fixed = hearing.combination(spec)
    function = hearing.bench.function(spec)
    usual = (c for c in hearing.bench.combinations(spec) if not c.rare)
    others = (c for c in usual if c.presentation == fixed.presentation)
    alike = islice((c for c in others if credit(c, function, spec.accept) >= 1.0), SCALES)

    def right(combination: Combination) -> int:
        return sum(ratio.right for ratio in _ratios(spec, hearing, failing, combination))

    return max((fixed, *alike), key=right)


def _sizes(arguments: Mapping[str, Any], outputs: Sequence[str]) -> dict[int, str]:
    """Return the sizes a wrong factor is most often made of, and what they count.

    Only data has rows of examples; a parameter is told by its gradient's name.
    """
    data = [np.shape(value) for name, value in arguments.items() if f"d{name}" not in outputs]
    shapes = [shape for shape in data if len(shape) == 2]
    counted = {shape[1]: "classes" for shape in shapes[1:2]}
    counted |= {shape[0]: "examples in the scored batch" for shape in shapes[:1]}
    return {size: words for size, words in counted.items() if size > 1}


def _factor(ratio: Ratio) -> float | None:
    """Return what one tensor is to the right one as a number of 12 digits, 1 where it is right."""
    if ratio.right or ratio.factor is None:
        return 1.0 if ratio.right else None
    return float(f"{ratio.factor:.12g}")


def _told(ratio: Ratio, sizes: Mapping[int, str]) -> str:
    """Say what one tensor is to the right one."""
    if ratio.right:
        return "right"
    if ratio.shape is not None:
        return f"of shape {ratio.shape}, which is not that of its parameter"
    if ratio.factor == 0.0:
        return "all zeros"
    if ratio.error <= ALMOST:
        asked = power_of_ten(ratio.allowed)
        return f"agrees with the right one to about {power_of_ten(ratio.error)}, but not to {asked}"
    if ratio.factor is None:
        return "not right, and not a multiple of the right one"
    return _multiple(ratio.factor, sizes)


def _multiple(factor: float, sizes: Mapping[int, str]) -> str:
    """Say a factor, and the size of the problem that it is made of."""
    if np.isclose(factor, -1.0, rtol=FITS):
        return "right but for its sign"
    for size, words in sizes.items():
        if np.isclose(abs(factor), size, rtol=FITS):
            return f"{factor:.4g} times the right one; there are {size} {words}"
        if np.isclose(abs(factor), 1.0 / size, rtol=FITS):
            sign = "−" if factor < 0 else ""
            return f"{sign}1/{size} of the right one; there are {size} {words}"
    return f"{factor:.4g} times the right one"
